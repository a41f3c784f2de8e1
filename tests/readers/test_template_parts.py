"""What is taken out of a template or refused in it, piece by piece and word by word."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from goldenthread.readers.guard import FileRefused
from goldenthread.readers.template_parts import _clean_text, _fields, template_of, where
from goldenthread.readers.word_rows import local_name
from tests.readers.test_word_rows import W
from tests.word_templates import everything, in_words, read, related, template, with_parts

RELS, TEXT = "word/_rels/document.xml.rels", "word/document.xml"


def roots(inside: str) -> Any:
    return etree.fromstring(
        f'<w:document xmlns:w="{W}" xmlns:v="urn:office:office" xmlns:d="d">{inside}</w:document>'
    )


def test_a_field_is_read_whole_however_it_is_written() -> None:
    def field(kind: str) -> str:
        return f'<w:fldChar w:fldCharType="{kind}"/>'

    said = "<w:instrText>{}</w:instrText>"
    made = roots(
        '<w:fldSimple w:instr=" PAGE "/><w:fldSimple/>' + field("end")
        + field("begin") + said.format(" IF ") + field("begin") + said.format("DA") + said.format("TE ")
        + field("separate") + field("end") + said.format("x") + "<w:instrText/>" + field("end")
        + said.format(" LOOSE") + field("begin") + said.format("OPEN ")
    )  # fmt: skip
    assert list(_fields(made)) == ["PAGE", "", "DATE", "IF x", "LOOSE", "OPEN"]


def test_marks_of_people_and_their_machines_go_from_the_text() -> None:
    made = roots(
        '<w:commentRangeStart/><w:commentRangeEnd/><w:r><w:commentReference/></w:r><w:p><w:commentReference/></w:p>'
        '<w:sdtPr><w:dataBinding/></w:sdtPr><!-- x --><d:cNvPr name="C:\\jane.png" descr="Jane"/>'
        '<d:a v:title="jane" title="kept"/><d:b descr="D:\\jane" alt="x"/><d:c alt="file:///jane"/>'
        '<d:e descr="\\\\server\\jane"/><d:f alt="http://x"/><d:g alt="https://x"/><d:h alt="A house"/>'
    )  # fmt: skip
    gone: set[str] = set()
    _clean_text(made, gone)
    assert gone == {"the names of files that pictures came from"}
    assert [(local_name(each), dict(each.attrib)) for each in made.iter() if each is not made] == [
        ("p", {}), ("sdtPr", {}), ("", {}), ("cNvPr", {"name": "Picture"}), ("a", {"title": "kept"}),
        ("b", {}), ("c", {}), ("e", {}), ("f", {}), ("g", {}), ("h", {"alt": "A house"}),
    ]  # fmt: skip
    clean: set[str] = set()
    _clean_text(roots('<d:cNvPr/><d:h alt="A house"/>'), clean)
    assert clean == set()


@pytest.mark.parametrize(
    ("inside", "reason", "what"),
    [
        ('<w:p><w:moveTo/></w:p>', "It holds tracked changes, in the text.",
         "In Word, under Review, accept or reject all changes and turn tracking off, save it and upload it again."),
        (f'<w:fldSimple w:instr="quote {"x" * 80}"/>',
         f"It holds a field that a paper may not have, in the text: “quote {'x' * 54}”.",
         "Click it in Word, press Ctrl+Shift+F9 to make it plain words, save it and upload it again."),
        (f'<w:r><w:rPr><w:vanish w:val="1"/></w:rPr><w:t> J</w:t><w:t/><w:t>{"o" * 80} </w:t></w:r>',
         f"It holds hidden words, in the text: “J{'o' * 59}”.",
         "Show them in Word (Ctrl+Shift+8), delete them or turn Font, Hidden off, save it and upload it again."),
    ],
)  # fmt: skip
def test_what_is_refused_says_what_and_what_to_do(
    inside: str, reason: str, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(with_parts(template("{{ body }}"), {TEXT: in_words(inside)}))
    with pytest.raises(FileRefused) as refused:
        template_of(path, "May.docx")
    assert (refused.value.file, refused.value.reason) == ("May.docx", reason)
    assert refused.value.what_to_do == what


def test_hidden_marks_that_are_off_or_hide_nothing_are_let_in(tmp_path: Path) -> None:
    off = "".join(
        f'<w:p><w:r><w:rPr><w:vanish w:val="{said}"/></w:rPr><w:t>Seen</w:t></w:r></w:p>'
        for said in ("0", "false", "off")
    )
    bare = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t> </w:t></w:r></w:p><w:fldSimple w:instr='page'/>"
    )
    made = with_parts(template("{{ body }}"), {TEXT: in_words(off + bare)})
    assert everything(read(made, tmp_path).data).count("Seen") == 3


def test_places_have_the_names_that_people_use() -> None:
    for part, said in (
        ("/word/document.xml", "in the text"), ("/word/header2.xml", "in a header"),
        ("/word/footer1.xml", "in a footer"), ("/word/footnotes.xml", "in a footnote"),
        ("/word/endnotes.xml", "in an endnote"), ("/word/styles.xml", "in the file"), ("", "in the file"),
    ):  # fmt: skip
        assert where(part) == said


@pytest.mark.parametrize("kind", ["hyperlink", "image", "frame", "nonsense"])
def test_a_link_out_is_told_with_what_to_do_about_it(kind: str, tmp_path: Path) -> None:
    told = {
        "hyperlink": ("a link", "Right-click it in Word, choose Remove Hyperlink (its words stay)"),
        "image": ("a linked picture", "Delete the picture in Word and insert it again as Picture from this device"),
        "frame": ("a web page", "Take it out in Word"),
        "nonsense": ("something unknown (nonsense)", "Take it out in Word"),
    }  # fmt: skip
    to = "https://far.example/" + "x" * 80
    path = tmp_path / "upload"
    path.write_bytes(with_parts(template("x"), {RELS: related(kind, to, external=True)}))
    with pytest.raises(FileRefused) as refused:
        template_of(path, "May.docx")
    called, what = told[kind]
    assert refused.value.reason == f"It holds {called}, in the text: {to[:80]}."
    assert (refused.value.file, refused.value.what_to_do) == (
        "May.docx", f"{what}, save it and upload it again.",
    )  # fmt: skip


def test_settings_lose_what_tells_of_people_and_keep_the_rest(tmp_path: Path) -> None:
    secret = (
        b'<w:docVars><w:docVar w:name="Secret" w:val="x"/></w:docVars><w:gutterAtTop/></w:settings>'
    )
    made = with_parts(
        template("x"),
        {"word/settings.xml": lambda said: said.replace(b"</w:settings>", secret)},
    )
    said = everything(read(made, tmp_path).data)
    assert "docVar" not in said and "gutterAtTop" in said and "w:compat" in said


def test_parts_that_nobody_opens_keep_what_they_say(tmp_path: Path) -> None:
    cleaned = BytesIO(read(template("x"), tmp_path).data)
    with ZipFile(cleaned) as archive:
        fonts = archive.read("word/fontTable.xml")
    assert fonts.startswith(b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")
    assert b"Calibri" in fonts
