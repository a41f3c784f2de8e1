"""The builder's front: a version with its sections, and what is done to its parts by buttons."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.programme.queries import rounds_by_tool_version
from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import ABOUT_TOOL, PartRefused
from goldenthread.tools.building.places import KINDS, section_of, whole_of
from goldenthread.tools.form.shapes import LAYOUTS
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.tools.frame import (
    RUN,
    around,
    called,
    drafted,
    lines,
    numbers,
    show_faults,
    still_there,
)
from goldenthread.web.tools.typing import waiting
from goldenthread.web.whole_numbers import whole_number

LAYOUT_WORDS = {
    "section": "A page for each section", "question": "One question at a time", "single": "All on one page",
}  # fmt: skip


def version(request: HttpRequest, ref: str) -> HttpResponse:
    """A version: of a draft the builder, of others what they ask."""
    by = allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    series, left = queries.questions_to_map(held)
    context = around(
        held, numbers=numbers(held.body), series=series, left=left,
        before=queries.version_before(held), rounds=rounds_by_tool_version(),
        subject=SUBJECTS[held.body.get("subject", "case_file")], layout=LAYOUT_WORDS[held.body["layout"]],
        form_now=queries.form(held), waiting=waiting(by, held) if queries.is_draft(held) else (),
    )  # fmt: skip
    return render(request, "tools/version.html", context)


class SettingsForm(PageForm):
    title = forms.CharField(label="Title", max_length=120)
    note = forms.CharField(
        label="What it is for", widget=forms.Textarea, required=False,
        help_text="Auditors read it before they begin.",
    )  # fmt: skip
    subject = forms.ChoiceField(
        label="What is one audit about?", choices=[(k, kind.label) for k, kind in SUBJECTS.items()],
        help_text="What it has to ask first is put into the header; take out there what you no longer need.",
    )  # fmt: skip
    scale = forms.ChoiceField(label="Grades are given on", required=False)
    graded = forms.BooleanField(label="An audit ends with an overall grade", required=False)
    look_back_months = forms.IntegerField(label="Months to look back", min_value=0, max_value=240)
    judge_on_months = forms.IntegerField(
        label="Months of these to judge on", min_value=1, max_value=240, required=False
    )
    layout = forms.ChoiceField(
        label="On screen", choices=[(name, LAYOUT_WORDS[name]) for name in LAYOUTS],
        widget=forms.RadioSelect,
    )  # fmt: skip
    sign_off = forms.CharField(
        label="Signed off by", widget=forms.Textarea, required=False,
        help_text="One on each line, in the order in which they sign.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, body: dict[str, Any], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        own = [s for s in (body.get("scale"), *body.get("scales", ())) if s]
        scales: Any = self.fields["scale"]
        scales.choices = [("", "No scale"), *((s["key"], s["label"]) for s in own)]

    def clean_sign_off(self) -> list[str]:
        return lines(self.cleaned_data["sign_off"])


@still_there
def tool_settings(request: HttpRequest, ref: str) -> HttpResponse:
    """What is said of the tool itself."""
    by, draft = drafted(request, ref)
    form = SettingsForm(draft.body, request.POST or None, initial=_standing(draft.body))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        seen, scale = data.pop("seen"), data.pop("scale")
        try:
            changes.set_tool(by=by, draft=draft, data=_said(data), scale=scale, seen=seen)
            return redirect("tools:version", ref)
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            form.add_error(None, f"{changed} Open the page again to see how it stands.")
    return render(request, "tools/tool_settings.html", around(draft, form=form))


def _standing(body: dict[str, Any]) -> dict[str, Any]:
    now = {name: body.get(name) for name in ABOUT_TOOL}
    return {
        **now, "scale": (body.get("scale") or {}).get("key", ""), "subject": body.get("subject", "case_file"),
        "sign_off": "\n".join(body.get("sign_off", ())), "seen": queries.fingerprint(body, "tool"),
    }  # fmt: skip


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing, as the format keeps it."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


@require_POST
@still_there
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """One place up or down, or into another section; the page comes back at the part that was moved."""
    by, draft = drafted(request, ref)
    kind, key = _part(request)
    is_up, section = request.POST.get("to") == "up", request.POST.get("section", "")
    if kind == "question" and section:
        try:
            changes.move_question(by=by, draft=draft, key=key, section=section)
        except PartRefused as refused:
            messages.error(request, f"Nothing was moved: the question {refused}.")
        _, draft = drafted(request, ref)
    elif kind:
        changes.move_part(by=by, draft=draft, kind=kind, key=key, is_up=is_up)
    return _back(draft, kind, key)


@require_POST
@still_there
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a part out; the page says so and offers to take it back."""
    by, draft = drafted(request, ref)
    kind, key = _part(request)
    if not kind:
        return redirect("tools:version", ref)
    back, words = _back(draft, kind, key, is_gone=True), called(key, draft.body)
    changes.remove_part(by=by, draft=draft, kind=kind, key=key)
    messages.success(request, f"{words} was removed. Press Undo to have it back.")
    return back


def _part(request: HttpRequest) -> tuple[str, str]:
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    return (kind, key) if kind in KINDS and key else ("", "")


def _back(draft: Any, kind: str, key: str, is_gone: bool = False) -> HttpResponse:
    """The page that a part is listed on."""
    body = draft.body
    if kind == "question":
        answer = redirect("tools:section", draft.ref, section_of(body, key)["key"])
    elif kind == "section" and (above := whole_of(body, key)):
        answer = redirect("tools:section", draft.ref, above["key"])
    else:
        answer = redirect("tools:version", draft.ref)
    if not is_gone and key:
        answer["Location"] += f"#{kind}-{key}"
    return answer


@require_POST
@still_there
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the last edit back."""
    by, draft = drafted(request, ref)
    seen = whole_number(request.POST.get("seen") or "0")
    undone = changes.undo_edit(by=by, draft=draft, seen=seen)
    if undone is None:
        messages.error(
            request, "Nothing was taken back: another edit came between, or there is none."
        )
    else:
        messages.success(request, "The last edit was taken back.")
    return redirect("tools:version", ref)
