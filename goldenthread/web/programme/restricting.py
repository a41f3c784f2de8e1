"""Who may see a restricted round: named, taken off, and the restriction lifted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import (
    AlwaysRestricted,
    LastNamed,
    StillAuditing,
    end_naming,
    name_person,
    restrict_round,
)
from goldenthread.programme.changes import lift_restriction as lift_restriction_of
from goldenthread.programme.queries import (
    Round,
    may_be_named,
    named_people,
    named_person,
    named_runners,
    restriction_now,
    round_by_ref,
)
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found

RUN = Permission.ROUND_RUN
WHY_RESTRICTED = "Why is this round restricted?"


class RestrictForm(PageForm):
    why = forms.CharField(
        label=WHY_RESTRICTED, max_length=500, widget=forms.Textarea,
        help_text="For example: it concerns a member of staff. No names.",
    )  # fmt: skip


class NameForm(PageForm):
    person = forms.ChoiceField(label="Person")
    why = forms.CharField(label="Why may they see it?", max_length=500)

    def __init__(self, held: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.ref: person for person in may_be_named(held)}
        options = [
            (ref, f"{p.name}, {p.post}" if p.post else p.name) for ref, p in self.people.items()
        ]
        self.fields["person"].choices = [("", "Select a person"), *options]  # type: ignore[attr-defined]


class LiftForm(PageForm):
    why = forms.CharField(
        label="Why is it no longer restricted?", max_length=500, widget=forms.Textarea
    )


def restricted(request: HttpRequest, ref: str) -> HttpResponse:
    """Restrict a round, or see and add to the people named on it."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    posted = request.POST or None
    form = NameForm(held, posted) if held.is_restricted else RestrictForm(posted)
    if request.method == "POST" and form.is_valid():
        _restrict_or_name(by, held, form)
        return redirect("programme:restricted", held.ref)
    named = list(named_people(held))
    restriction = restriction_now(held)
    context = {
        "round": held, "form": form, "named": named, "restriction": restriction,
        "names": names({each.named_by for each in named} | {restriction.begun_by if restriction else ""}),
        "is_alone": held.is_restricted and named_runners(held).count() == 1,
    }  # fmt: skip
    return render(request, "programme/restricted.html", context)


def _restrict_or_name(by: Person, held: Round, form: Any) -> None:
    why = form.cleaned_data["why"]
    if isinstance(form, NameForm):
        person = form.people[form.cleaned_data["person"]]
        name_person(by=by, round=held, person=person, why=why)
    else:
        restrict_round(by=by, round=held, why=why)


def end_named(request: HttpRequest, ref: str, person: str) -> HttpResponse:
    """Ask first, then take somebody off; from the next page on the round is not there for them."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    named = found(named_person(held, person) if held.is_restricted else None)
    problem = ""
    if request.method == "POST":
        try:
            end_naming(by=by, named=named)
            messages.success(request, f"{named.person.name} no longer sees this round.")
            if named.person == by:
                return redirect("programme:index")
            return redirect("programme:restricted", held.ref)
        except (LastNamed, StillAuditing) as error:
            problem = str(error)
    context = {"round": held, "named": named, "problem": problem}
    return render(request, "programme/end_named.html", context)


def lift_restriction(request: HttpRequest, ref: str) -> HttpResponse:
    """Let everybody see the round again whose role shows them rounds, with the reason for it."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    found(held if held.is_restricted else None)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_restriction_of(by=by, round=held, why=form.cleaned_data["why"])
            messages.success(request, f"{held.title} is no longer restricted.")
            return redirect("programme:round", held.ref)
        except AlwaysRestricted as refused:
            form.add_error(None, str(refused))
    return render(request, "programme/lift_restriction.html", {"round": held, "form": form})
