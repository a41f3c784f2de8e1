"""From expected numbers of cases to whole ones, without bias and with every total kept.

Case types stand on one side, practitioners inside teams inside services on the other: two trees,
joined by the cells (so many cases of this type from this practitioner). What is expected of each
cell is a flow through that network. Wherever it is not whole there is a cycle of parts that are
not; the flow is pushed round it one way or the other, so far that one part becomes whole, with
chances that leave every expectation as it was. In the end each part and each total is the whole
number below or above what was expected of it.

Controlled rounding after Cox (1987), as dependent rounding on a network (Gandhi, Khuller,
Parthasarathy and Srinivasan, 2006). One arc carries the grand total, which is thereby kept too.
"""

from collections.abc import Callable, Mapping, Sequence

from goldenthread.method.numbers import BITS

MILLION = 1_000_000

Cell = tuple[int, int]
"""A case type and a practitioner, each by its place in an ordered list."""

_ROOT, _SOURCE = 0, 1
_NONE = -1


def rounded(
    cells: Mapping[Cell, int],
    parents: Sequence[Sequence[int]],
    draw: Callable[[], int],
    whole: int = MILLION,
) -> dict[Cell, int]:
    """How many cases each cell gives.

    ``cells``: what is expected of each, in units of which ``whole`` make a case. ``parents``: the
    team of each practitioner, then the service of each team, and so on upwards. ``draw``: the next
    random number, from 0 to 2**53 - 1. Whole numbers throughout.

    >>> half = {(0, 0): 500_000, (0, 1): 500_000}
    >>> rounded(half, [[0, 0]], iter([0]).__next__), rounded(half, [[0, 0]], iter([2**52]).__next__)
    ({(0, 0): 1, (0, 1): 0}, {(0, 0): 0, (0, 1): 1})
    """
    flow = _Flow(cells, parents, whole)
    for start in flow.nodes():
        flow.make_whole(start, draw)
    return {cell: flow.amounts[arc] // whole for arc, cell in enumerate(sorted(cells))}


class _Flow:
    """Arcs by number: the cells first. Nodes by number: root, source, case types, practitioners..."""

    def __init__(
        self, cells: Mapping[Cell, int], parents: Sequence[Sequence[int]], whole: int
    ) -> None:
        self.whole = whole
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.amounts: list[int] = []
        self._add_arcs(cells, parents)
        self.at: list[list[int]] = [[] for _ in self.nodes()]
        for arc, amount in enumerate(self.amounts):
            if amount % whole:
                self.at[self.tails[arc]].append(arc)
                self.at[self.heads[arc]].append(arc)
        # Where the first arc of each node stands that is not whole, and the second.
        self.first = [0] * len(self.at)
        self.second = [1] * len(self.at)

    def nodes(self) -> range:
        return range(self.size)

    def _add_arcs(self, cells: Mapping[Cell, int], parents: Sequence[Sequence[int]]) -> None:
        strata = 1 + max((h for h, _ in cells), default=_NONE)
        by_stratum, amounts = [0] * strata, [0] * len(parents[0])
        below = 2 + strata
        for h, p in sorted(cells):
            amount = cells[h, p]
            self._add(2 + h, below + p, amount)
            by_stratum[h] += amount
            amounts[p] += amount
        for depth, level in enumerate(parents, 1):
            above = below + len(level)
            is_top = depth == len(parents)
            totals = [0] * (1 + max(level, default=_NONE) if is_top else len(parents[depth]))
            for child, parent in enumerate(level):
                self._add(below + child, above + parent, amounts[child])
                totals[parent] += amounts[child]
            below, amounts = above, totals
        for top, amount in enumerate(amounts):
            self._add(below + top, _ROOT, amount)
        for h, amount in enumerate(by_stratum):
            self._add(_SOURCE, 2 + h, amount)
        self._add(_ROOT, _SOURCE, sum(by_stratum))
        self.size = below + len(amounts)

    def _add(self, tail: int, head: int, amount: int) -> None:
        self.tails.append(tail)
        self.heads.append(head)
        self.amounts.append(amount)

    def make_whole(self, start: int, draw: Callable[[], int]) -> None:
        """Walk from one node along arcs that are not whole, and push round each cycle closed.

        No node has just one such arc, since what comes in goes out: the walk ends at its start.
        """
        path: list[int] = []
        nodes = [start]
        place = {start: 0}
        while (arc := self._next(nodes[-1], path[-1] if path else _NONE)) != _NONE:
            here = nodes[-1]
            there = self.heads[arc] if self.tails[arc] == here else self.tails[arc]
            path.append(arc)
            if there in place:
                began = place[there]
                self._push(path[began:], nodes[began:], draw)
                for left in nodes[began + 1 :]:
                    del place[left]
                del path[began:], nodes[began + 1 :]
            else:
                place[there] = len(nodes)
                nodes.append(there)

    def _next(self, node: int, came: int) -> int:
        """The node's first arc that is not whole, other than the one walked in by."""
        arcs = self.at[node]
        self.first[node] = first = self._pass_whole(arcs, self.first[node])
        if first == len(arcs):
            return _NONE
        if arcs[first] != came:
            return arcs[first]
        later = max(self.second[node], first + 1)
        self.second[node] = second = self._pass_whole(arcs, later)
        return arcs[second]

    def _pass_whole(self, arcs: list[int], place: int) -> int:
        # What is whole stays whole, so neither place ever goes back.
        while place < len(arcs) and self.amounts[arcs[place]] % self.whole == 0:
            place += 1
        return place

    def _push(self, cycle: list[int], nodes: list[int], draw: Callable[[], int]) -> None:
        signs = [
            1 if self.tails[arc] == node else -1 for arc, node in zip(cycle, nodes, strict=True)
        ]
        up = min(-sign * self.amounts[a] % self.whole for a, sign in zip(cycle, signs, strict=True))
        down = min(
            sign * self.amounts[a] % self.whole for a, sign in zip(cycle, signs, strict=True)
        )
        step = up if draw() * (up + down) < down << BITS else -down
        for arc, sign in zip(cycle, signs, strict=True):
            self.amounts[arc] += sign * step
