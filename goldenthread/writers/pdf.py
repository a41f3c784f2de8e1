"""A Document as PDF/UA-1: tagged, A4, in British English."""

from typing import Any
from urllib.parse import quote

from goldenthread.writers import charts, dumbbells, typesetting
from goldenthread.writers.bars import in_words
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Dumbbells,
    Facts,
    FigureText,
    GradeBars,
    Heading,
    Inline,
    NarrativeGap,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    pair_numbers,
    plain,
    printable,
    runs,
)

Data = dict[str, Any]


def pdf(document: Document) -> bytes:
    """The paper as a tagged PDF; what the fonts at hand cannot show prints as "[?]"."""
    standing = [document.markings, document.organisation, document.printed_date]
    data: Data = {
        "title": document.printed_title,
        "author": plain(document.author),
        "description": plain(document.subtitle) or document.printed_title,
        "organisation": plain(document.organisation),
        "markings": plain(document.markings),
        "standing": " · ".join(plain(part) for part in standing if part),
        "subtitle": _words(document.subtitle),
        "footer": _words(document.footer),
        "font": typesetting.font(),
        "unshown": 0,
        "compact": document.is_compact,
        "traced_at": document.traced_at,
        "blocks": [
            {**data, "introduces": introduces}
            for block, introduces in document.printed_pairs()
            for data in _block(block)
        ],
    }
    return typesetting.pdf("paper.typ", data, document.dated)


def _block(block: Block) -> list[Data]:  # noqa: PLR0911 one line a kind
    match block:
        case Heading():
            return [_data("heading", level=block.level, text=block.words)]
        case Paragraph():
            content = _runs(block.runs)
            return [
                _data("paragraph", runs=content, number=block.printed_number, style=block.style)
            ]
        case Bullets():
            return [_data("bullets", items=[_runs(item) for item in block.items])]
        case Numbered():
            return [_data("numbered", items=[_runs(item) for item in block.items])]
        case Table():
            return [_table(block)]
        case Facts():
            rows = [{"label": _words(label), "value": _runs(value)} for label, value in block.rows]
            shape = block.as_table()
            return [_data("facts", rows=rows, widths=shape.widths())]
        case GradeBars():
            drawn = [_bars(part) for part in charts.in_pages(block)]
            return [*drawn, *([_table(block.numbers())] if block.prints_numbers else [])]
        case Dumbbells():
            return [_pairs(block), _table(pair_numbers(block))]
        case Note():
            return [_data("note", runs=_runs(block.text))]
        case NarrativeGap():
            return [_data("gap", text=f"To be written: {_words(block.label)}")]
        case Signature():
            lines = [block.name, block.post, *block.contacts]
            return [_data("signature", lines=[_words(line) for line in lines if line])]
        case PageBreak():
            return [_data("page-break")]


def _words(text: str) -> str:
    # No font draws a tab, and PDF/UA refuses what is not drawn.
    return printable(text).replace("\t", "    ")


def _data(kind: str, **content: Any) -> Data:
    return {"kind": kind, **content}


def _runs(inline: Inline) -> list[Data]:
    return [
        {
            "text": _words(run.text),
            "bold": run.bold,
            "italic": run.italic,
            "figure": quote(run.figure_key, safe="") if isinstance(run, FigureText) else "",
        }
        for run in runs(inline)
    ]


def _bars(bars: GradeBars) -> Data:
    return _data(
        "bars",
        title=_runs(bars.title_finding),
        caption=plain(bars.caption),
        svg=charts.grade_bars(bars, typesetting.font()),
        alt=in_words(bars),
    )


def _pairs(block: Dumbbells) -> Data:
    return _data(
        "bars",
        title=_runs(block.title_finding),
        caption=plain(block.caption),
        svg=dumbbells.drawn(block, typesetting.font()),
        alt=dumbbells.in_words(block),
    )


def _table(table: Table) -> Data:
    return _data(
        "table",
        caption=plain(table.caption),
        header=[_words(cell) for cell in table.header],
        rows=[[_runs(cell) for cell in row] for row in table.rows],
        footnotes=[_runs(note) for note in table.footnotes],
        align=[table.alignment(column) for column in range(len(table.header))],
        widths=table.widths(),
        whole=table.is_short,
    )
