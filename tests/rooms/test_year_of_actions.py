"""Day after day of a year, with the clock held: nothing late without an escalation, nobody told twice.

The days around Easter in `make test`; in `make thorough` a year of 2,500 audits.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from time_machine import TimeMachineFixture

from bench.open_actions import open_rows, released
from bench.volume import fill
from goldenthread.actions.changes import change_due, close_action, mark_done, send_back
from goldenthread.actions.models import Action, Escalation, Reminder
from goldenthread.actions.queries.ladder import DEFAULTS
from goldenthread.actions.queries.reminding import EVERY
from goldenthread.audits.changes import share_feedback
from goldenthread.audits.models import Audit
from goldenthread.jobs.mail import send_waiting, summarise
from goldenthread.journal.changes import today
from goldenthread.method.timescales import working_days_between
from goldenthread.people.models import Message, Person
from goldenthread.programme.queries.days import bank_holidays, is_working_day_today
from tests.cast import Cast
from tests.loop import round_of, submitted
from tests.mail_server import Post

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
BEGIN = date(2026, 4, 1) if IS_THOROUGH else date(2026, 3, 30)
DAYS = 365 if IS_THOROUGH else 10
A_DAY = 10 if IS_THOROUGH else 3  # new actions on a working day: one for each audit of the year


@dataclass
class Year:
    """The people of it, and what was late on some day without having climbed."""

    owners: list[Person]
    idle: list[Person]
    manager: Person
    audits: list[Audit] = field(default_factory=released)
    random: Random = field(default_factory=lambda: Random(6))
    missed: list[tuple[object, ...]] = field(default_factory=list)

    def live(self) -> None:
        """What people do on a working day: new actions; some done and checked, some carried over."""
        open_rows(self.audits, self.owners, A_DAY, self.random, late=0)
        Action.objects.filter(opened_at__date=today()).update(
            due_on=today() + timedelta(days=self.random.choice((0, 1, 3, 7, 21)))
        )
        for action in self._some(0.10):
            self._do(action)
        for action in self._some(0.05):
            change_due(
                by=self.manager, action=action, version=action.version, why="Court",
                due_on=max(action.due_on, today()) + timedelta(days=5), challenge="Somebody helps",
            )  # fmt: skip

    def _some(self, share: float) -> list[Action]:
        found = Action.objects.filter(state="open", owner__in=self.owners).order_by("pk")
        return [action for action in found if self.random.random() < share]

    def _do(self, action: Action) -> None:
        assert action.owner
        mark_done(
            by=action.owner, action=action, version=action.version, what_was_done="Done",
            evidence="Visit note", on=today(),
        )  # fmt: skip
        check = self.random.choice((close_action, send_back))
        words = {"words": "Seen"} if check is close_action else {"why": "Not there"}
        check(by=self.manager, action=action, version=action.version + 1, **words)

    def look(self) -> None:
        """Reckoned here anew, day by day and action by action: what is late enough and has not climbed."""
        climbed = set(Escalation.objects.values_list("action", "to", "due_on"))
        late = Action.objects.filter(state="open", due_on__lt=today())
        for key, due_on, priority in late.values_list("pk", "due_on", "priority"):
            days = working_days_between(due_on, today(), bank_holidays())
            self.missed += [
                (today(), key, to)
                for (of, to), after in DEFAULTS.items()
                if of == priority and days >= after and (key, to, due_on) not in climbed
            ]


def at_eight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=LONDON)


def world() -> Cast:
    if IS_THOROUGH:
        cast: Any = fill(2_500, auditors=5, cases=2_300)
        return cast
    from tests.cast import make_cast

    cast = make_cast()
    for audit in round_of(cast, ["1", "2"]):
        share_feedback(by=cast.pat, audit=submitted(audit))
    return cast


def test_a_year_passes_without_a_late_action_unseen_or_a_mail_too_many(
    db: None, post: Post, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(at_eight(BEGIN), tick=False)
    cast = world()
    year = Year([cast.dana, cast.sam], [cast.dee, cast.ada], cast.pat)
    wanted = [*year.owners, *year.idle, cast.tariq]
    Person.objects.exclude(pk__in=[each.pk for each in wanted]).update(wants_summary=False)
    for n in range(DAYS):
        time_machine.move_to(at_eight(BEGIN + timedelta(days=n)), tick=False)
        for _ in range(2):  # the second run finds nothing to do
            summarise()
            send_waiting()
        if is_working_day_today():
            year.look()
            year.live()
    assert year.missed == []
    assert Escalation.objects.count() > DAYS // 2
    _nobody_was_told_twice(post)
    _no_mail_was_empty(post, year)


def _nobody_was_told_twice(post: Post) -> None:
    """One summary a person and day; an overdue action comes again after five working days at least."""
    days = Counter((mail["To"], str(mail["Date"])[:16]) for mail in post.mails())
    assert days and max(days.values()) == 1
    told = Reminder.objects.order_by("on").values_list("action", "person", "reason", "due_on", "on")
    last: dict[tuple[object, ...], date] = {}
    for *what, on in told:
        key = tuple(what)
        assert last.get(key) != on
        if key in last and what[2] == "overdue":
            assert working_days_between(last[key], on, bank_holidays()) >= EVERY
        last[key] = on


def _no_mail_was_empty(post: Post, year: Year) -> None:
    """Sent is what counts something, and nothing else; whom nothing concerns never hears anything."""
    sent = Message.objects.filter(sent_at__isnull=False)
    empty = Message.objects.filter(kind="summary", counts={})
    assert sent.count() == len(post.mails())
    assert not empty.filter(Q(sent_at__isnull=False) | Q(dropped_at=None)).exists()
    assert [mail for each in year.idle for mail in post.to(each.email)] == []
    quiet = empty.values_list("person", "day")
    noted = set(Reminder.objects.values_list("person", "on"))
    assert noted and not noted & set(quiet)
