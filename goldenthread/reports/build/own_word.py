"""A paper as Word: in the authority's own template where one is in use, else as we set it."""

from collections.abc import Mapping
from datetime import date

from goldenthread.people.queries import authority
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.kinds import boxes_of, headings_of
from goldenthread.reports.build.placeholders import (
    BODY,
    filling,
    known,
    of_paper,
    placeholders,
    section_name,
    with_printed,
)
from goldenthread.reports.kinds import LABELS
from goldenthread.reports.models import WordTemplate
from goldenthread.reports.word_templates import template_in_use
from goldenthread.writers import word, word_template
from goldenthread.writers.document import (
    BarRow,
    Block,
    Bullets,
    Document,
    FigureText,
    GradeBars,
    Heading,
    Inline,
    NarrativeGap,
    Note,
    Paragraph,
    Signature,
    Table,
    Text,
)
from goldenthread.writers.palette import scale
from goldenthread.writers.word_template import Filling

A_DAY = date(2026, 5, 1)
A_NUMBER = FigureText("5 of 17 (29%)", "grades?grade=good")


def word_file(kind: str, g: Gathered, texts: Mapping[str, str], paper: Document) -> bytes:
    """The paper as .docx."""
    held = fitting(kind)
    if held is None:
        return word.docx(paper)
    return word_template.filled(bytes(held.data), paper, filling(kind, g, texts, paper, held.names))


def fitting(kind: str) -> WordTemplate | None:
    """The template in use for a kind; none where it asks for something that is no longer there."""
    held = template_in_use(kind)
    return held if held and fits(held) else None


def fits(template: WordTemplate) -> bool:
    """Whether every placeholder of a template is still known."""
    return set(template.names) <= known(template.kind).names


def as_printed(kind: str, g: Gathered, texts: Mapping[str, str], paper: Document) -> Document:
    """The paper with the numbers that its template prints besides."""
    held = fitting(kind)
    if held is None:
        return paper
    return with_printed(paper, held.names, filling(kind, g, texts, paper, held.names))


def tried(kind: str, data: bytes) -> tuple[tuple[str, ...], bytes]:
    """The placeholders of a cleaned template, and a made-up paper in it. Raises TemplateFaulty."""
    names = word_template.used(data, known(kind))
    return names, word_template.filled(data, made_up(kind), _made_up_filling(kind))


def made_up(kind: str) -> Document:
    """A paper about nobody with one of everything that papers are made of."""
    return Document(
        title=f"{LABELS[kind]}: an example", subtitle="What a subtitle looks like",
        author="Author of the paper", organisation=authority().name, dated=A_DAY, is_draft=True,
        marking="Example", footer="Figures as at 1 May 2026.", blocks=_body(),
    )  # fmt: skip


def _body() -> tuple[Block, ...]:
    steps = scale([("inadequate", "Inadequate"), ("good", "Good")])
    rows = (BarRow("Child in need", 12, (7, 5)), BarRow("Child protection", 5, (5, 0)))
    return (
        Heading(2, "A heading"),
        Paragraph((Text("A numbered paragraph with a figure: "), A_NUMBER, Text(".")), 1),
        Heading(3, "A heading below it"),
        Paragraph("A paragraph without a number."),
        Bullets(("A point in a list.", "Another.")),
        Table(
            "Table 1. A table", ("Group", "Audits", "Good"), (("All", "17", A_NUMBER),),
            footnotes=("What the table leaves out.",), align=("left", "right", "right"),
        ),
        GradeBars("A chart and its finding", "What it counts", steps, rows),
        Note("How to read what stands above."),
        NarrativeGap("A box that nobody has written yet"),
        Signature("Author of the paper", "Post", ("Telephone",)),
    )  # fmt: skip


def _made_up_filling(kind: str) -> Filling:
    paper = made_up(kind)
    blocks: dict[str, tuple[Block, ...]] = {BODY: paper.blocks}
    for heading in headings_of(kind):
        blocks[section_name(heading)] = (Paragraph(f"What stands under “{heading}”."),)
    lines: dict[str, Inline] = {each.name: A_NUMBER for each in placeholders(kind)}
    for box in boxes_of(kind):
        if box.kind == "text":
            blocks[box.key] = (Paragraph((Text(f"{box.label}: "), A_NUMBER)),)
        else:
            lines[box.key] = f"{box.label} (example)"
    lines |= of_paper(paper)
    return Filling({name: line for name, line in lines.items() if name not in blocks}, blocks)


def example(kind: str) -> bytes:
    """A template to begin with: the head of a paper, then all of it. The same bytes each time."""
    text = ("title", "subtitle", "dated", "author", BODY)
    return word_template.example(LABELS[kind], text)
