"""A section of a draft: what is said of it, and its questions in their order."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused, may_have_parts
from goldenthread.tools.building.places import part, whole_of
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.conditions import who_is_asked
from goldenthread.web.tools.frame import around, drafted, numbers, show_faults, still_there
from goldenthread.web.tools.question_forms import TYPES

KINDS = {
    "domain": "Practice: it has questions about the work, and may be graded",
    "facts": "Facts about the case",
    "header": "Header: what the audit is about",
    "overall": "Overall: the judgement of the whole audit",
}
SAID = ("title", "kind", "hint", "may_be_not_applicable")


class SectionForm(PageForm):
    title = forms.CharField(label="Title", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=list(KINDS.items()), widget=forms.RadioSelect)
    hint = forms.CharField(
        label="Guidance", widget=forms.Textarea, required=False, help_text="Shown under the title."
    )
    may_be_not_applicable = forms.BooleanField(
        label="Optional: an auditor may mark the whole section not applicable", required=False
    )


class EditForm(SectionForm):
    seen = forms.CharField(widget=forms.HiddenInput)


@still_there
def add_section(request: HttpRequest, ref: str) -> HttpResponse:
    """A new section, or with ?within= a part of one."""
    by, draft = drafted(request, ref)
    within = request.GET.get("within", "")
    if within:
        part(draft.body, "section", within)
    form = SectionForm(request.POST or None, initial={"kind": "domain"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            key = changes.add_part(by=by, draft=draft, kind="section", data=data, within=within)
            return redirect("tools:section", ref, key)
        except PartRefused as refused:
            show_faults(form, refused)
    return render(request, "tools/add_section.html", around(draft, form=form, within=within))


@still_there
def section(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A section with its questions; saving says it anew and leaves its questions as they are."""
    by, draft = drafted(request, ref)
    here = part(draft.body, "section", key)
    standing = {**{name: here.get(name) for name in SAID}, "seen": _seen(draft, key)}
    form = EditForm(request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        seen, when = data.pop("seen"), here.get("shown_when")
        try:
            changes.edit_part(
                by=by, draft=draft, kind="section", key=key,
                data={**_kept(here), **data, "shown_when": when}, seen=seen,
            )  # fmt: skip
            return redirect("tools:version", ref)
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            form.add_error(None, f"{changed} It now says: {changed.theirs['title']}.")
    return _shown(request, draft, here, form)


def _seen(draft: Any, key: str) -> str:
    return queries.fingerprint(draft.body, "section", key)


def _kept(here: dict[str, Any]) -> dict[str, Any]:
    """What the page does not ask for."""
    return {name: here[name] for name in ("formerly",) if name in here}


def _shown(request: HttpRequest, draft: Any, here: dict[str, Any], form: EditForm) -> HttpResponse:
    body, key = draft.body, here["key"]
    context = around(
        draft, form=form, here=here, above=whole_of(body, key), may_have_parts=may_have_parts(body, key),
        numbers=numbers(body), who=who_is_asked(body, here),
        types=TYPES,
    )  # fmt: skip
    return render(request, "tools/section.html", context)
