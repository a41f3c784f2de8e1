"""Two rounds beside each other as dots on a line: an open circle for the first, a filled one for the second."""

import textwrap
from collections.abc import Iterator
from html import escape

from goldenthread.writers.document import Dumbbells, PairRow, plain
from goldenthread.writers.palette import INK, WHITE

WIDTH = 640
LABEL_WIDTH, WORDS_WIDTH = 210, 140
TRACK = WIDTH - LABEL_WIDTH - WORDS_WIDTH
ROW, LINE, FOOT = 34, 17, 30
RADIUS = 8  # also the room that a dot at either end of the line needs
LONGEST_LABEL = 60
FIRST, SECOND, QUIET = "#F46A25", "#12436D", "#6F777B"
OPEN, FILLED = "open circle", "filled circle"


def row_in_words(block: Dumbbells, row: PairRow) -> str:
    """One line of the chart as a sentence, for those who cannot see it."""
    first, second = (plain(name).lower() for name in block.names)
    before, after = row.counted
    return f"{plain(row.label)}: {first} {before}, {second} {after}."


def in_words(block: Dumbbells) -> str:
    finding = plain(block.title_finding).rstrip(".")
    return " ".join([f"{finding}.", *(row_in_words(block, row) for row in block.rows)])


def key(block: Dumbbells) -> str:
    """Which dot is which, and what the line is."""
    first, second = (plain(name) for name in block.names)
    return f"{first}: {OPEN}. {second}: {FILLED}. The line runs from none of the audits to all of them."


def mark(row: PairRow, is_joined: bool, left: float = 0, middle: float = RADIUS + 2) -> str:
    """The line of one row with its two dots, TRACK wide, without words."""
    first, second = (_place(pair, left) for pair in (row.before, row.after))
    parts = [_line(left, left + TRACK, middle, QUIET, 1)]
    if is_joined:
        parts.append(_line(first, second, middle, "currentColor", 3))
    # The open one lies on top and is hollow, so that both show where they fall together.
    after = f'class="gt-pairs__second" fill="{SECOND}" stroke="currentColor"'
    parts.append(_dot(second, middle, RADIUS - 2, after))
    fill = "none" if abs(first - second) < 2 * RADIUS else WHITE
    before = f'class="gt-pairs__first" fill="{fill}" stroke="{FIRST}" stroke-width="3"'
    parts.append(_dot(first, middle, RADIUS, before))
    return "".join(parts)


def _place(pair: tuple[int, int], left: float) -> float:
    part, whole = pair
    return left + RADIUS + 2 + (TRACK - 2 * (RADIUS + 2)) * part / whole


def _line(start: float, end: float, middle: float, colour: str, width: int) -> str:
    place = f'x1="{start:.1f}" y1="{middle:.1f}" x2="{end:.1f}" y2="{middle:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-width="{width}"/>'


def _dot(x: float, y: float, radius: int, style: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {style}/>'


def drawn(block: Dumbbells, font: str = "Arial") -> str:
    """The chart as one SVG with title and description; the counts stand beside each line."""
    lines = [_label(row.label) for row in block.rows]
    heights = [max(ROW, LINE * len(label) + 8) for label in lines]
    top = 0
    parts: list[str] = []
    for row, label, height in zip(block.rows, lines, heights, strict=True):
        middle = top + height / 2
        parts += _labelled(label, middle)
        parts.append(mark(row, block.is_joined, LABEL_WIDTH, middle))
        parts.append(_text(LABEL_WIDTH + TRACK + 10, middle + 5, ", ".join(row.counted)))
        top += height
    keys = textwrap.wrap(key(block), 95)
    parts += [_text(0, top + FOOT - 8 + LINE * n, words) for n, words in enumerate(keys)]
    height = top + FOOT + LINE * (len(keys) - 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" color="{INK}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" font-family="{escape(font)}" font-size="14">'
        f"<title>{escape(plain(block.title_finding))}</title><desc>{escape(in_words(block))}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _label(text: str) -> list[str]:
    words = textwrap.shorten(plain(text), LONGEST_LABEL, placeholder=" ...")
    return textwrap.wrap(words or plain(text)[:LONGEST_LABEL], 28)


def _labelled(lines: list[str], middle: float) -> Iterator[str]:
    first = middle - LINE * (len(lines) - 1) / 2 + 5
    return (_text(0, first + LINE * n, words) for n, words in enumerate(lines))


def _text(left: float, baseline: float, words: str) -> str:
    return f'<text x="{left:.1f}" y="{baseline:.1f}" fill="{INK}">{escape(words)}</text>'


def in_page(block: Dumbbells) -> str:
    """The chart as HTML: words as words, so that they stay readable on a narrow screen."""
    rows = "\n".join(
        f'<div class="gt-pairs__row"><div>{escape(plain(row.label))}<span class="gt-bars__n">'
        f"{', '.join(row.counted)}</span></div>"
        f'<svg class="gt-pairs__line" viewBox="0 0 {TRACK} {2 * RADIUS + 4}" role="img" '
        f'aria-label="{escape(row_in_words(block, row))}">{mark(row, block.is_joined)}</svg></div>'
        for row in block.rows
    )
    return f'{rows}\n<p class="govuk-body-s">{escape(key(block))}</p>'
