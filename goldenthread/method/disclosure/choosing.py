"""The cheapest cells to hide, as an integer programme: hide or print, and two tables for each target.

A target is protected where two tables fit what is printed, in this edition and in earlier ones, that
differ there by its width at least.
"""

from collections.abc import Sequence
from math import inf, log1p

from goldenthread.method.disclosure.attacking import limits
from goldenthread.method.disclosure.editions import Link, Spot
from goldenthread.method.disclosure.table import Place, Table, lines
from goldenthread.method.programme import Programme, Solver

# What hiding costs: a large count more than a small one, a zero more than most, totals most of all.
ZERO, OF_TOTAL, OF_GRAND_TOTAL = 6.0, 50.0, 1000.0
ROOM_WITH_OTHERS = 4  # tables that are linked to others may have to move further

Terms = tuple[tuple[Spot, int], ...]  # a sum of cells
Target = tuple[Terms, int]  # and the width that its range has to have


def price(table: Table, place: Place) -> float:
    """What hiding a cell costs."""
    count = table.cells[place[0]][place[1]] or 0
    totals = (place[0] == len(table.rows) - 1) + (place[1] == len(table.columns) - 1)
    extra = (0.0, OF_TOTAL, OF_TOTAL + OF_GRAND_TOTAL)[totals]
    return extra + (1 + log1p(count) if count else ZERO)


class Choice:
    """What to hide of the first of ``tables``, which is whole; the others are published already.

    ``always``: cells that are hidden in any case. ``step``: the threshold; no table that protects a
    target need differ anywhere by more than it.
    """

    def __init__(
        self,
        tables: Sequence[Table],
        linked: Sequence[Link],
        always: Sequence[Place],
        targets: Sequence[Target],
        step: int,
    ) -> None:
        self.tables, self.linked = tables, linked
        self.room = step * (ROOM_WITH_OTHERS if linked else 1)
        self.places = tables[0].places
        self.number = {place: n for n, place in enumerate(self.places)}
        self.asked = Programme([], [], 0, [], [], [])
        for place in self.places:
            self.asked.column(price(tables[0], place), 1)
        for place in always:
            self.asked.row([(self.number[place], 1.0)], 1, 1)
        self._no_cell_alone()
        for terms, width in targets:
            high, low = self._fitting(), self._fitting()
            apart = [(high[spot], float(sign)) for spot, sign in terms]
            apart += [(low[spot], -float(sign)) for spot, sign in terms]
            self.asked.row(apart, width, inf)

    def made(self, solver: Solver, seconds: float, *, is_whole: bool) -> list[Place] | None:
        """The cells to hide; None where the solver has no answer.

        ``is_whole``: the tables that protect are of whole numbers too, which takes longer. One table
        alone needs no such care: where any protect it, whole ones do.
        """
        self.asked.whole = len(self.asked.cost) if is_whole else len(self.places)
        values = solver(self.asked, seconds)
        if values is None:
            return None
        return [place for place, value in zip(self.places, values, strict=False) if value > 0.5]

    def _no_cell_alone(self) -> None:
        """A cell that is hidden alone in its line is told by it: never a cheapest choice."""
        for parts, total in lines(len(self.tables[0].rows), len(self.tables[0].columns)):
            line = [self.number[place] for place in [*parts, total]]
            for one in line:
                others = [(other, 1.0) for other in line if other != one]
                self.asked.row([(one, -1.0), *others], 0, inf)

    def _fitting(self) -> dict[Spot, int]:
        """The columns of another table, and of earlier ones, that fit all that is printed."""
        used = {0} | {spot[0] for link in self.linked for spot in (link.first, link.second)}
        columns = {
            (n, place): self.asked.column(0.0)
            for n in sorted(used)
            for place in self.tables[n].places
        }
        for (n, place), column in columns.items():
            low, high = limits(self.tables[n], place)
            if n:
                self.asked.row([(column, 1.0)], low, high)
            else:
                hides = self.number[place]
                self.asked.row([(column, 1.0), (hides, -float(self.room))], -inf, high)
                self.asked.row([(column, 1.0), (hides, float(min(self.room, low)))], low, inf)
        for n in sorted(used):
            for parts, total in lines(len(self.tables[n].rows), len(self.tables[n].columns)):
                line = [(columns[(n, part)], 1.0) for part in parts]
                self.asked.row([*line, (columns[(n, total)], -1.0)], 0, 0)
        for link in self.linked:
            pair = [(columns[link.first], 1.0), (columns[link.second], -1.0)]
            self.asked.row(pair, 0, 0 if link.is_same else inf)
        return columns
