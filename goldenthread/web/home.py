"""The front door: home, first start, help, the brand, and whether the service is well."""

import re

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from goldenthread.people.queries import authority

HELP = ("guidance", "accessibility", "privacy", "contact")


def home(request: HttpRequest) -> HttpResponse:
    """What needs me, by role."""
    return render(request, "home/home.html", {})


def session(request: HttpRequest) -> HttpResponse:
    """Whether this browser is signed in, and a fresh CSRF token for a page that kept unsaved words."""
    return JsonResponse(
        {"signed_in": request.user.is_authenticated, "csrf": get_token(request)}
    )


def brand(request: HttpRequest) -> HttpResponse:
    """The authority's colour as a style sheet of its own, since no style may stand in a page."""
    colour = authority().colour
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = "#12436d"
    return HttpResponse(f":root{{--govuk-brand-colour:{colour}}}\n", content_type="text/css")


def logo(request: HttpRequest) -> HttpResponse:
    current = authority()
    if not current.logo:
        raise Http404
    return HttpResponse(bytes(current.logo), content_type=current.logo_type)


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The process answers and so does its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")


def help(request: HttpRequest) -> HttpResponse:  # noqa: A001 - the page's name is its address
    return render(request, "home/help.html", {"pages": HELP})


def guidance(request: HttpRequest, page: str) -> HttpResponse:
    if page not in HELP:
        raise Http404
    return render(request, "home/guidance.html", {"page": page})


def start(request: HttpRequest) -> HttpResponse:
    """First start: make the first account. Gone as soon as there is one."""
    raise Http404
