"""Insights of actions: where they stand, by what, and how late the late ones are."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.figures import queries
from goldenthread.figures.queries import ActionRow, ActionWeek
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.figure_panels import (
    HEADINGS,
    FilterForm,
    query_of,
    titles_of,
    traced,
    traces,
)
from goldenthread.web.guards import Person, allowed
from goldenthread.writers.excel import Cell, Sheet
from goldenthread.writers.run_charts import ChartPoint, RunChart, in_page

BY = {**HEADINGS, "domain": "Section"}
STANDS = {
    "total": "Agreed", "open": "Open", "overdue": "Overdue", "to_check": "To check",
    "closed": "Closed", "not_done": "Not done",
}  # fmt: skip
OF_A_WEEK = {
    queries.AGREED: "Agreed", queries.ENDED: "Ended", queries.STANDING: "Not ended at its end",
}  # fmt: skip
FEWEST_WEEKS = 4


def actions(request: HttpRequest) -> HttpResponse:
    """Where the actions of audits stand; an overdue one is an open one too."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form, by = FilterForm(request.GET, person, words), _by(request)
    where = form.where
    held = queries.actions_by(person, by, where)
    late = dict(held.late)
    called = _called(by, held.rows, person, words)
    context = {
        "filter": form, "by": by, "choices": BY, "counts": held.total,
        "number": lambda text, of: traced(text, "actions", of=of, **where),
        "head": [BY[by], *({"text": text, "numeric": True} for text in STANDS.values())],
        "rows": [
            [called[row.code], *_numbers(by, row, where)] for row in held.rows
        ],
        "late": [
            [said, traced(late[said], "actions", of="overdue", late=band, **where)]
            for band, said in queries.bands()
        ],
        **_weeks(queries.actions_by_week(person, where), where),
        "excel": query_of(request, table="actions", by=by),
        "weeks_excel": query_of(request, table="actions_by_week"),
    }  # fmt: skip
    return render(request, "figures/actions.html", context)


def _weeks(weeks: list[ActionWeek], where: dict[str, str]) -> dict[str, Any]:
    """The chart of what is left to close and its table, the latest week first."""
    return {
        "chart": _drawn(weeks),
        "weeks_head": [
            "Week beginning", *({"text": text, "numeric": True} for text in OF_A_WEEK.values()),
        ],
        "weeks": [
            [f"{week.monday:%-d %b %Y}", *(
                traced(getattr(week, of), "actions", of=of, week=f"{week.monday}", **where)
                for of in OF_A_WEEK
            )]
            for week in reversed(weeks)
        ],
    }  # fmt: skip


def _drawn(weeks: list[ActionWeek]) -> Markup:
    """The actions not ended at the end of each week; nothing of fewer weeks than make a line."""
    if len(weeks) < FEWEST_WEEKS:
        return Markup("")
    left = [week.standing for week in weeks]
    middle, top = median(left), max(*left, 1)
    chart = RunChart(
        title_finding=f"Not ended yet at the end of the week: {left[0]:,} at first, {left[-1]:,} now",
        points=tuple(
            ChartPoint(f"Week of {week.monday:%-d %B %Y}, {week.standing:,}", n, float(week.standing))
            for n, week in enumerate(weeks)
        ),
        middle=middle, middle_words=f"Median, {middle:,g}", top=float(top),
        ends=(f"Week of {weeks[0].monday:%-d %B %Y}", "This week"), edges=("0", f"{top:,} actions"),
    )  # fmt: skip
    return Markup(in_page(chart))  # noqa: S704 - our own writer's


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in BY else "round"


def _called(
    by: str, rows: Sequence[ActionRow], person: Person, words: Vocabulary
) -> dict[str, str]:
    """What each row is called, by its code."""
    nothing = "No section" if by == "domain" else "Not known"
    titles = titles_of(by, [row.code for row in rows], person, words)
    return {row.code: titles.get(row.code, row.code) if row.code else nothing for row in rows}


def _numbers(by: str, row: ActionRow, where: dict[str, str]) -> list[Any]:
    number = traces("actions", **{**where, by: row.code})
    return [number(getattr(row.counts, of), of=of) for of in STANDS]


def sheet_of_actions(request: HttpRequest, person: Person) -> Sheet:
    """The table for Excel."""
    words = vocabulary()
    form, by = FilterForm(request.GET, person, words), _by(request)
    found = queries.actions_by(person, by, form.where).rows
    called = _called(by, found, person, words)
    rows: list[list[Cell]] = [
        [called[row.code], *(getattr(row.counts, of) for of in STANDS)] for row in found
    ]
    note = f"Filter: {form.where or 'none'}. Overdue actions are open ones too."
    return Sheet("Actions", (BY[by], *STANDS.values()), rows, note)


def sheet_of_weeks(data: QueryDict, person: Person) -> Sheet:
    """The weeks for Excel."""
    form = FilterForm(data, person, vocabulary())
    rows: list[list[Cell]] = [
        [week.monday, *(getattr(week, of) for of in OF_A_WEEK)]
        for week in queries.actions_by_week(person, form.where)
    ]
    note = f"Filter: {form.where or 'none'}. Ended: closed, or ended as not done; opened again, an action has not ended."
    return Sheet("Actions by week", ("Week beginning", *OF_A_WEEK.values()), rows, note)
