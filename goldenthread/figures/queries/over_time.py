"""One measure over rounds made alike, period by period: the only figures that stand on one line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count

from goldenthread.figures.queries.alike import Alike, rounds_alike
from goldenthread.figures.queries.behind import MEETING
from goldenthread.figures.queries.figure import figure_key
from goldenthread.figures.queries.standing import check, scales_of, standing
from goldenthread.figures.queries.timely import timeliness
from goldenthread.journal.changes import today
from goldenthread.method.monitoring import Chart, NotAllowed, Run, XmR, over_time, xmr_chart
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL

BY_ROUND, BY_MONTH = "round", "month"
MET, AUDITS, IN_TIME = "met", "audits", "in_time"
MEASURES = (MET, AUDITS, IN_TIME)
ONLY_THESE = Basis("purposive")
Counts = Mapping[str, tuple[int, int]]  # period -> so many of so many


@dataclass(frozen=True)
class Measure:
    """What is followed: `what` of MEASURES, at a stage, of one question where it is of time."""

    what: str = MET
    stage: str = "auditor"
    question: str = ""

    def key(self, is_part: bool, **where: str) -> str:
        """The figure of a number: of those that met, or of all."""
        if self.what == IN_TIME:
            of = "in_time" if is_part else "known"
            return figure_key("timeliness", question=self.question, **where, of=of)
        grade = MEETING if is_part else "n"
        return figure_key("grades", stage=self.stage, **where, grade=grade)


@dataclass(frozen=True)
class Period:
    """`part` of `n`; `is_over`: whether all of it has been. Marks: what the chart says of it."""

    code: str
    title: str
    part: int
    n: int
    is_over: bool = True
    low: float | None = None
    high: float | None = None
    is_outside: bool = False
    is_above: bool = False
    is_in_run: bool = False

    @property
    def share(self) -> Share:
        return share(self.part, self.n, basis=ONLY_THESE)


@dataclass(frozen=True)
class OverTime:
    """The periods, the oldest first, and the chart that they allow, else why there is none.

    `charted`: those of the periods that are in the chart: over, and of shares with audits.
    """

    measure: Measure
    by: str
    alike: Alike
    periods: tuple[Period, ...]
    chart: Chart | Run | XmR | NotAllowed

    @property
    def charted(self) -> tuple[Period, ...]:
        return tuple(p for p in self.periods if _is_charted(self.measure, p))

    @property
    def total(self) -> Share:
        part, n = (sum(getattr(p, name) for p in self.periods) for name in ("part", "n"))
        return share(part, n, basis=ONLY_THESE)

    @property
    def middle(self) -> float | None:
        """What the line in the middle stands for: the share of all, the median, or the mean."""
        if isinstance(self.chart, NotAllowed):
            return None
        if isinstance(self.chart, XmR):
            return self.chart.mean
        return float(self.chart.median if isinstance(self.chart, Run) else self.chart.share)


def measure_over_time(
    by: Actor, like: Round, measure: Measure, periods: str = BY_ROUND,
    where: Mapping[str, str] | None = None,
) -> OverTime:  # fmt: skip
    """A measure by round or by month, of the rounds made like one. Raises UnknownDimension, UnknownFigure."""
    where = dict(where or {})
    check((), where, measure.stage)
    stage = "auditor" if measure.what == IN_TIME else measure.stage
    alike = rounds_alike(by, like, stage=stage, case_type=where.get("case_type", ""))
    among = {**where, "round": alike.codes}
    counts = _in_time(by, measure, periods, among) if measure.what == IN_TIME else _graded(
        by, measure, periods, among)  # fmt: skip
    found = tuple(_by_month(counts) if periods == BY_MONTH else _by_round(alike, counts))
    chart = _chart(measure, [p for p in found if _is_charted(measure, p)])
    return OverTime(measure, periods, alike, tuple(_marked(measure, found, chart)), chart)


def _is_charted(measure: Measure, period: Period) -> bool:
    return period.is_over and (measure.what == AUDITS or period.n > 0)


def _graded(by: Actor, measure: Measure, periods: str, where: Mapping[str, str]) -> Counts:
    found = standing(by, measure.stage, where, (periods,)).filter(section=OVERALL).order_by()
    column = "month_of" if periods == BY_MONTH else "audit__round__code"
    rows: Any = found.values_list(column, "audit__tool_version", "grade").annotate(n=Count("pk"))
    rows = list(rows)
    scales = scales_of({version for _, version, *_ in rows})
    met, graded = Counter[str](), Counter[str]()
    for code, version, grade, n in rows:
        if version in scales:
            graded[code] += n
            met[code] += n * scales[version].meets_standard(grade)
    return {code: (met[code], n) for code, n in graded.items()}


def _in_time(by: Actor, measure: Measure, periods: str, where: Mapping[str, str]) -> Counts:
    rows = timeliness(by, measure.question, (periods,), where)
    return {row.group[periods]: (row.of("in_time"), row.of("known")) for row in rows}


def _by_round(alike: Alike, counts: Counts) -> Iterator[Period]:
    for round in alike.rounds:
        part, n = counts.get(round.code, (0, 0))
        is_over = round.state == Round.State.CLOSED or round.due_on < today()
        yield Period(round.code, round.title, part, n, is_over)


def _by_month(counts: Counts) -> Iterator[Period]:
    """Every month from the first with an audit to the last, those without any too."""
    now = f"{today():%Y-%m}"
    for month in _months(counts):
        part, n = counts.get(month, (0, 0))
        yield Period(month, month, part, n, month < now)


def _months(found: Iterable[str]) -> Iterator[str]:
    known = sorted(found)
    if not known:
        return
    year, month = (int(each) for each in known[0].split("-"))
    while (code := f"{year:04}-{month:02}") <= known[-1]:
        yield code
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _chart(measure: Measure, periods: list[Period]) -> Chart | Run | XmR | NotAllowed:
    # The rounds were made alike: all periods have one basis, and one mix of case types.
    if measure.what == AUDITS:
        return xmr_chart([(p.code, p.n) for p in periods], bases=["alike"])
    return over_time([(p.code, p.part, p.n) for p in periods], bases=["alike"])


def _marked(
    measure: Measure, periods: Iterable[Period], chart: Chart | Run | XmR | NotAllowed
) -> Iterator[Period]:
    place = -1
    for period in periods:
        place += _is_charted(measure, period)
        if isinstance(chart, NotAllowed) or not _is_charted(measure, period):
            yield period
        else:
            yield _mark(period, place, chart)


def _mark(period: Period, place: int, chart: Chart | Run | XmR) -> Period:
    if isinstance(chart, XmR):
        is_outside = place in chart.outside
        return replace(
            period, low=max(0, chart.low), high=chart.high, is_outside=is_outside,
            is_above=period.n > chart.high, is_in_run=place in chart.apart and not is_outside,
        )  # fmt: skip
    held = replace(period, is_in_run=place in chart.run)
    if isinstance(chart, Run):
        return held
    point = chart.points[place]
    return replace(
        held, low=point.low, high=point.high, is_outside=point.is_outside,
        is_above=period.part > point.high,
    )  # fmt: skip
