"""Tables published before, and what they and today's say of each other.

Cells with the same names of row and column are linked: they count the same, or one table counts what
the other does and more (a quarter, then the year to date). Which it is follows from the counts that
both print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from goldenthread.method.disclosure.attacking import limits
from goldenthread.method.disclosure.table import Place, Table

Relation = Literal["same", "more", "less"]  # the first counts the same as the second, more, or less
Relations = dict[tuple[int, int], Relation]  # by the numbers of two tables
Spot = tuple[int, Place]  # which table, and where in it


@dataclass(frozen=True)
class Link:
    """``first`` counts the same as ``second``, or all of it and perhaps more."""

    first: Spot
    second: Spot
    is_same: bool


def pairs(first: Table, second: Table) -> list[tuple[Place, Place]]:
    """The places of two tables that bear the same names.

    A row of totals is linked where both tables have the same rows, a column likewise; where they
    have not, their totals count different things.

    >>> a = Table(("2017", "All"), ("Good", "All"), ((6, 6), (6, 6)))
    >>> b = Table(("2017", "2018", "All"), ("Good", "All"), ((6, 6), (7, 7), (13, 13)))
    >>> pairs(a, b)
    [((0, 0), (0, 0)), ((0, 1), (0, 1))]
    """
    rows = _matched(first.rows, second.rows)
    columns = _matched(first.columns, second.columns)
    return [((a, c), (b, d)) for a, b in rows for c, d in columns]


def _matched(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    inner = {name: n for n, name in enumerate(second[:-1])}
    found = [(n, inner[name]) for n, name in enumerate(first[:-1]) if name in inner]
    if set(first[:-1]) == set(inner):
        found.append((len(first) - 1, len(second) - 1))
    return found


def possible_relations(first: Table, second: Table) -> list[Relation]:
    """How two tables may be related by what both print, the most telling first.

    None where there is no count, but for zeros, that both print.
    """
    linked = [(limits(first, a), limits(second, b)) for a, b in pairs(first, second)]
    if not any(first.cells[a][b] and second.cells[c][d] for (a, b), (c, d) in pairs(first, second)):
        return []
    found: list[Relation] = []
    if all(low <= top and bottom <= high for (low, high), (bottom, top) in linked):
        found.append("same")
    if all(high >= bottom for (_, high), (bottom, _) in linked):
        found.append("more")
    if all(low <= top for (low, _), (_, top) in linked):
        found.append("less")
    return found


def links(tables: Sequence[Table], relations: Relations) -> list[Link]:
    """Every pair of linked cells, the one that counts more first."""
    found = []
    for (one, other), relation in sorted(relations.items()):
        for a, b in pairs(tables[one], tables[other]):
            first, second = ((one, a), (other, b))
            if relation == "less":
                first, second = second, first
            found.append(Link(first, second, relation == "same"))
    return found


def couples(tables: Sequence[Table]) -> list[tuple[int, int]]:
    """Every two tables, by number."""
    return list(combinations(range(len(tables)), 2))
