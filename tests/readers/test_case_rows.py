"""A case of any table, whole: every column that may be matched, and what is told of those that cannot be read."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from goldenthread.readers.case_table import read_case_table
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import CaseRow, Duplicate, Reading, UnknownValue
from goldenthread.readers.tables import TableMapping
from tests.readers.workbooks import DAY, save

FULL = {
    "person_id": "0042", "case_type": "CP", "status": "Open", "worker": "R Shah", "worker_id": "W1", "team": "East",
    "personal_adviser": "A Lee", "opened_on": dt.date(2025, 6, 2), "closed_on": None,
    "last_seen_on": dt.date(2025, 9, 16), "last_review_on": "17/09/2025", "family_id": "F9", "sex": "1 - Male",
    "ethnicity": "a) WBRI", "age": 9, "disability": "Y", "date_of_birth": dt.date(2012, 1, 5),
}  # fmt: skip


def read(folder: Path, *rows: dict[str, Any], **types: str) -> Reading:
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = save(folder / "a.xlsx", {"1": [names, *([row.get(n) for n in names] for row in rows)]})
    return read_case_table([path], TableMapping({n: n for n in names}, types), taken_on=DAY)


def test_every_column_of_a_case_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path, FULL).cases == (
        CaseRow(
            "0042", "cp", last_open_status="cp", flags=("disability",), worker="R Shah", worker_id="W1", team="East",
            personal_adviser="A Lee", opened_on=dt.date(2025, 6, 2), last_seen_on=dt.date(2025, 9, 16),
            last_review_on=dt.date(2025, 9, 17), family_id="F9", sex="Male", ethnicity="WBRI", age_band="10 to 15",
            disability="Yes", source_values={"case_type": "CP"},
        ),
    )  # fmt: skip


def test_what_has_ended_lately_and_who_is_no_person_are_flagged(tmp_path: Path) -> None:
    rows = [
        {"person_id": "1", "case_type": "CIN", "worker": "Duty Team", "closed_on": DAY, "disability": "N"},
        {"person_id": "2", "case_type": "CIN", "worker": "TBC", "closed_on": DAY - dt.timedelta(days=900), "disability": "Y"},
        {"person_id": "3", "case_type": "Closed", "worker": "R Shah"},
    ]  # fmt: skip
    found = read(tmp_path, *rows)
    assert [(c.status, c.last_open_status, c.flags, c.worker) for c in found.cases] == [
        ("closed", "cin", ("recently_closed", "generic_worker"), "Duty Team"),
        ("closed", "cin", ("disability",), ""), ("closed", "", ("recently_closed",), "R Shah"),
    ]  # fmt: skip
    assert (
        read(tmp_path, {"person_id": "1", "team": "A", "case_type": None}).cases[0].source_values
        == {}
    )
    assert [(g.worker, g.cases) for g in found.generic_workers] == [("Duty Team", 1)]


def test_values_that_nobody_translated_are_counted_and_kept(tmp_path: Path) -> None:
    rows = [{"person_id": n, "ethnicity": "Martian", "sex": "?"} for n in (1, 2)]
    found = read(tmp_path, *rows, {"person_id": 3, "ethnicity": "Martian"})
    assert found.unknown_values == (
        UnknownValue("ethnicity", "Martian", 3),
        UnknownValue("sex", "?", 2),
    )
    assert [case.ethnicity for case in found.cases] == ["Martian"] * 3


def test_states_that_say_a_case_type_are_translated_too(tmp_path: Path) -> None:
    rows = [
        {"person_id": n, "status": state}
        for n, state in enumerate(("Step-down", "CLOSED", "Live", "Odd"))
    ]
    found = read(tmp_path, *rows, **{"step-down": "early_help"})
    assert [(c.status, c.last_open_status) for c in found.cases] == [
        ("early_help", "early_help"), ("closed", "unknown"), ("unknown", "unknown"), ("unknown", "unknown"),
    ]  # fmt: skip
    assert found.unknown_values == (UnknownValue("status", "Odd", 1),)


def test_repeated_rows_and_headings_are_told(tmp_path: Path) -> None:
    rows = [{"person_id": "1", "team": "A"}, {"person_id": "1", "team": "B"}, {"person_id": "Person ID", "team": "x"},
            {"person_id": "", "team": "y"}]  # fmt: skip
    found = read(tmp_path, *rows)
    assert found.duplicates == (
        Duplicate("1", "1", (2, 3), 2, "Case 1 appears twice; the first row is kept."),
    )
    assert [p.problem for p in found.problems] == [
        "The headings are repeated here; this is no row of data.",
        "No case number, so nothing says what the row is about.",
    ]
    assert (found.rows_read, found.rows_rejected, found.cases[0].team) == (4, 2, "A")


def test_a_file_without_the_headings_names_them_all(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"1": [["Other", "Heads"], [1, 2]]})
    mapping = TableMapping({"person_id": "Ref", "team": "Area"})
    with pytest.raises(FileRefused) as refused:
        read_case_table([path], mapping, taken_on=DAY, names=["May.xlsx"])
    assert str(refused.value) == (
        "May.xlsx: No sheet has the matched headings (Ref, Area). Match the columns again for this file."
    )


def test_only_the_sheet_that_was_matched_is_read_and_what_it_lacks_is_told(tmp_path: Path) -> None:
    table = [["Title"], ["Ref", "Team", "Colour"], ["1", "East", "red"]]
    path = save(tmp_path / "a.xlsx", {"Old": table, "Cases": table})
    mapping = TableMapping(
        {"person_id": "REF", "team": "Team", "sex": "Sex", "age": ""}, sheet="Cases"
    )
    [file] = read_case_table([path], mapping, taken_on=DAY).files
    assert file.sheets_ignored == ("Old",)
    [found] = file.lists
    assert (found.list, found.sheet, found.rows, found.columns_missing, found.columns_thrown_away) == (
        0, "Cases", 1, ("Sex",), ("Colour",),
    )  # fmt: skip
