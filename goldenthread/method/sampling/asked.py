"""What a draw must keep, by numbers: the form in which the method's parts hand it to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldenthread.method.sampling.rounding import Cell

Bounds = tuple[int, int | None]
"""The fewest and the most; None: no matter how many."""


@dataclass(frozen=True)
class Asked:
    """Case types, practitioners, teams and services are places in ordered lists.

    ``available``: how many cases each cell has. ``quotas``: how many each case type gives.
    ``bounds``: of each practitioner, then of each team, then of each service. ``parents``: the team
    of each practitioner, then the service of each team.
    """

    available: Mapping[Cell, int]
    quotas: Sequence[int]
    bounds: Sequence[Sequence[Bounds]]
    parents: Sequence[Sequence[int]]

    @property
    def size(self) -> int:
        return sum(self.quotas)

    def rules(self) -> list[tuple[list[int], Sequence[Bounds]]]:
        """Each rule as the group of every cell, in the cells' order, and the groups' bounds.

        Services first, then teams, practitioners, and case types.
        """
        cells = sorted(self.available)
        of = [p for _, p in cells]
        upwards = [(of, self.bounds[0])]
        for level, bounds in zip(self.parents, self.bounds[1:], strict=True):
            of = [level[child] for child in of]
            upwards.append((of, bounds))
        return [*reversed(upwards), ([h for h, _ in cells], [(n, n) for n in self.quotas])]
