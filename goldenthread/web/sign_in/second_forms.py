"""The library's forms of the second step, with our labels, words and count of tries."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as second_step
from allauth.mfa.base import forms as codes
from allauth.mfa.recovery_codes import forms as paper
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.cache import cache

from goldenthread.people.places import CODE, hidden
from goldenthread.web.fields import PageForm
from goldenthread.web.sign_in.failures import PASSKEY, note_failure

A_CODE_FITS_FOR = 120  # seconds; the library lets a code be used again after 30
NO_PASSKEY = (
    "Your browser sent no passkey. It needs JavaScript for that; "
    "without it, use the codes of an app on your telephone."
)


class _Code(PageForm):
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code"
        field.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        )
        field.error_messages["required"] = "Enter the code"


class _CountedCode(_Code):
    def clean_code(self) -> str:
        """As few tries as for a password, counted apart from it; a code opens once."""
        with get_adapter().counted(context.request, self.user.email, CODE) as is_right:
            code: str = super().clean_code()  # type: ignore[misc]
            digits = "".join(filter(str.isalnum, code))
            used = hidden(f"code used {self.user.ref} {digits}")
            if not cache.add(used, True, A_CODE_FITS_FOR):
                raise second_step().validation_error("incorrect_code")
            is_right()
        return code


class CodeForm(_CountedCode, codes.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_CountedCode, codes.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddAppForm(_Code, app.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code that the app shows"


class RemoveAppForm(PageForm, app.DeactivateTOTPForm):  # type: ignore[misc]
    pass


class NewCodesForm(PageForm, paper.GenerateRecoveryCodesForm):  # type: ignore[misc]
    pass


class _Passkey(PageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = NO_PASSKEY


class _KnownPasskey(_Passkey):
    user: Any

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            note_failure(context.request, self.user.email if self.user else "", PASSKEY)
            raise


class PasskeyForm(_KnownPasskey, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_KnownPasskey, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAloneForm(_KnownPasskey, passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(_Passkey, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A passkey of ours always opens alone, so the device asks for a finger, face or PIN.
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
        name = self.fields["name"]
        name.label = "Name of this passkey (optional)"
        name.help_text = "Such as Work laptop. It tells your passkeys apart."
        self.initial["name"] = ""

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])[:60] or "Passkey"

    def clean_passwordless(self) -> bool:
        return True
