"""Insights over time: one measure of rounds made alike, by round or by month, with a chart where one is allowed."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.figures import queries
from goldenthread.figures.queries import Measure, OverTime, Period
from goldenthread.method.monitoring import Chart, NotAllowed, Run, XmR
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.alike import AlikeForm, left_out, shows_method
from goldenthread.web.figure_panels import query_of, traced_at
from goldenthread.web.guards import Person, allowed
from goldenthread.writers.excel import Cell, Sheet
from goldenthread.writers.run_charts import ChartPoint, RunChart, in_page

MEASURES = {
    "met": "Met the standard",
    "in_time": "Done in time",
    "audits": "Number of audits",
}
UNITS = {"round": "round", "month": "month"}
MOST_NAMED = 3


class OverTimeForm(AlikeForm):
    """Which measure, by what period, of which rounds."""

    measure = forms.ChoiceField(choices=list(MEASURES.items()), required=False)
    question = forms.ChoiceField(label="Question (where done in time)", required=False)
    by = forms.ChoiceField(
        label="By", choices=[("round", "Round"), ("month", "Month handed in")], required=False
    )

    def __init__(self, data: QueryDict, person: Person, words: Vocabulary) -> None:
        super().__init__(data, person, words)
        self.questions = queries.timely_questions(person)
        self._offer("question", [(key, each.label) for key, each in self.questions.items()])
        self.full_clean()

    @property
    def periods(self) -> str:
        return self.asked("by") or queries.BY_ROUND

    @property
    def followed(self) -> Measure | None:
        """None where it is of a question about time and no tool has one."""
        what = self.asked("measure") or queries.MET
        question = self.asked("question") or next(iter(self.questions), "")
        if what != queries.IN_TIME:
            return Measure(what, self.stage_asked)
        return Measure(what, "auditor", question) if question else None


def over_time(request: HttpRequest) -> HttpResponse:
    """The sentence, the chart or why there is none, the table; what was left out and why."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form = OverTimeForm(request.GET, person, words)
    held, has_method = _held(person, form), shows_method(request)
    context: dict[str, Any] = {"filter": form, "held": held, "has_method": has_method}
    if held and held.total.n:
        shown = Shown(held, form, words)
        context |= {
            "headline": shown.headline, "found": shown.found, "chart": shown.chart,
            "head": shown.head(has_method), "rows": shown.rows(has_method),
            "unit": shown.unit, "left_out": left_out(held.alike),
            "excel": query_of(request, table="over_time"),
            "method": query_of(request, method="1"), "limits": _limits(held),
        }  # fmt: skip
    return render(request, "figures/over_time.html", context)


def _held(person: Person, form: OverTimeForm) -> OverTime | None:
    measure = form.followed
    if form.chosen is None or measure is None:
        return None
    return queries.measure_over_time(person, form.chosen, measure, form.periods, form.where)


def _limits(held: OverTime) -> str:
    """How the limits of this chart came about, for Method."""
    if isinstance(held.chart, Chart):
        return "Exact binomial limits around the share of all, as wide as three standard deviations would be."
    if isinstance(held.chart, XmR):
        return (
            f"XmR chart: mean {held.chart.mean:.1f}, limits at 2.66 mean moving ranges "
            f"({held.chart.low:.1f} to {held.chart.high:.1f}), rules of Making Data Count."
        )
    return "No limits are worked out."


class Shown:
    """An answer as the page words it: each number with the link to what it counts."""

    def __init__(self, held: OverTime, form: OverTimeForm, words: Vocabulary) -> None:
        self.held, self.form, self.words = held, form, words
        self.measure, self.unit = held.measure, UNITS[held.by]
        self.is_count = held.measure.what == queries.AUDITS

    def number(self, text: Any, is_part: bool, **where: str) -> Markup:
        key = self.measure.key(is_part, **self.form.where, **where)
        shown = f"{text:,}" if isinstance(text, int) else text
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(traced_at(key), shown)

    @property
    def headline(self) -> Markup:
        like, total = self.held.alike.like, self.held.total
        many = len(self.held.alike.rounds)
        rounds = f"1 round ({like.title})" if many == 1 else f"{many} rounds made alike"
        if self.is_count:
            n = self.number(total.n, False, like=like.code)
            have = "audit has" if total.n == 1 else "audits have"
            return Markup("{} {} an overall grade, in {}.").format(n, have, rounds)
        part = self.number(total.text, True, like=like.code)
        of = " of" if total.n >= 20 else ""
        audits = "audit" if total.n == 1 else "audits"
        return Markup("{}{} {} {}, in {}.").format(part, of, audits, self._what(), rounds)

    def _what(self) -> str:
        if self.measure.what == queries.IN_TIME:
            asked = self.form.questions[self.measure.question]
            return f"say “in time” to “{asked.label}” ({queries.definition_text(asked)})"
        return f"met the standard ({self.words('stage', self.measure.stage).lower()})"

    @property
    def found(self) -> str:
        """What the chart says, or why there is none."""
        chart = self.held.chart
        if isinstance(chart, NotAllowed):
            return chart.text
        if isinstance(chart, XmR):
            return " ".join([chart.text, *self._apart()])
        said = [*self._apart(), *self._in_a_row()]
        if isinstance(chart, Run):
            least = f"The broken line is the median; limits need at least 12 {self.unit}s."
            return " ".join([*said, least])
        none = (
            f"No {self.unit} differs from the others by more than chance alone would bring about."
        )
        return " ".join(said) or none

    def _apart(self) -> list[str]:
        apart = [period for period in self.held.periods if period.is_outside]
        said = [
            f"{self.title(each)} stands apart: {self._counted(each)}, {_way(each)} than chance alone would bring about."
            for each in apart[:MOST_NAMED]
        ]
        more = len(apart) - MOST_NAMED
        return [*said, f"So do {more} more, marked in the table."] if more > 0 else said

    def _counted(self, period: Period) -> str:
        return f"{period.n} audits" if self.is_count else period.share.text

    def _in_a_row(self) -> list[str]:
        run = [period for period in self.held.periods if period.is_in_run]
        if not run:
            return []
        return [
            f"{len(run)} {self.unit}s between {self.title(run[0])} and {self.title(run[-1])} lie in a row, "
            "seven or more, on one side of the broken line."
        ]

    def title(self, period: Period) -> str:
        return month_title(period.code) if self.held.by == queries.BY_MONTH else period.title

    @property
    def chart(self) -> Markup:
        middle = self.held.middle
        if middle is None:
            return Markup("")
        points = self.held.charted
        top = max([*(each.n for each in points), *(each.high or 0 for each in points)], default=1)
        drawn = RunChart(
            title_finding=f"{MEASURES[self.measure.what]}, by {self.unit}",
            points=tuple(self._point(n, each) for n, each in enumerate(points)),
            middle=middle, middle_words=self._middle_words(middle),
            top=float(top) if self.is_count else 1.0,
            ends=(self.title(points[0]), self.title(points[-1])),
            edges=("0", f"{top:,.0f} audits") if self.is_count else ("0%", "100%"),
        )  # fmt: skip
        return Markup(in_page(drawn))  # noqa: S704 - our own writer's

    def _point(self, n: int, period: Period) -> ChartPoint:
        if self.is_count:
            low, high, value = period.low, period.high, float(period.n)
        else:
            low, high = ((None if x is None else x / period.n) for x in (period.low, period.high))
            value = period.part / period.n
        words = f"{self.title(period)}, {self._counted(period)}"
        return ChartPoint(words, n, value, low, high, period.is_outside, period.is_in_run)

    def _middle_words(self, middle: float) -> str:
        if self.is_count:
            return f"Mean of all {self.unit}s, {middle:.1f} audits"
        kind = "Median" if isinstance(self.held.chart, Run) else "Share of all in the chart"
        return f"{kind}, {int(100 * middle + 0.5)}%"

    def head(self, has_method: bool) -> list[Any]:
        named = [] if self.is_count else [MEASURES[self.measure.what]]
        limits = ["Limits"] if has_method else []
        numbers = [{"text": text, "numeric": True} for text in (*named, "Audits", *limits)]
        return [self.unit.capitalize(), *numbers, "What the chart says"]

    def rows(self, has_method: bool) -> list[list[Any]]:
        return [
            [
                self.title(each),
                *([] if self.is_count else [self._traced(each, is_part=True)]),
                self._traced(each, is_part=False),
                *([_between(each)] if has_method else []),
                self.says(each),
            ]
            for each in self.held.periods
        ]

    def _traced(self, period: Period, *, is_part: bool) -> Any:
        if not period.n:
            return "0"
        where = {"round": period.code}
        if self.held.by == queries.BY_MONTH:
            where = {"like": self.held.alike.like.code, "month": period.code}
        return self.number(period.share.text if is_part else period.n, is_part, **where)

    def says(self, period: Period) -> str:
        if not period.is_over:
            return "Under way: not in the chart"
        if not period.n:
            return "No audits"
        if isinstance(self.held.chart, NotAllowed):
            return "Not in a chart"
        if period.is_outside:
            return f"Apart: {_way(period)} than chance would bring about"
        return "In a row with others" if period.is_in_run else "Within what chance brings about"

    def sheet(self) -> Sheet:
        """The table for Excel."""
        rows: list[list[Cell]] = [
            [self.title(each), None if self.is_count else each.part, each.n,
             None if self.is_count else each.share.text, each.low, each.high, self.says(each)]
            for each in self.held.periods
        ]  # fmt: skip
        what = MEASURES[self.measure.what]
        header = (self.unit.capitalize(), what, "Audits", "Share", "Lower limit", "Upper limit", "What the chart says")  # fmt: skip
        like = self.held.alike.like.title
        note = f"Rounds made like {like}. Filter: {self.form.where or 'none'}. {self.found} {_limits(self.held)}"
        return Sheet("Over time", header, rows, note)


def _way(period: Period) -> str:
    return "more" if period.is_above else "fewer"


def month_title(code: str) -> str:
    """
    >>> month_title("2026-05")
    'May 2026'
    """
    return f"{date(int(code[:4]), int(code[5:]), 1):%B %Y}"


def _between(period: Period) -> str:
    if period.low is None or period.high is None:
        return "None"
    return (
        f"{period.low:g} to {period.high:g}"
        if period.low == int(period.low)
        else f"{period.low:.1f} to {period.high:.1f}"
    )


def sheet_over_time(data: QueryDict, person: Person) -> Sheet | None:
    """The table for Excel; None where there is none to show."""
    words = vocabulary()
    form = OverTimeForm(data, person, words)
    held = _held(person, form)
    return Shown(held, form, words).sheet() if held and held.total.n else None
