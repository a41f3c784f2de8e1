"""Of which actions somebody is to be reminded today, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from goldenthread.actions.models import Action, Reminder, Step
from goldenthread.actions.queries.ladder import overdue_since
from goldenthread.actions.queries.standing import own_actions
from goldenthread.journal.changes import today
from goldenthread.people.mail import last_summarised
from goldenthread.people.models import Person
from goldenthread.programme.queries.days import working_day_after

# Working days before the due date on which an owner is reminded; they are again on the day itself.
BEFORE = 5
# Working days between two reminders that an action is overdue.
EVERY = 5
Reason = Reminder.Reason


@dataclass(frozen=True)
class Due:
    """One reminder that is due: the action's key, its due date, and the reason."""

    action: int
    due_on: date
    reason: str


def reminders_due(person: Person) -> list[Due]:
    """At the start, before and on the due date, and while it is overdue, of the person's own open
    actions; an action they may not see yet is not among them."""
    open_now = list(own_actions(person).select_related(None).values_list("pk", "due_on"))
    told: dict[int, list[Reminder]] = {}
    rows = Reminder.objects.filter(person=person, action__state="open").order_by("id")
    for row in rows:
        told.setdefault(row.action_id, []).append(row)
    return [
        Due(key, due_on, reason)
        for key, due_on in open_now
        for reason in _reasons(due_on, told.get(key, []))
    ]


def asked_since(person: Person) -> QuerySet[Reminder]:
    """What the QA team has asked a person since the summary before today's was made, of actions still open."""
    found = Reminder.objects.filter(
        person=person, reason=Reason.ASKED, on__lt=today(), action__state="open"
    )
    since = last_summarised(person)
    return found.filter(noted_at__gt=since) if since else found


def back_since(person: Person) -> QuerySet[Action]:
    """Own open actions that were returned or opened again since the summary before today's was made."""
    steps = Step.objects.filter(kind__in=(Step.Kind.SENT_BACK, Step.Kind.REOPENED))
    if since := last_summarised(person):
        steps = steps.filter(taken_at__gt=since)
    return own_actions(person).filter(pk__in=steps.values("action"))


def _reasons(due_on: date, told: list[Reminder]) -> Iterator[str]:
    day = today()
    if not any(row.reason in (Reason.START, Reason.ASKED) for row in told):
        yield Reason.START
    if day <= due_on <= working_day_after(day, BEFORE):
        before = [row for row in told if row.reason == Reason.DUE and row.due_on == due_on]
        if not before or (due_on == day and before[-1].on < day):
            yield Reason.DUE
    if due_on < day:
        late = [row for row in told if row.reason == Reason.OVERDUE and row.due_on == due_on]
        if not late or late[-1].on <= overdue_since(EVERY):
            yield Reason.OVERDUE


def last_reminded(actions: list[int]) -> dict[int, date]:
    """Action's key -> the last day on which somebody was reminded of it."""
    rows = Reminder.objects.filter(action__in=actions).order_by("on")
    return dict(rows.values_list("action_id", "on"))
