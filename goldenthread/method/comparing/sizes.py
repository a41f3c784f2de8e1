"""How large a difference is, with its limits: of shares, of grades, and of shares of the same mix."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from goldenthread.method import change
from goldenthread.method.proportions import Z95, wilson


@dataclass(frozen=True)
class Size:
    """A share or a difference, 0 to 1, and its 95 % limits."""

    value: float
    low: float
    high: float


def difference(part: int, n: int, other_part: int, other_n: int) -> Size:
    """The second share less the first, with limits from Wilson's (Newcombe, 1998, method 10).

    >>> found = difference(13, 13, 12, 17)
    >>> f"{found.value:.3f} {found.low:.3f} {found.high:.3f}"
    '-0.294 -0.531 -0.015'
    """
    return Size(*change.difference(part, n, other_part, other_n))


def better(before: Sequence[int], after: Sequence[int]) -> Size:
    """The chance that an audit of the second round has the better grade, ties counted half.

    With the limits of Newcombe (2006, method 5). Counts by grade, worst first.

    >>> found = better([0, 5, 10, 1], [0, 5, 6, 6])
    >>> f"{found.value:.3f} {found.low:.3f} {found.high:.3f}"
    '0.608 0.412 0.771'
    """
    n, m = sum(before), sum(after)
    wins = sum(
        a * b * (2 if j > i else 1 if j == i else 0)
        for i, a in enumerate(before)
        for j, b in enumerate(after)
    )
    value = float(Fraction(wins, 2 * n * m))

    def is_beyond(share: float) -> bool:
        spread = share * (1 - share)
        more = (n + m) / 2 - 1
        spread *= 1 + more * ((1 - share) / (2 - share) + share / (1 + share))
        return (value - share) ** 2 > Z95 * Z95 * spread / (n * m)

    low = _edge(is_beyond, 0.0, value) if value > 0 else 0.0
    high = _edge(is_beyond, 1.0, value) if value < 1 else 1.0
    return Size(value, low, high)


def _edge(is_beyond: Callable[[float], bool], outside: float, inside: float) -> float:
    """Where a rule that holds outside stops to hold."""
    for _ in range(100):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if is_beyond(middle) else (outside, middle)
    return inside


class NoCases(Exception):
    """A kind of case with a weight of which none was audited: nothing can be standardised."""

    def __init__(self, stratum: int) -> None:
        super().__init__(f"No case of stratum {stratum} was audited.")
        self.stratum = stratum


def standardised(parts: Sequence[int], wholes: Sequence[int], weights: Sequence[float]) -> Size:
    """The share had the mix of case types been as the weights say, which add up to one.

    Limits by the method of variance estimates recovery on Wilson's (after Yan and Su, 2010). Raises
    NoCases, by number, where a weighted case type has none.

    >>> found = standardised([12, 2], [17, 4], [0.5, 0.5])
    >>> f"{found.value:.3f} {found.low:.3f} {found.high:.3f}"
    '0.603 0.392 0.796'
    """
    value = below = above = 0.0
    for n, (part, whole, weight) in enumerate(zip(parts, wholes, weights, strict=True)):
        if weight == 0:
            continue
        if whole == 0:
            raise NoCases(n)
        one = _wilson(part, whole)
        value += weight * one.value
        below += (weight * (one.value - one.low)) ** 2
        above += (weight * (one.high - one.value)) ** 2
    return Size(value, value - sqrt(below), value + sqrt(above))


def standardised_difference(before: Size, after: Size) -> Size:
    """The second standardised share less the first."""
    value = after.value - before.value
    return Size(
        value,
        value - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2),
        value + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2),
    )


def _wilson(part: int, n: int) -> Size:
    return Size(part / n, *wilson(part, n))
