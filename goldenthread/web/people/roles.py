"""Giving a role, with its bounds, and ending one."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.changes import (
    BoundNotKept,
    EndDateMissing,
    NobodyLeft,
    TeamMissing,
)
from goldenthread.people.changes import (
    end_role as end_role_held,
)
from goldenthread.people.changes import (
    give_role as give_role_to,
)
from goldenthread.people.queries import (
    person_by_ref,
    role_held,
    team_by_ref,
    team_tree,
    vocabulary,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries import rounds
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, allowed, found

MANAGE = Permission.PEOPLE_MANAGE


class RoleForm(PageForm):
    role = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Select a role"}
    )
    team = forms.ChoiceField(
        label="Team or service (optional)",
        required=False,
        help_text="Needed for managers. For a practitioner or auditor, the team they work in: "
        "nobody audits a case of their own team.",
    )
    round = forms.ChoiceField(
        label="Only for one round (optional)",
        required=False,
        help_text="For an auditor or moderator. Leave empty for every round.",
    )
    until_on = DateField(
        label="Until (optional)",
        required=False,
        help_text="The last day of the role. Needed for an external auditor.",
    )

    def __init__(self, by: Person, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        choices = {
            "role": [(role.code, words("role", role.code)) for role in Role],
            "team": [
                ("", "None"),
                *((t.ref, f"{'– ' * depth}{t.name}") for depth, t in team_tree()),
            ],
            "round": [("", "None"), *((each.ref, each.title) for each in rounds(by))],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        if until is not None and until < today():
            raise forms.ValidationError("The last day of the role must be today or later")
        return until

    @property
    def hints(self) -> dict[str, str]:
        return {role.code: role.value.sentence for role in Role}


def give_role(request: HttpRequest, ref: str) -> HttpResponse:
    """Give somebody a role, bounded by a team, a round or a date."""
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    form = RoleForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        team = found(team_by_ref(given["team"])) if given["team"] else None
        role = Role.from_code(given["role"])
        bounds = {"team": team, "round_ref": given["round"], "until_on": given["until_on"]}
        try:
            give_role_to(by=by, person=shown, role=role, **bounds)
            return redirect("people:person", shown.ref)
        except EndDateMissing as error:
            form.add_error("until_on", str(error))
        except TeamMissing as error:
            form.add_error("team", str(error))
        except BoundNotKept as error:
            form.add_error(error.bound, str(error))
    return render(request, "people/give_role.html", {"form": form, "shown": shown})


def end_role(request: HttpRequest, ref: str, role: str) -> HttpResponse:
    """Ask first, then end the role; it counts no more from the next page on."""
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    held = found(role_held(shown, role))
    if request.method == "POST":
        try:
            end_role_held(by=by, held=held)
            messages.success(request, f"The role of {shown.name} has been ended.")
        except NobodyLeft as error:
            messages.error(request, str(error))
        return redirect("people:person", shown.ref)
    return render(request, "people/end_role.html", {"shown": shown, "held": held})
