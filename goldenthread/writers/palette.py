"""The colours of grades, on screen and on paper.

Neighbours differ by at least 3:1 and every pair stays apart for people with any common form of
colour blindness (screens.md 6). The hatch is there because two of the four look alike in grey.
No grade is ever told by its colour alone: the count is in the bar and the label beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

INK = "#0b0c0c"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Shade:
    """One fill of the palette; `name` is the end of its CSS class, `gt-shade--<name>`."""

    name: str
    fill: str
    text_colour: str
    hatched: bool = False


INADEQUATE = Shade("inadequate", "#4c0a26", WHITE)
REQUIRES_IMPROVEMENT = Shade("requires-improvement", "#f46a25", INK, hatched=True)
GOOD = Shade("good", "#12436d", WHITE)
OUTSTANDING = Shade("outstanding", "#28a197", INK)
NOT_GRADED = Shade("not-graded", WHITE, "#505a5f")
BLUE = Shade("blue", "#2073bc", WHITE)
PALE_BLUE = Shade("pale-blue", "#dcebf9", INK)

SHADES = (
    INADEQUATE,
    REQUIRES_IMPROVEMENT,
    GOOD,
    OUTSTANDING,
    NOT_GRADED,
    BLUE,
    PALE_BLUE,
)

# Worst to best. From three steps down the worst is the hatched orange: a scale without
# "Inadequate" must not borrow its colour.
_BY_LENGTH: dict[int, tuple[Shade, ...]] = {
    1: (GOOD,),
    2: (REQUIRES_IMPROVEMENT, GOOD),
    3: (REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING),
    4: (INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING),
    5: (INADEQUATE, REQUIRES_IMPROVEMENT, PALE_BLUE, GOOD, OUTSTANDING),
    6: (INADEQUATE, REQUIRES_IMPROVEMENT, PALE_BLUE, BLUE, OUTSTANDING, GOOD),
}


MOST_STEPS = 11  # 0 to 10


class ScaleTooLong(ValueError):
    """A scale has more steps than people can tell apart."""

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.steps = steps


@dataclass(frozen=True)
class GradeStep:
    """One step of a scale as a chart shows it."""

    key: str
    label: str
    shade: Shade


def _in_bands(steps: int) -> tuple[Shade, ...]:
    """A long scale in the four colours of grades, several steps to each: the label tells them apart."""
    if not 0 < steps <= MOST_STEPS:
        raise ScaleTooLong(steps)
    bands = _BY_LENGTH[4]
    return tuple(bands[n * len(bands) // steps] for n in range(steps))


def scale(
    steps: Sequence[tuple[str, str]], *, not_graded: tuple[str, str] | None = None
) -> tuple[GradeStep, ...]:
    """(key, label) pairs, worst first, with their shades; `not_graded` comes last.

    >>> [step.shade.name for step in scale([("no", "Not met"), ("yes", "Met")])]
    ['requires-improvement', 'good']
    """
    shades = _BY_LENGTH.get(len(steps)) or _in_bands(len(steps))
    graded = tuple(
        GradeStep(key, label, shade) for (key, label), shade in zip(steps, shades, strict=True)
    )
    return graded + ((GradeStep(*not_graded, NOT_GRADED),) if not_graded else ())
