"""E-mail: whether it is set up and how it stands, a test; and one's own summary, on or off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import send_test, set_summary
from goldenthread.people.mail import mail_standing
from goldenthread.people.roles import Permission
from goldenthread.web.guards import allowed, who


def mail(request: HttpRequest) -> HttpResponse:
    """Whether mail is set up, what waits, and a test to oneself."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    if request.method == "POST":
        if send_test(by=by):
            messages.success(
                request, f"A test is on its way to {by.email}. It takes a minute at most."
            )
        else:
            messages.error(request, "Nothing was sent: no mail server is set up.")
        return redirect("people:mail")
    return render(request, "people/mail.html", {"mail": mail_standing(), "by": by})


def summary(request: HttpRequest) -> HttpResponse:
    """Whether the summary of the day is sent to oneself."""
    person = who(request)
    if request.method == "POST":
        wants = request.POST.get("wants") == "yes"
        set_summary(by=person, wants=wants)
        said = "You get the summary." if wants else "You get no summary any more."
        messages.success(request, said)
        return redirect("people:summary")
    return render(request, "people/summary.html", {"wants": person.wants_summary})
