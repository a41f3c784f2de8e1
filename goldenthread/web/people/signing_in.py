"""How people sign in: who needs a second step, taking a lost one away, ending sessions."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.people.changes import (
    SettingsChanged,
    end_session,
    end_sessions,
    require_second_step,
)
from goldenthread.people.changes import reset_second_step as take_away
from goldenthread.people.queries import (
    authority,
    names,
    person_by_ref,
    second_steps,
    vocabulary,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.people.sessions import open_sessions, session_code
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, who
from goldenthread.web.people.conflict import see_again


class SigningInForm(PageForm):
    roles = forms.MultipleChoiceField(
        label="Which roles need a second step?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever holds one of them sets it up at their next sign-in, and sees nothing "
        "else until they have.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        choices = [(role.code, words("role", role.code)) for role in Role]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]

    def roles_ticked(self) -> list[Role]:
        return [Role.from_code(code) for code in self.cleaned_data["roles"]]


def signing_in(request: HttpRequest) -> HttpResponse:
    """Which roles need a second step."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    current = authority()
    start = {"roles": current.second_step_roles, "seen": current.version}
    form = SigningInForm(request.POST or None, initial=start)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            require_second_step(by=by, roles=form.roles_ticked(), seen=form.cleaned_data["seen"])
            messages.success(request, "The settings have been saved.")
            return redirect("people:signing_in")
        except SettingsChanged as error:
            form.add_error(None, str(error))
            see_again(form, str(error.theirs.version))
            words = vocabulary()
            theirs = [words("role", code) for code in error.theirs.second_step_roles]
            whose = names([error.theirs.changed_by])[error.theirs.changed_by]
            context |= {"theirs": ", ".join(theirs) or "None", "whose": whose}
    return render(request, "people/signing_in.html", context)


def reset_second_step(request: HttpRequest, ref: str) -> HttpResponse:
    """For somebody who lost their telephone and their codes; never one's own."""
    by = allowed(request, Permission.PEOPLE_MANAGE)
    shown = found(person_by_ref(ref))
    if request.method == "POST":
        take_away(by=by, person=shown)
        messages.success(request, f"The second step of {shown.name} has been taken away.")
        return redirect("people:person", shown.ref)
    context = {
        "shown": shown,
        "is_own": shown.ref == by.ref,
        "has_one": bool(second_steps(shown)),
    }
    return render(request, "people/reset_second_step.html", context)


def sign_out_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then end every session of an account."""
    by = allowed(request, Permission.PEOPLE_MANAGE)
    shown = found(person_by_ref(ref))
    if request.method == "POST":
        end_sessions(by=by, person=shown)
        messages.success(request, f"{shown.name} has been signed out everywhere.")
        return redirect("people:person", shown.ref)
    return render(request, "people/sign_out_person.html", {"shown": shown})


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; one of the others is ended, or all of them, after the password again."""
    person = who(request)
    code = request.POST.get("end", "")
    if request.method == "POST":
        if code == "others":
            end_sessions(by=person, person=person)
            update_session_auth_hash(request, person)  # this one goes on
            messages.success(request, "You have been signed out everywhere else.")
        else:
            has_ended = end_session(by=person, code=code)
            words = "You have been signed out there." if has_ended else "That had already ended."
            messages.success(request, words)
        return redirect("people:sessions")
    context = {
        "sessions": open_sessions(person),
        "this": session_code(request.session.session_key or ""),
    }
    return render(request, "people/sessions.html", context)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """One's own sessions, this one too."""
    end_sessions(by=who(request), person=who(request))
    logout(request)
    messages.success(request, "You have been signed out everywhere.")
    return redirect("account_login")
