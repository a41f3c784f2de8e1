"""A table of counts with its totals, as it is before anything is hidden and as it is published."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

Place = tuple[int, int]  # row and column, from 0; the last of each is a total
HIDDEN = "c"  # how a hidden cell is printed
MOST_CELLS = 240
LARGEST = 10**9
LONGEST_NAME = 200


class TableRefused(Exception):
    """No table of counts with totals; the message says where, what is wrong, and what to do."""


@dataclass(frozen=True)
class Table:
    """``cells``: a row for each of ``rows``, None where a count is hidden.

    The last row and the last column are totals. ``rounded_to``: every count was rounded to the
    nearest multiple of it; 1 is not at all. ``adds_rounded``: the totals are those of the rounded
    counts, and say nothing more.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    rounded_to: int = 1
    adds_rounded: bool = False

    @property
    def places(self) -> list[Place]:
        return list(product(range(len(self.rows)), range(len(self.columns))))

    @property
    def hidden(self) -> list[Place]:
        return [(row, column) for row, column in self.places if self.cells[row][column] is None]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the table as published, by which an edition is known again."""
        said = [self.rows, self.columns, self.cells, self.rounded_to, self.adds_rounded]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def is_total(self, place: Place) -> bool:
        return place[0] == len(self.rows) - 1 or place[1] == len(self.columns) - 1

    def name(self, place: Place) -> str:
        return f"row {self.rows[place[0]]}, column {self.columns[place[1]]}"


def lines(height: int, width: int) -> list[tuple[list[Place], Place]]:
    """What is known of any table of so many rows and columns, totals included: parts and their sum."""
    across = [([(r, c) for c in range(width - 1)], (r, width - 1)) for r in range(height)]
    down = [([(r, c) for r in range(height - 1)], (height - 1, c)) for c in range(width)]
    return across + down


def table_from_csv(data: bytes) -> Table:
    """A header row, a first column of names, whole numbers; the last row and column are totals.

    Raises TableRefused.

    >>> table_from_csv(b"Year,Good,Other,All\\n2017,6,7,13\\nAll,6,7,13\\n").cells
    ((6, 7, 13), (6, 7, 13))
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused("The table is not UTF-8. Save it as CSV UTF-8.") from None
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise TableRefused(f"The table cannot be read as CSV: {error}.") from None
    filled = [[cell.strip() for cell in row] for row in read if any(cell.strip() for cell in row)]
    if not filled:
        raise TableRefused("The table is empty.")
    header, *body = filled
    _require_shape(header, body)
    cells = [
        [_count(cell, f"Row {row[0]}, column {name}") for name, cell in _pairs(header, row)]
        for row in body
    ]
    return table_of([row[0] for row in body], header[1:], cells)


def table_of(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[int]]) -> Table:
    """A whole table, checked: no name twice, and every line adds up. Raises TableRefused."""
    table = Table(tuple(rows), tuple(columns), tuple(tuple(row) for row in cells))
    for kind, names in (("row", table.rows), ("column", table.columns)):
        if twice := next((name for n, name in enumerate(names) if name in names[:n]), None):
            raise TableRefused(f"There is more than one {kind} named {twice}.")
    for parts, total in lines(len(table.rows), len(table.columns)):
        found, said = sum(cells[r][c] for r, c in parts), cells[total[0]][total[1]]
        if found != said:
            of_row = parts[0][0] == total[0]
            name = f"Row {rows[total[0]]}" if of_row else f"Column {columns[total[1]]}"
            raise TableRefused(f"{name} adds up to {found:,}, but its total says {said:,}.")
    return table


def table_from_json(said: Any) -> Table:
    """A published table: {cells: [[...]]}, or the rows alone; null or "c" where a count is hidden.

    ``rows``, ``columns`` (names, totals included), ``rounded_to`` and ``adds_rounded`` may stand
    beside the cells.
    Raises TableRefused.

    >>> table_from_json([[7, None, 12], [9, None, 14], [16, 10, 26]]).hidden
    [(0, 1), (1, 1)]
    """
    tree = {"cells": said} if isinstance(said, list) else said
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list) or not all(isinstance(row, list) for row in cells):
        raise TableRefused('It has no list of rows named "cells".')
    width = len(cells[0]) if cells else 0
    if any(len(row) != width for row in cells):
        raise TableRefused("Its rows are not all of one length.")
    _require_size(len(cells), width)
    step = tree.get("rounded_to", 1)
    if type(step) is not int or not 1 <= step <= 1000:
        raise TableRefused(f"rounded_to is {step!r}, not a whole number from 1 to 1000.")
    return Table(
        _names(tree.get("rows"), len(cells), "rows"),
        _names(tree.get("columns"), width, "columns"),
        tuple(
            tuple(_published(cell, r, c) for c, cell in enumerate(row))
            for r, row in enumerate(cells)
        ),
        step,
        tree.get("adds_rounded") is True,
    )


def _require_shape(header: list[str], body: list[list[str]]) -> None:
    for row in body:
        if len(row) != len(header):
            raise TableRefused(
                f"Row {row[0]} has {len(row)} cells, but the header row has {len(header)}."
            )
    _require_size(len(body), len(header) - 1)
    for name in [*header[1:], *(row[0] for row in body)]:
        if not name or len(name) > LONGEST_NAME:
            raise TableRefused(
                f"Every row and column needs a name of at most {LONGEST_NAME} characters."
            )


def _require_size(height: int, width: int) -> None:
    if min(height, width) < 2:
        raise TableRefused(
            "A table needs a row and a column of counts, then a row and a column of totals."
        )
    if height * width > MOST_CELLS:
        raise TableRefused(
            f"The table has {height * width:,} cells; at most {MOST_CELLS} can be protected at "
            "once. Publish it as several tables."
        )


def _pairs(header: list[str], row: list[str]) -> list[tuple[str, str]]:
    return list(zip(header[1:], row[1:], strict=True))


def _count(text: str, where: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < len(str(LARGEST))):
        raise TableRefused(f"{where}: {text[:40]!r} is no count. Give a whole number, 0 or more.")
    return int(digits)


def _published(cell: Any, row: int, column: int) -> int | None:
    if cell is None or cell == HIDDEN:
        return None
    if type(cell) is not int or not 0 <= cell < LARGEST:
        raise TableRefused(
            f"cells[{row}][{column}] is {str(cell)[:40]!r}; it has to be a whole number, or null."
        )
    return cell


def _names(said: Any, size: int, what: str) -> tuple[str, ...]:
    """The names given, or numbers where there are none."""
    if said is None:
        return tuple(map(str, range(size)))
    if not (
        isinstance(said, list)
        and len(said) == len(set(map(str, said))) == size
        and all(isinstance(name, str) for name in said)
    ):
        raise TableRefused(f'"{what}" has to name each of the {size} {what} once.')
    return tuple(said)
