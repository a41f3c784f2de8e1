"""Word templates for tests: a council's document with placeholders, and such that do harm."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx

from goldenthread.readers.templates import TemplateRead, read_template
from goldenthread.writers.placeholders import Known

KNOWN = Known(
    frozenset({"title", "subtitle", "marking"}), frozenset({"audited"}),
    frozenset({"body", "summary"}), frozenset({"marking"}),
)  # fmt: skip


def written(*paragraphs: str, header: str = "Wold council {{ marking }}") -> Any:
    """A document by somebody who left their name in it."""
    made: Any = docx.Document()
    made.core_properties.author = made.core_properties.last_modified_by = "Jane Secret"
    made.core_properties.comments = "Secret remark"
    made.sections[0].header.paragraphs[0].text = header
    for words in paragraphs:
        made.add_paragraph(words)
    return made


def packed(made: Any) -> bytes:
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def template(*paragraphs: str, **more: Any) -> bytes:
    return packed(written(*paragraphs, **more))


def with_parts(data: bytes, parts: dict[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The file with parts put in, or changed by a function."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(each for each in parts if each not in old.namelist())]:
            part = parts.get(name, old.read(name) if name in old.namelist() else b"")
            new.writestr(name, part(old.read(name)) if callable(part) else part)
    return file.getvalue()


def related(kind: str, target: str, *, external: bool = False) -> Callable[[bytes], bytes]:
    """Adds a relation to a list of relations."""
    mode = ' TargetMode="External"' if external else ""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="rId999" Type="{kinds}/{kind}" Target="{target}"{mode}/>'
    return lambda said: re.sub(rb"</Relationships>", line.encode() + b"</Relationships>", said)


def in_words(words: str) -> Callable[[bytes], bytes]:
    """Puts markup at the end of the text."""
    return lambda said: said.replace(b"<w:sectPr", words.encode() + b"<w:sectPr", 1)


def read(data: bytes, folder: Path) -> TemplateRead:
    path = folder / "template.docx"
    path.write_bytes(data)
    return read_template(path, "council.docx")


def everything(data: bytes) -> str:
    """Every part of a file as text: what somebody who takes it apart can read."""
    with ZipFile(BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())
