"""Do two sections' grades go together: counts, Goodman and Kruskal's gamma, and gamma within auditors.

One auditor grades both sections, and some grade everything higher: a crude gamma of 0.5 may be all of
that. The gamma within auditors compares only audits that one auditor made.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from goldenthread.method import resampling
from goldenthread.method.proportions import Z95

FEWEST = 30  # below this many audits no coefficient is printed
MANY = 1_000
Matrix = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Association:
    """``concordant`` and ``discordant``: pairs of audits in which both grades differ, the same way or not.

    ``somers_d`` takes the columns for what depends on the rows. Each with its asymptotic standard
    error; None where a coefficient is not defined, because all audits have one grade.
    """

    concordant: int
    discordant: int
    gamma: float | None
    gamma_error: float | None
    tau_b: float | None
    tau_b_error: float | None
    somers_d: float | None
    somers_d_error: float | None


@dataclass(frozen=True)
class Within:
    """Gamma over pairs of audits of the same auditor; ``pairs`` that tell something; None for none."""

    gamma: float | None
    pairs: int

    @property
    def text(self) -> str:
        if self.gamma is None:
            return "Whether one section follows the other, or some auditors grade higher, cannot be told."
        return f"Within auditors: {self.gamma:.2f}, from {self.pairs:,} pairs of audits."


def association(table: Matrix) -> Association:
    """The coefficients of a table of counts, both scales worst first.

    Errors after Goodman and Kruskal (1972) and Brown and Benedetti (1977).

    >>> found = association([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])
    >>> f"{found.gamma:.3f} {found.gamma_error:.3f}"
    '0.221 0.117'
    """
    cells = [(i, j, count) for i, row in enumerate(table) for j, count in enumerate(row) if count]
    same = {(i, j): _pairs(cells, i, j, 1) for i, j, _ in cells}
    against = {(i, j): _pairs(cells, i, j, -1) for i, j, _ in cells}
    p = sum(count * same[i, j] for i, j, count in cells)
    q = sum(count * against[i, j] for i, j, count in cells)
    n = sum(count for *_, count in cells)
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    in_rows, in_columns = (n * n - sum(x * x for x in margin) for margin in (rows, columns))
    gamma = gamma_error = tau = tau_error = d = d_error = None
    if p + q:
        gamma = (p - q) / (p + q)
        spread = sum(k * (q * same[i, j] - p * against[i, j]) ** 2 for i, j, k in cells)
        gamma_error = 4 / (p + q) ** 2 * sqrt(spread)
    if in_rows and in_columns:
        w = sqrt(in_rows * in_columns)
        tau = (p - q) / w
        tau_error = _tau_error(cells, (same, against), (rows, columns), (in_rows, in_columns), tau)
    if in_rows:
        d = (p - q) / in_rows
        spread = sum(
            k * (in_rows * (same[i, j] - against[i, j]) - (p - q) * (n - rows[i])) ** 2
            for i, j, k in cells
        )
        d_error = 2 / in_rows**2 * sqrt(spread)
    return Association(p // 2, q // 2, gamma, gamma_error, tau, tau_error, d, d_error)


def gamma_limits(table: Matrix) -> tuple[float, float] | None:
    """Gamma's 95 % bootstrap limits; None where it is undefined in many draws.

    Of more than MANY audits limits follow from the standard error: they are the same to two decimals,
    and drawing would take minutes.

    >>> low, high = gamma_limits([[900, 300], [300, 900]])
    >>> f"{low:.2f} {high:.2f}"
    '0.77 0.83'
    """
    if sum(map(sum, table)) > MANY:
        found = association(table)
        if found.gamma is None or found.gamma_error is None:
            return None
        reach = Z95 * found.gamma_error
        return max(-1.0, found.gamma - reach), min(1.0, found.gamma + reach)
    audits = [(i, j) for i, row in enumerate(table) for j, k in enumerate(row) for _ in range(k)]

    def gamma(drawn: Counter[tuple[int, int]]) -> float | None:
        cells = [(i, j, count) for (i, j), count in drawn.items()]
        p = sum(k * _pairs(cells, i, j, 1) for i, j, k in cells)
        q = sum(k * _pairs(cells, i, j, -1) for i, j, k in cells)
        return (p - q) / (p + q) if p + q else None

    return resampling.limits(audits, gamma)


def within(tables: Mapping[str, Matrix]) -> Within:
    """Gamma over pairs of audits of one auditor; a table for each auditor.

    >>> within({"Ama": [[1, 0], [0, 1]], "Ben": [[0, 1], [0, 0]]})
    Within(gamma=1.0, pairs=1)
    >>> within({"Ama": [[1, 0], [0, 0]]}).gamma is None
    True
    """
    found = [association(table) for table in tables.values()]
    p, q = sum(each.concordant for each in found), sum(each.discordant for each in found)
    return Within((p - q) / (p + q) if p + q else None, p + q)


def _pairs(cells: Sequence[tuple[int, int, int]], i: int, j: int, way: int) -> int:
    """How many audits differ from one at (i, j) in both grades, the same way (1) or not (-1)."""
    return sum(count for a, b, count in cells if (a - i) * (b - j) * way > 0)


def _tau_error(
    cells: Sequence[tuple[int, int, int]],
    pairs: tuple[Mapping[tuple[int, int], int], Mapping[tuple[int, int], int]],
    margins: tuple[Sequence[int], Sequence[int]],
    untied: tuple[int, int],
    tau: float,
) -> float:
    (same, against), (rows, columns), (in_rows, in_columns) = pairs, margins, untied
    n, w = sum(count for *_, count in cells), sqrt(in_rows * in_columns)
    spread = sum(
        k
        * (
            2 * w * (same[i, j] - against[i, j])
            + tau * (rows[i] * in_columns + columns[j] * in_rows)
        )
        ** 2
        for i, j, k in cells
    )
    return sqrt(max(0.0, spread - n**3 * tau**2 * (in_rows + in_columns) ** 2)) / w**2
