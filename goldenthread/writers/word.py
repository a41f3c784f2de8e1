"""A Document as a Word file that people will edit: real headings, lists, tables, page numbers."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx as python_docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph as WordParagraph

from goldenthread.writers import archive, charts, dumbbells, typesetting, word_parts, word_styles
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
    Text,
    pair_numbers,
    plain,
    printable,
    runs,
)

_PICTURE_PPI = 200
LARGEST_LIST = 5_000_000  # bytes; a figure takes a hundred
_STYLES = {"body": "Normal", "lead": "Subtitle", "quiet": "Small print"}


def docx(document: Document) -> bytes:
    """The paper as .docx, the same bytes for the same document."""
    return Writer(document).written()


class Writer:
    """Puts one Document into one Word file, block by block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.word: WordDocument = python_docx.Document()
        self.figures: list[FigureText] = []
        self.pictures = 0
        self.last_number = 0
        self.numbering = 0
        self.width = word_styles.text_width(document)

    def written(self) -> bytes:
        word_styles.prepare(self.word, is_compact=self.document.is_compact)
        word_styles.set_properties(self.word, self.document)
        word_styles.set_page(self.word, self.document)
        self._head()
        self.body()
        if self.document.footer:
            self._paragraph(self.document.footer, "Small print")
        self.finish()
        buffer = BytesIO()
        self.word.save(buffer)
        return archive.settled(buffer.getvalue())

    def body(self) -> None:
        """The blocks between the head and the foot."""
        for block, introduces in self.document.printed_pairs():
            self.block(block)
            if introduces:
                self.word.paragraphs[-1].paragraph_format.keep_with_next = True

    def finish(self) -> None:
        """What is done when every word is there."""
        word_parts.guard_formulas(self.word)
        word_parts.add_figure_list(self.word, self.figures)

    def _head(self) -> None:
        paper = self.document
        self.word.add_paragraph(paper.printed_title, "Heading 1")
        if paper.subtitle:
            self._paragraph(paper.subtitle, "Subtitle")
        standing = [paper.markings, paper.organisation, paper.printed_date]
        words = " · ".join(plain(part) for part in standing if part)
        self.word.add_paragraph().add_run(words).bold = True

    def block(self, block: Block) -> None:
        """One block, after what is there already."""
        match block:
            case Heading():
                word_parts.styled(self.word.add_paragraph(block.words), f"Heading {block.level}")
            case Paragraph():
                self._numbered_or_plain(block)
            case Bullets():
                self._bullets(block)
            case Numbered():
                self._list(block)
            case Table():
                self._table(block)
            case Facts():
                self._facts(block)
            case GradeBars():
                self._bars(block)
            case Dumbbells():
                self._pairs(block)
            case Note():
                self._paragraph(block.text, "Note")
            case NarrativeGap():
                self._paragraph(f"To be written: {block.label}", "Gap")
            case Signature():
                lines = [block.name, block.post, *block.contacts]
                self._paragraph("\n".join(line for line in lines if line), "Signed")
            case PageBreak():
                self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _paragraph(self, inline: Inline, style: str) -> WordParagraph:
        paragraph = word_parts.styled(self.word.add_paragraph(), style)
        self._fill(paragraph, inline)
        return paragraph

    def _fill(self, paragraph: WordParagraph, inline: Inline, *, bold: bool = False) -> None:
        for part in runs(inline):
            run = paragraph.add_run(part.text)
            run.bold = True if part.bold or bold else None
            run.italic = True if part.italic else None
            if isinstance(part, FigureText):
                self.figures.append(part)
                word_parts.bookmark(run, len(self.figures))
                if address := self.document.address(part):
                    word_parts.link(run, address)

    def _numbered_or_plain(self, block: Paragraph) -> None:
        if block.number is None:
            self._paragraph(block.runs, _STYLES[block.style])
            return
        if isinstance(block.number, str):
            typed = (Text(f"{block.number}\t"), *runs(block.runs))
            hung = self._paragraph(typed, "Numbered paragraph").paragraph_format
            hung.left_indent, hung.first_line_indent = Cm(1), Cm(-1)
            return
        paragraph = self._paragraph(block.runs, "Numbered paragraph")
        if block.number != self.last_number + 1 or not self.numbering:
            self.numbering = word_parts.new_numbering(self.word, block.number)
        self.last_number = block.number
        word_parts.number(paragraph, self.numbering)

    def _bullets(self, block: Bullets) -> None:
        for item in block.items:
            self._paragraph(item, "List Bullet")

    def _list(self, block: Numbered) -> None:
        numbering = word_parts.new_numbering(self.word, 1)
        for item in block.items:
            word_parts.number(self._paragraph(item, "List Number"), numbering)

    def _table(self, block: Table) -> None:
        word_parts.styled(self.word.add_paragraph(plain(block.caption)), "Caption")
        table = self.word.add_table(rows=0, cols=len(block.header), style="Table Grid")
        word_parts.describe(table, plain(block.caption), header_row=True)
        word_parts.set_widths(table, block.widths(), self.width)
        self._row(table.add_row(), block, block.header, bold=True)
        word_parts.head(table.rows[0])
        for row in block.rows:
            self._row(table.add_row(), block, row)
        if block.is_short:
            word_parts.keep_whole(table)
        for note in block.footnotes:
            self._paragraph(note, "Small print")
        self.space_after_table()

    def _row(
        self, row: word_parts.Row, table: Table, cells: tuple[Inline, ...], *, bold: bool = False
    ) -> None:
        word_parts.keep_together(row)
        for column, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = place.paragraphs[0]
            word_parts.styled(paragraph, "Table text")
            if table.alignment(column) == "right":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._fill(paragraph, cell, bold=bold or column == 0)

    def _facts(self, block: Facts) -> None:
        table = self.word.add_table(rows=0, cols=2, style="Table Grid")
        labels = ", ".join(plain(label) for label, _ in block.rows)
        word_parts.describe(table, f"About this paper: {labels}", header_row=False)
        shape = block.as_table()
        word_parts.set_widths(table, shape.widths(), self.width)
        for label, value in block.rows:
            self._row(table.add_row(), shape, (printable(label), value))
        self.space_after_table()

    def space_after_table(self) -> None:
        """The smallest paragraph."""
        # Word joins two tables that touch, and cannot put space after one.
        word_parts.styled(self.word.add_paragraph(), "Table end")

    def _bars(self, block: GradeBars) -> None:
        for number, part in enumerate(charts.in_pages(block)):
            said = plain(block.title_finding) if number else block.title_finding
            self._chart_title(said, block.caption)
            self._picture(charts.grade_bars(part, typesetting.font()), in_words(part))
        if block.prints_numbers:
            self._table(block.numbers())

    def _pairs(self, block: Dumbbells) -> None:
        self._chart_title(plain(block.title_finding), block.caption)
        svg = dumbbells.drawn(block, typesetting.font())
        self._picture(svg, dumbbells.in_words(block))
        self._table(pair_numbers(block))

    def _chart_title(self, said: Inline, caption: str) -> None:
        title = self._paragraph(said, "Caption")
        if caption:
            title.add_run().add_break()
            title.add_run(plain(caption)).bold = False

    def _picture(self, svg: str, words: str) -> None:
        picture = BytesIO(typesetting.png(svg, _PICTURE_PPI))
        paragraph = self.word.add_paragraph()
        shape = paragraph.add_run().add_picture(picture, width=self.width)
        self.pictures += 1
        # Left out, these are a third of a centimetre in some programs.
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")
        properties = shape._inline.docPr
        properties.set("name", f"Chart {self.pictures}")
        properties.set("descr", words)


def carries_figures(path: Path) -> bool:
    """Whether a file is a Word document with figures of ours; nothing of it is parsed.

    A part that is larger than any list of figures is not read.
    """
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        parts = [each for each in archive.infolist() if each.filename.startswith("customXml/")]
        small = [each for each in parts[:50] if each.file_size < LARGEST_LIST]
        return any(word_parts.OURS.encode() in archive.read(each) for each in small)


def edition_named(data: bytes) -> str:
    """The edition that a Word file is of, by its properties; empty where it is of none."""
    return str(python_docx.Document(BytesIO(data)).core_properties.identifier or "")


def figures(data: bytes) -> tuple[FigureText, ...]:
    """Every traced number of a Word file, as it stands there now, in order.

    A number that was edited in Word comes back as edited; one that was deleted is missing.
    """
    word = python_docx.Document(BytesIO(data))
    keys = word_parts.figure_keys(word)
    found = []
    for start in word.element.body.iter(qn("w:bookmarkStart")):
        name = start.get(qn("w:name"))
        if name in keys:
            found.append(FigureText(word_parts.bookmarked(start), keys[name]))
    return tuple(found)
