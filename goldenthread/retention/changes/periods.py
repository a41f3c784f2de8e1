"""How long each class is kept, changed by information governance with a reason."""

from dataclasses import dataclass

from django.db import connection

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.retention.models import Period
from goldenthread.retention.queries import months
from goldenthread.retention.settling import settle

LONGEST = 1200  # months: a hundred years, as long as any record of a child is kept
PERIODS_LOCK = 4_715_112_028


class ReasonMissing(Exception):
    """Nobody could later say why this was done."""

    def __str__(self) -> str:
        return "Say why. Whoever asks later will read it."


@dataclass(unsafe_hash=True)
class PeriodOutOfRange(Exception):
    months: int

    def __str__(self) -> str:
        return f"Give a whole number of months from 1 to {LONGEST:,}."


@dataclass(unsafe_hash=True)
class PeriodChanged(Exception):
    """Somebody else changed the period since the page was opened."""

    seen: int
    current: int

    def __str__(self) -> str:
        return (
            f"Somebody else changed this period to {self.current} months since you opened the page. "
            "Check it and save again."
        )


@change
def set_period(*, by: Actor, retention: str, months: int, why: str, seen: int) -> Period:
    """Keep a class for so many months from now on; what has ended already is counted anew.

    `seen` is the number of months that the page showed. Raises ReasonMissing, PeriodOutOfRange,
    PeriodChanged.
    """
    require(by, Permission.RETENTION_MANAGE)
    if not why.strip():
        raise ReasonMissing
    if not 1 <= months <= LONGEST:
        raise PeriodOutOfRange(months)
    before = _current(retention)
    if before != seen:
        raise PeriodChanged(seen, before)
    period = Period.objects.create(
        retention=retention, months=months, before=before, why=why.strip(), set_at=now(),
        set_by=by.actor_label,
    )  # fmt: skip
    settle()
    record(by, "set_period", retention=retention, before=before, months=months)
    return period


def _current(retention: str) -> int:
    """The period in force, with nobody else changing it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PERIODS_LOCK])
    return months()[retention]


@change
def settle_dates(*, by: Actor) -> None:
    """Compute when everything is due. No line of the journal: nothing was decided."""
    require(by, Permission.RETENTION_MANAGE)
    settle()
