"""Counts rounded instead of hidden, so that nothing can be worked out of them.

Totals that are rounded by themselves tell what the counts were rounded from: eight twos among zeros
and tens are found exactly. So the counts are rounded, and the totals are added up from those.
"""

from goldenthread.method.disclosure.table import Table
from goldenthread.method.proportions import Basis, share


def rounded(table: Table, step: int = 5) -> Table:
    """A whole table with each count rounded to the nearest multiple of ``step``, halves up.

    Raises ValueError for a step below 3, which leaves a count certain.

    >>> rounded(Table(("A", "All"), ("x", "y", "All"), ((2, 13, 15), (2, 13, 15)))).cells
    ((0, 15, 15), (0, 15, 15))
    """
    if step < 3:
        raise ValueError(f"rounding to {step} leaves counts certain")
    inner = [
        [(2 * (n or 0) + step) // (2 * step) * step for n in row[:-1]] for row in table.cells[:-1]
    ]
    rows = [(*row, sum(row)) for row in inner]
    total = tuple(sum(column) for column in zip(*rows, strict=True))
    return Table(table.rows, table.columns, (*rows, total), step, adds_rounded=True)


def percentages(table: Table) -> list[list[float | None]]:
    """Each count as a percentage of its row's total; None where either is hidden.

    A whole percentage tells the count behind it where fewer than a hundred were counted, so that a
    percentage is hidden with its count. None also where there are too few to print one.

    >>> percentages(Table(("A", "All"), ("x", "y", "All"), ((None, None, 20), (11, 9, 20))))
    [[None, None, 100], [55, 45, 100]]
    """
    return [[_percent(count, row[-1]) for count in row] for row in table.cells]


def _percent(count: int | None, total: int | None) -> float | None:
    if count is None or total is None:
        return None
    return share(count, total, basis=Basis("purposive")).percent
