"""Limiting rules of a draft: they warn on the check page, and never stop a grade."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, keys, part
from goldenthread.tools.form import form_from
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import around, drafted, show_faults, still_there


class RuleForm(PageForm):
    section = forms.ChoiceField(label="When this section")
    grades = forms.MultipleChoiceField(
        label="is graded", widget=forms.CheckboxSelectMultiple, help_text="Any one of those ticked."
    )
    limits = forms.ChoiceField(label="this section should be")
    no_better_than = forms.ChoiceField(label="no better than")
    says = forms.CharField(
        label="What the check page says", widget=forms.Textarea,
        help_text="The auditor decides all the same, and says why.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, body: Body, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        tool, asked = form_from(body), set(keys(body, "question"))
        graded = [
            (s.key, f"{s.letter}. {s.title}") for s in tool.sections if f"{s.key}.grade" in asked
        ]
        steps = [(step.key, step.label) for step in tool.scale.steps] if tool.scale else []
        for name, choices in (
            ("section", graded), ("limits", graded), ("grades", steps), ("no_better_than", steps),
        ):  # fmt: skip
            field: Any = self.fields[name]
            field.choices = choices
        self.can_be_made = bool(graded and steps)

    def said(self) -> Body:
        return {name: each for name, each in self.cleaned_data.items() if name != "seen"}


@still_there
def add_rule(request: HttpRequest, ref: str) -> HttpResponse:
    """A new limiting rule; where no section is graded yet, the page says what is needed first."""
    by, draft = drafted(request, ref)
    form = RuleForm(draft.body, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.add_part(by=by, draft=draft, kind="rule", data=form.said())
            return redirect("tools:version", ref)
        except PartRefused as refused:
            show_faults(form, refused)
    return render(request, "tools/add_rule.html", around(draft, form=form))


@still_there
def rule(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A limiting rule as it stands."""
    by, draft = drafted(request, ref)
    here = part(draft.body, "rule", key)
    standing = {**here, "seen": queries.fingerprint(draft.body, "rule", key)}
    form = RuleForm(draft.body, request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            changes.edit_part(by=by, draft=draft, kind="rule", key=key, data=form.said(), seen=seen)
            return redirect("tools:version", ref)
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            form.add_error(None, f"{changed} It now says: {changed.theirs['says']}")
    return render(request, "tools/rule.html", around(draft, form=form, here=here))
