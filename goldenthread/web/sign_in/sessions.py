"""How long one stays signed in: 60 minutes without doing anything, 12 hours at most.

Django ends the session of an account that is turned off, or whose password is changed, by itself: it
asks at each request.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from goldenthread.people.sessions import BEGAN, BROWSER, SEEN, browser_in_words

DUE = "due"  # where somebody is led before they see anything else
FIRST_PASSWORD, SECOND_STEP = "/password/change/", "/account/second-step/"
SHOWN_AT_PROVIDER = "shown_at_provider"  # whether that was with a second factor
RENEWED_EVERY = 60  # seconds: a page more often would write a row each time


def begin(request: HttpRequest) -> None:
    """Somebody has just signed in."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    request.session[BROWSER] = browser_in_words(request.headers.get("User-Agent", ""))


def due(request: HttpRequest) -> str:
    """The page that this person has to be done with first; empty where there is none."""
    # A request that was refused early has no session.
    return str(getattr(request, "session", {}).get(DUE, ""))


def session_life(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """End a session that is too old; renew another at most once a minute, so 59 to 60 minutes idle.

    The first answer after a session has ended tells the browser to keep nothing of it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        had_account = SESSION_KEY in request.session
        has_cookie = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        is_over = has_cookie and request.session.is_empty()
        if had_account:
            _end_or_renew(request)
        response = get_response(request)
        if SESSION_KEY not in request.session and (had_account or is_over):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return answer


def renew_token(request: HttpRequest, **told: Any) -> None:
    """Somebody has given their password or code again: what was known of the session before is void."""
    if told.get("reauthenticated"):
        request.session.cycle_key()


def _end_or_renew(request: HttpRequest) -> None:
    session, clock = request.session, time.time()
    if BEGAN not in session or session[BEGAN] > clock:  # the clock was ahead and has been put right
        begin(request)
    elif clock - session[BEGAN] >= settings.SESSION_LONGEST:
        logout(request)
    elif abs(clock - session[SEEN]) >= RENEWED_EVERY:
        session[SEEN] = clock
