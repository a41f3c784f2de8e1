"""Changes to the second step of a sign-in: an app's codes, passkeys, and codes kept on paper."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from allauth.mfa.models import Authenticator

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, OwnWork, require
from goldenthread.people.changes.accounts import end_sessions
from goldenthread.people.changes.settings import SettingsChanged
from goldenthread.people.models import Authority, Person
from goldenthread.people.queries import second_steps
from goldenthread.people.roles import Permission, Role

R = TypeVar("R")


@change
def change_own_second_step(*, by: Person, act: Callable[[], R]) -> R:
    """What the sign-in library does to one's own second step, in one transaction with its record."""
    Person.objects.select_for_update().get(id=by.id)
    before = second_steps(by)
    answer = act()
    after = second_steps(by)
    if before != after:
        end_sessions(by=by, person=by)  # whoever else is signed in as them has shown less
        record(
            by,
            "change_second_step",
            by.ref,
            added=_more(after, before),
            removed=_more(before, after),
        )
    return answer


def _more(some: list[tuple[int, str]], others: list[tuple[int, str]]) -> list[str]:
    """The kinds of what is among some and not among the others."""
    return sorted(Counter(kind for key, kind in some if (key, kind) not in others).elements())


@change
def reset_second_step(*, by: Actor, person: Person) -> None:
    """Somebody lost their telephone and their codes: the next sign-in asks for the password alone.

    Never one's own: a found browser would be enough to be rid of it.
    """
    require(by, Permission.PEOPLE_MANAGE)
    if by.actor_label == person.actor_label:
        raise OwnWork("take away your own second step")
    removed = [kind for _, kind in second_steps(person)]
    Authenticator.objects.filter(user=person).delete()
    end_sessions(by=by, person=person)
    record(by, "reset_second_step", person.ref, removed=sorted(removed))


@change
def require_second_step(*, by: Actor, roles: Iterable[Role], seen: int) -> Authority:
    """Whoever holds one of these roles sets up a second step at their next sign-in.

    `seen` is the version of the settings that the page showed.
    """
    require(by, Permission.SETTINGS_CHANGE)
    Authority.objects.get_or_create(id=1)
    authority = Authority.objects.select_for_update().get(id=1)
    if authority.version != seen:
        raise SettingsChanged(authority)
    authority.second_step_roles = sorted(role.code for role in roles)
    authority.version += 1
    authority.changed_at, authority.changed_by = now(), by.actor_label
    authority.save()
    record(by, "require_second_step", roles=authority.second_step_roles)
    return authority
