"""How far apart the grades lie that several people gave to one case, each alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """``counts`` by grade, worst first, of ``n`` grades on the scale; ``steps`` between the lowest and the
    highest."""

    counts: tuple[tuple[str, int], ...]
    n: int
    steps: int

    @property
    def text(self) -> str:
        if self.n < 2:
            return "Too few grades to compare."
        if self.steps == 0:
            return f"All {self.n} gave the same grade."
        same = max(count for _, count in self.counts)
        apart = "1 step" if self.steps == 1 else f"{self.steps} steps"
        return f"{same} of {self.n} gave the same grade; the grades lie {apart} apart."


def spread(grades: Sequence[str], scale: Sequence[str]) -> Spread:
    """The spread of some grades on a scale, worst first; what is no grade of it is left out.

    >>> spread(["good", "good", "outstanding", "na"], ("poor", "good", "outstanding")).text
    '2 of 3 gave the same grade; the grades lie 1 step apart.'
    """
    given = Counter(grade for grade in grades if grade in scale)
    places = [scale.index(grade) for grade in given]
    steps = max(places) - min(places) if places else 0
    return Spread(tuple((grade, given[grade]) for grade in scale), given.total(), steps)
