"""Teams as a tree, and who the practitioners of the case list are."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import (
    TeamChanged,
    TeamCircle,
    TeamNameTaken,
    make_team,
)
from goldenthread.people.changes import edit_team as save_team
from goldenthread.people.changes import (
    link_practitioner as link_to_account,
)
from goldenthread.people.queries import (
    fingerprint,
    people_found,
    person_by_ref,
    practitioner_by_ref,
    practitioners_found,
    team_by_ref,
    team_tree,
)
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.people.conflict import see_again

MANAGE = Permission.PEOPLE_MANAGE
A_PAGE = 25


class TeamForm(PageForm):
    name = forms.CharField(label="Name", max_length=120)
    parent = forms.ChoiceField(
        label="Belongs to",
        required=False,
        help_text="The service or team above it. Its managers see this team too.",
    )
    phone = forms.CharField(
        label="Telephone (optional)",
        max_length=40,
        required=False,
        help_text="Shown when a child may not be safe now.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        options = [(team.ref, f"{'– ' * depth}{team.name}") for depth, team in team_tree()]
        self.fields["parent"].choices = [("", "Nothing: it stands at the top"), *options]  # type: ignore[attr-defined]

    def clean_parent(self) -> object:
        ref = self.cleaned_data["parent"]
        return team_by_ref(ref) if ref else None


class EditTeamForm(TeamForm):
    seen = forms.CharField(widget=forms.HiddenInput)


def teams(request: HttpRequest) -> HttpResponse:
    """Every team, each below the one it belongs to."""
    allowed(request, MANAGE)
    return render(request, "people/teams.html", {"tree": team_tree()})


def add_team(request: HttpRequest) -> HttpResponse:
    by = allowed(request, MANAGE)
    form = TeamForm(request.POST or None, initial={"parent": request.GET.get("below", "")})
    if request.method == "POST" and form.is_valid():
        try:
            make_team(by=by, **form.cleaned_data)
            return redirect("people:teams")
        except TeamNameTaken as error:
            form.add_error("name", str(error))
    return render(request, "people/add_team.html", {"form": form})


def edit_team(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    team = found(team_by_ref(ref))
    start = {"name": team.name, "phone": team.phone, "seen": fingerprint(team)}
    start["parent"] = team.parent.ref if team.parent else ""
    form = EditTeamForm(request.POST or None, initial=start)
    context = {"form": form, "team": team}
    if request.method == "POST" and form.is_valid():
        try:
            save_team(by=by, team=team, **form.cleaned_data)
            return redirect("people:teams")
        except TeamNameTaken as error:
            form.add_error("name", str(error))
        except TeamCircle as error:
            form.add_error("parent", str(error))
        except TeamChanged as error:
            form.add_error(None, str(error))
            see_again(form, fingerprint(error.theirs))
            context["theirs"] = error.theirs
    return render(request, "people/edit_team.html", context)


class PractitionerFilter(PageForm):
    q = forms.CharField(label="Name, staff number or team", required=False)
    linked = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[("", "All"), ("no", "Not linked"), ("yes", "Linked")],
    )


def practitioners(request: HttpRequest) -> HttpResponse:
    """Those whom case lists have named."""
    allowed(request, MANAGE)
    form = PractitionerFilter(request.GET)
    form.is_valid()
    rows = practitioners_found(
        text=form.cleaned_data.get("q", ""), linked=form.cleaned_data.get("linked", "")
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/practitioners.html", {"filter": form, "page": page})


class LinkForm(PageForm):
    account = forms.ChoiceField(
        label="Whose account is this?",
        required=False,
        help_text="They then read the feedback on this practitioner's work.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        options = [
            (each.ref, f"{each.name}, {each.email}") for each in people_found(state="active")
        ]
        self.fields["account"].choices = [("", "Nobody's"), *options]  # type: ignore[attr-defined]


def link_practitioner(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    practitioner = found(practitioner_by_ref(ref))
    start = {"account": practitioner.person.ref if practitioner.person else ""}
    form = LinkForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["account"]
        person = found(person_by_ref(chosen)) if chosen else None
        link_to_account(by=by, practitioner=practitioner, person=person)
        return redirect("people:practitioners")
    context = {"form": form, "practitioner": practitioner}
    return render(request, "people/link_practitioner.html", context)
