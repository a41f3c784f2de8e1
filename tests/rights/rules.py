"""Who may do what, page by page, as the product's description says it: from this the table is written.

Nothing here is read from the code it judges. `python -m tests.rights` writes tests/rights/rights.csv;
both are reviewed together. A row is a page, a method, what it is about, and the answer to each person:

    200 shown     302 sent on     404 not there     405 no such method

"Hidden" is a restricted round, on which the lead, the auditor, the moderator and the worker are named;
the manager was and no longer is. An address about nothing answers like one about something that is not
theirs, so it has no row: the test asks for it beside every 404.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# In the order of the table's columns. "out" is nobody: not signed in.
PEOPLE = (
    "out", "stranger", "lead", "officer", "auditor", "external", "lapsed", "ended", "moderator",
    "worker", "other_worker", "manager", "other_manager", "service", "psw", "director", "ig", "admin",
)  # fmt: skip
# The second column: what the address leads to. Hidden is the same in a restricted round.
OPEN, HIDDEN, NOBODYS = "open", "hidden", "nobody's"


SIGNED_IN = tuple(person for person in PEOPLE if person != "out")
NAMED = ("lead", "auditor", "moderator", "worker")

# Who they are, in the words of the rules below.
GROUPS = {
    "nobody": (),
    "anybody": PEOPLE,
    "signed_in": SIGNED_IN,
    "run": ("lead", "officer"),  # set up and run rounds, see every audit
    "lead": ("lead",),
    "accounts": ("lead", "admin"),
    "any_set_up": ("lead", "officer", "ig", "admin"),
    "log": ("lead", "ig"),
    "follow": ("lead", "officer"),
    "governance": ("ig",),
    "case_words": ("lead", "officer", "admin"),
    # An audit of North's that Ines is writing: QA sees it, its auditor writes, an officer enters for her.
    "see_begun": ("lead", "officer", "auditor"),
    "write": ("officer", "auditor"),
    "own_audit": ("auditor",),
    # Whoever may be given audits, two managers among them; of those in the open round, one is to write.
    "answering": ("auditor", "external", "manager", "other_manager"),
    "own_audits": ("auditor",),
    # Every auditor's grades beside their moderators' for the QA lead; to an auditor their own.
    "compared": ("lead", "auditor", "external", "manager", "other_manager"),
    # Whoever may audit, and QA; a try is seen by whoever made it, and QA.
    "practise": ("lead", "officer", "auditor", "external", "manager", "other_manager"),
    "practised": ("lead", "officer", "auditor"),
    # A concern is for QA, whoever audits the case, and the managers above its team, at once.
    "concern": ("lead", "officer", "auditor", "manager", "service"),
    "moderate": ("moderator",),
    # Whoever may be asked to grade beside others, and those who ask; of one session, who was asked.
    "grade": ("lead", "officer", "auditor", "external", "moderator", "manager", "other_manager"),
    "session": ("lead", "officer", "moderator"),
    "service": ("manager", "service"),
    "moderation": ("lead", "officer", "moderator"),
    "moderated": ("lead", "officer", "auditor", "moderator"),
    "handed_in": ("lead", "officer", "auditor", "moderator"),
    "have_audits": (
        "lead", "officer", "auditor", "external", "moderator", "manager", "other_manager", "service",
        "psw",
    ),
    "have_feedback": (
        "lead", "officer", "auditor", "external", "moderator", "worker", "other_worker", "manager",
        "other_manager", "service", "psw",
    ),
    # Released feedback: besides those who had a part, the worker, the managers above, the principal.
    "feedback": (
        "lead", "officer", "auditor", "moderator", "worker", "manager", "service", "psw",
    ),
    "answer_feedback": ("worker", "manager", "service"),
    "reply": ("lead", "officer", "auditor"),
    "ask_family": ("lead", "officer", "auditor"),
    "talks": ("lead", "officer", "auditor", "manager", "service"),
    "dates": ("lead", "officer", "manager", "service"),
    "have_actions": (
        "lead", "officer", "auditor", "external", "moderator", "worker", "other_worker", "manager",
        "other_manager", "service", "psw",
    ),
    "meet": ("lead", "officer", "manager", "other_manager", "service"),
    # Minutes are for whoever wrote them, and for those who meet and may see an action in them; the
    # one here is of an action that is not open yet.
    "minutes": ("lead", "officer"),
    "move": ("lead", "officer", "auditor"),
    "figures": ("lead", "officer", "service", "psw", "director"),
    # Whoever keeps themes and plans; the principal social worker sees findings of released audits alone.
    "learn": ("lead", "officer", "psw"),
    # Managers see recommendations addressed to them; the one there is, is the team manager's.
    "led": ("manager", "other_manager", "worker", "other_worker"),
    # The briefing there is was sent to North.
    "briefed": (
        "lead", "officer", "service", "psw", "director", "manager", "other_manager", "worker",
        "other_worker",
    ),
    "briefed_one": (
        "lead", "officer", "service", "psw", "director", "manager", "worker", "other_worker",
    ),
    "use_one": ("lead", "officer", "psw", "manager", "service"),
    "readers": (
        "lead", "officer", "service", "psw", "director", "manager", "other_manager", "worker",
        "other_worker", "auditor", "external", "moderator",
    ),
    "asked": ("lead", "officer", "service", "psw", "director", "manager", "other_manager"),
    # Whoever reports: a program may read in their name.
    "tokens": ("lead", "officer", "manager", "other_manager", "service", "psw", "director"),
    "asked_one": ("lead", "officer", "service", "psw", "director", "manager"),
    "answer_one": ("lead", "officer", "psw", "manager"),
    # Tariq, of whom audits are asked and who asked to be exempt; and whoever may decide that.
    "asked_audits": ("manager",),
    "exemption": ("lead", "officer", "manager"),
    # Whoever has something of the programme in their calendar.
    "calendar": (
        "lead", "officer", "auditor", "external", "manager", "other_manager", "service", "psw",
        "director",
    ),
    "list_behind": ("lead", "officer", "service", "psw"),
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Who is answered on GET and on POST, and with what; `moved` are sent on instead, on GET."""

    get: str
    post: str
    on_get: str = "200"
    on_post: str = "200"
    moved: str = "nobody"


PAGES = Path(__file__).with_name("pages.txt")
# Rooms whose addresses lead to things that a restricted round may hide.
MAY_BE_HIDDEN = ("audits", "actions", "programme", "reports")
# Pages of those rooms that are about an auditor or a case type, and about no round.
OF_NO_ROUND = (
    "audits:past_import", "audits:family_form",  # whoever holds the address is nobody here
    "programme:auditor", "programme:end_absence", "programme:time", "programme:practised",
    "programme:practise", "programme:exemptions", "programme:end_exemption",
    "programme:schedule_file", "programme:activity", "programme:edit_activity",
    "programme:finish_activity", "programme:cancel_activity", "programme:promise",
    "programme:keep_promise", "programme:manager", "programme:decide_exemption",
    "programme:end_quota_exemption", "programme:calendar_file", "programme:indicator_file",
)  # fmt: skip


def rules() -> dict[str, Rule]:
    """The rule of each page."""
    found = {}
    for line in PAGES.read_text().splitlines():
        if line.startswith("#"):
            continue
        cells = line.split()
        name, get, post, on_get, on_post, moved = (
            *cells,
            *("", "-", "200", "200", "nobody")[len(cells) - 1 :],
        )
        found[name] = Rule(get, get if post == "-" else post, on_get, on_post, moved)
    return found


def rows(with_parameters: Iterator[str]) -> Iterator[list[str]]:
    """The table: page, method, what it is about, and the answer to each of PEOPLE."""
    has_parameters = set(with_parameters)
    for name, rule in rules().items():
        may_hide = name.split(":")[0] in MAY_BE_HIDDEN and name not in OF_NO_ROUND
        hides = may_hide and name in has_parameters
        for about in (OPEN, HIDDEN) if hides else (OPEN,):
            yield [name, "GET", about, *_answers(rule.get, rule.on_get, about, rule.moved)]
            yield [name, "POST", about, *_answers(rule.post, rule.on_post, about)]


def _answers(group: str, answer: str, about: str, moved: str = "nobody") -> Iterator[str]:
    let_in, sent_on = (_let_in(each, answer, about) for each in (group, moved))
    for person in PEOPLE:
        if person in let_in:
            yield answer
        elif person == "out" or person in sent_on:
            yield "302"
        else:
            yield "404"


def _let_in(group: str, answer: str, about: str) -> set[str]:
    """Whom a rule lets in; of something hidden, those of them who are named. A 405 is for everybody."""
    if group == "restricted_only":
        return {"lead"} if about == HIDDEN else set()
    if group == "follow" and about == HIDDEN:
        return set()  # its title would stand on a round that others see
    people = set(GROUPS[group])
    return people & set(NAMED) if about == HIDDEN and answer != "405" else people
