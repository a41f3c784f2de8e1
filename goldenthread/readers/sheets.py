"""Opens a workbook or a CSV file as sheets of rows. Runs in the child process only."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import python_calamine as calamine

from goldenthread.readers.cells import Cell
from goldenthread.readers.guard import FileRefused, password_refusal

DELIMITERS = ",;\t|"
MOST_COLUMNS = 16_384  # of an Excel sheet
_SNIFFED_LINES = 20
Row = list[Cell]


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its rows with the row numbers a person sees (the first row is 1)."""

    name: str
    is_hidden: bool
    rows: Iterator[tuple[int, Row]]


def sheets_of(path: Path, name: str, kind: str) -> Iterator[Sheet]:
    """The sheets of a file, one after the other; a CSV file is one sheet named like the file.

    Raises FileRefused where the file cannot be opened after all.
    """
    if kind == "csv":
        yield Sheet(Path(name).stem, False, _csv_rows(path, name))
        return
    try:
        yield from _workbook_sheets(path)
    except calamine.PasswordError:
        raise password_refusal(name) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused(
            name,
            "The file is damaged and cannot be opened.",
            "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx), try again.",
        ) from None


def _workbook_sheets(path: Path) -> Iterator[Sheet]:
    # Macros and charts are never opened: only worksheets have cells.
    with calamine.load_workbook(str(path)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ == calamine.SheetTypeEnum.WorkSheet:
                is_hidden = about.visible != calamine.SheetVisibleEnum.Visible
                sheet = workbook.get_sheet_by_name(about.name)
                yield Sheet(about.name, is_hidden, _numbered(sheet))


def _numbered(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, Row]]:
    # calamine counts rows from the top of the sheet, but leaves out empty columns on the left.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if row.count("") < len(row):
            yield number, cast(Row, row)


def _csv_rows(path: Path, name: str) -> Iterator[tuple[int, Row]]:
    text = _decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        # Counted by record, not by line: that is the row a spreadsheet program shows.
        for number, row in enumerate(reader, start=1):
            if len(row) > MOST_COLUMNS:
                raise FileRefused(
                    name,
                    f"Line {number} of the CSV file has {len(row):,} columns; a list has a few dozen.",
                    "Export the list again, one line for each child.",
                )
            if any(cell.strip() for cell in row):
                yield number, list(row)
    except csv.Error:
        raise FileRefused(
            name,
            f"Line {reader.line_num} of the CSV file cannot be read.",
            "Export the list again, or save it as an Excel workbook (.xlsx).",
        ) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:200:2].count(0) > 40:
        return content.decode("utf-16-le", errors="replace")
    if content[0:200:2].count(0) > 40:
        return content.decode("utf-16-be", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _delimiter(text: str) -> str:
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_SNIFFED_LINES]

    def steadiness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        widest = max(widths, default=0)
        return (widths.count(widest) if widest > 1 else 0, widest)

    return max(DELIMITERS, key=steadiness)
