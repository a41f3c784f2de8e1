"""Who is told of concerns, and after how long one that nobody acknowledged climbs."""

from collections.abc import Mapping
from dataclasses import dataclass

from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.mail import concern_waits
from goldenthread.people.models import ConcernContact, ConcernWait, Person, Team
from goldenthread.people.roles import Permission

MOST_MINUTES = 4_800  # ten working days


@dataclass(unsafe_hash=True)
class CannotAcknowledge(Exception):
    """Somebody who could not open the concern they would be told of."""

    name: str

    def __str__(self) -> str:
        return (
            f"{self.name} has no role that may acknowledge a concern. Give them one first, or name "
            "somebody else."
        )


@dataclass(unsafe_hash=True)
class WaitsWrong(Exception):
    """A wait out of bounds, or a level told before the one below it."""

    kind: str
    to: str

    def __str__(self) -> str:
        return (
            f"Enter whole minutes from 1 to {MOST_MINUTES}, the QA lead’s more than the manager’s"
        )


@dataclass(unsafe_hash=True)
class WaitsChanged(Exception):
    """Somebody saved the waits since the page was opened."""

    def __str__(self) -> str:
        return "Somebody else changed these times since you opened the page. Check and save again."


@change
def name_contact(
    *, by: Actor, person: Person, team: Team | None = None, is_out_of_hours: bool = False
) -> None:
    """Tell somebody of concerns on the cases of a team and those below it, or of all teams."""
    require(by, Permission.SETTINGS_CHANGE)
    if not person.may(Permission.CONCERN_ACKNOWLEDGE):
        raise CannotAcknowledge(person.name)
    ConcernContact.objects.get_or_create(person=person, team=team, is_out_of_hours=is_out_of_hours)
    refs = [person.ref] + ([team.ref] if team else [])
    record(by, "name_contact", *refs, is_out_of_hours=is_out_of_hours)


@change
def end_contact(*, by: Actor, contact: ConcernContact) -> None:
    require(by, Permission.SETTINGS_CHANGE)
    refs = [contact.person.ref] + ([contact.team.ref] if contact.team else [])
    contact.delete()
    record(by, "end_contact", *refs)


@change
def set_concern_waits(
    *, by: Actor, minutes: Mapping[tuple[str, str], int], seen: Mapping[tuple[str, str], int]
) -> None:
    """Minutes of office time until a concern climbs to each level. `seen` is what the page showed."""
    require(by, Permission.SETTINGS_CHANGE)
    if dict(seen) != concern_waits():
        raise WaitsChanged
    for kind in {of for of, _ in minutes}:
        last = 0
        for to in ("service_manager", "qa_lead"):
            if not last < minutes[kind, to] <= MOST_MINUTES:
                raise WaitsWrong(kind, to)
            last = minutes[kind, to]
    for (kind, to), wait in minutes.items():
        ConcernWait.objects.update_or_create(kind=kind, to=to, defaults={"minutes": wait})
    record(by, "set_concern_waits", **{f"{of}_{to}": wait for (of, to), wait in minutes.items()})
