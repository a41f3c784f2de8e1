"""What every change to an action does: lock the row it saw, and add a step to its history."""

from dataclasses import dataclass
from datetime import date

from goldenthread.actions.models import Action, Meeting, Step
from goldenthread.journal.changes import keep_words, now
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor


@dataclass(unsafe_hash=True)
class ActionChanged(Exception):
    """Somebody changed the action since this page was opened; `action` is how it stands now."""

    action: Action

    def __str__(self) -> str:
        return (
            "Somebody else changed this action since you opened the page. Check it and try again."
        )


@dataclass(unsafe_hash=True)
class ActionNotReady(Exception):
    """The action, or its audit, is in a state in which this cannot be done."""

    state: str

    def __str__(self) -> str:
        return "This can no longer be done, because the action or its audit has moved on."


@dataclass(unsafe_hash=True)
class ReasonMissing(Exception):
    """A step that always needs its reason was taken without one."""

    def __str__(self) -> str:
        return "Enter the reason"


@dataclass(unsafe_hash=True)
class OwnerMissing(Exception):
    """An action without anybody to do it."""

    def __str__(self) -> str:
        return "Select who will do this action"


@dataclass(unsafe_hash=True)
class WhatMissing(Exception):
    """An action that does not say what is to be done."""

    def __str__(self) -> str:
        return "Enter what needs to be done"


@dataclass(unsafe_hash=True)
class DueInPast(Exception):
    """A due date that has gone by."""

    due_on: date

    def __str__(self) -> str:
        return "The date an action is due must be today or later"


def current(action: Action, version: int) -> Action:
    """The row as it stands, locked until the change ends, its version raised for the save to come."""
    locked = Action.objects.select_for_update().get(pk=action.pk)
    if locked.version != version:
        raise ActionChanged(locked)
    locked.version += 1
    return locked


def kept(text: str) -> Words | None:
    """A text as a row of its own; none where nothing was said."""
    return keep_words(text.strip()) if text.strip() else None


def took_step(
    action: Action, by: Actor, kind: Step.Kind, *, words: str = "", on: date | None = None,
    evidence: str = "", meeting: Meeting | None = None,
) -> None:  # fmt: skip
    Step.objects.create(
        action=action, kind=kind, words=kept(words), evidence=kept(evidence), on=on,
        meeting=meeting, taken_at=now(), taken_by=by.actor_label,
    )  # fmt: skip
