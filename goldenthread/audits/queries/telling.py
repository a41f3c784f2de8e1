"""Who is told of a concern by mail, and when: level by level until somebody acknowledges it.

In office hours a concern climbs by the minutes of the settings. What would still wait when the office
closes does not wait until it opens again: then, and out of hours, every level is told at once, and those
named for evenings, weekends and bank holidays besides. While nobody acknowledges it all are told again
each day at nine. Work to be put right climbs in office time, and disturbs nobody out of hours.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from goldenthread.audits.models import Concern
from goldenthread.audits.queries.concerns import is_own_concern, visible_concern
from goldenthread.journal.changes import now
from goldenthread.method.timescales import (
    is_office_hours,
    no_later_than_closing,
    office_time_after,
)
from goldenthread.people.mail import concern_waits, contacts_for
from goldenthread.people.models import Person, Team
from goldenthread.people.queries import managers_of, people_with_role
from goldenthread.people.roles import Role
from goldenthread.programme.queries.days import bank_holidays

LEVELS = ("named", "service_manager", "qa_lead")
LATE = "out_of_hours"
AGAIN_AT = 9  # o'clock


def unacknowledged() -> QuerySet[Concern]:
    """Every concern that still waits; for the job that lets them climb."""
    return Concern.objects.filter(acknowledged_at=None).select_related(
        "audit__round", "audit__auditor", "audit__header__team"
    )


def reached(concern: Concern, at: datetime) -> list[str]:
    """The levels that a concern has climbed to by a moment, the first at once."""
    waits, raised, here = concern_waits(), localtime(concern.raised_at), localtime(at)
    holidays = bank_holidays()
    is_child = concern.kind == Concern.Kind.CHILD
    after = no_later_than_closing if is_child else office_time_after
    levels = [
        level for level in LEVELS
        if level == LEVELS[0] or after(raised, waits[concern.kind, level], holidays) <= here
    ]  # fmt: skip
    if is_child and not is_office_hours(here, holidays):
        levels.append(LATE)
    return levels


def to_tell(concern: Concern) -> Iterator[tuple[str, Person]]:
    """(level, person) of everybody who is to have been told by now. Never whoever raised it or audits
    the case, nor anybody who could not open it; where a level is empty the next is told instead."""
    levels = reached(concern, now())
    found: dict[str, list[Person]] = {level: _able(concern, level) for level in levels}
    for level in LEVELS:
        if not any(found.get(each) for each in found):
            found[level] = _able(concern, level)
    for level, people in found.items():
        yield from ((level, person) for person in people)


def is_time_again(concern: Concern) -> bool:
    """Whether all are told again today: each day from nine on, after the day on which it was raised."""
    raised, here = localtime(concern.raised_at), localtime(now())
    if concern.kind != Concern.Kind.CHILD and not is_office_hours(here, bank_holidays()):
        return False
    return here.date() > raised.date() and here.hour >= AGAIN_AT


def _able(concern: Concern, level: str) -> list[Person]:
    people = _at(level, concern.audit.header.team)
    return [
        each for each in dict.fromkeys(people)
        if not is_own_concern(each, concern) and visible_concern(each, concern.ref) is not None
    ]  # fmt: skip


def _at(level: str, team: Team | None) -> list[Person]:
    if level == LATE:
        return contacts_for(team, is_late=True)
    if level == "qa_lead":
        return list(people_with_role(Role.QA_LEAD))
    managers = managers_of(team)
    if level == "service_manager":
        return [m for m in managers if any(h.role == Role.SERVICE_MANAGER.code for h in m.held)]
    named = contacts_for(team, is_late=False)
    return named or [m for m in managers if any(h.role == Role.TEAM_MANAGER.code for h in m.held)]
