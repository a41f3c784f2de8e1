"""Insights between teams, services and kinds of auditor: a funnel plot from ten on, else a table; nobody is named."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.figures import queries
from goldenthread.figures.queries import Group, Groups
from goldenthread.method.monitoring import TAIL_998, Chart, NotAllowed, binomial_limits
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.alike import AlikeForm, left_out, shows_method
from goldenthread.web.figure_panels import query_of, traced
from goldenthread.web.guards import Person, allowed
from goldenthread.writers.excel import Cell, Sheet
from goldenthread.writers.run_charts import ChartPoint, RunChart, in_page

NAMES = {"team": "Team", "service": "Service", "auditor_kind": "Kind of auditor"}
KINDS = {"internal": "Auditors of the authority", "external": "External auditors"}
MOST_NAMED = 3
MOST_CURVE = 60  # sizes at which the limits of the plot are worked out


class GroupsForm(AlikeForm):
    """What stands beside what, of which rounds."""

    by = forms.ChoiceField(label="Groups", choices=list(NAMES.items()), required=False)

    @property
    def where(self) -> dict[str, str]:
        return {name: value for name, value in super().where.items() if name != "team"}

    @property
    def grouping(self) -> str:
        return self.asked("by") or queries.GROUPINGS[0]


def groups(request: HttpRequest) -> HttpResponse:
    """The sentence, the plot or why there is none, the table; ranges behind Method."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form = GroupsForm(request.GET, person, words)
    held, has_method = _held(person, form), shows_method(request)
    context: dict[str, Any] = {"filter": form, "held": held, "has_method": has_method}
    if held and held.rows:
        shown = Shown(held, form, words)
        context |= {
            "headline": shown.headline, "found": shown.found, "chart": shown.chart,
            "head": shown.head(has_method), "rows": shown.rows(has_method),
            "name": NAMES[held.by], "left_out": left_out(held.alike), "few": shown.few,
            "excel": query_of(request, table="groups"),
            "method": query_of(request, method="1"), "limits": shown.limits,
        }  # fmt: skip
    return render(request, "figures/groups.html", context)


def _held(person: Person, form: GroupsForm) -> Groups | None:
    if form.chosen is None:
        return None
    stage, where = form.stage_asked, form.where
    return queries.groups(person, form.chosen, form.grouping, stage=stage, where=where)


class Shown:
    """An answer as the page words it."""

    def __init__(self, held: Groups, form: GroupsForm, words: Vocabulary) -> None:
        self.held, self.form, self.words = held, form, words

    def number(self, text: Any, grade: str, **where: str) -> Markup:
        like = self.held.alike.like.code
        asked = {"stage": self.form.stage_asked, "like": like, **self.form.where, **where}
        return traced(text, "grades", **asked, grade=grade)

    @property
    def headline(self) -> Markup:
        total = self.held.total
        of = " of" if total.n >= 20 else ""
        stage = self.words("stage", self.form.stage_asked).lower()
        part = self.number(total.text, "meeting")
        many = len(self.held.alike.rounds)
        rounds = self.held.alike.like.title if many == 1 else f"{many} rounds made alike"
        audits = "audit" if total.n == 1 else "audits"
        said = Markup("{}{} {} met the standard ({}), in {}.")
        return said.format(part, of, audits, stage, rounds)

    @property
    def found(self) -> str:
        chart = self.held.chart
        if isinstance(chart, NotAllowed):
            return f"{chart.text} The table has the counts; with so few groups differences are often chance."
        apart = [row for row in self.held.rows if row.point and row.point.is_outside]
        if not apart:
            return (
                "No group stands apart from the others by more than chance alone would bring about."
            )
        said = [
            f"{self.title(row)} stands apart: {row.share.text}, {_way(row)} than chance alone would bring about."
            for row in apart[:MOST_NAMED]
        ]
        more = len(apart) - MOST_NAMED
        return " ".join([*said, f"So do {more} more, marked in the table."] if more > 0 else said)

    @property
    def few(self) -> int:
        """Groups in the plot that are too small to stand apart, whatever their audits had found."""
        points = [row.point for row in self.held.rows if row.point]
        return sum(not point.can_be_outside for point in points)

    def title(self, row: Group) -> str:
        if self.held.by == "auditor_kind":
            return KINDS.get(row.code, row.code) or "Not known"
        return row.code or "Not known"

    @property
    def chart(self) -> Markup:
        chart = self.held.chart
        if isinstance(chart, NotAllowed):
            return Markup("")
        drawn = RunChart(
            title_finding=f"Met the standard, by how many audits a {NAMES[self.held.by].lower()} has",
            points=tuple(self._points()),
            middle=float(chart.share),
            middle_words=f"Share of all audits together, {int(100 * chart.share + 0.5)}%",
            top=1.0, edges=("0%", "100%"), is_joined=False, limits=_curve(chart),
            ends=(f"{_edges(chart)[0]} audits", f"{_edges(chart)[1]} audits"),
        )  # fmt: skip
        return Markup(in_page(drawn))  # noqa: S704 - our own writer's

    def _points(self) -> list[ChartPoint]:
        return [
            ChartPoint(
                f"{self.title(row)}, {row.share.text}", row.share.n, row.share.count / row.share.n,
                is_apart=row.point.is_outside,
            )
            for row in self.held.rows
            if row.point
        ]  # fmt: skip

    def head(self, has_method: bool) -> list[Any]:
        ranges = ["95% range"] if has_method else []
        numbers = [
            {"text": text, "numeric": True} for text in ("Met the standard", "Audits", *ranges)
        ]
        says = ["What the plot says"] if isinstance(self.held.chart, Chart) else []
        return [NAMES[self.held.by], *numbers, *says]

    def rows(self, has_method: bool) -> list[list[Any]]:
        return [
            [
                self.title(row),
                self.number(row.share.text, "meeting", **{self.held.by: row.code}),
                self.number(row.share.n, "n", **{self.held.by: row.code}),
                *([_range(row)] if has_method else []),
                *([_says(row)] if isinstance(self.held.chart, Chart) else []),
            ]
            for row in self.held.rows
        ]

    @property
    def limits(self) -> str:
        plot = (
            "Funnel plot: exact binomial 99.8% limits around the share of all (Spiegelhalter 2005); only groups "
            "of 10 audits or more are in it. "
        )
        ranges = (
            "95% ranges are Wilson’s: how many cases each group had is not known."
            if self.held.is_selected
            else "No 95% range is given: the cases were not selected at random, and speak for themselves only."
        )
        return (plot if isinstance(self.held.chart, Chart) else "") + ranges

    def sheet(self) -> Sheet:
        rows: list[list[Cell]] = [
            [self.title(row), row.share.count, row.share.n, row.share.text, _range(row), _says(row)]
            for row in self.held.rows
        ]
        header = (NAMES[self.held.by], "Met the standard", "Audits", "Share", "95% range", "What the plot says")  # fmt: skip
        like = self.held.alike.like.title
        note = f"Rounds made like {like}. {self.words('stage', self.form.stage_asked)}. {self.found} {self.limits}"
        return Sheet("Between groups", header, rows, note)


def _edges(chart: Chart) -> tuple[int, int]:
    """The sizes between which the plot is drawn: a fifth more room on either side than groups need."""
    sizes = [point.n for point in chart.points]
    return max(1, min(sizes) * 4 // 5), max(sizes) * 6 // 5 + 1


def _curve(chart: Chart) -> tuple[tuple[float, float, float], ...]:
    """The limits at sizes from one edge to the other."""
    least, most = _edges(chart)
    step = max(1, (most - least) // MOST_CURVE)
    sizes = [*range(least, most, step), most]
    limits = [(n, *binomial_limits(n, chart.share, TAIL_998)) for n in sizes]
    return tuple((float(n), low / n, high / n) for n, low, high in limits)


def _way(row: Group) -> str:
    return "more" if row.point and row.point.part > row.point.high else "fewer"


def _says(row: Group) -> str:
    if row.point is None:
        return "Fewer than 10 audits: not in the plot"
    if row.point.is_outside:
        return f"Apart: {_way(row)} than chance would bring about"
    return (
        "Within what chance brings about" if row.point.can_be_outside else "Too few to stand apart"
    )


def _range(row: Group) -> str:
    if row.share.interval is None:
        return "None"
    low, high = (int(limit + 0.5) for limit in row.share.interval)
    return f"{low}% to {high}%"


def sheet_of_groups(data: QueryDict, person: Person) -> Sheet | None:
    """The table for Excel; None where there is none to show."""
    words = vocabulary()
    form = GroupsForm(data, person, words)
    held = _held(person, form)
    return Shown(held, form, words).sheet() if held and held.rows else None
