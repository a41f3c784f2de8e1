"""Files of one day, each with Annex A lists, read into one case list. Runs in the child process."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from goldenthread.readers.annex_a import allocated, flags, status
from goldenthread.readers.annex_a.gather import Child, Gathering, ListRow
from goldenthread.readers.annex_a.lists import Match, find_list
from goldenthread.readers.annex_a.spec import annex_a
from goldenthread.readers.cells import age_band, age_on
from goldenthread.readers.guard import NoListFound
from goldenthread.readers.reading import (
    CaseRow,
    Conflict,
    Duplicate,
    FileRead,
    ListFound,
    NotCases,
    Reading,
    UnknownValue,
)
from goldenthread.readers.sheets import Row, Sheet, sheets_of
from goldenthread.readers.workers import generic_workers

# Values that mean "not known" do not contradict one that is known.
NOT_KNOWN = ("Not stated/recorded", "NOBT", "REFU", "UNKNOWN", "Unknown")
IN_WORDS = {
    1: "contacts (List 1)",
    2: "finished early help assessments (List 2)",
    3: "referrals (List 3)",
    4: "finished assessments (List 4)",
    5: "section 47 enquiries (List 5)",
    10: "adoption (List 10)",
}
ABOUT = {
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "date_of_birth": "date of birth",
}
# List, what we call it, and its key.
AS_WRITTEN = (
    (6, "case_type", "case_status_as_written"),
    (8, "legal_status", "legal_status_as_written"),
    (9, "eligibility", "eligibility_as_written"),
)
Opened = tuple[Path, FileRead, str]


def read_annex_a(
    files: Sequence[Opened], taken_on: dt.date, tell: Callable[[int], None]
) -> Reading:
    """All lists of all files as one case list.

    Raises FileRefused; NoListFound where a file holds no list at all.
    """
    gathering = Gathering(annex_a(), taken_on, tell)
    read = tuple(_read_file(gathering, *opened) for opened in files)
    return _Cases(gathering).reading(read)


def _read_file(gathering: Gathering, path: Path, file: FileRead, kind: str) -> FileRead:
    lists, ignored = [], []
    for sheet in sheets_of(path, file.name, kind):
        found = _read_sheet(gathering, sheet)
        if found:
            lists.append(found)
        else:
            ignored.append(sheet.name)
    if not lists:
        raise NoListFound(
            file.name,
            "None of its sheets has the headings of an Annex A list.",
            "If it is your own list, match its columns yourself; "
            "otherwise export Annex A again with its headings.",
        )
    return replace(file, lists=tuple(lists), sheets_ignored=tuple(ignored))


def _read_sheet(gathering: Gathering, sheet: Sheet) -> ListFound | None:
    spec = annex_a()
    first: list[tuple[int, Row]] = list(itertools.islice(sheet.rows, spec.header_rows))
    match = find_list(first, spec)
    if match is None:
        return None
    if sheet.is_hidden:
        gathering.problems.note_sheet(sheet.name, "This sheet is hidden; its rows were read.")
    rows = gathering.add_sheet(sheet.name, match, itertools.chain(first, sheet.rows))
    return _list_found(match, sheet.name, rows)


def _list_found(match: Match, sheet: str, rows: int) -> ListFound:
    return ListFound(match.list.number, sheet, rows, match.missing, match.thrown_away)


class _Cases:
    """Turns gathered children into cases."""

    def __init__(self, gathering: Gathering) -> None:
        self._g, self._day = gathering, gathering.taken_on
        self._conflicts: list[Conflict] = []
        self._not_cases: Counter[str] = Counter()
        self._duplicates: list[Duplicate] = list(gathering.duplicates)

    def reading(self, files: tuple[FileRead, ...]) -> Reading:
        cases = [case for child in self._g.each_child() if (case := self._case(child))]
        generic = generic_workers(cases)
        return Reading(
            taken_on=self._day,
            files=files,
            rows_read=self._g.rows_read,
            rows_rejected=len(self._g.problems.rejected),
            cases=tuple(_with_generic_flag(cases, {each.worker for each in generic})),
            problems=self._g.problems.listed(),
            unknown_values=tuple(
                UnknownValue(*key, count) for key, count in self._g.unknown.most_common()
            ),
            duplicates=tuple(self._duplicates),
            conflicts=tuple(self._conflicts),
            unallocated=tuple(case.person_id for case in cases if _is_unallocated(case)),
            generic_workers=generic,
            not_cases=tuple(NotCases(why, n) for why, n in self._not_cases.most_common()),
        )

    def _case(self, child: Child) -> CaseRow | None:
        age = self._age(child)
        found = status.standing(child, age, self._day)
        if found is None:
            self._not_cases[_only_in(child)] += 1
            return None
        if len(child.believed) == 1:
            about = {key: child.believed[0].get(key) for key in ABOUT}
        else:
            about = {key: self._believed(child, key) for key in ABOUT}
        self._note_repeats(child)
        for said in status.contradictions(child, age, self._day, self._g.lists_seen):
            self._conflicts.append(Conflict(child.person_id, "status", f"{said}."))
        held = allocated.allocated(child, found.status == "closed", self._day)
        disability = str(about["disability"] or "")
        return CaseRow(
            person_id=child.person_id,
            status=found.status,
            last_open_status=found.last_open_status,
            flags=tuple(sorted(self._flags(child, found, disability, age))),
            worker=held.worker,
            team=held.team,
            worker_is_historic=held.is_historic,
            personal_adviser=_first(child.on(9), "personal_adviser"),
            sex=str(about["sex"] or ""),
            ethnicity=str(about["ethnicity"] or ""),
            age_band=age_band(age),
            disability=disability,
            opened_on=found.opened_on,
            closed_on=found.closed_on,
            last_seen_on=_latest(child, "last_seen_on"),
            last_review_on=_latest(child, "last_review_on"),
            source_values=_as_written(child),
        )

    def _flags(
        self, child: Child, found: status.Standing, disability: str, age: int | None
    ) -> set[str]:
        kept = flags.flags(child, found, disability, self._day)
        if age == -1:
            kept.add("unborn")
        return kept

    def _believed(self, child: Child, key: str) -> Any:
        """The value of the list that is believed first; lists that differ are a conflict."""
        said = child.said(key)
        known = {value: row for value, row in said.items() if value not in NOT_KNOWN} or said
        if len(known) > 1:
            self._conflicts.append(_conflict(child.person_id, key, known))
        return next(iter(known), None)

    def _age(self, child: Child) -> int | None:
        born_on = child.first_said("date_of_birth")
        if isinstance(born_on, dt.date):
            return age_on(born_on, self._day)
        age: int | None = child.first_said("age")
        return age

    def _note_repeats(self, child: Child) -> None:
        if len(child.believed) == len(child.rows):
            return
        for number in (6, 7, 8, 9, 10):
            rows = child.on(number)
            if len(rows) > 1:
                best = status.best_row(rows, self._day)
                why = f"List {number} should name a child once. Row {best.row} is used first."
                places = tuple(row.row for row in rows)
                repeat = Duplicate(child.person_id, best.sheet, places, best.row, why)
                self._duplicates.append(repeat)


def _conflict(person_id: str, key: str, known: dict[Any, ListRow]) -> Conflict:
    """Where lists differ; a date of birth is never repeated, only where it stands."""
    shown = (
        row.place if key == "date_of_birth" else f"{value} ({row.place})"
        for value, row in known.items()
    )
    used = next(iter(known.values())).place
    text = f"Different {ABOUT[key]} in: {'; '.join(shown)}. {used} is used."
    return Conflict(person_id, ABOUT[key], text)


def _only_in(child: Child) -> str:
    return "Only in " + " and ".join(IN_WORDS[n] for n in sorted(child.rows) if n in IN_WORDS)


def _first(rows: Sequence[ListRow], key: str) -> str:
    for row in rows:
        if text := row.text(key):
            return text
    return ""


def _latest(child: Child, key: str) -> dt.date | None:
    if len(child.believed) == 1:
        return child.believed[0].date(key)
    return max(filter(None, (row.date(key) for row in child.believed)), default=None)


def _as_written(child: Child) -> dict[str, str]:
    """What the authority itself calls the case, for its own case types."""
    return {
        name: text
        for number, name, key in AS_WRITTEN
        if number in child.rows and (text := _first(child.rows[number], key))
    }


def _with_generic_flag(cases: Sequence[CaseRow], generic: set[str]) -> Iterator[CaseRow]:
    flags_with: dict[tuple[str, ...], tuple[str, ...]] = {}
    for case in cases:
        if case.worker in generic:
            if case.flags not in flags_with:
                flags_with[case.flags] = tuple(sorted({*case.flags, "generic_worker"}))
            yield case._replace(flags=flags_with[case.flags])
        else:
            yield case


def _is_unallocated(case: CaseRow) -> bool:
    """Open without a worker. Annex A names no worker for early help, so that is no news."""
    return not case.worker and case.status not in ("closed", "early_help")
