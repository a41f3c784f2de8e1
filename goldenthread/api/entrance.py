"""The one way in: a token, a question by GET, and what is read is written down before it leaves."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from math import ceil
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import Throttled
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from goldenthread.api.problems import NOT_THERE, Problem, problem_of, said
from goldenthread.journal.changes import now, record_reads, today
from goldenthread.people.changes import TooManyTries, count_wrong_token, note_token_use
from goldenthread.people.places import Place, client_address
from goldenthread.people.tokens import ENDED, EXPIRED, OFF, Opened, opened, ref_in

View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD")
REFS_IN_A_LINE = 500
A_MINUTE = 60.0  # seconds
MOST_A_MINUTE = 300  # questions of one token: a report of 300,000 rows in pages of 1,000
ASKS = {"WWW-Authenticate": "Bearer"}
WHY_DEAD = {
    ENDED: "This token was ended. Make another under Your account, Tokens for other programs.",
    EXPIRED: "This token’s last day is over. Make another under Your account, Tokens for other programs.",
    OFF: "The account that this token belongs to is turned off.",
}


class Bearer(HttpBearer):
    """For the description of the interface; `entrance` has let in whoever comes as far as this."""

    def authenticate(self, request: HttpRequest, token: str) -> Opened:
        return held(request)


class EachToken(BaseThrottle):
    """So many questions a minute of each token, counted over all processes. Keeps nothing of its own:
    the library makes one for all threads."""

    def allow_request(self, request: HttpRequest) -> bool:
        key, at = f"api_{held(request).token.ref}", now().timestamp()
        asked = [each for each in cache.get(key, []) if each > at - A_MINUTE]
        if len(asked) >= MOST_A_MINUTE:
            raise Throttled(ceil(asked[0] + A_MINUTE - at))
        cache.set(key, [*asked, at], A_MINUTE)
        return True


def held(request: HttpRequest) -> Opened:
    """The token of this request, and whose it is."""
    found = getattr(request, "opened", None)
    assert isinstance(found, Opened)
    return found


def reads(request: HttpRequest, scope: str) -> Opened:
    """The token, where it reads this; else the refusal that says what is missing."""
    found = held(request)
    if scope not in found.scopes:
        what = ", ".join(sorted(found.scopes)) or "nothing any more: its person’s role has ended"
        raise Problem(403, f"It needs the scope {scope}. This token reads {what}.")
    return found


def shows(request: HttpRequest, what: str, *refs: str) -> None:
    """Say what this answer shows; each line names the token it was read with, besides its person."""
    lines: list[tuple[str, tuple[str, ...]]] = getattr(request, "shown", [])
    ref = held(request).token.ref
    lines += [(what, (ref, *part)) for part in _parts(refs)]
    request.shown = lines  # type: ignore[attr-defined]


def _parts(refs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, max(len(refs), 1), REFS_IN_A_LINE):
        yield refs[start : start + REFS_IN_A_LINE]


def entrance(view: View) -> Any:
    """Every address of the interface stands behind this. A cookie opens nothing here."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        request.user = AnonymousUser()
        try:
            _let_in(request)
            _look_at(request)
            response = _asked(view, request, parts)
            if lines := getattr(request, "shown", []):
                record_reads(held(request).person, lines)
        except Exception as error:
            return said(problem_of(error))
        return response

    return answer


def _asked(view: View, request: HttpRequest, parts: dict[str, Any]) -> HttpResponse:
    """The answer to GET; of one to HEAD the server leaves out the body."""
    method, request.method = request.method, "GET"
    try:
        return view(request, **parts)
    finally:
        request.method = method


def _let_in(request: HttpRequest) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise Problem(401, "Send a token: Authorization: Bearer TOK-….", headers=ASKS)
    found = opened(given.strip())
    if found is None:
        _count(request, given.strip())
        raise Problem(401, "There is no such token. Copy it whole, as it was shown.", headers=ASKS)
    if found.dead:
        raise Problem(401, WHY_DEAD[found.dead], headers=ASKS)
    request.user = found.person
    request.opened = found  # type: ignore[attr-defined]
    if found.token.last_used_on != today():
        note_token_use(by=found.person, token=found.token)


def _count(request: HttpRequest, given: str) -> None:
    """Wrong tokens are counted as wrong passwords are; a right one is let in all the same, for nobody
    guesses 256 bits, and one program's old token must not stop the others of its network."""
    try:
        count_wrong_token(ref=ref_in(given), place=Place(client_address(request)))
    except TooManyTries as error:
        wait = str(max(1, int((error.again_at - now()).total_seconds())))
        raise Problem(
            429,
            f"Nothing more is looked at before {_clock(error.again_at)}.",
            headers={"Retry-After": wait},
        ) from error


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"


def _look_at(request: HttpRequest) -> None:
    if request.method not in METHODS:
        raise Problem(405, "Nothing can be changed here.", headers={"Allow": ", ".join(METHODS)})
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Problem(400, "See errors.", ((name, "It is given more than once."),))
        if "\x00" in values[0] or "\x00" in name:
            raise Problem(
                400, "See errors.", ((name[:40], "It has a character without a meaning."),)
            )


def nothing(request: HttpRequest) -> HttpResponse:
    raise Problem(404, NOT_THERE)
