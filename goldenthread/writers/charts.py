"""Stacked grade bars as SVG, for Word (as a picture) and PDF; pages have HTML bars instead."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from goldenthread.writers.bars import audited, in_words
from goldenthread.writers.document import BarRow, GradeBars, plain
from goldenthread.writers.palette import INK, WHITE, GradeStep

WIDTH = 640
TALLEST = 760  # at the width of an A4 page's text, about 19 cm
LABEL_WIDTH = 176
BAR_LEFT = LABEL_WIDTH + 12
BAR_HEIGHT = 28
LINE = 17
GAP = 12
NARROWEST_PART = 22
LONGEST_LABEL = 110  # the table of numbers has the whole of it
HATCH = 11
KEY_HEIGHT = 26
CHARACTER = 7.6  # mean width of a 14 px sans-serif character; only the key's line breaks need it


@dataclass(frozen=True)
class _Line:
    row: BarRow
    label: tuple[str, ...]
    top: int

    @property
    def height(self) -> int:
        return max(BAR_HEIGHT, LINE * (len(self.label) + 1))


def grade_bars(bars: GradeBars, font: str = "Arial") -> str:
    """The chart as one SVG: title, description, a count in every part, hatch and key.

    Parts are to scale, but for one: a part too narrow for its count is widened to hold it,
    because the count is the message.
    """
    lines = list(_laid_out(bars))
    key_top = lines[-1].top + lines[-1].height + GAP if lines else 0
    key, height = _key(bars.scale, key_top)
    body = "".join(part for line in lines for part in _line(bars, line))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" font-family="{escape(font)}" font-size="14">'
        f"<title>{escape(plain(bars.title_finding))}</title><desc>{escape(in_words(bars))}</desc>"
        f"{body}{key}</svg>"
    )


def in_pages(bars: GradeBars) -> Iterator[GradeBars]:
    """The same bars as charts that each fit on a page."""
    lines, first = list(_laid_out(bars)), 0
    for number, line in enumerate(lines):
        if line.top + line.height - lines[first].top > TALLEST:
            yield replace(bars, rows=bars.rows[first:number])
            first = number
    yield replace(bars, rows=bars.rows[first:])


def _laid_out(bars: GradeBars) -> Iterator[_Line]:
    top = 4
    for row in bars.rows:
        words = textwrap.shorten(plain(row.label), LONGEST_LABEL, placeholder=" ...")
        label = tuple(textwrap.wrap(words or plain(row.label)[:LONGEST_LABEL], 23))
        line = _Line(row, label, top)
        yield line
        top += line.height + GAP


def _line(bars: GradeBars, line: _Line) -> Iterator[str]:
    top = line.top + (line.height - LINE * (len(line.label) + 1)) / 2
    for number, words in enumerate(line.label, start=1):
        yield _text(0, top + LINE * number - 4, words)
    n_words = audited(bars, line.row)
    yield _text(
        0, top + LINE * (len(line.label) + 1) - 4, n_words, ' font-size="12" fill="#484949"'
    )
    left: float = BAR_LEFT
    bar_top = line.top + (line.height - BAR_HEIGHT) / 2
    widths = part_widths(line.row.counts, WIDTH - BAR_LEFT - 1)
    for step, count, width in zip(bars.scale, line.row.counts, widths, strict=True):
        if count:
            yield _part(step, count, left, bar_top, width)
        left += width


def part_widths(counts: tuple[int, ...], width: int) -> tuple[float, ...]:
    """Pixels for each count, in proportion, none that is drawn under `NARROWEST_PART`."""
    space, rest = float(width), sum(counts)
    widths = [0.0] * len(counts)
    # The smallest first: what is given to one leaves less for the next, which may then need it too.
    for i in sorted(range(len(counts)), key=lambda i: counts[i]):
        if counts[i]:
            widths[i] = max(float(NARROWEST_PART), space * counts[i] / rest)
            space, rest = space - widths[i], rest - counts[i]
    return tuple(widths)


def _part(step: GradeStep, count: int, left: float, top: float, width: float) -> str:
    middle = left + width / 2
    shade = step.shade
    words = f"{count:,}"
    parts = [_box(step, left, top, width, BAR_HEIGHT)]
    if shade.hatched:
        plate = 10 + 8 * len(words)
        parts.append(
            f'<rect x="{middle - plate / 2:.1f}" y="{top + 5:.1f}" width="{plate}" '
            f'height="18" fill="{WHITE}"/>'
        )
    style = f' text-anchor="middle" font-weight="bold" fill="{shade.text_colour}"'
    parts.append(_text(middle, top + BAR_HEIGHT / 2 + 5, words, style))
    return "".join(parts)


def _box(step: GradeStep, left: float, top: float, width: float, height: float) -> str:
    left, width = left + 0.5, width - 1.5
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height}"'
    fill = f'<rect {place} fill="{step.shade.fill}"/>'
    hatch = _hatch(left, top, width, height) if step.shade.hatched else ""
    return f'{fill}{hatch}<rect {place} fill="none" stroke="{INK}" stroke-width="1"/>'


def _hatch(left: float, top: float, width: float, height: float) -> str:
    """Slanting stripes as lines: an SVG pattern shows a seam round each tile in some readers."""
    strokes = []
    for offset in range(int(-height) + HATCH, int(width), HATCH):
        start, end = max(0, -offset), min(height, width - offset)
        foot, bottom = left + offset, top + height
        strokes.append(
            f"M{foot + start:.1f} {bottom - start:.1f}L{foot + end:.1f} {bottom - end:.1f}"
        )
    style = f'stroke="{WHITE}" stroke-opacity="0.45" stroke-width="3"'
    return f'<path d="{"".join(strokes)}" {style}/>'


def _key(steps: tuple[GradeStep, ...], top: int) -> tuple[str, int]:
    parts: list[str] = []
    left: float = 0
    for step in steps:
        words = textwrap.shorten(plain(step.label), 70, placeholder=" ...")
        needed = 24 + CHARACTER * len(words)
        if left and left + needed > WIDTH:
            left, top = 0, top + KEY_HEIGHT
        parts += [_box(step, left, top, 17, 16), _text(left + 22, top + 13, words)]
        left += needed + 14
    return "".join(parts), top + KEY_HEIGHT


def _text(left: float, baseline: float, words: str, style: str = f' fill="{INK}"') -> str:
    return f'<text x="{left:.1f}" y="{baseline:.1f}"{style}>{escape(words)}</text>'
