"""What an authority's own template may lack and our blocks need: styles, and lists that can be numbered.

What the template has stays as it is. What it is lent takes the template's fonts and colours.
"""

from copy import deepcopy
from typing import Any

import docx as python_docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart

from goldenthread.writers import word_styles
from goldenthread.writers.word_parts import element

STYLES = (
    "Heading 2", "Heading 3", "Heading 4", "Subtitle", "Caption", "List Bullet", "List Number",
    "Table text", "Small print", "Table end", "Numbered paragraph", "Note", "Gap", "Signed",
    "Table Grid",
)  # fmt: skip
# These are as large as the template's own words.
_AS_LARGE = ("List Bullet", "List Number", "Numbered paragraph", "Note", "Gap", "Signed", "Caption")
_NOT_LENT = ("link", "next", "rsid")


def lend(word: WordDocument) -> None:
    """Adds the styles and lists that are missing."""
    ours = python_docx.Document()
    word_styles.prepare(ours)
    numbering = _numbering(word, ours)
    bullets = 0
    for name in STYLES:
        if name not in word.styles:
            style = _added(word, ours, name)
            if name.startswith("List "):
                bullets = bullets or _bullets(numbering)
                _tie(style, bullets if name == "List Bullet" else 0)


def _added(word: WordDocument, ours: WordDocument, name: str) -> Any:
    style = deepcopy(ours.styles[name].element)
    for tag in _NOT_LENT:
        for each in style.findall(qn(f"w:{tag}")):
            style.remove(each)
    sizes = ("sz", "szCs") if name in _AS_LARGE else ()
    for tag in ("rFonts", "color", *sizes):
        for each in list(style.iter(qn(f"w:{tag}"))):
            each.getparent().remove(each)
    known = {each.get(qn("w:styleId")) for each in word.styles.element}
    if style.styleId in known:
        style.styleId = f"Lent{style.styleId}"
    kind = WD_STYLE_TYPE.TABLE if name == "Table Grid" else WD_STYLE_TYPE.PARAGRAPH
    usual, stands_on = word.styles.default(kind), style.find(qn("w:basedOn"))
    if stands_on is not None:
        if usual is None:
            style.remove(stands_on)
        else:
            stands_on.set(qn("w:val"), usual.style_id)
    word.styles.element.append(style)
    return style


def _tie(style: Any, list_number: int) -> None:
    """The style's list: ours by its number here, or none where each list is numbered by itself."""
    for each in list(style.iter(qn("w:numPr"))):
        each.getparent().remove(each)
    if list_number:
        properties = style.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = list_number


def _numbering(word: WordDocument, ours: WordDocument) -> Any:
    """The lists of the template; one at least, for others are put before it."""
    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in word.part.rels.values()):
        held = ours.part.numbering_part
        part = NumberingPart.load(
            PackURI("/word/numbering.xml"), held.content_type, held.blob, word.part.package
        )
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    numbering = word.part.numbering_part.element
    if numbering.find(qn("w:num")) is None:
        _bullets(numbering)
    return numbering


def _bullets(numbering: Any) -> int:
    """A list of bullets; returns its number."""
    known = [int(a.get(qn("w:abstractNumId"))) for a in numbering.iter(qn("w:abstractNum"))]
    made = element("abstractNum", abstractNumId=str(max(known, default=0) + 1))
    made.append(element("multiLevelType", val="singleLevel"))
    level = element("lvl", ilvl="0")
    for tag, value in (("start", "1"), ("numFmt", "bullet"), ("lvlText", "•"), ("lvlJc", "left")):
        level.append(element(tag, val=value))
    indent = element("pPr")
    indent.append(element("ind", left="567", hanging="283"))
    level.append(indent)
    made.append(level)
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(made)
    else:
        first.addprevious(made)
    return int(numbering.add_num(max(known, default=0) + 1).numId)
