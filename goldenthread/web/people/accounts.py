"""Accounts: the list, one person, a new one, passwords, on and off; and one's own account."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.people.changes import (
    AccountChanged,
    EmailTaken,
    NobodyLeft,
    disable_account,
    edit_account,
    enable_account,
    make_account,
    one_time_password,
    set_password,
)
from goldenthread.people.queries import (
    UNUSED_DAYS,
    fingerprint,
    people_found,
    person_by_ref,
    roles_of,
    second_steps,
    vocabulary,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.people.tokens import scopes_of, tokens_of
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, who
from goldenthread.web.people.conflict import see_again

MANAGE = Permission.PEOPLE_MANAGE
A_PAGE = 25


class PeopleFilter(PageForm):
    q = forms.CharField(label="Name, e-mail or post", required=False)
    role = forms.ChoiceField(label="Role", required=False)
    state = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[
            ("", "All"),
            ("active", "On"),
            ("off", "Turned off"),
            ("unused", f"Not used for {UNUSED_DAYS} days"),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        roles = [(role.code, words("role", role.code)) for role in Role]
        self.fields["role"].choices = [("", "All"), *roles]  # type: ignore[attr-defined]


class PersonForm(PageForm):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", max_length=254, help_text="They sign in with it."
    )
    post = forms.CharField(
        label="Post (optional)", max_length=120, required=False, help_text="Such as Team manager."
    )
    phone = forms.CharField(label="Telephone (optional)", max_length=40, required=False)


class EditPersonForm(PersonForm):
    seen = forms.CharField(widget=forms.HiddenInput)


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    allowed(request, MANAGE)
    form = PeopleFilter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    rows = people_found(
        text=wanted.get("q", ""), role=wanted.get("role", ""), state=wanted.get("state", "")
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"filter": form, "page": page})


def add_person(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once, on the page that follows."""
    by = allowed(request, MANAGE)
    form = PersonForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        try:
            made = make_account(by=by, password=password, **form.cleaned_data)
        except EmailTaken as error:
            form.add_error("email", str(error))
        else:
            context = {"made": made, "password": password}
    return render(request, "people/add_person.html", context)


def person(request: HttpRequest, ref: str) -> HttpResponse:
    """One account: who it is and what it may do."""
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    current, over = roles_of(shown)
    context = {
        "shown": shown,
        "current": current,
        "over": over,
        "is_own": shown.ref == by.ref,
        "may_read_log": by.may(Permission.JOURNAL_READ),
        "has_second_step": bool(second_steps(shown)),
        "tokens": list(tokens_of(shown)),
    }
    return render(request, "people/person.html", context)


def edit_person(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    start = {
        "name": shown.name,
        "email": shown.email,
        "post": shown.post,
        "phone": shown.phone,
        "seen": fingerprint(shown),
    }
    form = EditPersonForm(request.POST or None, initial=start)
    context = {"form": form, "shown": shown}
    if request.method == "POST" and form.is_valid():
        try:
            edit_account(by=by, person=shown, **form.cleaned_data)
            return redirect("people:person", shown.ref)
        except EmailTaken as error:
            form.add_error("email", str(error))
        except AccountChanged as error:
            form.add_error(None, str(error))
            see_again(form, fingerprint(error.theirs))
            context["theirs"] = error.theirs
    return render(request, "people/edit_person.html", context)


def new_password(request: HttpRequest, ref: str) -> HttpResponse:
    """A new first password for somebody who lost theirs, shown once; it signs them out."""
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    context: dict[str, object] = {"shown": shown}
    if request.method == "POST":
        context["password"] = one_time_password()
        set_password(by=by, person=shown, password=str(context["password"]))
    return render(request, "people/new_password.html", context)


def disable_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then turn the account off; the person is signed out at once."""
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    if request.method == "POST":
        try:
            disable_account(by=by, person=shown)
            messages.success(request, f"The account of {shown.name} has been turned off.")
        except NobodyLeft as error:
            messages.error(request, str(error))
        return redirect("people:person", shown.ref)
    return render(request, "people/disable_person.html", {"shown": shown})


@require_POST
def enable_person(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    shown = found(person_by_ref(ref))
    enable_account(by=by, person=shown)
    messages.success(request, f"The account of {shown.name} has been turned on.")
    return redirect("people:person", shown.ref)


def account(request: HttpRequest) -> HttpResponse:
    """One's own name, roles and what they mean, password, signing out."""
    shown = who(request)
    current, _ = roles_of(shown)
    may = bool(scopes_of(shown)) or tokens_of(shown).exists()
    context = {"shown": shown, "current": current, "may_have_tokens": may}
    return render(request, "people/account.html", context)
