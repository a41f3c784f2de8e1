"""Papers are read in their order, whoever wrote them, and what is none is refused in words."""

import zipfile
from pathlib import Path

import pytest
from docx import Document

from goldenthread.readers.guard import FileRefused
from goldenthread.readers.paper_blocks import blocks_of_text
from goldenthread.readers.papers import read_paper
from tests.readers import test_word_forms


def written(path: Path) -> Path:
    document = Document()
    document.add_heading("Audits of 2018")
    document.add_paragraph("Of the 17 cases 5 (30%) were late.")
    table = document.add_table(rows=2, cols=3)
    for n, text in enumerate(["2018", "17", "5 (30%)"]):
        table.rows[1].cells[n].text = text
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "Year and number"
    table.rows[0].cells[2].text = "Late"
    table.rows[1].cells[2].add_table(rows=1, cols=1).rows[0].cells[0].text = "within"
    document.add_paragraph("The end.")
    document.save(str(path))
    return path


def test_a_word_paper_is_read_in_its_order(tmp_path: Path) -> None:
    blocks = read_paper(written(tmp_path / "paper.docx"))
    assert [(block.where, block.text) for block in blocks] == [
        ("paragraph 1", "Audits of 2018"),
        ("paragraph 2", "Of the 17 cases 5 (30%) were late."),
        ("table 1", ""),
        ("paragraph 3", "The end."),
    ]
    assert blocks[2].rows == (("Year and number", "", "Late"), ("2018", "17", "5 (30%) within"))


def test_plain_text_is_read_with_its_tables(tmp_path: Path) -> None:
    text = "One\n\n\tAll\tLate\n2018\t17\t5 (30%)\nTwo\n| a | b |\n|---|:-:|\n| 1 | 2 |\n|x\n"
    blocks = list(blocks_of_text(text))
    assert [(block.where, block.text, block.rows) for block in blocks] == [
        ("line 1", "One", ()), ("line 3", "", (("", "All", "Late"), ("2018", "17", "5 (30%)"))),
        ("line 5", "Two", ()), ("line 6", "", (("a", "b"), ("1", "2"))), ("line 9", "|x", ()),
    ]  # fmt: skip
    for name, data in (("a", text.encode()), ("b", b"\xef\xbb\xbf" + text.encode())):
        (tmp_path / name).write_bytes(data)
        assert list(read_paper(tmp_path / name)) == blocks
    (tmp_path / "old").write_bytes("\u2018Meets Good\u2019 \u2013 5".encode("cp1252"))
    assert read_paper(tmp_path / "old")[0].text == "\u2018Meets Good\u2019 \u2013 5"


def test_what_is_no_paper_is_refused_in_words(tmp_path: Path) -> None:
    files = {
        "pdf": b"%PDF-1.7", "binary": b"a\0b", "zip": b"PK\3\4 broken", "old": b"\xd0\xcf\x11\xe0" * 9,
        "long": b"x" * 5_000_001,
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = {
        "pdf": "pdf: This is a PDF", "binary": "binary: This is no text and no Word document.",
        "zip": "zip: The file is damaged", "old": "old: This is a file of an old Office program.",
        "long": "long: The text is larger than 5 MB", "none": "none: There is no such file.",
    }  # fmt: skip
    for name, words in said.items():
        with pytest.raises(FileRefused, match=words):
            read_paper(tmp_path / name)
    assert read_paper(_empty(tmp_path / "empty.txt")) == ()


def test_what_to_do_is_said_of_each_paper_that_is_refused(tmp_path: Path) -> None:
    save_as = "Save it as a Word document (.docx) or as plain text, and try again."
    for data, what in (
        (None, "Check the name and the folder."), (b"%PDF-1.7", save_as), (b"a\0b", save_as),
        (b"x" * 5_000_001, "Choose the paper itself."),
    ):  # fmt: skip
        path = tmp_path / "none"
        if data:
            path = tmp_path / "paper"
            path.write_bytes(data)
        with pytest.raises(FileRefused) as refused:
            read_paper(path)
        assert (refused.value.file, refused.value.what_to_do) == (path.name, what)
    (tmp_path / "paper").write_bytes(b"x" * 5_000_000)
    assert len(read_paper(tmp_path / "paper")) == 1


def test_a_byte_that_stands_for_nothing_is_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"caf\xe9 \x81")
    assert read_paper(tmp_path / "old")[0].text == "café \ufffd"


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("macros", "carries macros, which no paper has"), ("types of its own", "types of its own"),
        ("expands", "more than any paper"), ("a workbook", "This is not the Word document"),
        ("corrupt part", "damaged"), ("corrupt zip", "damaged"),
    ],
)  # fmt: skip
def test_a_word_file_that_is_not_safe_is_refused(damage: str, words: str, tmp_path: Path) -> None:
    spoil, _ = test_word_forms.REFUSED[damage]
    file = tmp_path / "paper.docx"
    file.write_bytes(spoil(written(tmp_path / "sound.docx").read_bytes()))
    with pytest.raises(FileRefused, match=words) as refused:
        read_paper(file)
    assert "the form" not in refused.value.what_to_do


def test_what_a_paper_is_linked_to_is_not_looked_at(tmp_path: Path) -> None:
    source, linked = written(tmp_path / "paper.docx"), tmp_path / "linked.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(linked, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("word/_rels/settings.xml.rels", _RELATIONS)
    assert read_paper(linked) == read_paper(source)


_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" TargetMode="External" Target="http://192.0.2.1/t.dotx" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    "</Relationships>"
)
