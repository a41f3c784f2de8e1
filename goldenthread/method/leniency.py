"""Does an auditor grade higher or lower than their moderators: an estimate for each, drawn together.

Each auditor's mean difference (the auditor's grade less the moderated one, in grades) is shrunk towards
the mean of all, the more so the fewer audits there are: a normal model in two layers, flat for the mean
of all, half-normal for how far auditors differ, summed over a grid (Gelman and others, Bayesian Data
Analysis, 3rd edition, section 5.4). It starts a conversation about calibration, never a league table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from goldenthread.method.proportions import Z95

SPREAD = 0.3  # the scale of the half-normal prior on how far auditors differ, in grades
WIDEST, STEPS = 1.2, 200
PRIOR_VARIANCE, PRIOR_AUDITS = 0.25, 4  # what is taken for known of differences within an auditor
FEWEST, SMALLEST = 5, 0.2  # audits, and grades, below which nothing is said


@dataclass(frozen=True)
class Leniency:
    """``estimate`` in grades, above 0 more lenient than the moderators; ``limits`` at 95 %."""

    n: int
    mean: float
    estimate: float
    sd: float

    @property
    def limits(self) -> tuple[float, float]:
        return self.estimate - Z95 * self.sd, self.estimate + Z95 * self.sd

    @property
    def calls_for_talk(self) -> bool:
        """Whether there are enough audits, and the estimate is large enough and surely not nothing."""
        low, high = self.limits
        is_sure = low > 0 or high < 0
        return self.n >= FEWEST and abs(self.estimate) >= SMALLEST and is_sure


@dataclass(frozen=True)
class Panel:
    """All auditors together: their mean, its standard deviation, and how far they differ (sd)."""

    mean: float
    sd: float
    spread: float
    within: float
    auditors: dict[str, Leniency]


def panel(differences: Mapping[str, Sequence[float]]) -> Panel:
    """The estimates, by auditor, from each audit's difference; auditors without one are left out.

    Raises ValueError where there is no difference at all.

    >>> found = panel({"Ama": [1, 1, 0, 1, 1, 1], "Ben": [0, 0, 0, 0, 0], "Cy": [0, -1, 0, 0, 0]})
    >>> found.auditors["Ama"].calls_for_talk, found.auditors["Ben"].calls_for_talk
    (True, False)
    """
    given = {name: list(found) for name, found in differences.items() if found}
    if not given:
        raise ValueError("no audit was graded twice")
    means = {name: sum(found) / len(found) for name, found in given.items()}
    squares = sum((d - means[name]) ** 2 for name, found in given.items() for d in found)
    free = sum(len(found) - 1 for found in given.values())
    within = (squares + PRIOR_AUDITS * PRIOR_VARIANCE) / (free + PRIOR_AUDITS)
    noise = {name: within / len(found) for name, found in given.items()}
    points = [_at(spread, means, noise) for spread in _grid()]
    most = max(point.log_weight for point in points)
    weights = [exp(point.log_weight - most) for point in points]
    total = sum(weights)
    shares = [weight / total for weight in weights]
    mean, sd = _mixed(shares, [(point.mean, point.variance) for point in points])
    return Panel(
        mean, sd,
        sum(share * point.spread for share, point in zip(shares, points, strict=True)), within,
        {
            name: Leniency(len(found), means[name], *_mixed(shares, [p.each[name] for p in points]))
            for name, found in given.items()
        },
    )  # fmt: skip


@dataclass(frozen=True)
class _Point:
    """What follows where auditors differ by ``spread``: of all, and (mean, variance) of each."""

    spread: float
    log_weight: float
    mean: float
    variance: float
    each: dict[str, tuple[float, float]]


def _grid() -> list[float]:
    step = WIDEST / STEPS
    return [(n + 0.5) * step for n in range(STEPS)]


def _at(spread: float, means: Mapping[str, float], noise: Mapping[str, float]) -> _Point:
    between = spread * spread
    totals = {name: between + variance for name, variance in noise.items()}
    variance = 1 / sum(1 / total for total in totals.values())
    mean = variance * sum(means[name] / totals[name] for name in means)
    log_weight = (
        -between / (2 * SPREAD * SPREAD)
        + log(variance) / 2
        - sum(log(total) for total in totals.values()) / 2
        - sum((means[name] - mean) ** 2 / totals[name] for name in means) / 2
    )
    each = {}
    for name, total in totals.items():
        trust = between / total
        each[name] = (
            mean + trust * (means[name] - mean),
            trust * noise[name] + (1 - trust) ** 2 * variance,
        )
    return _Point(spread, log_weight, mean, variance, each)


def _mixed(shares: Sequence[float], parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The mean and standard deviation of a mixture of (mean, variance)."""
    mean = sum(share * m for share, (m, _) in zip(shares, parts, strict=True))
    spread = sum(share * (v + (m - mean) ** 2) for share, (m, v) in zip(shares, parts, strict=True))
    return mean, sqrt(spread)
