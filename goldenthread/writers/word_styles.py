"""How our Word files look: Arial 12, left aligned, A4, British English; page head and foot."""

from datetime import datetime
from textwrap import shorten
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from goldenthread.writers.document import Document, plain
from goldenthread.writers.word_parts import element

FONT = "Arial"
LANGUAGE = "en-GB"

MOST_IN_FOOT = 150  # letters of a title: two lines
A4, USUAL_MARGIN, CLOSE_MARGIN = Cm(21), Cm(2.5), Cm(2)

_HEADINGS = {1: Pt(22), 2: Pt(17), 3: Pt(14), 4: Pt(12)}
# For papers of one page: size, space before and after, by style.
_COMPACT = {
    "Normal": (11, 0, 4), "Heading 1": (19, 0, 2), "Heading 2": (13, 8, 2), "Heading 3": (12, 6, 2),
    "Heading 4": (11, 4, 2), "Subtitle": (12, 0, 3), "Caption": (11, 6, 3), "List Bullet": (11, 0, 1),
    "List Number": (11, 0, 1), "Table text": (11, 1, 1), "Small print": (10, 2, 2),
    "Table end": (2, 0, 2), "Numbered paragraph": (11, 0, 4), "Note": (11, 3, 4), "Gap": (11, 4, 6),
    "Signed": (11, 6, 4),
}  # fmt: skip
_EDGE = {"val": "single", "sz": "8", "space": "8", "color": "505A5F"}


def prepare(word: WordDocument, *, is_compact: bool = False) -> None:
    """Turns the library's own template into ours."""
    _set_language(word)
    _set_up_as_new(word)
    _style(word, "Normal", Pt(12), after=8)
    for level, size in _HEADINGS.items():
        heading = _style(word, f"Heading {level}", size, before=16 if level > 1 else 0, after=6)
        heading.font.bold, heading.font.italic = True, False
        heading.paragraph_format.keep_with_next = True
    _style(word, "Subtitle", Pt(14), after=8).font.italic = False
    caption = _style(word, "Caption", Pt(12), before=14, after=4)
    caption.font.bold, caption.paragraph_format.keep_with_next = True, True
    for name in ("List Bullet", "List Number"):
        _style(word, name, Pt(12), after=4)
    _style(word, "Table text", Pt(11), before=2, after=2)
    _style(word, "Small print", Pt(10), before=4, after=4)
    _style(word, "Table end", Pt(4), after=4)
    _style(word, "Numbered paragraph", Pt(12), after=8)
    _style(word, "Signed", Pt(12), before=18, after=8)
    _boxed(_style(word, "Note", Pt(12), before=6, after=10), ("left",))
    _boxed(_style(word, "Gap", Pt(12), before=6, after=10), ("top", "left", "bottom", "right"))
    for name in ("Header", "Footer"):
        _style(word, name, Pt(10), after=0)
    if is_compact:
        _close_up(word)


def _close_up(word: WordDocument) -> None:
    for name, (size, before, after) in _COMPACT.items():
        style: Any = word.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.05


def margin(document: Document) -> Length:
    """At the left and right of each page."""
    return CLOSE_MARGIN if document.is_compact else USUAL_MARGIN


def text_width(document: Document) -> Length:
    return Emu(A4 - 2 * margin(document))


def _set_language(word: WordDocument) -> None:
    # The library's template says en-US in the defaults, which any new text would inherit.
    styles = word.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)


def _set_up_as_new(word: WordDocument) -> None:
    # The template is of 2010 (Word would say "Compatibility Mode") and claims to be proofread.
    settings = word.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for proofed in settings.findall(qn("w:proofState")):
        settings.remove(proofed)


def _style(
    word: WordDocument, name: str, size: Pt, *, after: int, before: int = 0
) -> ParagraphStyle:
    if name in word.styles:
        style: Any = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
    _set_plain(style)
    style.font.size, style.font.color.rgb = size, RGBColor(0x0B, 0x0C, 0x0C)
    paragraph = style.paragraph_format
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.line_spacing = 1.15
    paragraph.widow_control = True
    return style  # type: ignore[no-any-return]


def _set_plain(style: Any) -> None:
    # The template's styles carry the theme's fonts, which win over a plain name, and colours,
    # rules and spaced letters besides.
    for properties in style.element.findall(qn("w:rPr")):
        style.element.remove(properties)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    style.font.name = FONT
    for kind in ("eastAsia", "cs"):
        style.element.rPr.rFonts.set(qn(f"w:{kind}"), FONT)


def _boxed(style: ParagraphStyle, sides: tuple[str, ...]) -> None:
    borders = element("pBdr")
    for side in sides:
        borders.append(element(side, **_EDGE))
    properties: Any = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )
    style.paragraph_format.left_indent = Cm(0.5)
    style.paragraph_format.right_indent = Cm(0.3)


def set_properties(word: WordDocument, document: Document) -> None:
    """Core properties: what a file search and a screen reader announce."""
    noon = datetime(document.dated.year, document.dated.month, document.dated.day, 12)
    properties = word.core_properties
    properties.title = document.printed_title[:255]
    properties.subject = plain(document.subtitle)[:255]
    properties.author = plain(document.author)[:255]
    properties.last_modified_by = plain(document.author)[:255]
    properties.category = plain(document.markings)[:255]
    properties.keywords = plain(document.organisation)[:255]
    properties.identifier = document.ref
    properties.comments = ""
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = noon


def set_page(word: WordDocument, document: Document) -> None:
    """A4; the marking at the head of each page, its number at the foot."""
    section = word.sections[0]
    section.page_width, section.page_height = A4, Cm(29.7)
    section.left_margin = section.right_margin = margin(document)
    section.top_margin = section.bottom_margin = Cm(1.9) if document.is_compact else Cm(2.5)
    for name in ("Header", "Footer"):
        _right_tab(word, name, text_width(document))
    head = section.header.paragraphs[0]
    head.add_run(plain(document.organisation))
    head.add_run(f"\t{plain(document.markings)}").bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{_two_lines(document.printed_title)}\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _two_lines(title: str) -> str:
    """A title as the foot of a page holds it: a longer one ends with a whole word and a sign.

    >>> _two_lines("A title"), _two_lines("Seen alone " * 20)[-12:]
    ('A title', 'alone Seen …')
    """
    said = shorten(title, MOST_IN_FOOT, placeholder=" …")
    return f"{title[:MOST_IN_FOOT]}…" if said == "…" else said


def _right_tab(word: WordDocument, name: str, width: Length) -> None:
    # The template's head and foot have a centre and a right tab, for wider paper.
    style: Any = word.styles[name]
    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Any, code: str) -> None:
    field = element("fldSimple", instr=code)
    run = paragraph.add_run("1")._r
    run.addprevious(field)
    field.append(run)
