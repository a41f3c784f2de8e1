"""A round that follows an earlier one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import TitleTaken, commit_seed, follow_round
from goldenthread.programme.queries import audit_count, may_be_followed, round_by_ref
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import allowed, found


class FollowForm(PageForm):
    title = forms.CharField(
        label="Title of the follow-up", max_length=120,
        error_messages={"required": "Enter a title for the follow-up"},
    )  # fmt: skip
    which = forms.ChoiceField(
        label="Which cases?", widget=forms.RadioSelect,
        error_messages={"required": "Select which cases the follow-up audits"},
    )  # fmt: skip
    due_on = DateField(label="Due date of the audits")

    def __init__(self, held: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = ("cases", f"The same cases again ({audit_count(held)})")
        other = (
            [("plan", "Other cases, selected by the same plan")] if held.way == "selected" else []
        )
        self.fields["which"].choices = [same, *other]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        due = self.cleaned_data["due_on"]
        if due < today():
            raise forms.ValidationError("Due date of the audits must be today or later")
        return due


def follow(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin a round that follows this one; it is set up and opened like any other."""
    by = allowed(request, Permission.ROUND_RUN)
    held = found(round_by_ref(by, ref))
    found(may_be_followed(by, held) or None)
    start = {"title": f"{held.title}: follow-up"[:120], "which": "cases"}
    form = FollowForm(held, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = follow_round(
                by=by, round=held, title=said["title"], due_on=said["due_on"],
                same_cases=said["which"] == "cases",
            )  # fmt: skip
            if made.way == "selected":
                commit_seed(by=by, round=made)
            messages.success(
                request, f"{made.title} is begun. Give its cases to auditors, then open it."
            )
            return redirect("programme:set_up", made.ref)
        except TitleTaken as error:
            form.add_error("title", str(error))
    return render(request, "programme/follow.html", {"round": held, "form": form})
