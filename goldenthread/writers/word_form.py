"""A form to be filled in with Word: guidance as in any paper, and content controls for the answers."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from goldenthread.writers import word, word_parts
from goldenthread.writers.document import Block, Document, storable
from goldenthread.writers.word_controls import Fields, put

LONGEST_MARK = 240  # of a document property, in characters, that every program keeps
PRINTED = "Printed"
_NAME = PackURI("/docProps/custom.xml")
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_OURS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_DIGITS = 6  # of a hash of a printed line


@dataclass(frozen=True)
class WordForm:
    """The head of the paper, then its questions; `marks` say which form it is when it comes back."""

    paper: Document
    parts: tuple[Block | Fields, ...]
    marks: Mapping[str, str]


def docx(form: WordForm) -> bytes:
    """The form as .docx, the same bytes for the same form."""
    return _FormWriter(form).written()


def line_hash(text: str) -> str:
    """By which a printed line is known again, however its spaces came through.

    >>> line_hash("A  line\\u200b") == line_hash(" A line ")
    True
    """
    tidy = " ".join(text.replace("\u200b", "").split())
    return hashlib.sha256(tidy.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def lines_known(marks: Mapping[str, str]) -> frozenset[str]:
    """The hashes of the lines that were printed, from a file's marks."""
    numbered = sorted(
        (int(found[1]), value)
        for name, value in marks.items()
        if (found := re.fullmatch(rf"{PRINTED} (\d{{1,4}})", name))
    )
    joined = "".join(value for _, value in numbered)
    return frozenset(joined[at : at + _DIGITS] for at in range(0, len(joined), _DIGITS))


class _FormWriter(word.Writer):
    def __init__(self, form: WordForm) -> None:
        super().__init__(form.paper)
        self.form = form
        self.controls = 0

    def body(self) -> None:
        """The head's blocks, then the questions."""
        super().body()
        for part in self.form.parts:
            if isinstance(part, Fields):
                self._fields(part)
            else:
                self.block(part)

    def finish(self) -> None:
        """The marks, and which lines were printed, so that others can be told from them."""
        super().finish()
        hashes = "".join(sorted({line_hash(line) for line in self._lines()}))
        size = LONGEST_MARK // _DIGITS * _DIGITS
        parts = [hashes[at : at + size] for at in range(0, len(hashes), size)]
        printed = {f"{PRINTED} {n}": part for n, part in enumerate(parts, 1)}
        add_marks(self.word.part.package, {**self.form.marks, **printed})

    def _lines(self) -> Iterator[str]:
        """What is printed outside the controls."""
        for paragraph in self.word.element.body.iter(qn("w:p")):
            if paragraph.find(qn("w:sdt")) is not None or _is_inside_control(paragraph):
                continue
            if paragraph.text.strip():
                yield paragraph.text

    def _fields(self, fields: Fields) -> None:
        table = self.word.add_table(rows=0, cols=2, style="Table Grid")
        word_parts.describe(table, storable(fields.caption), header_row=False)
        word_parts.set_widths(table, (28, 72), self.width)
        for control in fields.rows:
            row = table.add_row()
            if control.kind != "words":
                word_parts.keep_together(row)
            self.controls += 1
            put(row.cells, control, self.controls)
        self.space_after_table()


def _is_inside_control(paragraph: Any) -> bool:
    return any(above.tag == qn("w:sdt") for above in paragraph.iterancestors())


def add_marks(package: Any, marks: Mapping[str, str]) -> None:
    """Custom properties of the document, which every program keeps and people can look at."""
    rows = "".join(
        f'<property fmtid="{_ID}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(storable(value), quote=False)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(marks.items(), start=2)
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_OURS}" xmlns:vt="{_TYPES}">{rows}</Properties>'
    )
    part = Part(_NAME, _KIND, blob.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
