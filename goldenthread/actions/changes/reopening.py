"""A follow-up audit finds that an action of the audit before was not done."""

from datetime import date

from goldenthread.actions.history import (
    ActionNotReady,
    DueInPast,
    ReasonMissing,
    current,
    took_step,
)
from goldenthread.actions.models import Action, Step
from goldenthread.actions.queries.reopening import follow_up_of
from goldenthread.journal.changes import change, record, today
from goldenthread.people.actors import Actor, NotAllowed
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission


@change
def reopen_action(*, by: Actor, action: Action, version: int, why: str, due_on: date) -> None:
    """Open an ended action again, by the auditor of the follow-up. Its earlier steps stay in its history.

    Raises ActionNotReady, DueInPast, ReasonMissing.
    """
    locked = current(action, version)
    following = follow_up_of(by, locked) if isinstance(by, Person) else None
    if following is None:
        raise NotAllowed(Permission.AUDIT_ANSWER)
    if locked.state not in (Action.State.CLOSED, Action.State.NOT_DONE):
        raise ActionNotReady(locked.state)
    if not why.strip():
        raise ReasonMissing
    if due_on < today():
        raise DueInPast(due_on)
    locked.state, locked.due_on = Action.State.OPEN, due_on
    locked.done_at, locked.done_by, locked.done_on = None, "", None
    locked.ended_at, locked.ended_by = None, ""
    locked.difference_due_on, locked.difference = None, ""
    locked.save()
    took_step(locked, by, Step.Kind.REOPENED, words=why, on=due_on)
    record(by, "reopen_action", locked.ref, following.ref, due_on=str(due_on))
