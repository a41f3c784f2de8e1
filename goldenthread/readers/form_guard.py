"""Looks at a form that came back as a file before anything parses it, and refuses what is not safe."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from goldenthread.readers import guard
from goldenthread.readers.guard import MEGABYTE, FileRefused

LARGEST_FORM = 10 * MEGABYTE
LARGEST_EXPANSION = 60 * MEGABYTE
LARGEST_RATIO, RATIO_CHECKED_ABOVE = 200, 5 * MEGABYTE
MOST_ENTRIES = 500
FROM_HERE = "Download the form from the audit again, or upload the file that you downloaded here."
_SHEET = "Download the sheet again, or upload the file that you downloaded here."
_MACROS = re.compile(r"vba(Project|Data)[^/]*\.(bin|xml)$", re.IGNORECASE)


@dataclass(frozen=True)
class Office:
    """A kind of file: what people call it, how it ends, and what to do where it cannot be used."""

    called: str
    ending: str
    kind: bytes
    not_part: str
    again: str
    thing: str = "form"
    largest: int = LARGEST_FORM

    @property
    def save_as(self) -> str:
        return f"Open it, save it as a {self.called} ({self.ending}) and try again."


WORD = Office("Word document", ".docx", b"wordprocessingml", "xl/", FROM_HERE)
PAPER = Office(
    "Word document", ".docx", b"wordprocessingml", "xl/",
    "Open it in Word, save it as a Word document (.docx) and try again.", "paper", 50 * MEGABYTE,
)  # fmt: skip
TEMPLATE = Office(
    "Word document", ".docx", b"wordprocessingml", "xl/",
    "Open it in Word, save it as a Word document (.docx) and try again.", "template", 5 * MEGABYTE,
)  # fmt: skip
EXCEL = Office("Excel workbook", ".xlsx", b"spreadsheetml", "word/", _SHEET)


def check_word(path: Path, name: str) -> str:
    """ "docx", for a Word document without macros that is small enough. Raises FileRefused."""
    _check(path, name, WORD)
    return "docx"


def check_paper(path: Path, name: str) -> str:
    """ "docx", for a paper as a Word document without macros. Raises FileRefused."""
    _check(path, name, PAPER)
    return "docx"


def check_template(path: Path, name: str) -> str:
    """ "docx", for a template of papers as a Word document without macros. Raises FileRefused."""
    _check(path, name, TEMPLATE)
    return "docx"


def check_excel(path: Path, name: str) -> str:
    """ "xlsx", for a workbook without macros or links that is small enough. Raises FileRefused."""
    _check(path, name, EXCEL)
    with zipfile.ZipFile(path) as archive:
        if any(part.startswith("xl/externalLinks/") for part in archive.namelist()):
            reason = "The workbook is linked to something outside it."
            raise FileRefused(name, reason, "Break the links in Excel, save it and try again.")
    return guard.check(path, name)


def _check(path: Path, name: str, office: Office) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(name, "The file is empty.", office.again)
    if size > office.largest:
        most = f"{office.largest // MEGABYTE} MB"
        reason = f"The file is larger than {most}, far larger than any {office.thing}."
        raise FileRefused(name, reason, "Take out pictures, save it and try again.")
    with path.open("rb") as file:
        start = file.read(8)
    if not start.startswith(b"PK"):
        raise _other_kind(path, start, name, office)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, size, name, office)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError):
        raise damaged(name, office) from None
    except (RuntimeError, ValueError, zlib.error):
        raise damaged(name, office) from None


def damaged(name: str, office: Office = WORD) -> FileRefused:
    """The refusal of a file that cannot be opened."""
    return FileRefused(name, "The file is damaged and cannot be opened.", office.save_as)


def _other_kind(path: Path, start: bytes, name: str, office: Office) -> FileRefused:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            what = "Remove the password, save it and try again."
            return FileRefused(name, "The file is protected by a password.", what)
        return FileRefused(name, "This is a file of an old Office program.", office.save_as)
    if start.startswith(b"%PDF"):
        return FileRefused(name, f"This is a PDF, not the {office.called}.", office.again)
    return FileRefused(name, f"This is not the {office.called}.", office.again)


def _check_parts(archive: zipfile.ZipFile, size: int, name: str, office: Office) -> None:
    entries = archive.infolist()
    expanded = sum(entry.file_size for entry in entries)
    too_dense = expanded > RATIO_CHECKED_ABOVE and expanded > LARGEST_RATIO * size
    if len(entries) > MOST_ENTRIES or expanded > LARGEST_EXPANSION or too_dense:
        reason = f"The file would expand to far more than any {office.thing}: not safe to open."
        what = "Download it again and copy your answers into it."
        raise FileRefused(name, reason, what if office.thing == "form" else "Take out pictures.")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or any(n.startswith(office.not_part) for n in names):
        raise FileRefused(name, f"This is not the {office.called}.", office.again)
    if any(entry.flag_bits & 1 for entry in entries):
        what = "Remove the password and try again."
        raise FileRefused(name, "The file is protected by a password.", what)
    kinds = archive.read("[Content_Types].xml")
    if b"macroenabled" in kinds.lower() or any(_MACROS.search(n) for n in names):
        what = f"Save it as a {office.called} without macros ({office.ending})."
        raise FileRefused(name, f"The file carries macros, which no {office.thing} has.", what)
    if office.kind not in kinds:
        raise FileRefused(name, f"This is not the {office.called}.", office.again)
