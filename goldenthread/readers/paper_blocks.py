"""The paragraphs and tables of a paper, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from goldenthread.readers.word_rows import attribute, lines_of, local_name, parts_of

MOST_BLOCKS, LONGEST = 50_000, 100_000
_INTO = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")


@dataclass(frozen=True)
class Block:
    """A paragraph's ``text``, or a table's ``rows``; ``where`` it stands, in words."""

    where: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class PaperRead:
    blocks: tuple[Block, ...]


def blocks_of_text(text: str) -> Iterator[Block]:
    """A line is a paragraph; lines with tabs, or between bars, that follow each other are a table.

    >>> [block.rows or block.text for block in blocks_of_text("Grades\\n\\tGood\\n2018\\t6\\n")]
    ['Grades', (('', 'Good'), ('2018', '6'))]
    """
    numbered = enumerate((line[:LONGEST] for line in text.splitlines()), start=1)
    for is_row, lines in groupby(numbered, key=lambda line: _is_row(line[1])):
        if is_row:
            rows = list(lines)
            table = tuple(_cells(line) for _, line in rows if set(line) - set("|-: "))
            yield Block(f"line {rows[0][0]}", rows=table)
        else:
            yield from (Block(f"line {n}", line.strip()) for n, line in lines if line.strip())


def _is_row(line: str) -> bool:
    return "\t" in line.rstrip() or (line.lstrip().startswith("|") and line.count("|") > 2)


def _cells(line: str) -> tuple[str, ...]:
    parts = (
        line.strip().strip("|").split("|") if line.lstrip().startswith("|") else line.split("\t")
    )
    return tuple(part.strip() for part in parts)


def blocks_of_body(body: Any) -> list[Block]:
    """The paragraphs and tables of a Word document's body; a table within a table is its cell's text."""
    found: list[Block] = []
    paragraphs = tables = 0
    for part in _parts(body):
        if len(found) >= MOST_BLOCKS:
            break
        if local_name(part) == "tbl":
            tables += 1
            found.append(Block(f"table {tables}", rows=tuple(_rows(part))))
        elif text := " ".join(" ".join(lines_of([part])).split())[:LONGEST]:
            paragraphs += 1
            found.append(Block(f"paragraph {paragraphs}", text))
    return found


def _parts(element: Any) -> Iterator[Any]:
    for child in element:
        name = local_name(child)
        if name in ("p", "tbl"):
            yield child
        elif name in _INTO:
            yield from _parts(child)


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in parts_of(table, "tr"):
        if _table_of(row) is table:
            cells = [cell for cell in parts_of(row, "tc") if _table_of(cell) is table]
            yield tuple(text for cell in cells for text in _spread(cell))


def _spread(cell: Any) -> list[str]:
    """The cell's text, and an empty one for each further column that it reaches over."""
    text = " ".join(" ".join(lines_of(cell)).split())[:LONGEST]
    said = next((attribute(span, "val") for span in parts_of(cell, "gridSpan")), "")
    further = int(said) - 1 if said.isdecimal() and len(said) < 3 else 0
    return [text, *[""] * further]


def _table_of(element: Any) -> Any:
    return next(above for above in element.iterancestors() if local_name(above) == "tbl")
