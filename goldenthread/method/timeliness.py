"""Was it done in time: four answers that are easily taken for each other, each by its id.

D1: the last visit was within the interval on the day of the audit. D2: every interval was. D3: the share
of intervals that were; D3b counts the open one too where it is overdue. D4: the share of days that a
visit in time covered. Of twenty children the same visits can give 35 %, 0 % and 60 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

Of = tuple[int, int]  # so many of so many
DEFINITIONS = {
    "D1": "children whose last visit was within the agreed interval on the day of the audit",
    "D2": "children of whom every interval between visits was within the agreed one",
    "D3": "intervals between visits that were within the agreed one",
    "D3b": "the same, an interval that is still open counted where it is overdue",
    "D4": "days on which the last visit was no longer ago than agreed",
}


@dataclass(frozen=True)
class Spread:
    """The middle and the extremes of whole numbers; quartiles by linear interpolation (type 7)."""

    n: int
    median: Fraction
    lower: Fraction
    upper: Fraction
    most: int


def spread(values: Sequence[int]) -> Spread | None:
    """None where there is no value.

    >>> found = spread([26, 37, 27, 29, 22])
    >>> int(found.median), int(found.lower), int(found.upper), found.most
    (27, 26, 29, 37)
    """
    if not values:
        return None
    ordered = sorted(values)
    lower, median, upper = (_quantile(ordered, Fraction(k, 4)) for k in (1, 2, 3))
    return Spread(len(ordered), median, lower, upper, ordered[-1])


def _quantile(ordered: Sequence[int], share: Fraction) -> Fraction:
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


@dataclass(frozen=True)
class Visits:
    """The days between visits, the days since the last, and the days that were agreed."""

    gaps: tuple[int, ...]
    open_gap: int
    agreed: int

    @property
    def is_in_time_now(self) -> bool:
        return self.open_gap <= self.agreed

    @property
    def were_all_in_time(self) -> bool:
        return all(gap <= self.agreed for gap in self.gaps)

    @property
    def intervals(self) -> Of:
        return sum(gap <= self.agreed for gap in self.gaps), len(self.gaps)

    @property
    def intervals_with_overdue(self) -> Of:
        part, whole = self.intervals
        return part, whole + (not self.is_in_time_now)

    @property
    def days_covered(self) -> Of:
        every = [*self.gaps, self.open_gap]
        return sum(min(gap, self.agreed) for gap in every), sum(every)


def visits(days: Iterable[date], audited_on: date, agreed: int) -> Visits:
    """From the days of visits, in any order; two on one day are one.

    Raises ValueError where there is no visit, or one after the audit.

    >>> visits([date(2021, 4, 1), date(2021, 4, 27)], date(2021, 5, 30), 28)
    Visits(gaps=(26,), open_gap=33, agreed=28)
    """
    ordered = sorted(set(days))
    if not ordered or ordered[-1] > audited_on:
        raise ValueError("no visit, or one after the day of the audit")
    gaps = tuple((b - a).days for a, b in pairwise(ordered))
    return Visits(gaps, (audited_on - ordered[-1]).days, agreed)


def measured(children: Iterable[Visits]) -> dict[str, Of]:
    """Every definition over a group of children, by its id.

    >>> measured([Visits((26, 37, 27, 29, 22), 36, 28)])
    {'D1': (0, 1), 'D2': (0, 1), 'D3': (3, 5), 'D3b': (3, 6), 'D4': (159, 177)}
    """
    every = list(children)
    return {
        "D1": (sum(child.is_in_time_now for child in every), len(every)),
        "D2": (sum(child.were_all_in_time for child in every), len(every)),
        "D3": _added(child.intervals for child in every),
        "D3b": _added(child.intervals_with_overdue for child in every),
        "D4": _added(child.days_covered for child in every),
    }


def _added(parts: Iterable[Of]) -> Of:
    every = list(parts)
    return sum(part for part, _ in every), sum(whole for _, whole in every)


@dataclass(frozen=True)
class Ages:
    """How old documents are, in complete months: those on file; ``missing`` ones are apart.

    ``out_of_date``: as old as the limit or older, and every missing one.
    """

    n: int
    missing: int
    out_of_date: int
    on_file: Spread | None


def ages(months: Iterable[int | None], limit: int) -> Ages:
    """From each document's months out of date, None where it is not on file.

    >>> ages([0, 6, 7, None], 6).out_of_date
    3
    """
    every = list(months)
    known = [month for month in every if month is not None]
    missing = len(every) - len(known)
    return Ages(
        len(every), missing, missing + sum(month >= limit for month in known), spread(known)
    )


NOT_RECORDED = "not_recorded"


def late_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """Of what came late, how many have a reason and how many none; an empty code is none.

    >>> late_reasons(["family_away", "", "not_recorded"])
    {'with_reason': 1, 'without_reason': 2}
    """
    every = list(reasons)
    without = sum(not reason or reason == NOT_RECORDED for reason in every)
    return {"with_reason": len(every) - without, "without_reason": without}
