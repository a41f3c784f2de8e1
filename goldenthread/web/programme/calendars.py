"""The programme in one's own calendar: a secret address, and what is fetched from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.people.queries import authority
from goldenthread.programme import changes
from goldenthread.programme.queries.calendars import (
    calendar_events,
    calendar_of,
    calendar_reader,
    may_subscribe,
)
from goldenthread.web.guards import found, who
from goldenthread.writers.calendar import ics


def calendar(request: HttpRequest) -> HttpResponse:
    """Make an address, shown this once; replace it; end it."""
    by = who(request)
    found(by if may_subscribe(by) else None)
    address = ""
    if request.method == "POST" and request.POST.get("step") == "end":
        changes.end_calendar(by=by)
        messages.success(request, "The address no longer works.")
        return redirect("programme:calendar")
    if request.method == "POST":
        secret = changes.make_calendar(by=by)
        address = request.build_absolute_uri(reverse("programme:calendar_file", args=[secret]))
    context = {"address": address, "held": calendar_of(by)}
    return render(request, "programme/calendar.html", context)


def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar fetches: whoever has the address needs no sign-in, so nothing of a case is in it."""
    reader = found(calendar_reader(secret))
    name = f"{authority().title}, {authority().name}"
    data = ics(name, request.get_host(), calendar_events(reader))
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")
