"""A mixed-integer programme: what is asked of a solver."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

Entry = tuple[int, int, float]  # row, column, value


@dataclass
class Programme:
    """Make cost.x small where low <= A.x <= high, 0 <= x <= most; the first columns are whole."""

    cost: list[float]
    most: list[float]
    whole: int
    entries: list[Entry]
    low: list[float]
    high: list[float]

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        self.entries += [(len(self.low), column, value) for column, value in terms]
        self.low.append(low)
        self.high.append(high)

    def column(self, cost: float, most: float = inf) -> int:
        self.cost.append(cost)
        self.most.append(most)
        return len(self.cost) - 1


# The value of each column, or None where no answer was found in time.
Solver = Callable[[Programme, float], list[float] | None]
