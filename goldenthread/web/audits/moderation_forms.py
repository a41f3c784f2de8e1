"""The moderator's form: a grade for each judged section, the family's views, words to the auditor."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from goldenthread.audits.changes import ModerationConflict
from goldenthread.audits.queries import QUALITIES, Draft, Gap, Judged, Row, grade_choices
from goldenthread.people.queries import vocabulary
from goldenthread.tools.form import OVERALL
from goldenthread.web.fields import PageForm

VIEWS = {
    "child": "Are the child’s views in this audit?",
    "parents": "Are the parents’ views in this audit?",
    "carers": "Are the carers’ views in this audit?",
}
VIEW_CHOICES = [("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("na", "Not applicable")]


class NoteForm(PageForm):
    note = forms.CharField(
        label="What the auditor should look at again",
        help_text="The auditor sees this at the top of the audit. What was graded so far stays on record.",
        widget=forms.Textarea,
    )


class ModerationForm(PageForm):
    """Fields KEY-grade and KEY-why for each judged section, `overall` among them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    quality = forms.ChoiceField(
        label="How good is the audit itself?", choices=list(QUALITIES.items()), required=False,
        widget=forms.RadioSelect, help_text="Apart from how good the practice is that it grades.",
    )  # fmt: skip
    to_auditor = forms.CharField(
        label="What they did well and what to do differently",
        widget=forms.Textarea,
        required=False,
    )

    def __init__(
        self, *args: Any, audit: Any, rows: Sequence[Row], draft: Draft, kept: Any, **kwargs: Any
    ) -> None:
        version = kept.version if kept else 0
        initial = {"version": version, "to_auditor": draft.to_auditor, "quality": draft.quality}
        super().__init__(*args, initial=initial, **kwargs)
        self.theirs: list[tuple[str, str]] = []
        self.theirs_by = ""
        self.words = vocabulary()
        self.is_blind = any(row.is_blind for row in rows)
        self.keys = [row.section.key for row in rows]
        self.titles = {row.section.key: row.section.title for row in rows}
        for row in rows:
            self._add_section(row, grade_choices(audit, row.section))
        for view, label in VIEWS.items():
            self.fields[f"view-{view}"] = _view(label, draft.views.get(view, ""))

    def _add_section(self, row: Row, choices: list[str]) -> None:
        key, title = row.section.key, row.section.title
        is_overall = key == OVERALL
        field = forms.ChoiceField(
            label="Your grade" if is_overall else f"Your grade for {title}",
            choices=self._choices(row, choices, is_overall),
            widget=forms.RadioSelect if is_overall else forms.Select,
            required=False,
            initial=row.judged.grade,
        )
        why = forms.CharField(
            label=_why_label(row, is_overall),
            widget=forms.Textarea,
            required=False,
            initial=row.judged.why,
        )
        self.fields[f"{key}-grade"], self.fields[f"{key}-why"] = field, why

    def _choices(self, row: Row, keys: list[str], is_overall: bool) -> list[tuple[str, str]]:
        labels = [(key, self.words("grade", key)) for key in keys]
        if is_overall:
            return labels
        if row.is_blind:
            return [("", "Not graded"), *labels]
        agree = self.words("grade", row.auditor) if row.auditor else "Not graded"
        changes = [(key, f"Change: {label}") for key, label in labels if key != row.auditor]
        return [(row.auditor, f"Agree: {agree}"), *changes]

    def draft(self) -> Draft:
        """What the page says now."""
        said = self.cleaned_data
        return Draft(
            grades={
                key: Judged(said.get(f"{key}-grade", ""), said.get(f"{key}-why", "").strip())
                for key in self.keys
            },
            views={view: said.get(f"view-{view}", "") for view in VIEWS},
            to_auditor=said.get("to_auditor", "").strip(),
            quality=said.get("quality", ""),
        )

    def show_gaps(self, gaps: Iterable[Gap]) -> None:
        for gap in gaps:
            title = self.titles.get(gap.where, "")
            name, text = {
                "grade": (f"{gap.where}-grade", f"Select your grade: {title}"),
                "why": (f"{gap.where}-why", self._why_missing(gap.where)),
                "quality": ("quality", "Select how good the audit itself is"),
                "feedback": ("to_auditor", "Enter feedback: this audit is made to learn from"),
                "view": (f"view-{gap.where}", f"Select an answer: {VIEWS.get(gap.where, '')}"),
            }[gap.what]
            self.add_error(name, text)

    def _why_missing(self, key: str) -> str:
        said = "why you give this grade" if self.is_blind else "why you changed the grade"
        return f"Enter {said}: {self.titles.get(key, '')}"

    def show_conflict(self, conflict: ModerationConflict, by: str) -> None:
        """Keep what was typed in the form, and say beside it what was saved elsewhere."""
        self.theirs = [*self._differences(conflict.yours, conflict.theirs)]
        self.theirs_by = by
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(conflict.version)
        self.data = data
        self.add_error(None, f"{conflict} Compare the two below, then save or confirm yours.")

    def _differences(self, yours: Draft, theirs: Draft) -> Iterable[tuple[str, str]]:
        for key in self.keys:
            mine, other = yours.grades.get(key, Judged()), theirs.grades.get(key, Judged())
            if mine != other:
                yield self.titles[key], f"{self.words('grade', other.grade)}. {other.why}".strip()
        for view, label in VIEWS.items():
            if yours.views.get(view, "") != theirs.views.get(view, ""):
                yield label, dict(VIEW_CHOICES).get(theirs.views.get(view, ""), "No answer")
        if yours.quality != theirs.quality:
            yield "Quality of the audit", QUALITIES.get(theirs.quality, "No answer")
        if yours.to_auditor != theirs.to_auditor:
            yield "Feedback to the auditor", theirs.to_auditor


def _view(label: str, value: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=VIEW_CHOICES, widget=forms.RadioSelect, required=False, initial=value
    )


def _why_label(row: Row, is_overall: bool) -> str:
    if row.is_blind:
        return (
            "Why you give this grade"
            if is_overall
            else f"Your reason: {row.section.title} (optional)"
        )
    return (
        "Why you changed the overall grade"
        if is_overall
        else f"Reason for changing {row.section.title}"
    )
