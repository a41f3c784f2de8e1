"""What a round says of all the cases that could be selected, where their chances differed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from goldenthread.figures.queries.basis import SELECTED
from goldenthread.figures.queries.grades import GradeRow
from goldenthread.figures.queries.standing import sees_everything, standing
from goldenthread.figures.queries.summed import not_moderated
from goldenthread.method.estimates import Case, Estimate, are_alike, estimate
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Selection
from goldenthread.tools.form import OVERALL, Scale

SPEAKING = ("selected", "certain", "family", "reserve")
"""The reasons of rows that an estimate is about, beside those whom a brother or sister stands for."""


@dataclass(frozen=True)
class Weighted:
    """The share of all cases that meet the standard: ``n`` audits speak for ``cases``."""

    estimate: Estimate
    met: int
    cases: int

    @property
    def n(self) -> int:
        return self.estimate.n

    @property
    def percent(self) -> int:
        return _percent(self.estimate.weighted)

    @property
    def unweighted_percent(self) -> int:
        return _percent(self.estimate.unweighted)

    @property
    def interval(self) -> tuple[int, int] | None:
        limits = self.estimate.interval
        return (_percent(limits[0]), _percent(limits[1])) if limits else None

    @property
    def sentence(self) -> str:
        """What is said where the two shares differ by more than two points; else empty."""
        if not self.estimate.shows_both:
            return ""
        return (
            f"Weighted by the chance that each case had, {self.percent}% of the {self.cases:,} cases "
            f"that could be selected would meet the standard; of the {self.n} selected and audited, "
            f"{self.unweighted_percent}% ({self.met}) did."
        )


def weighted(by: Actor, rows: Iterable[GradeRow], round: str, stage: str) -> Weighted | None:
    """The estimate for a whole round, of whose grades `rows` is the total, by the round's code.

    Named cases are in none. None where every case had the same chance, where a percentage is not
    printed, where grades stand on two scales, or where not everything selected can be looked at:
    of part of the teams, or of audits that a rule chose for moderation.
    """
    total = list(rows)
    if len(total) != 1 or not sees_everything(by):
        return None
    made = Selection.objects.filter(round__code=round).order_by("number").last()
    if made is None or (stage == "moderated" and _some_wait(made.round_id)):
        return None
    cases = _cases(by, round, stage, total[0].scale)
    weights = [each.weight for each in cases]
    if len(cases) < FEWEST_FOR_PERCENT or are_alike(min(weights), max(weights)):
        return None
    of = made.rows.filter(Q(reason__in=SPEAKING) | Q(left_out="family")).count()
    if of < len(cases):
        return None
    return Weighted(estimate(cases, of), sum(each.counts for each in cases), of)


def _cases(by: Actor, round: str, stage: str, scale: Scale) -> list[Case]:
    found = standing(by, stage, {"round": round}).filter(
        section=OVERALL, audit__round_case__came__in=SELECTED,
        audit__round_case__probability__gt=0,
    )  # fmt: skip
    pairs = found.order_by().values_list("grade", "audit__round_case__probability")
    return [Case(scale.meets_standard(grade), 1 / chance) for grade, chance in pairs if chance]


def _some_wait(round: int) -> bool:
    return not_moderated().filter(round=round).exists()


def _percent(share: float) -> int:
    return int(100 * share + 0.5)


def weighted_json(found: Weighted | None) -> dict[str, Any] | None:
    """As the command line gives it: shares and limits in per cent, unrounded."""
    if found is None:
        return None
    held = found.estimate
    return {
        "n": found.n, "cases": found.cases, "weighted": 100 * held.weighted,
        "unweighted": 100 * held.unweighted, "effective_n": held.effective,
        "interval": [100 * limit for limit in held.interval] if held.interval else None,
        "differ": held.shows_both,
    }  # fmt: skip
