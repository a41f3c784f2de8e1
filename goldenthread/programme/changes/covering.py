"""A practitioner is exempt from coverage for a time, by somebody's decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Practitioner
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Exemption
from goldenthread.programme.queries.workers_covered import exemptions_over

LONGEST = timedelta(days=730)
KEPT_AFTER = timedelta(days=365)


@dataclass(unsafe_hash=True)
class ExemptionBackwards(Exception):
    """The last day of an exemption is before its first."""

    from_on: date
    until_on: date

    def __str__(self) -> str:
        return "The last day must be the same as or after the first."


@dataclass(unsafe_hash=True)
class ExemptionTooLong(Exception):
    until_on: date

    def __str__(self) -> str:
        return (
            "An exemption lasts two years at most. Enter an earlier last day and decide again then."
        )


@dataclass(unsafe_hash=True)
class ExemptAlready(Exception):
    """Another exemption of the practitioner has some of these days."""

    from_on: date
    until_on: date

    def __str__(self) -> str:
        return (
            f"There is an exemption from {self.from_on:%-d %B %Y} to {self.until_on:%-d %B %Y} "
            "already. End it, or enter days outside it."
        )


@change
def exempt_practitioner(
    *, by: Actor, practitioner: Practitioner, from_on: date, until_on: date, why: str,
    decided_by: str, note: str = "",
) -> Exemption:  # fmt: skip
    """Nobody expects an audit of this practitioner's work on these days.

    Raises ExemptionBackwards, ExemptionTooLong or ExemptAlready.
    """
    require(by, Permission.ROUND_RUN)
    Practitioner.objects.select_for_update(of=("self",)).get(id=practitioner.id)
    if until_on < from_on:
        raise ExemptionBackwards(from_on, until_on)
    if until_on - from_on > LONGEST:
        raise ExemptionTooLong(until_on)
    if there := exemptions_over(from_on, until_on).filter(practitioner=practitioner).first():
        raise ExemptAlready(there.from_on, there.last_on)
    given = Exemption.objects.create(
        practitioner=practitioner, from_on=from_on, until_on=until_on, why=why,
        note=note.strip() if why == Exemption.Why.OTHER else "", decided_by=decided_by.strip(),
        given_by=by.actor_label,
    )  # fmt: skip
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
    record(by, "exempt_practitioner", given.ref, practitioner.ref, why=why, **days)
    return given


@change
def end_exemption(*, by: Actor, exemption: Exemption) -> None:
    """An exemption holds no longer; the days before today stay exempt."""
    require(by, Permission.ROUND_RUN)
    held = Exemption.objects.select_for_update(of=("self",)).get(id=exemption.id)
    if held.ended_at is None:
        held.ended_at, held.ended_by = now(), by.actor_label
        held.save(update_fields=["ended_at", "ended_by"])
        record(by, "end_exemption", held.ref, held.practitioner.ref)


@change
def forget_exemptions(*, by: Actor) -> None:
    """Exemptions that were over a year ago are in no quarter that is shown."""
    require(by, Permission.RETENTION_MANAGE)
    day = today() - KEPT_AFTER
    over = Q(until_on__lt=day) | Q(ended_at__date__lte=day)
    gone, _ = Exemption.objects.filter(over).delete()
    if gone:
        record(by, "forget_exemptions", count=gone)
