"""How often limits held the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

Limits = Callable[[int, int], tuple[float, float]]


@dataclass(frozen=True)
class Covered:
    """Shares of 0 to 1: the `least` over all truths that were tried, and their mean.

    `draws`: how many, where it was not added up exactly.
    """

    setting: str
    least: float
    mean: float
    draws: int = 0

    @classmethod
    def over(cls, setting: str, shares: Sequence[float], draws: int = 0) -> "Covered":
        return cls(setting, min(shares), sum(shares) / len(shares), draws)

    @property
    def error(self) -> float:
        """One standard error of the least."""
        return sqrt(self.least * (1 - self.least) / self.draws) if self.draws else 0.0
