"""What becomes of an open action: done, checked by somebody else, moved, given to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.actions.changes.proposing import DueInPast, OwnerMissing
from goldenthread.actions.history import (
    ActionChanged,
    ActionNotReady,
    ReasonMissing,
    current,
    took_step,
)
from goldenthread.actions.models import Action, Step
from goldenthread.actions.queries import is_owner, may_check, may_enter_done, may_move
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Permission

__all__ = ["ActionChanged", "ActionNotReady", "ReasonMissing"]
OPEN = (Action.State.OPEN,)


@dataclass(unsafe_hash=True)
class DoneInFuture(Exception):
    """A date on which something was done, still to come."""

    on: date

    def __str__(self) -> str:
        return "The date it was done must be today or in the past"


@change
def mark_done(*, by: Actor, action: Action, version: int, what_was_done: str, on: date) -> None:
    """Say that an action is done, when, and what was done; somebody else checks it.

    By its owner; or, shown as entered by, for a practitioner who has no account, by a manager
    of their team or the QA team.
    """
    require(by, Permission.ACTION_DO)
    locked = current(action, version)
    if not is_owner(by, locked) and not may_enter_done(by, locked):
        raise NotAllowed(Permission.ACTION_DO)
    _is_in(locked, OPEN)
    if not what_was_done.strip():
        raise ReasonMissing
    if on > today():
        raise DoneInFuture(on)
    locked.state = Action.State.DONE
    locked.done_at, locked.done_by, locked.done_on = now(), by.actor_label, on
    locked.save()
    took_step(locked, by, Step.Kind.DONE, words=what_was_done, on=on)
    record(
        by,
        "mark_done",
        locked.ref,
        locked.audit.ref,
        on=str(on),
        is_entered_for=not is_owner(by, locked),
    )


@change
def close_action(*, by: Actor, action: Action, version: int, words: str = "") -> None:
    """Close an action that is said to be done: never its owner, nor whoever said so."""
    locked = _to_check(by, action, version, "close this action")
    _is_in(locked, (Action.State.DONE,))
    _end(locked, by, Action.State.CLOSED, Step.Kind.CLOSED, words)


@change
def send_back(*, by: Actor, action: Action, version: int, why: str) -> None:
    """Open again an action that was said to be done, and say what is still missing."""
    locked = _to_check(by, action, version, "send back this action")
    _is_in(locked, (Action.State.DONE,))
    if not why.strip():
        raise ReasonMissing
    locked.state = Action.State.OPEN
    locked.done_at, locked.done_by, locked.done_on = None, "", None
    locked.save()
    took_step(locked, by, Step.Kind.SENT_BACK, words=why)
    record(by, "send_back_action", locked.ref, locked.audit.ref)


@change
def not_done(*, by: Actor, action: Action, version: int, why: str) -> None:
    """End an action that will not be done, with the reason; again never by its owner."""
    locked = _to_check(by, action, version, "end this action")
    _is_in(locked, (Action.State.OPEN, Action.State.DONE))
    if not why.strip():
        raise ReasonMissing
    _end(locked, by, Action.State.NOT_DONE, Step.Kind.NOT_DONE, why)


@change
def change_due(*, by: Actor, action: Action, version: int, due_on: date, why: str) -> None:
    """Another date, with the reason; the first date stays beside it. Not by whoever must do it."""
    locked = _to_move(by, action, version, "change when this action is due")
    if not why.strip():
        raise ReasonMissing
    if due_on < today():
        raise DueInPast(due_on)
    was, locked.due_on = locked.due_on, due_on
    locked.save()
    took_step(locked, by, Step.Kind.DUE_CHANGED, words=why, on=due_on)
    record(by, "change_due", locked.ref, locked.audit.ref, was=str(was), due_on=str(due_on))


@change
def change_owner(
    *, by: Actor, action: Action, version: int, why: str, owner: Person | None = None,
    owner_practitioner: Practitioner | None = None,
) -> None:  # fmt: skip
    """Give an action to somebody else, with the reason."""
    locked = _to_move(by, action, version, "give this action to somebody else")
    if owner is None and owner_practitioner is None:
        raise OwnerMissing
    if not why.strip():
        raise ReasonMissing
    locked.owner, locked.owner_practitioner = owner, owner_practitioner
    if owner_practitioner and owner_practitioner.team:
        locked.team = owner_practitioner.team
    locked.save()
    took_step(locked, by, Step.Kind.OWNER_CHANGED, words=why)
    new = owner.ref if owner else owner_practitioner.ref if owner_practitioner else ""
    record(by, "change_owner", locked.ref, locked.audit.ref, new)


@change
def change_due_of_many(
    *, by: Actor, actions: Sequence[tuple[Action, int]], due_on: date, why: str
) -> None:
    """Another date for several actions together, each with the version seen: all of them or none."""
    for action, version in actions:
        change_due(by=by, action=action, version=version, due_on=due_on, why=why)


@change
def change_owner_of_many(
    *, by: Actor, actions: Sequence[tuple[Action, int]], why: str, owner: Person | None = None,
    owner_practitioner: Practitioner | None = None,
) -> None:  # fmt: skip
    """Another owner for several actions together, each with the version seen: all of them or none."""
    for action, version in actions:
        change_owner(
            by=by, action=action, version=version, why=why, owner=owner,
            owner_practitioner=owner_practitioner,
        )  # fmt: skip


def _to_check(by: Actor, action: Action, version: int, what: str) -> Action:
    require(by, Permission.ACTION_CHECK)
    locked = current(action, version)
    if is_owner(by, locked) or locked.done_by == by.actor_label:
        raise OwnWork(what)
    if not may_check(by, locked):
        raise NotAllowed(Permission.ACTION_CHECK)
    return locked


def _to_move(by: Actor, action: Action, version: int, what: str) -> Action:
    locked = current(action, version)
    if is_owner(by, locked):
        raise OwnWork(what)
    if not may_move(by, locked):
        raise NotAllowed(Permission.ACTION_CHECK)
    _is_in(locked, (Action.State.PROPOSED, Action.State.OPEN))
    return locked


def _is_in(action: Action, states: tuple[str, ...]) -> None:
    if action.state not in states:
        raise ActionNotReady(action.state)


def _end(action: Action, by: Actor, state: str, kind: Step.Kind, words: str) -> None:
    action.state = state
    action.ended_at, action.ended_by = now(), by.actor_label
    action.save()
    took_step(action, by, kind, words=words)
    record(by, f"{kind}_action", action.ref, action.audit.ref)
