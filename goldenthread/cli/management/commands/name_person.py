"""Name somebody on a restricted round that nobody named can reach any more."""

from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.people.actors import NotAllowed, Operator
from goldenthread.people.queries import person_by_email
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import ReasonMissing, name_runner
from goldenthread.programme.queries import restricted_round


class Command(OurCommand):
    help = "Name a QA lead or officer on a restricted round that nobody named can reach any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", metavar="ROUND", help="its reference, RND-…")
        parser.add_argument("email", metavar="EMAIL", help="the e-mail address of an account")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="why, for the record")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.by(options)
        if not isinstance(by, Operator):
            raise NotAllowed(Permission.ROUND_RUN)
        round = restricted_round(by, options["round"])
        if round is None:
            raise Refused(
                f"There is no restricted round {options['round']!r}. Its reference, RND-…, is in the "
                "access log, beside “Restrict round”."
            )
        person = person_by_email(options["email"])
        if person is None:
            raise Refused(
                f"There is no account for {options['email']}. List accounts on the page Set-up, People."
            )
        try:
            name_runner(by=by, round=round, person=person, why=options["reason"])
        except ReasonMissing:
            raise Refused("Say why with --reason.") from None
        if options["json"]:
            self.answer_json({"round": round.ref, "person": person.ref})
        else:
            self.answer(f"{person.name} is named on {round.ref} and can name others on its page.")
