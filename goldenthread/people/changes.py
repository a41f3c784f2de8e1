"""Changes to accounts, roles, teams, practitioners, the authority and its words."""

from dataclasses import dataclass
from datetime import date

from django.utils.crypto import get_random_string

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, Operator, require
from goldenthread.people.models import (
    Authority,
    ConcernNumber,
    Person,
    Practitioner,
    RoleHeld,
    Team,
    Word,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.people.vocabulary import DEFAULTS


@dataclass(frozen=True)
class EmailTaken(Exception):
    """Another account has this e-mail address."""

    email: str

    def __str__(self) -> str:
        return f"There is already an account for {self.email}."


@dataclass(frozen=True)
class EndDateMissing(Exception):
    """An external auditor's role always ends on a date."""

    def __str__(self) -> str:
        return "Say until what date this external auditor may see their cases."


@dataclass(frozen=True)
class TeamNameTaken(Exception):
    name: str

    def __str__(self) -> str:
        return f"There is already a team called {self.name}."


@dataclass(frozen=True)
class TeamCircle(Exception):
    """A team cannot stand below itself."""

    def __str__(self) -> str:
        return "A team cannot be below itself or one of its own teams."


@dataclass(frozen=True)
class SettingsChanged(Exception):
    """Somebody saved the settings since this page was opened."""

    by: str

    def __str__(self) -> str:
        return "Somebody else changed these settings since you opened the page. Check them and save again."


@change
def make_account(
    *, by: Actor, name: str, email: str, post: str = "", phone: str = "", password: str | None = None
) -> Person:
    """An account without any role. Without a password it waits for its owner to set one."""
    require(by, Permission.PEOPLE_MANAGE)
    if Person.objects.filter(email__iexact=email).exists():
        raise EmailTaken(email)
    person = Person(
        name=name.strip(), email=email.strip().lower(), post=post.strip(), phone=phone.strip(),
        created_by=by.actor_label,
    )  # fmt: skip
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    record(by, "make_account", person.ref)
    return person


@change
def make_first_account(*, name: str, email: str, password: str) -> Person:
    """The first account of a new install: a QA lead who is also the administrator."""
    by = Operator("first start")
    if Person.objects.exists():
        raise EmailTaken(email)
    person = make_account(by=by, name=name, email=email, password=password)
    for role in (Role.QA_LEAD, Role.ADMINISTRATOR):
        give_role(by=by, person=person, role=role)
    return person


@change
def set_password(*, by: Actor, person: Person, password: str) -> None:
    """One's own password, or a new one for somebody by whoever manages accounts."""
    if by.actor_label != person.actor_label:
        require(by, Permission.PEOPLE_MANAGE)
    person.set_password(password)
    person.save(update_fields=["password"])
    record(by, "set_password", person.ref)


def one_time_password() -> str:
    """A first password that can be read out: four groups of four."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join(get_random_string(4, alphabet) for _ in range(4))


@change
def edit_account(*, by: Actor, person: Person, name: str, post: str, phone: str) -> None:
    require(by, Permission.PEOPLE_MANAGE)
    person.name, person.post, person.phone = name.strip(), post.strip(), phone.strip()
    person.save(update_fields=["name", "post", "phone"])
    record(by, "edit_account", person.ref)


@change
def disable_account(*, by: Actor, person: Person) -> None:
    """The person can no longer sign in; what they did stays."""
    require(by, Permission.PEOPLE_MANAGE)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(by, "disable_account", person.ref)


@change
def enable_account(*, by: Actor, person: Person) -> None:
    require(by, Permission.PEOPLE_MANAGE)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(by, "enable_account", person.ref)


@change
def give_role(
    *, by: Actor, person: Person, role: Role, team: Team | None = None, round_ref: str = "",
    from_on: date | None = None, until_on: date | None = None,
) -> RoleHeld:  # fmt: skip
    """Give a role, bounded by a team or a round where one is named. A role already held is returned."""
    require(by, Permission.PEOPLE_MANAGE)
    if role is Role.EXTERNAL_AUDITOR and until_on is None:
        raise EndDateMissing
    held, is_new = RoleHeld.objects.get_or_create(
        person=person, role=role.code, team=team, round_ref=round_ref, ended_at=None,
        defaults={"from_on": from_on or today(), "until_on": until_on, "given_by": by.actor_label},
    )  # fmt: skip
    if is_new:
        record(by, "give_role", person.ref, held.ref, role=role.code, team=team.ref if team else "")
    return held


@change
def end_role(*, by: Actor, held: RoleHeld) -> None:
    require(by, Permission.PEOPLE_MANAGE)
    held.ended_at, held.ended_by = now(), by.actor_label
    held.save(update_fields=["ended_at", "ended_by"])
    record(by, "end_role", held.person.ref, held.ref, role=held.role)


@change
def make_team(*, by: Actor, name: str, parent: Team | None = None, phone: str = "") -> Team:
    require(by, Permission.PEOPLE_MANAGE)
    if Team.objects.filter(name__iexact=name.strip()).exists():
        raise TeamNameTaken(name)
    team = Team.objects.create(name=name.strip(), parent=parent, phone=phone)
    record(by, "make_team", team.ref)
    return team


@change
def edit_team(*, by: Actor, team: Team, name: str, parent: Team | None, phone: str = "") -> None:
    require(by, Permission.PEOPLE_MANAGE)
    if Team.objects.filter(name__iexact=name.strip()).exclude(id=team.id).exists():
        raise TeamNameTaken(name)
    step = parent
    while step is not None:
        if step.id == team.id:
            raise TeamCircle
        step = step.parent
    team.name, team.parent, team.phone = name.strip(), parent, phone
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


@change
def set_authority(*, by: Actor, seen: int, **fields: str | bytes) -> Authority:
    """Name, title, colour, logo, address pattern and contact of the authority.

    `seen` is the version of the settings that the page showed.
    """
    require(by, Permission.SETTINGS_CHANGE)
    Authority.objects.get_or_create(id=1)
    authority = Authority.objects.select_for_update().get(id=1)
    if authority.version != seen:
        raise SettingsChanged(authority.changed_by)
    for name, value in fields.items():
        setattr(authority, name, value)
    authority.version += 1
    authority.changed_at, authority.changed_by = now(), by.actor_label
    authority.save()
    record(by, "set_authority", changed=sorted(fields))
    return authority


@change
def set_concern_numbers(*, by: Actor, numbers: list[tuple[str, str, str]]) -> None:
    """The numbers to call, in order: (who, number, when)."""
    require(by, Permission.SETTINGS_CHANGE)
    ConcernNumber.objects.all().delete()
    for order, (who, number, when) in enumerate(numbers, 1):
        ConcernNumber.objects.create(order=order, who=who, number=number, when=when)
    record(by, "set_concern_numbers", count=len(numbers))


@change
def set_word(*, by: Actor, kind: str, code: str, text: str) -> None:
    """The authority's own word for a code; the default word takes it away again."""
    require(by, Permission.SETTINGS_CHANGE)
    if not text.strip() or text.strip() == DEFAULTS.get(kind, {}).get(code):
        Word.objects.filter(kind=kind, code=code).delete()
    else:
        Word.objects.update_or_create(
            kind=kind, code=code, defaults={"text": text.strip(), "changed_by": by.actor_label}
        )
    record(by, "set_word", kind=kind, code=code)
