"""The figures that a paper of ours carries, held against what they count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goldenthread.figures.queries import (
    UnknownFigure,
    UnknownRound,
    counted_by,
    figure_of,
    round_by_code,
)
from goldenthread.method.proportions import half_up
from goldenthread.people.actors import Actor
from goldenthread.reports.build.traced import PART, counts_in
from goldenthread.writers.document import FigureText

PERCENT = re.compile(r"(?<![\d.])(\d{1,3})(?:\.(\d))?%")


@dataclass(frozen=True)
class Carried:
    """A number as a paper prints it; what it should be, or None where nobody can say.

    `should_be` is the number as printed where it is right.
    """

    figure: str
    printed: str
    should_be: str | None

    @property
    def is_wrong(self) -> bool:
        return self.should_be is not None and self.should_be != self.printed


def recomputed(by: Actor, printed: Sequence[FigureText]) -> Iterator[Carried]:
    """Each number beside what its figure counts now, for one actor; each figure is counted once."""
    known: dict[str, tuple[int, int | None] | None] = {}
    for run in printed:
        if run.figure_key not in known:
            known[run.figure_key] = _counted(by, run.figure_key)
        yield Carried(run.figure_key, run.text, _should_be(run.text, known[run.figure_key]))


def as_kept(kept: Sequence[tuple[str, str]], printed: Sequence[FigureText]) -> Iterator[Carried]:
    """Each number beside how its edition printed it; one that the edition has not is nobody's."""
    texts: dict[str, list[str]] = {}
    for key, text in kept:
        texts.setdefault(key, []).append(text)
    for run in printed:
        said = texts.get(run.figure_key, [])
        right = run.text if run.text in said else next(iter(said), None)
        yield Carried(run.figure_key, run.text, right)


def _counted(by: Actor, key: str) -> tuple[int, int | None] | None:
    """How many, and of how many where it is a part; None where the figure is not one of here."""
    try:
        figure = figure_of(key)
        if code := figure.where.get("round"):
            round_by_code(by, code)
        found = counted_by(by, figure)
    except (UnknownFigure, UnknownRound):
        return None
    if found.n is None:
        return None
    return found.n, found.among.count() if found.among is not None else None


def _should_be(text: str, counted: tuple[int, int | None] | None) -> str | None:
    counts = counts_in(text)
    if counted is None or not counts:
        return None
    n, among = counted
    percent = PERCENT.search(text)
    total = PART.search(text)
    is_right = n in counts
    if among:
        is_right &= total is None or int(total[2].replace(",", "")) == among
        is_right &= percent is None or _percent(percent, n, among) == percent[0]
    if is_right:
        return text
    if among and (percent or total):
        return f"{n:,} of {among:,}" + (f" ({_percent(percent, n, among)})" if percent else "")
    return f"{n:,}"


def _percent(printed: re.Match[str], part: int, whole: int) -> str:
    """The percentage with as many decimals as the printed one has."""
    if printed[2] is None:
        return f"{half_up(part, whole)}%"
    return f"{half_up(part, whole, decimals=1) / 10:.1f}%"
