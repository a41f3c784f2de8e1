"""How wide the columns of a table must be, from what their words measure in bold Arial.

Lengths are thousandths of an em, as in the font's own tables: 1000 is the size of the type.
"""

from collections.abc import Sequence
from math import ceil

# What 16 cm hold at 11 pt, and what a cell keeps free at its sides.
PAGE = 41_200
PADDING = 1_250
# A word longer than this is broken, so that one slip of the keyboard cannot starve the table.
LONGEST_WORD = 12_000

_SHAPES = {
    278: " .,/ijlI",
    333: "!:;()-ft‘’“”",
    389: "r*",
    500: "z",
    556: "acekvsxy0123456789J",
    611: "bdghnopquFLTZ",
    667: "ESVXYP",
    722: "ABCDHKNRU",
    778: "wGOQ",
    833: "M",
    889: "m%",
    944: "W",
}
_WIDTHS = {character: width for width, shapes in _SHAPES.items() for character in shapes}
_OTHER = 722
_IDEOGRAPH = 1_000


def measured(words: str) -> int:
    """How long the words are on one line.

    >>> measured("Good"), measured("Outstanding")
    (2611, 5889)
    """
    return sum(_WIDTHS.get(c, _OTHER if c < "\u2e80" else _IDEOGRAPH) for c in words)


def column_widths(columns: Sequence[Sequence[str]], is_number: Sequence[bool]) -> tuple[int, ...]:
    """The width of each column, header cell first; a column of numbers gets what it needs.

    No word is broken and no number wrapped while there is room. What is left goes to the words:
    first until each column stands on one line, shared fairly, then to the headers of numbers.
    """
    pairs = list(zip(columns, is_number, strict=True))
    least = [_least(column, numbers) + PADDING for column, numbers in pairs]
    most = [max(measured(cell) for cell in column) + PADDING for column in columns]
    for wanted in (False, True):
        asked = [
            max(0, high - low) if numbers == wanted else 0
            for low, high, numbers in zip(least, most, is_number, strict=True)
        ]
        least = _filled(least, asked, PAGE - sum(least))
    texts = [not numbers for numbers in is_number]
    return tuple(_filled(least, [PAGE * text for text in texts], PAGE - sum(least)))


def _least(column: Sequence[str], numbers: bool) -> int:
    header, *cells = column
    whole = [measured(cell) for cell in cells] if numbers else _words(cells)
    return min(LONGEST_WORD, max([*_words([header]), *whole], default=0))


def _words(cells: Sequence[str]) -> list[int]:
    return [measured(word) for cell in cells for word in cell.split()]


def _filled(widths: list[int], asked: list[int], spare: int) -> list[int]:
    """The widths with the spare shared out: nobody gets more than was asked, the smallest first."""
    filled = list(widths)
    order = sorted((i for i, more in enumerate(asked) if more), key=lambda i: asked[i])
    for place, i in enumerate(order):
        given = min(asked[i], max(0, spare) // (len(order) - place))
        filled[i] += given
        spare -= given
    return filled


def lines(cells: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines the tallest of a row's cells takes, reckoned high."""
    pairs = zip(cells, widths, strict=True)
    return max(1, *(ceil(1.15 * measured(c) / max(1_000, w - PADDING)) for c, w in pairs))
