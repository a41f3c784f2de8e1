"""Who there is, what they may do, and the words everybody sees."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from goldenthread.config.statements import written_once
from goldenthread.journal.changes import now, today
from goldenthread.people.models import (
    Authority,
    ConcernNumber,
    Person,
    Practitioner,
    RoleHeld,
    Team,
    Word,
)
from goldenthread.people.models import (
    FeedbackLevel as FeedbackLevel,  # noqa: PLC0414 - faces take it from here
)
from goldenthread.people.roles import Permission, Role
from goldenthread.people.vocabulary import Vocabulary


def authority() -> Authority:
    """The authority; its defaults until somebody fills in the settings page."""
    return _authority.first(1) or Authority(id=1)


@written_once
def _authority(key: int) -> QuerySet[Authority]:
    return Authority.objects.filter(id=key)


def vocabulary() -> Vocabulary:
    """The words for codes, in one query."""
    return Vocabulary({(kind, code): text for kind, code, text in _own_words()})


@written_once
def _own_words() -> QuerySet[Word, tuple[str, str, str]]:
    return Word.objects.values_list("kind", "code", "text")


def concern_numbers() -> list[ConcernNumber]:
    """Numbers to try, in order, when a child may not be safe now."""
    return list(ConcernNumber.objects.all())


def teams_without_phone() -> list[Team]:
    """Teams of which an auditor worried about a case finds no number to ring; no services above."""
    return list(Team.objects.filter(phone="", teams=None))


def is_new_install() -> bool:
    return not Person.objects.exists()


def people() -> QuerySet[Person]:
    return Person.objects.order_by("name").prefetch_related("roles__team")


def account(key: int) -> Person | None:
    """The account of a session, asked for by every page."""
    return _account.first(key)


@written_once
def _account(key: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=key)


def person_by_ref(ref: str) -> Person | None:
    return Person.objects.filter(ref=ref).first()


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email).first()


def people_with_role(*roles: Role) -> QuerySet[Person]:
    """Active people who hold one of the roles today."""
    held = RoleHeld.in_force().filter(role__in=[role.code for role in roles])
    return Person.objects.filter(is_active=True, id__in=held.values("person")).order_by("name")


MANAGING_PEOPLE = [role.code for role in Role if Permission.PEOPLE_MANAGE in role.value.permissions]


def somebody_manages_people(*, without: Q) -> bool:
    """Whether an active person can make accounts and give roles, some roles held left out."""
    held = RoleHeld.in_force().filter(role__in=MANAGING_PEOPLE, person__is_active=True)
    return held.exclude(without).exists()


def second_steps(person: Person) -> list[tuple[int, str]]:
    """Key and kind of each second step of an account, codes on paper among them."""
    return list(Authenticator.objects.filter(user=person).order_by("id").values_list("id", "type"))


def lacks_second_step(person: Person) -> bool:
    """Whether a role of theirs asks for a second step and they have none (codes alone are none)."""
    wanted = set(authority().second_step_roles)
    if not any(held.role in wanted for held in person.held):
        return False
    return not any(kind != Authenticator.Type.RECOVERY_CODES for _, kind in second_steps(person))


UNUSED_DAYS = 90


def people_found(*, text: str = "", role: str = "", state: str = "") -> QuerySet[Person]:
    """Accounts by a part of their name, e-mail or post, by a role in force, and by their state.

    `state` is "active", "off", or "unused": on, but not signed in to for 90 days.
    """
    found = people()
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(email__icontains=text) | Q(post__icontains=text)
        )
    if role:
        found = found.filter(id__in=RoleHeld.in_force().filter(role=role).values("person"))
    if state:
        found = found.filter(is_active=state != "off")
    if state == "unused":
        since = now() - timedelta(days=UNUSED_DAYS)
        found = found.filter(Q(last_login__lt=since) | Q(last_login=None, created_at__lt=since))
    return found


def role_held(person: Person, ref: str) -> RoleHeld | None:
    """A role of this person that has not been ended."""
    return person.roles.filter(ref=ref, ended_at=None).select_related("person", "team").first()


def roles_of(person: Person) -> tuple[list[RoleHeld], list[RoleHeld]]:
    """Roles in force or still to come, and roles that are over, newest first."""
    held = list(person.roles.select_related("team").order_by("-id"))
    in_force = set(RoleHeld.in_force().filter(person=person).values_list("id", flat=True))
    current = [
        each
        for each in held
        if each.id in in_force or (not each.ended_at and each.from_on > today())
    ]
    return current, [each for each in held if each not in current]


def fingerprint(row: Person | Team) -> str:
    """What an edit page shows of an account or a team, as one short text: the version it saw."""
    if isinstance(row, Person):
        shown = [row.name, row.email, row.post, row.phone]
    else:
        shown = [row.name, str(row.parent_id), row.phone]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def is_outsider(person: Person) -> bool:
    """Whether the person audits from outside and is nothing else here."""
    return all(held.role == Role.EXTERNAL_AUDITOR.code for held in person.held)


def auditors() -> QuerySet[Person]:
    return people_with_role(Role.AUDITOR, Role.EXTERNAL_AUDITOR)


def moderators() -> QuerySet[Person]:
    return people_with_role(Role.MODERATOR)


def names(labels: Iterable[str]) -> dict[str, str]:
    """Names for actor labels (`PER-...`); an operator or a job is said in words."""
    wanted = set(labels)
    # Answers that nobody has given yet are labelled with nothing; for them alone nobody is asked.
    asked = wanted - {""}
    found = dict(Person.objects.filter(ref__in=asked).values_list("ref", "name")) if asked else {}
    return {label: found.get(label) or _in_words(label) for label in wanted}


def _in_words(label: str) -> str:
    """Who acted, where it was no account.

    >>> _in_words("operator:kim"), _in_words("schedule:digest"), _in_words("PER-2222222222")
    ('kim, at the command line', 'the service itself', 'PER-2222222222')
    >>> _in_words("visitor:FAM-2222222222")
    'a child, parent or carer, by the address they were given'
    """
    kind, _, who = label.partition(":")
    known = {
        "operator": f"{who}, at the command line", "schedule": "the service itself",
        "visitor": "a child, parent or carer, by the address they were given",
    }  # fmt: skip
    return known.get(kind, label)


def every_name() -> dict[str, str]:
    """Everybody and every team there is by name, and what each is in words."""
    return {
        **dict.fromkeys(Practitioner.objects.values_list("name", flat=True), "a worker"),
        **dict.fromkeys(Person.objects.values_list("name", flat=True), "somebody with an account"),
        **dict.fromkeys(Team.objects.values_list("name", flat=True), "a team"),
    }


def teams() -> QuerySet[Team]:
    return Team.objects.select_related("parent").order_by("name")


def team_by_ref(ref: str) -> Team | None:
    return Team.objects.filter(ref=ref).first()


def practitioners() -> QuerySet[Practitioner]:
    return Practitioner.objects.select_related("team", "person").order_by("name")


def practitioners_found(*, text: str = "", linked: str = "") -> QuerySet[Practitioner]:
    """Practitioners by a part of their name, id or team; linked is "yes", "no" or either."""
    found = practitioners()
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(key__icontains=text) | Q(team__name__icontains=text)
        )
    if linked:
        found = found.filter(person__isnull=linked == "no")
    return found


def practitioner_by_ref(ref: str) -> Practitioner | None:
    return Practitioner.objects.filter(ref=ref).first()


def team_tree() -> list[tuple[int, Team]]:
    """Every team with its depth, each below the one it belongs to, by name."""
    below: dict[int | None, list[Team]] = {}
    for team in teams():
        below.setdefault(team.parent_id, []).append(team)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[int, Team]]:
        for team in below.get(parent, []):
            yield depth, team
            yield from walk(team.id, depth + 1)

    return list(walk(None, 0))


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


def managers_of(team: Team | None) -> list[Person]:
    """Team managers of a team and managers of the services above it, nearest first."""
    chain: list[int] = []
    step = team
    while step is not None and step.id not in chain:
        chain.append(step.id)
        step = step.parent
    held = list(
        RoleHeld.in_force()
        .filter(
            role__in=[role.code for role in MANAGING], team_id__in=chain, person__is_active=True
        )
        .select_related("person")
    )
    held.sort(key=lambda h: chain.index(h.team_id or 0))
    return list(dict.fromkeys(h.person for h in held))


def roles_on(person: int, day: date) -> tuple[str, ...]:
    """The codes of the roles that a person held on a day, whatever became of them since."""
    held = RoleHeld.objects.filter(
        Q(until_on=None) | Q(until_on__gte=day), Q(ended_at=None) | Q(ended_at__date__gte=day),
        person=person, from_on__lte=day,
    )  # fmt: skip
    return tuple(sorted(set(held.values_list("role", flat=True))))
