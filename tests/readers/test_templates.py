"""A template is cleaned of who wrote it, and refused where it would do something."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import docx
import pytest

from goldenthread.readers.guard import FileRefused
from goldenthread.readers.pictures import JPEG, PNG, without_metadata
from goldenthread.readers.template_parts import template_of
from tests.word_templates import everything, in_words, read, related, template, with_parts

RELS, TEXT, KINDS = "word/_rels/document.xml.rels", "word/document.xml", "[Content_Types].xml"


def test_nobody_is_named_in_what_is_kept(tmp_path: Path) -> None:
    commented = docx.Document()
    paragraph = commented.add_paragraph("{{ body }}")
    commented.add_comment(paragraph.runs, text="Secret comment", author="Jane Secret")
    commented.core_properties.author = "Jane Secret"
    commented.save(str(tmp_path / "commented.docx"))
    data = with_parts(
        (tmp_path / "commented.docx").read_bytes(),
        {
            "docProps/app.xml": lambda said: said.replace(b"</Properties>", b"<Company>Secret Ltd</Company></Properties>"),
            "customXml/item1.xml": b"<secret/>",
            RELS: related("attachedTemplate", "file:///C:/Users/secret/Normal.dotm", external=True),
        },
    )  # fmt: skip
    found = read(data, tmp_path)
    said = everything(found.data)
    assert "{{ body }}" in said
    assert "ecret" not in said and "dotm" not in said and "comment" not in said.casefold()
    assert "comments" in found.taken_out and "who wrote the file and when" in found.taken_out


def kind_of(ending: str) -> Callable[[bytes], bytes]:
    """Says in the list of kinds that there are files with this ending."""
    line = f'<Default Extension="{ending}" ContentType="application/octet-stream"/></Types>'
    return lambda said: said.replace(b"</Types>", line.encode())


REFUSED: dict[str, tuple[dict[str, bytes | Callable[[bytes], bytes]], str]] = {
    "link": ({RELS: related("hyperlink", "https://far.example", external=True)},
             r"a link, in the text: https://far\.example\. .*Remove Hyperlink"),
    "linked picture": ({RELS: related("image", "https://far.example/p.png", external=True)},
                       "a linked picture, in the text"),
    "object": ({KINDS: kind_of("bin"), RELS: related("oleObject", "embeddings/o.bin"), "word/embeddings/o.bin": b"o"},
               "an embedded object, in the text"),
    "macros": ({"word/vbaProject.bin": b"v"}, "carries macros"),
    "other document": ({KINDS: kind_of("html"), RELS: related("aFChunk", "c.html"), "word/c.html": b"<p/>"},
                       "another document"),
    "field": ({TEXT: in_words('<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>'
                              'TEXT "x"</w:instrText></w:r></w:p>')}, "INCLUDETEXT"),
    "simple field": ({TEXT: in_words('<w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>')}, "DDEAUTO"),
    "tracked": ({TEXT: in_words('<w:p><w:ins w:id="1" w:author="x"/></w:p>')},
                "accept or reject all changes"),
    "types": ({TEXT: lambda said: said.replace(b"<w:document", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document")},
              "types of its own"),
    "broken": ({TEXT: b"<w:document"}, "damaged"),
    "no text": ({TEXT: b"<x/>"}, "not a Word document"),
    "no body": ({TEXT: lambda said: said.replace(b"w:body", b"w:bodies")}, "not a Word document"),
    "hidden": ({TEXT: in_words("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Jane</w:t></w:r></w:p>")},
               "hidden words, in the text: “Jane”"),
    "dotx": ({KINDS: lambda said: said.replace(b"document.main+xml", b"template.main+xml")},
             "not a Word document"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_do_something_is_refused(tmp_path: Path, name: str) -> None:
    """The child's own function: a process for each of these would be slow."""
    parts, words = REFUSED[name]
    path = tmp_path / "template.docx"
    path.write_bytes(with_parts(template("{{ body }}"), parts))
    with pytest.raises(FileRefused, match=words):
        if name == "macros":
            read(path.read_bytes(), tmp_path)
        template_of(path, "council.docx")


def test_a_file_that_expands_to_far_more_and_one_that_is_none_are_refused(tmp_path: Path) -> None:
    bomb = with_parts(template("x"), {"word/media/bomb.xml": b" " * 70_000_000})
    for data, words in (
        (bomb, "not safe to open"),
        (b"MZ...", "not the Word document"),
        (b"", "empty"),
    ):
        with pytest.raises(FileRefused, match=words):
            read(data, tmp_path)
    with ZipFile(tmp_path / "large.docx", "w", ZIP_STORED) as large:
        large.writestr("x", b"0" * 5_000_001)
    with pytest.raises(FileRefused, match="larger than 5 MB"):
        read((tmp_path / "large.docx").read_bytes(), tmp_path)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_picture_keeps_what_is_drawn_alone() -> None:
    head, drawn, end = chunk(b"IHDR", b"0" * 13), chunk(b"IDAT", b"1"), chunk(b"IEND", b"")
    png = PNG + head + chunk(b"tEXt", b"Author\0Jane") + drawn + end
    assert without_metadata(png) == PNG + head + drawn + end
    segment = b"\xff\xe1" + struct.pack(">H", 8) + b"Jane!!"
    scan = b"\xff\xda\x00\x02" + b"\xff\xe1rest"
    assert without_metadata(JPEG + segment + scan) == JPEG + scan
    assert without_metadata(b"GIF89a") == b"GIF89a"


def test_a_template_is_called_what_people_call_it(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^council\.docx: It holds a field"):
        read(with_parts(template("x"), REFUSED["simple field"][0]), tmp_path)
