"""What every change to an action does: lock the row it saw, and add a step to its history."""

from dataclasses import dataclass
from datetime import date

from goldenthread.actions.models import Action, Step
from goldenthread.journal.changes import keep_words, now
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


def current(action: Action, version: int) -> Action:
    """The row as it stands, locked until the change ends, its version raised for the save to come."""
    locked = Action.objects.select_for_update().get(pk=action.pk)
    if locked.version != version:
        raise ActionChanged(locked)
    locked.version += 1
    return locked


def took_step(
    action: Action, by: Actor, kind: Step.Kind, *, words: str = "", on: date | None = None
) -> None:
    Step.objects.create(
        action=action,
        kind=kind,
        words=keep_words(words.strip()) if words.strip() else None,
        on=on,
        taken_at=now(),
        taken_by=by.actor_label,
    )
