"""A sheet to be filled in with Excel, read back by another library."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl

from goldenthread.writers.excel_form import Column, ExcelForm, xlsx

COLUMNS = (
    Column("case", "Case", "fixed"),
    Column("q1", "Is the plan\x07 specific?", "choice", ("Good", "Poor", "=1")),
    Column("q1_on", "When", "day"),
    Column("q1_words", "Why", "words"),
    Column("q1_line", "How many", "line"),
)
ROWS = (
    ("20380", "Good", date(2026, 3, 4), "First\r\nsecond", "12"),
    ("=20381", None, None, "=SUM(A1)", "012"),
    ("20382", "", "soon", "12", "+4"),
)
FORM = ExcelForm(
    "Audits\x07 of autumn", COLUMNS, ROWS, (("AUD-1", "3"), ("AUD-2", "1"), ("AUD-3", "=0")),
    ("Audit", "Version"), (("Round", "A\x072025"), ("Made on", "1 May")),
    ("Fill in the white cells.", "Send\x07 it back."),
)  # fmt: skip


def opened(form: ExcelForm = FORM) -> Any:
    return openpyxl.load_workbook(BytesIO(xlsx(form)))


def styles(page: Any, row: int) -> list[tuple[str, bool, str]]:
    """Of each answer's cell: its ground, whether it is said to be text, and its form of number."""
    return [
        (cell.fill.fgColor.rgb if cell.fill.fill_type else "", bool(cell.quotePrefix), cell.number_format)
        for cell in page[row][2:]
    ]  # fmt: skip


def test_columns_and_rows_are_known_by_what_is_hidden() -> None:
    page = opened()["Answers"]
    assert [cell.value for cell in page[1]] == ["Audit", "Version", "case", "q1", "q1_on", "q1_words", "q1_line"]  # fmt: skip
    assert page.row_dimensions[1].hidden and not page.row_dimensions[2].hidden
    together = page.column_dimensions["A"]  # one entry for both, as the file has it
    assert together.hidden and (together.min, together.max) == (1, 2)
    assert not page.column_dimensions["C"].hidden
    keys = [[cell.value for cell in page[row][:2]] for row in (2, 3, 4, 5)]
    assert keys == [[None, None], ["AUD-1", "3"], ["AUD-2", "1"], ["AUD-3", "=0"]]


def test_every_answer_keeps_its_kind_and_none_runs() -> None:
    page = opened()["Answers"]
    assert [[cell.value for cell in page[row][2:]] for row in (3, 4, 5)] == [
        ["20380", "Good", datetime(2026, 3, 4), "First\nsecond", 12],
        ["=20381", None, None, "=SUM(A1)", "012"],
        ["20382", None, "soon", "12", "+4"],
    ]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    grey, day = "FFF0F0F0", "dd/mm/yyyy"
    white, text = ("", False, "General"), ("", True, "General")
    assert styles(page, 3) == [(grey, False, "General"), white, ("", False, day), white, white]
    assert styles(page, 4) == [text, white, ("", False, day), text, white]
    assert styles(page, 5) == [(grey, False, "General"), white, ("", False, day), white, white]
    cells = [cell for row in (3, 4, 5) for cell in page[row][2:]]
    assert all(cell.border.left.style == "thin" for cell in cells)
    looks = {(c.font.name, c.font.size, c.alignment.vertical, c.alignment.wrap_text) for c in cells}
    assert looks == {("Arial", 11, "top", True)}


def test_headings_are_printed_and_columns_as_wide_as_their_kind() -> None:
    page = opened()["Answers"]
    heads = page[2][2:]
    assert [cell.value for cell in heads] == ["Case", "Is the plan specific?", "When", "Why", "How many"]  # fmt: skip
    assert all(cell.font.bold and cell.fill.fgColor.rgb == "FFF0F0F0" for cell in heads)
    assert [round(page.column_dimensions[letter].width) for letter in "CDEFG"] == [19, 23, 15, 49, 17]  # fmt: skip
    assert page.freeze_panes == "D3" and page.print_title_rows == "$2:$2"
    setup = page.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, None, 0)  # fmt: skip


def test_a_choice_is_made_from_a_list_and_a_day_is_a_date() -> None:
    book = opened()
    rules = {str(each.sqref): each for each in book["Answers"].data_validations.dataValidation}
    assert sorted(rules) == ["D3:D5", "E3:E5"]
    choice, day = rules["D3:D5"], rules["E3:E5"]
    assert (choice.type, choice.formula1) == ("list", "Lists!$D$1:$D$3")
    assert (choice.errorTitle, choice.error) == (
        "Not one of the answers",
        "Choose one from the list.",
    )
    assert (day.type, day.operator, day.formula1) == ("date", "greaterThanOrEqual", "32874")
    assert (day.errorTitle, day.error) == ("Not a date", "Give a date, such as 03/11/2026.")
    assert [cell.value for cell in book["Lists"]["D"]] == ["Good", "Poor", "=1"]
    empty = opened(replace(FORM, rows=(), keys=()))
    assert not empty["Answers"].data_validations.dataValidation
    single = opened(replace(FORM, rows=ROWS[:1], keys=FORM.keys[:1]))["Answers"]
    assert {str(each.sqref) for each in single.data_validations.dataValidation} == {"D3", "E3"}


def test_it_says_how_to_fill_it_in_and_which_it_is() -> None:
    book = opened()
    assert book.sheetnames == ["Answers", "About this sheet", "Lists"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "hidden"]
    about = book["About this sheet"]
    assert [tuple(cell.value for cell in row) for row in about.iter_rows()] == [
        ("How to fill this in", "Fill in the white cells."), ("How to fill this in", "Send it back."),
        ("Round", "A2025"), ("Made on", "1 May"),
    ]  # fmt: skip
    assert [round(about.column_dimensions[letter].width) for letter in "AB"] == [25, 91]
    assert about["A1"].fill.fgColor.rgb == "FFF0F0F0" and not about["B1"].fill.fill_type
    assert (book.properties.title, book.properties.created) == ("Audits of autumn", datetime(2000, 1, 1, 12))  # fmt: skip
    assert xlsx(FORM) == xlsx(FORM)
