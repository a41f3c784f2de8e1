"""What a cell is refused for is told in words, and what holds little is read for what it is."""

import datetime as dt
import math
from collections.abc import Callable

import pytest

from goldenthread.readers.cells import (
    Unreadable,
    age_band,
    age_of,
    date_of,
    identifier_of,
    text_of,
    whole_number_of,
)

NUMBER, AGE, DATE = "is not a number", "is not an age in years", "is not a plausible date"
ROUNDED = "has more than 15 digits and the spreadsheet has rounded it; export the column as text"
SHORTENED = "was shortened by the spreadsheet (1.2E+15); export the column as text"


@pytest.mark.parametrize(
    ("reader", "cell", "why"),
    [
        (identifier_of, 12.5, "is not a whole number, so it is not a case number"),
        (identifier_of, 10**15, ROUNDED), (identifier_of, -(10**15), ROUNDED),
        (identifier_of, -1, "is below zero, so it is not a case number"),
        (identifier_of, dt.date(2020, 1, 1), "is a date, not a case number; export the column as text"),
        (identifier_of, dt.time(9), "is a date, not a case number; export the column as text"),
        (identifier_of, "1.2E+15", SHORTENED), (identifier_of, "5e+9", SHORTENED),
        (identifier_of, "x" * 61, "is too long for a case number"),
        (date_of, dt.time(9, 30), "is a time, not a date"), (date_of, dt.timedelta(1), "is a time, not a date"),
        (date_of, dt.date(1899, 1, 1), DATE), (date_of, dt.date(2100, 1, 1), DATE),
        (date_of, 73_051, "is a number, not a date"), (date_of, -1, "is a number, not a date"),
        (date_of, "19999", "is not a date we can read; use day/month/year"),
        (date_of, "60000", "is not a date we can read; use day/month/year"),
        (whole_number_of, "x", NUMBER), (whole_number_of, "1e999", NUMBER), (whole_number_of, True, NUMBER),
        (whole_number_of, dt.date(2020, 1, 1), NUMBER),
        (age_of, 121, AGE), (age_of, -2, AGE), (age_of, "old", NUMBER), (age_of, "121", AGE),
    ],
)  # fmt: skip
def test_why_a_cell_cannot_be_read_is_said(
    reader: Callable[[object], object], cell: object, why: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        reader(cell)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("reader", "cell", "found"),
    [
        (identifier_of, 0, "0"), (identifier_of, "x" * 60, "x" * 60), (identifier_of, "12.50", "12.50"),
        (identifier_of, True, "Yes"), (identifier_of, "1" * 60, "1" * 60), (identifier_of, "12.00", "12"),
        (text_of, True, "Yes"), (text_of, False, "No"), (text_of, 2.5, "2.5"), (text_of, math.inf, ""),
        (text_of, 3, "3"), (text_of, dt.datetime(2020, 9, 16), "2020-09-16"),
        (text_of, dt.datetime(2020, 9, 16, 9, 30), "2020-09-16 09:30:00"), (text_of, dt.date(2020, 9, 16), "2020-09-16"),
        (text_of, dt.time(9, 30), "09:30:00"), (text_of, "\uff11\uff12", "12"), (text_of, "²", "2"),
        (text_of, "a\n b", "a b"), (text_of, "1" * 61, "1" * 61),
        (date_of, math.nan, None), (date_of, 73_050, dt.date(2099, 12, 31)), (date_of, 2, None),
        (date_of, 3, dt.date(1900, 1, 2)), (date_of, "20000", dt.date(1954, 10, 3)), (date_of, "59999", dt.date(2064, 4, 7)),
        (date_of, None, None), (date_of, dt.date(2099, 12, 31), dt.date(2099, 12, 31)),
        (date_of, dt.datetime(1900, 1, 1, 5), None), (date_of, "2nd Sep 20", dt.date(2020, 9, 2)),
        (date_of, "16/09/2020 9:05 pm", dt.date(2020, 9, 16)), (date_of, "2020-09-16T10:20:30.5+01:00", dt.date(2020, 9, 16)),
        (whole_number_of, "1,204.9", 1204), (whole_number_of, " n/a ", None), (whole_number_of, None, None),
        (whole_number_of, math.nan, None), (whole_number_of, math.inf, None), (whole_number_of, -0.5, -1),
        (whole_number_of, 3, 3),
        (age_of, 120, 120), (age_of, -1, -1), (age_of, "U/B", -1), (age_of, "< 1", 0), (age_of, "Under 1", 0),
        (age_of, "less than 1", 0), (age_of, "23 mths", 1), (age_of, "24 months", 2), (age_of, "90 days", 0),
        (age_of, "9y", 9), (age_of, "9 years old", 9), (age_of, None, None), (age_of, "9 yr", 9), (age_of, "60 w", 0),
    ],
)  # fmt: skip
def test_what_a_cell_holds_is_read(
    reader: Callable[[object], object], cell: object, found: object
) -> None:
    assert reader(cell) == found


def test_an_age_that_is_not_known_has_no_band() -> None:
    assert age_band(None) == "" == age_band(121)
    assert [age_band(age) for age in (-1, 0, 1, 4, 5, 120)] == [
        "unborn", "under 1", "1 to 4", "1 to 4", "5 to 9", "25 and over",
    ]  # fmt: skip
