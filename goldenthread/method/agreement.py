"""How far two gradings of the same audits agree: shares, the sign test, and coefficients with care.

A matrix counts audits by the first grade (rows) and the second (columns), over the full scale, worst
first: the coefficients depend on how many grades there are. After moderation this is moderation
change, not reliability, since moderators see the auditor's grade.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from goldenthread.method import resampling
from goldenthread.method.change import sign_test
from goldenthread.method.proportions import clopper_pearson

FEWEST = 20  # below this many audits no coefficient is given
Matrix = Sequence[Sequence[int]]
Weights = Literal["identity", "linear", "quadratic"]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement, and its 95 % bootstrap limits where they can be given."""

    value: float
    limits: tuple[float, float] | None


@dataclass(frozen=True)
class Moved:
    """What became of ``n`` grades: how many ``changed``, up or down, and how far on the whole.

    ``limits``: Clopper-Pearson's for the share that changed, 0 to 1. ``p`` is the exact two-sided
    sign test's, ``mid_p`` its less cautious form. ``shift`` is the mean move in grades, up positive.
    ``ac2`` and ``kappa``, quadratically weighted, are None below twenty audits, kappa also where it
    is not defined: all grades alike.
    """

    n: int
    changed: int
    up: int
    down: int
    limits: tuple[float, float]
    p: float
    mid_p: float
    shift: float
    ac2: Coefficient | None
    kappa: Coefficient | None


def moved(matrix: Matrix) -> Moved:
    """What two gradings differ in. Raises ValueError where nothing was graded twice.

    >>> lac = moved([[5, 0, 0], [3, 1, 0], [0, 0, 0]])
    >>> lac.changed, lac.up, lac.down, lac.p, lac.ac2
    (3, 0, 3, 0.25, None)
    """
    pairs = [
        (i, j) for i, row in enumerate(matrix) for j, count in enumerate(row) for _ in range(count)
    ]
    n = len(pairs)
    if not n:
        raise ValueError("no audit was graded twice")
    up, down = sum(j > i for i, j in pairs), sum(j < i for i, j in pairs)
    test = sign_test(up, down)
    size = len(matrix)
    return Moved(
        n, up + down, up, down, clopper_pearson(up + down, n), test.p, test.mid,
        sum(j - i for i, j in pairs) / n,
        _coefficient(pairs, size, "ac2"), _coefficient(pairs, size, "kappa"),
    )  # fmt: skip


def kappa(matrix: Matrix, weights: Weights = "quadratic") -> float | None:
    """Cohen's weighted kappa (1968); None where every audit has one and the same grade.

    >>> kappa([[45, 5], [0, 0]]), kappa([[9, 0], [0, 0]])
    (0.0, None)
    """
    agreed, rows, columns = _shares(matrix, weights)
    size = len(matrix)
    chance = sum(
        _weight(i, j, size, weights) * rows[i] * columns[j]
        for i in range(size)
        for j in range(size)
    )
    return float((agreed - chance) / (1 - chance)) if chance < 1 else None


def ac(matrix: Matrix, weights: Weights = "quadratic") -> float:
    """Gwet's AC1 (identity weights) and AC2 (2008), which high agreement on one grade does not upset.

    >>> f"{ac([[10, 0, 0], [7, 2, 1], [0, 0, 1]]):.6f}"
    '0.809524'
    """
    agreed, rows, columns = _shares(matrix, weights)
    size = len(matrix)
    middle = [(a + b) / 2 for a, b in zip(rows, columns, strict=True)]
    total = sum(_weight(i, j, size, weights) for i in range(size) for j in range(size))
    chance = total / (size * (size - 1)) * sum(share * (1 - share) for share in middle)
    return float((agreed - chance) / (1 - chance))


def _weight(i: int, j: int, size: int, weights: Weights) -> Fraction:
    if weights == "identity":
        return Fraction(i == j)
    apart = Fraction(abs(i - j), size - 1)
    return 1 - (apart if weights == "linear" else apart * apart)


def _shares(matrix: Matrix, weights: Weights) -> tuple[Fraction, list[Fraction], list[Fraction]]:
    """Weighted agreement, and each grade's share of the first grading and of the second."""
    size, n = len(matrix), sum(map(sum, matrix))
    agreed = Fraction(0)
    for i, row in enumerate(matrix):
        agreed += sum(_weight(i, j, size, weights) * count for j, count in enumerate(row))
    rows = [Fraction(sum(row), n) for row in matrix]
    return agreed / n, rows, [Fraction(sum(column), n) for column in zip(*matrix, strict=True)]


def _coefficient(pairs: Sequence[Pair], size: int, kind: str) -> Coefficient | None:
    if len(pairs) < FEWEST:
        return None

    def value(drawn: Counter[Pair]) -> float | None:
        matrix = [[drawn[i, j] for j in range(size)] for i in range(size)]
        return _kappa_quickly(matrix) if kind == "kappa" else _ac_quickly(matrix)

    whole = Counter(pairs)
    matrix = [[whole[i, j] for j in range(size)] for i in range(size)]
    found = kappa(matrix) if kind == "kappa" else ac(matrix)
    return None if found is None else Coefficient(found, resampling.limits(pairs, value))


def _kappa_quickly(matrix: Matrix) -> float | None:
    """Quadratic kappa in whole numbers: one minus how far grades are apart, over how far by chance."""
    n = sum(map(sum, matrix))
    rows, columns = (
        [sum(row) for row in matrix],
        [sum(column) for column in zip(*matrix, strict=True)],
    )
    chance = _apart([[a * b for b in columns] for a in rows])
    return 1 - n * _apart(matrix) / chance if chance else None


def _ac_quickly(matrix: Matrix) -> float:
    size, n = len(matrix), sum(map(sum, matrix))
    rows, columns = (
        [sum(row) for row in matrix],
        [sum(column) for column in zip(*matrix, strict=True)],
    )
    steps: int = (size - 1) ** 2
    total = size * size - _apart([[1] * size] * size) / steps
    middle = [(a + b) / (2 * n) for a, b in zip(rows, columns, strict=True)]
    chance: float = total / (size * (size - 1)) * sum(share * (1 - share) for share in middle)
    agreed: float = 1 - _apart(matrix) / (n * steps)
    return (agreed - chance) / (1 - chance)


def _apart(matrix: Matrix) -> int:
    return sum((i - j) ** 2 * count for i, row in enumerate(matrix) for j, count in enumerate(row))
