"""Periods and numbers as authorities write them; a row that says neither is named."""

import pytest

from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.indicators import number_of, period_of, rows_read, suggested

HEADINGS = ("Indicator", "Period", "Value", "Unit", "Source", "Team")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025/26", "2025-04-01", "2026-03-31"),
        ("2025-26", "2025-04-01", "2026-03-31"),
        ("Q1 2025/26", "2025-04-01", "2025-06-30"),
        ("2025/26 Q4", "2026-01-01", "2026-03-31"),
        ("January 2026", "2026-01-01", "2026-01-31"),
        ("Feb-2028", "2028-02-01", "2028-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-01-05 to 2026-02-03", "2026-01-05", "2026-02-03"),
    ],
)
def test_periods_are_read_as_they_are_written(text: str, first: str, last: str) -> None:
    found = period_of(text)
    assert found and [str(day) for day in found] == [first, last]


@pytest.mark.parametrize(
    "text",
    ["", "Q1 2026", "last year", "2026-13", "2025/27", "Q5 2025/26", "Foo 2026", "2026-02-30 to 2026-03-01",
     "2026-03-02 to 2026-03-01", "Q1 2025/26 Q2"],
)  # fmt: skip
def test_what_names_no_period_is_none(text: str) -> None:
    assert period_of(text) is None


def test_numbers_are_read_and_nothing_else() -> None:
    assert [str(number_of(text)) for text in ("0", "1,204", "83.50%", "-2.5")] == [
        "0",
        "1204",
        "83.5",
        "-2.5",
    ]
    assert {number_of(text) for text in ("", "c", "nan", "Infinity", "1e99", "n/a")} == {None}


def read(*rows: tuple[str, ...]) -> ExportRead:
    return ExportRead("Sheet", HEADINGS, tuple((n, row) for n, row in enumerate(rows, start=2)))


def test_every_row_is_a_value_and_an_empty_one_is_passed_over() -> None:
    rows, problems = rows_read(
        read(("Visits  in time", "2025/26", "83%", "", "Case system", "north"), ("", "", "", "", "", "")),
        suggested(HEADINGS), ["North"],
    )  # fmt: skip
    assert problems == []
    assert [(r.indicator, str(r.value), r.unit, r.team) for r in rows] == [
        ("Visits in time", "83", "%", "North")
    ]


def test_every_problem_names_its_row_its_column_and_what_to_do() -> None:
    twice = ("A", "2026", "1", "", "S", "")
    rows, problems = rows_read(
        read(twice, ("a", "2026", "2", "", "S", ""), ("", "soon", "c", "", "", "West")),
        suggested(HEADINGS), ["North"],
    )  # fmt: skip
    assert [row.row for row in rows] == [2]
    assert [(p.row, p.column) for p in problems] == [
        (3, "Indicator"), (4, "Indicator"), (4, "Source"), (4, "Period"), (4, "Value"), (4, "Team"),
    ]  # fmt: skip
    assert "row 2 has a value of the same period" in problems[0].text


def test_columns_that_are_needed_are_asked_for() -> None:
    rows, problems = rows_read(
        read(("A", "2026", "1", "", "S", "")), {"indicator": "Indicator"}, []
    )
    assert rows == [] and problems[0].column == "Period, Value, Source"


def test_a_unit_is_a_per_cent_only_where_it_is_written() -> None:
    rows, problems = rows_read(
        read(("A", "2026", "1", "", "S", ""), ("B", "2026", "2%", "", "S"), ("C", "2026", "3 %", "days", "S", "")),
        suggested(HEADINGS), [],
    )  # fmt: skip
    assert problems == [] and [(r.unit, r.team) for r in rows] == [
        ("", ""),
        ("%", ""),
        ("days", ""),
    ]


def test_a_column_that_is_lacking_is_told_of_the_first_row() -> None:
    [problem] = rows_read(read(), {}, [])[1]
    assert (
        problem.text == "row 1, Indicator, Period, Value, Source: empty: no column is chosen for it"
    )


def test_without_a_column_of_teams_a_value_is_of_the_whole_authority() -> None:
    columns = {name: heading for name, heading in suggested(HEADINGS).items() if name != "team"}
    rows, problems = rows_read(read(("A", "2026", "1", "", "S", "West")), columns, [])
    assert problems == [] and rows[0].team == ""
