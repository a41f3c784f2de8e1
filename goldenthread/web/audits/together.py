"""Audits ticked on the list, of whatever rounds: another due date, or words to remind their auditors."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.queries import BEING_WRITTEN, visible_audits
from goldenthread.people.queries import authority
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import due_text
from goldenthread.web.audits.reading import A_PAGE
from goldenthread.web.due import DueForm
from goldenthread.web.due_together import due_dates_changed
from goldenthread.web.guards import Person, allowed, shows

RUN = Permission.ROUND_RUN


def ticked(request: HttpRequest, by: Person) -> list[Any]:
    """The audits ticked that this person may see, a page of them at most."""
    refs = request.GET.getlist("ref")[:A_PAGE]
    if not refs:
        return []
    found = visible_audits(by).filter(ref__in=refs)
    return list(found.order_by("auditor__name", "subject__number", "id"))


def due_dates(request: HttpRequest) -> HttpResponse:
    """Another due date for all that are ticked, or for none."""
    by = allowed(request, RUN)
    audits = ticked(request, by)
    form = DueForm(request.POST or None, initial={"due": "5"})
    stuck: Mapping[str, str] = {}
    if request.method == "POST" and audits and form.is_valid():
        stuck = due_dates_changed(by, audits, form, form.due_on())
        if form.is_valid():
            messages.success(request, f"The due date of {len(audits)} audits has changed.")
            return redirect("audits:index")
    if audits:
        shows(request, "audit_list", *(r for a in audits for r in (a.ref, a.subject.ref)))
    context = {"audits": audits, "form": form, "stuck": stuck}
    return render(request, "audits/due_dates.html", context)


def reminders(request: HttpRequest) -> HttpResponse:
    """Words to send to the auditors of those ticked; the page itself sends nothing."""
    by = allowed(request, RUN)
    audits = ticked(request, by)
    waiting = [a for a in audits if a.auditor and a.state in BEING_WRITTEN]
    by_auditor: dict[Any, list[Any]] = {}
    for audit in waiting:
        by_auditor.setdefault(audit.auditor, []).append(audit)
    home = request.build_absolute_uri("/")
    letters = [(person, _letter(person, own, by, home)) for person, own in by_auditor.items()]
    if audits:
        shows(request, "audit_list", *(r for a in audits for r in (a.ref, a.subject.ref)))
    context = {
        "letters": letters, "addresses": "; ".join(person.email for person in by_auditor),
        "left_out": [audit for audit in audits if audit not in waiting],
    }  # fmt: skip
    return render(request, "audits/reminders.html", context)


def _letter(person: Person, own: list[Any], by: Person, home: str) -> str:
    lines = [
        f"- case {a.subject.number} of “{a.round.title}”, due {a.due_on:%-d %B}, {due_text(a.due_on)}"
        for a in own
    ]
    return "\n".join(
        [
            f"Dear {person.name},", "", "These audits are waiting for you:", *lines, "",
            f"You can go on with them here: {home}",
            "If you cannot do one, tell me, or hand it back on its page.", "",
            by.name, authority().name,
        ]
    )  # fmt: skip
