"""The year's schedule: activities planned, changed, finished, cancelled; promises noted and kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing
from goldenthread.programme.models import Activity, ActivityStep, Promise, Round
from goldenthread.programme.queries.restricted import open_to
from goldenthread.programme.queries.schedule import said_of

ACTIVITY_FIELDS = (
    "title", "kind", "month", "service", "tool", "lead", "target", "moderation",
    "moderation_rate", "need", "need_note",
)  # fmt: skip
PROMISE_FIELDS = ("what", "made_to", "made_on", "due_on", "measure", "activity")


@dataclass(unsafe_hash=True)
class ScheduleChanged(Exception):
    """Somebody saved this since the page was opened: the version seen, and the present one."""

    seen: int
    current: int

    def __str__(self) -> str:
        return "Somebody else changed this since you opened the page. Check it and save again."


@dataclass(unsafe_hash=True)
class ActivityOver(Exception):
    """The activity was cancelled, or is finished."""

    state: str

    def __str__(self) -> str:
        return f"This activity is {self.state} and no longer changes."


@dataclass(unsafe_hash=True)
class ActivityUnderWay(Exception):
    """A round was made from the activity and is not closed."""

    round: str

    def __str__(self) -> str:
        return f"“{self.round}” was set up from this and is not closed. Close that round first."


@dataclass(unsafe_hash=True)
class KeptInFuture(Exception):
    on: date

    def __str__(self) -> str:
        return "The day it was kept must be today or in the past."


@change
def plan_activity(*, by: Actor, **fields: Any) -> Activity:
    """Something to do in a month; `fields` are ACTIVITY_FIELDS, `month` any day of it."""
    require(by, Permission.ROUND_RUN)
    _check_names(fields, ACTIVITY_FIELDS)
    made = Activity(planned_by=by.actor_label)
    _fill(made, fields)
    made.save()
    _took(by, made, ActivityStep.Kind.PLANNED)
    return made


@change
def change_activity(*, by: Actor, activity: Activity, seen: int, **fields: Any) -> Activity:
    """Change any of ACTIVITY_FIELDS. Raises ScheduleChanged, ActivityOver."""
    require(by, Permission.ROUND_RUN)
    _check_names(fields, ACTIVITY_FIELDS)
    held = _held(activity, seen)
    before = said_of(held)
    _fill(held, fields)
    after = said_of(held)
    changed = {name: [was, after[name]] for name, was in before.items() if was != after[name]}
    if changed:
        held.version += 1
        held.save()
        _took(by, held, ActivityStep.Kind.CHANGED, changed)
    return held


@change
def finish_activity(*, by: Actor, activity: Activity, seen: int) -> None:
    """Something that needed no round, or no more of them, is done."""
    require(by, Permission.ROUND_RUN)
    held = _held(activity, seen)
    _no_open_round(by, held)
    held.finished_at, held.finished_by = now(), by.actor_label
    held.version += 1
    held.save()
    _took(by, held, ActivityStep.Kind.FINISHED)


@change
def reopen_activity(*, by: Actor, activity: Activity, seen: int) -> None:
    """What was said to be finished is not."""
    require(by, Permission.ROUND_RUN)
    held = _locked(activity, seen)
    if held.finished_at is None or held.cancelled_at is not None:
        return
    held.finished_at, held.finished_by = None, ""
    held.version += 1
    held.save()
    _took(by, held, ActivityStep.Kind.REOPENED)


@change
def cancel_activity(*, by: Actor, activity: Activity, seen: int, why: str) -> None:
    """It will not be done, and why; its row stays. Raises ReasonMissing, ActivityUnderWay."""
    require(by, Permission.ROUND_RUN)
    held = _held(activity, seen)
    if not why.strip():
        raise ReasonMissing("an activity is cancelled")
    _no_open_round(by, held)
    held.cancelled_at, held.cancelled_by = now(), by.actor_label
    held.cancelled_why = why.strip()
    held.version += 1
    held.save()
    _took(by, held, ActivityStep.Kind.CANCELLED)


@change
def note_promise(*, by: Actor, **fields: Any) -> Promise:
    """What was promised, to whom, when; `fields` are PROMISE_FIELDS."""
    require(by, Permission.ROUND_RUN)
    _check_names(fields, PROMISE_FIELDS)
    made = Promise(noted_by=by.actor_label, **fields)
    made.save()
    record(by, "note_promise", made.ref, due_on=str(made.due_on or ""), measure=made.measure)
    return made


@change
def change_promise(*, by: Actor, promise: Promise, seen: int, **fields: Any) -> Promise:
    """Change any of PROMISE_FIELDS of a promise that is not kept yet. Raises ScheduleChanged."""
    require(by, Permission.ROUND_RUN)
    _check_names(fields, PROMISE_FIELDS)
    held = _promise(promise, seen)
    was = str(held.due_on or "")
    for name, value in fields.items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    record(by, "change_promise", held.ref, was_due_on=was, due_on=str(held.due_on or ""))
    return held


@change
def keep_promise(*, by: Actor, promise: Promise, seen: int, on: date, how: str) -> None:
    """A promise was kept: on which day, and by what. Raises KeptInFuture, ReasonMissing."""
    require(by, Permission.ROUND_RUN)
    held = _promise(promise, seen)
    if on > today():
        raise KeptInFuture(on)
    if not how.strip():
        raise ReasonMissing("a promise is said to be kept")
    held.kept_on, held.kept_how = on, how.strip()
    held.kept_at, held.kept_by = now(), by.actor_label
    held.version += 1
    held.save()
    record(by, "keep_promise", held.ref, on=on.isoformat())


def _check_names(fields: dict[str, Any], known: tuple[str, ...]) -> None:
    for name in fields:
        if name not in known:
            raise TypeError(name)


def _fill(activity: Activity, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(activity, name, value.replace(day=1) if name == "month" else value)


def _locked(activity: Activity, seen: int) -> Activity:
    held = Activity.objects.select_for_update(of=("self",)).get(id=activity.id)
    if held.version != seen:
        raise ScheduleChanged(seen, held.version)
    return held


def _held(activity: Activity, seen: int) -> Activity:
    held = _locked(activity, seen)
    if held.cancelled_at is not None:
        raise ActivityOver("cancelled")
    if held.finished_at is not None:
        raise ActivityOver("finished")
    return held


def _promise(promise: Promise, seen: int) -> Promise:
    held = Promise.objects.select_for_update(of=("self",)).get(id=promise.id)
    if held.version != seen or held.kept_at is not None:
        raise ScheduleChanged(seen, held.version)
    return held


def _no_open_round(by: Actor, activity: Activity) -> None:
    """Of rounds that the actor may know of; another leaves no trace, not even here."""
    waiting = activity.rounds.filter(open_to(by, "pk")).exclude(state=Round.State.CLOSED).first()
    if waiting is not None:
        raise ActivityUnderWay(waiting.title)


def _took(
    by: Actor, activity: Activity, kind: str, changes: dict[str, list[str]] | None = None
) -> None:
    ActivityStep.objects.create(
        activity=activity, kind=kind, changes=changes or {}, taken_by=by.actor_label
    )
    details = {"month": activity.month.isoformat(), "changed": sorted(changes or {})}
    record(by, f"{kind}_activity", activity.ref, **details)
