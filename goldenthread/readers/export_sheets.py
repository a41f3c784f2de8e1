"""A sheet of audits that a case system wrote: one row of headings, a row for each audit, as texts."""

import itertools
from dataclasses import dataclass
from pathlib import Path

from goldenthread.readers.cells import Cell, text_of
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.sheets import Sheet, sheets_of

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_000, 700, 20_000
HEADER_ROWS = 12
_SMALLER = "Export the audits of one round alone and try again."


@dataclass(frozen=True)
class ExportRead:
    """`rows`: the number a person sees, and a text for each heading; line ends inside a text are kept."""

    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_export(path: Path, name: str, kind: str) -> ExportRead:
    """The first sheet with headings and rows. Runs in the child process only. Raises FileRefused."""
    for sheet in sheets_of(path, name, kind):
        if not sheet.is_hidden and (found := _read(sheet, name)):
            return found
    what = "Put the headings in one row, with a row for each audit below it, and try again."
    raise FileRefused(name, "No row of headings with audits below it was found.", what)


def _read(sheet: Sheet, name: str) -> ExportRead | None:
    first = list(itertools.islice(sheet.rows, HEADER_ROWS))
    # The widest of the first rows: a title or a filter's words stand alone above the headings.
    widest = max(first, key=lambda row: sum(1 for cell in row[1] if text_of(cell)), default=None)
    if widest is None:
        return None
    number, row = widest
    headings = tuple(" ".join(_text(cell).split()) for cell in row)
    if sum(map(bool, headings)) < 2:
        return None
    if len(headings) > MOST_COLUMNS:
        raise FileRefused(name, f"The sheet has more than {MOST_COLUMNS} columns.", _SMALLER)
    _each_once(headings, name)
    below = itertools.chain((each for each in first if each[0] > number), sheet.rows)
    rows = [
        (n, tuple(_text(cell) for cell in cells[: len(headings)]))
        for n, cells in itertools.islice(below, MOST_ROWS + 1)
    ]
    if len(rows) > MOST_ROWS:
        raise FileRefused(name, f"The sheet has more than {MOST_ROWS:,} rows.", _SMALLER)
    return ExportRead(sheet.name, headings, tuple(rows)) if rows else None


def _each_once(headings: tuple[str, ...], name: str) -> None:
    twice = sorted({each for each in headings if each and headings.count(each) > 1})
    if twice:
        reason = f"Two columns are called {', '.join(twice[:5])}."
        raise FileRefused(name, reason, "Give each column a heading of its own and try again.")


def _text(cell: Cell) -> str:
    """Words as they were written; "n/a" may be an answer here, so it is no empty cell."""
    text = cell.strip() if isinstance(cell, str) else text_of(cell)
    return text.replace("\r\n", "\n").replace("\x00", "")[:LONGEST_CELL]
