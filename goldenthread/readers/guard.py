"""Looks at a file from outside before anything parses it, and refuses what is not safe or no list.

Only the zip directory and the first bytes of each sheet are read here, so this may run in the
process that asked. A file can still lie about itself; that is what the child process is for.
"""

import re
import zipfile
import zlib
from pathlib import Path

from goldenthread.readers.cells import text_of

MEGABYTE = 1_000_000
LARGEST_FILE = 200 * MEGABYTE
LARGEST_EXPANSION = 200 * MEGABYTE  # 200,000 rows of an Annex A workbook expand to about 120 MB
RATIO_CHECKED_ABOVE = 20 * MEGABYTE
LARGEST_RATIO = 100  # real workbooks expand 5 to 30 times
MOST_ENTRIES = 2_000
MOST_CELLS = (
    40_000_000  # a sheet 34 columns wide whose used range runs to the last row still passes
)

_DIMENSION = re.compile(
    rb'<(?:\w+:)?dimension\s[^>]*?ref="([A-Z]{1,4}\d{1,9}:)?([A-Z]{1,4})(\d{1,9})"'
)
_SAVE_AS = (
    "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) and try again."
)
_EXPORT_AGAIN = "Export the file again from your case system, then try again."


class FileRefused(Exception):
    """A file that was not read: which, why and what to do, each in words for the person."""

    def __init__(self, file: str, reason: str, what_to_do: str) -> None:
        super().__init__(f"{file}: {reason} {what_to_do}")
        self.file, self.reason, self.what_to_do = file, reason, what_to_do

    def __reduce__(self) -> tuple[type["FileRefused"], tuple[str, str, str]]:
        return type(self), (self.file, self.reason, self.what_to_do)


class NoListFound(FileRefused):
    """A sound file in which no Annex A list was recognised: its columns can be matched by hand."""


def check(path: Path, name: str) -> str:
    """The kind of file, "xlsx", "xls" or "csv", by its content; refuses the rest in words.

    Raises FileRefused.
    """
    if not path.is_file():
        raise FileRefused(name, "There is no such file.", "Check the name and the folder.")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(name, "The file is empty.", _EXPORT_AGAIN)
    if size > LARGEST_FILE:
        reason = f"The file is larger than {LARGEST_FILE // MEGABYTE} MB."
        raise FileRefused(name, reason, "Export only the lists, without pictures or other sheets.")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _check_zip(path, name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _check_old_excel(path, name)
    return _check_text(start, name)


def _check_text(start: bytes, name: str) -> str:
    shown = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if shown.startswith(b"%pdf"):
        raise FileRefused(name, "This is a PDF, not a spreadsheet.", _EXPORT_AGAIN)
    if shown.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"mime-version")):
        raise FileRefused(
            name, "This is a web page or XML file under a spreadsheet's name.", _SAVE_AS
        )
    if not shown.strip(b"\0\xff\xfe"):
        raise FileRefused(name, "The file is empty.", _EXPORT_AGAIN)
    if _is_utf16(start):
        return "csv"
    if any(byte < 9 or 13 < byte < 32 for byte in start):
        what = "Choose an Excel workbook (.xlsx, .xlsm, .xls) or a CSV file."
        raise FileRefused(name, "This is not a spreadsheet or a CSV file.", what)
    return "csv"


def _is_utf16(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    halves = start[0::2], start[1::2]
    return len(start) > 3 and any(half.count(0) > 0.8 * len(half) for half in halves)


def _check_old_excel(path: Path, name: str) -> str:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise password_refusal(name)
    if not any(word.encode("utf-16-le") in content for word in ("Workbook", "Book")):
        raise FileRefused(name, "This is an Office file, but not a spreadsheet.", _SAVE_AS)
    return "xls"


def password_refusal(name: str) -> FileRefused:
    """The refusal of a file that only opens with a password."""
    return FileRefused(
        name,
        "The file is protected by a password.",
        "Remove the password in your spreadsheet program, save it and try again.",
    )


def _check_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries, path.stat().st_size, name)
            _check_is_workbook({entry.filename for entry in entries}, name)
            _check_dimensions(archive, entries, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError):
        raise FileRefused(
            name, "The file is damaged and cannot be opened.", _EXPORT_AGAIN
        ) from None
    except (RuntimeError, ValueError, zlib.error):
        raise FileRefused(name, "The file cannot be opened.", _EXPORT_AGAIN) from None
    return "xlsx"


def _check_sizes(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    what = "Save only the lists in a new workbook and try again."
    if len(entries) > MOST_ENTRIES:
        reason = f"The workbook is made of {len(entries):,} parts; a case list has a few dozen."
        raise FileRefused(name, reason, what)
    expanded = sum(entry.file_size for entry in entries)
    too_dense = expanded > RATIO_CHECKED_ABOVE and expanded > LARGEST_RATIO * size
    if expanded >= LARGEST_EXPANSION or too_dense:
        reason = f"The file would expand to {expanded // MEGABYTE:,} MB, which is not safe to open."
        raise FileRefused(name, reason, what)
    if any(entry.flag_bits & 1 for entry in entries):
        raise password_refusal(name)


def _check_is_workbook(names: set[str], name: str) -> None:
    if "xl/workbook.xml" in names:
        return
    if "word/document.xml" in names:
        raise FileRefused(name, "This is a Word document, not a spreadsheet.", _EXPORT_AGAIN)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise FileRefused(name, "This kind of spreadsheet is not read here.", _SAVE_AS)
    what = "Choose an Excel workbook (.xlsx, .xlsm, .xls) or a CSV file."
    raise FileRefused(name, "This is a zip file, not a spreadsheet.", what)


def _check_dimensions(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
            continue
        with archive.open(entry) as sheet:
            found = _DIMENSION.search(sheet.read(64_000))
        if found and _column_number(found[2]) * int(found[3]) > MOST_CELLS:
            end = text_of(f"{found[2].decode()}{int(found[3])}")
            raise FileRefused(
                name,
                f"A sheet claims to reach cell {end}, far beyond any case list.",
                "Copy the lists alone into a new workbook, save it and try again.",
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
