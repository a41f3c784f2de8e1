"""What a downloaded paper says, as plain text and as the rows of its tables."""

from io import BytesIO

import docx
from pypdf import PdfReader


def word_text(data: bytes) -> str:
    """Headings, paragraphs and cells of a Word file, a line each; white space made plain."""
    lines = [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]
    lines += [cell for row in word_rows(data) for cell in row]
    return "\n".join(" ".join(line.split()) for line in lines)


def word_rows(data: bytes) -> list[list[str]]:
    """Every row of every table of a Word file."""
    tables = docx.Document(BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def pdf_text(data: bytes) -> str:
    """The words of a PDF in a single line, since its lines break anywhere."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split()
    )
