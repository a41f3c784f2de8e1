"""What the rows of a file of past audits say, read by its map: all of a row, or what is wrong with it."""

import calendar
import hashlib
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from goldenthread.audits.past.map import PastMap, folded
from goldenthread.method.grim import counts_for
from goldenthread.readers.cells import Unreadable, date_of
from goldenthread.readers.export_sheets import ExportRead

YES_OR_NO = {"1": True, "yes": True, "y": True, "true": True,
             "0": False, "no": False, "n": False, "false": False}  # fmt: skip
KINDS_OF_AUDITOR = ("internal", "external")
LONGEST = {"number": 60, "case_number": 60, "family": 60, "authority": 80, "round": 80,
           "audit_type": 80, "service": 80, "section": 120, "cohort": 80, "what": 200}  # fmt: skip


@dataclass(frozen=True, order=True)
class Problem:
    """What stops an import: the row a person sees, the column, what stands there, and what to do."""

    row: int
    column: str
    value: str
    what: str

    @property
    def text(self) -> str:
        stands = f" “{self.value[:60]}”" if self.value else ""
        return f"Row {self.row}, {self.column}{stands}: {self.what}"


@dataclass(frozen=True)
class PastRow:
    """One audit of a file. Grades are texts of the file still; a yes or no that is not said is None."""

    row: int
    number: str
    authority: str
    round: str
    period: tuple[date, date]
    audit_type: str = ""
    service: str = ""
    case_type: str = ""
    case_number: str = ""
    family: str = ""
    flags: tuple[str, ...] = ()
    auditor_kind: str = ""
    auditor_grade: str = ""
    moderated_grade: str = ""
    is_graded: bool | None = None
    is_moderated: bool | None = None

    @property
    def key(self) -> str:
        return key_of(self.authority, self.number)

    @property
    def code(self) -> str:
        """The code of its round: LA-ROUND, or the round alone where no authority is named.

        >>> from datetime import date
        >>> day = date(2018, 2, 1)
        >>> PastRow(2, "A1", "City of London", "2018", (day, day)).code
        'city-of-london-2018'
        """
        return code_of(self.authority, self.round)


@dataclass(frozen=True)
class SectionRow:
    row: int
    number: str
    authority: str
    section: str
    grade: str


@dataclass(frozen=True)
class PercentRow:
    row: int
    authority: str
    cohort: str
    what: str
    percent: str
    n: int | None


def code_of(authority: str, round: str) -> str:
    slug = slugify(re.sub(r"[^\w\s-]", " ", f"{authority} {round}"))
    return (
        slug if len(slug) <= 40 else f"{slug[:31]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
    )


def key_of(authority: str, number: str) -> str:
    """By which a second file finds an audit of the first: nothing can be read from it."""
    return hashlib.sha256(f"{folded(authority)}\n{folded(number)}".encode()).hexdigest()


class _Cells:
    """The cells of one row by our fields, with what is wrong with them."""

    def __init__(
        self, used: PastMap, headings: Sequence[str], row: int, cells: Sequence[str]
    ) -> None:
        self.map, self.row = used, row
        self.there = dict(zip(headings, cells, strict=False))
        self.problems: list[Problem] = []

    def column(self, name: str) -> str:
        return self.map.columns.get(name, name)

    def text(self, name: str, *, is_needed: bool = False) -> str:
        if name in self.map.columns:
            told = " ".join(self.there.get(self.column(name), "").split())
            text = self.map.meaning(name, told)
        else:
            text = self.map.fixed.get(name, "")
        if is_needed and not text:
            self.wrong(name, "", "is empty, and every row needs it.")
        if len(text) > LONGEST.get(name, 1_000):
            self.wrong(name, text, f"is longer than {LONGEST[name]} characters; shorten it.")
        return text

    def wrong(self, name: str, value: str, what: str) -> None:
        self.problems.append(Problem(self.row, self.column(name), value, what))

    def yes_or_no(self, name: str) -> bool | None:
        text = self.text(name)
        if not text:
            return None
        if folded(text) not in YES_OR_NO:
            self.wrong(
                name, text, "is not yes or no. Write 1 or 0, or leave it empty if not known."
            )
        return YES_OR_NO.get(folded(text))

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        text = folded(self.text(name))
        if text and text not in allowed:
            self.wrong(name, text, f"is none of {', '.join(allowed)}. Leave it empty if not known.")
        return text

    def flags(self) -> tuple[str, ...]:
        fixed = self.map.fixed.get("flags", "")
        told = (
            self.there.get(self.map.columns["flags"], "") if "flags" in self.map.columns else fixed
        )
        parts = [" ".join(part.split()) for part in told.split(";") if part.strip()]
        codes = [self.map.meaning("flags", part) for part in parts]
        return tuple(dict.fromkeys(slugify(code).replace("-", "_")[:40] for code in codes if code))

    def period(self, round: str, today: date) -> tuple[date, date]:
        try:
            said = date_of(self.text("period_from")), date_of(self.text("period_to"))
        except Unreadable as error:
            self.wrong("period_from", "", f"or the end of the period {error}.")
            return today, today
        found = (said[0], said[1]) if said[0] and said[1] else None
        first, last = (
            found or self.map.periods.get(folded(round)) or period_of(round) or (None, None)
        )
        if first is None or last is None:
            what = "does not say which months it was. Say so under periods: in the map."
            self.wrong("round", round, what)
            return today, today
        if last < first or first > today:
            self.wrong("round", round, "has a period that is not past, or ends before it begins.")
        return first, min(last, today)


def period_of(round: str) -> tuple[date, date] | None:
    """The days that a name such as 2018 or 2018-02 says; None for any other.

    >>> period_of("2018-02"), period_of("Spring")
    ((datetime.date(2018, 2, 1), datetime.date(2018, 2, 28)), None)
    """
    if re.fullmatch(r"(19|20)\d\d", round):
        return date(int(round), 1, 1), date(int(round), 12, 31)
    if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", round):
        year, month = map(int, round.split("-"))
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return None


Read = tuple[list[PastRow], list[Problem]]


def audits_read(used: PastMap, read: ExportRead, today: date) -> Read:
    """Each row as an audit of a round, and everything that is wrong."""
    rows, problems = [], []
    seen: dict[Hashable, int] = {}
    cases: dict[Hashable, int] = {}
    for cells in _rows(used, read):
        row = _audit(cells, today)
        _once(cells, "number", row.number, row.key, seen)
        if row.case_number:
            _once(cells, "case_number", row.case_number, (row.code, folded(row.case_number)), cases)
        rows.append(row)
        problems += cells.problems
    return rows, [*problems, *_crossing(rows, used)]


def _once(cells: _Cells, name: str, value: str, key: Hashable, seen: dict[Hashable, int]) -> None:
    if value and key in seen:
        cells.wrong(name, value, f"stands in row {seen[key]} already. Each audit has one row.")
    seen.setdefault(key, cells.row)


def _crossing(rows: Sequence[PastRow], used: PastMap) -> Iterator[Problem]:
    """Rounds whose names differ and whose codes are the same, or whose periods differ."""
    first: dict[str, PastRow] = {}
    for row in rows:
        known = first.setdefault(row.code, row)
        if (folded(known.round), folded(known.authority)) != (
            folded(row.round),
            folded(row.authority),
        ):
            what = f"has the same code as “{known.round}” in row {known.row}. Name one otherwise."
            yield Problem(row.row, used.columns.get("round", "round"), row.round, what)
        elif known.period != row.period:
            what = f"has another period than in row {known.row}. Give a round one period."
            yield Problem(row.row, used.columns.get("round", "round"), row.round, what)


def _audit(cells: _Cells, today: date) -> PastRow:
    round = cells.text("round", is_needed=True)
    authority = cells.text("authority")
    if round and not code_of(authority, round):
        cells.wrong("round", round, "has no letter or figure to make a code of. Name it otherwise.")
    return PastRow(
        row=cells.row,
        number=cells.text("number", is_needed=True),
        authority=authority,
        round=round,
        period=cells.period(round, today) if round else (today, today),
        audit_type=cells.text("audit_type"),
        service=cells.text("service"),
        case_type=cells.text("case_type"),
        case_number=cells.text("case_number"),
        family=cells.text("family"),
        flags=cells.flags(),
        auditor_kind=cells.one_of("auditor_kind", KINDS_OF_AUDITOR),
        auditor_grade=cells.text("auditor_grade"),
        moderated_grade=cells.text("moderated_grade"),
        is_graded=cells.yes_or_no("is_graded"),
        is_moderated=cells.yes_or_no("is_moderated"),
    )


def sections_read(used: PastMap, read: ExportRead) -> tuple[list[SectionRow], list[Problem]]:
    rows, problems = [], []
    seen: dict[Hashable, int] = {}
    for cells in _rows(used, read):
        names = ("number", "section", "grade")
        number, section, grade = (cells.text(name, is_needed=True) for name in names)
        authority = cells.text("authority")
        _once(cells, "section", section, (folded(authority), folded(number), folded(section)), seen)
        rows.append(SectionRow(cells.row, number, authority, section, grade))
        problems += cells.problems
    return rows, problems


def percents_read(used: PastMap, read: ExportRead) -> tuple[list[PercentRow], list[Problem]]:
    rows, problems = [], []
    for cells in _rows(used, read):
        cohort, what = (cells.text(name, is_needed=True) for name in ("cohort", "what"))
        percent = cells.text("percent", is_needed=True).removesuffix("%").strip()
        n = _whole(cells, "n")
        if percent:
            _possible(cells, percent, n)
        rows.append(PercentRow(cells.row, cells.text("authority"), cohort, what, percent, n))
        problems += cells.problems
    return rows, problems


def _possible(cells: _Cells, percent: str, n: int | None) -> None:
    """Whether a count of the n may be printed so: where none may, the number was copied wrongly."""
    try:
        counts = counts_for(percent, n or 100_000)
    except ValueError:
        cells.wrong(
            "percent", percent, "is not a percentage. Write it as printed, such as 44 or 11.1."
        )
        return
    if n and not counts:
        cells.wrong("percent", percent, f"is the share of no count of {n}. Check both numbers.")


def _whole(cells: _Cells, name: str) -> int | None:
    text = cells.text(name)
    if text and (not text.isascii() or not text.isdecimal() or not 0 < int(text) < 1_000_000):
        cells.wrong(name, text, "is not a number of audits. Leave it empty if it is not printed.")
        return None
    return int(text) if text else None


def _rows(used: PastMap, read: ExportRead) -> Iterator[_Cells]:
    for row, cells in read.rows:
        if any(cell.strip() for cell in cells):
            yield _Cells(used, read.headings, row, cells)
