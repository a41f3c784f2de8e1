"""What a case list said: the cases, and everything that was wrong with it.

A `Reading` is plain data and can be stored as JSON between the report ("this is what we would
write") and the person's decision to write it. It holds no date of birth, no name of a child and no
address; case numbers and workers' names are in it, so it is kept as carefully as the case list.
"""

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from goldenthread.readers.subject_lists import CASE_FILE

STATUSES = ("early_help", "assessment", "cin", "cp", "cla", "care_leaver", "closed")
LISTED_STATUS = "listed"  # of a subject that is not a child's case file
UNKNOWN = "unknown"  # an open case whose status or type could not be read
ID_SCHEME = "case_system"  # the number the authority's case system gave the child


@dataclass(frozen=True)
class Problem:
    """One cell or row that could not be used as it stood. Row 0 means the sheet as a whole."""

    sheet: str
    row: int
    column: str
    value: str
    problem: str
    is_rejected: bool = False  # the whole row was left out, not only this cell


@dataclass(frozen=True)
class UnknownValue:
    """A value outside the code set of its column: kept as written, counted, never coerced."""

    column: str
    value: str
    count: int


@dataclass(frozen=True)
class ListFound:
    """A sheet recognised as one of the lists (`list` 1 to 11; 0 for a table matched by hand)."""

    list: int
    sheet: str
    rows: int
    columns_missing: tuple[str, ...] = ()
    columns_thrown_away: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileRead:
    """What is kept of an uploaded file once it is deleted."""

    name: str
    sha256: str
    size: int
    lists: tuple[ListFound, ...] = ()
    sheets_ignored: tuple[str, ...] = ()


_NOTHING: Mapping[str, str] = types.MappingProxyType({})


class CaseRow(NamedTuple):
    """One case on the day of the list. Dates are the authority's; "" and None mean not known."""

    person_id: str
    status: str
    id_scheme: str = ID_SCHEME
    last_open_status: str = ""
    flags: tuple[str, ...] = ()
    worker: str = ""
    worker_id: str = ""
    team: str = ""
    worker_is_historic: bool = False
    personal_adviser: str = ""
    sex: str = ""
    ethnicity: str = ""
    age_band: str = ""
    disability: str = ""
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None
    last_seen_on: dt.date | None = None
    last_review_on: dt.date | None = None
    family_id: str = ""
    source_values: Mapping[str, str] = _NOTHING
    # What the list of another kind of subject says besides, by its own keys; dates as ISO.
    particulars: Mapping[str, str] = _NOTHING


@dataclass(frozen=True)
class Duplicate:
    """A child who stands more than once where one row was expected, or rows that are the same."""

    person_id: str
    sheet: str
    rows: tuple[int, ...]
    kept: int
    explanation: str


@dataclass(frozen=True)
class Conflict:
    """Two places that disagree about a child, and which one was believed."""

    person_id: str
    about: str
    explanation: str


@dataclass(frozen=True)
class GenericWorker:
    """A name in the worker column that is probably no single person."""

    worker: str
    cases: int
    reason: str


@dataclass(frozen=True)
class NotCases:
    """Children whose rows were read and used, but who have no open or closed case."""

    reason: str
    children: int


@dataclass(frozen=True)
class Reading:
    """Everything read from the files of one day."""

    taken_on: dt.date
    files: tuple[FileRead, ...] = ()
    rows_read: int = 0
    rows_rejected: int = 0
    cases: tuple[CaseRow, ...] = ()
    problems: tuple[Problem, ...] = ()  # the rejected rows first, then what did no harm
    unknown_values: tuple[UnknownValue, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unallocated: tuple[str, ...] = ()
    generic_workers: tuple[GenericWorker, ...] = ()
    not_cases: tuple[NotCases, ...] = ()
    kind: str = CASE_FILE  # what its rows are about

    def by_status(self) -> dict[str, int]:
        """Cases by status, zeros included; "unknown" only where there are any."""
        counts = Counter(case.status for case in self.cases)
        if self.kind != CASE_FILE:
            return dict(counts.most_common())
        known = {status: counts[status] for status in STATUSES}
        return known | ({UNKNOWN: counts[UNKNOWN]} if counts[UNKNOWN] else {})

    def to_json(self) -> dict[str, Any]:
        """The reading as JSON values; `from_json` gives back an equal reading."""
        written: dict[str, Any] = as_json(self)
        return written

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Reading":
        """The reading that `to_json` wrote."""
        read: Reading = from_json(Reading, data)
        return read


def as_json(value: Any) -> Any:
    """Frozen dataclasses, tuples, mappings and dates as JSON values."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, CaseRow):
        return {name: as_json(item) for name, item in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    kind: Any = type(value)
    return {name: as_json(getattr(value, name)) for name in _field_types(kind)}


@functools.cache
def _field_types(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    if kind is CaseRow:
        return hints
    return {each.name: hints[each.name] for each in dataclasses.fields(kind)}


def from_json(kind: Any, value: Any) -> Any:
    """The value of a declared type back from what `as_json` made of it."""
    if kind in (str, int, bool) or isinstance(value, CaseRow):
        return value
    if kind is CaseRow or (dataclasses.is_dataclass(kind) and isinstance(kind, type)):
        types_of = _field_types(kind)
        return kind(**{name: from_json(types_of[name], item) for name, item in value.items()})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return None if value is None else from_json(arguments[0], value)
    if origin is tuple:
        return tuple(from_json(arguments[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: from_json(arguments[1], item) for key, item in value.items()}
    return dt.date.fromisoformat(value)
