"""What a paper is made of: one tree that every writer reads.

    Document
      Heading  Paragraph  Bullets  Numbered  Table  Facts  GradeBars  Dumbbells
      Note  NarrativeGap  Signature  PageBreak

The title is the only first-level heading; a `Heading` starts at level 2. Wherever words are
asked for, an `Inline` will do: a plain string, one run, or a tuple of runs. A number that came
from the figures is a `FigureText`: it keeps the key by which it is traced to its audits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

from goldenthread.writers import widths
from goldenthread.writers.pairs import CountsDoNotAddUp as CountsDoNotAddUp  # noqa: PLC0414
from goldenthread.writers.pairs import Dumbbells as Dumbbells  # noqa: PLC0414
from goldenthread.writers.pairs import PairRow as PairRow  # noqa: PLC0414 - a part of the tree
from goldenthread.writers.palette import GradeStep
from goldenthread.writers.quotes import printable as printable  # noqa: PLC0414 - all writers ask here
from goldenthread.writers.quotes import storable as storable  # noqa: PLC0414

Align = Literal["left", "right"]
ParagraphStyle = Literal["body", "lead", "quiet"]
_RIGHT: tuple[Align, ...] = ("right",)
MOST_LINES = 12  # of a table that is kept whole: a longer one would leave a page half empty


@dataclass(frozen=True)
class Text:
    """A run of words."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class FigureText:
    """A number as printed ("5 of 17 (29%)") and the key of the figure it came from."""

    text: str
    figure_key: str
    bold: bool = False
    italic: bool = False


Run = Text | FigureText
Inline = str | Text | FigureText | tuple[Text | FigureText, ...]


class HeadingOutOfOrder(ValueError):
    """A heading that no screen reader could place: level 1, above 4, or a level skipped."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__(text, level)
        self.text, self.level = text, level


class RaggedTable(ValueError):
    """A row has more or fewer cells than the header, or a header cell is empty."""

    def __init__(self, caption: str, row: int) -> None:
        super().__init__(caption, row)
        self.caption, self.row = caption, row


@dataclass(frozen=True)
class Heading:
    level: int
    text: str

    @property
    def words(self) -> str:
        """Never empty: a heading without words is a place nobody can jump to."""
        return plain(self.text) or "Untitled"


@dataclass(frozen=True)
class Paragraph:
    """`number` prints as the paragraph's number ("7.", or as it stands: "4.1"), as committees cite it."""

    runs: Inline
    number: int | str | None = None
    style: ParagraphStyle = "body"

    @property
    def printed_number(self) -> str | None:
        return f"{self.number}." if isinstance(self.number, int) else self.number


@dataclass(frozen=True)
class Bullets:
    items: tuple[Inline, ...]


@dataclass(frozen=True)
class Numbered:
    items: tuple[Inline, ...]


@dataclass(frozen=True)
class Table:
    """The first column heads its row. `align` is one word a column; left where not given."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    footnotes: tuple[Inline, ...] = ()
    align: tuple[Align, ...] = ()

    def __post_init__(self) -> None:
        if not all(printable(cell).strip() for cell in self.header):
            raise RaggedTable(self.caption, 0)
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise RaggedTable(self.caption, number)

    def alignment(self, column: int) -> Align:
        return self.align[column] if column < len(self.align) else "left"

    def widths(self) -> tuple[int, ...]:
        """Relative column widths: numbers get what they need, words the rest."""
        columns = [
            [plain(cell) for cell in column] for column in zip(self.header, *self.rows, strict=True)
        ]
        numbers = [self.alignment(column) == "right" for column in range(len(self.header))]
        return widths.column_widths(columns, numbers)

    @property
    def is_short(self) -> bool:
        """Whether it is so short that it is kept whole; others break between rows."""
        shares = self.widths()
        rows = [[plain(cell) for cell in row] for row in (self.header, *self.rows)]
        notes = [[plain(note)] for note in self.footnotes]
        taken = sum(widths.lines(row, shares) for row in rows)
        taken += sum(widths.lines(note, (widths.PAGE,)) for note in notes)
        return taken <= MOST_LINES


@dataclass(frozen=True)
class Facts:
    """The block at the head of a committee report: a label and a value a row."""

    rows: tuple[tuple[str, Inline], ...]

    def as_table(self) -> Table:
        """The same rows where a header has to be named: widths, length."""
        return Table("", ("Item", "Details"), self.rows)


@dataclass(frozen=True)
class BarRow:
    """One bar: `counts` in the order of the scale, `keys` their figures (may be empty)."""

    label: str
    n: int
    counts: tuple[int, ...]
    keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if sum(self.counts) != self.n or min(self.counts, default=0) < 0:
            raise CountsDoNotAddUp(self.label, self.n, sum(self.counts))


@dataclass(frozen=True)
class GradeBars:
    """Stacked bars of counts, worst grade first; the title states the finding.

    `prints_numbers` puts the same numbers in a table under a printed chart; leave it out only
    where the paper prints that table itself. On screen the table is always one click away.
    """

    title_finding: Inline
    caption: str
    scale: tuple[GradeStep, ...]
    rows: tuple[BarRow, ...]
    prints_numbers: bool = True
    row_heading: str = "Group"
    n_heading: str = "Audits"

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row.counts) != len(self.scale) or len(row.keys) not in (0, len(self.scale)):
                raise RaggedTable(plain(self.title_finding), number)

    def numbers(self) -> Table:
        """The table behind the chart."""
        return Table(
            caption=f"{self.caption or plain(self.title_finding)}: the numbers",
            header=(self.row_heading, self.n_heading, *(step.label for step in self.scale)),
            rows=tuple((row.label, str(row.n), *_count_cells(row)) for row in self.rows),
            align=("left", *_RIGHT * (len(self.scale) + 1)),
        )


def _count_cells(row: BarRow) -> Iterator[Inline]:
    if not row.keys:
        return (Text(str(count)) for count in row.counts)
    pairs = zip(row.counts, row.keys, strict=True)
    return (FigureText(str(count), key) for count, key in pairs)


@dataclass(frozen=True)
class Note:
    """How to read what stands above: method, uncertainty, rounding."""

    text: Inline


@dataclass(frozen=True)
class NarrativeGap:
    """Words the author has still to write; printed in drafts only."""

    label: str


@dataclass(frozen=True)
class Signature:
    name: str
    post: str = ""
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    pass


Block = (
    Heading
    | Paragraph
    | Bullets
    | Numbered
    | Table
    | Facts
    | GradeBars
    | Dumbbells
    | Note
    | NarrativeGap
    | Signature
    | PageBreak
)


@dataclass(frozen=True)
class Document:
    """A paper. `marking` ("Internal", "Public") stands at the head of every page.

    `is_compact` sets it closer, at 11 pt, for papers that are to be one page. `traced_at` is the
    address to which a figure's key is added: where the number is traced to its audits. `ref` is what
    it is kept under once it is final; it stands in the file's properties.
    """

    title: str
    author: str
    organisation: str
    dated: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    marking: str = ""
    footer: str = ""
    is_draft: bool = False
    is_compact: bool = False
    traced_at: str = ""
    ref: str = ""

    def __post_init__(self) -> None:
        level = 1
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 2 <= block.level <= min(4, level + 1):
                    raise HeadingOutOfOrder(block.text, block.level)
                level = block.level

    @property
    def printed_title(self) -> str:
        return plain(self.title) or "Untitled"

    @property
    def markings(self) -> str:
        """What stands at the head of every page: "Draft, Internal"."""
        return ", ".join(part for part in ("Draft" if self.is_draft else "", self.marking) if part)

    def address(self, run: Run) -> str | None:
        """Where a number is traced; None for words, and where the paper names no such place."""
        if not self.traced_at or not isinstance(run, FigureText):
            return None
        return f"{self.traced_at}{quote(run.figure_key, safe='')}"

    @property
    def printed_date(self) -> str:
        return f"{self.dated.day} {self.dated:%B %Y}"

    def printed_blocks(self) -> tuple[Block, ...]:
        """The blocks without the gaps, unless this is a draft."""
        return tuple(b for b in self.blocks if self.is_draft or not isinstance(b, NarrativeGap))

    def printed_pairs(self) -> Iterator[tuple[Block, bool]]:
        """The printed blocks, each with whether it must stay with the next: it introduces it."""
        return pairs(self.printed_blocks())


def pairs(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, bool]]:
    """Each block with whether it must stay with the next."""
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        yield block, _introduces(block, following)


def _introduces(block: Block, following: Block | None) -> bool:
    """A sentence or two before a table, list or chart: alone at the foot of a page it says nothing."""
    shown = isinstance(following, Table | Facts | GradeBars | Dumbbells | Bullets | Numbered)
    return shown and isinstance(block, Paragraph) and len(plain(block.runs)) <= 300


def plain(inline: Inline) -> str:
    """The words alone, on one line.

    >>> plain((Text("Audited: "), FigureText("5 of 17 (29%)", "k")))
    'Audited: 5 of 17 (29%)'
    """
    return " ".join("".join(run.text for run in runs(inline)).split())


def runs(inline: Inline) -> tuple[Run, ...]:
    """The runs of an inline, each fit to print."""
    if isinstance(inline, str):
        return (Text(printable(inline)),)
    parts = inline if isinstance(inline, tuple) else (inline,)
    return tuple(_printable_run(part) for part in parts)


def _printable_run(run: Run) -> Run:
    words = printable(run.text)
    if isinstance(run, FigureText):
        return FigureText(words, run.figure_key, run.bold, run.italic)
    return Text(words, run.bold, run.italic)


def figures(document: Document) -> tuple[FigureText, ...]:
    """Every traced number of a document, in the order it is printed."""
    return tuple(
        run
        for block in document.printed_blocks()
        for inline in _inlines(block)
        for run in runs(inline)
        if isinstance(run, FigureText)
    )


def pair_numbers(block: Dumbbells) -> Table:
    """The table behind a chart of two rounds, always printed beneath it."""
    cells = [(row.label, *map(_pair_cell, row.counted, row.keys or ("", ""))) for row in block.rows]
    header = (block.row_heading, *block.names)
    caption = f"{block.caption.partition('. ')[0]}: the numbers"
    return Table(caption, header, tuple(cells), align=("left", *_RIGHT * 2))


def _pair_cell(text: str, key: str) -> Inline:
    return FigureText(text, key) if key else text


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case Paragraph():
            yield block.runs
        case Bullets() | Numbered():
            yield from block.items
        case Note():
            yield block.text
        case Facts():
            yield from (value for _, value in block.rows)
        case Table():
            yield from (cell for row in block.rows for cell in row)
            yield from block.footnotes
        case GradeBars():
            yield block.title_finding
            yield from _inlines(block.numbers()) if block.prints_numbers else ()
        case Dumbbells():
            yield from _inlines(pair_numbers(block))
        case _:
            return
