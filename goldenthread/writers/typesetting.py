"""Calls the typesetter: a template of ours, data as JSON, user text never as source."""

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

Data = dict[str, Any]

_HERE = Path(__file__).parent

# The first of these that the computer has. The last comes inside the typesetter, so that a
# server without a single font still prints.
_FONTS = (
    "Arial",
    "Liberation Sans",
    "Arimo",
    "Helvetica Neue",
    "Helvetica",
    "Noto Sans",
    "DejaVu Sans",
    "Libertinus Serif",
)
NO_GLYPH = "[?]"
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
_SIGNS = "‘’“”–—…•"
_TRIES = 4


@cache
def _fonts() -> typst.Fonts:
    """Those of this computer, looked for once in a process: it takes longer than to set a page."""
    return typst.Fonts()


@cache
def font() -> str:
    families = set(_fonts().families())
    return next(name for name in _FONTS if name in families)


def pdf(template: str, data: Data, dated: date) -> bytes:
    """A tagged PDF/UA-1, the same bytes for the same data, fonts and day.

    PDF/UA refuses a character that no font here can draw. Such characters are printed as
    "[?]" and counted in `unshown`, so that the template can say so.
    """
    unshown: set[str] = set()
    for _ in range(_TRIES):
        try:
            return _compile(template, _without(data, unshown), dated)
        except typst.TypstError as error:
            named = _undrawable(error)
            if not named:
                break
            unshown |= named
    # Joined emoji and stray accents can surface one by one, or unnamed: keep what is Latin.
    # An error of another kind comes up again here.
    return _compile(template, _without(data, unshown | _beyond_latin(data)), dated)


def png(svg: str, ppi: int) -> bytes:
    """A picture of an SVG, for what cannot show SVG."""
    return _bytes(_compiler("picture.typ", {"svg": svg}).compile(format="png", ppi=ppi))


def _compile(template: str, data: Data, dated: date) -> bytes:
    noon = datetime(dated.year, dated.month, dated.day, 12, tzinfo=UTC)
    compiler = _compiler(template, data)
    return _bytes(
        compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(noon.timestamp()))
    )


def _compiler(template: str, data: Data) -> typst.Compiler:
    source = (_HERE / template).read_bytes()
    inputs = {"data": json.dumps(data)}
    return typst.Compiler(input=source, font_paths=_fonts(), sys_inputs=inputs)


def _bytes(compiled: bytes | list[bytes] | None) -> bytes:
    return compiled if isinstance(compiled, bytes) else b"".join(compiled or ())


def _undrawable(error: typst.TypstError) -> set[str]:
    """The characters the message names; they stand in it as in a program's source."""
    named = "".join(_UNSHOWN.findall(error.diagnostic))
    return {c for c in _CODE.sub(lambda m: chr(int(m[1], 16)), named) if c > "\x7e"}


def _beyond_latin(data: Data) -> set[str]:
    return {c for c in json.dumps(data, ensure_ascii=False) if c > "\u017f" and c not in _SIGNS}


def _without(data: Data, characters: set[str]) -> Data:
    if not characters:
        return data
    table = {ord(character): NO_GLYPH for character in characters}
    return cast(Data, _translated({**data, "unshown": len(characters)}, table))


def _translated(value: Any, table: dict[int, str]) -> Any:
    match value:
        case str():
            return value.translate(table)
        case list() | tuple():
            return [_translated(item, table) for item in value]
        case dict():
            return {key: _translated(item, table) for key, item in value.items()}
        case _:
            return value
