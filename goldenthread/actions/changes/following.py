"""What becomes of an open action: done, checked by somebody else, moved, given to another."""

from dataclasses import dataclass
from datetime import date

from goldenthread.actions.history import (
    ActionChanged,
    ActionNotReady,
    DueInPast,
    OwnerMissing,
    ReasonMissing,
    current,
    took_step,
)
from goldenthread.actions.models import Action, Difference, Meeting, Step
from goldenthread.actions.queries import (
    difference_day,
    is_owner,
    is_proposer,
    may_check,
    may_confirm,
    may_enter_done,
    may_move,
)
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Permission
from goldenthread.programme.queries.restricted import is_open_to

__all__ = ["ActionChanged", "ActionNotReady", "ReasonMissing"]
OPEN = (Action.State.OPEN,)


@dataclass(unsafe_hash=True)
class DoneInFuture(Exception):
    """A date on which something was done, still to come."""

    on: date

    def __str__(self) -> str:
        return "The date it was done must be today or in the past"


@dataclass(unsafe_hash=True)
class EvidenceMissing(Exception):
    """An action said to be done, and nothing that another could look at."""

    def __str__(self) -> str:
        return "Say where it can be seen: which document or entry, and its date"


@dataclass(unsafe_hash=True)
class ChallengeMissing(Exception):
    """The action was carried over before; `times` is how often."""

    times: int

    def __str__(self) -> str:
        often = "once" if self.times == 1 else f"{self.times} times"
        return f"This action has been carried over {often} already. Say what will be different this time"


@dataclass(unsafe_hash=True)
class AgainMissing(Exception):
    """It is too early to tell, and no later day to look was given."""

    def __str__(self) -> str:
        return "Enter the day on which to look again, after today"


@dataclass(unsafe_hash=True)
class OwnerNotNamed(Exception):
    """The new owner's account is not named on the restricted round that the action comes from."""

    owner: str

    def __str__(self) -> str:
        return f"{self.owner} is not named on its restricted round and could not see it"


@change
def mark_done(
    *, by: Actor, action: Action, version: int, what_was_done: str, on: date,
    evidence: str | None = None, meeting: Meeting | None = None,
) -> None:  # fmt: skip
    """Say that an action is done, when, and what was done; somebody else checks it.

    `evidence` is where it can be seen; None where that stands in `what_was_done`. By its owner; or, shown as entered by, for a practitioner who has no account, by a manager
    of their team or the QA team.
    """
    require(by, Permission.ACTION_DO)
    locked = current(action, version)
    if not is_owner(by, locked) and not may_enter_done(by, locked):
        raise NotAllowed(Permission.ACTION_DO)
    _is_in(locked, OPEN)
    if not what_was_done.strip():
        raise ReasonMissing
    if evidence is not None and not evidence.strip():
        raise EvidenceMissing
    if on > today():
        raise DoneInFuture(on)
    locked.state = Action.State.DONE
    locked.done_at, locked.done_by, locked.done_on = now(), by.actor_label, on
    locked.save()
    took_step(
        locked, by, Step.Kind.DONE, words=what_was_done, on=on, evidence=evidence or "",
        meeting=meeting,
    )  # fmt: skip
    record(by, "mark_done", *locked.refs, on=str(on), is_entered_for=not is_owner(by, locked))


@change
def close_action(
    *, by: Actor, action: Action, version: int, words: str = "", difference_on: date | None = None,
    meeting: Meeting | None = None,
) -> None:  # fmt: skip
    """Verify and close an action that is said to be done: never its owner, nor whoever said so.

    `difference_on` is when somebody will look whether it made a difference; three months on by itself.
    """
    locked = _to_check(by, action, version, "close this action")
    _is_in(locked, (Action.State.DONE,))
    locked.difference_due_on = difference_on or difference_day(today())
    _end(locked, by, Action.State.CLOSED, Step.Kind.CLOSED, words=words, meeting=meeting)


@change
def send_back(
    *, by: Actor, action: Action, version: int, why: str, meeting: Meeting | None = None
) -> None:
    """Open again an action that was said to be done, and say what is still missing."""
    locked = _to_check(by, action, version, "send back this action")
    _is_in(locked, (Action.State.DONE,))
    if not why.strip():
        raise ReasonMissing
    locked.state = Action.State.OPEN
    locked.done_at, locked.done_by, locked.done_on = None, "", None
    locked.save()
    took_step(locked, by, Step.Kind.SENT_BACK, words=why, meeting=meeting)
    record(by, "send_back_action", *locked.refs)


@change
def not_done(
    *, by: Actor, action: Action, version: int, why: str, meeting: Meeting | None = None
) -> None:
    """End an action that will not be done, with the reason; again never by its owner."""
    locked = _to_check(by, action, version, "end this action")
    _is_in(locked, (Action.State.OPEN, Action.State.DONE))
    if not why.strip():
        raise ReasonMissing
    _end(locked, by, Action.State.NOT_DONE, Step.Kind.NOT_DONE, words=why, meeting=meeting)


@change
def confirm_action(*, by: Actor, action: Action, version: int, words: str = "") -> None:
    """The manager of the team says that the action of a below-standard audit will be done in time."""
    locked = current(action, version)
    if is_proposer(by, locked):
        raise OwnWork("confirm an action that you proposed")
    if not may_confirm(by, locked):
        raise NotAllowed(Permission.TEAM_SEE)
    _is_in(locked, OPEN)
    if not locked.needs_confirming or locked.confirmed_at:
        raise ActionNotReady(locked.state)
    locked.confirmed_at, locked.confirmed_by = now(), by.actor_label
    locked.save()
    took_step(locked, by, Step.Kind.CONFIRMED, words=words)
    record(by, "confirm_action", *locked.refs)


@change
def answer_difference(
    *,
    by: Actor,
    action: Action,
    version: int,
    answer: str,
    words: str,
    again_on: date | None = None,
) -> None:
    """Say whether a closed action made a difference, and how that shows; never by its owner.

    `again_on` is when to look again where it is too early to tell.
    """
    locked = _to_check(by, action, version, "say whether this action made a difference")
    _is_in(locked, (Action.State.CLOSED,))
    if not words.strip():
        raise ReasonMissing
    is_early = Difference(answer) is Difference.TOO_EARLY
    if is_early and (again_on is None or again_on <= today()):
        raise AgainMissing
    locked.difference, locked.difference_due_on = answer, again_on if is_early else None
    locked.save()
    took_step(locked, by, Step.Kind(f"diff_{answer}"), words=words, on=locked.difference_due_on)
    record(by, "answer_difference", *locked.refs, answer=answer)


@change
def change_due(
    *, by: Actor, action: Action, version: int, due_on: date, why: str, challenge: str = "",
    meeting: Meeting | None = None,
) -> None:  # fmt: skip
    """Another date, with the reason; the first date stays beside it. Not by whoever must do it.

    An open action that moves to a later date is carried over, which is counted; from the second time
    on `challenge` says what will be different.
    """
    locked = _to_move(by, action, version, "change when this action is due")
    if not why.strip():
        raise ReasonMissing
    if due_on < today():
        raise DueInPast(due_on)
    if locked.state == Action.State.OPEN and due_on > locked.due_on:
        if locked.carried and not challenge.strip():
            raise ChallengeMissing(locked.carried)
        locked.carried += 1
    was, locked.due_on = locked.due_on, due_on
    locked.save()
    took_step(locked, by, Step.Kind.DUE_CHANGED, words=why, on=due_on, meeting=meeting)
    if challenge.strip():
        took_step(locked, by, Step.Kind.CHALLENGED, words=challenge, meeting=meeting)
    record(by, "change_due", *locked.refs, was=str(was), due_on=str(due_on), carried=locked.carried)


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
    if owner is None and locked.audit is None:
        raise OwnerMissing
    if owner and locked.audit and not is_open_to(owner, locked.audit.round):
        raise OwnerNotNamed(owner.name)
    locked.owner, locked.owner_practitioner = owner, owner_practitioner
    if owner_practitioner and owner_practitioner.team:
        locked.team = owner_practitioner.team
    locked.save()
    took_step(locked, by, Step.Kind.OWNER_CHANGED, words=why)
    new = owner.ref if owner else owner_practitioner.ref if owner_practitioner else ""
    record(by, "change_owner", *locked.refs, new)


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


def _end(
    action: Action, by: Actor, state: str, kind: Step.Kind, *, words: str, meeting: Meeting | None
) -> None:
    action.state = state
    action.ended_at, action.ended_by = now(), by.actor_label
    action.save()
    took_step(action, by, kind, words=words, meeting=meeting)
    record(by, f"{kind}_action", *action.refs)
