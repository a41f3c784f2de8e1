"""Indicators from a spreadsheet: which column is what, and each row as a value of a period. No Django."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from goldenthread.readers.export_sheets import ExportRead

FIELDS = {
    "indicator": "Indicator", "period": "Period", "value": "Value", "unit": "Unit", "source": "Source",
    "team": "Team",
}  # fmt: skip
NEEDED = ("indicator", "period", "value", "source")
_CALLED = {
    "indicator": ("indicator", "measure", "name", "kpi", "performance indicator"),
    "period": ("period", "quarter", "month", "year", "time period"),
    "value": ("value", "figure", "result", "actual", "outturn"),
    "unit": ("unit", "units", "unit of measure"),
    "source": ("source", "data source", "from"),
    "team": ("team", "service team"),
}
LONGEST = 200
MOST = Decimal(10) ** 12
_MONTHS = [dt.date(2000, n, 1).strftime("%B").lower() for n in range(1, 13)]
PERIODS = "2025/26, Q1 2025/26, January 2026, 2026-01, 2026, or 2026-01-01 to 2026-03-31"


@dataclass(frozen=True)
class IndicatorRow:
    """One value; `team` is empty for the whole authority. `period` stands as it was written."""

    row: int
    indicator: str
    period: str
    from_on: dt.date
    to_on: dt.date
    value: Decimal
    unit: str
    source: str
    team: str

    @property
    def key(self) -> tuple[str, dt.date, dt.date, str]:
        """What there is one value of."""
        return self.indicator.casefold(), self.from_on, self.to_on, self.team.casefold()


@dataclass(frozen=True)
class IndicatorProblem:
    """Why a row cannot be used: the row as a person sees it, the heading, what it says, what is wrong."""

    row: int
    column: str
    value: str
    what: str

    @property
    def text(self) -> str:
        return f"row {self.row}, {self.column}: {self.value or 'empty'}: {self.what}"


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """The heading of each field, where one is called so.

    >>> suggested(["KPI", "Quarter", "Value", "Data source"])
    {'indicator': 'KPI', 'period': 'Quarter', 'value': 'Value', 'source': 'Data source'}
    """
    low = {heading.strip().casefold(): heading for heading in headings if heading}
    found = {}
    for name, words in _CALLED.items():
        if known := next((low[word] for word in words if word in low), ""):
            found[name] = known
    return found


def rows_read(
    read: ExportRead, columns: Mapping[str, str], teams: Collection[str]
) -> tuple[list[IndicatorRow], list[IndicatorProblem]]:
    """Every row as a value, and everything that is wrong; rows without a word are passed over."""
    rows: list[IndicatorRow] = []
    problems: list[IndicatorProblem] = []
    if lacking := [FIELDS[name] for name in NEEDED if not columns.get(name)]:
        return [], [IndicatorProblem(1, ", ".join(lacking), "", "no column is chosen for it")]
    places = {name: read.headings.index(h) for name, h in columns.items() if h in read.headings}
    known = {team.casefold(): team for team in teams}
    seen: dict[tuple[str, dt.date, dt.date, str], int] = {}
    for number, cells in read.rows:
        if not any(cell.strip() for cell in cells):
            continue
        said = {
            n: " ".join(cells[at].split()) if at < len(cells) else "" for n, at in places.items()
        }
        faults = list(_faults(said, known))
        if not faults:
            row = _row(number, said, known)
            if row.key in seen:
                faults = [
                    ("indicator", f"row {seen[row.key]} has a value of the same period and team")
                ]
            else:
                seen[row.key] = number
                rows.append(row)
        problems += [
            IndicatorProblem(
                number, columns.get(name) or FIELDS[name], said.get(name, "")[:80], what
            )
            for name, what in faults
        ]
    return rows, problems


def _faults(said: Mapping[str, str], teams: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in NEEDED:
        if not said.get(name):
            yield name, "nothing stands here"
    for name, text in said.items():
        if len(text) > LONGEST:
            yield name, f"more than {LONGEST} characters"
    if said.get("period") and period_of(said["period"]) is None:
        yield "period", f"no period that is known: write {PERIODS}"
    if said.get("value") and number_of(said["value"]) is None:
        yield "value", "no number; leave the row out where the value is not published"
    if said.get("team") and said["team"].casefold() not in teams:
        yield "team", "no team has this name; leave it empty for the whole authority"


def _row(number: int, said: Mapping[str, str], teams: Mapping[str, str]) -> IndicatorRow:
    period, value = period_of(said["period"]), number_of(said["value"])
    if period is None or value is None:  # the faults were looked for before
        raise ValueError(said)
    unit = said.get("unit", "") or ("%" if said["value"].rstrip().endswith("%") else "")
    team = teams.get(said.get("team", "").casefold(), "")
    return IndicatorRow(
        number, said["indicator"], said["period"], *period, value, unit, said["source"], team
    )


def number_of(text: str) -> Decimal | None:
    """A value as it is written; None where it is no number, or one that no indicator has.

    >>> number_of("1,204"), number_of("83.5%"), number_of("c"), number_of("nan")
    (Decimal('1204'), Decimal('83.5'), None, None)
    """
    try:
        found = Decimal(text.replace(",", "").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return round(found, 4).normalize() + 0 if found.is_finite() and abs(found) < MOST else None


def period_of(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a period; years with a stroke run from April, as authorities' do.

    >>> [str(day) for day in period_of("Q4 2025/26")]
    ['2026-01-01', '2026-03-31']
    >>> [str(day) for day in period_of("Jan 2026")]
    ['2026-01-01', '2026-01-31']
    >>> period_of("Q1 2026")  # of which year is it the first quarter?
    """
    low = " ".join(text.casefold().replace("–", "-").split())
    day = r"(\d{4}-\d\d-\d\d)(?: 00:00:00)?"
    if match := re.fullmatch(f"{day} to {day}", low):
        return _days(*match.groups())
    if match := re.fullmatch(r"(?:q([1-4]) ?)?(20\d\d)[/-](\d\d)(?: ?q([1-4]))?", low):
        quarter, year, short = match[1] or match[4], int(match[2]), int(match[3])
        if short == (year + 1) % 100 and not (match[1] and match[4]):
            return _months(year, 3 * int(quarter) + 1, 3) if quarter else _months(year, 4, 12)
        return _months(year, short, 1) if not quarter and "-" in low and 1 <= short <= 12 else None
    if match := re.fullmatch(r"([a-z]{3,9})[ -](20\d\d)", low):
        month = next((n for n, m in enumerate(_MONTHS, 1) if match[1] in (m, m[:3])), 0)
        return _months(int(match[2]), month, 1) if month else None
    return _months(int(low), 1, 12) if re.fullmatch(r"20\d\d", low) else None


def _months(year: int, month: int, many: int) -> tuple[dt.date, dt.date]:
    """So many whole months from the first of one; a month above 12 is of the next year."""
    first, after = (
        dt.date(year + (m - 1) // 12, (m - 1) % 12 + 1, 1) for m in (month, month + many)
    )
    return first, after - dt.timedelta(days=1)


def _days(from_on: str, to_on: str) -> tuple[dt.date, dt.date] | None:
    try:
        first, last = dt.date.fromisoformat(from_on), dt.date.fromisoformat(to_on)
    except ValueError:
        return None
    return (first, last) if first <= last else None
