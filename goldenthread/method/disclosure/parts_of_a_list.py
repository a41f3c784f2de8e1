"""What tables of the same case list tell together: of each group, how many were audited and how many not.

Each round audits some of the list. What no table tells apart (audited in these rounds and in no other)
is unknown for each group; every printed cell is a sum of such unknowns. So the least and the most of a
hidden cell, and of the difference between two rounds, is asked of an integer programme that shares
nothing with what chose the cells to hide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from goldenthread.method.disclosure.table import Place, Table

AUDITED, NOT_AUDITED = 0, 1  # columns; the third is their sum
Part = frozenset[int]  # the numbers of the tables that count it as audited
Unknown = tuple[Part, str]


@dataclass(frozen=True)
class Published:
    """A table as published, a row for each group and one for all, and the cases it counts as audited."""

    table: Table
    audited: frozenset[str]


def recovered(tables: Sequence[Published], threshold: int) -> list[tuple[int, Place, str]]:
    """The cells that can be worked out, of whatever table: its number, the place, and of what.

    "hidden": a count that is hidden; "difference": one of 1 to ``threshold`` by which a round differs
    from another. The tables are of one case list and have the same groups.

    >>> hidden = Table(("f", "m", "All"), ("a", "n", "l"), ((None, 8, 11), (9, 8, 17), (12, 16, 28)))
    >>> recovered([Published(hidden, frozenset("abc"))], 5)
    [(0, (0, 0), 'hidden')]
    """
    asked = _Questions(tables)
    found = []
    for number, each in enumerate(tables):
        for place in each.table.hidden:
            least, most = asked.limits(asked.cell(number, place))
            if least == most:
                found.append((number, place, "hidden"))
    for number, place, unknowns in asked.differences():
        least, most = asked.limits(unknowns)
        if least == most and 1 <= least <= threshold:
            found.append((number, place, "difference"))
    return found


class _Questions:
    """Everything that is printed, as sums of unknowns."""

    def __init__(self, tables: Sequence[Published]) -> None:
        self.tables = tables
        where: dict[str, set[int]] = {}
        for number, each in enumerate(tables):
            for case in each.audited:
                where.setdefault(case, set()).add(number)
        self.parts: list[Part] = [frozenset(), *dict.fromkeys(map(frozenset, where.values()))]
        self.groups = tables[0].table.rows[:-1]
        self.number = {(p, g): n for n, (p, g) in enumerate(self._all())}
        self.conditions = self._conditions()

    def _all(self) -> Iterator[Unknown]:
        return ((part, group) for part in self.parts for group in self.groups)

    def cell(self, number: int, place: Place) -> list[Unknown]:
        """What a cell of a table is the sum of."""
        row, column = place
        groups = self.groups if row == len(self.groups) else (self.groups[row],)
        return [
            (part, group)
            for part in self.parts
            for group in groups
            if column > NOT_AUDITED or (number in part) == (column == AUDITED)
        ]

    def differences(self) -> Iterator[tuple[int, Place, list[Unknown]]]:
        """Of each group, what one round audited and another did not."""
        for one in range(len(self.tables)):
            for other in range(len(self.tables)):
                parts = [part for part in self.parts if one in part and other not in part]
                for row, group in enumerate(self.groups if parts and one != other else ()):
                    yield one, (row, AUDITED), [(part, group) for part in parts]

    def limits(self, unknowns: Sequence[Unknown]) -> tuple[int, float]:
        """The least and the most that a sum can be; infinity where nothing limits it."""
        from scipy.optimize import milp

        cost = [0.0] * len(self.number)
        for each in unknowns:
            cost[self.number[each]] += 1.0
        low = milp(cost, **self.conditions)
        high = milp([-value for value in cost], **self.conditions)
        return round(low.fun), inf if high.x is None else -round(high.fun)

    def _conditions(self) -> dict[str, Any]:
        from scipy.optimize import Bounds, LinearConstraint

        rows, said = [], []
        for number, each in enumerate(self.tables):
            for row, column in each.table.places:
                printed = each.table.cells[row][column]
                if printed is not None:
                    line = [0.0] * len(self.number)
                    for unknown in self.cell(number, (row, column)):
                        line[self.number[unknown]] = 1.0
                    rows.append(line)
                    said.append(printed)
        return {
            "integrality": [1] * len(self.number),
            "bounds": Bounds([0] * len(self.number), [inf] * len(self.number)),
            "constraints": LinearConstraint(rows, said, said),
        }
