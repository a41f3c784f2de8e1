"""The ledger: from what had to get better to what did, each number with the findings behind it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from goldenthread.figures import queries
from goldenthread.learning.queries import visible_findings_among
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.figure_panels import FilterForm, may_list
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.home_cards import Card

PAGE = 25
# What a number of the chain says, and what it says of those that got no further than the one before.
SAYS = {
    "findings": ("Areas for improvement found", ""),
    "actions": ("Led to an action", "No action answers it"),
    "done": ("The action was done", "The action is not done"),
    "verified": ("Verified by somebody else", "Done, and nobody has verified it"),
    "difference": ("Made a difference", "Verified, and not known to have made a difference"),
    "reaudited": ("The case was audited again", "Not audited again since"),
    "better": ("The case was graded better", "Audited again, and not graded better"),
}


def ledger(request: HttpRequest) -> HttpResponse:
    """The chain of counts, with what dropped out at each stage."""
    person = allowed(request, Permission.FIGURES_SEE)
    form = FilterForm(request.GET, person, vocabulary())
    held = queries.ledger(person, form.where)
    is_linked = may_list(person)
    rows = []
    for stage, (says, lost) in SAYS.items():
        n, gone = held.counts[stage], held.dropped.get(stage, 0)
        rows.append({"stage": stage, "says": says, "n": n, "lost": lost, "gone": gone})
    context = {
        "filter": form, "rows": rows, "counts": held.counts, "is_linked": is_linked,
        "asked": urlencode(form.where), "where": form.where,
    }  # fmt: skip
    return render(request, "figures/ledger.html", context)


def ledger_list(request: HttpRequest, stage: str) -> HttpResponse:
    """The findings behind one number of the chain: those of them that this person may read."""
    person = allowed(request, Permission.FIGURES_SEE)
    found(True if may_list(person) else None)
    dropped = "dropped" in request.GET
    if stage not in SAYS or (dropped and stage == "findings"):
        raise Http404
    form = FilterForm(request.GET, person, vocabulary())
    counted = queries.findings_at(person, stage, dropped=dropped, where=form.where)
    page, shown = _page(request, person, [key for key, _ in counted])
    context = {
        "says": SAYS[stage][1 if dropped else 0], "counted": len(counted), "page": page,
        "findings": shown, "back": urlencode(form.where), "stage": stage, "dropped": dropped,
        "where": form.where,
    }  # fmt: skip
    shows(request, "ledger", *{each.audit.subject.ref for each in shown})
    return render(request, "figures/ledger_list.html", context)


def _page(request: HttpRequest, person: Person, keys: list[int]) -> tuple[Any, list[Any]]:
    """A page of the keys, and those of its findings that the person may open."""
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    return page, visible_findings_among(person, list(page))


def ledger_cards(person: Person) -> list[Card]:
    """For the home page of whoever leads on practice: how far what had to get better got."""
    if not person.may(Permission.FIGURES_SEE) or person.may(Permission.ROUND_RUN):
        return []
    counts = queries.ledger(person).counts
    if not counts["findings"]:
        return []  # nothing was found in their reach, so nothing is behind "0 of 0"
    helped = f"{counts['difference']:,} made a difference"
    return [
        Card(
            f"{counts['verified']:,} of {counts['findings']:,}",
            "areas for improvement put right and verified",
            reverse("figures:ledger"),
            f"{helped}, {counts['better']:,} better when audited again",
        )
    ]
