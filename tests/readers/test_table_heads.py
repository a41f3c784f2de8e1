"""Which row holds the headings, what stands under them, and what is never shown."""

import datetime as dt
from pathlib import Path

import pytest

from goldenthread.readers.case_table import read_table_heads
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.tables import ColumnHead, find_header, is_personal, suggest
from tests.readers.workbooks import save

CODES = [f"Code {n}" for n in range(41)]


def test_the_first_values_and_all_of_few_are_offered(tmp_path: Path) -> None:
    rows = [[f"C{n}", CODES[n], CODES[n % 40], "x" * 70, "", 5.0, "Ann"] for n in range(41)]
    heads = ["Case number", "Tier", "Area", "Long", "", "Age", "Child name", "Nothing"]
    sheets = {
        "Front": [["Only a title"]],
        "Cases": [["Cases of May"], heads, *rows],
        "Small": [heads[:2], ["C1", "x"]],
    }
    found = read_table_heads(save(tmp_path / "a.xlsx", sheets))
    assert [(each.sheet, each.header_row, each.rows) for each in found.sheets] == [
        ("Cases", 2, 41),
        ("Small", 1, 1),
    ]
    assert found.best().columns == (
        ColumnHead("Case number", ("C0", "C1", "C2"), (), "person_id"),
        ColumnHead("Tier", ("Code 0", "Code 1", "Code 2"), (), "case_type"),
        ColumnHead("Area", ("Code 0", "Code 1", "Code 2"), tuple(CODES[:40])),
        ColumnHead("Long", ("x" * 60,), ("x" * 60,)),
        ColumnHead("Age", ("5",), ("5",), "age"),
        ColumnHead("Child name"),
        ColumnHead("Nothing"),
    )


def test_the_sheet_with_most_that_is_known_is_best_then_the_largest(tmp_path: Path) -> None:
    few, more = ["Case number", "Colour"], ["Case number", "Team"]
    sheets = {
        "A": [few, *[["1", "x"]] * 9],
        "B": [more, ["1", "x"]],
        "C": [more, ["1", "x"], ["2", "x"]],
    }
    assert read_table_heads(save(tmp_path / "a.xlsx", sheets)).best().sheet == "C"


def test_a_file_without_headings_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read_table_heads(save(tmp_path / "a.xlsx", {"1": [["One"], [1, 2]]}), "May.xlsx")
    assert str(caught.value) == (
        "May.xlsx: No row of headings was found. "
        "Put the headings of the columns in one row above the cases and try again."
    )


def test_headings_are_the_row_with_most_that_is_known_else_the_widest() -> None:
    day = dt.date(2026, 1, 1)
    known = [(1, ["a", "b", "c", "d"]), (2, ["Team", "Case number"]), (3, ["Team", "Case number"])]
    assert find_header(known) == (2, ["Team", "Case number"])
    wide = [(1, ["a", "b"]), (4, ["c", "", "d", "e"]), (5, ["f", "g", "h"])]
    assert find_header(wide) == (4, ["c", "", "d", "e"])
    assert find_header([(1, ["a", 2.0]), (2, ["1/2", "12"]), (3, ["a", day]), (4, [])]) is None
    assert find_header([(1, ["Team", 3.0, "Ref"])]) == (1, ["Team", "3", "Ref"])
    assert find_header([(1, ["a", "b"]), (2, ["Contact ID", "x"])], "contact") == (
        2,
        ["Contact ID", "x"],
    )


def test_a_heading_serves_one_column_and_the_first_of_two_alike() -> None:
    assert suggest(["Status", "Type", "STATUS"]) == {"case_type": "Type", "status": "Status"}
    assert suggest(["Contact ref", "Ref", ""], "contact") == {"person_id": "Contact ref"}
    assert suggest(["Date of birth", "DOB"]) == {}


@pytest.mark.parametrize(
    "heading", ["Child Name", "D.O.B.", "Post code", "E-mail", "Mother", "NHS no", "School"]
)
def test_a_heading_that_promises_details_of_a_person_is_known(heading: str) -> None:
    assert is_personal(heading)


@pytest.mark.parametrize(
    "heading", ["Worker name", "Team name", "Practitioner e-mail", "Personal adviser name", "Ref"]
)
def test_names_of_workers_and_teams_are_no_details(heading: str) -> None:
    assert not is_personal(heading)
