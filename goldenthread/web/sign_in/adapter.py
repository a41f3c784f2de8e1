"""What the sign-in library asks us: who may have an account, how often one may try, what is recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from goldenthread.people.actors import Schedule
from goldenthread.people.changes import (
    TooManyTries,
    release_attempt,
    reserve_attempt,
    set_password,
    sign_in,
)
from goldenthread.people.places import PASSWORD, Place, client_address
from goldenthread.web.sign_in.failures import note_failure
from goldenthread.web.sign_in.places import keep_browser, new_token, place_of
from goldenthread.web.sign_in.second_step import (
    how_signed_in,
    is_just_signed_in,
    note_what_is_due,
)
from goldenthread.web.sign_in.sessions import begin

THROTTLE = Schedule("sign_in")
WORDS = {
    "account_inactive": "This account has been turned off. Ask the QA team.",
    "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
    "enter_current_password": "This is not your current password",
    "incorrect_password": "This is not your password",
    "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
    "too_many_login_attempts": "There have been too many tries. Wait 15 minutes and try again.",
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
        if self.request.user.is_authenticated:
            note_what_is_due(self.request, user)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        if is_just_signed_in(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    @contextmanager
    def counted(
        self, request: HttpRequest, account: str, secret: str = PASSWORD
    ) -> Iterator[Callable[[], None]]:
        """One look at a secret: reserved before, given back only by calling what this yields."""
        try:
            attempt = reserve_attempt(
                by=THROTTLE, account=account, place=place_of(request), secret=secret
            )
        except TooManyTries as error:
            raise forms.ValidationError(str(error)) from error
        given: list[bool] = []

        def is_right() -> None:
            given.append(True)
            release_attempt(by=THROTTLE, attempt=attempt)

        try:
            yield is_right
        finally:
            if not given:
                note_failure(request, account, secret)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        with self.counted(request, str(credentials.get("email", ""))) as is_right:
            user = super().authenticate(request, **credentials)
            if user:
                is_right()
        return user

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        begin(request)
        place = place_of(request)
        token = place.browser or new_token()
        told = how_signed_in(request, user)
        sign_in(by=user, place=Place(place.address, token), how=told)
        note_what_is_due(request, user)
        answer: HttpResponse = super().post_login(request, user, **how)
        keep_browser(answer, token)
        return answer
