"""The library's forms with our labels and words."""

from typing import Any

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.conf import settings

from goldenthread.web.fields import PageForm

HOW_TO_CHOOSE = (
    "At least 12 characters. Three words that have nothing to do with each other are good. "
    "You can paste it."
)


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

    def clean(self) -> Any:
        if not settings.LOCAL_SIGN_IN:
            raise forms.ValidationError("Passwords are turned off here. Use the button above.")
        return super().clean()


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

    def clean_oldpassword(self) -> str:
        """Whoever found a signed-in browser has no more tries than at the door."""
        with get_adapter().counted(context.request, self.user.email) as is_right:
            given: str = super().clean_oldpassword()
            is_right()
        return given


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
