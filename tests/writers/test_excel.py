"""Rows as workbooks, read back by another library."""

import string
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldenthread.writers import excel
from goldenthread.writers.document import storable
from goldenthread.writers.excel import Sheet, TooManyRows, workbook


def opened(sheets: list[Sheet], **said: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook(sheets, **said)))


def test_numbers_dates_and_words_keep_their_kind() -> None:
    row = (
        3,
        2.5,
        Decimal("1.25"),
        date(2026, 2, 8),
        datetime(2026, 2, 8, 9, 30),
        "words",
        None,
        True,
    )
    page = opened([Sheet("Audits", tuple("abcdefgh"), [row])])["Audits"]
    values = [cell.value for cell in page[2]]
    assert values[:3] == [3, 2.5, 1.25]
    assert values[3:5] == [datetime(2026, 2, 8), datetime(2026, 2, 8, 9, 30)]
    assert values[5:] == ["words", None, "Yes"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_that_looks_like_a_formula_is_text_and_stays_text(start: str) -> None:
    typed = f"{start}cmd|' /C calc'!A0"
    cell = opened([Sheet("Audits", ("Finding",), [(typed,)])])["Audits"]["A2"]
    assert (cell.value, cell.data_type) == (typed, "s")
    assert cell.quotePrefix


def test_the_header_is_bold_and_stays_in_sight() -> None:
    page = opened([Sheet("Audits", ("Ref", "Finding"), [("AUD-1", "x")])])["Audits"]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold and page.auto_filter.ref == "A1:B2"


def test_notes_have_a_sheet_of_their_own_at_the_end() -> None:
    book = opened(
        [Sheet("Grades", ("a",), [(1,)], note="After moderation."), Sheet("B", ("b",), [])]
    )
    assert book.sheetnames == ["Grades", "B", "Notes"]
    assert [cell.value for cell in book["Notes"][2]] == ["Grades", "After moderation."]


def test_the_file_says_what_it_is() -> None:
    book = opened([Sheet("A", ("a",), [])], title="Tracker", author="Pat", dated=date(2026, 2, 8))
    assert (book.properties.title, book.properties.creator) == ("Tracker", "Pat")


def test_the_same_rows_are_the_same_file() -> None:
    sheets = [Sheet("A", ("a",), [(1,), ("x",)], note="n")]
    assert workbook(sheets) == workbook(sheets)


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    value = opened([Sheet("A", ("a",), [("x" * 40_000,)])])["A"]["A2"].value
    assert len(value) == 32_767 and value.endswith("(cut here: an Excel cell holds no more)")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "_ROW_LIMIT", 3)
    with pytest.raises(TooManyRows) as refused:
        workbook([Sheet("Audits", ("a",), [(1,), (2,), (3,)])])
    assert (refused.value.title, refused.value.rows) == ("Audits", 3)


@given(
    st.lists(
        st.text(
            alphabet=st.sampled_from(string.ascii_letters + "[]:*?/\\' ") | st.characters(),
            max_size=50,
        ),
        min_size=1,
        max_size=4,
    )
)
@example(["\U0001f9d2" * 16, "\U0001f9d2" * 17])
def test_any_titles_give_names_that_excel_takes(titles: list[str]) -> None:
    names = opened([Sheet(title, ("a",), []) for title in titles]).sheetnames
    assert len({name.lower() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert all(name.strip("'") == name for name in names)


@given(st.text())
def test_any_text_is_read_back_as_it_can_be_stored(typed: str) -> None:
    value = opened([Sheet("A", ("a",), [(typed,)])])["A"]["A2"].value
    assert (value or "") == storable(typed)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), 12345678901234567890]
)
def test_a_number_that_a_cell_would_spoil_is_written_as_text(value: float) -> None:
    cell = opened([Sheet("A", ("a",), [(value,)])])["A"]["A2"]
    assert (cell.value, cell.data_type) == (str(value), "s")
