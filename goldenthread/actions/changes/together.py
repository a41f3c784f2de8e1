"""What is done to several actions together: to all of them or to none, and what stands in the way of which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.actions.changes.following import (
    AgainMissing,
    ChallengeMissing,
    DoneInFuture,
    EvidenceMissing,
    OwnerNotNamed,
    change_due,
    change_owner,
)
from goldenthread.actions.history import (
    ActionChanged,
    ActionNotReady,
    DueInPast,
    OwnerMissing,
    ReasonMissing,
)
from goldenthread.actions.models import Action
from goldenthread.journal.changes import change
from goldenthread.people.actors import Actor, NotAllowed, OwnWork
from goldenthread.people.models import Person, Practitioner

REFUSALS = (
    ActionChanged, ActionNotReady, AgainMissing, ChallengeMissing, DoneInFuture, DueInPast,
    EvidenceMissing, NotAllowed, OwnerMissing, OwnerNotNamed, OwnWork, ReasonMissing,
)  # fmt: skip


@dataclass(eq=False)
class NotAllChanged(Exception):
    """Actions that stand in the way of a change to many, each with its refusal, by its ref; none was
    changed."""

    refusals: Mapping[str, Exception]

    @property
    def why(self) -> dict[str, str]:
        return {ref: str(refusal) for ref, refusal in self.refusals.items()}

    def __str__(self) -> str:
        n = len(self.refusals)
        return (
            f"Nothing was changed: {n} {'action stands' if n == 1 else 'actions stand'} in the way."
        )


def all_or_none(
    actions: Sequence[Action], do: Callable[[Action], object], *more: type[Exception]
) -> None:
    """Do it to each, inside a change. Raises NotAllChanged with every refusal at once; `more` are
    refusals of this change alone."""
    expected: tuple[type[Exception], ...] = (*REFUSALS, *more)
    refusals: dict[str, Exception] = {}
    for action in actions:
        try:
            do(action)
        except expected as why:
            refusals[action.ref] = why
    if refusals:
        raise NotAllChanged(refusals)


@change
def change_due_of_many(
    *, by: Actor, actions: Sequence[tuple[Action, int]], due_on: date, why: str, challenge: str = ""
) -> None:
    """Another date for several actions together, each with the version seen: all of them or none."""
    seen = dict(actions)
    all_or_none(
        list(seen),
        lambda action: change_due(
            by=by, action=action, version=seen[action], due_on=due_on, why=why, challenge=challenge
        ),
    )  # fmt: skip


@change
def change_owner_of_many(
    *, by: Actor, actions: Sequence[tuple[Action, int]], why: str, owner: Person | None = None,
    owner_practitioner: Practitioner | None = None,
) -> None:  # fmt: skip
    """Another owner for several actions together, each with the version seen: all of them or none."""
    seen = dict(actions)
    all_or_none(
        list(seen),
        lambda action: change_owner(
            by=by, action=action, version=seen[action], why=why, owner=owner,
            owner_practitioner=owner_practitioner,
        ),
    )  # fmt: skip
