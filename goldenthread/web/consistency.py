"""Consistency: how auditors' grades compare with their moderators', for the QA lead and for each auditor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.figures import queries
from goldenthread.people.roles import Permission
from goldenthread.web.guards import allowed, shows

READS = (Permission.CONSISTENCY_SEE, Permission.AUDIT_ANSWER)


def consistency(request: HttpRequest) -> HttpResponse:
    """Every auditor for the QA lead, one's own for an auditor; nobody else's for anybody."""
    person = allowed(request, *READS)
    held = queries.consistency(person)
    shows(request, "figures_consistency", *(each.ref for each in held.auditors) if held else ())
    context = {"held": held, "has_method": "method" in request.GET}
    return render(request, "figures/consistency.html", context)
