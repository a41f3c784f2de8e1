"""What the programme has covered: practitioners by quarter, rotations, and how fair a selection is."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.programme.queries import (
    covered,
    fairness,
    quarters,
    round_by_ref,
    selection_by_ref,
    workers,
)
from goldenthread.programme.queries import rotations as rotations_of
from goldenthread.web.guards import allowed, found
from goldenthread.web.programme.set_up import A_PAGE, RUN


def workers_covered(request: HttpRequest) -> HttpResponse:
    """Practitioners by quarter: audited, not audited, or with no open case."""
    by, within = allowed(request, RUN), quarters()
    page = Paginator(workers(by, within), A_PAGE).get_page(request.GET.get("page"))
    context = {"quarters": within, "page": page, "rows": covered(page, within)}
    return render(request, "programme/workers_covered.html", context)


def rotations(request: HttpRequest) -> HttpResponse:
    """Every rotation with its waves: what has been selected, what is still to come, what was lost."""
    by = allowed(request, RUN)
    return render(request, "programme/rotations.html", {"rotations": rotations_of(by)})


def fair_sample(request: HttpRequest, ref: str, selection: str) -> HttpResponse:
    """Sex, ethnic group, disability, age, case type, team, practitioner: selected beside the list."""
    by = allowed(request, RUN)
    held, made = found(round_by_ref(by, ref)), found(selection_by_ref(by, selection))
    found(made if made.round_id == held.id else None)
    context = {"round": held, "made": made, "characteristics": fairness(made)}
    return render(request, "programme/fair_sample.html", context)
