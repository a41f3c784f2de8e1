"""How many cases each stratum (case type) gives: typed in, in proportion, or in equal parts.

Strata are any text keys; ``available`` says how many cases each has that may be selected. Every
answer lists the strata in the order of ``available``, noughts included, and is the same whatever
that order is: where two strata have an equal claim, the alphabet decides.
"""

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction

MOST_DIFFERENT = Fraction(1, 4)  # the variance of cases of which one half is of one kind


class QuotaImpossible(Exception):
    """More cases asked of a stratum than it has, or fewer than none.

    ``stratum`` is None when it is the whole selection that asks too much.
    """

    def __init__(self, stratum: str | None, asked: int, available: int) -> None:
        super().__init__(stratum, asked, available)
        self.stratum = stratum
        self.asked = asked
        self.available = available


def impossible(asked: Mapping[str, int], available: Mapping[str, int]) -> list[QuotaImpossible]:
    """Every quota that cannot be met, so that a page can mark each field at once.

    >>> [(p.stratum, p.asked, p.available) for p in impossible({"cp": 4, "cin": 2}, {"cp": 3})]
    [('cp', 4, 3), ('cin', 2, 0)]
    """
    return [
        QuotaImpossible(stratum, quota, available.get(stratum, 0))
        for stratum, quota in asked.items()
        if not 0 <= quota <= available.get(stratum, 0)
    ]


def typed(asked: Mapping[str, int], available: Mapping[str, int]) -> dict[str, int]:
    """The quotas as a person typed them; a stratum not mentioned gives none.

    Raises QuotaImpossible, for the first stratum that cannot give what is asked.

    >>> typed({"care_leaver": 17}, {"cp": 9, "care_leaver": 20})
    {'cp': 0, 'care_leaver': 17}
    """
    for problem in impossible(asked, available):
        raise problem
    return {stratum: asked.get(stratum, 0) for stratum in available}


def proportional(size: int, available: Mapping[str, int]) -> dict[str, int]:
    """Quotas in proportion to what is available, by largest remainder.

    Raises QuotaImpossible (stratum None) when ``size`` is more than there are cases.

    >>> proportional(10, {"early_help": 9, "cin": 14, "cp": 7})
    {'early_help': 3, 'cin': 5, 'cp': 2}
    """
    _check_size(size, available)
    by_name = sorted(available)
    parts = largest_remainder([available[stratum] for stratum in by_name], size)
    quotas = dict(zip(by_name, parts, strict=True))
    return {stratum: quotas[stratum] for stratum in available}


def equal(size: int, available: Mapping[str, int]) -> dict[str, int]:
    """Quotas as equal as what is available allows: what a small stratum lacks, the others give.

    Raises QuotaImpossible (stratum None) when ``size`` is more than there are cases.

    >>> equal(10, {"early_help": 1, "cin": 14, "cp": 7})
    {'early_help': 1, 'cin': 5, 'cp': 4}
    """
    _check_size(size, available)
    quotas = dict.fromkeys(available, 0)
    for _ in range(size):
        with_room = [stratum for stratum in available if quotas[stratum] < available[stratum]]
        quotas[min(with_room, key=lambda stratum: (quotas[stratum], stratum))] += 1
    return quotas


def neyman(
    size: int,
    available: Mapping[str, int],
    variances: Mapping[str, Fraction],
    *,
    minimum: int = 1,
    maximum: int | None = None,
) -> dict[str, int]:
    """Quotas that make a weighted estimate as sure as it can be: more where cases differ more.

    Each further case goes to the stratum where it lowers the estimate's variance most, which is
    the best whole-number allocation (Neyman, 1934; exact by Wright, 2012). No stratum gives fewer
    than ``minimum``, unless it has fewer, nor more than ``maximum``. A stratum without a variance
    counts as the most different there is.

    Raises QuotaImpossible (stratum None) when the minimums are more than ``size``, or the maximums
    fewer.

    >>> neyman(10, {"a": 30, "b": 30}, {"a": Fraction(1, 4), "b": Fraction(1, 100)})
    {'a': 8, 'b': 2}
    """
    most = {h: n if maximum is None else min(n, maximum) for h, n in available.items()}
    quotas = {h: min(minimum, n) for h, n in most.items()}
    if not sum(quotas.values()) <= size:
        raise QuotaImpossible(None, size, sum(quotas.values()))
    if size > sum(most.values()):
        raise QuotaImpossible(None, size, sum(most.values()))
    weights = {h: n * n * variances.get(h, MOST_DIFFERENT) for h, n in available.items()}

    def claim(stratum: str) -> tuple[bool, Fraction, str]:
        taken = quotas[stratum]
        gain = weights[stratum] / (taken * (taken + 1)) if taken else weights[stratum]
        is_unseen = not taken and gain > 0  # of cases that are all alike none need be seen
        return not is_unseen, -gain, stratum

    claims = [claim(h) for h in available if quotas[h] < most[h]]
    heapq.heapify(claims)
    for _ in range(size - sum(quotas.values())):
        _, _, stratum = heapq.heappop(claims)
        quotas[stratum] += 1
        if quotas[stratum] < most[stratum]:
            heapq.heappush(claims, claim(stratum))
    return quotas


def largest_remainder(weights: Sequence[int], total: int) -> list[int]:
    """Whole numbers that sum to ``total``, each the floor or the ceiling of its exact part.

    Every part gets its whole units; the units left over go to the largest remainders, the earlier
    of two equal ones first (Hamilton's method; Balinski and Young, 1982, Fair Representation).
    Exact integers throughout. All weights nought: all parts nought.

    >>> largest_remainder([5, 6, 6], 100)
    [30, 35, 35]
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [weight * total // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(weights[i] * total % whole))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _check_size(size: int, available: Mapping[str, int]) -> None:
    if not 0 <= size <= sum(available.values()):
        raise QuotaImpossible(None, size, sum(available.values()))
