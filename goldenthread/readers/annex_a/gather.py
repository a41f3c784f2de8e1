"""Reads the rows of recognised sheets and gathers them by child.

Adults of List 11 are counted and never gathered. A cell that cannot be read is reported and left
out; a row is rejected only where nothing says which child it is about.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from goldenthread.readers.annex_a.lists import Match
from goldenthread.readers.annex_a.spec import Column, Spec
from goldenthread.readers.cells import (
    Cell,
    Unreadable,
    age_of,
    date_of,
    heading_key,
    identifier_of,
    is_plain_number,
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
_TOTAL = re.compile(r"(grand )?totals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of a list: at which place of a row's values each key stands."""

    list: int
    sheet: str
    places: dict[str, int]


@dataclass(slots=True)
class ListRow:
    """One row of one list, with only the values that are used; None where there is none."""

    layout: Layout
    row: int
    values: tuple[Any, ...]

    @property
    def list(self) -> int:
        """The number of the list."""
        return self.layout.list

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.layout.sheet

    def get(self, key: str) -> Any:
        """The value under a key."""
        at = self.layout.places.get(key)
        return None if at is None else self.values[at]

    def date(self, key: str) -> dt.date | None:
        """The date under a key, None where there is none."""
        at = self.layout.places.get(key)
        value = None if at is None else self.values[at]
        return value if isinstance(value, dt.date) else None

    def text(self, key: str) -> str:
        """The text under a key, "" where there is none."""
        at = self.layout.places.get(key)
        value = None if at is None else self.values[at]
        return "" if value is None else str(value)

    def count(self, key: str) -> int:
        """The number under a key, 0 where there is none."""
        value = self.get(key)
        return value if isinstance(value, int) else 0

    def says_as_much(self, other: "ListRow") -> bool:
        """Whether two rows have the same values."""
        if self.layout is other.layout:
            return self.values == other.values
        keys = self.layout.places.keys() | other.layout.places.keys()
        return all(self.get(key) == other.get(key) for key in keys)

    @property
    def place(self) -> str:
        """Where a person finds the row."""
        return f"{self.sheet}, row {self.row}"


class Child:
    """Everything the lists say about one child: its rows by list, and the most believed first."""

    __slots__ = ("believed", "person_id", "rows")

    def __init__(self, person_id: str, rows: Sequence[ListRow]) -> None:
        self.person_id = person_id
        self.rows: dict[int, list[ListRow]] = {}
        for row in rows:
            self.rows.setdefault(row.layout.list, []).append(row)
        self.believed = rows
        if len(self.rows) > 1:
            self.believed = [row for n in BELIEVED for row in self.rows.get(n, ())]

    def on(self, number: int) -> Sequence[ListRow]:
        """The child's rows on a list."""
        return self.rows.get(number, ())

    def said(self, key: str) -> dict[Any, ListRow]:
        """What the lists say of the child under a key, and where; the most believed first."""
        found: dict[Any, ListRow] = {}
        for row in self.believed:
            value = row.get(key)
            if value is not None:
                found.setdefault(value, row)
        return found

    def first_said(self, key: str) -> Any:
        """What the most believed list that says anything says; None where none does."""
        for row in self.believed:
            value = row.get(key)
            if value is not None:
                return value
        return None


class Gathering:
    """The rows of all files of one day, by child."""

    def __init__(self, spec: Spec, taken_on: dt.date, progress: Callable[[int], None]) -> None:
        self.spec, self.taken_on, self._progress = spec, taken_on, progress
        self.children: dict[str, list[ListRow]] = {}
        self.problems = Problems()
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.duplicates: list[Duplicate] = []
        self.lists_seen: set[int] = set()
        self.rows_read = 0
        # List -> sheet -> hash of a row -> its number.
        self._seen: dict[int, dict[str, dict[int, int]]] = defaultdict(dict)

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
        by_sheet, said = self._seen[reader.list_number], hash(tuple(row))
        for sheet, rows in by_sheet.items():
            if said in rows:
                first = rows[said]
                if (sheet, first) == (reader.sheet, number):
                    break  # of another file
                why = f"The same in every cell as row {first} of {sheet}, which is used."
                repeat = Duplicate(person_id, reader.sheet, (first, number), first, why)
                self.duplicates.append(repeat)
                return True
        by_sheet.setdefault(reader.sheet, {}).setdefault(said, number)
        return False

    def _gather(self, person_id: str, row: ListRow) -> None:
        kept = self.children.get(person_id)
        if kept is None:
            self.children[person_id] = [row]
        # A contact tells no more than who the child is; most lists have thousands of them.
        elif row.list != 1 or not any(o.list == 1 and o.says_as_much(row) for o in kept):
            kept.append(row)

    def each_child(self) -> Iterator[Child]:
        """The children in the order in which they were found; each is forgotten then."""
        self._seen.clear()
        for person_id in list(self.children):
            yield Child(person_id, self.children.pop(person_id))


class _Value(NamedTuple):
    """What a cell says, None where nothing, and what there is to remark about it."""

    value: Any
    is_unknown: bool = False
    is_to_come: bool = False


class _Column(dict[Cell, Any]):
    """What the cells of a column say. Few are different, so each is read once.

    Where there is something to remark, it is remarked of every cell.
    """

    def __init__(self, reader: "_SheetReader", column: Column) -> None:
        super().__init__({"": None})
        self._reader, self._column = reader, column
        self._remarkable: dict[Cell, _Value] = {}

    def __missing__(self, cell: Cell) -> Any:
        found = self._remarkable.get(cell)
        if found is None:
            try:
                found = self._reader.value(self._column, cell)
            except Unreadable as error:
                self._reader.note(self._column, cell, str(error))
                return None
            if not (found.is_unknown or found.is_to_come):
                return self.setdefault(cell, None if found.value == "" else found.value)
            self._remarkable[cell] = found
        if found.is_unknown:
            self._reader.count_unknown(self._column, found.value)
        if found.is_to_come:
            self._reader.note(self._column, found.value, "is after the day of the case list")
        return found.value


class _Written(dict[Cell, Any]):
    """The cells of a column as they are written."""

    def __missing__(self, cell: Cell) -> Any:
        return self.setdefault(cell, text_of(cell) or None)


class _SheetReader:
    """Turns rows of one sheet into values by the columns that were found."""

    def __init__(self, gathering: Gathering, sheet: str, match: Match) -> None:
        self.sheet, self.list_number = sheet, match.list.number
        self._g, self._row = gathering, 0
        self._id_at, self._id_column = next(
            (at, column) for at, column in match.columns.items() if column.key == "person_id"
        )
        # (key, place in the row, what its cells say)
        plan: list[tuple[str, int, dict[Cell, Any]]] = []
        for at, column in match.columns.items():
            if column.key != "person_id" and (column.key or column.type == "code"):
                plan.append((column.key, at, _Column(self, column)))
                if column.key in KEPT_AS_WRITTEN:
                    plan.append((f"{column.key}_as_written", at, _Written()))
        places = {key: to for to, (key, _, _) in enumerate(plan) if key}
        self._layout = Layout(self.list_number, sheet, places)
        self._plan = [(at, cells) for _, at, cells in plan]
        self._width = max((at for at, _ in self._plan), default=0) + 1
        self._header_keys = self._g.spec.person_id_headings

    def person_id(self, number: int, row: Row, filled: int) -> str:
        """The child's number; "" where the row was rejected (and the reason noted)."""
        cell = row[self._id_at] if self._id_at < len(row) else ""
        if filled > 1 and is_plain_number(cell):
            return cell
        text = text_of(cell)
        try:
            if filled == 1:
                raise Unreadable("Only one cell of the row is filled; this is no row of data.")
            if not text:
                raise Unreadable("No case number, so nothing says whom the row is about.")
            if heading_key(text) in self._header_keys:
                raise Unreadable("The headings are repeated here; this is no row of data.")
            if _TOTAL.match(text):
                raise Unreadable("This is a total, not a child.")
            return identifier_of(cell)
        except Unreadable as error:
            # With several cells filled, none is shown: they may be a child's details.
            shown = text or (next(filter(None, map(text_of, row))) if filled == 1 else "")
            self._g.problems.reject(self.sheet, number, self._id_column.name, shown, str(error))
            return ""

    def read(self, number: int, row: Row) -> ListRow:
        """The values of a row that are used; unreadable cells are reported and left out."""
        self._row = number
        if len(row) < self._width:
            row = row + [""] * (self._width - len(row))
        return ListRow(self._layout, number, tuple([cells[row[at]] for at, cells in self._plan]))

    def note(self, column: Column, cell: Cell, why: str) -> None:
        """Something about a cell of the row that is being read."""
        self._g.problems.note(self.sheet, self._row, column, cell, why)

    def count_unknown(self, column: Column, text: str) -> None:
        """One more cell with a value outside its code set."""
        self._g.unknown[(column.name, text)] += 1

    def value(self, column: Column, cell: Cell) -> _Value:
        """What a cell of a column says. Raises Unreadable."""
        if column.type == "code":
            return self._code(column, text_of(cell))
        if column.type == "date":
            return self._date(column, date_of(cell))
        if column.key == "age":
            return _Value(age_of(cell))
        return _Value(whole_number_of(cell) if column.type == "integer" else text_of(cell))

    def _code(self, column: Column, text: str) -> _Value:
        found = self._g.spec.code_sets[column.codes].find(text) if text else ""
        return _Value(text if found is None else found, is_unknown=found is None)

    def _date(self, column: Column, day: dt.date | None) -> _Value:
        if day is None or column.key in ("", "date_of_birth"):
            return _Value(day)
        return _Value(day, is_to_come=day > self._g.taken_on)


def _filled(row: Row) -> int:
    """How many cells say something: 0, 1, or 2 for any more."""
    found = 0
    for cell in row:
        if type(cell) is dt.date or (cell != "" and text_of(cell)):
            found += 1
            if found > 1:
                break
    return found
