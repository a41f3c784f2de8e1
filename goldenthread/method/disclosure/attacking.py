"""What anybody can work out of a published table: the range of each hidden cell, exactly.

Counts run in a circle: a row's total into the row, along its cells into the columns, from each
column into the row of totals, and from there, by the grand total, back to the column of totals.
Every table that fits what was published is such a flow of whole numbers, so that the least and the
most a cell can be are two maximum flows (Ford and Fulkerson, 1956). Nothing here is shared with what
chose the cells to hide, and no solver is asked.
"""

from collections import deque
from dataclasses import dataclass

from goldenthread.method.disclosure.table import Place, Table

UNLIMITED = 10**15


@dataclass(frozen=True)
class Range:
    """The least and the most a hidden cell can be; ``most`` is None where nothing limits it."""

    place: Place
    least: int
    most: int | None

    @property
    def is_recovered(self) -> bool:
        return self.least == self.most


class NothingFits(Exception):
    """No table of whole numbers agrees with all that was published."""

    def __str__(self) -> str:
        return "No table fits these counts and totals: they do not add up."


def attack(table: Table) -> list[Range]:
    """The range of every cell that is not printed as it is. Raises NothingFits.

    >>> for found in attack(Table(("A", "All"), ("x", "y", "All"), ((None, None, 9), (None, None, 9)))):
    ...     print(found.place, found.least, found.most)
    (0, 0) 0 9
    (0, 1) 0 9
    (1, 0) 0 9
    (1, 1) 0 9
    """
    flow = _Flow(table)
    return [flow.range_of(place) for place in table.places if flow.is_open(place)]


def limits(table: Table, place: Place) -> tuple[int, int]:
    """What a published cell says of the count behind it, before anything is added up.

    >>> limits(Table(("A",), ("x",), ((10,),), rounded_to=5), (0, 0))
    (8, 12)
    """
    printed = table.cells[place[0]][place[1]]
    if printed is None or (table.adds_rounded and table.is_total(place)):
        return 0, UNLIMITED
    step = table.rounded_to
    return max(0, printed - step // 2), printed + (step - 1) // 2


class _Flow:
    """A flow that fits, and the room left on every arc."""

    def __init__(self, table: Table) -> None:
        self.height, self.width = len(table.rows), len(table.columns)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.room: list[int] = []  # arc 2n and its return 2n + 1
        self.leaving: list[list[int]] = [[] for _ in range(self.height + self.width + 2)]
        self.arcs: dict[Place, int] = {}
        self.least: dict[Place, int] = {}
        surplus = [0] * (self.height + self.width)
        for place in table.places:
            start, end = self._ends(place)
            low, high = limits(table, place)
            surplus[start] -= low
            surplus[end] += low
            if high > low:
                self.least[place] = low
                self.arcs[place] = self._arc(start, end, high - low)
        self._fit(surplus)

    def _ends(self, place: Place) -> tuple[int, int]:
        """Where a cell's arc leaves and where it arrives: rows, then columns."""
        row, column = place[0], self.height + place[1]
        is_total = (place[0] == self.height - 1) != (place[1] == self.width - 1)
        return (column, row) if is_total else (row, column)

    def _arc(self, start: int, end: int, room: int) -> int:
        arc = len(self.room)
        self.starts += [start, end]
        self.ends += [end, start]
        self.room += [room, 0]
        self.leaving[start].append(arc)
        self.leaving[end].append(arc + 1)
        return arc

    def _fit(self, surplus: list[int]) -> None:
        source, sink = len(surplus), len(surplus) + 1
        for node, left in enumerate(surplus):
            if left > 0:
                self._arc(source, node, left)
            elif left < 0:
                self._arc(node, sink, -left)
        if self._pushed(source, sink) < sum(left for left in surplus if left > 0):
            raise NothingFits
        for node in (source, sink):  # what was pushed has to stay
            for arc in self.leaving[node]:
                self.room[arc] = self.room[arc ^ 1] = 0

    def is_open(self, place: Place) -> bool:
        return place in self.arcs

    def range_of(self, place: Place) -> Range:
        arc, low = self.arcs[place], self.least[place]
        more, less = self.room[arc], self.room[arc ^ 1]
        most = less + self._moved(arc, more)
        least = less - self._moved(arc ^ 1, less)
        return Range(place, low + least, None if most >= UNLIMITED // 2 else low + most)

    def _moved(self, arc: int, room: int) -> int:
        """How much more an arc can carry, all else giving way."""
        kept = self.room.copy()
        self.room[arc] = self.room[arc ^ 1] = 0
        moved = min(room, self._pushed(self.ends[arc], self.starts[arc]))
        self.room = kept
        return moved

    def _pushed(self, source: int, sink: int) -> int:
        total = 0
        while way := self._way(source, sink):
            most = min(self.room[arc] for arc in way)
            for arc in way:
                self.room[arc] -= most
                self.room[arc ^ 1] += most
            total += most
        return total

    def _way(self, source: int, sink: int) -> list[int]:
        """The arcs of a shortest way with room on each; none where there is no way."""
        by: dict[int, int] = {source: -1}
        queue = deque([source])
        while queue and sink not in by:
            for arc in self.leaving[queue.popleft()]:
                if self.room[arc] and self.ends[arc] not in by:
                    by[self.ends[arc]] = arc
                    queue.append(self.ends[arc])
        way = []
        node = sink
        while sink in by and node != source:
            way.append(by[node])
            node = self.starts[by[node]]
        return way
