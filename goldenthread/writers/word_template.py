"""A paper written into an authority's own Word template.

The template engine (docxtpl, sandboxed) sees names alone: for each placeholder it prints a mark, and
what the placeholder stands for is put in the mark's place afterwards. So no word of a paper is ever
read as a template, and blocks are written by our own writer, in the template's own styles.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Any

import docx as python_docx
import jinja2
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.shared import Cm, Emu
from docx.text.run import Run as WordRun
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from goldenthread.writers import archive, word, word_lent, word_parts, word_styles
from goldenthread.writers.document import (
    Block,
    Document,
    FigureText,
    Inline,
    pairs,
    plain,
    runs,
)
from goldenthread.writers.formulas import guarded
from goldenthread.writers.placeholders import TEXT, Known, Story, own_text

# Two characters that no text has (Unicode keeps them for private use).
START, END = "\ue000", "\ue001"
MARK = re.compile(f"{START}([a-z_0-9]+){END}")
FOOTNOTES = "footnotes+xml"
TAKEN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)
BROKEN = (
    jinja2.TemplateError, etree.XMLSyntaxError, ValueError, KeyError, AttributeError, TypeError,
    IndexError,
)  # fmt: skip


@dataclass
class TemplateFaulty(Exception):
    """A template that cannot be used: each fault as what, where and what to do."""

    faults: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.faults)


@dataclass(frozen=True)
class Filling:
    """What each placeholder prints: a line by its name, or blocks by theirs."""

    lines: Mapping[str, Inline]
    blocks: Mapping[str, tuple[Block, ...]]

    def marks(self) -> dict[str, str]:
        """The mark of each name; "" for what prints nothing, so that an {% if %} leaves it out."""
        said = {name: bool(plain(line)) for name, line in self.lines.items()}
        said |= {name: bool(blocks) for name, blocks in self.blocks.items()}
        return {name: f"{START}{name}{END}" if is_there else "" for name, is_there in said.items()}


class _NamesOnly(ImmutableSandboxedEnvironment):
    """Takes these names and if; refuses the rest of the language before a line of it runs."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, autoescape=True)
        self.names = names
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in (tree, *tree.find_all(nodes.Node)):
            is_unknown = isinstance(node, nodes.Name) and node.name not in self.names
            if is_unknown or not isinstance(node, TAKEN):
                raise jinja2.TemplateAssertionError(type(node).__name__, node.lineno)
        return tree


def used(data: bytes, known: Known) -> tuple[str, ...]:
    """The names of the placeholders that a template uses. Raises TemplateFaulty with every fault."""
    found: set[str] = set()
    faults: list[str] = []
    for place, root in _stories(python_docx.Document(BytesIO(data))):
        story = Story(root, place, known)
        faults += story.faults()
        found |= story.names
    for name in sorted(known.needed - found):
        faults.append(
            f"{{{{ {name} }}}} is missing. Put it where every reader sees it, such as the header."
        )
    if faults:
        raise TemplateFaulty(tuple(faults))
    return tuple(sorted(found & known.names))


def _stories(document: Any) -> Iterator[tuple[str, Any]]:
    yield TEXT, document.element.body
    for place in ("header", "footer"):
        for relation in document.part.rels.values():
            if relation.reltype.endswith(f"/{place}"):
                yield f"a {place}", relation.target_part._element
    for part in document.part.package.iter_parts():
        if part.content_type.endswith(FOOTNOTES):
            yield "a footnote", etree.fromstring(part.blob)


def filled(data: bytes, document: Document, filling: Filling) -> bytes:
    """The paper in the template, as .docx; the same bytes for the same paper. Raises TemplateFaulty."""
    try:
        return _Filled(data, document, filling).written()
    except BROKEN as error:
        what = "Open it in Word, save it as a new Word document (.docx) and upload that."
        why = f"The file could not be filled in ({type(error).__name__})."
        raise TemplateFaulty((f"{why} {what}",)) from error


class _Filled(word.Writer):
    """Writes into a template instead of an empty file."""

    def __init__(self, data: bytes, document: Document, filling: Filling) -> None:
        super().__init__(document)
        self.filling = filling
        self.template = DocxTemplate(BytesIO(data))
        self.template.init_docx()
        _prepare(self.template.docx.element.body)

    def written(self) -> bytes:
        """The file with everything in its place."""
        marks = self.filling.marks()
        self.template.render(marks, _NamesOnly(marks), autoescape=True)
        file = self.template.docx
        self.width = _text_width(file)
        word_lent.lend(file)
        self._lines(file)
        self._blocks(file)
        _number_pictures(file.element.body)
        if START in etree.tostring(file.element.body, encoding="unicode"):
            raise ValueError("left over")
        word_styles.set_properties(file, self.document)
        word_parts.add_figure_list(file, self.figures)
        packed = BytesIO()
        file.save(packed)
        return archive.settled(packed.getvalue())

    def _lines(self, file: Any) -> None:
        """What prints a line, in the look of the words around it, in every text of the file."""
        for part in file.part.package.iter_parts():
            if part is file.part:
                self._fill_runs(file.element.body, file)
            elif part.content_type.endswith(FOOTNOTES):
                part._blob = MARK.sub(self._escaped, part.blob.decode()).encode()
            elif isinstance(part, XmlPart):
                self._fill_runs(part.element, None)

    def _escaped(self, mark: re.Match[str]) -> str:
        return escape(plain(self.filling.lines[mark[1]]), quote=False)

    def _fill_runs(self, root: Any, file: Any) -> None:
        for run in list(root.iter(qn("w:r"))):
            words = "".join(each.text or "" for each in run.findall(qn("w:t")))
            if any(name in self.filling.lines for name in MARK.findall(words)):
                self._split(run, file)

    def _split(self, run: Any, file: Any) -> None:
        """Puts in place of a run the runs that its marks print, each in its look."""
        look = run.find(qn("w:rPr"))
        for child in [each for each in run if each is not look]:
            for part in self._parts(child):
                made = word_parts.element("r")
                if look is not None:
                    made.append(deepcopy(look))
                run.addprevious(made)
                if not isinstance(part, FigureText | str):
                    made.append(part)
                else:
                    self._write(WordRun(made, file), part)
        run.getparent().remove(run)

    def _parts(self, child: Any) -> Iterator[Any]:
        """The child of a run as it is, or its words parted where figures stand."""
        if child.tag != qn("w:t"):
            yield child
            return
        for number, part in enumerate(MARK.split(child.text or "")):
            if number % 2 == 0:
                yield from [part] if part else []
            else:
                for each in runs(self.filling.lines[part]):
                    yield each if isinstance(each, FigureText) else " ".join(each.text.split("\n"))

    def _write(self, run: WordRun, part: str | FigureText) -> None:
        run.text = part if isinstance(part, str) else part.text
        if isinstance(part, FigureText):
            self._trace(run, part)

    def _trace(self, run: WordRun, part: FigureText) -> None:
        self.figures.append(part)
        word_parts.bookmark(run, len(self.figures))
        if address := self.document.address(part):
            word_parts.link(run, address)

    def _blocks(self, file: Any) -> None:
        for paragraph in list(file.element.body.iter(qn("w:p"))):
            mark = MARK.fullmatch(own_text(paragraph).strip())
            if not mark:
                continue
            for element in self._written(file, self.filling.blocks[mark[1]]):
                paragraph.addprevious(element)
            if paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
                paragraph.getparent().remove(paragraph)
            else:  # it ends a section, whose page it holds
                for child in [each for each in paragraph if each.tag != qn("w:pPr")]:
                    paragraph.remove(child)

    def _written(self, file: Any, blocks: tuple[Block, ...]) -> list[Any]:
        """The blocks as our own writer writes them, with the template's styles, pictures and lists."""
        self.word = python_docx.Document()
        self.word._part = file.part
        self.last_number = self.numbering = 0
        for block, introduces in pairs(blocks):
            self.block(block)
            if introduces:
                self.word.paragraphs[-1].paragraph_format.keep_with_next = True
        body = self.word.element.body
        for text in body.iter(qn("w:t")):
            text.text = guarded(text.text or "")
        return [each for each in body if each.tag != qn("w:sectPr")]


def _prepare(body: Any) -> None:
    """An {% if %} alone in its paragraph prints no paragraph; bookmarks make room for ours."""
    for paragraph in body.iter(qn("w:p")):
        text = own_text(paragraph).strip()
        if text.startswith("{%") and text.endswith("%}") and text.count("{%") == 1:
            first, *others = list(paragraph.iter(qn("w:t")))
            first.text = "{%p " + text[2:].strip()
            for each in others:
                each.text = ""
    for each in list(body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        each.set(qn("w:id"), str(1_000_000 + int(each.get(qn("w:id"), "0"))))
        if re.fullmatch(r"figure_\d+", each.get(qn("w:name"), "")):
            each.set(qn("w:name"), "place" + each.get(qn("w:name")))


def _text_width(file: Any) -> Any:
    section = file.sections[0]
    whole = (section.page_width, section.left_margin, section.right_margin)
    if None in whole:  # Word takes its own paper then
        return Emu(word_styles.A4 - 2 * word_styles.USUAL_MARGIN)
    return Emu(whole[0] - whole[1] - whole[2])


def _number_pictures(body: Any) -> None:
    for number, each in enumerate(body.iter(qn("wp:docPr")), start=1):
        each.set("id", str(number))


def example(called: str, names: tuple[str, ...]) -> bytes:
    """A template to begin with: a header and a footer, then these placeholders, a paragraph each."""
    made: Any = python_docx.Document()
    word_styles.prepare(made)
    section = made.sections[0]
    section.page_width, section.page_height = word_styles.A4, Cm(29.7)
    section.left_margin = section.right_margin = word_styles.USUAL_MARGIN
    section.header.paragraphs[0].text = "{{ organisation }}\t\t{{ marking }}"
    section.footer.paragraphs[0].text = "{{ footer }}"
    for name in names:
        style = {"title": "Heading 1", "subtitle": "Subtitle"}.get(name, "Normal")
        word_parts.styled(made.add_paragraph(f"{{{{ {name} }}}}"), style)
    made.core_properties.title = f"Template: {called}"
    made.core_properties.author = made.core_properties.comments = ""
    made.core_properties.created = made.core_properties.modified = datetime(2026, 1, 1, 12)
    packed = BytesIO()
    made.save(packed)
    return archive.settled(packed.getvalue())
