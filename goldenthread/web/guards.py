"""What stands before and after every page: headers, sign-in, refusals in words, the record of reads."""

import logging
import secrets
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from goldenthread.config.logs import request_id
from goldenthread.journal.changes import JournalBusy, record_reads
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person as Person  # noqa: PLC0414 - faces take it from here
from goldenthread.people.queries import authority, is_new_install, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web import outage
from goldenthread.web.refusals import note_refusal
from goldenthread.web.sign_in.sessions import due

log = logging.getLogger(__name__)
T = TypeVar("T")
Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC = (
    "/sign-in/",
    "/sign-out/",
    "/sign-up/",
    "/static/",
    "/brand.css",
    "/logo",
    "/health/",
    "/session/",
    "/start/",
    "/help/",
    "/password/",
    "/account/off/",
    "/your-view/",
    "/calendar/",  # a secret in the address lets in; nothing of a case is there
    "/api/",  # asks for a token itself, and lets in nobody by a session
)
# What is left to somebody who has to choose a password or set up a second step first.
WHILE_DUE = (*PUBLIC, "/account/second-step/", "/account/again/")
# Answers that may show what was asked for: pages, and forms or JSON that say what is wrong with it.
SHOWING = frozenset({200, 206, 400, 409, 422})
FRONT_DOORS = ("/", "/sign-in/")  # where a new install asks for its first account
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def who(request: HttpRequest) -> Person:
    """The signed-in person; the sign-in guard has let nobody else through."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    return person


def found(thing: T | None) -> T:
    """What the person may see, or the same 404 as for a thing that is not there."""
    if thing is None:
        raise Http404
    return thing


def allowed(request: HttpRequest, *permissions: Permission) -> Person:
    """The signed-in person, where a role of theirs has one of the permissions; else 404."""
    person = who(request)
    if not any(person.may(permission) for permission in permissions):
        raise Http404
    return person


def shows(request: HttpRequest, what: str, *refs: str) -> None:
    """Say that this page shows these subjects; the read is recorded before its first byte leaves."""
    reads = getattr(request, "reads", [])
    reads.append((what, refs))
    request.reads = reads  # type: ignore[attr-defined]


def headers(get_response: Answer) -> Answer:
    """Security headers on every answer; nothing with a case in it is kept by a browser."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return answer


class signed_in:  # noqa: N801 - named as the settings list reads
    """Nobody sees a page without signing in; a read is written down or the page does not leave."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            is_at_door = request.method == "GET" and request.path in FRONT_DOORS
            if is_at_door and is_new_install():
                return redirect("home:start")
            if not request.path.startswith(PUBLIC):
                return _ask_to_sign_in(request)
        elif due(request) and not request.path.startswith(WHILE_DUE):
            return _ask_to_sign_in(request, due(request))
        response = self.get_response(request)
        note_refusal(request, response)
        reads = getattr(request, "reads", [])
        if reads and response.status_code in SHOWING:
            try:
                record_reads(who(request), reads)
            except JournalBusy:
                return _busy(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return not_found(request)
        if isinstance(error, JournalBusy):
            return _busy(request)
        if isinstance(error, OwnWork):
            return render(request, "pages/own_work.html", {"why": str(error)}, status=403)
        if isinstance(error, DataError):  # a NUL, or a number that no column holds
            log.warning("The database would not take what was sent", exc_info=error)
            return bad_request(request)
        return None


def _ask_to_sign_in(request: HttpRequest, where: str = "") -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "signed_out"}, status=401)
    if unsent(request):
        return _form_expired(request)
    return redirect(where or sign_in_address(request))


def _wants_json(request: HttpRequest) -> bool:
    return request.method == "PUT" or "application/json" in request.headers.get("Accept", "")


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page has: the authority, its words, and the way about."""
    words = vocabulary()
    # A request for another host is refused before anybody is looked up.
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return {
        "authority": authority(),
        "words": words,
        "version": settings.VERSION,
        "sends_email": settings.HAS_EMAIL,
        "identity_provider": settings.IDENTITY_PROVIDER,
        "local_sign_in": settings.LOCAL_SIGN_IN,
        "person": person,
        "navigation": navigation(request) if person and not due(request) else [],
        "path": request.path,
    }


NAVIGATION: list[tuple[str, str, frozenset[Permission] | None]] = [
    ("Home", "/", None),
    ("Programme", "/programme/", frozenset({Permission.ROUND_RUN, Permission.FIGURES_SEE})),
    ("Audits", "/audits/", frozenset({Permission.AUDITS_ALL, Permission.AUDIT_MODERATE})),
    ("Moderation", "/moderation/", frozenset({Permission.AUDIT_MODERATE})),
    ("My feedback", "/feedback/", frozenset({Permission.FEEDBACK_ANSWER})),
    ("Feedback", "/feedback/", frozenset({Permission.FEEDBACK_RELEASE, Permission.TEAM_SEE})),
    (
        "Actions",
        "/actions/",
        frozenset({Permission.AUDITS_ALL, Permission.TEAM_SEE, Permission.ACTION_DO}),
    ),
    (
        "Learning",
        "/learning/",
        frozenset({Permission.FIGURES_SEE, Permission.TEAM_SEE, Permission.FEEDBACK_ANSWER}),
    ),
    ("Insights", "/insights/", frozenset({Permission.FIGURES_SEE})),
    ("Reports", "/reports/", frozenset({Permission.FIGURES_SEE, Permission.REPORT_WRITE})),
    (
        "Set-up",
        "/set-up/",
        frozenset(
            {
                Permission.SETTINGS_CHANGE,
                Permission.PEOPLE_MANAGE,
                Permission.CASES_IMPORT,
                Permission.JOURNAL_READ,
            }
        ),
    ),
    ("Guidance", "/help/", frozenset({Permission.AUDIT_ANSWER})),
]


# What else stands below a link of the top bar.
BELOW = {"/programme/": ("/programme/", "/rounds/")}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The links of the top bar that this person has a use for."""
    person = who(request)
    mine = frozenset().union(*(held.meaning.permissions for held in person.held))
    links: list[dict[str, Any]] = []
    for text, href, permissions in NAVIGATION:
        is_there = any(link["href"] == href for link in links)
        if not is_there and (permissions is None or permissions & mine):
            here = (
                request.path == href
                if href == "/"
                else request.path.startswith(BELOW.get(href, href))
            )
            links.append({"text": text, "href": href, "active": here})
    return links


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "not_found"}, status=404)
    # What somebody wrote for a page that was taken from them meanwhile is theirs to keep.
    typed = [value for _, value in unsent(request) if value.strip() and not value.isdecimal()]
    return render(request, "pages/not_found.html", {"typed": typed}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "pages/bad_request.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database may be there to ask, so the page is words alone, with a code for the log."""
    code = request_id.get() or secrets.token_hex(4)
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_away else 500
    if _wants_json(request):
        return JsonResponse(
            {"problem": "away" if is_away else "server", "code": code}, status=status
        )
    typed = outage.typed(request, unsent(request)) if is_away else ""
    return HttpResponse(
        (outage.AWAY if is_away else outage.WRONG).format(code=code, typed=typed), status=status
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "csrf"}, status=403)
    return _form_expired(request)


def _form_expired(request: HttpRequest) -> HttpResponse:
    """No typed word is lost: what was sent stands in the page, to be sent again."""
    context = {"unsent": unsent(request), "sign_in": sign_in_address(request)}
    return render(request, "pages/form_expired.html", context, status=403)


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in page, which afterwards leads back to where a person was going."""
    back = request.get_full_path() if request.method == "GET" else "/"
    return f"{settings.LOGIN_URL}?{urlencode({'next': back})}"


def unsent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that could not be accepted, so that they can be sent again.

    Empty where the form may come from another site, which must not be able to lay words into
    our page, and on the pages of sign-in, whose fields are secrets. Files cannot be kept.
    """
    if request.method != "POST" or request.path.startswith(WHILE_DUE):
        return []
    if not _from_our_page(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
        if isinstance(value, str)
    ]


def _from_our_page(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in (own, *settings.CSRF_TRUSTED_ORIGINS)


def _busy(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "busy"}, status=503)
    return render(request, "pages/busy.html", {"unsent": unsent(request)}, status=503)
