import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.readers.cells import (
    AGE_BANDS,
    Unreadable,
    age_band,
    age_of,
    age_on,
    date_of,
    heading_key,
    identifier_of,
    text_of,
)


@pytest.mark.parametrize(
    "blank",
    [
        "",
        " ",
        "-",
        " - ",
        ".",
        "..",
        "N/A",
        "na",
        "#N/A",
        "nan",
        "NULL",
        "None",
        "<blank>",
        "pd.NA",
        "zNotRecorded",
        "Not Recorded",
        "Data not captured in MOSAIC",
        "\xa0",
        None,
        math.nan,
    ],
)
def test_every_way_of_saying_nothing_is_blank(blank: object) -> None:
    assert text_of(blank) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "16/09/2020",
        "16/9/2020",
        "2020-09-16",
        "2020-09-16 00:00:00",
        "2020-09-16T10:20:30Z",
        "16-Sep-2020",
        "16 September 2020",
        "16th September 2020",
        "16.09.2020",
        "16/09/20",
        "20200916",
        "44090",
        44090.0,
        44090.75,
        dt.date(2020, 9, 16),
        dt.datetime(2020, 9, 16, 9),
        "16/09/2020 00:00",
        "16\xa0Sep\xa02020",
    ],
)
def test_every_way_of_writing_a_date_is_read_day_first(written: object) -> None:
    assert date_of(written) == dt.date(2020, 9, 16)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stand_in", ["01/01/1900", "31/12/1899", dt.date(9999, 12, 31), 1.0, "-", 0.0]
)
def test_a_stand_in_for_no_date_is_no_date(stand_in: object) -> None:
    assert date_of(stand_in) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", ["May be 8 Jan 2000", "09/16/2020", "soon", 7961370.0, True, "31/02/2020"]
)
def test_what_is_no_date_is_never_made_one(wrong: object) -> None:
    with pytest.raises(Unreadable):
        date_of(wrong)  # type: ignore[arg-type]


@given(st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2060, 12, 31)))
def test_any_date_reads_the_same_however_it_is_written(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    written = (
        day,
        day.isoformat(),
        day.strftime("%d/%m/%Y"),
        day.strftime("%d %B %Y"),
        float(serial),
    )
    assert {date_of(each) for each in written} == {day}


@pytest.mark.parametrize(
    ("cell", "identifier"),
    [
        (7961370.0, "7961370"),
        ("7961370.0", "7961370"),
        ("007", "007"),
        (" 12\xa0", "12"),
        ("A-12", "A-12"),
        ("12345678901234567890", "12345678901234567890"),
        (999999999999999.0, "999999999999999"),
    ],
)
def test_a_case_number_keeps_every_digit(cell: object, identifier: str) -> None:
    assert identifier_of(cell) == identifier  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", [1.2345678901234567e18, 12.5, -3.0, dt.date(2020, 1, 1), "1.2E+15", "x" * 70]
)
def test_a_case_number_that_was_spoiled_is_refused(cell: object) -> None:
    with pytest.raises(Unreadable):
        identifier_of(cell)  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_a_case_number_survives_being_a_float(number: int) -> None:
    assert identifier_of(float(number)) == str(number)


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        (6.138, 6),
        ("<1", 0),
        ("5 m", 0),
        ("18 months", 1),
        ("3 weeks", 0),
        ("-1", -1),
        ("12 yrs", 12),
        ("", None),
    ],
)
def test_an_age_is_read_in_whole_years(cell: object, years: int | None) -> None:
    assert age_of(cell) == years  # type: ignore[arg-type]


def test_an_expected_date_of_birth_is_unborn() -> None:
    assert age_band(age_on(dt.date(2025, 12, 1), dt.date(2025, 10, 1))) == "unborn"


@given(st.integers(min_value=-1, max_value=120))
def test_every_age_has_one_band(age: int) -> None:
    at = [band for _, band in AGE_BANDS].index(age_band(age))
    assert age <= AGE_BANDS[at][0] and (at == 0 or age > AGE_BANDS[at - 1][0])


def test_an_age_beyond_any_life_has_no_band() -> None:
    assert age_band(age_on(dt.date(1901, 1, 1), dt.date(2025, 10, 1))) == ""


def test_a_birthday_on_the_day_counts() -> None:
    assert age_on(dt.date(2007, 10, 1), dt.date(2025, 10, 1)) == 18
    assert age_on(dt.date(2007, 10, 2), dt.date(2025, 10, 1)) == 17


def test_headings_agree_whatever_their_quotes_and_breaks() -> None:
    assert heading_key("Child’s  Legal\nStatus ") == heading_key("child's legal status")
