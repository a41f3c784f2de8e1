"""The second step of a sign-in: who has to have one, and the library's pages with our record."""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from goldenthread.people.changes import change_own_second_step
from goldenthread.people.queries import authority, lacks_second_step
from goldenthread.people.sessions import BEGAN
from goldenthread.web.sign_in.sessions import (
    DUE,
    FIRST_PASSWORD,
    SECOND_STEP,
    SHOWN_AT_PROVIDER,
)

WORDS = {
    "cannot_delete_authenticator": "You cannot remove this second step.",
    "cannot_generate_recovery_codes": "Add an app or a passkey first.",
    "incorrect_code": "That was not right. Try again with a new code.",
}
JUST_NOW = 5 * 60  # seconds after a sign-in in which the password need not be given again


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {**DefaultMFAAdapter.error_messages, **WORDS}

    def get_totp_issuer(self) -> str:
        return f"{authority().title}, {authority().name}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": authority().name}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under another key nothing fits: the secret becomes one that nobody has."""
        try:
            return _box().decrypt(encrypted_text).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> Fernet:
    """The key of the secrets in the database, made from the one outside it."""
    key = hashlib.sha256(b"second step " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def how_signed_in(request: HttpRequest, person: Any) -> list[str]:
    """What a person showed at this sign-in, in order: password, totp, webauthn, socialaccount ..."""
    records = get_authentication_records(request, person)
    return [str(each.get("type") or each["method"]) for each in records]


def is_just_signed_in(request: HttpRequest) -> bool:
    return 0 <= time.time() - float(request.session.get(BEGAN, 0)) < JUST_NOW


def note_what_is_due(request: HttpRequest, person: Any) -> None:
    """A second factor that the identity provider asked for is as good as a second step of ours."""
    how, session = how_signed_in(request, person), request.session
    showed_there = "socialaccount" in how and session.get(SHOWN_AT_PROVIDER)
    session.pop(DUE, None)
    if "password" in how and person.has_first_password:
        session[DUE] = FIRST_PASSWORD
    elif not showed_there and lacks_second_step(person):
        session[DUE] = SECOND_STEP


def recorded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The library's page; what it changes is recorded in the same transaction."""

    def page(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, **values)
        person: Any = request.user
        answer = change_own_second_step(by=person, act=lambda: view(request, **values))
        update_session_auth_hash(request, person)  # this session alone goes on
        note_what_is_due(request, person)
        return answer

    return page
