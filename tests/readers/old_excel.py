"""Writes the smallest .xls file that holds a table: BIFF8 records in a compound document.

Nothing we depend on writes .xls any more, and one still arrives now and then.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR = 512
FREE, END, IS_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))


def _cell(row: int, column: int, cell: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)
    return _record(0x0203, place + struct.pack("<d", cell))


def _stream(name: str, rows: Sequence[Sequence[str | float | None]]) -> bytes:
    def start(offset: int) -> bytes:
        about = struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name.encode("latin-1")
        return (
            _begin(5)
            + _record(0x0042, struct.pack("<H", 1200))
            + _record(0x0085, about)
            + _record(0x0A)
        )

    cells = [
        _cell(at, column, cell)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell is not None
    ]
    return start(len(start(0))) + _begin(0x10) + b"".join(cells) + _record(0x0A)


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + b"\0" * 36 + struct.pack("<IQ", first, size)


def save_xls(path: Path, name: str, rows: Sequence[Sequence[str | float | None]]) -> Path:
    """An .xls workbook of one sheet, saved at a path."""
    stream = _stream(name, rows).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    fat = [IS_FAT, END, *range(3, count + 2), END]
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0
    )
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    table = struct.pack(f"<{len(fat)}I", *fat) + struct.pack("<I", FREE) * (128 - len(fat))
    path.write_bytes(header + table + entries.ljust(SECTOR, b"\0") + stream)
    return path
