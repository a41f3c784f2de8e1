"""Where a request comes from: its address behind our proxies, and the token of its browser."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from goldenthread.people.places import Place

BROWSER_COOKIE = "goldenthread_browser"
COOKIE_AGE = 180 * 24 * 60 * 60  # seconds; as long as the place is remembered
LONGEST_TOKEN = 64


def client_address(request: HttpRequest) -> str:
    """The address that our own outermost proxy saw; what a client says of itself is not believed.

    With n proxies of ours, the n-th entry from the right of X-Forwarded-For was written by the
    outermost of them. Fewer entries than proxies: somebody went past one; the leftmost is the nearest.
    """
    said = request.headers.get("X-Forwarded-For", "")
    if settings.PROXIES and said:
        entries = [entry.strip() for entry in said.split(",")]
        return _bare(entries[-min(settings.PROXIES, len(entries))])
    return str(request.META.get("REMOTE_ADDR", ""))


def _bare(entry: str) -> str:
    """An address without the port that some proxies add.

    >>> _bare("203.0.113.7:4711"), _bare("[2001:db8::1]:4711"), _bare("2001:db8::1")
    ('203.0.113.7', '2001:db8::1', '2001:db8::1')
    """
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry


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
