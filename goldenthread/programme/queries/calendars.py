"""What a person's calendar may fetch: days of the programme and counts, and nothing of any case."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef

from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Assignment, CalendarAddress, Outcome
from goldenthread.programme.queries.restricted import open_to
from goldenthread.programme.queries.schedule import (
    activities,
    may_see_schedule,
    month_after,
    months_from,
    promises,
)
from goldenthread.writers.calendar import Event

BACK, AHEAD = -3, 18  # months that a calendar shows


def secret_sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def may_subscribe(person: Person) -> bool:
    """Whether there is anything for a calendar of theirs."""
    return may_see_schedule(person) or person.may(Permission.AUDIT_ANSWER)


def calendar_of(person: Person) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(person=person, ended_at=None).first()


def calendar_reader(secret: str) -> Person | None:
    """Whose calendar a secret opens; nobody's once it was ended, their account is off or has no use for it."""
    found = CalendarAddress.objects.filter(secret_sha256=secret_sha256(secret), ended_at=None)
    held = found.select_related("person").first()
    if held is None or not held.person.is_active or not may_subscribe(held.person):
        return None
    return held.person


def calendar_events(person: Person) -> list[Event]:
    """Activities by month, promises by day, and on which days how many audits of theirs are due."""
    return [*_activities(person), *_promises(person), *_own_audits(person)]


def _activities(person: Person) -> Iterator[Event]:
    this = today().replace(day=1)
    span = (months_from(this, BACK), months_from(this, AHEAD))
    for each in activities(person).filter(month__range=span):
        changed = each.cancelled_at or each.planned_at
        yield Event(
            uid=each.ref, first=each.month, after=month_after(each.month), title=each.title,
            words=str(each.get_kind_display()), stamp=changed, sequence=each.version,
            is_cancelled=each.cancelled_at is not None,
        )  # fmt: skip


def _promises(person: Person) -> Iterator[Event]:
    for each in promises(person).filter(kept_at=None, due_on__isnull=False):
        day: date = each.due_on  # type: ignore[assignment]
        yield Event(
            uid=each.ref, first=day, after=day + timedelta(days=1), title=f"Promised: {each.what}",
            words=f"Promised to {each.made_to}", stamp=each.noted_at, sequence=each.version,
        )  # fmt: skip


def _own_audits(person: Person) -> Iterator[Event]:
    if not person.may(Permission.AUDIT_ANSWER):
        return
    handed_in = Outcome.objects.filter(round_case=OuterRef("round_case"))
    waiting = Assignment.objects.filter(
        ~Exists(handed_in), open_to(person, "round_case__round"), auditor=person, ended_at=None,
        round_case__removed_at=None, round_case__round__state="open",
    )  # fmt: skip
    counted = waiting.order_by().values("due_on").annotate(n=Count("pk"), given=Max("given_at"))
    for row in counted.order_by("due_on"):
        n, day = row["n"], row["due_on"]
        yield Event(
            uid=_own_uid(person, day), first=day, after=day + timedelta(days=1),
            title="1 audit due" if n == 1 else f"{n} audits due", words="", stamp=row["given"],
            sequence=n,
        )  # fmt: skip


def _own_uid(person: Person, day: date) -> str:
    """The same whenever it is fetched, and nobody else's; from the file it is not told whose it is."""
    return hashlib.sha256(f"{person.ref} {day:%Y%m%d}".encode()).hexdigest()[:32]
