"""Shares for people: the count always, the percentage where there are enough cases, and how sure.

Percentages are rounded half up on exact integers, as the Department for Education rounds its own;
a column of them may not sum to 100. Intervals are at 95 %.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import comb, exp, fsum, log, log1p, sqrt
from typing import Literal

Z95 = 1.959963984540054  # the 97.5th percentile of the normal distribution
TAIL = 40  # each tail is more than one part in 40: 2.5 %

FEWEST_FOR_PERCENT = 10
FEWEST_FOR_PERCENT_FIRST = 20
FEWEST_FOR_DECIMAL = 1000

Kind = Literal["random", "purposive", "census", "unequal"]
Method = Literal[
    "hypergeometric",
    "wilson",
    "none: no cases",
    "none: audited cases only",
    "none: every case audited",
    "none: chances differ between case types",
]


@dataclass(frozen=True)
class Basis:
    """How the cases behind a share came to be audited; what may be inferred follows from it.

    random: drawn, each with the same chance, from ``frame_size`` cases (None: not known how many).
    purposive: named by people, as in a quick round. census: every case there was. unequal: drawn,
    but with chances that differ (several case types at once, each with its own quota), so that no
    unweighted interval holds.
    """

    kind: Kind
    frame_size: int | None = None


@dataclass(frozen=True)
class Share:
    """``count`` of ``n``; ``percent`` and ``text`` as they may be printed.

    ``percent`` is None below ten cases, whole below a thousand, to one decimal from there on.
    ``interval`` is the lower and upper limit in per cent, unrounded, or None; ``method`` names how
    it was made, or why there is none.
    """

    count: int
    n: int
    percent: float | None
    text: str
    interval: tuple[float, float] | None
    method: Method


def share(part: int, whole: int, *, basis: Basis) -> Share:
    """A share as it may be shown to people.

    Raises ValueError unless 0 <= part <= whole <= the basis's frame size.

    >>> share(4, 9, basis=Basis("purposive")).text
    '4 of 9'
    >>> share(5, 17, basis=Basis("random", frame_size=34))
    ... # doctest: +NORMALIZE_WHITESPACE
    Share(count=5, n=17, percent=29, text='5 of 17 (29%)',
        interval=(17.647058823529413, 47.05882352941177), method='hypergeometric')
    >>> share(17, 21, basis=Basis("purposive")).text
    '81% (17 of 21)'
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    limits, method = _interval(part, whole, basis)
    percent = _percent(part, whole)
    return Share(part, whole, percent, _text(part, whole, percent), limits, method)


def half_up(part: int, whole: int, *, decimals: int = 0) -> int:
    """The percentage rounded half up, in units of its last decimal, on exact integers.

    >>> half_up(1, 8), half_up(1, 8, decimals=1), half_up(1, 16, decimals=1)
    (13, 125, 63)
    """
    in_units: int = part * 100 * 10**decimals
    return (2 * in_units + whole) // (2 * whole)


def wilson(part: float, n: float) -> tuple[float, float]:
    """Wilson's score interval (1927) for a proportion, 0 to 1: random cases, frame unknown.

    Weighted cases count for a number that need not be whole.

    >>> low, high = wilson(5, 17)
    >>> f"{low:.3f} {high:.3f}"
    '0.133 0.531'
    """
    p, z2 = part / n, Z95 * Z95
    centre = p + z2 / (2 * n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    # At 0 and n the limits are exactly 0 and 1, which floating point misses by a hair.
    low = (centre - half) / scale if part else 0.0
    high = (centre + half) / scale if part < n else 1.0
    return low, high


def clopper_pearson(part: int, n: int, *, tail: float = 0.025) -> tuple[float, float]:
    """The exact limits of a proportion (1934), each with a chance of ``tail`` beyond it at the most.

    >>> low, high = clopper_pearson(5, 17)
    >>> f"{low:.3f} {high:.3f}"
    '0.103 0.560'
    """
    low = _share_where(lambda p: _at_least(part, n, p) > tail) if part else 0.0
    high = 1 - _share_where(lambda q: _at_least(n - part, n, q) > tail) if part < n else 1.0
    return low, high


def _share_where(is_beyond: Callable[[float], bool]) -> float:
    """The share, to the last bit, from which a rule that once holds always holds."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if is_beyond(middle) else (middle, high)
    return high


def _at_least(part: int, n: int, p: float) -> float:
    if not 0 < p < 1:
        return float(p >= 1)
    # Logarithms: the ways to choose from more than a thousand are too many for floating point.
    up, down = log(p), log1p(-p)
    ways = _logs_of_ways(n)
    return fsum(exp(ways[k] + k * up + (n - k) * down) for k in range(part, n + 1))


@lru_cache(maxsize=8)
def _logs_of_ways(n: int) -> tuple[float, ...]:
    return tuple(log(comb(n, k)) for k in range(n + 1))


def hypergeometric(part: int, n: int, frame_size: int) -> tuple[int, int]:
    """How many of the whole frame's cases may be of the kind seen ``part`` times among ``n``.

    The exact limits for n cases drawn at random without replacement (Wright, 1991):
    every number M for which seeing as many as ``part``, and seeing as few, each has a chance of
    more than 2.5 %. Integers throughout. With n = frame_size both limits are ``part``.

    Raises ValueError when n is more than the frame.

    >>> hypergeometric(5, 17, 34)
    (6, 16)
    """
    if n > frame_size:
        raise ValueError(f"{n} cases of a frame of {frame_size}")
    return _fewest(part, n, frame_size), frame_size - _fewest(n - part, n, frame_size)


def _fewest(part: int, n: int, frame_size: int) -> int:
    """The smallest M for which the chance of seeing ``part`` or more among n is over 2.5 %."""
    possible = range(part, frame_size - (n - part) + 1)

    everything = comb(frame_size, n)

    def is_likely(m: int) -> bool:
        ways = term = comb(m, part) * comb(frame_size - m, n - part)
        for x in range(part, min(m, n)):  # each term from the last: ten times faster than comb
            term = term * (m - x) * (n - x) // ((x + 1) * (frame_size - m - n + x + 1))
            ways += term
        return ways * TAIL > everything

    # The chance grows with M, so the values are all False, then all True; the last is certain.
    return possible[bisect_left(possible, True, key=is_likely)]


def _interval(part: int, whole: int, basis: Basis) -> tuple[tuple[float, float] | None, Method]:
    if whole == 0:
        return None, "none: no cases"
    if basis.kind == "purposive":
        return None, "none: audited cases only"
    if basis.kind == "census" or whole == basis.frame_size:
        return None, "none: every case audited"
    if basis.kind == "unequal":
        return None, "none: chances differ between case types"
    if basis.frame_size is None:
        low, high = wilson(part, whole)
        return (100 * low, 100 * high), "wilson"
    fewest, most = hypergeometric(part, whole, basis.frame_size)
    return (100 * fewest / basis.frame_size, 100 * most / basis.frame_size), "hypergeometric"


def _percent(part: int, whole: int) -> float | None:
    if whole < FEWEST_FOR_PERCENT:
        return None
    if whole < FEWEST_FOR_DECIMAL:
        return half_up(part, whole)
    return half_up(part, whole, decimals=1) / 10


def _text(part: int, whole: int, percent: float | None) -> str:
    if whole == 0:
        return "no cases"
    if percent is None:
        return f"{part:,} of {whole:,}"
    if whole < FEWEST_FOR_PERCENT_FIRST:
        return f"{part:,} of {whole:,} ({percent}%)"
    return f"{percent}% ({part:,} of {whole:,})"
