"""The talk about an audit: when, who was there, the worker's own view, what was agreed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.web.audits.feedback_forms import PastDateField
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import found, shows, who


class DiscussionForm(PageForm):
    on = PastDateField(
        label="Date of the talk", error_messages={"required": "Enter the date of the talk"}
    )
    is_supervision = forms.ChoiceField(
        label="What kind of talk was it?", widget=forms.RadioSelect,
        choices=[("yes", "Supervision"), ("no", "Another talk, such as with the auditor")],
        error_messages={"required": "Select what kind of talk it was"},
    )  # fmt: skip
    present = forms.CharField(
        label="Who was there", max_length=300,
        help_text="Such as: Dana Pike, her team manager and the auditor.",
        error_messages={"required": "Enter who was there"},
    )  # fmt: skip
    worker_view = forms.CharField(
        label="The worker’s own view (optional)", required=False, widget=forms.Textarea,
        help_text="As they put it: what they make of the audit and of their work.",
    )  # fmt: skip
    disagreement = forms.CharField(
        label="Where they disagree (optional)", required=False, widget=forms.Textarea
    )
    timescales = forms.CharField(
        label="What was agreed, and by when (optional)", required=False, widget=forms.Textarea
    )

    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "is_supervision": self.cleaned_data["is_supervision"] == "yes"}


def discussion(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down that the audit was talked over."""
    person = who(request)
    audit = found(queries.feedback(person, ref))
    found(queries.may_note_discussion(person, audit) or None)
    form = DiscussionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.note_discussion(by=person, audit=audit, **form.said())
            messages.success(request, "The talk is noted.")
            return redirect("audits:feedback", audit.ref)
        except changes.WordsMissing as refused:
            form.add_error("present", str(refused))
    shows(request, "feedback", audit.ref, audit.subject.ref)
    return render(request, "audits/discussion.html", {"audit": audit, "form": form})


__all__ = ["discussion"]
