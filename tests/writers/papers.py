"""Papers for the writers' tests: one as a committee gets it, and ways to read the results."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from goldenthread.writers.document import (
    BarRow,
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    GradeBars,
    Heading,
    NarrativeGap,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    Text,
)
from goldenthread.writers.palette import scale

SCALE = scale(
    [
        ("inadequate", "Inadequate"),
        ("requires_improvement", "Requires improvement"),
        ("good", "Good"),
        ("outstanding", "Outstanding"),
    ]
)
BARS = GradeBars(
    "Good or better in 12 of 17 cases",
    "Chart 1: Care leavers, overall grade by year",
    SCALE,
    (
        BarRow("2025", 17, (0, 5, 6, 6), ("g:25:i", "g:25:r", "g:25:g", "g:25:o")),
        BarRow("2024", 16, (0, 5, 10, 1)),
        BarRow("2023", 0, (0, 0, 0, 0)),
    ),
    row_heading="Year",
)
TABLE = Table(
    "Table 1: Audits by case type",
    ("Case type", "Audits", "Good or better"),
    (
        ("Care leaver", FigureText("17", "n:cl"), FigureText("12 (71%)", "good:cl")),
        ("Child in need", FigureText("8", "n:cin"), (Text("about "), FigureText("2", "good:cin"))),
    ),
    footnotes=("Including 2 recently closed.",),
    align=("left", "right", "right"),
)
BLOCKS: tuple[Block, ...] = (
    Facts((("Committee", "Safeguarding Sub-Committee"), ("Dated", "8 February 2026"))),
    Heading(2, "Summary"),
    Paragraph((Text("Auditors read "), FigureText("31 of 62 (50%)", "coverage"), Text(" cases."))),
    Heading(2, "Main report"),
    Heading(3, "Background"),
    Paragraph("Half of the cases are audited each autumn.", 1),
    Paragraph((Text("None", bold=True), Text(" was left out.", italic=True)), 2),
    Bullets(("Plans were specific.", (Text("Visits were late in "), FigureText("3", "late")))),
    Numbered(("Update chronologies.", "Check supervision.")),
    TABLE,
    BARS,
    Note("Read with care."),
    NarrativeGap("Conclusion"),
    PageBreak(),
    Paragraph("Nothing else.", 7, style="quiet"),
    Signature("Pat Ellis", "QA Service Manager", ("pat.ellis@anytown.example",)),
)


def paper(blocks: Sequence[Block] = BLOCKS, **changed: object) -> Document:
    said: dict[str, object] = {
        "title": "Case file audits, autumn 2025",
        "author": "Pat Ellis",
        "organisation": "Anytown Council",
        "dated": date(2026, 2, 8),
        "marking": "Public",
        "footer": "Figures as at 30 November 2025.",
    }
    return Document(blocks=tuple(blocks), **{**said, **changed})  # type: ignore[arg-type]


def pdf_text(data: bytes) -> str:
    """The words of a PDF on one line, as someone who copies them out gets them."""
    pages = PdfReader(BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tagged(data: bytes) -> list[DictionaryObject]:
    """Every element of a PDF's structure tree, in reading order."""
    root = PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    found: list[DictionaryObject] = []
    waiting = [root]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, DictionaryObject):
            found += [node] if "/S" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found
