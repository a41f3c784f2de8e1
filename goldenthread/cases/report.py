"""What an upload would make, said before anything is written: the reading, without its cases."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenthread.readers.reading import (
    CaseRow,
    Conflict,
    Duplicate,
    FileRead,
    GenericWorker,
    NotCases,
    Problem,
    Reading,
    UnknownValue,
)
from goldenthread.readers.subject_lists import CASE_FILE

# Where lists say in the authority's own words what a case is, the first that is mapped counts.
SOURCES = ("case_type", "legal_status", "eligibility")
MOST_KEPT = 500


@dataclass(frozen=True)
class Kind:
    """Cases whose case type follows from the same facts. `status` is the last open one if closed."""

    status: str
    source_values: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Report:
    """Everything a person needs to decide whether to use what was read."""

    taken_on: dt.date
    fingerprint: str
    files: tuple[FileRead, ...]
    rows_read: int
    rows_rejected: int
    cases: int
    by_status: Mapping[str, int]
    kinds: tuple[Kind, ...]
    flags: Mapping[str, int]
    problems: tuple[Problem, ...]
    unknown_values: tuple[UnknownValue, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: tuple[Conflict, ...]
    unallocated: tuple[str, ...]
    generic_workers: tuple[GenericWorker, ...]
    not_cases: tuple[NotCases, ...]
    gone: tuple[str, ...] = ()  # numbers of the list before that this one does not have
    gone_since: dt.date | None = None
    kind: str = CASE_FILE

    @property
    def rejected(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_rejected]

    @property
    def noted(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_rejected]

    @property
    def origin(self) -> str:
        """How the files were read: as Annex A, or as a table matched by hand."""
        is_table = any(found.list == 0 for file in self.files for found in file.lists)
        return "table" if is_table else "annex_a"

    def kept(self) -> dict[str, Any]:
        """What stays with the case list for good: counts, codes and places; no number, no name."""
        return {
            "by_status": dict(self.by_status),
            "flags": dict(self.flags),
            "rejected": [
                {"sheet": p.sheet, "row": p.row, "column": p.column}
                for p in self.rejected[:MOST_KEPT]
            ],
            "unknown_values": [
                {"column": u.column, "value": u.value, "count": u.count}
                for u in self.unknown_values[:MOST_KEPT]
            ],
            "not_cases": [{"reason": n.reason, "children": n.children} for n in self.not_cases],
            "duplicates": len(self.duplicates),
            "conflicts": len(self.conflicts),
            "unallocated": len(self.unallocated),
            "generic_workers": len(self.generic_workers),
            "gone": len(self.gone),
            "gone_since": self.gone_since.isoformat() if self.gone_since else None,
        }


def fingerprint(files: Sequence[FileRead], mapping: Any = None, kind: str = CASE_FILE) -> str:
    """The same for the same files read in the same way, in whatever order they were given."""
    said = [sorted(file.sha256 for file in files), mapping, *([] if kind == CASE_FILE else [kind])]
    text = json.dumps(said, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def report_of(
    reading: Reading,
    *,
    mapping: Any = None,
    gone: Sequence[str] = (),
    gone_since: dt.date | None = None,
) -> Report:
    """The report of a reading; `mapping` is the matching of columns it was read with."""
    return Report(
        taken_on=reading.taken_on,
        fingerprint=fingerprint(reading.files, mapping, reading.kind),
        files=reading.files,
        rows_read=reading.rows_read,
        rows_rejected=reading.rows_rejected,
        cases=len(reading.cases),
        by_status=reading.by_status(),
        kinds=kinds(reading.cases),
        flags=dict(sorted(Counter(flag for case in reading.cases for flag in case.flags).items())),
        problems=reading.problems,
        unknown_values=reading.unknown_values,
        duplicates=reading.duplicates,
        conflicts=reading.conflicts,
        unallocated=reading.unallocated,
        generic_workers=reading.generic_workers,
        not_cases=reading.not_cases,
        gone=tuple(gone),
        gone_since=gone_since,
        kind=reading.kind,
    )


def status_for_type(case: CaseRow) -> str:
    """The status from which a case type follows: a closed case keeps its last open one."""
    return case.last_open_status if case.status == "closed" else case.status


def source_values(case: CaseRow) -> tuple[str, ...]:
    """What the authority's own lists call the case, most telling first."""
    values = (case.source_values.get(source, "") for source in SOURCES)
    return tuple(value for value in values if value)


def kinds(cases: Sequence[CaseRow]) -> tuple[Kind, ...]:
    """How many cases there are of each kind that the mapping of case types can tell apart."""
    counts = Counter((status_for_type(case), source_values(case)) for case in cases)
    return tuple(Kind(*key, count) for key, count in counts.most_common())
