"""A person's secret calendar address: made, replaced, ended."""

import secrets

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import CalendarAddress
from goldenthread.programme.queries.calendars import may_subscribe, secret_sha256


@change
def make_calendar(*, by: Person) -> str:
    """A new secret for one's own calendar, said once; the one before holds no longer."""
    if not may_subscribe(by):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    Person.objects.select_for_update(of=("self",)).get(id=by.id)
    _end(by)
    secret = secrets.token_urlsafe(32)
    made = CalendarAddress.objects.create(
        person=by, secret_sha256=secret_sha256(secret), made_by=by.actor_label
    )
    record(by, "make_calendar", made.ref)
    return secret


@change
def end_calendar(*, by: Person) -> None:
    """Nobody reads one's calendar by its address any more."""
    _end(by)


def _end(by: Person) -> None:
    for held in CalendarAddress.objects.filter(person=by, ended_at=None):
        held.ended_at, held.ended_by = now(), by.actor_label
        held.save(update_fields=["ended_at", "ended_by"])
        record(by, "end_calendar", held.ref)
