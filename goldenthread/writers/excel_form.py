"""A sheet to be filled in with Excel: a row for each case, a column for each place of an answer.

Row 1, which is hidden, names the columns, so that they are known wherever they are moved; the first
two columns, hidden too, say which row is which, so that rows may be sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

import xlsxwriter

from goldenthread.writers.document import storable
from goldenthread.writers.formulas import is_formula

SHEET, ABOUT, LISTS = "Answers", "About this sheet", "Lists"
FIRST_ROW = 2  # of the cases, counted from 0
_WIDTHS = {"fixed": 18, "choice": 22, "day": 14, "line": 16, "words": 48}


@dataclass(frozen=True)
class Column:
    """`fixed` is printed; a choice is made among `options`, a day is a date, words and lines are typed."""

    name: str
    heading: str
    kind: Literal["fixed", "choice", "day", "words", "line"]
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExcelForm:
    """`keys` are the two hidden cells of each row; `marks` say which sheet it is when it comes back."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str | date | None, ...]]
    keys: Sequence[tuple[str, str]]
    key_names: tuple[str, str]
    marks: tuple[tuple[str, str], ...]
    how_to: tuple[str, ...]


def xlsx(form: ExcelForm) -> bytes:
    """The sheet as .xlsx."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    # A fixed day: the time of making would make every file different.
    book.set_properties({"title": storable(form.title), "created": datetime(2000, 1, 1, 12)})
    _Sheets(book, form).write()
    book.close()
    return buffer.getvalue()


class _Sheets:
    def __init__(self, book: Any, form: ExcelForm) -> None:
        self.book, self.form = book, form
        font = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
        self.plain = book.add_format({**font, "border": 1})
        self.fixed = book.add_format({**font, "border": 1, "bg_color": "#F0F0F0"})
        # Says "this is text" to Excel itself, so that editing the cell cannot make it run.
        self.quoted = book.add_format({**font, "border": 1, "quote_prefix": True})
        self.day = book.add_format({**font, "border": 1, "num_format": "dd/mm/yyyy"})
        self.head = book.add_format({**font, "bold": True, "border": 1, "bg_color": "#F0F0F0"})

    def write(self) -> None:
        """The cases first, so that the sheet opens there."""
        page, about, lists = (self.book.add_worksheet(n) for n in (SHEET, ABOUT, LISTS))
        self._about(about)
        lists.hide()
        columns = self.form.columns
        for place, name in enumerate((*self.form.key_names, *(c.name for c in columns))):
            page.write_string(0, place, name)
        page.set_row(0, None, None, {"hidden": True})
        page.set_column(0, 1, None, None, {"hidden": True})
        for place, column in enumerate(columns, start=2):
            page.write_string(1, place, storable(column.heading), self.head)
            page.set_column(place, place, _WIDTHS[column.kind])
            self._validate(page, lists, place, column)
        for number, (keys, row) in enumerate(zip(self.form.keys, self.form.rows, strict=True)):
            for place, key in enumerate(keys):
                page.write_string(FIRST_ROW + number, place, key)
            for place, (column, value) in enumerate(zip(columns, row, strict=True), start=2):
                self._cell(page, FIRST_ROW + number, place, column, value)
        page.freeze_panes(FIRST_ROW, 3)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)

    def _about(self, page: Any) -> None:
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 90)
        lines = [("How to fill this in", words) for words in self.form.how_to]
        for number, (name, said) in enumerate((*lines, *self.form.marks)):
            page.write_string(number, 0, name, self.fixed)
            page.write_string(number, 1, storable(said), self.plain)

    def _cell(self, page: Any, row: int, place: int, column: Column, value: Any) -> None:
        if isinstance(value, date):
            page.write_datetime(row, place, datetime(value.year, value.month, value.day), self.day)
            return
        words = storable(value or "")
        style = self.fixed if column.kind == "fixed" else self.plain
        if column.kind == "day":
            style = self.day
        if not words:
            page.write_blank(row, place, None, style)
        elif words.isdecimal() and str(int(words)) == words and column.kind == "line":
            page.write_number(row, place, int(words), style)
        else:
            page.write_string(row, place, words, self.quoted if is_formula(words) else style)

    def _validate(self, page: Any, lists: Any, place: int, column: Column) -> None:
        if not self.form.rows:
            return
        last = FIRST_ROW + len(self.form.rows) - 1
        if column.options:
            for row, option in enumerate(column.options):
                lists.write_string(row, place, storable(option))
            letters = xlsxwriter.utility.xl_col_to_name(place)
            page.data_validation(FIRST_ROW, place, last, place, {
                "validate": "list", "source": f"={LISTS}!${letters}$1:${letters}${len(column.options)}",
                "error_title": "Not one of the answers", "error_message": "Choose one from the list.",
            })  # fmt: skip
        elif column.kind == "day":
            page.data_validation(FIRST_ROW, place, last, place, {
                "validate": "date", "criteria": ">=", "value": date(1990, 1, 1),
                "error_title": "Not a date", "error_message": "Give a date, such as 03/11/2026.",
            })  # fmt: skip
