"""Two rounds side by side: whether they may be compared, level and shape apart, and the plain sentence.

"No change" is never said where a change could hardly have been seen: then there are too few audits to
tell.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from goldenthread.method.comparing import exact, sizes
from goldenthread.method.comparing.sizes import NoCases, Size

SIGNIFICANT = 0.05
LOOKED_FOR = (Fraction(1, 2), Fraction(7, 10))  # the change that a comparison ought to see
ENOUGH_POWER = 0.8
MOST_FOR_POWER = 104  # audits a round from which that change is seen more often than that
# What has to be alike for an arrow or a line between two rounds.
PROPERTIES = (
    "selection basis", "frame", "case-type mix", "tool version", "scale", "graded", "evidence",
    "moderated", "moderation coverage", "period", "auditor kind",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """``level`` and ``shape``: exact p values; ``met``: the change in the share that met the standard.

    ``better``: the chance that an audit of the later round has the better grade. ``power``: how often
    a change from 50 to 70 per cent would have been seen. ``differ``: properties of the rounds that
    are not alike; with one, no arrow stands between them.
    """

    level: float
    shape: float
    better: Size
    met: Size
    met_p: float
    power: float
    differ: tuple[str, ...]

    @property
    def may_have_arrow(self) -> bool:
        return not self.differ

    @property
    def text(self) -> str:
        """The sentence to print first."""
        if self.differ:
            return (
                f"The two rounds are not alike ({', '.join(self.differ)}): read them side by side."
            )
        if self.level <= SIGNIFICANT:
            return f"Grades were {'higher' if self.better.value > 0.5 else 'lower'} in the later round."
        if self.shape <= SIGNIFICANT:
            return "Grades were spread differently in the later round, neither higher nor lower."
        if self.power < ENOUGH_POWER:
            return "There are too few audits to tell whether grades changed."
        return "No change in grades was found."


def comparison(
    before: Sequence[int], after: Sequence[int], meets: Collection[int], differ: Sequence[str] = ()
) -> Comparison:
    """Two rounds' counts by grade, worst first; ``meets``: the numbers of grades that met the standard.

    Raises ValueError where a round has no grade.

    >>> found = comparison([0, 0, 12, 1], [0, 5, 6, 6], {2, 3})
    >>> found.text
    'Grades were spread differently in the later round, neither higher nor lower.'
    """
    n, m = sum(before), sum(after)
    if not n or not m:
        raise ValueError("a round without grades")
    met, met_after = (sum(counts[g] for g in meets) for counts in (before, after))
    fewer = min(n, m)
    return Comparison(
        exact.level(before, after), exact.shape(before, after), sizes.better(before, after),
        sizes.difference(met, n, met_after, m), exact.fisher(met, n, met_after, m),
        exact.power(fewer, *LOOKED_FOR) if fewer < MOST_FOR_POWER else 1.0, tuple(differ),
    )  # fmt: skip


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The properties in which two rounds differ, in their order; one that is not known differs.

    >>> differing({name: "x" for name in PROPERTIES}, {name: "x" for name in PROPERTIES[:-1]})
    ('auditor kind',)
    """
    return tuple(
        name
        for name in PROPERTIES
        if before.get(name, "") != after.get(name, "") or not before.get(name)
    )


__all__ = [
    "PROPERTIES",
    "Comparison",
    "NoCases",
    "Size",
    "comparison",
    "differing",
    "exact",
    "sizes",
]
