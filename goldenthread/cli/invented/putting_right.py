"""What becomes of the last round's actions: a meeting, later dates, refusals, and the ladder."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from goldenthread.actions import changes, queries
from goldenthread.actions.changes import Minute
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.clock import as_on, weekdays_before
from goldenthread.people.actors import Schedule

CARRIED = 6
LADDER = Schedule("escalate")


def put_right(accounts: Accounts, round: Any, today: date) -> None:
    """Overdue actions climb, the standing meeting goes through them, and one is carried over again."""
    ago = partial(weekdays_before, today)
    with as_on(ago(24), 7):
        changes.escalate_overdue(by=LADDER)
    carried = _meet(accounts, round, ago(20), today)
    with as_on(ago(6), 11):
        first = carried[0]
        first.refresh_from_db()
        changes.change_due(
            by=accounts.by_role["qa_lead"], action=first, version=first.version,
            due_on=today + timedelta(days=12), why="The father was abroad until last week.",
            challenge="The worker and the manager go together, on a day that is agreed.",
        )  # fmt: skip
    with as_on(ago(1), 7):
        changes.escalate_overdue(by=LADDER)
    with as_on(ago(1), 11):
        _look_again(accounts.by_role["qa_lead"], round)


def _look_again(lead: Any, round: Any) -> None:
    """One that is said to be done goes back to its owner, where the meeting had none to look at."""
    of_round = queries.visible_actions(lead).filter(audit__round=round)
    if not of_round.filter(steps__kind="sent_back").exists():
        done = queries.checkable(lead).filter(audit__round=round, state="done")
        for action in done.order_by("id")[:1]:
            changes.send_back(by=lead, action=action, version=action.version, why=SENT_BACK)


def _meet(accounts: Accounts, round: Any, day: date, today: date) -> list[Any]:
    """The standing meeting: most are given a later date, one ends undone, what was done is looked at."""
    lead: Any = accounts.by_role["qa_lead"]
    with as_on(day, 14):
        shown = queries.by_need(queries.visible_actions(lead).filter(audit__round=round))
        late = [a for a in shown.filter(state="open") if a.owner_id != lead.pk]
        checkable = queries.checkable(lead).filter(audit__round=round, state="done").order_by("id")
        minutes = [
            *_carried_over(late[:CARRIED], today),
            *[Minute(a, a.version, "not_done", NOT_NEEDED) for a in late[CARRIED : CARRIED + 1]],
            *[Minute(a, a.version, "", TALKED) for a in late[CARRIED + 1 : CARRIED + 2]],
            *[Minute(a, a.version, "send_back", SENT_BACK) for a in checkable[:1]],
            *[Minute(a, a.version, "close", "Seen on the record.") for a in checkable[1:2]],
        ]
        changes.minute_actions(
            by=lead, title="Audit actions, monthly meeting", held_on=day, minutes=minutes,
            present="QA lead, both heads of service, the reviewing officer, team managers",
        )  # fmt: skip
    return late[:CARRIED]


NOT_NEEDED = "The family moved to another authority, which has the plan now."
TALKED = "The manager brings the record to the next meeting."
SENT_BACK = "The note says that it was planned. Show what was done, with its date."


def _carried_over(actions: list[Any], today: date) -> list[Minute]:
    """To days around today: some are late again, some are due this week."""
    days = (-8, -3, 2, 5, 9, 16)
    return [
        Minute(action, action.version, "carry", "The worker was ill; a new date was agreed.",
               weekdays_before(today, -after))
        for action, after in zip(actions, days, strict=False)
    ]  # fmt: skip
