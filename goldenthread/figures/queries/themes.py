"""Themes over rounds: in how many audits each was found, always of how many, and how much was looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Finding
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.comparable import case_types_of, differences
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import reach
from goldenthread.learning.models import Tag, Theme
from goldenthread.method.proportions import Basis, share
from goldenthread.people import kept
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.programme.models import Round

STRENGTH, IMPROVEMENT = Finding.Kind.STRENGTH.value, Finding.Kind.IMPROVEMENT.value
# More counts than this are made once in a while: it takes as long as the rest of the page.
MANY = 200
Counts = Mapping[tuple[int, int, str], int]


@dataclass(frozen=True)
class ThemeCount:
    """A theme over all rounds: audits in which it was a strength, an area for improvement, and in how
    many of the rounds that had findings put to themes it was the latter."""

    theme: Theme
    strengths: int
    improvements: int
    rounds: int
    of_rounds: int

    @property
    def is_repeated(self) -> bool:
        """Whether it needed to get better in two rounds or more."""
        return self.rounds > 1


@dataclass(frozen=True)
class InRound:
    """A theme in one round: of its audits handed in, in how many, and as what.

    `tagged` of `findings` have been put to a theme, or to none. `differs`: in what this round differs
    from the one before it; where it does, no trend may be said.
    """

    round: Round
    n: int
    strengths: int
    improvements: int
    tagged: int
    findings: int
    differs: tuple[str, ...] = ()
    is_first: bool = False

    @property
    def improvements_text(self) -> str:
        return share(self.improvements, self.n, basis=Basis("purposive")).text

    @property
    def strengths_text(self) -> str:
        return share(self.strengths, self.n, basis=Basis("purposive")).text


@dataclass(frozen=True)
class Looked:
    """How many findings there are, and how many a person has put to a theme or found to fit none."""

    tagged: int
    findings: int


def _findings(by: Actor) -> QuerySet[Finding]:
    return Finding.objects.filter(
        reach(by), removed_at=None, audit__state__in=HANDED_IN,
        audit__round_case__removed_at=None,
    ).order_by()  # fmt: skip


def _counts(by: Actor, theme: Theme | None = None) -> Counts:
    """(theme, round, kind) -> audits; half a minute old where there are many."""
    key = (*_who(by), "themes", theme.pk if theme else 0)
    return kept.for_a_while(key, lambda: _counted(by, theme), lambda found: len(found) > MANY)


def _counted(by: Actor, theme: Theme | None) -> Counts:
    tags = Tag.objects.filter(
        reach(by, "finding__audit__"), removed_at=None, theme__isnull=False, finding__removed_at=None,
        finding__audit__state__in=HANDED_IN, finding__audit__round_case__removed_at=None,
    )  # fmt: skip
    if theme:
        tags = tags.filter(theme=theme)
    rows = tags.order_by().values_list("theme", "finding__audit__round", "finding__kind")
    return {
        (of, round, kind): n
        for of, round, kind, n in rows.annotate(n=Count("finding__audit", distinct=True))
        if of is not None
    }


def _who(by: Actor) -> kept.Key:
    return kept.as_they_are(by) if isinstance(by, Person) else (by.actor_label,)


def looked_at(by: Actor) -> dict[int, Looked]:
    """By round: its findings, and how many of them have been looked at."""
    tag = Exists(Tag.objects.filter(finding=OuterRef("pk"), removed_at=None))
    rows = (
        _findings(by)
        .values_list("audit__round")
        .annotate(n=Count("id"), tagged=Count("id", filter=Q(tag)))
    )

    def write() -> dict[int, Looked]:
        return {round: Looked(tagged, n) for round, n, tagged in rows}

    return kept.for_a_while(
        (*_who(by), "themes looked at"), write, lambda found: sum(e.findings for e in found.values()) > 2_500
    )  # fmt: skip


def theme_counts(by: Actor, themes: Iterable[Theme]) -> list[ThemeCount]:
    """Each theme over all rounds there are figures of."""
    rounds = set(counted_rounds(by).values_list("pk", flat=True))
    counts = {key: n for key, n in _counts(by).items() if key[1] in rounds}
    of_rounds = len({round for _, round, _ in counts})

    def of(theme: Theme, kind: str) -> dict[int, int]:
        return {r: n for (t, r, k), n in counts.items() if (t, k) == (theme.pk, kind)}

    found = []
    for theme in themes:
        worse = of(theme, IMPROVEMENT)
        strengths = sum(of(theme, STRENGTH).values())
        found.append(ThemeCount(theme, strengths, sum(worse.values()), len(worse), of_rounds))
    return found


def theme_over_rounds(by: Actor, theme: Theme, most: int = 12) -> list[InRound]:
    """One theme in each of the newest rounds in which any finding was looked at, the newest first."""
    looked = looked_at(by)
    known = [pk for pk, each in looked.items() if each.tagged]
    rounds = list(counted_rounds(by).filter(pk__in=known)[:most])
    n_of = _handed_in(by, rounds)
    counts, types = _counts(by, theme), case_types_of(by, rounds)
    found = []
    for round, before in zip_longest(rounds, rounds[1:]):
        found.append(
            InRound(
                round=round,
                n=n_of.get(round.pk, 0),
                strengths=counts.get((theme.pk, round.pk, STRENGTH), 0),
                improvements=counts.get((theme.pk, round.pk, IMPROVEMENT), 0),
                tagged=looked[round.pk].tagged,
                findings=looked[round.pk].findings,
                differs=differences(round, before, types) if before else (),
                is_first=before is None,
            )
        )
    return found


def _handed_in(by: Actor, rounds: Iterable[Round]) -> dict[int, int]:
    found = Audit.objects.filter(
        reach(by, ""), round__in=[each.pk for each in rounds], round_case__removed_at=None,
        state__in=HANDED_IN,
    )  # fmt: skip
    return dict(found.order_by().values_list("round").annotate(n=Count("id")))
