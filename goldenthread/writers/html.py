"""A Document as HTML: a fragment for a page of the product, or a whole file that stands alone.

No style attribute and no script: the product's content security policy forbids both. The
classes are the design system's and those of `frontend/scss`; `page.css` stands in for both in
a saved file.
"""

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from goldenthread.writers import bars as drawing
from goldenthread.writers import dumbbells
from goldenthread.writers.document import (
    BarRow,
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
    Run,
    Signature,
    Table,
    pair_numbers,
    plain,
    printable,
    runs,
)
from goldenthread.writers.formulas import guarded_html

Link = Callable[[str], str | None]
"""The address of the audits behind a figure, by its key; None where there is none to show."""

_HERE = Path(__file__).parent
_HEADING_CLASS = {2: "govuk-heading-l", 3: "govuk-heading-m", 4: "govuk-heading-s"}
_PARAGRAPH_CLASS = {
    "body": "govuk-body",
    "lead": "govuk-body-l",
    "quiet": "govuk-body-s",
}


def fragment(document: Document, link: Link | None = None) -> str:
    """The paper below its title; the page around it owns the h1 (`document.printed_title`)."""
    link = link or _traced(document)
    parts = [_head(document)]
    parts += [_block(block, link) for block in document.printed_blocks()]
    if document.footer:
        parts.append(_element("p", "govuk-body-s", _words(document.footer)))
    return f'<div class="gt-paper">\n{_lines(parts)}\n</div>\n'


def _traced(document: Document) -> Link | None:
    """Links to where the paper says that its numbers are traced."""
    if not document.traced_at:
        return None
    return lambda key: document.address(FigureText("", key))


def page(document: Document) -> bytes:
    """A whole HTML file with its own styles, to be kept or sent like the Word file."""
    title = _words(document.printed_title)
    styles = (_HERE / "page.css").read_text("utf-8")
    styles += "\n".join(f".gt-w-{width} {{ width: {width}%; }}" for width in range(101))
    body = f'<h1 class="govuk-heading-xl">{title}</h1>\n{fragment(document)}'
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{_words(plain(document.author))}">\n'
        f"<title>{title}</title>\n<style>\n{styles}\n</style>\n</head>\n<body>\n<main>\n"
        f"{guarded_html(body)}</main>\n</body>\n</html>\n"
    ).encode()


def _head(document: Document) -> str:
    parts = []
    if document.subtitle:
        parts.append(_element("p", "govuk-body-l", _words(document.subtitle)))
    standing = [document.markings, document.organisation, document.printed_date]
    words = " · ".join(_words(part) for part in standing if part)
    parts.append(_element("p", "govuk-body govuk-!-font-weight-bold", words))
    return "\n".join(parts)


def _block(block: Block, link: Link | None) -> str:  # noqa: PLR0911 one line a kind
    match block:
        case Heading():
            words = _words(block.words)
            return f'<h{block.level} class="{_HEADING_CLASS[block.level]}">{words}</h{block.level}>'
        case Paragraph():
            return _paragraph(block, link)
        case Bullets():
            return _list("ul", "bullet", block.items, link)
        case Numbered():
            return _list("ol", "number", block.items, link)
        case Table():
            return _table(block, link)
        case Facts():
            return _facts(block, link)
        case GradeBars():
            return _bars(block, link)
        case Dumbbells():
            return _pairs(block, link)
        case Note():
            return _element("div", "govuk-inset-text", _inline(block.text, link))
        case NarrativeGap():
            return _element("p", "govuk-inset-text gt-gap", f"To be written: {_words(block.label)}")
        case Signature():
            lines = [block.name, block.post, *block.contacts]
            return _element("p", "govuk-body", "<br>".join(_words(line) for line in lines if line))
        case PageBreak():
            return '<hr class="govuk-section-break govuk-section-break--l gt-page-break">'


def _words(text: str) -> str:
    """Text, escaped; a line end stays one."""
    return escape(printable(text)).replace("\n", "<br>")


def _inline(inline: Inline, link: Link | None) -> str:
    return "".join(_run(run, link) for run in runs(inline))


def _run(run: Run, link: Link | None) -> str:
    words = _words(run.text)
    address = link(run.figure_key) if link and isinstance(run, FigureText) else None
    if address:
        words = f'<a class="govuk-link" href="{escape(printable(address))}">{words}</a>'
    if run.italic:
        words = f"<em>{words}</em>"
    return f"<strong>{words}</strong>" if run.bold else words


def _paragraph(block: Paragraph, link: Link | None) -> str:
    words = _inline(block.runs, link)
    css = _PARAGRAPH_CLASS[block.style]
    if block.number is None:
        return _element("p", css, words)
    return _element("p", css, f"{block.printed_number} {words}")


def _list(tag: str, kind: str, items: Iterable[Inline], link: Link | None) -> str:
    lines = _lines(f"<li>{_inline(item, link)}</li>" for item in items)
    return _element(tag, f"govuk-list govuk-list--{kind}", f"\n{lines}\n")


def _table(table: Table, link: Link | None) -> str:
    classes = [_cell_class(table, column) for column in range(len(table.header))]
    header = "".join(
        f'<th scope="col" class="govuk-table__header{css.replace("cell", "header")}">'
        f"{_words(cell)}</th>"
        for css, cell in zip(classes, table.header, strict=True)
    )
    rows = _lines(_row(row, classes, link) for row in table.rows)
    notes = "".join(_element("p", "govuk-body-s", _inline(note, link)) for note in table.footnotes)
    caption = _element(
        "caption", "govuk-table__caption govuk-table__caption--s", _words(table.caption)
    )
    return (
        f'<div class="gt-scroll" role="region" tabindex="0" aria-label="{_label(table.caption)}">'
        f'<table class="govuk-table">\n{caption}\n'
        f'<thead class="govuk-table__head"><tr class="govuk-table__row">{header}</tr></thead>\n'
        f'<tbody class="govuk-table__body">\n{rows}\n</tbody>\n</table></div>{notes}'
    )


def _row(row: tuple[Inline, ...], classes: list[str], link: Link | None) -> str:
    cells = [f'<th scope="row" class="govuk-table__header">{_inline(row[0], link)}</th>']
    cells += [
        f'<td class="govuk-table__cell{css}">{_inline(cell, link)}</td>'
        for css, cell in zip(classes[1:], row[1:], strict=True)
    ]
    return f'<tr class="govuk-table__row">{"".join(cells)}</tr>'


def _cell_class(table: Table, column: int) -> str:
    return " govuk-table__cell--numeric" if table.alignment(column) == "right" else ""


def _facts(facts: Facts, link: Link | None) -> str:
    rows = _lines(
        f'<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{_words(label)}'
        f'</th><td class="govuk-table__cell">{_inline(value, link)}</td></tr>'
        for label, value in facts.rows
    )
    return f'<table class="govuk-table"><tbody class="govuk-table__body">\n{rows}\n</tbody></table>'


def _bars(bars: GradeBars, link: Link | None) -> str:
    rows = _lines(_bar(bars, row) for row in bars.rows)
    key = "".join(
        f'<li class="gt-bars__step"><span class="gt-bars__swatch gt-fill gt-shade--{step.shade.name}">'
        f"</span>{_words(step.label)}</li>"
        for step in bars.scale
    )
    caption = f"<br>{_words(bars.caption)}" if bars.caption else ""
    return (
        f'<figure class="gt-bars">\n<figcaption class="gt-bars__title">'
        f"<strong>{_inline(bars.title_finding, link)}</strong>{caption}</figcaption>\n{rows}\n"
        f'<ul class="gt-bars__key">{key}</ul>\n'
        f'<details class="govuk-details"><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">Show the numbers</span></summary>'
        f'<div class="govuk-details__text">{_table(bars.numbers(), link)}</div></details>\n</figure>'
    )


def _pairs(block: Dumbbells, link: Link | None) -> str:
    return f"{pairs(block)}\n{_table(pair_numbers(block), link)}"


def pairs(block: Dumbbells) -> str:
    """Two rounds as dots on lines, for a page that has the table of their numbers itself."""
    caption = f"<br>{_words(block.caption)}" if block.caption else ""
    return (
        f'<figure class="gt-bars">\n<figcaption class="gt-bars__title">'
        f"<strong>{_words(block.title_finding)}</strong>{caption}</figcaption>\n"
        f"{dumbbells.in_page(block)}\n</figure>"
    )


def _bar(bars: GradeBars, row: BarRow) -> str:
    widths = drawing.percent_widths(row.counts)
    parts = "".join(
        f'<span class="gt-bars__part gt-fill gt-w-{width} gt-shade--{step.shade.name}">'
        f'<span class="gt-bars__count">{count:,}</span></span>'
        for width, count, step in zip(widths, row.counts, bars.scale, strict=True)
        if count
    )
    return (
        f'<div class="gt-bars__row"><div>{_words(row.label)}'
        f'<span class="gt-bars__n">{_words(drawing.audited(bars, row))}</span></div>'
        f'<div class="gt-bars__bar" role="img" aria-label="{_label(drawing.row_in_words(bars, row))}">'
        f"{parts}</div></div>"
    )


def _label(text: str) -> str:
    return escape(plain(text))


def _element(tag: str, css: str, content: str) -> str:
    return f'<{tag} class="{css}">{content}</{tag}>'


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
