"""Is the selection a fair picture of the case list? Each group's part in it, beside its part in all.

The cases of a cell (one type, one practitioner) were drawn from each other by chance alone. Given
how many each cell gave, the number that a group has in the selection is therefore a sum of
independent hypergeometric numbers, whose chances can be computed: ``chance`` is that of a draw in
which the group's number is at least as far from its expectation. A group that the design itself
holds fast (a practitioner, a type) has the chance 1.

Few cases can point at somebody: a group with fewer than ``FEWEST`` in the case list is not shown,
nor is one whose number could be found by subtraction; such groups are counted together.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

FEWEST = 5
OTHERS = "others together"
_NEARLY, _NONE = 1e-9, 1e-20


class Case(NamedTuple):
    """A case that could be drawn: its cell, its group, and whether it was."""

    cell: Hashable
    group: str
    is_drawn: bool


@dataclass(frozen=True)
class Part:
    """A group's cases in the case list and in the selection; how many to expect there."""

    group: str
    listed: int
    drawn: int
    expected: float
    chance: float


def evenness(cases: Iterable[Case], fewest: int = FEWEST) -> list[Part]:
    """The parts of one characteristic (ethnicity, sex, age band, team...), the largest group first.

    Hand in the cases that could be drawn and were not named. An empty list where the groups are too
    small to be told apart.

    >>> cases = [Case("A", "f" if n % 2 else "m", n in (0, 2, 4)) for n in range(12)]
    >>> [(part.group, part.drawn, part.expected, round(part.chance, 3)) for part in evenness(cases)]
    [('f', 0, 1.5, 0.182), ('m', 3, 1.5, 0.182)]
    """
    held = list(cases)
    shown = _shown(Counter(case.group for case in held), fewest)
    if len(set(shown.values())) < 2:
        return []
    grouped = [case._replace(group=shown[case.group]) for case in held]
    names = sorted(set(shown.values()))
    parts = [_part(grouped, name) for name in names]
    return sorted(parts, key=lambda part: (part.group == OTHERS, -part.listed))


def _shown(sizes: Counter[str], fewest: int) -> dict[str, str]:
    """The group that each is shown as. The small ones are put together, with the next larger one
    for as long as they are still too few."""
    in_order = sorted(sizes, key=lambda group: (sizes[group], group))
    together: list[str] = []
    for group in in_order:
        is_enough = sum(sizes[each] for each in together) >= fewest
        if sizes[group] < fewest or (together and not is_enough):
            together.append(group)
    return {group: OTHERS if group in together else group for group in sizes}


def _part(cases: Sequence[Case], group: str) -> Part:
    cells: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0, 0])
    listed = drawn = 0
    for case in cases:
        cell, is_of_it = cells[case.cell], case.group == group
        cell[0] += 1
        cell[1] += is_of_it
        cell[2] += case.is_drawn
        listed += is_of_it
        drawn += is_of_it and case.is_drawn
    chances, expected = _Chances(0, [1.0]), 0.0
    for size, of_it, taken in sorted(map(tuple, cells.values())):
        expected += taken * of_it / size
        chances = chances.plus(_hypergeometric(size, of_it, taken))
    distance = abs(drawn - expected) - _NEARLY
    chance = 0.0
    for number, likely in enumerate(chances.of, chances.first):
        if abs(number - expected) >= distance:
            chance += likely
    return Part(group, listed, drawn, expected, min(1.0, chance))


def _hypergeometric(size: int, of_it: int, taken: int) -> list[float]:
    """The chances of 0, 1, 2... of the group among those taken from a cell."""
    everything = comb(size, taken)
    most = min(of_it, taken)
    return [comb(of_it, x) * comb(size - of_it, taken - x) / everything for x in range(most + 1)]


class _Chances(NamedTuple):
    """The chances of ``first``, the number after it, and so on; what is left out has next to none."""

    first: int
    of: list[float]

    def plus(self, other: Sequence[float]) -> "_Chances":
        """The chances of the sum of this number and another, independent one."""
        found = [0.0] * (len(self.of) + len(other) - 1)
        for x, likely in enumerate(self.of):
            for y, as_well in enumerate(other):
                found[x + y] += likely * as_well
        low = next(x for x, likely in enumerate(found) if likely > _NONE)
        high = next(x for x in reversed(range(len(found))) if found[x] > _NONE)
        return _Chances(self.first + low, found[low : high + 1])
