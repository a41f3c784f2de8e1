"""What the programme has covered: practitioners by quarter, and the rotations of the year."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.programme.queries import covered, quarters, workers
from goldenthread.programme.queries import rotations as rotations_of
from goldenthread.web.guards import allowed
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
