"""Changes to teams, and who a practitioner of the case list is."""

from dataclasses import dataclass

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.queries import fingerprint
from goldenthread.people.roles import Permission


@dataclass(unsafe_hash=True)
class TeamNameTaken(Exception):
    name: str

    def __str__(self) -> str:
        return f"There is already a team called {self.name}."


@dataclass(unsafe_hash=True)
class TeamCircle(Exception):
    """A team cannot stand below itself."""

    def __str__(self) -> str:
        return "A team cannot be below itself or one of its own teams."


@dataclass(unsafe_hash=True)
class TeamChanged(Exception):
    """Somebody saved this team since the page was opened; `theirs` is what they left."""

    theirs: Team

    def __str__(self) -> str:
        return "Somebody else changed this team since you opened the page."


@change
def make_team(*, by: Actor, name: str, parent: Team | None = None, phone: str = "") -> Team:
    require(by, Permission.PEOPLE_MANAGE)
    if Team.objects.filter(name__iexact=name.strip()).exists():
        raise TeamNameTaken(name)
    team = Team.objects.create(name=name.strip(), parent=parent, phone=phone.strip())
    record(by, "make_team", team.ref)
    return team


@change
def edit_team(
    *,
    by: Actor,
    team: Team,
    name: str,
    parent: Team | None,
    phone: str = "",
    seen: str | None = None,
) -> None:
    """`seen` is the fingerprint of the team that the page showed; a command shows none."""
    require(by, Permission.PEOPLE_MANAGE)
    # All teams are locked: two people moving two teams at once could close a circle.
    current = {each.id: each for each in Team.objects.select_for_update()}
    if seen is not None and fingerprint(current[team.id]) != seen:
        raise TeamChanged(current[team.id])
    if Team.objects.filter(name__iexact=name.strip()).exclude(id=team.id).exists():
        raise TeamNameTaken(name)
    step = parent.id if parent else None
    while step is not None:
        if step == team.id:
            raise TeamCircle
        step = current[step].parent_id
    team.name, team.parent, team.phone = name.strip(), parent, phone.strip()
    team.save(update_fields=["name", "parent", "phone"])
    record(by, "edit_team", team.ref)


@change
def link_practitioner(*, by: Actor, practitioner: Practitioner, person: Person | None) -> None:
    """Say that a practitioner of the case list is this account (or nobody's)."""
    require(by, Permission.PEOPLE_MANAGE)
    practitioner.person = person
    practitioner.linked_at, practitioner.linked_by = now(), by.actor_label
    practitioner.save(update_fields=["person", "linked_at", "linked_by"])
    record(by, "link_practitioner", practitioner.ref, person.ref if person else "")
