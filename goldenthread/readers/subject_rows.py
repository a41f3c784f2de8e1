"""One row of a list of contacts, foster carers or another kind of subject. Runs in the child process."""

import datetime as dt
from typing import Protocol

from goldenthread.readers.cells import Cell, Unreadable, age_band, identifier_of
from goldenthread.readers.reading import LISTED_STATUS, CaseRow
from goldenthread.readers.subject_lists import (
    CHILDREN,
    DATE,
    LISTED,
    LONGEST_TEXT,
    MOST_CHILDREN,
    NUMBERS,
    ListedField,
)
from goldenthread.readers.workers import is_nobody

CLOSED = ("closed", "ended", "inactive", "ceased", "complete", "completed", "c")
BETWEEN = "; "  # between the numbers of several children


class Cells(Protocol):
    """The matched cells of one row; what cannot be read is noted and left out."""

    def cell(self, name: str) -> Cell: ...
    def text(self, name: str) -> str: ...
    def date(self, name: str) -> dt.date | None: ...
    def age(self, day: dt.date) -> int | None: ...
    def note(self, name: str, error: Unreadable) -> None: ...


def listed_row(kind: str, number: str, cells: Cells, day: dt.date) -> CaseRow:
    """The subject of a row, with what its kind says of it. Nobody's name but the worker's is kept."""
    worker, written = cells.text("worker"), cells.text("case_type")
    closed_on = cells.date("closed_on")
    is_closed = cells.text("status").lower() in CLOSED or (
        closed_on is not None and closed_on <= day
    )
    said = {name: _said(name, field, cells) for name, field in LISTED[kind].fields.items()}
    return CaseRow(
        person_id=number,
        status="closed" if is_closed else LISTED_STATUS,
        last_open_status=LISTED_STATUS if is_closed else "",
        worker="" if is_nobody(worker) else worker,
        team=cells.text("team"),
        age_band=age_band(cells.age(day)),
        closed_on=closed_on,
        source_values={"case_type": written} if written else {},
        particulars={name: text for name, text in said.items() if text},
    )


def _said(name: str, field: ListedField, cells: Cells) -> str:
    if field.type == DATE:
        day = cells.date(name)
        return day.isoformat() if day else ""
    if field.type == NUMBERS:
        return BETWEEN.join(_numbers(name, cells))
    return cells.text(name)[:LONGEST_TEXT]


def _numbers(name: str, cells: Cells) -> list[str]:
    """The case numbers in a cell, each once: one as the spreadsheet has it, or several with ; or ,"""
    cell = cells.cell(name)
    if not isinstance(cell, str):
        return [text for text in [_number(name, cell, cells)] if text]
    parts = cell.replace(",", ";").replace("\n", ";").split(";")
    if len(parts) > MOST_CHILDREN:
        cells.note(
            name, Unreadable(f"names more than {MOST_CHILDREN} children; the others are left out")
        )
    found = [_number(name, part, cells) for part in parts[:MOST_CHILDREN]]
    return list(dict.fromkeys(text for text in found if text))


def _number(name: str, cell: Cell, cells: Cells) -> str:
    try:
        return identifier_of(cell)
    except Unreadable as error:
        cells.note(name, error)
        return ""


def children_of(row: CaseRow) -> list[str]:
    """The numbers of the children whom a contact, a family or a decision is about."""
    text = row.particulars.get(CHILDREN, "")
    return text.split(BETWEEN) if text else []


def joined(first: CaseRow, other: CaseRow) -> tuple[CaseRow | None, list[str]]:
    """The first row with the children of another of the same number, and where else the two differ.

    None where the other names no further child, or one too many: then it is a repeated row.
    """
    known = children_of(first)
    more = [number for number in children_of(other) if number not in known]
    if not more or len(known) + len(more) > MOST_CHILDREN:
        return None, []
    differing = [
        name
        for name in {**first.particulars, **other.particulars}
        if name != CHILDREN and first.particulars.get(name) != other.particulars.get(name)
    ]
    differing += [n for n in ("worker", "team", "status") if getattr(first, n) != getattr(other, n)]
    particulars = {**first.particulars, CHILDREN: BETWEEN.join([*known, *more])}
    return first._replace(particulars=particulars), differing
