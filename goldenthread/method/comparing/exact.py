"""Exact tests between rounds: every table with the same totals, each with its chance, in whole numbers.

Counts are by grade, worst first. Given the totals, each p is the chance of a table as unlikely, or as far
out, as the one seen, had all rounds drawn from the same grades. Only where large rounds allow more tables
than can be gone through are p values approximated, and then well.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb, erfc, prod, sqrt

Counts = Sequence[int]
Tables = Sequence[Sequence[int]]
Statistic = Callable[[Tables], Fraction]
MOST_ROWS, MOST_TABLES = 20_000, 200_000


def shape(before: Counts, after: Counts) -> float:
    """Whether two rounds spread over the grades alike (Fisher, Freeman and Halton, 1951).

    >>> f"{shape([0, 0, 12, 1], [0, 5, 6, 6]):.4f}"
    '0.0044'
    """
    totals = [a + b for a, b in zip(before, after, strict=True)]
    if _number(sum(before), totals) > MOST_ROWS:
        return _chi_squared([before, after])
    seen = _ways(before, totals)
    as_rare = sum(
        ways for row in _rows(sum(before), totals) if (ways := _ways(row, totals)) <= seen
    )
    return float(Fraction(as_rare, comb(sum(totals), sum(before))))


def level(before: Counts, after: Counts) -> float:
    """Whether one round's grades are higher on the whole: the rank test (Mann and Whitney, 1947), two-sided.

    >>> level([0, 0, 12, 1], [0, 5, 6, 6])
    1.0
    """
    return _by_scores(before, after, _midranks(before, after))


def trend(parts: Counts, wholes: Counts) -> float:
    """Whether a share rises or falls over rounds in their order (Cochran and Armitage), exact, two-sided.

    >>> f"{trend([1, 1, 6], [13, 16, 17]):.4f}"
    '0.0526'
    """
    rest = [n - part for part, n in zip(parts, wholes, strict=True)]
    return _by_scores(parts, rest, [Fraction(n) for n in range(len(parts))])


def fisher(part: int, n: int, other_part: int, other_n: int) -> float:
    """Whether two shares differ (Fisher, 1935), two-sided.

    >>> f"{fisher(13, 13, 11, 16):.4f}"
    '0.0476'
    """
    return shape([part, n - part], [other_part, other_n - other_part])


def any_rounds(tables: Tables, statistic: Statistic) -> float:
    """The chance that a statistic is as large as seen, over all tables of several rounds.

    Raises TooMany where they are too many to go through.
    """
    rows, columns = (
        [sum(row) for row in tables],
        [sum(column) for column in zip(*tables, strict=True)],
    )
    seen, as_far, all_ways = statistic(tables), 0, 0
    for number, (table, ways) in enumerate(_tables(rows, columns)):
        if number >= MOST_TABLES:
            raise TooMany
        all_ways += ways
        as_far += ways if statistic(table) >= seen else 0
    return float(Fraction(as_far, all_ways))


class TooMany(Exception):
    """More tables than can be gone through."""


def pearson(tables: Tables) -> Fraction:
    """Pearson's statistic: how far the rounds' shapes differ, whatever the order of the grades."""
    rows, columns = (
        [sum(row) for row in tables],
        [sum(column) for column in zip(*tables, strict=True)],
    )
    n = sum(rows)
    found = Fraction(0)
    for row, r in zip(tables, rows, strict=True):
        for cell, c in zip(row, columns, strict=True):
            if r and c:
                found += (cell - Fraction(r * c, n)) ** 2 / Fraction(r * c, n)
    return found


def kruskal_wallis(tables: Tables) -> Fraction:
    """Kruskal and Wallis's statistic, but for what is constant: how far the rounds' levels differ."""
    ranks = _midranks([0] * len(tables[0]), [sum(column) for column in zip(*tables, strict=True)])
    found = Fraction(0)
    for row in tables:
        total = sum((k * rank for k, rank in zip(row, ranks, strict=True)), Fraction(0))
        if any(row):
            found += total * total / sum(row)
    return found


def _by_scores(before: Counts, after: Counts, scores: Sequence[Fraction]) -> float:
    totals = [a + b for a, b in zip(before, after, strict=True)]
    size, everyone = sum(before), sum(totals)
    mean = sum(s * t for s, t in zip(scores, totals, strict=True)) / everyone
    expected = size * mean
    seen = abs(sum(s * k for s, k in zip(scores, before, strict=True)) - expected)
    if _number(size, totals) > MOST_ROWS:
        spread = sum(t * (s - mean) ** 2 for s, t in zip(scores, totals, strict=True))
        variance = Fraction(size * (everyone - size), everyone * (everyone - 1)) * spread
        return erfc(float(seen) / sqrt(2 * variance))
    as_far = sum(
        _ways(row, totals)
        for row in _rows(size, totals)
        if abs(sum(s * k for s, k in zip(scores, row, strict=True)) - expected) >= seen
    )
    return float(Fraction(as_far, comb(everyone, size)))


def _midranks(before: Counts, after: Counts) -> list[Fraction]:
    """The mean rank of all who have a grade."""
    found, below = [], 0
    for a, b in zip(before, after, strict=True):
        found.append(Fraction(2 * below + a + b + 1, 2))
        below += a + b
    return found


def _ways(row: Counts, totals: Counts) -> int:
    return prod(comb(total, k) for k, total in zip(row, totals, strict=True))


def _rows(size: int, totals: Counts) -> Iterator[tuple[int, ...]]:
    """Every way to take so many from the totals."""
    if len(totals) == 1:
        if size <= totals[0]:
            yield (size,)
        return
    for k in range(min(size, totals[0]) + 1):
        for rest in _rows(size - k, totals[1:]):
            yield (k, *rest)


def _tables(rows: Counts, totals: Sequence[int]) -> Iterator[tuple[list[tuple[int, ...]], int]]:
    """Every table with these totals, and in how many ways it comes about."""
    if len(rows) == 1:
        yield [tuple(totals)], 1
        return
    for row in _rows(rows[0], totals):
        left = [total - k for total, k in zip(totals, row, strict=True)]
        for rest, ways in _tables(rows[1:], left):
            yield [row, *rest], ways * _ways(row, totals)


def _number(size: int, totals: Counts) -> int:
    """How many ways there are to take so many from the totals."""
    found = [1] + [0] * size
    for total in totals:
        found = [sum(found[max(0, k - total) : k + 1]) for k in range(size + 1)]
    return found[size]


def _chi_squared(tables: Tables) -> float:
    from scipy.stats import chi2

    grades = sum(any(column) for column in zip(*tables, strict=True))
    return float(chi2.sf(float(pearson(tables)), grades - 1))


@lru_cache(maxsize=256)
def power(n: int, before: Fraction, after: Fraction) -> float:
    """How often Fisher's test at 5 % sees a share change so, with so many audits in each round.

    >>> f"{power(17, Fraction(1, 2), Fraction(7, 10)):.2f}"
    '0.14'
    """
    chances = [
        [comb(n, k) * float(share) ** k * float(1 - share) ** (n - k) for k in range(n + 1)]
        for share in (before, after)
    ]
    found = 0.0
    for both in range(2 * n + 1):
        ways = {
            k: comb(n, k) * comb(n, both - k) for k in range(max(0, both - n), min(n, both) + 1)
        }
        all_ways = comb(2 * n, both)
        for k, own in ways.items():
            if 20 * sum(each for each in ways.values() if each <= own) <= all_ways:
                found += chances[0][k] * chances[1][both - k]
    return found
