"""Match the columns of a list in the authority's own layout (picture 13)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases import changes, queries
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.readers.reading import STATUSES
from goldenthread.readers.subject_lists import CASE_FILE, fields_of
from goldenthread.readers.table_rows import suggested_status
from goldenthread.readers.tables import REQUIRED, ColumnHead, SheetHeads, is_personal
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, shows

LABELS = {
    "person_id": "Case number",
    "case_type": "Case type",
    "status": "Open or closed",
    "worker": "Allocated worker",
    "worker_id": "Worker's staff number",
    "team": "Team",
    "personal_adviser": "Personal adviser",
    "opened_on": "Date opened",
    "closed_on": "Date closed",
    "last_seen_on": "Date last seen",
    "last_review_on": "Date of last review",
    "family_id": "Family number",
    "age": "Age",
    "date_of_birth": "Date of birth (kept as an age band only)",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "disability": "Disability",
}


def labels_of(kind: str) -> dict[str, str]:
    """What pages call each of our columns, in the order they ask for them."""
    if kind == CASE_FILE:
        return LABELS
    return {name: field.label for name, field in fields_of(kind).items()}


TYPE = "type-"
MOST_PROBLEMS = 25


class ColumnsForm(PageForm):
    """A choice of column for each field of ours, and of a status for each case type as written."""

    name = forms.CharField(
        label="Name of this layout",
        max_length=80,
        help_text="The matching is kept under this name, for the next file with these headings.",
    )

    def __init__(
        self, data: Any, asked: queries.Matching, sheet: SheetHeads, kind: str = CASE_FILE
    ) -> None:
        super().__init__(data)
        self.sheet, self.labels, self.is_of_cases = sheet, labels_of(kind), kind == CASE_FILE
        headings = [column.heading for column in sheet.columns]
        choices = [("", "Choose a column"), *((heading, heading) for heading in headings)]
        columns = asked.columns if sheet == asked.sheet else sheet.suggested()
        saved = asked.saved
        self.fields["name"].initial = saved.name if saved else _stem(asked.heads.file.name)
        for name, label in self.labels.items():
            # Whether a case number was chosen is for the change to say.
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=columns.get(name) if columns.get(name) in headings else "",
            )
        self.typed_in = self._chosen("case_type")
        self._add_types(saved.mapping.get("case_types", {}) if saved else {})

    def _add_types(self, known: Mapping[str, str]) -> None:
        """A choice for each case type as written, with what was saved or else is likely."""
        guesses = {}
        for number, value in enumerate(self.written()):
            likely = known.get(value) or suggested_status(value) or ""
            self.fields[f"{TYPE}{number}"] = forms.ChoiceField(
                label=value, choices=_statuses(), required=False, initial=likely
            )
            guesses[f"{TYPE}{number}"] = likely
        if self.is_bound and self.data.get("typed_in") != self.typed_in:
            self.data = {**self.data, **guesses}  # what was sent was about another column

    def _chosen(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.fields[name].initial or "")

    def column(self, name: str) -> ColumnHead | None:
        """The column chosen for a field of ours."""
        wanted = self._chosen(name)
        return next((c for c in self.sheet.columns if c.heading == wanted), None)

    def written(self) -> Iterable[str]:
        """The different case types as the file writes them; none where there are too many.

        Of another kind of subject they are mapped to the authority's case types, not to a status.
        """
        column = self.column("case_type") if self.is_of_cases else None
        return column.distinct_values if column else ()

    def thrown_away(self) -> list[str]:
        chosen = {self._chosen(name) for name in self.labels}
        return [c.heading for c in self.sheet.columns if c.heading not in chosen]

    def rows(self) -> list[tuple[str, ColumnHead | None, bool]]:
        """(our field, the column chosen for it, whether it is needed)."""
        return [(name, self.column(name), name in REQUIRED) for name in self.labels]

    def samples(self) -> list[tuple[str, str]]:
        """(heading, its first values) of every column, so that a person can tell which is which."""
        return [
            (
                column.heading,
                "Not shown: it may hold a person’s details"
                if is_personal(column.heading) and not column.first_values
                else ", ".join(column.first_values) or "Empty",
            )
            for column in self.sheet.columns
        ]

    def types(self) -> list[str]:
        return [name for name in self.fields if name.startswith(TYPE)]

    def matching(self) -> dict[str, Any]:
        """What `match_columns` takes."""
        given = self.cleaned_data
        translated = {str(self.fields[n].label): given[n] for n in self.types() if given[n]}
        return {
            "name": given["name"],
            "columns": {name: given[name] for name in self.labels},
            "case_types": translated,
            "sheet": self.sheet.sheet,
        }


def _stem(name: str) -> str:
    return name.rpartition(".")[0][:80] or name[:80]


def _statuses() -> list[tuple[str, str]]:
    words = vocabulary()
    return [("", "Not known"), *((status, words("status", status)) for status in STATUSES)]


def match_columns(request: HttpRequest, ref: str) -> HttpResponse:
    """Which column is which; then the files are read with that."""
    by = allowed(request, Permission.CASES_IMPORT)
    draft = found(queries.visible_upload(by, ref))
    asked = queries.matching(draft)
    if asked is None:
        return redirect("cases:upload", ref)
    wanted = request.POST.get("sheet") or request.GET.get("sheet")
    sheet = next((s for s in asked.heads.sheets if s.sheet == wanted), asked.sheet)
    form = ColumnsForm(request.POST or None, asked, sheet, draft.kind)
    is_asked_for = form.typed_in == request.POST.get("typed_in", form.typed_in)
    if request.method == "POST" and is_asked_for and form.is_valid():
        try:
            changes.match_columns(by=by, draft=draft, **form.matching())
            return redirect("cases:upload", ref)
        except changes.NumberColumnMissing as error:
            form.add_error("person_id", str(error))
        except changes.SameColumnTwice as error:
            form.add_error(error.fields[-1], str(error))
    shows(request, "case_list_upload", draft.ref)
    context = {"form": form, "draft": draft, "asked": asked, "check_types": not is_asked_for}
    return render(request, "cases/match_columns.html", {**context, "most": MOST_PROBLEMS})
