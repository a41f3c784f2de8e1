"""Every word that a finished file holds: printed, described, or kept beside what is printed."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree, html
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

# Attributes with words in them; all others of Word and Excel are sizes and names of styles.
WORDS = {
    "descr",
    "title",
    "name",
    "Target",
    "author",
    "initials",
    "href",
    "alt",
    "aria-label",
    "content",
}


def words_of(form: str, data: bytes) -> str:
    """Text, alternative texts, comments, properties and addresses of links, parted by single spaces."""
    read = {"html": _of_html, "pdf": _of_pdf, "docx": _of_parts, "xlsx": _of_parts}
    return " ".join(" ".join(read[form](data)).split())


def _of_html(data: bytes) -> Iterator[str]:
    yield from _of_tree(html.fromstring(data))


def _of_parts(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                yield from _of_tree(etree.fromstring(parts.read(name)))


def _of_tree(tree: Any) -> Iterator[str]:
    for each in tree.iter():
        if isinstance(each, etree._Comment):
            yield str(each.text)
            continue
        name = etree.QName(each).localname
        # A paragraph's runs are one text, however it is cut.
        if name in ("p", "si", "td", "th", "li", "h1", "h2", "h3", "h4"):
            yield "".join(each.itertext())
        yield each.text or ""
        yield each.tail or ""
        for key, value in each.attrib.items():
            if etree.QName(key).localname in WORDS:
                yield value


def _of_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(data))
    for page in reader.pages:
        yield page.extract_text()
    yield from map(str, (reader.metadata or {}).values())
    if reader.xmp_metadata:
        yield reader.xmp_metadata.stream.get_data().decode()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        yield from _strings(reader.get_object(number))


def _strings(held: Any) -> Iterator[str]:
    """The strings of an object of a PDF: alternative texts, titles, addresses."""
    if isinstance(held, TextStringObject):
        yield str(held)
    elif isinstance(held, ArrayObject):
        for each in list.__iter__(held):
            yield from _strings(each)
    elif isinstance(held, DictionaryObject | StreamObject):
        for each in dict.values(held):
            yield from _strings(each)
