"""Whether two rounds differ by more than chance: of the same cases, and of two sets of cases."""

from dataclasses import dataclass
from math import comb, sqrt

from goldenthread.method.proportions import FEWEST_FOR_PERCENT, wilson

SURE = 0.05


@dataclass(frozen=True)
class SignTest:
    """The exact sign test (McNemar for two grades): how likely so uneven a split is by chance alone.

    ``mid`` counts the split itself half.
    """

    up: int
    down: int
    p: float
    mid: float

    @property
    def is_clear(self) -> bool:
        return self.p < SURE


def sign_test(up: int, down: int) -> SignTest:
    """Cases that went up against cases that went down; those that stayed say nothing.

    >>> test = sign_test(1, 7)
    >>> f"{test.p:.4f} {test.mid:.4f}"
    '0.0703 0.0391'
    """
    n, fewer = up + down, min(up, down)
    tail = sum(comb(n, k) for k in range(fewer + 1)) / 2**n
    # Without a case that moved there is nothing to be surprised at.
    p = min(1.0, 2 * tail)
    mid = min(1.0, 2 * tail - comb(n, fewer) / 2**n)
    return SignTest(up, down, p, mid)


def difference(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float, float]:
    """The change from x1 of n1 to x2 of n2, and its 95% limits: Newcombe (1998), method 10.

    >>> " ".join(f"{part:.4f}" for part in difference(13, 13, 11, 16))
    '-0.3125 -0.5560 -0.0275'
    """
    p1, p2 = x1 / n1, x2 / n2
    (low1, high1), (low2, high2) = wilson(x1, n1), wilson(x2, n2)
    change = p2 - p1
    low = change - sqrt((p2 - low2) ** 2 + (high1 - p1) ** 2)
    high = change + sqrt((high2 - p2) ** 2 + (p1 - low1) ** 2)
    return change, low, high


def verdict(x1: int, n1: int, x2: int, n2: int) -> str:
    """What may be said of the change: "better", "worse", or "unsure" where there are too few to tell.

    >>> verdict(2, 9, 7, 12), verdict(10, 40, 30, 40)
    ('unsure', 'better')
    """
    if min(n1, n2) < FEWEST_FOR_PERCENT:
        return "unsure"
    _, low, high = difference(x1, n1, x2, n2)
    return "better" if low > 0 else "worse" if high < 0 else "unsure"
