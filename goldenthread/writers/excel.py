"""Rows as an Excel workbook: typed text stays text, never a formula."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from goldenthread.writers.document import storable
from goldenthread.writers.formulas import is_formula

Cell = str | int | float | Decimal | bool | date | None

_LONGEST_TEXT = 32767
_CUT = " ... (cut here: an Excel cell holds no more)"
_ROW_LIMIT = 1_048_576
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\n\t]")
_EXACT_TO = 10**15  # a larger whole number loses digits in a cell


class TooManyRows(ValueError):
    """A sheet cannot hold so many rows."""

    def __init__(self, title: str, rows: int) -> None:
        super().__init__(title, rows)
        self.title, self.rows = title, rows


@dataclass(frozen=True)
class Sheet:
    """A table with a header row; `note` says what the numbers mean and where they came from."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def workbook(
    sheets: Sequence[Sheet],
    *,
    title: str = "",
    author: str = "",
    organisation: str = "",
    dated: date | None = None,
) -> bytes:
    """The sheets as .xlsx, the header in row 1 of each; notes are on a last sheet, "Notes"."""
    for sheet in sheets:
        if len(sheet.rows) >= _ROW_LIMIT:
            raise TooManyRows(sheet.title, len(sheet.rows))
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(_properties(title, author, organisation, dated))
    writer = _Writer(book)
    notes = [(sheet.title, sheet.note) for sheet in sheets if sheet.note]
    for sheet in sheets:
        writer.add(sheet)
    if notes:
        writer.add(Sheet("Notes", ("Sheet", "Note"), notes))
    book.close()
    return buffer.getvalue()


def _properties(title: str, author: str, organisation: str, dated: date | None) -> dict[str, Any]:
    # A fixed day where none is given: the time of making would make every file different.
    day = dated or date(2000, 1, 1)
    return {
        "title": storable(title),
        "author": storable(author),
        "company": storable(organisation),
        "created": datetime(day.year, day.month, day.day, 12),
    }


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: set[str] = {"history", ""}
        font = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self.plain = book.add_format(font)
        self.wrapped = book.add_format({**font, "text_wrap": True})
        # Says "this is text" to Excel itself, so that editing the cell cannot make it run.
        self.quoted = book.add_format({**font, "text_wrap": True, "quote_prefix": True})
        self.day = book.add_format({**font, "num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({**font, "num_format": "dd/mm/yyyy hh:mm"})
        self.head = book.add_format({**font, "bold": True, "text_wrap": True, "bottom": 1})

    def add(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(self._name(sheet.title))
        for column, words in enumerate(sheet.header):
            page.write_string(0, column, _fitting(words), self.head)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                self._write(page, number, column, value)
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        if sheet.header and sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _write(self, page: Any, row: int, column: int, value: Cell) -> None:
        match value:
            case None:
                page.write_blank(row, column, None, self.plain)
            case bool():
                page.write_string(row, column, "Yes" if value else "No", self.plain)
            case datetime():
                page.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
            case date():
                page.write_datetime(row, column, value, self.day)
            case int() | float() | Decimal() if _fits_a_number(value):
                page.write_number(row, column, value, self.plain)
            case _:
                words = _fitting(str(value))
                style = self.quoted if is_formula(words) else self.wrapped
                page.write_string(row, column, words, style)

    def _name(self, title: str) -> str:
        """A name Excel takes: 31 characters at most, without []:*?/\\, used once."""
        named = _NOT_IN_A_NAME.sub(" ", storable(title)).strip(" '")
        wanted = _cut(named, 31).strip(" '")
        name, copy = wanted or "Sheet", 1
        while name.lower() in self.names:
            copy += 1
            end = f" ({copy})"
            name = f"{_cut(wanted or 'Sheet', 31 - len(end))}{end}"
        self.names.add(name.lower())
        return name


def _fits_a_number(value: int | float | Decimal) -> bool:
    return math.isfinite(value) and (not isinstance(value, int) or abs(value) < _EXACT_TO)


def _cut(words: str, length: int) -> str:
    """No more than so many characters as Excel counts them: an emoji is two."""
    return words.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")


def _fitting(words: str) -> str:
    words = storable(words)
    if _cut(words, _LONGEST_TEXT) == words:
        return words
    return _cut(words, _LONGEST_TEXT - len(_CUT)) + _CUT


def _widths(sheet: Sheet) -> list[int]:
    """Characters a column asks for, judged by its header and first 200 rows."""
    widths = []
    for column, header in enumerate(sheet.header):
        cells = [str(row[column]) for row in sheet.rows[:200] if column < len(row)]
        longest = max((len(cell) for cell in cells), default=0)
        words = max((len(word) for word in header.split()), default=0)
        widths.append(min(60, max(10, longest + 2, words + 4)))
    return widths
