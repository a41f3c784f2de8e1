"""A form that came too late: not found, but nothing that was typed is lost."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.web.guards import unsent

WORDS = ("note", "text", "to_auditor", "what", "what_was_done", "why", "words")


def too_late(request: HttpRequest) -> HttpResponse:
    """The same 404 as ever, for a page that is not there; with the sender's own words if it was sent any.

    It shows nothing else, so that it tells a stranger no more than the plain page does.
    """
    typed = [
        value
        for name, value in unsent(request)
        if value.strip() and (name in WORDS or name.endswith("-why"))
    ]
    if not typed:
        raise Http404
    return render(request, "pages/too_late.html", {"typed": typed}, status=404)
