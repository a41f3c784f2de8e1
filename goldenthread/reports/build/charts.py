"""Bars of counts that are no grades, each with its table beneath."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from goldenthread.writers.document import (
    Align,
    BarRow,
    Block,
    FigureText,
    GradeBars,
    Inline,
    Paragraph,
    Table,
    Text,
    plain,
)
from goldenthread.writers.palette import BLUE, GOOD, NOT_GRADED, PALE_BLUE, GradeStep, Shade

RIGHT: tuple[Align, ...] = ("right",)
# Neighbours stay apart, also in grey; none is a colour that only means a grade.
_SHADES: dict[int, tuple[Shade, ...]] = {
    2: (BLUE, PALE_BLUE),
    3: (BLUE, PALE_BLUE, GOOD),
    4: (GOOD, PALE_BLUE, BLUE, NOT_GRADED),
}


class Numbers:
    """The numbers of a paper's tables and charts, as they come."""

    def __init__(self) -> None:
        self._tables, self._charts = count(1), count(1)

    @property
    def tables(self) -> Iterator[int]:
        return self._tables

    def table(self, words: str) -> str:
        return f"Table {next(self._tables)}: {words}"

    def chart(self, words: str) -> str:
        return f"Chart {self.next_chart()}: {words}"

    def next_chart(self) -> int:
        return next(self._charts)


@dataclass(frozen=True)
class Bar:
    """A row: its counts with their figures, which together make `n`; its own figure first."""

    label: str
    n: int
    key: str
    parts: tuple[tuple[int, str], ...]


def parts_of(*labels: str) -> tuple[GradeStep, ...]:
    """Two to four parts of a bar, with shades."""
    pairs = zip(labels, _SHADES[len(labels)], strict=True)
    return tuple(GradeStep(label, label, shade) for label, shade in pairs)


def chart_of(numbers: Numbers, bars: GradeBars) -> Iterator[Block]:
    """The chart with its number; where it has no bars, its finding as a sentence."""
    if bars.rows:
        yield replace(bars, caption=numbers.chart(bars.caption))
    else:
        found = bars.title_finding
        yield Paragraph((*found, Text(".")) if isinstance(found, tuple) else f"{plain(found)}.")


def charted(
    numbers: Numbers, finding: Inline, words: str, steps: tuple[GradeStep, ...], bars: Sequence[Bar],
    *, heading: str, counted: str,
) -> Iterator[Block]:  # fmt: skip
    """The bars with something in them, then a table of them all.

    Bars without a figure of their own, whose counts overlap, have no column of it.
    """
    drawn = [bar for bar in bars if bar.n]
    yield from chart_of(numbers, GradeBars(
        title_finding=finding, caption=words, scale=steps, prints_numbers=False,
        rows=tuple(BarRow(b.label, b.n, tuple(n for n, _ in b.parts)) for b in drawn),
        row_heading=heading, n_heading=counted,
    ))  # fmt: skip
    has_whole = all(bar.key for bar in bars)
    labels = (*([counted] if has_whole else []), *(step.label for step in steps))
    yield Table(
        numbers.table(words), (heading, *labels), tuple(map(_row, bars)),
        align=("left", *RIGHT * len(labels)),
    )  # fmt: skip


def _row(bar: Bar) -> tuple[Inline, ...]:
    cells = (*([(bar.n, bar.key)] if bar.key else []), *bar.parts)
    return (bar.label, *(FigureText(f"{n:,}", key) for n, key in cells))
