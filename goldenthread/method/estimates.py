"""What a selection with unequal chances says about all cases: weighted, beside unweighted.

A case drawn with the chance 1/5 stands for five. The weighted share is the ratio of weights (Hajek,
1971); it is right on average where the unweighted one leans towards whoever had the better chance.
The price is that the cases count for fewer: n_eff = (sum w)^2 / sum w^2 (Kish, 1965).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread.method.proportions import wilson

POINTS = 2
"""Both shares are shown when they differ by more than so many points."""


class Case(NamedTuple):
    """An audited case: whether it is of the kind that is counted, and one over its chance.

    Named cases belong in no estimate; leave them out.
    """

    counts: bool
    weight: float


@dataclass(frozen=True)
class Estimate:
    """Shares of 0 to 1. ``interval``: at 95 % around the weighted share, None where every case was
    audited. ``effective``: how many cases of equal weight would say as much."""

    n: int
    weighted: float
    unweighted: float
    effective: float
    interval: tuple[float, float] | None

    @property
    def shows_both(self) -> bool:
        return 100 * abs(self.weighted - self.unweighted) > POINTS


def are_alike(low: float, high: float) -> bool:
    """Whether two chances differ by no more than the rounding of what was expected, a thousandth.

    >>> are_alike(0.235294, 0.235295), are_alike(0.2, 0.25)
    (True, False)
    """
    return high <= low * 1.001


def estimate(cases: Iterable[Case], frame_size: int) -> Estimate:
    """The share among all ``frame_size`` cases that could be drawn.

    The interval is Wilson's at the effective number of cases, enlarged for what has been seen of the
    finite list: n_eff (1 - 1/N) / (1 - n/N).

    Raises ValueError without cases, or with more than the frame has.

    >>> found = estimate([Case(True, 1), Case(False, 3), Case(True, 1), Case(False, 3)], 8)
    >>> found.weighted, found.unweighted, found.effective, found.shows_both
    (0.25, 0.5, 3.2, True)
    """
    held = list(cases)
    if not 0 < len(held) <= frame_size:
        raise ValueError(f"{len(held)} cases of a frame of {frame_size}")
    weights = squares = counted = 0.0
    for case in held:
        weights += case.weight
        squares += case.weight * case.weight
        counted += case.weight * case.counts
    share = counted / weights
    effective = weights * weights / squares
    interval = None
    if len(held) < frame_size:
        enlarged = effective * (1 - 1 / frame_size) / (1 - len(held) / frame_size)
        interval = wilson(share * enlarged, enlarged)
    unweighted = sum(case.counts for case in held) / len(held)
    return Estimate(len(held), share, unweighted, effective, interval)
