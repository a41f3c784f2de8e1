"""What the Word library has no call for: bookmarks, numbering, table headers, figure keys."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Emu, Length
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from goldenthread.writers.document import FigureText
from goldenthread.writers.formulas import guarded

Row = _Row

_FIGURES = PackURI("/customXml/figures.xml")
OURS = "urn:goldenthread:figures"
_CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def element(tag: str, **values: str) -> Any:
    """A `w:` element with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def styled(paragraph: Paragraph, name: str) -> Paragraph:
    """The paragraph in a style. The library's own way reads every style each time, for its default."""
    if name != "Normal":
        styles: Any = paragraph.part.styles  # type: ignore[attr-defined]
        paragraph._p.style = styles[name].style_id
    return paragraph


def bookmark(run: Run, number: int) -> None:
    """Marks a run as figure `number`; the list of keys is in a part of its own."""
    run._r.addprevious(element("bookmarkStart", id=str(number), name=_bookmark_name(number)))
    run._r.addnext(element("bookmarkEnd", id=str(number)))


def link(run: Run, address: str) -> None:
    """Makes a bookmarked run a link, in the look of the words around it: papers are printed."""
    made = element("hyperlink", history="1")
    made.set(qn("r:id"), run.part.relate_to(address, _LINK, is_external=True))
    start, end = run._r.getprevious(), run._r.getnext()
    start.addprevious(made)
    made.extend([start, run._r, end])


def _bookmark_name(number: int) -> str:
    return f"figure_{number}"


def bookmarked(start: Any) -> str:
    """The words between a bookmark's start and its end."""
    words = []
    for sibling in start.itersiblings():
        if sibling.tag == qn("w:bookmarkEnd") and sibling.get(qn("w:id")) == start.get(qn("w:id")):
            break
        words += [Run(r, None).text for r in sibling.iter(qn("w:r"))]  # type: ignore[arg-type]
    return "".join(words)


def add_figure_list(word: WordDocument, figures: Sequence[FigureText]) -> None:
    """Writes which bookmark holds which figure: JSON inside one XML element.

    JSON, because a key may hold what an XML attribute would not keep as it was.
    """
    if not figures:
        return
    keys = {_bookmark_name(i): figure.figure_key for i, figure in enumerate(figures, start=1)}
    words = escape(json.dumps(keys), quote=False)
    blob = f'<?xml version="1.0" encoding="UTF-8"?>\n<figures xmlns="{OURS}">{words}</figures>'
    part = Part(_FIGURES, "application/xml", blob.encode(), word.part.package)
    word.part.relate_to(part, _CUSTOM_XML)


def figure_keys(word: WordDocument) -> dict[str, str]:
    """Bookmark name -> figure key, of a file that `add_figure_list` wrote to."""
    for relation in word.part.rels.values():
        if relation.reltype == _CUSTOM_XML:
            tree = parse_xml(relation.target_part.blob)
            if tree.tag == f"{{{OURS}}}figures":
                return dict(json.loads(str(tree.text)))
    return {}


def new_numbering(word: WordDocument, start: int) -> int:
    """A numbered list that starts at `start`; returns its id."""
    numbering = word.part.numbering_part.element
    abstract = (
        max(int(a.get(qn("w:abstractNumId"))) for a in numbering.iter(qn("w:abstractNum"))) + 1
    )
    definition = element("abstractNum", abstractNumId=str(abstract))
    definition.append(element("multiLevelType", val="singleLevel"))
    level = element("lvl", ilvl="0")
    for tag, value in (
        ("start", str(start)),
        ("numFmt", "decimal"),
        ("lvlText", "%1."),
        ("lvlJc", "left"),
    ):
        level.append(element(tag, val=value))
    indent = element("pPr")
    indent.append(element("ind", left="567", hanging="567"))
    level.append(indent)
    definition.append(level)
    # All definitions stand before the first list that uses one.
    numbering.find(qn("w:num")).addprevious(definition)
    return int(numbering.add_num(abstract).numId)


def number(paragraph: Paragraph, numbering: int) -> None:
    """Makes the paragraph the next of a numbered list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def describe(table: Table, title: str, *, header_row: bool) -> None:
    """Title and description for those who cannot see the table, and which cells are headers."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    flags = {"firstRow": str(int(header_row)), "firstColumn": "1", "noHBand": "1", "noVBand": "1"}
    properties.append(
        element(
            "tblLook", val="06A0" if header_row else "0680", lastRow="0", lastColumn="0", **flags
        )
    )
    where = "the first row and the first column" if header_row else "the first column"
    properties.append(element("tblCaption", val=title))
    properties.append(element("tblDescription", val=f"{title}. Headers are in {where}."))


def set_widths(table: Table, widths: Sequence[int], whole: Length) -> None:
    """Shares the width of the text among the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(int(whole * width / sum(widths)))


def head(row: _Row) -> None:
    """Repeats the row at the top of every page and shades it."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill="F0F0F0"))


def keep_together(row: _Row) -> None:
    """No page break inside the row."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def keep_whole(table: Table) -> None:
    """The table stays on one page: each row but the last stays with the next."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def guard_formulas(word: WordDocument) -> None:
    """No line begins with words that would run as a formula where they are pasted into a sheet."""
    edges = [part for section in word.sections for part in (section.header, section.footer)]
    for part in (word.element.body, *(edge._element for edge in edges)):
        for text in part.iter(qn("w:t")):
            text.text = guarded(text.text or "")
