"""Several people grade one case: a calibration, or a panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.audits.queries import Judged
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import GRADES
from goldenthread.cli.invented.clock import as_on
from goldenthread.tools.form import NOT_APPLICABLE


@dataclass(frozen=True)
class Session:
    """Who was asked to grade, who of them has, and what was agreed, where it is over."""

    kind: str
    title: str
    people: Sequence[Any]
    graded: Sequence[Any]
    agreed: str = ""


def calibrate(accounts: Accounts, round: Any, day: date, today: date) -> None:
    """One session that is over, of a case of a closed round; another waits for two auditors' grades."""
    lead = accounts.by_role["qa_lead"]
    ursula, edmund = accounts.by_role["auditor"], accounts.by_role["external_auditor"]
    audited = audits_queries.visible_audits(lead).filter(round=round).order_by("subject__number")
    apart = [a for a in audited if a.auditor not in (ursula, edmund)]
    people = [ursula, edmund, *accounts.moderators]
    over = [audit for audit in apart if audit.moderator is None]
    agreed = "A plan without a date for each step is not good, however well it reads."
    asked = Session("calibration", "One case, four readers", people, people, agreed)
    open_session(accounts, over[0], asked, day)
    waits = Session("calibration", "One case, before winter", people, people[2:])
    open_session(accounts, over[1], waits, today - timedelta(days=6))


def open_session(accounts: Accounts, audit: Any, asked: Session, day: date) -> None:
    """Opened, graded by some, and shown with what was agreed where something was."""
    lead = accounts.by_role["qa_lead"]
    with as_on(day, 10):
        session = audits.open_session(
            by=lead, audit=audit, kind=asked.kind, title=asked.title, people=asked.people
        )
        for person in asked.graded:
            audits.grade_in_session(by=person, session=session, grades=_grades(audit, person))
        if asked.agreed:
            audits.show_session(by=lead, session=session)
            audits.note_agreed(by=lead, session=session, text=asked.agreed)


def _grades(audit: Any, person: Any) -> dict[str, Judged]:
    """The grades that stand, or one better or worse as this reader sees it."""
    random, given = Random(f"{person.name}/{audit.subject.number}"), {}  # noqa: S311
    for (section, _), grade in sorted(audits_queries.standing_grades(audit).items()):
        if grade == NOT_APPLICABLE:
            given[section] = Judged(grade)
            continue
        place = GRADES.index(grade) + random.choice((-1, 0, 0, 1))
        given[section] = Judged(GRADES[min(max(place, 0), 3)], "As the record reads to me.")
    return given
