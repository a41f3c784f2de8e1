"""Who there is, what they may do, and the words everybody sees."""

from collections.abc import Iterable

from django.db.models import QuerySet

from goldenthread.people.models import Authority, ConcernNumber, Person, Practitioner, RoleHeld, Team, Word
from goldenthread.people.roles import Role
from goldenthread.people.vocabulary import Vocabulary


def authority() -> Authority:
    """The authority; its defaults until somebody fills in the settings page."""
    return Authority.objects.filter(id=1).first() or Authority(id=1)


def vocabulary() -> Vocabulary:
    """The words for codes, in one query."""
    return Vocabulary({(w.kind, w.code): w.text for w in Word.objects.all()})


def concern_numbers() -> list[ConcernNumber]:
    """Numbers to try, in order, when a child may not be safe now."""
    return list(ConcernNumber.objects.all())


def is_new_install() -> bool:
    return not Person.objects.exists()


def people() -> QuerySet[Person]:
    return Person.objects.order_by("name").prefetch_related("roles__team")


def person_by_ref(ref: str) -> Person | None:
    return Person.objects.filter(ref=ref).first()


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email).first()


def people_with_role(*roles: Role) -> QuerySet[Person]:
    """Active people who hold one of the roles today."""
    held = RoleHeld.in_force().filter(role__in=[role.code for role in roles])
    return Person.objects.filter(is_active=True, id__in=held.values("person")).order_by("name")


def auditors() -> QuerySet[Person]:
    return people_with_role(Role.AUDITOR, Role.EXTERNAL_AUDITOR)


def moderators() -> QuerySet[Person]:
    return people_with_role(Role.MODERATOR)


def names(labels: Iterable[str]) -> dict[str, str]:
    """Names for actor labels (`PER-...`); an operator or job keeps its label."""
    wanted = set(labels)
    found = dict(Person.objects.filter(ref__in=wanted).values_list("ref", "name"))
    return {label: found.get(label, label) for label in wanted}


def teams() -> QuerySet[Team]:
    return Team.objects.select_related("parent").order_by("name")


def team_by_ref(ref: str) -> Team | None:
    return Team.objects.filter(ref=ref).first()


def practitioners() -> QuerySet[Practitioner]:
    return Practitioner.objects.select_related("team", "person").order_by("name")


def practitioner_by_ref(ref: str) -> Practitioner | None:
    return Practitioner.objects.filter(ref=ref).first()


def teams_below(team_ids: Iterable[int]) -> set[int]:
    """These teams and every team under them. The tree is small: one query, walked in memory."""
    children: dict[int | None, list[int]] = {}
    for team_id, parent_id in Team.objects.values_list("id", "parent_id"):
        children.setdefault(parent_id, []).append(team_id)
    found: set[int] = set()
    waiting = list(team_ids)
    while waiting:
        team_id = waiting.pop()
        if team_id not in found:
            found.add(team_id)
            waiting.extend(children.get(team_id, []))
    return found


MANAGING = (Role.TEAM_MANAGER, Role.SERVICE_MANAGER)


def managed_team_ids(person: Person) -> set[int]:
    """Teams that the person manages today, with every team under them."""
    codes = {role.code for role in MANAGING}
    own = {held.team_id for held in person.held if held.role in codes and held.team_id is not None}
    return teams_below(own) if own else set()


def own_team_ids(person: Person) -> set[int]:
    """Teams whose cases this person may not audit: those they manage or work in, and those below."""
    own = {held.team_id for held in person.held if held.team_id is not None}
    own |= {
        team for team in person.practitioners.values_list("team_id", flat=True) if team is not None
    }
    return teams_below(own) if own else set()


def managers_of(team: Team | None) -> list[Person]:
    """Team managers of a team and managers of the services above it, nearest first."""
    chain: list[int] = []
    step = team
    while step is not None and step.id not in chain:
        chain.append(step.id)
        step = step.parent
    held = list(
        RoleHeld.in_force()
        .filter(role__in=[role.code for role in MANAGING], team_id__in=chain, person__is_active=True)
        .select_related("person")
    )
    held.sort(key=lambda h: chain.index(h.team_id or 0))
    return list(dict.fromkeys(h.person for h in held))
