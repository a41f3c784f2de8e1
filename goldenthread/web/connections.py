"""Insights: do the grades of two sections go together, said with counts; coefficients behind Method."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.figures import queries
from goldenthread.figures.queries import FEWEST_BOTH, Connection
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.tools.form import OVERALL
from goldenthread.web.figure_panels import FilterForm, query_of, traced
from goldenthread.web.guards import Person, allowed
from goldenthread.writers import palette
from goldenthread.writers.excel import Cell, Sheet


class TwoSections(FilterForm):
    """The filter of every page of figures, and which two sections."""

    first = forms.ChoiceField(label="First section", required=False)
    second = forms.ChoiceField(label="Second section", required=False)

    def __init__(self, data: QueryDict, person: Person, words: Vocabulary) -> None:
        super().__init__(data, person, words)
        self.sections = graded_sections(person)
        for name in ("first", "second"):
            self._offer(name, self.sections.items())
        self.full_clean()
        # What is shown stands in the filter too, also where nothing was asked for.
        self.data = data.copy()
        self.data["first"], self.data["second"] = self.both

    @property
    def both(self) -> tuple[str, str]:
        """The sections asked for, or else the first two; empty where there are no two."""
        known = list(self.sections)
        first = self.asked("first") or (known[0] if known else "")
        others = [key for key in known if key != first]
        second = self.asked("second") if self.asked("second") != first else ""
        return first, second or (others[0] if others else "")


def graded_sections(person: Person) -> dict[str, str]:
    """The sections that are graded, with their titles, the newest round's tool first."""
    found: dict[str, str] = {}
    for form in queries.counted_forms(person):
        for section in form.sections:
            if section.grade_question and section.key != OVERALL:
                found.setdefault(section.key, section.title)
    return found


def connections(request: HttpRequest) -> HttpResponse:
    """Two sections beside each other: the sentence, the bars, the table; Method when it is asked for."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form = TwoSections(request.GET, person, words)
    first, second = form.both
    held = connection_of(person, form)
    has_method = "method" in request.GET and held is not None
    context = {
        "filter": form, "held": held, "has_sections": bool(second), "fewest": FEWEST_BOTH,
        "first": form.sections.get(first, ""), "second": form.sections.get(second, ""),
        "excel": query_of(request, table="connections", first=first, second=second),
        "method": query_of(request, method="1", first=first, second=second),
        "coefficients": held.coefficients if held and has_method else None,
        "limits": held.limits if held and has_method else None, "has_method": has_method,
        **(_shown(held, form, words) if held else {}),
    }  # fmt: skip
    return render(request, "figures/connections.html", context)


def connection_of(person: Person, form: TwoSections) -> Connection | None:
    """The two sections asked for; None of fewer than three audits."""
    first, second = form.both
    if not second:
        return None
    found = queries.connection(person, first, second, stage=form.stage_asked, where=form.where)
    return found if found and found.n >= FEWEST_BOTH else None


def asked_of(held: Connection, form: TwoSections) -> dict[str, str]:
    """What its numbers are asked with, for their trace: of several scales, the one that is shown."""
    asked = {
        "stage": form.stage_asked, **form.where, "first": held.first, "second": held.second
    }  # fmt: skip
    return {**asked, "scale": held.scale.key} if held.other_scales else asked


def _shown(held: Connection, form: TwoSections, words: Vocabulary) -> dict[str, Any]:
    steps = palette.scale([(key, words("grade", key)) for key in held.scale.keys])
    asked = asked_of(held, form)

    def number(text: Any, **grades: str) -> Markup:
        return traced(text, "connections", **asked, **grades)

    rows = [
        [
            step.label,
            *(number(n, grade=step.key, other=to.key) for n, to in zip(row, steps, strict=True)),
            number(sum(row), grade=step.key),
        ]
        for step, row in zip(steps, held.matrix, strict=True)
    ]
    bars = [
        {"label": step.label, "n": sum(row), "counts": dict(zip(held.scale.keys, row, strict=True))}
        for step, row in zip(steps, held.matrix, strict=True)
        if sum(row) >= FEWEST_FOR_PERCENT
    ]
    return {
        "rows": rows,
        "bars": bars,
        "steps": steps,
        "all": number(held.n),
        "share": lambda text, of: number(text, of=of),
        "grade": words,
    }


def sheet_of_connections(data: QueryDict, person: Person) -> Sheet | None:
    """The table of counts for Excel; None where there is none to show."""
    words = vocabulary()
    form = TwoSections(data, person, words)
    held = connection_of(person, form)
    if held is None:
        return None
    labels = [words("grade", key) for key in held.scale.keys]
    first, second = (form.sections[key] for key in form.both)
    rows: list[list[Cell]] = [
        [label, *row, sum(row)] for label, row in zip(labels, held.matrix, strict=True)
    ]
    header = (first, *(f"{second}: {label}" for label in labels), "Audits")
    note = f"{words('stage', form.stage_asked)}. Filter: {form.where or 'none'}. {held.n} audits graded in both."
    return Sheet("Connections", header, rows, note)
