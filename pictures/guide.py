"""What docs/guide/README.md says of each row of the product's table, and what is not true of it."""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide"
# What an audit programme in print does and the guide has to show.
ROWS = (
    "R4", "R8", "R13", "R16", "R17", "R18", "R21", "R22", "R24", "R25", "R26", "R30", "R31", "R32",
    "R35", "R36", "R37", "R40",
)  # fmt: skip
WIDTHS, HEIGHTS = (500, 1280), (100, 1500)  # pixels
LARGEST, LARGEST_TOGETHER = 60_000, 1_500_000  # bytes
FEWEST_WORDS = 6  # of an alternative text that says what is seen

PAGE = re.compile(r"\]\(([\w-]+\.md)[#)]")
PLACE = re.compile(r"\]\(([\w-]+\.md)#([\w-]+)\)")
SHOWN = re.compile(r"\]\(pictures/([\w-]+)\.png\)")
HOLDS = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
HEADING = re.compile(r"^#+ (.+)$", re.M)
IMAGE = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Row:
    """A row as the guide's table has it: where it is explained, what shows it and what holds it."""

    key: str
    places: tuple[tuple[str, str], ...]  # page and heading, as a link names them
    pictures: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]  # file and function


def rows(guide: Path = GUIDE) -> list[Row]:
    lines = (guide / "README.md").read_text().splitlines()
    found = [(line.split("|")[1].strip(), line) for line in lines if line.startswith("| R")]
    return [
        Row(key, tuple(PLACE.findall(line)), tuple(SHOWN.findall(line)), tuple(HOLDS.findall(line)))
        for key, line in found
        if key != "Row"
    ]


def anchor(heading: str) -> str:
    """How a link names a heading: small letters, no signs, a hyphen for each space."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def images(guide: Path = GUIDE) -> dict[str, dict[str, str]]:
    """Page -> picture -> alternative text, of each page of the guide."""
    return {
        page.name: {name: alt for alt, name in IMAGE.findall(page.read_text())}
        for page in sorted(guide.glob("*.md"))
    }


def faults(listed: dict[str, str], guide: Path = GUIDE, root: Path = ROOT) -> list[str]:
    """What is wrong with the table, the pages and the pictures; `listed`: alternative text by name."""
    return [*_of_index(guide), *_of_rows(guide, root), *_of_pictures(listed, guide)]


def _of_index(guide: Path) -> Iterator[str]:
    linked = set(PAGE.findall((guide / "README.md").read_text())) | {"README.md"}
    there = {page.name for page in guide.glob("*.md")}
    yield from (f"{page}: is not in the index" for page in sorted(there - linked))
    yield from (
        f"{page}: the index names it and it is not there" for page in sorted(linked - there)
    )


def _of_rows(guide: Path, root: Path) -> Iterator[str]:
    found, shown = rows(guide), images(guide)
    yield from _once(ROWS, [row.key for row in found], "has no row", "stands twice")
    for row in found:
        for what, there in (("page", row.places), ("picture", row.pictures), ("test", row.tests)):
            if not there:
                yield f"{row.key}: no {what}"
        for page, heading in row.places:
            if heading not in _headings(guide / page):
                yield f"{row.key}: {page} has no heading {heading}"
        pages = [shown.get(page, {}) for page, _ in row.places]
        for picture in row.pictures:
            if not any(picture in page for page in pages):
                yield f"{row.key}: {picture} is on none of its pages"
        for file, name in row.tests:
            if not _is_test(root / file, name):
                yield f"{row.key}: {file} has no {name}"


def _of_pictures(listed: dict[str, str], guide: Path) -> Iterator[str]:
    files = {file.stem: file for file in sorted((guide / "pictures").glob("*"))}
    used = [(name, alt) for page in images(guide).values() for name, alt in page.items()]
    yield from _once(listed, [name for name, _ in used], "is on no page", "is on two pages")
    yield from _once(listed, files, "is not there: make pictures", "")
    for name in sorted(files.keys() - listed.keys()):
        yield f"{name}: pictures/listed.py does not know it"
    for name, alt in used:
        if alt != listed.get(name, alt):
            yield f"{name}: another alternative text than pictures/listed.py has"
        if len(alt.split()) < FEWEST_WORDS or [each for _, each in used].count(alt) > 1:
            yield f"{name}: no alternative text of its own that says what is seen"
    for file in files.values():
        yield from _of_file(file)
    if sum(file.stat().st_size for file in files.values()) > LARGEST_TOGETHER:
        yield f"the pictures together are larger than {LARGEST_TOGETHER:,} bytes"


def _of_file(file: Path) -> Iterator[str]:
    data = file.read_bytes()
    if file.suffix != ".png" or data[:8] != PNG or data[12:16] != b"IHDR":
        yield f"{file.name}: is no PNG"
        return
    for size, (least, most) in zip(
        struct.unpack(">II", data[16:24]), (WIDTHS, HEIGHTS), strict=True
    ):
        if not least <= size <= most:
            yield f"{file.name}: {size} pixels, not {least} to {most}"
    if len(data) > LARGEST:
        yield f"{file.name}: {len(data):,} bytes, more than {LARGEST:,}"


def _once(wanted: Iterable[str], found: Iterable[str], lacking: str, twice: str) -> Iterator[str]:
    there = list(found)
    yield from (f"{each}: {lacking}" for each in wanted if each not in there)
    yield from (f"{each}: {twice}" for each in sorted(set(there)) if there.count(each) > 1)


def _headings(page: Path) -> set[str]:
    return {anchor(each) for each in HEADING.findall(page.read_text())} if page.exists() else set()


def _is_test(file: Path, name: str) -> bool:
    return file.exists() and f"\ndef {name}(" in file.read_text()
