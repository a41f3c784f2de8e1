"""A meeting goes through actions together: its minutes are written at once, all or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.actions.changes.following import (
    DoneInFuture,
    change_due,
    close_action,
    mark_done,
    not_done,
    send_back,
)
from goldenthread.actions.changes.together import all_or_none
from goldenthread.actions.history import DueInPast, ReasonMissing, current, kept, took_step
from goldenthread.actions.models import Action, Meeting, Step
from goldenthread.actions.queries import may_meet, visible_action
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission


@dataclass(frozen=True)
class Minute:
    """What a meeting said of one action: `outcome` is one of OUTCOMES, or empty for words alone.

    `on` is the new due date, or the day on which it was done.
    """

    action: Action
    version: int
    outcome: str = ""
    words: str = ""
    on: date | None = None


@change
def minute_actions(
    *, by: Person, title: str, held_on: date, present: str = "", minutes: Sequence[Minute]
) -> Meeting:
    """Write the minutes of a meeting: what becomes of each action, in one transaction.

    Raises NotAllChanged with every conflict and refusal at once.
    """
    if not may_meet(by):
        raise NotAllowed(Permission.ACTION_CHECK)
    if held_on > today():
        raise DoneInFuture(held_on)
    meeting = Meeting.objects.create(
        title=title.strip(), held_on=held_on, present=kept(present), noted_at=now(),
        noted_by=by.actor_label,
    )  # fmt: skip
    said = {minute.action: minute for minute in minutes}
    all_or_none(list(said), lambda action: _write(by, meeting, said[action]))
    record(
        by,
        "minute_actions",
        meeting.ref,
        *(each.action.ref for each in minutes),
        count=len(minutes),
    )
    return meeting


def _write(by: Person, meeting: Meeting, minute: Minute) -> None:
    if visible_action(by, minute.action.ref) is None:
        raise NotAllowed(Permission.ACTION_CHECK)
    OUTCOMES[minute.outcome](by, meeting, minute)


def _words_alone(by: Person, meeting: Meeting, minute: Minute) -> None:
    if not minute.words.strip():
        raise ReasonMissing
    locked = current(minute.action, minute.version)
    locked.save(update_fields=["version"])
    took_step(locked, by, Step.Kind.MINUTED, words=minute.words, meeting=meeting)


def _done(by: Person, meeting: Meeting, minute: Minute) -> None:
    mark_done(
        by=by, action=minute.action, version=minute.version, what_was_done=minute.words,
        on=minute.on or meeting.held_on, meeting=meeting,
    )  # fmt: skip


def _closed(by: Person, meeting: Meeting, minute: Minute) -> None:
    close_action(
        by=by, action=minute.action, version=minute.version, words=minute.words, meeting=meeting
    )


def _sent_back(by: Person, meeting: Meeting, minute: Minute) -> None:
    send_back(
        by=by, action=minute.action, version=minute.version, why=minute.words, meeting=meeting
    )


def _not_done(by: Person, meeting: Meeting, minute: Minute) -> None:
    not_done(by=by, action=minute.action, version=minute.version, why=minute.words, meeting=meeting)


def _carried(by: Person, meeting: Meeting, minute: Minute) -> None:
    """The words of the meeting are the reason, and say what will be different."""
    if minute.on is None:
        raise DueInPast(today())
    change_due(
        by=by, action=minute.action, version=minute.version, due_on=minute.on, why=minute.words,
        challenge=minute.words if minute.action.carried else "", meeting=meeting,
    )  # fmt: skip


OUTCOMES: dict[str, Callable[[Person, Meeting, Minute], None]] = {
    "": _words_alone, "done": _done, "close": _closed, "send_back": _sent_back,
    "carry": _carried, "not_done": _not_done,
}  # fmt: skip
