"""What stands in a Word form: the rows of its answers, and words that stand anywhere else.

A row is known by the bookmark in its left cell or by the tag of its control, whichever a program kept;
the answer is all that stands in the cells beside it. What it means is another matter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ROW_NAME = re.compile(r"q\d{1,4}_[a-z]{1,12}")
MOST_LINES = 20_000
_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_LEFT_OUT = ("del", "moveFrom", "Fallback", "instrText", "delText")  # what is not in the text now


@dataclass(frozen=True)
class RowRead:
    """A place of the form. `lines` is the text of its cells; `controls`, how many are still there.

    `is_placeholder`: a control says that it only shows what to do. `tracked`, `table`, `picture`:
    what was found in the cell besides plain words.
    """

    name: str
    tags: tuple[str, ...]
    label: str
    lines: tuple[str, ...]
    controls: int
    is_placeholder: bool = False
    is_tracked: bool = False
    has_table: bool = False
    has_picture: bool = False


@dataclass(frozen=True)
class Outside:
    """A paragraph outside every place of the form; `after` is the name of the row before it."""

    words: str
    after: str
    is_table: bool = False


@dataclass(frozen=True)
class WordFormRead:
    """A form as it came back: its marks, its rows and what stands outside them."""

    marks: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[RowRead, ...] = ()
    outside: tuple[Outside, ...] = ()
    comments: int = 0
    tracked: int = 0


def rows_of(body: Any) -> list[RowRead]:
    """Every place of the form, in the order of the document."""
    found: list[RowRead] = []
    taken: set[Any] = set()
    for row in parts_of(body, "tr"):
        cells = [cell for cell in parts_of(row, "tc") if _nearest(cell, "tr") is row]
        names = [
            attribute(mark, "name")
            for cell in cells[:1]
            for mark in parts_of(cell, "bookmarkStart")
        ]
        name = next((n for n in names if ROW_NAME.fullmatch(n)), "")
        if len(cells) > 1 and (
            name or any(_tag(c) for cell in cells[1:] for c in parts_of(cell, "sdt"))
        ):
            label = " ".join(lines_of(cells[0]))
            found.append(_read(name, label, cells[1:]))
            taken |= {control for cell in cells for control in parts_of(cell, "sdt")}
    for control in parts_of(body, "sdt"):
        if control not in taken and _tag(control):
            found.append(_read("", "", [control]))
            taken |= set(parts_of(control, "sdt"))
    return found


def _read(name: str, label: str, places: list[Any]) -> RowRead:
    every = (c for place in places for c in (place, *parts_of(place, "sdt")))
    controls = [c for c in every if local_name(c) == "sdt"]
    tracked = ("ins", "del", "moveFrom", "moveTo")
    return RowRead(
        name=name,
        tags=tuple(dict.fromkeys(tag for c in controls if (tag := _tag(c)))),
        label=label[:200],
        lines=tuple(line for place in places for line in lines_of(place))[:MOST_LINES],
        controls=len(controls),
        is_placeholder=any(_has(c, "sdtPr", "showingPlcHdr") for c in controls),
        is_tracked=any(True for place in places for _ in parts_of(place, *tracked)),
        has_table=any(True for place in places for _ in parts_of(place, "tbl")),
        has_picture=any(
            True for place in places for _ in parts_of(place, "drawing", "pict", "object")
        ),
    )


def outside_of(body: Any) -> list[Outside]:
    """Every paragraph with words that stands in no place of the form, printed ones among them."""
    found: list[Outside] = []
    after, places = "", _places(body)
    for part in parts_of(body, "p", "bookmarkStart"):
        if local_name(part) == "bookmarkStart":
            name = attribute(part, "name")
            after = name if ROW_NAME.fullmatch(name) else after
            continue
        words = "\n".join(_paragraph_lines(part)).strip()
        if words and places.isdisjoint(part.iterancestors()):
            found.append(Outside(words[:MOST_LINES], after, _nearest(part, "tbl") is not None))
    return found


def _places(body: Any) -> set[Any]:
    """The cells beside a row's name, and controls that stand anywhere with their tag."""
    found = {control for control in parts_of(body, "sdt") if _tag(control)}
    for row in parts_of(body, "tr"):
        cells = [cell for cell in parts_of(row, "tc") if _nearest(cell, "tr") is row]
        marks = [
            attribute(m, "name") for cell in cells[:1] for m in parts_of(cell, "bookmarkStart")
        ]
        tags = [_tag(control) for cell in cells[1:] for control in parts_of(cell, "sdt")]
        if any(ROW_NAME.fullmatch(name) for name in marks) or any(tags):
            found |= set(cells[1:])
    return found


def lines_of(place: Any) -> list[str]:
    """The text of a place, a line for each paragraph and each break within one."""
    paragraphs = [p for p in parts_of(place, "p") if _nearest(p, "p") is None or _is_text_box(p)]
    if not paragraphs:  # a control in the middle of a paragraph
        return "".join(_texts(place)).split("\n")
    return [line for p in paragraphs for line in _paragraph_lines(p)]


def _paragraph_lines(paragraph: Any) -> list[str]:
    return "".join(_texts(paragraph)).split("\n")


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name in _LEFT_OUT or name in ("p", "txbxContent"):
            continue
        if name == "t":
            yield (child.text or "").replace("\u200b", "")
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab" and local_name(element) == "r":
            yield "\t"
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _texts(child)


def _is_text_box(paragraph: Any) -> bool:
    return any(local_name(above) == "txbxContent" for above in paragraph.iterancestors())


def _tag(control: Any) -> str:
    for properties in control:
        if local_name(properties) == "sdtPr":
            return next((attribute(p, "val") for p in properties if local_name(p) == "tag"), "")
    return ""


def _has(control: Any, *path: str) -> bool:
    here = [control]
    for name in path:
        here = [child for each in here for child in each if local_name(child) == name]
    return any(attribute(each, "val") not in ("0", "false", "off") for each in here)


def parts_of(element: Any, *names: str) -> Iterator[Any]:
    """Every element of these names below, as long as it is part of the text now."""
    for child in element:
        local = local_name(child)
        if local == "Fallback" or (local in ("del", "moveFrom") and "del" not in names):
            continue
        if local in names:
            yield child
        yield from parts_of(child, *names)


def _nearest(element: Any, name: str) -> Any:
    return next((above for above in element.iterancestors() if local_name(above) == name), None)


def attribute(element: Any, name: str) -> str:
    return next((str(element.get(f"{{{space}}}{name}")) for space in _W
                 if element.get(f"{{{space}}}{name}") is not None), "")  # fmt: skip


def local_name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
