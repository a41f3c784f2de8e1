"""From a number to what it counts: the audits, those left out and why, its definition and its design."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.audits.queries import visible_audits
from goldenthread.figures import queries
from goldenthread.figures.queries import LEFT_OUT, Figure
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.reports.queries import audits_kept, edition_by_ref, trace_kept
from goldenthread.web.figure_panels import domain_titles, may_list, title
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.long_lists import LongList

PAGE = 25
WHOSE = {
    "source": {"child": "Child or young person", "parent_carer": "Parent or carer"},
    "view": {"child": "The child's views", "parent": "Parents' views", "carer": "Carers' views"},
}
MOST_DESIGNS = 5  # rounds whose designs stand in full on the page; the command gives all
WAYS = {"selected": "Selected from the case list", "quick": "Named by people"}


@dataclass(frozen=True)
class Shown:
    """A trace as the page shows it; `held` as JSON has it, live or as an edition keeps it."""

    held: dict[str, Any]
    counted: int
    left_out: list[tuple[str, str, int]]
    audits: Callable[[str], Any]


def trace(request: HttpRequest) -> HttpResponse:
    """A number taken apart, as it stands now or as a finalised paper keeps it."""
    person = allowed(request, Permission.FIGURES_SEE)
    figure = found(_asked(request.GET.get("figure", "")))
    edition = None
    if ref := request.GET.get("edition", ""):
        edition = found(edition_by_ref(person, ref))
        shown = found(_kept(person, edition, figure))
    else:
        shown = found(_live(person, figure))
    why = request.GET.get("why", "")
    found(True if why in ("", *(each for each, *_ in shown.left_out)) else None)
    page = _page(request, person, shown, why)
    shows(request, "figures_trace", *{audit.subject.ref for audit in page or ()})
    held = shown.held
    context = {
        "shown": shown, "figure": figure.text, "edition": edition, "page": page, "why": why,
        "about": _about(figure, person), "designs": held["designs"][:MOST_DESIGNS],
        "more": len(held["designs"][MOST_DESIGNS:]), "ways": WAYS,
        "why_text": LEFT_OUT.get(why, ""), "asked": _same(request),
    }  # fmt: skip
    return render(request, "figures/trace.html", context)


def _asked(text: str) -> Figure | None:
    try:
        return queries.figure_of(text)
    except queries.UnknownFigure:
        return None


def _live(person: Person, figure: Figure) -> Shown | None:
    try:
        held = queries.trace(person, figure)
    except (queries.UnknownRound, queries.UnknownFigure):
        return None
    said = {
        "n": held.n, "unit": held.unit, "software": held.software,
        "definition": {"id": held.definition, "text": held.meaning},
        "designs": [each.plain for each in held.designs],
    }  # fmt: skip
    left_out = [(why, LEFT_OUT[why], n) for why, n in held.left_out.items()]
    return Shown(said, held.counted, left_out, held.audits)


def _kept(person: Person, edition: Any, figure: Figure) -> Shown | None:
    """As the edition keeps it; one finalised before traces were kept shows how the figure stands now."""
    held = trace_kept(edition, figure.text)
    if held is None:
        return None
    if not held.get("definition"):
        return _live(person, figure)
    left_out = [(each["why"], each["text"], each["n"]) for each in held["left_out"]]
    return Shown(
        held, len(held["counted"]), left_out, lambda why: audits_kept(edition, figure.text, why)
    )


def _page(request: HttpRequest, person: Person, shown: Shown, why: str) -> Any:
    """The audits that this person may open, of those counted or left out for a reason; None for
    whoever sees numbers alone."""
    if not may_list(person):
        return None
    behind = shown.audits(why).order_by().values("pk")
    seen = visible_audits(person).filter(pk__in=behind).order_by("subject__number", "pk")
    return _Listed(person, seen).get_page(request.GET.get("page"))


class _Listed(LongList):
    """Audits, whose rows are read by their keys alone: finding out which they are takes long enough."""

    def __init__(self, person: Person, audits: Any) -> None:
        super().__init__(audits, PAGE)
        self.person = person

    def _rows(self, begin: int, end: int) -> list[Any]:
        keys = self._keys(self.object_list, begin, end)
        found = {each.pk: each for each in visible_audits(self.person).filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]


def _about(figure: Figure, person: Person) -> list[str]:
    """What the number is of, in words."""
    words, asked = vocabulary(), figure.asked
    said = [
        title(name, value, person, words) if value else "Not known"
        for name, value in figure.where.items()
    ]
    if figure.measure == "connections":
        titles = domain_titles(person)
        first, second = (titles.get(asked[each], asked[each]) for each in ("first", "second"))
        said.append(f"“{first}” and “{second}”")
    said += [WHOSE[name][asked[name]] for name in WHOSE if name in asked]
    if asked.get("like"):
        said.append(f"rounds made like {title('round', asked['like'], person, words)}")
    if asked.get("question"):
        said.append(_question(figure, person))
    if figure.measure in ("grades", "connections"):
        said.append(words("stage", figure.stage))
    if figure.measure == "children":
        said.append(queries.CHARACTERISTICS[asked["by"]])
        if "group" in asked:
            said.append(queries.ETHNIC_GROUPS.get(asked["group"], asked["group"]) or "Not known")
    if asked.get("before"):
        said.append(f"auditor's grade {words('grade', asked['before'])}")
    if figure.grade:
        met = "met the standard" if figure.grade == "meeting" else words("grade", figure.grade)
        said.append(met)
    if asked.get("other"):
        said.append(f"and in the second section {words('grade', asked['other'])}")
    return said


def _question(figure: Figure, person: Person) -> str:
    """The question that a figure of one is about, as its tool words it."""
    about_time = figure.measure == "timeliness"
    known = queries.timely_questions(person) if about_time else queries.documents(person)
    return known[figure.asked["question"]].label


def _same(request: HttpRequest) -> str:
    """The address of the same trace without its page and its reason."""
    copy = request.GET.copy()
    for name in ("page", "why"):
        copy.pop(name, None)
    return copy.urlencode()
