"""Working days and the age of documents."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.timescales import (
    add_working_days,
    is_office_hours,
    is_working_day,
    months_out_of_date,
    no_later_than_closing,
    office_time_after,
    working_days_between,
)

# England's bank holidays from Christmas 2019 to the end of 2020.
HOLIDAYS = {
    date(2019, 12, 25),
    date(2019, 12, 26),
    date(2020, 1, 1),
    date(2020, 4, 10),
    date(2020, 4, 13),
    date(2020, 5, 8),
    date(2020, 5, 25),
    date(2020, 8, 31),
    date(2020, 12, 25),
    date(2020, 12, 28),
}
DAYS = st.dates(date(2019, 12, 1), date(2020, 12, 31))


def test_working_days_equal_the_published_ones(vector: Callable[[str], Any]) -> None:
    for row in vector("b9_timeliness")["working_days_england"]:
        start, end = date.fromisoformat(row["a"]), date.fromisoformat(row["b"])
        assert working_days_between(start, end, HOLIDAYS) == row["n"]
        assert working_days_between(end, start, HOLIDAYS) == -row["n"]


def test_complete_months_equal_the_published_ones(vector: Callable[[str], Any]) -> None:
    for row in vector("b9_timeliness")["full_months"]:
        since, on = date.fromisoformat(row["a"]), date.fromisoformat(row["b"])
        assert months_out_of_date(since, on) == row["months"]


@pytest.mark.parametrize(
    ("day", "is_one"),
    [("2020-05-07", True), ("2020-05-08", False), ("2020-05-09", False), ("2020-05-10", False)],
)
def test_weekends_and_bank_holidays_are_no_working_days(day: str, is_one: bool) -> None:
    assert is_working_day(date.fromisoformat(day), HOLIDAYS) is is_one


def test_a_due_date_after_a_long_weekend() -> None:
    assert add_working_days(date(2020, 4, 9), 1, HOLIDAYS) == date(2020, 4, 14)


def test_no_working_days_is_the_same_day_even_a_sunday() -> None:
    assert add_working_days(date(2020, 5, 10), 0, HOLIDAYS) == date(2020, 5, 10)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError) as refused:
        add_working_days(date(2020, 5, 10), -1, HOLIDAYS)
    assert str(refused.value) == "-1 working days"


@given(DAYS, st.integers(1, 60))
def test_a_due_date_is_a_working_day_so_many_working_days_on(start: date, days: int) -> None:
    due = add_working_days(start, days, HOLIDAYS)
    assert is_working_day(due, HOLIDAYS)
    assert working_days_between(start, due, HOLIDAYS) == days


@given(DAYS, DAYS, DAYS)
def test_working_days_add_up(a: date, b: date, c: date) -> None:
    first, second, third = sorted([a, b, c])
    assert working_days_between(first, third, HOLIDAYS) == working_days_between(
        first, second, HOLIDAYS
    ) + working_days_between(second, third, HOLIDAYS)


def test_a_document_updated_later_is_not_out_of_date() -> None:
    assert months_out_of_date(date(2021, 9, 1), date(2021, 6, 10)) == 0


@given(DAYS, st.integers(0, 800))
def test_a_month_is_complete_on_its_day_and_not_the_day_before(since: date, days: int) -> None:
    on = since + timedelta(days=days)
    grown = months_out_of_date(since, on + timedelta(days=1)) - months_out_of_date(since, on)
    tomorrow = on + timedelta(days=1)
    is_last_day = (tomorrow + timedelta(days=1)).day == 1
    is_its_day = tomorrow.day == since.day or (is_last_day and tomorrow.day < since.day)
    assert grown == is_its_day


FRIDAY_OFF = {date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("at", "off", "is_open"),
    [
        ("2026-11-20 08:59", set(), False),
        ("2026-11-20 09:00", set(), True),
        ("2026-11-20 16:59", set(), True),
        ("2026-11-20 17:00", set(), False),
        ("2026-11-21 10:00", set(), False),
        ("2026-11-20 10:00", FRIDAY_OFF, False),
    ],
)
def test_duty_desks_answer_in_office_hours_of_working_days(
    at: str, off: set[date], is_open: bool
) -> None:
    assert is_office_hours(datetime.fromisoformat(at), off) is is_open


@pytest.mark.parametrize(
    ("at", "minutes", "off", "then"),
    [
        ("2026-11-19 10:00", 60, set(), "2026-11-19 11:00"),
        ("2026-11-19 10:00", 420, set(), "2026-11-19 17:00"),
        ("2026-11-19 16:30", 60, set(), "2026-11-20 09:30"),
        ("2026-11-19 16:30", 60, FRIDAY_OFF, "2026-11-23 09:30"),
        ("2026-11-20 16:30", 60, set(), "2026-11-23 09:30"),
        ("2026-11-19 07:15", 30, set(), "2026-11-19 09:30"),
        ("2026-11-19 18:45", 30, set(), "2026-11-20 09:30"),
        ("2026-11-21 12:00", 30, set(), "2026-11-23 09:30"),
        ("2026-11-19 16:30", 990, FRIDAY_OFF, "2026-11-24 17:00"),
    ],
)
def test_office_time_stands_still_when_desks_are_closed(
    at: str, minutes: int, off: set[date], then: str
) -> None:
    assert (
        office_time_after(datetime.fromisoformat(at), minutes, off).isoformat(" ", "minutes")
        == then
    )


@pytest.mark.parametrize(
    ("at", "minutes", "then"),
    [
        ("2026-11-20 10:00:00", 60, "2026-11-20 11:00:00"),
        ("2026-11-20 16:30:30", 60, "2026-11-20 17:00:00"),
        ("2026-11-21 10:00:00", 60, "2026-11-21 10:00:00"),
        ("2026-11-20 17:30:00", 60, "2026-11-20 17:30:00"),
    ],
)
def test_a_time_is_cut_off_at_closing_and_left_alone_outside_office_hours(
    at: str, minutes: int, then: str
) -> None:
    found = no_later_than_closing(datetime.fromisoformat(at), minutes, set())
    assert found.isoformat(" ") == then
