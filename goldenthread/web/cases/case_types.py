"""The authority's own case types: order, words, and what becomes which of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from goldenthread.cases import changes, queries
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found

MOST_VALUES = 200
LONGEST_VALUE = 160


def case_types(request: HttpRequest) -> HttpResponse:
    """The list in its order, and what the current case list has that nothing is made of."""
    by = allowed(request, Permission.CASES_IMPORT, Permission.SETTINGS_CHANGE)
    current = queries.current_case_list()
    mapping = queries.case_type_mapping()
    uses = queries.case_types(current)
    context = {
        "uses": uses,
        "current": current,
        "unmapped": mapping.unmapped(queries.unmapped_kinds(current)),
        "case_types": [use.case_type for use in uses if use.case_type.is_in_use],
        "may_change": by.may(Permission.SETTINGS_CHANGE),
    }
    return render(request, "cases/case_types.html", context)


class AddForm(PageForm):
    label = forms.CharField(label="Name", max_length=80, help_text="As pages and papers print it.")


def add_case_type(request: HttpRequest) -> HttpResponse:
    by = allowed(request, Permission.SETTINGS_CHANGE)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = changes.add_case_type(by=by, **form.cleaned_data)
            return redirect("cases:case_type", added.code)
        except changes.CaseTypeTaken as error:
            form.add_error("label", str(error))
    return render(request, "cases/add_case_type.html", {"form": form})


class CaseTypeForm(AddForm):
    statuses = forms.MultipleChoiceField(
        label="Which statuses become this case type?",
        help_text="A closed case counts as what it last was.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source_values = forms.CharField(
        label="Which words of your case system become this case type?",
        help_text="One on each line. They count before the status.",
        widget=forms.Textarea,
        required=False,
    )
    is_in_use = forms.BooleanField(label="In use", required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = vocabulary()
        options = [(status, words("status", status)) for status in queries.statuses()]
        self.fields["statuses"].choices = options  # type: ignore[attr-defined]

    def clean_source_values(self) -> list[str]:
        lines = self.cleaned_data["source_values"].splitlines()
        values = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
            raise forms.ValidationError(
                f"Enter at most {MOST_VALUES} lines of at most {LONGEST_VALUE} characters"
            )
        return values


def case_type(request: HttpRequest, code: str) -> HttpResponse:
    by = allowed(request, Permission.SETTINGS_CHANGE)
    edited = found(queries.case_type_by_code(code))
    form = CaseTypeForm(request.POST or None, initial=_standing(edited))
    if request.method == "POST" and form.is_valid():
        try:
            changes.edit_case_type(by=by, case_type=edited, **form.cleaned_data)
            messages.success(request, "Saved. It counts from the next case list that is loaded.")
            return redirect("cases:case_types")
        except changes.CaseTypeChanged as error:
            form.add_error(None, f"{error} Open it again to see what they saved.")
    context = {"form": form, "case_type": edited}
    return render(request, "cases/case_type.html", context)


def _standing(edited: queries.CaseType) -> dict[str, Any]:
    use = next(u for u in queries.case_types(None) if u.case_type.code == edited.code)
    return {
        "label": vocabulary()("case_type", edited.code),
        "statuses": use.statuses,
        "source_values": "\n".join(use.source_values),
        "is_in_use": edited.is_in_use,
        "seen": queries.case_type_version(edited),
    }


@require_POST
def move_case_type(request: HttpRequest, code: str) -> HttpResponse:
    by = allowed(request, Permission.SETTINGS_CHANGE)
    moved = found(queries.case_type_by_code(code))
    changes.move_case_type(by=by, case_type=moved, is_up=request.POST.get("to") == "up")
    return redirect("cases:case_types")


@require_POST
def map_value(request: HttpRequest) -> HttpResponse:
    """Remember what a status, or a word of the authority's system, means; back to where it stood."""
    by = allowed(request, Permission.CASES_IMPORT)
    chosen = queries.case_type_by_code(request.POST.get("case_type", ""))
    status = request.POST.get("status", "")
    source_value = request.POST.get("source_value", "")[:LONGEST_VALUE]
    if chosen is None:
        messages.error(request, "Choose a case type before you press Remember.")
    elif source_value or status in queries.statuses():
        changes.map_value(by=by, case_type=chosen, status=status, source_value=source_value)
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "cases:case_types")
