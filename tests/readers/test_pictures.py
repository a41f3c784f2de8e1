"""A picture is kept as it is drawn, without what was written beside it."""

import struct
import zlib

import pytest

from goldenthread.readers.pictures import JPEG, PNG, without_metadata

DRAWN = (
    "IHDR",
    "PLTE",
    "tRNS",
    "gAMA",
    "cHRM",
    "sRGB",
    "iCCP",
    "sBIT",
    "pHYs",
    "bKGD",
    "IDAT",
    "IEND",
)


def chunk(kind: str, data: bytes) -> bytes:
    body = kind.encode() + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def segment(kind: int, data: bytes = b"Jane") -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


def test_a_png_keeps_every_part_that_is_drawn_and_no_other() -> None:
    drawn = [chunk(kind, kind.encode() * n) for n, kind in enumerate(DRAWN)]
    told = [chunk(kind, b"Jane") for kind in ("tEXt", "zTXt", "iTXt", "tIME", "eXIf")]
    mixed = [part for pair in zip(drawn, told * 3, strict=False) for part in pair]
    assert without_metadata(PNG + b"".join(mixed)) == PNG + b"".join(drawn)
    assert without_metadata(PNG + drawn[0] + b"\0\0\0\0IEND\0\0\0") == PNG + drawn[0]
    assert without_metadata(PNG + drawn[0] + chunk("IEND", b"")) == PNG + drawn[0] + chunk(
        "IEND", b""
    )


@pytest.mark.parametrize("kind", [0xE1, 0xE3, 0xED, 0xEF, 0xFE])
def test_a_jpeg_loses_what_is_told(kind: int) -> None:
    scan = b"\xff\xda\0\2" + segment(kind)
    shape = segment(0xDB, b"x" * 300)
    assert (
        without_metadata(JPEG + segment(kind) + shape + segment(kind) + scan) == JPEG + shape + scan
    )


@pytest.mark.parametrize("kind", [0xE0, 0xE2, 0xEE, 0xC0, 0xF0])
def test_a_jpeg_keeps_what_it_is_drawn_from(kind: int) -> None:
    made = JPEG + segment(kind) + segment(0xC4, b"") + b"\xff\xda\0\2rest"
    assert without_metadata(made) == made


def test_what_is_broken_or_of_another_kind_stays_as_it_is() -> None:
    for made in (JPEG + b"\0\xe1\0\4Ja", JPEG + b"\xff\xe1\0", JPEG + b"\xff", b"GIF89a", b""):
        assert without_metadata(made) == made
    assert without_metadata(JPEG + b"\xff\xe1\0\2") == JPEG
