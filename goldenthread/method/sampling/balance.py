"""Expected numbers in exact millionths that keep every rule, or the rules that contradict each other.

The rules are a network: from the source to the case types (each exactly its quota), through the
cells (none more than it has) to the practitioners, teams and services (each between its bounds)
and back. What was fitted is put on it, rounded to whole millionths; what is then too much at one
place and too little at another is moved along the shortest ways that have room (Dinic, 1970).
Whole numbers throughout. If something is left over, no selection keeps the rules, and the smallest
cut shows which of them ask for more than the others allow, and by how much (Hoffman, 1960): by at
least so much would rules have to give way.
"""

from collections import deque
from collections.abc import Sequence
from typing import Literal, NamedTuple

from goldenthread.method.sampling.asked import Asked
from goldenthread.method.sampling.rounding import MILLION, Cell

_ROOT, _SOURCE = 0, 1

Kind = Literal["quota", "cases", "bounds"]


class Term(NamedTuple):
    """A rule: the quota of a case type, the cases of a cell, or (level, place) of a bound.

    ``cases``: how many it asks for, or allows.
    """

    kind: Kind
    place: Cell
    cases: int


class Contradiction(Exception):
    """``needs`` ask for ``by`` cases more than ``limits`` allow."""

    def __init__(self, needs: list[Term], limits: list[Term]) -> None:
        super().__init__(needs, limits)
        self.needs = needs
        self.limits = limits

    @property
    def by(self) -> int:
        return sum(term.cases for term in self.needs) - sum(term.cases for term in self.limits)


def balanced(asked: Asked, expected: Sequence[float]) -> dict[Cell, int]:
    """The expected numbers in millionths, every rule kept exactly.

    Raises Contradiction.
    """
    cells = sorted(asked.available)
    network = _Network(asked, [int(each * MILLION + 0.5) for each in expected])
    if not network.move():
        raise network.contradiction()
    return {cell: network.amount(arc) for arc, cell in enumerate(cells)}


class _Arc(NamedTuple):
    """``label`` is None for the arc of the grand total, which is no rule of its own."""

    label: tuple[Kind, Cell] | None
    tail: int
    head: int
    fewest: int
    most: int


class _Network:
    """Arc a can be filled further by edge 2a, and emptied by edge 2a + 1; ``room``: how much.

    The cells are the first arcs. Where more comes into a node than goes out, an edge leads there
    from the beginning, and otherwise from there to the end: what can be moved from the beginning
    to the end puts the nodes right.
    """

    def __init__(self, asked: Asked, wanted: Sequence[int]) -> None:
        self.no_limit = asked.size + sum(low for level in asked.bounds for low, _ in level)
        self.arcs: list[_Arc] = []
        self.to: list[int] = []
        self.room: list[int] = []
        self.cells = len(wanted)
        self.leaves = 2 + len(asked.quotas)
        self.begin = self.leaves + sum(map(len, asked.bounds))
        self.end = self.begin + 1
        self.edges_at: list[list[int]] = [[] for _ in range(self.end + 1)]
        self.surplus = [0] * self.begin
        self._add_types(asked, wanted)
        self._add_levels(asked)
        self._add_ends()

    def _add_types(self, asked: Asked, wanted: Sequence[int]) -> None:
        for (h, p), amount in zip(sorted(asked.available), wanted, strict=True):
            most = asked.available[h, p]
            self._add(_Arc(("cases", (h, p)), 2 + h, self.leaves + p, 0, most), amount)
            self.room[-1] //= 2
        for h, quota in enumerate(asked.quotas):
            self._add(_Arc(("quota", (h, 0)), _SOURCE, 2 + h, quota, quota), quota * MILLION)
        self._add(_Arc(None, _ROOT, _SOURCE, 0, self.no_limit), asked.size * MILLION)

    def _add_levels(self, asked: Asked) -> None:
        below = self.leaves
        for level, bounds in enumerate(asked.bounds):
            above = below + len(bounds)
            for place, (fewest, most) in enumerate(bounds):
                is_top = level == len(asked.parents)
                head = _ROOT if is_top else above + asked.parents[level][place]
                limit = self.no_limit if most is None else most
                arc = _Arc(("bounds", (level, place)), below + place, head, fewest, limit)
                self._add(arc, self.surplus[below + place])
            below = above

    def _add(self, arc: _Arc, amount: int) -> None:
        amount = min(max(amount, arc.fewest * MILLION), arc.most * MILLION)
        self.arcs.append(arc)
        self._add_edge(arc.tail, arc.head, arc.most * MILLION - amount)
        self.room[-1] = amount - arc.fewest * MILLION
        self.surplus[arc.tail] -= amount
        self.surplus[arc.head] += amount

    def _add_ends(self) -> None:
        for node, surplus in enumerate(self.surplus):
            if surplus > 0:
                self._add_edge(self.begin, node, surplus)
            elif surplus < 0:
                self._add_edge(node, self.end, -surplus)

    def _add_edge(self, tail: int, head: int, room: int) -> None:
        self.edges_at[tail].append(len(self.to))
        self.edges_at[head].append(len(self.to) + 1)
        self.to += [head, tail]
        self.room += [room, 0]

    def amount(self, arc: int) -> int:
        return self.arcs[arc].most * MILLION - self.room[2 * arc]

    def move(self) -> bool:
        """Put the nodes right, as far as can be; whether all of them are.

        No cell gives up more than half of what it was to give, so that its cases keep a chance,
        unless there is no other way.
        """
        if self._move():
            return True
        for cell in range(self.cells):
            self.room[2 * cell + 1] = self.amount(cell)
        return self._move()

    def _move(self) -> bool:
        while True:
            depth = self._depths(self.begin, back=0)
            if depth[self.end] < 0:
                return not any(self.room[edge] for edge in self.edges_at[self.begin])
            self._fill(depth)

    def _depths(self, start: int, *, back: int) -> list[int]:
        """How many edges with room each node is from the start, or with ``back`` = 1 the start from
        each node; -1: no way."""
        depth = [-1] * len(self.edges_at)
        depth[start] = 0
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for edge in self.edges_at[node]:
                there = self.to[edge]
                if depth[there] < 0 and self.room[edge ^ back]:
                    depth[there] = depth[node] + 1
                    queue.append(there)
        return depth

    def _fill(self, depth: list[int]) -> None:
        """Fill the shortest ways until none is left."""
        tried = [0] * len(self.edges_at)
        path: list[int] = []
        node = self.begin
        while True:
            if node == self.end:
                node = self._send(path)
            elif (edge := self._deeper(node, depth, tried)) is not None:
                path.append(edge)
                node = self.to[edge]
            elif path:
                depth[node] = -1
                node = self.to[path.pop() ^ 1]
            else:
                return

    def _deeper(self, node: int, depth: list[int], tried: list[int]) -> int | None:
        edges = self.edges_at[node]
        while tried[node] < len(edges):
            edge = edges[tried[node]]
            if self.room[edge] and depth[self.to[edge]] == depth[node] + 1:
                return edge
            tried[node] += 1
        return None

    def _send(self, path: list[int]) -> int:
        """Send what the way has room for; the way is cut back to where it is full."""
        amount = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= amount
            self.room[edge ^ 1] += amount
        full = next(i for i, edge in enumerate(path) if not self.room[edge])
        node = self.to[path[full] ^ 1]
        del path[full:]
        return node

    def contradiction(self) -> Contradiction:
        """Where too much comes in, or too little can: whichever takes fewer rules to say."""
        reached = {node for node, deep in enumerate(self._depths(self.begin, back=0)) if deep >= 0}
        missing = {node for node, deep in enumerate(self._depths(self.end, back=1)) if deep < 0}
        both = [self._across(reached), self._across(missing)]
        return min(both, key=lambda found: len(found.needs) + len(found.limits))

    def _across(self, inside: set[int]) -> Contradiction:
        """The rules that force cases into a set of nodes, and those that let them out."""
        needs, limits = [], []
        for label, tail, head, fewest, most in self.arcs:
            if label and fewest and head in inside and tail not in inside:
                needs.append(Term(*label, fewest))
            if label and most and tail in inside and head not in inside:
                limits.append(Term(*label, most))
        return Contradiction(sorted(needs), sorted(limits))
