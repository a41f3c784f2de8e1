"""Files that mean harm, made from a sound one; each is written where it is asked for."""

import re
import struct
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl

from tests.readers.old_excel import save_xls
from tests.readers.workbooks import annex

SHEET = "xl/worksheets/sheet1.xml"
CIN = {"id": 101, "status": "c) Child in need plan"}
TEXT = re.compile(rb"<t([^>]*)>[^<]*</t>")


def sound(path: Path) -> dict[str, bytes]:
    """The parts of a workbook with one child in it."""
    with zipfile.ZipFile(annex(path, {6: [CIN]})) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def far_cell(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    book.save(path)


def gigabyte_cell(path: Path) -> None:
    """A megabyte of zip that holds one cell of a gigabyte."""
    parts = sound(path)
    del parts[SHEET]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            for _ in range(1024):
                sheet.write(b"x" * (1 << 20))
            sheet.write(b"</t></is></c></row></sheetData></worksheet>")


def gigabyte_cell_unsaid(path: Path) -> None:
    """The same, and the directory of the zip says that it is 5 kB."""
    gigabyte_cell(path)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    path.write_bytes(content.replace(size, struct.pack("<I", 5000)))


def thousand_sheets(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for number in range(1000):
        book.create_sheet(f"s{number}").append(["Reference", "x"])
    book.save(path)


def zip_in_zip(path: Path) -> None:
    parts = sound(path)
    zipped(path, parts)
    zipped(path, {"annex-a.xlsx": path.read_bytes()})


def zip_in_workbook(path: Path) -> None:
    zip_in_zip(path)
    inner = path.read_bytes()
    zipped(path, sound(path) | {"xl/media/inner.zip": inner})


def slipping_names(path: Path) -> None:
    """Parts that would lie outside the folder of whoever unpacks them."""
    out = {"../" * 9 + "tmp/gt-slipped": b"x", "/tmp/gt-slipped": b"x", "..\\..\\gt-slipped": b"x"}
    zipped(path, sound(path) | out)


def _with_entity(path: Path, declared: bytes, used: bytes) -> None:
    parts = sound(path)
    for name in (SHEET, "xl/sharedStrings.xml"):
        body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", parts[name])
        start = b'<?xml version="1.0"?><!DOCTYPE a [' + declared + b"]>"
        parts[name] = start + TEXT.sub(rb"<t\1>" + used + b"</t>", body)
    zipped(path, parts)


def entity_bomb(path: Path) -> None:
    """Ten entities, each ten times the one before: ten thousand million words."""
    letters = b"abcdefghij"
    nested = [
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % before * 10)
        for before, letter in pairwise(letters)
    ]
    _with_entity(path, b'<!ENTITY a "ha">' + b"".join(nested), b"&j;")


def entity_from_disk(path: Path) -> None:
    _with_entity(path, b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")


def with_macros(path: Path) -> None:
    zipped(path, sound(path) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()" * 99})


def old_with_macros(path: Path) -> None:
    """An old workbook with the text of a macro behind its stream."""
    heads = ["Child Unique ID", "Case status", "CIN Start Date", "Allocated Worker"]
    row = [101.0, "c) Child in need plan", 45810.0, "Dana Reed"]
    save_xls(path, "List 6", [heads, row])
    with path.open("ab") as file:
        file.write(b"Attribute VB_Name = Auto_Open".ljust(512, b"\0"))


def html_page(path: Path) -> None:
    path.write_bytes(b"<html><table><tr><td>Child Unique ID</td></tr></table></html>")


def xml_page(path: Path) -> None:
    path.write_bytes(b'<?xml version="1.0"?><Workbook xmlns="urn:x"/>')


def endless_line(path: Path) -> None:
    """One line of 100 MB."""
    path.write_bytes(b"Child Unique ID,Case status," + b"x" * 100_000_000)


def endless_columns(path: Path) -> None:
    path.write_bytes(b"a," * 20_000_000)


def open_quote(path: Path) -> None:
    path.write_bytes(b'Child Unique ID,Case status\n"' + b"x\n" * 9_000_000)
