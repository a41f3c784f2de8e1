"""Reads the rows of recognised sheets and gathers them by child.

Adults of List 11 are counted and never gathered. A cell that cannot be read is reported and left
out; a row is rejected only where nothing says which child it is about.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from goldenthread.readers.annex_a.lists import Match
from goldenthread.readers.annex_a.spec import Column, Spec
from goldenthread.readers.cells import (
    Cell,
    Unreadable,
    age_of,
    date_of,
    heading_key,
    identifier_of,
    text_of,
    whole_number_of,
)
from goldenthread.readers.problems import Problems
from goldenthread.readers.reading import Duplicate
from goldenthread.readers.sheets import Row

ADULTS = 11
# Which list is believed about a child's sex, age and so on where lists differ.
BELIEVED = (8, 7, 9, 6, 4, 5, 3, 2, 10, 1)
# Kept as written, so that the authority may name its case types by them.
KEPT_AS_WRITTEN = ("case_status", "legal_status", "eligibility")
PROGRESS_EVERY = 1_000


@dataclass(slots=True)
class ListRow:
    """One row of one list, with only the values that are used."""

    list: int
    sheet: str
    row: int
    values: dict[str, Any]

    def date(self, key: str) -> dt.date | None:
        """The date under a key, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, dt.date) else None

    def text(self, key: str) -> str:
        """The text under a key, "" where there is none."""
        return str(self.values.get(key, ""))

    def count(self, key: str) -> int:
        """The number under a key, 0 where there is none."""
        value = self.values.get(key, 0)
        return value if isinstance(value, int) else 0

    @property
    def place(self) -> str:
        """Where a person finds the row."""
        return f"{self.sheet}, row {self.row}"


@dataclass(slots=True)
class Child:
    """Everything the lists say about one child."""

    person_id: str
    rows: dict[int, list[ListRow]] = field(default_factory=dict)

    def on(self, number: int) -> list[ListRow]:
        """The child's rows on a list."""
        return self.rows.get(number, [])

    def said(self, key: str) -> dict[Any, ListRow]:
        """What the lists say of the child under a key, and where; the most believed first."""
        found: dict[Any, ListRow] = {}
        for number in BELIEVED:
            for row in self.on(number):
                value = row.values.get(key)
                if value is not None:
                    found.setdefault(value, row)
        return found


class Gathering:
    """The rows of all files of one day, by child."""

    def __init__(self, spec: Spec, taken_on: dt.date, progress: Callable[[int], None]) -> None:
        self.spec, self.taken_on, self._progress = spec, taken_on, progress
        self.children: dict[str, Child] = {}
        self.problems = Problems()
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.duplicates: list[Duplicate] = []
        self.lists_seen: set[int] = set()
        self.rows_read = 0
        self._seen: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)

    def add_sheet(self, sheet: str, match: Match, rows: Sequence[tuple[int, Row]] | Any) -> int:
        """Reads a recognised sheet; the number of its rows that were not blank."""
        self.lists_seen.add(match.list.number)
        reader = _SheetReader(self, sheet, match)
        before = self.rows_read
        for number, row in rows:
            if number > match.header_row:
                self._add_row(reader, number, row)
        return self.rows_read - before

    def _add_row(self, reader: "_SheetReader", number: int, row: Row) -> None:
        filled = _filled(row)
        if not filled:
            return
        self.rows_read += 1
        if self.rows_read % PROGRESS_EVERY == 0:
            self._progress(self.rows_read)
        person_id = reader.person_id(number, row, filled)
        if person_id and reader.list_number != ADULTS:
            if self._is_repeat(reader, number, row, person_id):
                return
            self._gather(person_id, reader.read(number, row))

    def _is_repeat(self, reader: "_SheetReader", number: int, row: Row, person_id: str) -> bool:
        seen = self._seen[reader.list_number]
        here = reader.sheet, number
        sheet, first = seen.setdefault(hash(tuple(row)), here)
        if (sheet, first) == here:
            return False
        why = f"The same in every cell as row {first} of {sheet}, which is used."
        self.duplicates.append(Duplicate(person_id, reader.sheet, (first, number), first, why))
        return True

    def _gather(self, person_id: str, row: ListRow) -> None:
        child = self.children.setdefault(person_id, Child(person_id))
        kept = child.rows.setdefault(row.list, [])
        # A contact tells no more than who the child is; most lists have thousands of them.
        if row.list != 1 or all(other.values != row.values for other in kept):
            kept.append(row)


class _Value(NamedTuple):
    """What a cell says; `written` and `is_unknown` for a code."""

    value: Any
    written: str = ""
    is_unknown: bool = False


class _SheetReader:
    """Turns rows of one sheet into values by the columns that were found."""

    def __init__(self, gathering: Gathering, sheet: str, match: Match) -> None:
        self.sheet, self.list_number = sheet, match.list.number
        self._g = gathering
        self._id_at, self._id_column = next(
            (at, column) for at, column in match.columns.items() if column.key == "person_id"
        )
        self._columns = [
            (at, column, cast("dict[Cell, _Value]", {}))
            for at, column in match.columns.items()
            if column.key != "person_id" and (column.key or column.type == "code")
        ]
        self._header_keys = self._g.spec.person_id_headings

    def person_id(self, number: int, row: Row, filled: int) -> str:
        """The child's number; "" where the row was rejected (and the reason noted)."""
        cell = row[self._id_at] if self._id_at < len(row) else ""
        text = text_of(cell)
        try:
            if filled == 1:
                raise Unreadable("Only one cell of the row is filled; this is no row of data.")
            if not text:
                raise Unreadable("No case number, so nothing says whom the row is about.")
            if heading_key(text) in self._header_keys:
                raise Unreadable("The headings are repeated here; this is no row of data.")
            if re.match(r"(grand )?totals?\b", text, re.IGNORECASE):
                raise Unreadable("This is a total, not a child.")
            return identifier_of(cell)
        except Unreadable as error:
            # With several cells filled, none is shown: they may be a child's details.
            shown = text or (next(filter(None, map(text_of, row))) if filled == 1 else "")
            self._g.problems.reject(self.sheet, number, self._id_column.name, shown, str(error))
            return ""

    def read(self, number: int, row: Row) -> ListRow:
        """The values of a row that are used; unreadable cells are reported and left out."""
        values: dict[str, Any] = {}
        for at, column, known in self._columns:
            cell = row[at] if at < len(row) else ""
            if cell == "":
                continue
            try:
                # A column has few different cells, so each is read once.
                found = known.get(cell) or known.setdefault(cell, self._value(column, cell))
            except Unreadable as error:
                self._g.problems.note(self.sheet, number, column, cell, str(error))
                continue
            if found.is_unknown:
                self._g.unknown[(column.name, found.value)] += 1
            if column.key and found.value not in (None, ""):
                self._keep(values, number, column, found)
        return ListRow(self.list_number, self.sheet, number, values)

    def _keep(self, values: dict[str, Any], number: int, column: Column, found: "_Value") -> None:
        values[column.key] = found.value
        if column.key in KEPT_AS_WRITTEN:
            values[f"{column.key}_as_written"] = found.written
        if column.type == "date" and column.key != "date_of_birth":
            self._check_not_later(number, column, found.value)

    def _value(self, column: Column, cell: Cell) -> "_Value":
        if column.type == "code":
            return self._code(column, text_of(cell))
        if column.type == "date":
            return _Value(date_of(cell))
        if column.key == "age":
            return _Value(age_of(cell))
        return _Value(whole_number_of(cell) if column.type == "integer" else text_of(cell))

    def _code(self, column: Column, text: str) -> "_Value":
        found = self._g.spec.code_sets[column.codes].find(text) if text else ""
        return _Value(text if found is None else found, text, found is None)

    def _check_not_later(self, number: int, column: Column, value: dt.date) -> None:
        if value > self._g.taken_on:
            why = "is after the day of the case list"
            self._g.problems.note(self.sheet, number, column, value, why)


def _filled(row: Row) -> int:
    """How many cells say something: 0, 1, or 2 for any more."""
    found = 0
    for cell in row:
        if cell != "" and text_of(cell):
            found += 1
            if found > 1:
                break
    return found
