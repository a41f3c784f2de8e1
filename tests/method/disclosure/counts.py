"""Tables for the tests, and what can be known of them by trying everything."""

from collections.abc import Iterator, Sequence
from itertools import product

from goldenthread.method.disclosure import Table, table_of
from goldenthread.method.disclosure.table import Place


def whole(inner: Sequence[Sequence[int]]) -> Table:
    """Counts with their totals added, rows r0, r1 ..., columns c0, c1 ...; totals are named All."""
    rows = [[*row, sum(row)] for row in inner]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return table_of(
        [*(f"r{n}" for n in range(len(rows) - 1)), "All"],
        [*(f"c{n}" for n in range(len(rows[0]) - 1)), "All"],
        rows,
    )


def without(table: Table, hidden: Sequence[Place]) -> Table:
    cells = tuple(
        tuple(None if (r, c) in hidden else cell for c, cell in enumerate(row))
        for r, row in enumerate(table.cells)
    )
    return Table(table.rows, table.columns, cells, table.rounded_to, table.adds_rounded)


def fitting(table: Table) -> Iterator[list[list[int]]]:
    """Every table that agrees with what is printed, of which the grand total is part."""
    height, width, grand = len(table.rows) - 1, len(table.columns) - 1, table.cells[-1][-1] or 0
    asked = [
        range(grand + 1) if (cell := table.cells[r][c]) is None else (cell,)
        for r in range(height)
        for c in range(width)
    ]
    for values in product(*asked):
        if sum(values) == grand:
            rows = [[*values[n : n + width]] for n in range(0, len(values), width)]
            rows = [[*row, sum(row)] for row in rows]
            rows.append([sum(column) for column in zip(*rows, strict=True)])
            if all(table.cells[r][c] in (None, rows[r][c]) for r, c in table.places):
                yield rows
