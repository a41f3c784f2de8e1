"""An ended action that a follow-up audit finds undone: opened again, from beside the form."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes
from goldenthread.actions.queries.reopening import action_to_reopen
from goldenthread.web.due import DueForm
from goldenthread.web.guards import found, shows, who


class ReopenForm(DueForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="What you found instead",
        help_text="The owner and their manager read this with the action.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what you found instead"},
    )


def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """For the auditor of the follow-up, while they write it."""
    person = who(request)
    action, following = found(action_to_reopen(person, ref))
    form = ReopenForm(request.POST or None, initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        try:
            changes.reopen_action(
                by=person, action=action, version=form.cleaned_data["version"],
                why=form.cleaned_data["why"], due_on=form.due_on(),
            )  # fmt: skip
            messages.success(request, "The action is open again.")
            return redirect("audits:audit", following.ref)
        except (changes.ActionChanged, changes.ActionNotReady) as refused:
            form.add_error(None, str(refused))
    shows(request, "action", action.ref, following.subject.ref)
    return render(
        request, "actions/reopen.html", {"action": action, "form": form, "audit": following}
    )


__all__ = ["reopen"]
