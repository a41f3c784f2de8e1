"""Set-up: people, teams, settings, words and the access log; and one's own account."""

from goldenthread.web.people.access_log import access_log
from goldenthread.web.people.accounts import (
    account,
    add_person,
    disable_person,
    edit_person,
    enable_person,
    new_password,
    people,
    person,
)
from goldenthread.web.people.arrivals import import_people
from goldenthread.web.people.contacts import concern_people
from goldenthread.web.people.mail import mail, summary
from goldenthread.web.people.numbers import concern_numbers
from goldenthread.web.people.roles import end_role, give_role
from goldenthread.web.people.set_up import set_up
from goldenthread.web.people.settings import settings
from goldenthread.web.people.signing_in import (
    reset_second_step,
    sessions,
    sign_out_everywhere,
    sign_out_person,
    signing_in,
)
from goldenthread.web.people.teams import (
    add_team,
    edit_team,
    link_practitioner,
    practitioners,
    teams,
)
from goldenthread.web.people.tokens import end_token, new_token, tokens
from goldenthread.web.people.words import edit_word, words

__all__ = [
    "access_log",
    "account",
    "add_person",
    "add_team",
    "concern_numbers",
    "concern_people",
    "disable_person",
    "edit_person",
    "edit_team",
    "edit_word",
    "enable_person",
    "end_role",
    "end_token",
    "give_role",
    "import_people",
    "link_practitioner",
    "mail",
    "new_password",
    "new_token",
    "people",
    "person",
    "practitioners",
    "reset_second_step",
    "sessions",
    "set_up",
    "settings",
    "sign_out_everywhere",
    "sign_out_person",
    "signing_in",
    "summary",
    "teams",
    "tokens",
    "words",
]
