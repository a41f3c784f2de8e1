"""Insights of actions: where they stand, by what, and how late the late ones are."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.figures import queries
from goldenthread.figures.queries import ActionRow
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

BY = {**HEADINGS, "domain": "Section"}
STANDS = {
    "total": "Agreed", "open": "Open", "overdue": "Overdue", "to_check": "To check",
    "closed": "Closed", "not_done": "Not done",
}  # fmt: skip


def actions(request: HttpRequest) -> HttpResponse:
    """Where the actions of audits stand; an overdue one is an open one too."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form, by = FilterForm(request.GET, person, words), _by(request)
    where = form.where
    held = queries.actions_by(person, by, where)
    called = _called(by, held.rows, person, words)
    context = {
        "filter": form, "by": by, "choices": BY, "counts": held.total,
        "number": lambda text, of: traced(text, "actions", of=of, **where),
        "head": [BY[by], *({"text": text, "numeric": True} for text in STANDS.values())],
        "rows": [
            [called[row.code], *_numbers(by, row, where)] for row in held.rows
        ],
        "late": [[band, n] for band, n in held.late],
        "excel": query_of(request, table="actions", by=by),
    }  # fmt: skip
    return render(request, "figures/actions.html", context)


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
