"""A clock that is put back or forward, and the two nights of summer time: nothing is lost or misdated."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from goldenthread.audits.changes import save_answer
from goldenthread.audits.queries import answer_history, form_state, is_overdue, own_audits
from goldenthread.journal.changes import today
from goldenthread.journal.queries import faults
from goldenthread.programme.queries.days import working_day_after
from tests.cast import make_cast
from tests.loop import round_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)


@pytest.mark.parametrize("turned", [timedelta(hours=-3), timedelta(days=400)])
def test_saves_before_and_after_keep_their_order_and_the_journal_is_whole(
    turned: timedelta,
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cast = make_cast()
        audit = round_of(cast, ["20301"])[0]
        for version, words in enumerate(("first", "second", "third", "fourth")):
            if version == 2:
                clock.shift(turned)
            save_answer(
                by=cast.ines, audit=audit, question="risk.grade", version=version, text=words
            )
        history = answer_history(audit, "risk.grade")
        assert [answer.text for answer in history] == ["fourth", "third", "second", "first"]
        assert form_state(audit).answer("risk.grade").text == "fourth"
        assert list(faults()) == []


def test_a_clock_put_right_again_leaves_nothing_overdue() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cast = make_cast()
        round_of(cast, ["20301"])
        counts = []
        for turned in (0, 15, -15):
            clock.shift(timedelta(days=turned))
            counts.append(own_audits(cast.ines).filter(is_overdue()).count())
    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # half past one, twice
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_the_day_is_londons_on_both_nights_of_summer_time(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert today() == day


def test_an_audit_due_on_such_a_night_is_overdue_when_londons_day_is_over() -> None:
    with time_machine.travel(datetime(2026, 10, 11, 11, tzinfo=UTC), tick=False) as clock:
        cast = make_cast()
        [audit] = round_of(cast, ["20301"])
        assert audit.due_on == date(2026, 10, 25)
        found = []
        for moment in (
            datetime(2026, 10, 25, 23, 59, tzinfo=UTC),
            datetime(2026, 10, 26, tzinfo=UTC),
        ):
            clock.move_to(moment)
            found.append(own_audits(cast.ines).filter(is_overdue()).exists())
    assert found == [False, True]


def test_working_days_count_the_same_over_both_nights() -> None:
    assert working_day_after(date(2026, 3, 27), 1) == date(2026, 3, 30)
    assert working_day_after(date(2026, 10, 23), 1) == date(2026, 10, 26)
