"""A Word form that comes back: read in a process of its own, refused in words where it is none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from goldenthread.readers.guard import FileRefused
from goldenthread.readers.word_forms import read_word_form
from goldenthread.writers.document import Document, Heading, Paragraph
from goldenthread.writers.word_controls import Control, Fields
from goldenthread.writers.word_form import WordForm, docx, line_hash, lines_known
from tests.missing import skip_reason
from tests.word_filling import BODY, filled, through_libreoffice, with_part

RELATIONS = "word/_rels/document.xml.rels"
TYPED = 'He said "no".\n\n- first & last\n=1+1'
ROWS = (
    Control("q1_answer", "risk.one", "Grade", "choice", "Question 1", ("Good", "Poor"), ("Good",)),
    Control("q1_date", "risk.one:on", "Date", "day", on=date(2026, 3, 4)),
    Control("q1_instead", "risk.one:or", "Or tick", "ticks", options=("Plan", "None"), chosen=("Plan",)),
    Control("q1_words", "risk.one:w", "Why", "words", text=TYPED),
    Control("q2_words", "risk.two:w", "Why", "words"),
)  # fmt: skip
SAID = [
    ("Good",),
    ("4 March 2026",),
    ("☒ Plan", "☐ None"),
    (*TYPED.split("\n"), ""),
    ("Write here", ""),
]


def form() -> bytes:
    head = Document(
        "Audit of case 20380", "QA", "Council", date(2026, 11, 21), (Paragraph("Case 20380"),)
    )
    parts = (Heading(2, "A. Risk"), Paragraph("What is known?\nToday."), Fields("Question 1", ROWS))
    return docx(WordForm(head, parts, {"Audit": "AUD-1", "Answers 1": "3,0"}))


def read(path: Path, data: bytes) -> object:
    (path / "form.docx").write_bytes(data)
    return read_word_form(path / "form.docx", "form.docx")


def test_a_form_comes_back_as_it_was_made(tmp_path: Path) -> None:
    found = read(tmp_path, form())
    assert [row.lines for row in found.rows] == SAID
    assert [row.name for row in found.rows] == [row.name for row in ROWS]
    assert [row.tags for row in found.rows] == [(row.tag,) for row in ROWS]
    assert (found.marks["Audit"], found.marks["Answers 1"]) == ("AUD-1", "3,0")
    known = lines_known(found.marks)
    assert found.outside and all(line_hash(each.words) in known for each in found.outside)
    assert form() == form()


@pytest.mark.skipif(skip_reason("libreoffice") is not None, reason="LibreOffice is not here")
def test_libreoffice_keeps_places_words_and_marks(tmp_path: Path) -> None:
    [saved] = through_libreoffice(tmp_path, filled(form(), {"risk.two:w": "One.\nTwo."}))
    found = read(tmp_path, saved)
    assert [row.lines for row in found.rows] == [*SAID[:-1], ("One.", "Two.", "")]
    assert [row.name for row in found.rows] == [row.name for row in ROWS]
    assert found.marks["Audit"] == "AUD-1"
    assert all(line_hash(each.words) in lines_known(found.marks) for each in found.outside)


def linked(data: bytes, kind: str, target: str) -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rX" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    end = b"</Relationships>"
    return with_part(data, RELATIONS, lambda xml: xml.replace(end, link.encode() + end))


def with_macros(data: bytes) -> bytes:
    return with_part(data, "word/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0")


def with_types(data: bytes) -> bytes:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    return with_part(data, BODY, lambda xml: xml.replace(b"?>", b"?>" + bomb, 1))


def expanding(data: bytes) -> bytes:
    return with_part(data, "word/media/picture.bin", lambda _: bytes(70_000_000))


def workbook(_: bytes) -> bytes:
    from goldenthread.writers.excel import Sheet, workbook

    return workbook([Sheet("Cases", ("Case",), [("1",)])])


def broken_inside(data: bytes) -> bytes:
    return with_part(data, BODY, lambda xml: xml[: len(xml) // 2])


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "The file is empty."),
    "50 MB": (lambda _: bytes(50_000_000), "larger than 10 MB"),
    "corrupt zip": (lambda data: data[: len(data) // 2], "damaged"),
    "corrupt part": (broken_inside, "damaged"),
    "macros": (with_macros, "carries macros"),
    "external template": (lambda d: linked(d, "attachedTemplate", "http://x.test/t.dotm"), "linked to"),
    "external picture": (lambda d: linked(d, "image", "//x.test/p.png"), "linked to"),
    "types of its own": (with_types, "types of its own"),
    "expands": (expanding, "not safe to open"),
    "a workbook": (workbook, "not the Word document"),
    "a PDF": (lambda _: b"%PDF-1.7 ...", "This is a PDF"),
    "old Word": (lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "old Office program"),
    "words": (lambda _: b"Dear all", "not the Word document"),
}  # fmt: skip


@pytest.mark.parametrize("damage", REFUSED)
def test_what_is_no_form_is_refused_in_words(damage: str, tmp_path: Path) -> None:
    spoil, said = REFUSED[damage]
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, spoil(form()))
    assert said in refused.value.reason
    assert refused.value.what_to_do.endswith(".")


def test_a_macro_file_by_its_type_is_refused(tmp_path: Path) -> None:
    plain, macro = b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    made = with_part(form(), "[Content_Types].xml", lambda xml: xml.replace(plain, macro))
    with pytest.raises(FileRefused, match="macros"):
        read(tmp_path, made)


def test_a_web_address_in_the_words_is_no_harm(tmp_path: Path) -> None:
    found = read(tmp_path, linked(form(), "hyperlink", "https://council.example.org/standards"))
    assert [row.lines for row in found.rows] == SAID


def test_a_file_that_takes_too_long_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.readers.word_forms.TIMEOUT", 0.01)
    with pytest.raises(FileRefused, match="Reading was stopped"):
        read(tmp_path, form())


def test_a_document_of_somebody_elses_has_no_marks(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "form.docx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
    with pytest.raises(FileRefused, match="not the Word document"):
        read_word_form(tmp_path / "form.docx", "form.docx")
