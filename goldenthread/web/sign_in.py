"""Signing in: the library's pages with our words, closed to strangers who want an account."""

from typing import Any

from allauth.account import forms as library
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from goldenthread.people.changes import set_password, sign_in
from goldenthread.web.fields import PageForm

HOW_TO_CHOOSE = (
    "At least 12 characters. Three words that have nothing to do with each other are good. "
    "You can paste it."
)
WORDS = {
    "account_inactive": "This account has been turned off. Ask the QA team.",
    "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
    "enter_current_password": "This is not your current password",
    "incorrect_password": "This is not your password",
    "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
    "too_many_login_attempts": (
        "There have been too many tries with a wrong password. "
        "Wait 15 minutes, or ask the QA team for a new password."
    ),
    "rate_limited": "There have been too many tries. Wait 15 minutes and try again.",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made under Set-up; there is no such page as signing up."""
        raise Http404

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def set_password(self, user: Any, password: str) -> None:
        set_password(by=user, person=user, password=password)

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        sign_in(by=user)
        answer: HttpResponse = super().post_login(request, user, **how)
        return answer


def _relabel(form: forms.Form, labels: dict[str, str]) -> None:
    """Our label on each of the library's fields, and no text that vanishes as one types."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = f"Enter your {label[0].lower()}{label[1:]}"


class SignInForm(PageForm, library.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self, {"login": "E-mail address", "password": "Password"})
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username"})


class AgainForm(PageForm, library.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self, {"password": "Password"})


class ChangeForm(PageForm, library.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"password1": "New password", "password2": "New password again"}
        _relabel(self, {"oldpassword": "Current password", **labels})
        self.fields["password1"].help_text = HOW_TO_CHOOSE


class NewForm(PageForm, library.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self, {"password1": "New password", "password2": "New password again"})
        self.fields["password1"].help_text = HOW_TO_CHOOSE


class ForgottenForm(PageForm, library.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self, {"email": "E-mail address"})
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "username"})

    def clean_email(self) -> str:
        if not settings.HAS_EMAIL:
            raise forms.ValidationError(
                "This service cannot send e-mail yet. Ask the QA team for a new password."
            )
        return str(super().clean_email())
