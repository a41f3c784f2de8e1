"""How many audits are asked of a person each month; and exemptions, which another person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Quota, QuotaExemption
from goldenthread.programme.queries.quotas import LONGEST_MONTHS, months_from

KEPT_AFTER = timedelta(days=730)


@dataclass(unsafe_hash=True)
class MonthsBackwards(Exception):
    """The last month of an exemption is before its first."""

    from_month: date
    until_month: date

    def __str__(self) -> str:
        return "The last month must be the same as or after the first."


@dataclass(unsafe_hash=True)
class ExemptTooLong(Exception):
    until_month: date

    def __str__(self) -> str:
        return f"An exemption lasts {LONGEST_MONTHS} months at most. Enter an earlier last month."


@dataclass(unsafe_hash=True)
class AskedAlready(Exception):
    """Another exemption of the person, approved or waiting, has some of these months."""

    from_month: date
    until_month: date

    def __str__(self) -> str:
        return (
            f"There is an exemption from {self.from_month:%B %Y} to {self.until_month:%B %Y} already, "
            "approved or waiting. End it, or choose months outside it."
        )


@dataclass(unsafe_hash=True)
class ExemptionDecided(Exception):
    """Somebody has decided this exemption in the meantime, or it was taken back."""

    how: str

    def __str__(self) -> str:
        return f"This exemption has been {self.how} already."


@change
def set_quotas(
    *, by: Actor, people: Sequence[Person], audits: int, from_month: date
) -> list[Quota]:
    """Ask this many audits a month of each of these people from a month on; 0 asks none any more."""
    require(by, Permission.ROUND_RUN)
    month = from_month.replace(day=1)
    made = [
        Quota.objects.create(person=person, audits=audits, from_month=month, set_by=by.actor_label)
        for person in people
    ]
    for person in people:
        record(by, "set_quota", person.ref, audits=audits, from_month=month.isoformat())
    return made


@change
def ask_exemption(
    *, by: Actor, person: Person, from_month: date, until_month: date, why: str, note: str = ""
) -> QuotaExemption:
    """Ask that a person be free of their quota for some months: they themselves, or the QA team for them.

    Raises MonthsBackwards, ExemptTooLong, AskedAlready.
    """
    if by.actor_label != person.actor_label:
        require(by, Permission.ROUND_RUN)
    Person.objects.select_for_update(of=("self",)).get(id=person.id)
    first, last = from_month.replace(day=1), until_month.replace(day=1)
    if last < first:
        raise MonthsBackwards(first, last)
    if last >= months_from(first, LONGEST_MONTHS):
        raise ExemptTooLong(last)
    _refuse_overlap(person, first, last)
    asked = QuotaExemption.objects.create(
        person=person, from_month=first, until_month=last, why=why, asked_by=by.actor_label,
        note=note.strip() if why == QuotaExemption.Why.OTHER else "",
    )  # fmt: skip
    months = {"from_month": first.isoformat(), "until_month": last.isoformat()}
    record(by, "ask_exemption", asked.ref, person.ref, why=why, **months)
    return asked


@change
def decide_exemption(*, by: Actor, exemption: QuotaExemption, is_approved: bool) -> None:
    """Approve or refuse it: never one's own. Raises OwnWork, ExemptionDecided."""
    require(by, Permission.ROUND_RUN)
    held = _held(exemption)
    if held.person.actor_label == by.actor_label:
        raise OwnWork("decide about this exemption")
    if held.ended_at is not None:
        raise ExemptionDecided("taken back")
    if held.is_approved is not None:
        raise ExemptionDecided("approved" if held.is_approved else "refused")
    held.is_approved, held.decided_at, held.decided_by = is_approved, now(), by.actor_label
    held.save()
    record(by, "decide_exemption", held.ref, held.person.ref, approved=is_approved)


@change
def exempt_person(
    *, by: Actor, person: Person, from_month: date, until_month: date, why: str, note: str = ""
) -> QuotaExemption:
    """Ask for another and approve it in one go; one's own is only asked for, and waits."""
    require(by, Permission.ROUND_RUN)
    months = {"from_month": from_month, "until_month": until_month}
    asked = ask_exemption(by=by, person=person, why=why, note=note, **months)
    if person.actor_label != by.actor_label:
        decide_exemption(by=by, exemption=asked, is_approved=True)
        asked.refresh_from_db()
    return asked


@change
def end_quota_exemption(*, by: Actor, exemption: QuotaExemption) -> None:
    """An exemption holds no longer, this month included; one that waits is taken back by whoever asked."""
    held = _held(exemption)
    is_own_wish = held.is_approved is None and held.person.actor_label == by.actor_label
    if not is_own_wish:
        require(by, Permission.ROUND_RUN)
        if held.person.actor_label == by.actor_label:
            raise NotAllowed(Permission.ROUND_RUN)
    if held.ended_at is None:
        held.ended_at, held.ended_by = now(), by.actor_label
        held.ended_from = max(held.from_month, today().replace(day=1))
        held.save()
        record(by, "end_quota_exemption", held.ref, held.person.ref)


@change
def forget_quota_exemptions(*, by: Actor) -> None:
    """Exemptions that were over two years ago are in no month that is shown."""
    require(by, Permission.RETENTION_MANAGE)
    gone, _ = QuotaExemption.objects.filter(until_month__lt=today() - KEPT_AFTER).delete()
    if gone:
        record(by, "forget_quota_exemptions", count=gone)


def _held(exemption: QuotaExemption) -> QuotaExemption:
    found = QuotaExemption.objects.select_for_update(of=("self",)).select_related("person")
    return found.get(id=exemption.id)


def _refuse_overlap(person: Person, first: date, last: date) -> None:
    there = person.quota_exemptions.filter(
        from_month__lte=last, until_month__gte=first, ended_at=None
    ).exclude(is_approved=False)
    if found := there.first():
        raise AskedAlready(found.from_month, found.until_month)
