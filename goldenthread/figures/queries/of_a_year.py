"""What the figures of a year count, of one round or of several: views, themes, the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Finding, Moderation, Source
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.loop import FAMILY
from goldenthread.figures.queries.standing import reach
from goldenthread.learning.models import Tag, Theme
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Outcome, Round
from goldenthread.programme.queries.schedule import delivery

Rounds = Sequence[Round]
VIEWS = {"on_record": "yes", "partly_on_record": "partly", "not_on_record": "no"}
KINDS = {"strengths": Finding.Kind.STRENGTH.value, "improvements": Finding.Kind.IMPROVEMENT.value}


@dataclass(frozen=True)
class Counted:
    """The audits behind a figure, and those it was counted among (all with a grade, all moderated).

    `n` is how many of `unit` it says; None where nobody can know.
    """

    audits: QuerySet[Audit]
    among: QuerySet[Audit] | None = None
    n: int | None = None
    unit: str = "audit"


@dataclass(frozen=True)
class ThemeFound:
    """A theme in some rounds: audits in which it was a strength and in which it had to get better, and in
    how many of the rounds it was the latter."""

    code: str
    name: str
    strengths: int
    improvements: int
    rounds: int


def behind(audits: Any) -> QuerySet[Audit]:
    return Audit.objects.filter(pk__in=audits.order_by())


def handed_in_of(by: Actor, rounds: Rounds) -> QuerySet[Audit]:
    there = Q(round__in=rounds, round_case__removed_at=None, state__in=HANDED_IN)
    return Audit.objects.filter(reach(by, ""), there)


def practitioners_of(by: Actor, rounds: Rounds) -> int:
    """How many different practitioners' work the audits of these rounds looked at; never who."""
    known = handed_in_of(by, rounds).exclude(header__practitioner=None).order_by()
    return known.values("header__practitioner").distinct().count()


def voices_of(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    if figure.of in ("asked", *VIEWS):
        return _views(by, figure, rounds)
    found = handed_in_of(by, rounds)
    if figure.of == "form":
        found = found.filter(family_links__answer__isnull=False).distinct()
    else:
        told = Source.objects.filter(
            audit=OuterRef("pk"), kind__in=FAMILY, state=Source.State.OBTAINED
        )
        found = (
            found.exclude(Exists(told)) if figure.of == "not_heard" else found.filter(Exists(told))
        )
    return Counted(found, n=found.count())


def _views(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    wanted = [VIEWS[figure.of]] if figure.of in VIEWS else list(VIEWS.values())
    there = Q(audit__round__in=rounds, audit__round_case__removed_at=None, child_views__in=wanted)
    found = Moderation.objects.filter(reach(by), there, ending=Moderation.Ending.CONFIRMED)
    return Counted(behind(found.values("audit")), n=found.count())


def _tags(by: Actor, rounds: Rounds) -> QuerySet[Tag]:
    return Tag.objects.filter(
        reach(by, "finding__audit__"), removed_at=None, theme__isnull=False, finding__removed_at=None,
        finding__audit__state__in=HANDED_IN, finding__audit__round_case__removed_at=None,
        finding__audit__round__in=rounds,
    ).order_by()  # fmt: skip


def themes_of(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    found = _tags(by, rounds).filter(theme__code=figure.asked["theme"])
    if kind := figure.asked.get("kind"):
        found = found.filter(finding__kind=kind)
    audits = behind(found.values("finding__audit"))
    if figure.of == "rounds":
        n = found.values("finding__audit__round").distinct().count()
        return Counted(audits, n=n, unit="round")
    return Counted(audits, n=audits.count())


def themes_found(by: Actor, rounds: Rounds) -> list[ThemeFound]:
    """The themes that findings of these rounds were put to; what had to get better most often first."""
    rows = _tags(by, rounds).values_list(
        "theme", "finding__kind", "finding__audit__round", "finding__audit"
    )
    held: dict[int, dict[str, set[tuple[int, int]]]] = {}
    for theme, kind, round, audit in rows.distinct():
        held.setdefault(theme, {}).setdefault(kind, set()).add((round, audit))
    known = Theme.objects.in_bulk(list(held))
    found = [_found(known[pk], kinds) for pk, kinds in held.items()]
    return sorted(found, key=lambda each: (-each.improvements, -each.strengths, each.name))


def _found(theme: Theme, kinds: Mapping[str, set[tuple[int, int]]]) -> ThemeFound:
    worse = kinds.get(KINDS["improvements"], set())
    return ThemeFound(
        theme.code, theme.name, len(kinds.get(KINDS["strengths"], ())), len(worse),
        len({round for round, _ in worse}),
    )  # fmt: skip


def programme_of(by: Actor, figure: Figure) -> Counted:
    months = [date.fromisoformat(f"{figure.asked[name]}-01") for name in ("from", "to")]
    held = [each for month in delivery(by, *months) for each in month.standing]
    rounds = [round.pk for each in held for round in each.rounds]
    counts = Outcome.objects.filter(round__in=rounds, round_case__second_of=None)
    audits = behind(counts.values(audit=F("round_case__audit")))
    n = {
        "done": sum(each.done for each in held),
        "planned": sum(each.planned or 0 for each in held),
        "activities": len(held),
    }[figure.of]
    unit = {"done": "audit", "planned": "planned audit", "activities": "activity"}[figure.of]
    return Counted(audits, n=n, unit=unit)
