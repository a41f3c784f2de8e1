"""A council's own form, kept in Word or Excel, as lines of text in their order."""

from collections.abc import Iterator
from pathlib import Path

from goldenthread.readers.form_files import read_form_sheets
from goldenthread.readers.word_forms import read_word_form
from goldenthread.tools.files.paper_form import PaperForm, paper_form

PAPER_ENDINGS = (".docx", ".xlsx")


def read_paper_form(path: Path, name: str) -> PaperForm:
    """What the form seems to ask. Raises FileRefused."""
    if path.suffix.lower() == ".xlsx":
        sheets = read_form_sheets(path, name)
        return paper_form(cell for rows in sheets.values() for _, cells in rows for cell in cells)
    return paper_form(_lines(path, name))


def _lines(path: Path, name: str) -> Iterator[str]:
    for paragraph in read_word_form(path, name).outside:
        yield from paragraph.words.split("\n")
