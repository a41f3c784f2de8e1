"""Audits done twice, blind: which cases are, and how far the two auditors of a case agree.

Moderation sees the first grade, so a change by a moderator says little of how far two people would
judge alike. Only two audits made without knowing of each other do.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goldenthread.method.numbers import lowest

PURPOSE = "second audit"
FEW = 10  # below this many pairs nothing is said of other cases


@dataclass(frozen=True)
class Twice:
    """How many cases of a round are audited twice: a number of them, or a share in per cent."""

    count: int = 0
    percent: int = 0

    def of(self, cases: int) -> int:
        """How many of so many cases; a share is rounded up, so that what was promised is kept.

        >>> Twice(percent=10).of(31), Twice(count=5).of(3)
        (4, 3)
        """
        if not (self.count >= 0 and 0 <= self.percent <= 100):
            raise ValueError(f"{self.count} cases, {self.percent}%")
        return min(cases, self.count or -(-self.percent * cases // 100))


def chosen_twice(refs: Iterable[str], twice: Twice, seed: str) -> frozenset[str]:
    """The cases audited twice: exact in number, by the lowest numbers of a seed."""
    every = frozenset(refs)
    return lowest(every, twice.of(len(every)), seed, PURPOSE)


@dataclass(frozen=True)
class Agreement:
    """How far pairs of grades are apart: `apart` counts pairs by steps of the scale, 0 the same grade.

    `without` counts pairs of which one audit gave no grade on this scale: they say nothing.
    """

    apart: dict[int, int] = field(default_factory=dict)
    without: int = 0

    @property
    def n(self) -> int:
        return sum(self.apart.values())

    @property
    def same(self) -> int:
        return self.apart.get(0, 0)

    @property
    def text(self) -> str:
        """One plain sentence, with what may not be read into it where there are few pairs.

        >>> print(Agreement({0: 8, 1: 2, 2: 1}).text)
        The two auditors gave the same grade in 8 of 11 cases; 2 were one step and 1 was two steps apart.
        """
        if not self.n:
            return "No case has two grades yet."
        said = f"The two auditors gave the same grade in {self.same} of {self.n} {_cases(self.n)}"
        others = [f"{n} {_were(n)} {_steps(k)}" for k, n in sorted(self.apart.items()) if k]
        parts = "; " + " and ".join(others) if others else ""
        few = (
            " Too few to say how often auditors of other cases would agree." if self.n < FEW else ""
        )
        return f"{said}{parts} apart.{few}" if others else f"{said}.{few}"


def agreement(pairs: Iterable[tuple[str, str]], scale: Sequence[str]) -> Agreement:
    """Pairs of grades of the same case, the first audit's and the second's, on a scale in its order.

    >>> agreement([("good", "good"), ("poor", "good"), ("", "good")], ["poor", "fair", "good"])
    Agreement(apart={0: 1, 2: 1}, without=1)
    """
    place = {grade: n for n, grade in enumerate(scale)}
    found = [(place.get(first), place.get(second)) for first, second in pairs]
    graded = [abs(a - b) for a, b in found if a is not None and b is not None]
    return Agreement(dict(sorted(Counter(graded).items())), len(found) - len(graded))


def _cases(n: int) -> str:
    return "case" if n == 1 else "cases"


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def _steps(n: int) -> str:
    words = {1: "one", 2: "two", 3: "three"}
    return f"{words.get(n, n)} {'step' if n == 1 else 'steps'}"
