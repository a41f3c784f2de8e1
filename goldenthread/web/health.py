"""For machines that watch: whether the process answers, whether it can work, and in what numbers."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from goldenthread.config import health, measures
from goldenthread.people.roles import Role
from goldenthread.web.guards import Person


def notices(person: Person) -> list[str]:
    """What is wrong with the service itself, for administrators alone."""
    is_administrator = any(held.meaning is Role.ADMINISTRATOR.value for held in person.held)
    return health.notices() if is_administrator else []


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    """Whether this node can serve pages; why not is told only to who has the monitor's token.

    A silent worker or a late backup is no reason to take a node away: it is said in the words.
    """
    found = health.checks()
    status = 503 if any(each.vital and not each.is_well for each in found) else 200
    words = "not ready" if status == 503 else "ready"
    if status == 200 and not all(each.is_well for each in found):
        words = "ready, needs attention"
    if health.is_monitor(request.headers.get("Authorization", "")):
        told = {each.name: {"is_well": each.is_well, "words": each.words} for each in found}
        return JsonResponse({"state": words, "checks": told}, status=status)
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus: only with the monitor's token, and where its package is installed."""
    if not health.is_monitor(request.headers.get("Authorization", "")) or not measures.is_there():
        raise Http404
    return HttpResponse(measures.text(), content_type=measures.CONTENT_TYPE)
