"""Changes to accounts and the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F, Q

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, Operator, OwnWork, require
from goldenthread.people.changes.attempts import forget_attempts, remember_place
from goldenthread.people.importing import NewRole
from goldenthread.people.models import Person, RoleHeld, Team
from goldenthread.people.passwords import one_time_password
from goldenthread.people.places import Place
from goldenthread.people.queries import fingerprint, somebody_manages_people
from goldenthread.people.roles import ROUND_BOUND, TEAM_BOUND, Permission, Role
from goldenthread.people.sessions import session_key

TEAM_ROLES = (Role.TEAM_MANAGER, Role.SERVICE_MANAGER)


@dataclass(unsafe_hash=True)
class EmailTaken(Exception):
    """Another account has this e-mail address."""

    email: str

    def __str__(self) -> str:
        return f"There is already an account for {self.email}."


@dataclass(unsafe_hash=True)
class EndDateMissing(Exception):
    """An external auditor's role always ends on a date."""

    def __str__(self) -> str:
        return "Say until what date this external auditor may see their cases."


@dataclass(unsafe_hash=True)
class TeamMissing(Exception):
    """A manager's role means nothing without the team or service they manage."""

    def __str__(self) -> str:
        return "Say which team or service this person manages."


@dataclass(unsafe_hash=True)
class BoundNotKept(Exception):
    """The role holds for the whole authority; `bound` is "team" or "round"."""

    bound: str

    def __str__(self) -> str:
        return f"This role holds for the whole authority. It cannot be kept to one {self.bound}."


@dataclass(unsafe_hash=True)
class NobodyLeft(Exception):
    """Somebody must stay who can make accounts and give roles."""

    def __str__(self) -> str:
        return (
            "Nobody would be left who can look after accounts. "
            "Make somebody else a QA lead or an administrator first."
        )


@dataclass(unsafe_hash=True)
class AccountChanged(Exception):
    """Somebody saved this account since the page was opened; `theirs` is what they left."""

    theirs: Person

    def __str__(self) -> str:
        return "Somebody else changed this account since you opened the page."


@change
def make_account(
    *,
    by: Actor,
    name: str,
    email: str,
    post: str = "",
    phone: str = "",
    password: str | None = None,
) -> Person:
    """An account without any role. Without a password it waits for its owner to set one."""
    require(by, Permission.PEOPLE_MANAGE)
    if Person.objects.filter(email__iexact=email.strip()).exists():
        raise EmailTaken(email)
    person = Person(
        name=name.strip(), email=email.strip().lower(), post=post.strip(), phone=phone.strip(),
        created_by=by.actor_label,
    )  # fmt: skip
    if password:
        person.set_password(password)
        person.has_first_password = isinstance(by, Person)
    else:
        person.set_unusable_password()
    person.save()
    record(by, "make_account", person.ref)
    return person


@change
def make_first_account(*, by: Operator, name: str, email: str, password: str) -> Person:
    """The first account of a new install: a QA lead who is also the administrator."""
    with connection.cursor() as cursor:  # of two people who press the button at once, one wins
        cursor.execute("LOCK TABLE people_person IN SHARE ROW EXCLUSIVE MODE")
    if Person.objects.exists():
        raise EmailTaken(email)
    person = make_account(by=by, name=name, email=email, password=password)
    for role in (Role.QA_LEAD, Role.ADMINISTRATOR):
        give_role(by=by, person=person, role=role)
    return person


@change
def import_people(*, by: Actor, roles: Iterable[NewRole]) -> list[tuple[Person, str]]:
    """Make the accounts that are missing and give every role; new accounts with their passwords."""
    require(by, Permission.PEOPLE_MANAGE)
    made: list[tuple[Person, str]] = []
    known = {person.email: person for person in Person.objects.all()}
    for line in roles:
        if line.email not in known:
            password = one_time_password()
            known[line.email] = make_account(
                by=by, name=line.name, email=line.email, password=password
            )
            made.append((known[line.email], password))
        if line.role is not None:
            team = Team.objects.get(ref=line.team_ref) if line.team_ref else None
            person = known[line.email]
            give_role(by=by, person=person, role=line.role, team=team, until_on=line.until_on)
    record(by, "import_people", count=len(made))
    return made


@change
def sign_in(*, by: Person, place: Place, how: Iterable[str]) -> None:
    """Somebody signed in with what `how` names, and has tries of their own here from now on."""
    remember_place(by=by, place=place)
    record(by, "sign_in", by.ref, how=list(how))


@change
def set_password(*, by: Actor, person: Person, password: str) -> None:
    """One's own password, or a new one for somebody by whoever manages accounts."""
    if by.actor_label != person.actor_label:
        require(by, Permission.PEOPLE_MANAGE)
    person.set_password(password)
    person.has_first_password = isinstance(by, Person) and by.ref != person.ref
    person.save(update_fields=["password", "has_first_password"])
    forget_attempts(by=by, person=person)
    record(by, "set_password", person.ref)


@change
def end_sessions(*, by: Actor, person: Person) -> None:
    """Sign an account out everywhere: one's own, or somebody's by whoever manages accounts."""
    if by.actor_label != person.actor_label:
        require(by, Permission.PEOPLE_MANAGE)
    Person.objects.filter(id=person.id).update(sign_outs=F("sign_outs") + 1)
    person.refresh_from_db(fields=["sign_outs"])
    record(by, "end_sessions", person.ref)


@change
def end_session(*, by: Person, code: str) -> bool:
    """End one of one's own sessions; False where it has ended meanwhile."""
    key = session_key(by, code)
    if key:
        Session.objects.filter(session_key=key).delete()
        record(by, "end_session", by.ref)
    return key is not None


@change
def edit_account(
    *, by: Actor, person: Person, seen: str, name: str, email: str, post: str, phone: str
) -> None:
    """`seen` is the fingerprint of the account that the page showed."""
    require(by, Permission.PEOPLE_MANAGE)
    current = Person.objects.select_for_update().get(id=person.id)
    if fingerprint(current) != seen:
        raise AccountChanged(current)
    if Person.objects.filter(email__iexact=email.strip()).exclude(id=person.id).exists():
        raise EmailTaken(email)
    if current.email != email.strip().lower():
        # The sign-in library keeps a list of its own, which would still let the old address in.
        EmailAddress.objects.filter(user=current).delete()
        # Nor does the identity that the old address led to.
        SocialAccount.objects.filter(user=current).delete()
    person.name, person.post, person.phone = name.strip(), post.strip(), phone.strip()
    person.email = email.strip().lower()
    person.save(update_fields=["name", "email", "post", "phone"])
    record(by, "edit_account", person.ref)


@change
def disable_account(*, by: Actor, person: Person) -> None:
    """The person can no longer sign in, and is signed out at once; what they did stays."""
    require(by, Permission.PEOPLE_MANAGE)
    manages = person.may(Permission.PEOPLE_MANAGE)
    if manages and not somebody_manages_people(without=Q(person=person)):
        raise NobodyLeft
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
    """Give a role, bounded by a team or a round where one is named. A role already held is returned.

    Whoever looks after accounts and sees no case cannot give themselves a role that does.
    """
    require(by, Permission.PEOPLE_MANAGE)
    if by.actor_label == person.actor_label and not by.may(Permission.AUDITS_ALL):
        raise OwnWork("give yourself a role")
    if role is Role.EXTERNAL_AUDITOR and until_on is None:
        raise EndDateMissing
    if role in TEAM_ROLES and team is None:
        raise TeamMissing
    if team is not None and role not in TEAM_BOUND:
        raise BoundNotKept("team")
    if round_ref and role not in ROUND_BOUND:
        raise BoundNotKept("round")
    held, is_new = RoleHeld.objects.get_or_create(
        person=person, role=role.code, team=team, round_ref=round_ref, ended_at=None,
        defaults={"from_on": from_on or today(), "until_on": until_on, "given_by": by.actor_label},
    )  # fmt: skip
    if not is_new and held.until_on != until_on:
        held.until_on = until_on
        held.save(update_fields=["until_on"])
        is_new = True
    if is_new:
        until = until_on.isoformat() if until_on else ""
        record(
            by, "give_role", person.ref, held.ref,
            role=role.code, team=team.ref if team else "", round=round_ref, until=until,
        )  # fmt: skip
    return held


@change
def end_role(*, by: Actor, held: RoleHeld) -> None:
    require(by, Permission.PEOPLE_MANAGE)
    manages = Permission.PEOPLE_MANAGE in held.meaning.permissions
    if manages and not somebody_manages_people(without=Q(id=held.id)):
        raise NobodyLeft
    held.ended_at, held.ended_by = now(), by.actor_label
    held.save(update_fields=["ended_at", "ended_by"])
    record(by, "end_role", held.person.ref, held.ref, role=held.role)
