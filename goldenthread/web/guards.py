"""What stands before and after every page: headers, sign-in, refusals in words, the record of reads."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from goldenthread.journal.changes import JournalBusy, record_read
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.roles import Permission

T = TypeVar("T")
Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC = ("/sign-in/", "/sign-out/", "/static/", "/brand.css", "/logo", "/health/", "/session/", "/start/", "/help/", "/password/")
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
        if not request.path.startswith(PUBLIC) and not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        response = self.get_response(request)
        reads = getattr(request, "reads", [])
        if reads and response.status_code < 400:
            try:
                for what, refs in reads:
                    record_read(who(request), what, *refs)
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
        return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "signed_out"}, status=401)
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")


def _wants_json(request: HttpRequest) -> bool:
    return request.method == "PUT" or "application/json" in request.headers.get("Accept", "")


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page has: the authority, its words, and the way about."""
    words = vocabulary()
    return {
        "authority": authority(),
        "words": words,
        "version": settings.VERSION,
        "person": request.user if request.user.is_authenticated else None,
        "navigation": navigation(request) if request.user.is_authenticated else [],
        "path": request.path,
    }


NAVIGATION: list[tuple[str, str, frozenset[Permission] | None]] = [
    ("Home", "/", None),
    ("Programme", "/rounds/", frozenset({Permission.ROUND_RUN})),
    ("Audits", "/audits/", frozenset({Permission.AUDITS_ALL, Permission.AUDIT_MODERATE})),
    ("My feedback", "/feedback/", frozenset({Permission.FEEDBACK_ANSWER})),
    (
        "Actions",
        "/actions/",
        frozenset({Permission.AUDITS_ALL, Permission.TEAM_SEE, Permission.ACTION_DO}),
    ),
    ("Insights", "/insights/", frozenset({Permission.FIGURES_SEE})),
    ("Reports", "/reports/", frozenset({Permission.FIGURES_SEE, Permission.REPORT_WRITE})),
    (
        "Set-up",
        "/set-up/",
        frozenset({Permission.SETTINGS_CHANGE, Permission.PEOPLE_MANAGE, Permission.CASES_IMPORT}),
    ),
    ("Guidance", "/help/", frozenset({Permission.AUDIT_ANSWER})),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The links of the top bar that this person has a use for."""
    person = who(request)
    mine = frozenset().union(*(held.meaning.permissions for held in person.held))
    links = []
    for text, href, permissions in NAVIGATION:
        if permissions is None or permissions & mine:
            here = request.path == href if href == "/" else request.path.startswith(href)
            links.append({"text": text, "href": href, "active": here})
    return links


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "not_found"}, status=404)
    return render(request, "pages/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "pages/bad_request.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database may be there to ask, so the page is words alone, with a code for the log."""
    code = secrets.token_hex(4)
    if _wants_json(request):
        return JsonResponse({"problem": "server", "code": code}, status=500)
    words = (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Something went wrong</title>"
        "</head><body><main><h1>Something went wrong</h1><p>What you saved before is safe. "
        f"Go back and try again. If it happens again, tell the QA team this code: {code}.</p></main></body></html>"
    )
    return HttpResponse(words, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "csrf"}, status=403)
    return render(request, "pages/form_expired.html", status=403)


def _busy(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": "busy"}, status=503)
    return render(request, "pages/busy.html", status=503)
