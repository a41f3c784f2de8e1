"""Figures over time and across teams: charts with limits, where they are allowed, else why not.

XmR by the rules of Making Data Count (NHS England): outside the limits, seven on one side of the mean,
seven in a trend, two of three near one limit. Counts of few audits have exact binomial limits instead:
three-sigma limits of a stable process of ten a month cry out in one chart in thirty for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import comb
from statistics import median
from typing import Literal

FEWEST_FOR_RUN, FEWEST_POINTS, FIRM_POINTS = 10, 12, 20
FEWEST_GROUPS = 10
RANGE_TO_LIMIT, RANGE_OUTLYING = 2.66, 3.267  # in mean moving ranges: XmR's constants
NEAR = Fraction(2, 3)  # of the way from the mean to the limit
IN_A_ROW = 7
TAIL_95, TAIL_998 = Fraction(25, 1000), Fraction(1, 1000)
TAIL_3_SIGMA = Fraction(135, 100_000)
Why = Literal["basis", "mixed", "few_points", "few_for_run", "few_groups"]

_WHY_NOT: dict[Why, str] = {
    "basis": "No line is drawn: the audits of these periods were not chosen in the same way.",
    "mixed": "No line is drawn: these periods audited different kinds of work.",
    "few_points": f"No chart with limits: it needs at least {FEWEST_POINTS} periods.",
    "few_for_run": f"No chart: it needs at least {FEWEST_FOR_RUN} periods.",
    "few_groups": f"No funnel plot: it needs at least {FEWEST_GROUPS} groups.",
}


@dataclass(frozen=True)
class NotAllowed:
    """Why there is no chart, as a code and in a sentence to print in its place."""

    why: Why

    @property
    def text(self) -> str:
        return _WHY_NOT[self.why]


@dataclass(frozen=True)
class XmR:
    """Mean, limits and, by rule, the numbers (from 0) of the points that signal.

    ``low``, ``high``: natural process limits; ``near_low``, ``near_high``: two thirds of the way.
    ``is_firm``: whether there are enough points for limits that will hardly change.
    """

    mean: float
    moving_range: float
    low: float
    high: float
    near_low: float
    near_high: float
    outside: tuple[int, ...]
    shift: tuple[int, ...]
    trend: tuple[int, ...]
    two_of_three: tuple[int, ...]
    is_firm: bool

    @property
    def apart(self) -> tuple[int, ...]:
        """The points that signal by any rule."""
        return tuple(sorted({*self.outside, *self.shift, *self.trend, *self.two_of_three}))

    @property
    def text(self) -> str:
        """The chart in a sentence, and a second one while its limits are tentative.

        >>> xmr([5, 6] * 6).text
        'No period stands apart from the others. With so few periods the limits are tentative.'
        """
        n = len(self.apart)
        found = (
            "No period stands" if not n else "1 period stands" if n == 1 else f"{n} periods stand"
        )
        tentative = "" if self.is_firm else " With so few periods the limits are tentative."
        return f"{found} apart from the others.{tentative}"


def xmr(values: Sequence[float], *, is_screened: bool = False) -> XmR:
    """A chart of single values, period by period.

    ``is_screened``: moving ranges far beyond the others are left out of the mean range (Nelson, 1982);
    unscreened, as in NHS England's workbook, where not asked for. Raises ValueError below two values.

    >>> chart = xmr([1, 2, 1, 2, 10, *[1, 2] * 6, 1], is_screened=True)
    >>> f"{chart.mean:.2f} {chart.low:.2f} {chart.high:.2f}", chart.outside
    ('1.94 -0.72 4.60', (4,))
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values")
    mean = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    moving = sum(ranges) / len(ranges)
    if is_screened:
        kept = [each for each in ranges if each < RANGE_OUTLYING * moving] or ranges
        moving = sum(kept) / len(kept)
    reach = RANGE_TO_LIMIT * moving
    low, high = mean - reach, mean + reach
    near = float(NEAR) * reach
    return XmR(
        mean, moving, low, high, mean - near, mean + near,
        tuple(n for n, value in enumerate(values) if not low <= value <= high),
        _shift(values, mean), _trend(values), _two_of_three(values, mean, near, reach),
        len(values) >= FIRM_POINTS,
    )  # fmt: skip


def xmr_chart(
    periods: Sequence[tuple[str, float]], *, bases: Iterable[str], kinds: Iterable[str] = ()
) -> XmR | NotAllowed:
    """A chart of single values where one is allowed, as `p_chart` is of shares; else why there is none.

    >>> xmr_chart([("May", 4)], bases=["random"]).text
    'No chart with limits: it needs at least 12 periods.'
    """
    if why := _differ(bases, kinds):
        return NotAllowed(why)
    if len(periods) < FEWEST_POINTS:
        return NotAllowed("few_points")
    return xmr([value for _, value in periods])


def _differ(bases: Iterable[str], kinds: Iterable[str]) -> Literal["basis", "mixed"] | None:
    if len(set(bases)) > 1:
        return "basis"
    return "mixed" if len(set(kinds)) > 1 else None


def _shift(values: Sequence[float], mean: float) -> tuple[int, ...]:
    return _runs([(value > mean) - (value < mean) for value in values], IN_A_ROW, 0)


def _trend(values: Sequence[float]) -> tuple[int, ...]:
    steps = [(b > a) - (b < a) for a, b in pairwise(values)]
    return _runs(steps, IN_A_ROW - 1, 1)


def _runs(signs: Sequence[int], long: int, more: int) -> tuple[int, ...]:
    """The points of each run of ``long`` or more equal signs, and ``more`` beyond its end."""
    found: set[int] = set()
    for start in range(len(signs) - long + 1):
        run = signs[start : start + long]
        if run[0] and all(sign == run[0] for sign in run):
            found |= set(range(start, start + long + more))
    return tuple(sorted(found))


def _two_of_three(
    values: Sequence[float], mean: float, near: float, reach: float
) -> tuple[int, ...]:
    """Of three on one side of the mean, the two or three that lie near the limit and within it."""
    found: set[int] = set()
    for start in range(len(values) - 2):
        three = range(start, start + 3)
        for side in (1, -1):
            above = {n: side * (values[n] - mean) for n in three}
            outer = [n for n in three if near < above[n] <= reach]
            if len(outer) >= 2 and all(each > 0 for each in above.values()):
                found |= set(outer)
    return tuple(sorted(found))


def binomial_limits(n: int, share: Fraction, tail: Fraction) -> tuple[int, int]:
    """The counts that are no surprise: as few, and as many, each have a chance above ``tail``.

    Exact. Raises ValueError unless 0 <= share <= 1.

    >>> binomial_limits(9, Fraction(1, 2), TAIL_998), binomial_limits(21, Fraction(7, 10), TAIL_998)
    ((0, 9), (8, 20))
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share}")
    return _limits(n, share, tail)


@lru_cache(maxsize=1024)
def _limits(n: int, share: Fraction, tail: Fraction) -> tuple[int, int]:
    a, b = share.numerator, share.denominator - share.numerator
    ways = [comb(n, k) * a**k * b ** (n - k) for k in range(n + 1)]
    enough = tail * sum(ways)
    return _first_above(ways, enough), n - _first_above(ways[::-1], enough)


def _first_above(ways: Iterable[int], enough: Fraction) -> int:
    total = 0
    for k, each in enumerate(ways):
        total += each
        if total > enough:
            return k
    raise AssertionError("the ways add up to more than any tail")


@dataclass(frozen=True)
class Point:
    """One period or team: ``part`` of ``n``, and the counts that are no surprise at its size."""

    name: str
    part: int
    n: int
    low: int
    high: int

    @property
    def is_outside(self) -> bool:
        return not self.low <= self.part <= self.high

    @property
    def can_be_outside(self) -> bool:
        """Whether any count at all would be a surprise: of nine audits, none would be."""
        return self.low > 0 or self.high < self.n


@dataclass(frozen=True)
class Chart:
    """The share of all, and each point against it; ``run``: points of seven in a row on one side."""

    share: Fraction
    points: tuple[Point, ...]
    run: tuple[int, ...] = ()


Counted = Sequence[tuple[str, int, int]]  # name, part, n


def p_chart(
    periods: Counted, *, bases: Iterable[str], kinds: Iterable[str] = ()
) -> Chart | NotAllowed:
    """Shares over time, with exact limits around the share of all (as wide as three sigma).

    ``bases``: how each period's audits were chosen, and whatever else makes periods comparable, as one
    text each; ``kinds`` of work. Where either differs, or there are fewer than twelve periods, there
    is no chart. Periods without audits are left out.

    >>> p_chart([("May", 3, 5)], bases=["random"]).text
    'No chart with limits: it needs at least 12 periods.'
    """
    if why := _differ(bases, kinds):
        return NotAllowed(why)
    counted = [each for each in periods if each[2]]
    if len(counted) < FEWEST_POINTS:
        return NotAllowed("few_points")
    share = _share(counted)
    run = _runs(_sides(counted, share), IN_A_ROW, 0)
    return Chart(share, _points(counted, share, TAIL_3_SIGMA), run)


def _sides(counted: Counted, middle: Fraction) -> list[int]:
    """Of each share whether it is above (1), on (0) or below (-1) the middle."""
    shares = [Fraction(part, n) for _, part, n in counted]
    return [(share > middle) - (share < middle) for share in shares]


@dataclass(frozen=True)
class Run:
    """A run chart: shares against their median, without limits; `run`: seven in a row on one side."""

    median: Fraction
    points: tuple[tuple[str, int, int], ...]
    run: tuple[int, ...] = ()


def run_chart(
    periods: Counted, *, bases: Iterable[str], kinds: Iterable[str] = ()
) -> Run | NotAllowed:
    """Shares over time where there are too few for limits: from ten periods on, against the median.

    >>> chart = run_chart([(str(n), n, 10) for n in range(10)], bases=["random"])
    >>> chart.median, chart.run
    (Fraction(9, 20), ())
    """
    if why := _differ(bases, kinds):
        return NotAllowed(why)
    counted = tuple(each for each in periods if each[2])
    if len(counted) < FEWEST_FOR_RUN:
        return NotAllowed("few_for_run")
    middle = median(Fraction(part, n) for _, part, n in counted)
    return Run(middle, counted, _runs(_sides(counted, middle), IN_A_ROW, 0))


def over_time(
    periods: Counted, *, bases: Sequence[str], kinds: Sequence[str] = ()
) -> Chart | Run | NotAllowed:
    """The chart that so many periods allow: with exact limits from twelve, against the median from ten."""
    chart = p_chart(periods, bases=bases, kinds=kinds)
    if isinstance(chart, Chart) or chart.why != "few_points":
        return chart
    return run_chart(periods, bases=bases, kinds=kinds)


def funnel(teams: Counted, *, bases: Iterable[str]) -> Chart | NotAllowed:
    """Groups, such as teams, against the share of all, with exact 99.8 % limits (Spiegelhalter, 2005).

    Of fewer than ten groups there is none, nor of groups whose audits were chosen differently.

    >>> chart = funnel([(str(n), 4 + n % 2, 9) for n in range(10)], bases=["random"])
    >>> chart.points[0].is_outside, chart.points[0].can_be_outside
    (False, False)
    """
    if why := _differ(bases, ()):
        return NotAllowed(why)
    counted = [each for each in teams if each[2]]
    if len(counted) < FEWEST_GROUPS:
        return NotAllowed("few_groups")
    share = _share(counted)
    return Chart(share, _points(counted, share, TAIL_998))


def _share(counted: Counted) -> Fraction:
    return Fraction(sum(part for _, part, _ in counted), sum(n for _, _, n in counted))


def _points(counted: Counted, share: Fraction, tail: Fraction) -> tuple[Point, ...]:
    return tuple(
        Point(name, part, n, *binomial_limits(n, share, tail)) for name, part, n in counted
    )
