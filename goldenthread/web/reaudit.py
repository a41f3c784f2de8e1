"""Insights of a follow-up: the plain sentence first, then each domain, then the cases in both rounds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from goldenthread.audits.queries import audit_form, visible_audits
from goldenthread.figures import queries
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.figure_panels import may_list, traced
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import allowed, found, shows
from goldenthread.writers import html
from goldenthread.writers.document import Dumbbells, PairRow

SAYS = {"better": "Better", "worse": "Worse", "unsure": "Too few to tell"}
NOT_COMPARED = "Not compared"
NAMES = ("First audit", "Re-audit")
MOST_PAIRS = 100


def reaudit(request: HttpRequest) -> HttpResponse:
    """A round beside the one it follows."""
    person = allowed(request, Permission.FIGURES_SEE)
    rounds, code = queries.follow_ups(person), request.GET.get("round", "")
    chosen = next((each for each in rounds if not code or each.code == code), None)
    if code:
        found(chosen)
    held = queries.reaudit(person, chosen) if chosen else None
    pairs = _listed(person, held) if held and may_list(person) else []
    shows(request, "figures_reaudit", *{audit.subject.ref for audit, _ in pairs})
    looks = GradeLooks(audit_form(pairs[0][0]).scale, vocabulary()) if pairs else {}
    context = {
        "rounds": rounds, "round": chosen, "held": held, "pairs": pairs, "grades": looks,
        "says": dict.fromkeys(SAYS, NOT_COMPARED) if held and held.differences else SAYS,
        "twice": lambda n, of: traced(n, "reaudit", round=held.round.code, of=of) if held else n,
        "section": _section, "steps": _steps, "chart": _chart(held) if held and held.sections else "",
    }  # fmt: skip
    return render(request, "figures/reaudit.html", context)


def _section(round: Any, counts: tuple[int, int], section: str) -> Markup:
    """How many of how many met the standard in a section, each with what it counts."""
    met, n = (
        traced(count, "stands", round=round.code, domain=section, of=of)
        for count, of in zip(counts, ("met", "graded"), strict=True)
    )
    return Markup("{} of {}").format(met, n)


def _chart(held: Any) -> Markup:
    """Each section as two dots on a line; joined only where nothing of the basis differs."""
    rows = tuple(PairRow(each.title, each.before, each.after) for each in held.sections)
    drawn = Dumbbells(
        title_finding=held.sections_text, caption="Audits that met the standard, by section",
        names=NAMES, rows=rows, is_joined=not held.differences,
    )  # fmt: skip
    return Markup(html.pairs(drawn))  # noqa: S704 - our own writer's


def _listed(person: Any, held: Any) -> list[tuple[Any, Any]]:
    """The cases in both rounds whose follow-up this person may open, a page of them."""
    keys = {pair.after: pair for pair in held.pairs[:MOST_PAIRS]}
    seen = visible_audits(person).filter(pk__in=keys).order_by("subject__number")
    seen = seen.select_related(None).select_related("subject", "tool_version")
    return [(audit, keys[audit.pk]) for audit in seen]


def _steps(step: int) -> str:
    """
    >>> _steps(1), _steps(-2), _steps(0)
    ('Up 1', 'Down 2', 'Same')
    """
    return f"Up {step}" if step > 0 else f"Down {-step}" if step < 0 else "Same"
