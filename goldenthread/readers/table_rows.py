"""The rows of a table whose columns a person has matched -> cases. Runs in the child process."""

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from goldenthread.readers.annex_a.spec import annex_a
from goldenthread.readers.annex_a.status import RECENTLY
from goldenthread.readers.cells import (
    Cell,
    Unreadable,
    age_band,
    age_of,
    age_on,
    date_of,
    heading_key,
    identifier_of,
    text_of,
)
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.problems import Problems
from goldenthread.readers.reading import (
    STATUSES,
    UNKNOWN,
    CaseRow,
    Conflict,
    Duplicate,
    FileRead,
    ListFound,
    Reading,
    UnknownValue,
)
from goldenthread.readers.sheets import Row, Sheet, sheets_of
from goldenthread.readers.subject_lists import CASE_FILE, CHILDREN, LISTED
from goldenthread.readers.subject_rows import CLOSED, joined, listed_row
from goldenthread.readers.tables import HEADER_ROWS, TableMapping, find_header
from goldenthread.readers.workers import generic_workers, is_nobody

PROGRESS_EVERY = 1_000
OPEN = ("open", "active", "current", "allocated", "ongoing", "live", "o", "yes")
CODED = {"sex": "gender", "ethnicity": "ethnicity", "disability": "yes_no_unknown"}
# How case systems abbreviate case types, besides the names of Annex A's case statuses.
_ALSO = {
    **dict.fromkeys(("ehm", "eh", "early help", "targeted support", "eha"), "early_help"),
    **dict.fromkeys(
        (
            *("c and f", "c and f assessment", "c f assessment", "caf assessment"),
            *("single assessment", "child and family assessment", "s17 assessment"),
            *("section 17 assessment", "s47", "section 47", "s47 enquiry", "section 47 enquiry"),
        ),
        "assessment",
    ),
    **dict.fromkeys(("looked after children", "children in local authority care"), "cla"),
    **dict.fromkeys(
        ("lc", "cl", "care leaver", "leaving care", "16 plus", "18 plus"), "care_leaver"
    ),
}

_ADDED = ("plan", "plans", "case", "cases", "review", "reviews")


@dataclass(frozen=True)
class _Column:
    name: str
    key: str


def suggested_status(case_type: str) -> str | None:
    """The status a case type as written most likely means, None where that is not clear.

    >>> suggested_status("CIN"), suggested_status("LAC review"), suggested_status("Step-down")
    ('cin', 'cla', None)
    >>> suggested_status("Early Help plan"), suggested_status("CP (Child Protection)")
    ('early_help', 'cp')
    """
    before, _, inside = case_type.partition("(")
    parts = {_status_called(text) for text in (before, inside)} - {None}
    return _status_called(case_type) or (parts.pop() if len(parts) == 1 else None)


def _status_called(text: str) -> str | None:
    """By the whole text, else by what stands before a word that many systems add."""
    words = re.sub(r"[^a-z0-9]+", " ", text.lower()).split()
    known = annex_a().code_sets["case_status"]
    found = _ALSO.get(" ".join(words)) or known.find(text)
    if found or len(words) < 2 or words[-1] not in _ADDED:
        return found
    before = " ".join(words[:-1])
    return _ALSO.get(before) or known.find(before)


def read_table(
    files: Sequence[tuple[Path, FileRead, str]],
    mapping: TableMapping,
    taken_on: dt.date,
    tell: Callable[[int], None],
    kind: str = CASE_FILE,
) -> Reading:
    """All rows of all files as cases; the first row of a case number is kept.

    `kind`: what the rows are about. Of a subject with several children they are joined. Raises FileRefused where no sheet has the matched headings.
    """
    table = _Table(mapping, taken_on, tell, kind)
    read = tuple(table.read_file(*opened) for opened in files)
    return table.reading(read)


@dataclass
class _Table:
    mapping: TableMapping
    day: dt.date
    tell: Callable[[int], None]
    kind: str = CASE_FILE
    problems: Problems = field(default_factory=Problems)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    cases: dict[str, CaseRow] = field(default_factory=dict)
    first_rows: dict[str, int] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    rows_read: int = 0

    def __post_init__(self) -> None:
        self._translated = {
            text_of(written).casefold(): status
            for written, status in self.mapping.case_types.items()
        }

    @property
    def number(self) -> str:
        """What the column is called that says what a row is about."""
        is_case = self.kind == CASE_FILE
        return "case number" if is_case else LISTED[self.kind].number.label.lower()

    def reading(self, files: tuple[FileRead, ...]) -> Reading:
        cases = tuple(self.cases.values())
        generic = generic_workers(cases)
        names = {each.worker for each in generic}
        return Reading(
            taken_on=self.day,
            files=files,
            rows_read=self.rows_read,
            rows_rejected=len(self.problems.rejected),
            cases=tuple(
                c._replace(flags=(*c.flags, "generic_worker")) if c.worker in names else c
                for c in cases
            ),
            problems=self.problems.listed(),
            unknown_values=tuple(UnknownValue(*k, n) for k, n in self.unknown.most_common()),
            duplicates=tuple(self.duplicates),
            unallocated=self._unallocated(cases),
            generic_workers=generic,
            conflicts=tuple(self.conflicts),
            kind=self.kind,
        )

    def _unallocated(self, cases: Sequence[CaseRow]) -> tuple[str, ...]:
        """A list of contacts may name no worker at all; that is nothing to put right."""
        if self.kind != CASE_FILE and not self.mapping.columns.get("worker"):
            return ()
        return tuple(c.person_id for c in cases if not c.worker and c.status != "closed")

    def read_file(self, path: Path, file: FileRead, kind: str) -> FileRead:
        lists, ignored = [], []
        for sheet in sheets_of(path, file.name, kind):
            found = self._read_sheet(sheet)
            if found:
                lists.append(found)
            else:
                ignored.append(sheet.name)
        if not lists:
            wanted = ", ".join(self.mapping.columns.values())
            raise FileRefused(
                file.name,
                f"No sheet has the matched headings ({wanted}).",
                "Match the columns again for this file.",
            )
        return replace(file, lists=tuple(lists), sheets_ignored=tuple(ignored))

    def _read_sheet(self, sheet: Sheet) -> ListFound | None:
        if self.mapping.sheet not in ("", sheet.name):
            return None
        first = list(itertools.islice(sheet.rows, HEADER_ROWS))
        header = self._header(first)
        if header is None:
            return None
        number, headings = header
        places = self._places(headings)
        before = self.rows_read
        below = ((n, row) for n, row in itertools.chain(first, sheet.rows) if n > number)
        self._read_rows(sheet.name, places, below)
        missing = tuple(h for f, h in self.mapping.columns.items() if h and f not in places)
        kept = {at for at, _ in places.values()}
        thrown_away = tuple(h for at, h in enumerate(headings) if h and at not in kept)
        return ListFound(0, sheet.name, self.rows_read - before, missing, thrown_away)

    def _header(self, first: Sequence[tuple[int, Row]]) -> tuple[int, list[str]] | None:
        """The first row that has the heading matched to the case number."""
        wanted = heading_key(self.mapping.columns.get("person_id", ""))
        found = find_header(first, self.kind)
        rows = [(n, [text_of(cell) for cell in row]) for n, row in first]
        for number, headings in [*([found] if found else []), *rows]:
            if wanted and wanted in map(heading_key, headings):
                return number, headings
        return None

    def _places(self, headings: Sequence[str]) -> dict[str, tuple[int, _Column]]:
        keys = [heading_key(heading) for heading in headings]
        return {
            name: (keys.index(heading_key(heading)), _Column(heading, name))
            for name, heading in self.mapping.columns.items()
            if heading and heading_key(heading) in keys
        }

    def _read_rows(
        self, sheet: str, places: dict[str, tuple[int, _Column]], rows: Iterator[tuple[int, Row]]
    ) -> None:
        for number, row in rows:
            if not any(cell != "" and text_of(cell) for cell in row):
                continue
            self.rows_read += 1
            if self.rows_read % PROGRESS_EVERY == 0:
                self.tell(self.rows_read)
            cells = {
                name: (row[at] if at < len(row) else "", column)
                for name, (at, column) in places.items()
            }
            self._add(sheet, number, _Cells(cells, self, sheet, number))

    def _add(self, sheet: str, number: int, cells: "_Cells") -> None:
        column = self.mapping.columns["person_id"]
        try:
            person_id = identifier_of(cells.cell("person_id"))
            if not person_id:
                raise Unreadable(f"No {self.number}, so nothing says what the row is about.")
            if heading_key(person_id) == heading_key(column):
                raise Unreadable("The headings are repeated here; this is no row of data.")
        except Unreadable as error:
            value = text_of(cells.cell("person_id"))
            self.problems.reject(sheet, number, column, value, str(error))
            return
        if person_id in self.cases and self._is_joined(person_id, cells):
            return
        if person_id in self.cases:
            first = self.first_rows[person_id]
            is_case = self.kind == CASE_FILE
            why = f"{'Case ' * is_case}{person_id} appears twice; the first row is kept."
            self.duplicates.append(Duplicate(person_id, sheet, (first, number), first, why))
            return
        self.first_rows[person_id] = number
        self.cases[person_id] = self._made(person_id, cells)

    def _made(self, person_id: str, cells: "_Cells") -> CaseRow:
        if self.kind == CASE_FILE:
            return self._case(person_id, cells)
        found = listed_row(self.kind, person_id, cells, self.day)
        return found._replace(
            sex=self._code(cells, "sex"),
            ethnicity=self._code(cells, "ethnicity"),
            disability=self._code(cells, "disability"),
        )

    def _is_joined(self, person_id: str, cells: "_Cells") -> bool:
        """Whether the row only says of which further children the subject is."""
        if CHILDREN not in cells.cells or self.kind == CASE_FILE:
            return False
        made, differing = joined(self.cases[person_id], self._made(person_id, cells))
        if made is None:
            return False
        self.cases[person_id] = made
        if differing:
            why = f"Row {cells.row} says otherwise than row {self.first_rows[person_id]}, which is believed."
            named = [self.mapping.columns.get(each, each) for each in differing]
            self.conflicts.append(Conflict(person_id, ", ".join(named), why))
        return True

    def _case(self, person_id: str, cells: "_Cells") -> CaseRow:
        written, worker = cells.text("case_type"), cells.text("worker")
        closed_on = cells.date("closed_on")
        last, status = self._status(cells, written, closed_on)
        disability = self._code(cells, "disability")
        return CaseRow(
            person_id=person_id,
            status=status,
            last_open_status=last,
            flags=self._flags(status, closed_on, disability),
            worker="" if is_nobody(worker) else worker,
            worker_id=cells.text("worker_id"),
            team=cells.text("team"),
            personal_adviser=cells.text("personal_adviser"),
            sex=self._code(cells, "sex"),
            ethnicity=self._code(cells, "ethnicity"),
            age_band=age_band(cells.age(self.day)),
            disability=disability,
            opened_on=cells.date("opened_on"),
            closed_on=closed_on,
            last_seen_on=cells.date("last_seen_on"),
            last_review_on=cells.date("last_review_on"),
            family_id=cells.text("family_id"),
            source_values={"case_type": written} if written else {},
        )

    def _status(self, cells: "_Cells", written: str, closed_on: dt.date | None) -> tuple[str, str]:
        """(what the case is or last was, its status)."""
        state = cells.text("status")
        last = self._case_type(written) or ""
        is_closed = state.lower() in CLOSED or (closed_on is not None and closed_on <= self.day)
        if not last and state and state.lower() not in (*OPEN, *CLOSED):
            # Some lists keep the case type in a column called status.
            last = self._translated.get(state.casefold()) or suggested_status(state) or ""
        if written and not self._case_type(written):
            self.unknown[(self.mapping.columns["case_type"], written)] += 1
        elif not written and state and not last and state.lower() not in (*OPEN, *CLOSED):
            self.unknown[(self.mapping.columns["status"], state)] += 1
        if is_closed or last == "closed":
            return ("" if last == "closed" else last or UNKNOWN), "closed"
        return last or UNKNOWN, last or UNKNOWN

    def _case_type(self, written: str) -> str | None:
        if not written:
            return None
        chosen = self._translated.get(written.casefold())
        return chosen if chosen in STATUSES else suggested_status(written)

    def _code(self, cells: "_Cells", name: str) -> str:
        text = cells.text(name)
        found = annex_a().code_sets[CODED[name]].find(text) if text else ""
        if found is None:
            self.unknown[(self.mapping.columns[name], text)] += 1
            return text
        return found

    def _flags(self, status: str, closed_on: dt.date | None, disability: str) -> tuple[str, ...]:
        found = ["disability"] if disability == "Yes" else []
        is_recent = closed_on is None or self.day - closed_on <= RECENTLY
        return tuple(found + (["recently_closed"] if status == "closed" and is_recent else []))


@dataclass(frozen=True)
class _Cells:
    """The matched cells of one row; unreadable ones are reported and left out."""

    cells: Mapping[str, tuple[Cell, _Column]]
    table: _Table
    sheet: str
    row: int

    def cell(self, name: str) -> Cell:
        return self.cells[name][0] if name in self.cells else ""

    def text(self, name: str) -> str:
        return text_of(self.cell(name))

    def date(self, name: str) -> dt.date | None:
        try:
            return date_of(self.cell(name))
        except Unreadable as error:
            self.note(name, error)
            return None

    def age(self, day: dt.date) -> int | None:
        born_on = self.date("date_of_birth")
        if born_on is not None:
            return age_on(born_on, day)
        try:
            return age_of(self.cell("age"))
        except Unreadable as error:
            self.note("age", error)
            return None

    def note(self, name: str, error: Unreadable) -> None:
        cell, column = self.cells[name]
        self.table.problems.note(self.sheet, self.row, column, cell, str(error))
