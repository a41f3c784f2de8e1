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


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    rows = [("x" * 20, "y", "", "w"), *[("x", "y", "")] * 199, ("x" * 30, "y" * 40, "", "w" * 50)]
    head = ("Ref", "A heading of considerable-length", "Shortish", "Gap")
    page = opened([Sheet("A", head, rows)])["A"]
    assert [round(page.column_dimensions[letter].width - 0.7) for letter in "ABCD"] == [
        22,
        23,
        12,
        10,
    ]
    wide = opened([Sheet("A", ("Ref", "b"), [("x" * 90, "")])])["A"]
    assert round(wide.column_dimensions["A"].width - 0.7) == 60


def test_cells_look_alike_and_pages_are_printed_across() -> None:
    row = ("words", 3, None, False, date(2026, 2, 8), datetime(2026, 2, 8, 9, 30))
    page = opened([Sheet("Audits", tuple("abcdef"), [row])])["Audits"]
    assert [cell.value for cell in page[2]][2:4] == [None, "No"] and page["C2"].has_style
    looks = {(c.font.name, c.font.size, c.alignment.vertical) for line in page[1:2] for c in line}
    assert looks == {("Arial", 11, "top")}
    assert [bool(c.alignment.wrap_text) for c in (page["A1"], *page[2])] == [True, True] + [
        False
    ] * 5
    assert [c.number_format for c in page[2]][4:] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"]
    assert page["A1"].border.bottom.style == "thin"
    setup = page.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
    assert page.print_title_rows == "$1:$1"


def test_a_file_says_when_it_is_of_and_whose() -> None:
    said = {"title": "T\x07racker", "author": "P\x07at", "organisation": "Wold"}
    first = opened([Sheet("A", (), [])], **said, dated=date(2026, 2, 8))
    assert (first.properties.title, first.properties.creator) == ("Tracker", "Pat")
    assert first.properties.created == datetime(2026, 2, 8, 12)
    assert first["A"].auto_filter.ref is None
    assert opened([Sheet("A", ("a",), [])]).properties.created == datetime(2000, 1, 1, 12)


def test_names_of_sheets_differ_though_titles_are_alike() -> None:
    titles = [
        "'Plans' ",
        "plans",
        "History",
        "",
        "[:]",
        "x" * 40,
        "x" * 40,
        "A/B\nC",
        "y" * 30 + "'z",
    ]
    assert opened([Sheet(title, ("a",), []) for title in titles]).sheetnames == [
        "Plans", "plans (2)", "History (2)", "Sheet", "Sheet (2)", "x" * 31, f"{'x' * 27} (2)", "A B C", "y" * 30,
    ]  # fmt: skip


def test_more_rows_than_a_sheet_holds_are_told_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "_ROW_LIMIT", 3)
    assert opened([Sheet("Audits", ("a",), [(1,), (2,)])]).sheetnames == ["Audits"]
    with pytest.raises(TooManyRows) as refused:
        workbook([Sheet("A", ("a",), []), Sheet("Audits", ("a",), [(1,), (2,), (3,)])])
    assert refused.value.args == ("Audits", 3)


def test_whole_numbers_are_numbers_as_long_as_a_cell_keeps_their_digits() -> None:
    row = (10**15 - 1, 10**15, -(10**15), 1e15)
    page = opened([Sheet("A", tuple("abcd"), [row])])["A"]
    assert [cell.data_type for cell in page[2]] == ["n", "s", "s", "n"]


def test_nothing_of_a_workbook_lies_on_the_disk_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a file was made")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    assert workbook([Sheet("A", ("a",), [("x",)])])
