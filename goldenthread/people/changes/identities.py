"""Signing in with the council's identity provider: whose account it is, and the roles of their groups."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor
from goldenthread.people.changes.accounts import NobodyLeft, end_role, give_role, make_account
from goldenthread.people.models import Person, RoleHeld, Team
from goldenthread.people.roles import Role

log = logging.getLogger("goldenthread.sign_in")


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is; `email` is empty unless it is known to be theirs."""

    provider: str
    uid: str
    email: str
    name: str = ""


@dataclass(unsafe_hash=True)
class NotAdmitted(Exception):
    """No account stands behind this identity; the person is told whom to ask."""

    email: str

    def __str__(self) -> str:
        if not self.email:
            return "Your council account came without an e-mail address that is known to be yours."
        return f"There is no account for {self.email} here, or another identity has it."


@change
def admit(*, by: Actor, identity: Identity, may_make_account: bool) -> SocialAccount:
    """The account of this identity: the one it had before, the one with its e-mail, or a new one."""
    known = SocialAccount.objects.select_related("user").filter(
        provider=identity.provider, uid=identity.uid
    )
    if found := known.first():
        return found
    person = Person.objects.filter(email__iexact=identity.email).first() if identity.email else None
    if person is None and identity.email and may_make_account:
        name = identity.name or identity.email.partition("@")[0]
        person = make_account(by=by, name=name[:120], email=identity.email)
    # An address may have been given to somebody else since: one account, one identity.
    others = SocialAccount.objects.filter(user=person, provider=identity.provider)
    if person is None or others.exists():
        raise NotAdmitted(identity.email)
    record(by, "link_identity", person.ref)
    return SocialAccount.objects.create(
        user=person, provider=identity.provider, uid=identity.uid, extra_data={}
    )


@change
def follow_groups(*, by: Actor, person: Person, roles: Iterable[tuple[Role, str]]) -> None:
    """Give the roles of one's groups, (role, name of a team or ""), and end those they no longer give.

    Roles that a person gave by hand are left alone.
    """
    kept = set()
    for role, name in roles:
        team = Team.objects.filter(name__iexact=name).first() if name else None
        if name and team is None:
            log.warning("A group gives %s of a team that is not there: %s", role.code, name)
            continue
        kept.add(give_role(by=by, person=person, role=role, team=team).id)
    given = RoleHeld.objects.filter(person=person, given_by=by.actor_label, ended_at=None)
    for held in given.exclude(id__in=kept):
        try:
            end_role(by=by, held=held)
        except NobodyLeft:
            log.warning("The last account that manages people keeps its role: %s", person.ref)
