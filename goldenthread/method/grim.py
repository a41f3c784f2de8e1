"""Percentages printed without their counts: which counts, and which bases, they allow.

A share of n people is one of n + 1 fractions, so that a printed percentage rules most counts out
(the GRIM test; Brown and Heathers, 2017). Rounding is half up, as in ``proportions``.
"""

from collections.abc import Sequence
from decimal import Decimal

from goldenthread.method.proportions import half_up


def counts_for(percent: str, n: int) -> list[int]:
    """The counts of ``n`` that are printed so; ``percent`` as printed, "44" or "11.1".

    Raises ValueError for what is no percentage, or no base.

    >>> counts_for("44", 123), counts_for("30", 17), counts_for("52", 200)
    ([54], [], [103, 104])
    """
    if n < 1:
        raise ValueError(f"a share of {n}")
    units, decimals = _units(percent)
    near = units * n // (100 * 10**decimals)
    reach = n // (100 * 10**decimals) + 2
    possible = range(max(0, near - reach), min(n, near + reach) + 1)
    return [x for x in possible if half_up(x, n, decimals=decimals) == units]


def bases_for(percents: Sequence[str], most: int) -> list[int]:
    """Every base up to ``most`` of which each of the percentages is a possible share.

    >>> bases_for(["73", "45", "55"], 40)
    [11, 22, 33, 40]
    """
    return [n for n in range(1, most + 1) if all(counts_for(each, n) for each in percents)]


def is_possible(percent: str, part: int, n: int) -> bool:
    """Whether ``part`` of ``n`` may be printed so: rounded to the nearest, an exact half either way.

    >>> is_possible("29", 5, 17), is_possible("30", 5, 17), is_possible("12", 1, 8)
    (True, False, True)
    """
    units, decimals = _units(percent)
    in_units: int = part * 100 * 10**decimals
    return abs(units * n - in_units) * 2 <= n


def overlap(part: int, other: int, n: int) -> tuple[int, int]:
    """How many of ``n`` may be in both of two groups, at the least and at the most (Frechet).

    >>> overlap(54, 107, 123)
    (38, 54)
    """
    if not (0 <= part <= n and 0 <= other <= n):
        raise ValueError(f"{part} and {other} of {n}")
    return max(0, part + other - n), min(part, other)


def _units(percent: str) -> tuple[int, int]:
    """A printed percentage as a whole number of units of its last decimal, and its decimals.

    >>> _units("11.1")
    (111, 1)
    """
    whole, _, rest = percent.partition(".")
    if not (percent.isascii() and whole.isdecimal() and (rest.isdecimal() or "." not in percent)):
        raise ValueError(f"{percent!r} is no percentage")
    if Decimal(percent) > 100:
        raise ValueError(f"{percent}% is more than all")
    return int(whole + rest), len(rest)
