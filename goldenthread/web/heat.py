"""Insights: what met the standard, domain by domain, for each team or service; the darker, the more."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from goldenthread.figures import queries
from goldenthread.figures.queries import FEWEST_IN_CELL, Heat, HeatRow
from goldenthread.method.proportions import FEWEST_FOR_PERCENT, Share
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.figure_panels import FilterForm, domain_titles, query_of, traces
from goldenthread.web.guards import Person, allowed
from goldenthread.writers.excel import Cell, Sheet

BY = {"team": "Team", "service": "Service"}
# From what per cent on a cell is as dark as that, the darkest first; fewer than ten audits have no colour.
STEPS = ((75, 4), (60, 3), (45, 2), (0, 1))
LEGEND = ((1, "Under 45%"), (2, "45% to 59%"), (3, "60% to 74%"), (4, "75% or more"))


def heat(request: HttpRequest) -> HttpResponse:
    """Teams or services beside each other; who has too few audits stands together with others."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form, by = FilterForm(request.GET, person, words), by_of(request.GET)
    held = queries.heat(person, by, stage=form.stage_asked, where=form.where)
    titles = domain_titles(person)
    context = {
        "filter": form, "by": by, "choices": BY, "held": held, "legend": LEGEND,
        "fewest": FEWEST_IN_CELL, "excel": query_of(request, table="heat", by=by),
        **(_shown(held, by, form, titles) if held else {}),
    }  # fmt: skip
    return render(request, "figures/heat.html", context)


def by_of(data: Any) -> str:
    asked = str(data.get("by", ""))
    return asked if asked in BY else "team"


def _shown(held: Heat, by: str, form: FilterForm, titles: dict[str, str]) -> dict[str, Any]:
    def cells(row: HeatRow) -> Iterator[Any]:
        number = traces("grades", **asked_of(held, row, by, form))
        for domain in held.domains:
            if share := row.cells.get(domain):
                text = number(share.text, domain=domain, grade="meeting")
                yield {"html": text, "classes": f"gt-heat gt-heat--{step_of(share)}"}
            else:
                yield {"html": "–"}

    rows = [[row_name(row, by), *cells(row)] for row in (*held.rows, held.total)]
    numeric = [{"text": titles.get(each, each), "numeric": True} for each in held.domains]
    return {
        "head": [BY[by], *numeric], "rows": rows, "ends": ends(held, titles, form, by),
        "rare": [titles.get(each, each) for each in held.rare],
    }  # fmt: skip


def asked_of(held: Heat, row: HeatRow, by: str, form: FilterForm) -> dict[str, str]:
    """What a row's numbers are asked with, for their trace."""
    asked = {"stage": form.stage_asked, **form.where}
    if row.codes:
        asked[by] = queries.AND.join(row.codes)
    return {**asked, "scale": held.scale.key} if held.has_scales else asked


def row_name(row: HeatRow, by: str) -> str:
    if not row.codes:
        return f"All {BY[by].lower()}s"
    return ", ".join(code or "Not known" for code in row.codes)


def step_of(share: Share) -> int:
    """How dark a cell is, 1 to 4; 0 for too few audits to give a percentage.

    >>> from goldenthread.method.proportions import Basis, share
    >>> [step_of(share(n, 20, basis=Basis("purposive"))) for n in (8, 9, 12, 15)]
    [1, 2, 3, 4]
    """
    if share.n < FEWEST_FOR_PERCENT or share.percent is None:
        return 0
    return next(step for least, step in STEPS if 100 * share.count >= least * share.n)


def ends(held: Heat, titles: dict[str, str], form: FilterForm, by: str) -> list[dict[str, Any]]:
    """The domains that met the standard most and least often, all teams together; nothing of few audits."""
    known = {d: s for d, s in held.total.cells.items() if s.n >= FEWEST_FOR_PERCENT}
    order = sorted(known, key=lambda each: (known[each].count / known[each].n, each))
    if len(order) < 2:
        return []
    asked = {**asked_of(held, held.total, by, form), "grade": "meeting"}
    return [
        {
            "title": titles.get(each, each),
            "text": known[each].text,
            "asked": {**asked, "domain": each},
        }
        for each in (order[-1], order[0])
    ]


def sheet_of_heat(data: QueryDict, person: Person) -> Sheet | None:
    """The table for Excel: of each domain how many met the standard and how many were graded."""
    words = vocabulary()
    form, by = FilterForm(data, person, words), by_of(data)
    held = queries.heat(person, by, stage=form.stage_asked, where=form.where)
    if held is None:
        return None
    titles = domain_titles(person)
    header = [BY[by]]
    for each in held.domains:
        header += [
            f"{titles.get(each, each)}: met the standard",
            f"{titles.get(each, each)}: graded",
        ]
    rows: list[list[Cell]] = [
        [row_name(row, by), *(n for each in held.domains for n in _counts(row, each))]
        for row in (*held.rows, held.total)
    ]
    note = f"{words('stage', form.stage_asked)}. Filter: {form.where or 'none'}. Together: fewer than {FEWEST_IN_CELL} audits."
    return Sheet(f"Domains by {BY[by].lower()}", tuple(header), rows, note)


def _counts(row: HeatRow, domain: str) -> tuple[int | None, int | None]:
    share = row.cells.get(domain)
    return (share.count, share.n) if share else (None, None)
