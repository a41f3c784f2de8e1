"""Scales of grades, each from worst to best."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

WORDS = ("key", "label", "short", "meets_standard", "escalates", "value", "descriptor")
LOOKS = ("fill", "pattern", "text", "tint", "tint_text")
# Worst to best: dark red, hatched orange, blue, green; neighbours are told apart in grey print too.
PALETTE = (
    ("#4C0A26", "none", "#FFFFFF", "#F4D7E5", "#651B3E"),
    ("#F46A25", "hatch", "#0B0C0C", "#FDE4D7", "#7A3C1C"),
    ("#12436D", "none", "#FFFFFF", "#D2E2F1", "#0F385C"),
    ("#28A197", "none", "#0B0C0C", "#D0E6E7", "#0B4144"),
)
FEWEST_STEPS, MOST_STEPS = 2, 11


@dataclass(frozen=True)
class Step:
    """One point of a scale. Scales run from worst to best. `value` is a number the authority gives it."""

    key: str
    label: str
    short: str
    meets_standard: bool
    escalates: bool
    fill: str
    pattern: str
    text: str
    tint: str
    tint_text: str
    value: int | None = None
    descriptor: str = ""


@dataclass(frozen=True)
class Scale:
    key: str
    label: str
    steps: tuple[Step, ...]

    def __hash__(self) -> int:
        """Figures gather thousands of rows by their scale: its key tells nearly all scales apart."""
        return hash(self.key)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.steps)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def meets_standard(self, key: str) -> bool:
        return key in self._meeting

    @cached_property
    def _meeting(self) -> frozenset[str]:
        return frozenset(step.key for step in self.steps if step.meets_standard)

    def is_better(self, key: str, than: str) -> bool:
        """Whether one grade of this scale stands above another; False where either is none of its grades."""
        keys = self.keys
        return key in keys and than in keys and keys.index(key) > keys.index(than)


def scale_from(data: Mapping[str, Any]) -> Scale:
    """A scale as a tool's body says it; a colour that is not given follows from the place."""
    steps, count = data["steps"], len(data["steps"])
    return Scale(data["key"], data["label"], tuple(_step(s, n, count) for n, s in enumerate(steps)))


def _step(data: Mapping[str, Any], place: int, count: int) -> Step:
    look = PALETTE[round(place * (len(PALETTE) - 1) / max(1, count - 1))]
    looks = {name: data.get(name, given) for name, given in zip(LOOKS, look, strict=True)}
    return Step(
        key=data["key"],
        label=data["label"],
        short=data.get("short", data["label"]),
        meets_standard=data.get("meets_standard", False),
        escalates=data.get("escalates", False),
        value=data.get("value"),
        descriptor=data.get("descriptor", ""),
        **looks,
    )
