"""Looks at a Word file from outside before anything parses it, and refuses what is not safe or no form."""

import re
import zipfile
import zlib
from pathlib import Path

from goldenthread.readers.guard import MEGABYTE, FileRefused

LARGEST_FORM = 10 * MEGABYTE
LARGEST_EXPANSION = 60 * MEGABYTE
LARGEST_RATIO, RATIO_CHECKED_ABOVE = 200, 5 * MEGABYTE
MOST_ENTRIES = 500
FROM_HERE = "Download the form from the audit again, or upload the file that you downloaded here."
_AS_WORD = "Open it in Word or LibreOffice, save it as a Word document (.docx) and try again."
_COPY = "Download the form again and copy your answers into it."
_MACROS = re.compile(r"vba(Project|Data)[^/]*\.(bin|xml)$", re.IGNORECASE)


def check_word(path: Path, name: str) -> str:
    """ "docx", for a Word document without macros that is small enough; refuses the rest in words.

    Raises FileRefused.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(name, "The file is empty.", FROM_HERE)
    if size > LARGEST_FORM:
        reason = f"The file is larger than {LARGEST_FORM // MEGABYTE} MB, far larger than any form."
        raise FileRefused(name, reason, "Take out pictures, save it and try again.")
    with path.open("rb") as file:
        start = file.read(8)
    if not start.startswith(b"PK"):
        raise _not_word(path, start, name)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, size, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError):
        raise damaged(name) from None
    except (RuntimeError, ValueError, zlib.error):
        raise damaged(name) from None
    return "docx"


def damaged(name: str) -> FileRefused:
    """The refusal of a file that cannot be opened."""
    return FileRefused(name, "The file is damaged and cannot be opened.", _AS_WORD)


def _not_word(path: Path, start: bytes, name: str) -> FileRefused:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            what = "Remove the password in Word, save it and try again."
            return FileRefused(name, "The file is protected by a password.", what)
        return FileRefused(name, "This is a file of an old Office program.", _AS_WORD)
    if start.startswith(b"%PDF"):
        return FileRefused(name, "This is a PDF; answers are read from Word files.", FROM_HERE)
    return FileRefused(name, "This is not a Word document.", FROM_HERE)


def _check_parts(archive: zipfile.ZipFile, size: int, name: str) -> None:
    entries = archive.infolist()
    expanded = sum(entry.file_size for entry in entries)
    too_dense = expanded > RATIO_CHECKED_ABOVE and expanded > LARGEST_RATIO * size
    if len(entries) > MOST_ENTRIES or expanded > LARGEST_EXPANSION or too_dense:
        reason = "The file would expand to far more than any form, which is not safe to open."
        raise FileRefused(name, reason, _COPY)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or any(n.startswith("xl/") for n in names):
        raise FileRefused(name, "This is not a Word document.", FROM_HERE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(
            name, "The file is protected by a password.", "Remove the password and try again."
        )
    kinds = archive.read("[Content_Types].xml")
    if b"macroenabled" in kinds.lower() or any(_MACROS.search(n) for n in names):
        reason = "The file carries macros, which no form has."
        raise FileRefused(name, reason, "Save it as a Word document without macros (.docx).")
    if b"wordprocessingml" not in kinds:
        raise FileRefused(name, "This is not a Word document.", FROM_HERE)
