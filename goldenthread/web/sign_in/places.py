"""Where a request comes from: its address behind our proxies, and the token of its browser."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from goldenthread.people.places import Place, client_address

BROWSER_COOKIE = "goldenthread_browser"
COOKIE_AGE = 180 * 24 * 60 * 60  # seconds; as long as the place is remembered
LONGEST_TOKEN = 64


def place_of(request: HttpRequest) -> Place:
    token = request.COOKIES.get(_cookie_name(), "")
    return Place(client_address(request), token if len(token) <= LONGEST_TOKEN else "")


def _cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}{BROWSER_COOKIE}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


def keep_browser(response: HttpResponse, token: str) -> None:
    """The token says nothing and opens nothing: it only has tries of its own against the throttle."""
    response.set_cookie(
        _cookie_name(), token, max_age=COOKIE_AGE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
