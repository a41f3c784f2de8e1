"""Insights of time: what was done in time, by a stated definition, and how old documents were."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.figures import queries
from goldenthread.figures.queries import AgesRow, Asked, TimelyRow
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.figure_panels import HEADINGS, FilterForm, query_of, titles_of, traced, traces
from goldenthread.web.guards import Person, allowed
from goldenthread.writers import palette
from goldenthread.writers.excel import Cell, Sheet

BY = ("case_type", "round", "team")
ALWAYS = {"known": "Known", "in_time": "In time"}
REASONS = {"late_why": "Late, with a reason", "late_bare": "Late, without a reason"}
UNSAID = {"late_unsaid": "Late, whether with a reason is not known"}
APART = {"unknown": "Not known", "na": "Not applicable"}
DOCUMENTS = {
    "counted": "Documents", "out_of_date": "Out of date", "missing": "Not on file",
    "undated": "On file, no date known", "not_needed": "Not needed",
}  # fmt: skip
FEWEST_SPREAD = 3  # documents with a date, of which a median and a worst say something
ON_TIME = palette.scale([("late", "Late"), ("in_time", "In time")])
UP_TO_DATE = palette.scale([("old", "Out of date"), ("new", "Up to date")])


class QuestionForm(FilterForm):
    """The filter of every page of figures, and which question; the first where none is asked for."""

    question = forms.ChoiceField(required=False)

    def __init__(
        self, data: QueryDict, person: Person, words: Vocabulary, questions: Mapping[str, Asked]
    ) -> None:
        super().__init__(data, person, words)
        self.questions = questions
        self._offer("question", [(key, each.label) for key, each in questions.items()])
        self.full_clean()
        self.chosen = questions.get(self.asked("question") or next(iter(questions), ""))


class TimelinessForm(QuestionForm):
    by = forms.ChoiceField(choices=[(name, HEADINGS[name]) for name in BY], required=False)

    @property
    def grouping(self) -> str:
        return self.asked("by") or BY[0]


class AgesForm(QuestionForm):
    months = forms.ChoiceField(
        label="Out of date from", required=False,
        choices=[(str(n), f"{n} months") for n in queries.AGE_MONTHS],
    )  # fmt: skip

    def __init__(
        self, data: QueryDict, person: Person, words: Vocabulary, questions: Mapping[str, Asked]
    ) -> None:
        super().__init__(data, person, words, questions)
        self.limit = int(self.asked("months") or queries.USUAL_MONTHS)
        # What is shown stands in the filter too, also where nothing was asked for.
        self.data = data.copy()
        self.data["months"] = str(self.limit)


def timeliness(request: HttpRequest) -> HttpResponse:
    """One question about time: in time, late with a reason and without, and what is not known apart."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form = TimelinessForm(request.GET, person, words, queries.timely_questions(person))
    context: dict[str, Any] = {"filter": form}
    if form.chosen:
        shown = Timely(person, form, words)
        context |= {
            "shown": shown, "asked": form.chosen, "steps": ON_TIME, "bars": shown.bars,
            "definition": queries.definition_text(form.chosen),
            "definition_id": queries.definition_id(form.chosen),
            "excel": query_of(request, table="timeliness"),
        }  # fmt: skip
    return render(request, "figures/timeliness.html", context)


class Timely:
    """The rows of one question as the page words them."""

    def __init__(self, person: Person, form: TimelinessForm, words: Vocabulary) -> None:
        assert form.chosen is not None
        self.form, self.key, self.by = form, form.chosen.key, form.grouping
        self.held = queries.timeliness(person, self.key, (self.by,), form.where)
        self.total = TimelyRow({}, _added(self.held))
        codes = [row.group[self.by] for row in self.held]
        self.titles = titles_of(self.by, codes, person, words)
        unsaid = UNSAID if self.total.of("late_unsaid") else {}
        reasons = REASONS if form.chosen.tells_why else {}
        self.columns = {**ALWAYS, **reasons, **unsaid, **APART}

    def numbers(self, row: TimelyRow) -> Callable[[str], Markup]:
        """The numbers of a row by what they are of."""
        number = traces("timeliness", question=self.key, **{**self.form.where, **row.group})
        return lambda of: number(row.in_time.text if of == "in_time" else row.of(of), of=of)

    def whole(self, of: str) -> Markup:
        return self.numbers(self.total)(of)

    def title(self, row: TimelyRow) -> str:
        code = row.group[self.by]
        return self.titles.get(code) or code or "Not known"

    @property
    def head(self) -> list[Any]:
        numbers = [{"text": text, "numeric": True} for text in self.columns.values()]
        return [HEADINGS[self.by], *numbers]

    @property
    def rows(self) -> list[list[Any]]:
        return [[self.title(row), *map(self.numbers(row), self.columns)] for row in self.held]

    @property
    def bars(self) -> list[dict[str, Any]]:
        return [
            {
                "label": self.title(row), "n": row.of("known"),
                "counts": {"late": row.of("late"), "in_time": row.of("in_time")},
            }
            for row in self.held
            if row.of("known") >= FEWEST_FOR_PERCENT
        ]  # fmt: skip

    def sheet(self, asked: Asked) -> Sheet:
        rows: list[list[Cell]] = [
            [self.title(row), *(row.of(of) for of in self.columns), row.in_time.text]
            for row in self.held
        ]
        header = (HEADINGS[self.by], *self.columns.values(), "In time (share)")
        note = (
            f"“{asked.label}”. In time {queries.definition_text(asked)}. Filter: {self.form.where or 'none'}. "
            "What is not known is not counted as late."
        )
        return Sheet("Timeliness", header, rows, note)


def _added(rows: list[TimelyRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for status, n in row.counts.items():
            found[status] = found.get(status, 0) + n
    return found


def sheet_of_timeliness(data: QueryDict, person: Person) -> Sheet | None:
    words = vocabulary()
    form = TimelinessForm(data, person, words, queries.timely_questions(person))
    return Timely(person, form, words).sheet(form.chosen) if form.chosen else None


def ages(request: HttpRequest) -> HttpResponse:
    """How old one kind of document was on the day of the audit, by case type."""
    person, words = allowed(request, Permission.FIGURES_SEE), vocabulary()
    form = AgesForm(request.GET, person, words, queries.documents(person))
    context: dict[str, Any] = {"filter": form}
    if form.chosen:
        shown = Documents(person, form, words)
        context |= {
            "shown": shown, "asked": form.chosen, "steps": UP_TO_DATE, "bars": shown.bars,
            "months": form.limit, "excel": query_of(request, table="ages"),
        }  # fmt: skip
    return render(request, "figures/ages.html", context)


class Documents:
    """One document's ages as the page words them."""

    def __init__(self, person: Person, form: AgesForm, words: Vocabulary) -> None:
        assert form.chosen is not None
        self.form, self.key, self.words = form, form.chosen.key, words
        self.total, self.held = queries.document_ages(person, self.key, form.limit, form.where)

    def number(self, row: AgesRow, of: str, *, is_total: bool = False) -> Markup:
        where = {} if is_total else {"case_type": row.case_type}
        asked = {"question": self.key, "months": str(self.form.limit), **self.form.where, **where}
        return traced(self.text(row, of), "ages", **asked, of=of)

    @staticmethod
    def text(row: AgesRow, of: str) -> Any:
        """A number of a row as it is printed."""
        counts = {
            "counted": row.held.n, "out_of_date": row.out_of_date.text, "missing": row.held.missing,
            "undated": row.undated, "not_needed": row.not_needed,
        }  # fmt: skip
        return counts[of]

    def whole(self, of: str) -> Markup:
        assert self.total is not None
        return self.number(self.total, of, is_total=True)

    def spread(self, row: AgesRow) -> list[Any]:
        """Median and worst of those on file with a date; of too few of them neither."""
        if row.on_file is None or row.on_file.n < FEWEST_SPREAD:
            return ["Too few", "Too few"]
        where = {**self.form.where, "case_type": row.case_type}
        asked = {"question": self.key, "months": str(self.form.limit), **where, "of": "dated"}
        values = f"{float(row.on_file.median):g}", str(row.on_file.most)
        return [traced(value, "ages", **asked) for value in values]

    def title(self, row: AgesRow) -> str:
        return self.words("case_type", row.case_type or "unknown")

    @property
    def is_told(self) -> bool:
        """Whether there are enough dates for a median of all."""
        held = self.total.on_file if self.total else None
        return held is not None and held.n >= FEWEST_SPREAD

    @property
    def median(self) -> str:
        assert self.total and self.total.on_file
        return f"{float(self.total.on_file.median):g}"

    @property
    def head(self) -> list[Any]:
        names = [*DOCUMENTS.values(), "Median age, months", "Worst, months"]
        return ["Case type", *({"text": text, "numeric": True} for text in names)]

    @property
    def rows(self) -> list[list[Any]]:
        return [
            [self.title(row), *(self.number(row, of) for of in DOCUMENTS), *self.spread(row)]
            for row in self.held
        ]

    @property
    def bars(self) -> list[dict[str, Any]]:
        return [
            {
                "label": self.title(row), "n": row.held.n,
                "counts": {"old": row.out_of_date.count, "new": row.held.n - row.out_of_date.count},
            }
            for row in self.held
            if row.held.n >= FEWEST_FOR_PERCENT
        ]  # fmt: skip

    def sheet(self, asked: Asked) -> Sheet:
        rows: list[list[Cell]] = []
        for row in self.held:
            counts = (
                row.held.n,
                row.held.out_of_date,
                row.held.missing,
                row.undated,
                row.not_needed,
            )
            few = row.on_file is None or row.on_file.n < FEWEST_SPREAD
            spread = (None, None) if few or not row.on_file else (float(row.on_file.median), row.on_file.most)  # fmt: skip
            rows.append([self.title(row), *counts, row.out_of_date.text, *spread])
        header = ("Case type", *DOCUMENTS.values(), "Out of date (share)", "Median age, months", "Worst, months")  # fmt: skip
        note = (
            f"“{asked.label}”: out of date from {self.form.limit} complete months on the day the audit was handed in, "
            f"or not on file. Filter: {self.form.where or 'none'}."
        )
        return Sheet("Documents", header, rows, note)


def sheet_of_ages(data: QueryDict, person: Person) -> Sheet | None:
    words = vocabulary()
    form = AgesForm(data, person, words, queries.documents(person))
    return Documents(person, form, words).sheet(form.chosen) if form.chosen else None
