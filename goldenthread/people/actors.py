"""Who acts: a person, an operator at the command line, the schedule, or a visitor; and whether they may."""

from dataclasses import dataclass
from typing import Protocol

from goldenthread.people.roles import Permission


class Actor(Protocol):
    @property
    def actor_label(self) -> str: ...

    def may(self, permission: Permission) -> bool: ...


@dataclass(frozen=True)
class Operator:
    """Whoever runs a command on the server: trusted with everything the machine is trusted with."""

    os_user: str

    @property
    def actor_label(self) -> str:
        return f"operator:{self.os_user}"

    def may(self, permission: Permission) -> bool:
        return True


@dataclass(frozen=True)
class Schedule:
    """A job that runs by itself."""

    job: str

    @property
    def actor_label(self) -> str:
        return f"schedule:{self.job}"

    def may(self, permission: Permission) -> bool:
        return True


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account, by an address that was given to them for one answer."""

    link_ref: str

    @property
    def actor_label(self) -> str:
        return f"visitor:{self.link_ref}"

    def may(self, permission: Permission) -> bool:
        return False


@dataclass(unsafe_hash=True)
class NotAllowed(Exception):
    """The actor's roles do not let them do this. Pages answer it like a thing that is not there."""

    permission: Permission

    def __str__(self) -> str:
        return f"Your roles do not let you {self.permission}."


@dataclass(unsafe_hash=True)
class OwnWork(Exception):
    """Nobody moderates, verifies or signs off their own work, whatever roles they hold."""

    what: str

    def __str__(self) -> str:
        return f"You cannot {self.what}, because it is your own work. Ask somebody else to do it."


def require(by: Actor, permission: Permission) -> None:
    """Stop a change that the actor's roles do not allow; every face shares this check."""
    if not by.may(permission):
        raise NotAllowed(permission)
