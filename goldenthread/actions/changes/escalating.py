"""Overdue actions climb the ladder; owners are reminded; and the ladder itself is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from goldenthread.actions.changes.together import all_or_none
from goldenthread.actions.history import ActionNotReady
from goldenthread.actions.models import Action, Escalation, Reminder, Rung
from goldenthread.actions.queries.ladder import LEVELS, ladder, past_policy, told_of
from goldenthread.actions.queries.reminding import asked_since, reminders_due
from goldenthread.actions.queries.standing import owner_name
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission

MOST_AT_ONCE = 500
MOST_DAYS = 250


@dataclass(unsafe_hash=True)
class LadderWrong(Exception):
    """A level that would be told before the one below it, or a number of days out of bounds."""

    priority: str
    to: str

    def __str__(self) -> str:
        return (
            f"Enter whole numbers of working days from 1 to {MOST_DAYS}, each level later than the "
            "one before it"
        )


@dataclass(unsafe_hash=True)
class LadderChanged(Exception):
    """Somebody saved the ladder since the page was opened."""

    def __str__(self) -> str:
        return (
            "Somebody else changed the ladder since you opened the page. Check it and save again."
        )


@dataclass(unsafe_hash=True)
class NobodyToRemind(Exception):
    """The owner of an action has no account that is on, so that no summary goes out to them."""

    owner: str

    def __str__(self) -> str:
        return f"{self.owner} has no account, so no reminder would reach them"


@change
def escalate_overdue(*, by: Actor) -> int:
    """Let every action that is late enough climb to each level that it has reached; how many steps.

    Run again it does nothing more, so that a job which was broken off can be.
    """
    require(by, Permission.ACTION_CHECK)
    climbed = 0
    for (priority, to), days in sorted(ladder().items(), key=lambda rung: rung[1]):
        waiting = past_policy(to, priority, days).select_related(
            "audit__round", "team", "owner", "owner_practitioner"
        )
        for action in waiting.order_by("id")[:MOST_AT_ONCE]:
            climbed += _climb(by, action, to)
    if climbed:
        record(by, "escalate_actions", count=climbed)
    return climbed


def _climb(by: Actor, action: Action, to: str) -> int:
    row, is_new = Escalation.objects.get_or_create(
        action=action, to=to, due_on=action.due_on,
        defaults={"raised_on": today(), "raised_at": now(), "raised_by": by.actor_label},
    )  # fmt: skip
    if is_new:
        people = told_of(action, to)
        row.people.set(people)
        record(by, "escalate_action", *action.refs, *(each.ref for each in people), to=to)
    return int(is_new)


@change
def set_ladder(
    *, by: Actor, days: Mapping[tuple[str, str], int], seen: Mapping[tuple[str, str], int]
) -> None:
    """After how many working days overdue an action of each priority climbs to each level.

    `seen` is what the page showed.
    """
    require(by, Permission.SETTINGS_CHANGE)
    if dict(seen) != ladder():
        raise LadderChanged
    for priority in {of for of, _ in days}:
        last = 0
        for to in LEVELS:
            if not last < days[priority, to] <= MOST_DAYS:
                raise LadderWrong(priority, to)
            last = days[priority, to]
    for (priority, to), after in days.items():
        Rung.objects.update_or_create(priority=priority, to=to, defaults={"after_days": after})
    record(by, "set_ladder", **{f"{of}_{to}": after for (of, to), after in days.items()})


@change
def note_reminders(*, by: Actor, person: Person) -> dict[str, int]:
    """Write down of which of their actions a person is reminded today, and why; counts by reason.

    A reason is noted once a day for an action; run again it counts what was noted.
    """
    require(by, Permission.ACTION_CHECK)
    rows = [
        Reminder(
            action_id=each.action, person=person, reason=each.reason, due_on=each.due_on, on=today(),
            noted_at=now(), noted_by=by.actor_label,
        )
        for each in reminders_due(person)
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    counts: dict[str, int] = {}
    of_today = Q(on=today()) | Q(pk__in=asked_since(person).values("pk"))
    noted = Reminder.objects.filter(of_today, person=person).values_list("reason", "action")
    for reason, _ in set(noted):
        counts[reason] = counts.get(reason, 0) + 1
    if rows:
        record(by, "remind_of_actions", person.ref, **counts)
    return counts


@change
def remind_of(*, by: Actor, actions: Sequence[Action]) -> None:
    """Ask the owners of open actions about them, in their next summary: all of them or none.

    Raises NotAllChanged where an action is not open, or its owner has no account.
    """
    require(by, Permission.ROUND_RUN)
    all_or_none(actions, lambda action: _ask(by, action), NobodyToRemind)
    record(by, "remind_of_actions", *(each.ref for each in actions), asked=len(actions))


def _ask(by: Actor, action: Action) -> None:
    if action.state != Action.State.OPEN:
        raise ActionNotReady(action.state)
    practitioner = action.owner_practitioner
    owner = action.owner or (practitioner.person if practitioner else None)
    if owner is None or not owner.is_active:
        raise NobodyToRemind(owner_name(action))
    Reminder.objects.get_or_create(
        action=action, person=owner, reason=Reminder.Reason.ASKED, on=today(),
        defaults={"due_on": action.due_on, "noted_at": now(), "noted_by": by.actor_label},
    )  # fmt: skip
