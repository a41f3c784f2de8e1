"""What auditors can take and audits are expected to take is written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.cases.models import CaseType
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Absence, Capacity, Effort, Specialism


@dataclass(unsafe_hash=True)
class CapacityChanged(Exception):
    """Somebody saved this since the page was opened; `theirs` is what they left."""

    theirs: Capacity | Effort

    def __str__(self) -> str:
        return "Somebody else changed this since you opened the page. Open it again to see what they saved."


@dataclass(unsafe_hash=True)
class AbsenceBackwards(Exception):
    """The last day of an absence is before its first."""

    from_on: date
    until_on: date

    def __str__(self) -> str:
        return "The last day must be the same as or after the first."


@change
def set_capacity(
    *, by: Actor, person: Person, seen: int, audits: int | None, hours: int | None,
    specialisms: Collection[CaseType],
) -> Capacity:  # fmt: skip
    """The most cases in a round and hours in a month, and the case types they know well.

    `seen` is the version the page showed, 0 where nothing was written yet. Raises CapacityChanged.
    """
    require(by, Permission.ROUND_RUN)
    Person.objects.select_for_update().get(id=person.id)
    held = Capacity.objects.filter(person=person).first() or Capacity(person=person, version=0)
    if held.version != seen:
        raise CapacityChanged(held)
    held.audits, held.hours, held.changed_by = audits, hours, by.actor_label
    held.version += 1
    held.save()
    Specialism.objects.filter(person=person).delete()
    Specialism.objects.bulk_create(
        Specialism(person=person, case_type=each) for each in specialisms
    )
    codes = sorted(each.code for each in specialisms)
    record(by, "set_capacity", person.ref, audits=audits, hours=hours, specialisms=codes)
    return held


@change
def note_absence(*, by: Actor, person: Person, from_on: date, until_on: date) -> Absence:
    """Days on which an auditor is not here. Raises AbsenceBackwards."""
    require(by, Permission.ROUND_RUN)
    if until_on < from_on:
        raise AbsenceBackwards(from_on, until_on)
    noted = Absence.objects.create(
        person=person, from_on=from_on, until_on=until_on, noted_by=by.actor_label
    )
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
    record(by, "note_absence", noted.ref, person.ref, **days)
    return noted


@change
def end_absence(*, by: Actor, absence: Absence) -> None:
    """An absence that was noted does not hold."""
    require(by, Permission.ROUND_RUN)
    held = Absence.objects.select_for_update().get(id=absence.id)
    if held.ended_at is None:
        held.ended_at, held.ended_by = now(), by.actor_label
        held.save(update_fields=["ended_at", "ended_by"])
        record(by, "end_absence", held.ref, held.person.ref)


KEPT_AFTER = timedelta(days=365)


@change
def forget_absences(*, by: Actor) -> None:
    """Absences that were over a year ago serve nothing any more."""
    require(by, Permission.RETENTION_MANAGE)
    gone, _ = Absence.objects.filter(until_on__lt=today() - KEPT_AFTER).delete()
    if gone:
        record(by, "forget_absences", count=gone)


@change
def set_effort(
    *, by: Actor, case_type: CaseType, seen: int, minutes: int, audited_by: str = ""
) -> Effort:
    """How long an audit of a case type takes, and who may make it. Raises CapacityChanged."""
    require(by, Permission.ROUND_RUN)
    CaseType.objects.select_for_update().get(id=case_type.id)
    held = Effort.objects.filter(case_type=case_type).first()
    held = held or Effort(case_type=case_type, version=0)
    if held.version != seen:
        raise CapacityChanged(held)
    held.minutes, held.audited_by, held.changed_by = minutes, audited_by, by.actor_label
    held.version += 1
    held.save()
    record(by, "set_effort", case_type=case_type.code, minutes=minutes, audited_by=audited_by)
    return held
