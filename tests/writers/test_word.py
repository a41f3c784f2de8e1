"""Papers as Word files."""

import os
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.writers import document, word
from goldenthread.writers.document import FigureText, Note, Numbered, Paragraph, Table
from tests.writers.papers import BARS, TABLE, paper, pdf_text


def opened(data: bytes) -> Any:
    return docx.Document(BytesIO(data))


def text_of(data: bytes) -> str:
    made = opened(data)
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in made.element.body)


def test_headings_are_headings_and_the_title_is_the_first() -> None:
    made = opened(word.docx(paper()))
    headings = [p for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert [(p.style.name, p.text) for p in headings] == [
        ("Heading 1", "Case file audits, autumn 2025"),
        ("Heading 2", "Summary"),
        ("Heading 2", "Main report"),
        ("Heading 3", "Background"),
    ]


def test_the_language_is_british_wherever_word_asks_for_it() -> None:
    made = opened(word.docx(paper()))
    said = [e.get(qn("w:val")) for e in made.styles.element.iter(qn("w:lang"))]
    said += [e.get(qn("w:val")) for e in made.settings.element.iter(qn("w:themeFontLang"))]
    assert len(said) >= 2 and set(said) == {"en-GB"}
    assert made.core_properties.language == "en-GB"


def test_the_properties_name_the_paper_and_its_author() -> None:
    properties = opened(word.docx(paper())).core_properties
    assert properties.title == "Case file audits, autumn 2025"
    assert (properties.author, properties.comments) == ("Pat Ellis", "")


def test_every_table_says_what_it_is_and_repeats_its_header() -> None:
    tables = opened(word.docx(paper())).tables
    captions = [t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for t in tables]
    assert captions[1:] == [TABLE.caption, BARS.numbers().caption]
    assert all(t._tbl.tblPr.find(qn("w:tblDescription")) is not None for t in tables)
    for table in tables[1:]:
        repeats = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert repeats == [True] + [False] * (len(table.rows) - 1)


def test_no_cell_is_merged_and_no_header_cell_is_empty() -> None:
    for table in opened(word.docx(paper())).tables:
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
        assert all(cell.text for cell in table.rows[0].cells)
        assert all(row.cells[0].text for row in table.rows)


def test_pictures_say_in_words_what_they_show() -> None:
    body = opened(word.docx(paper())).element.body
    described = [p.get("descr") for p in body.iter(qn("wp:docPr"))]
    assert len(described) == 1
    assert described[0].startswith(
        "Good or better in 12 of 17 cases. 2025, 17 audits: 0 Inadequate"
    )


def test_the_text_is_arial_12_at_the_left_on_a4() -> None:
    made = opened(word.docx(paper()))
    normal = made.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Arial", 12)
    assert normal.paragraph_format.alignment == 0
    page = made.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)


def test_every_page_has_the_marking_and_its_number() -> None:
    section = opened(word.docx(paper(is_draft=True))).sections[0]
    assert "Draft, Public" in section.header.paragraphs[0].text
    fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_numbered_paragraphs_run_on_and_jump_where_told() -> None:
    made = opened(
        word.docx(
            paper([Paragraph("a", 1), Numbered(("x",)), Paragraph("b", 2), Paragraph("c", 7)])
        )
    )
    listed = [p for p in made.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    lists = [p._p.pPr.numPr.numId.val for p in listed]
    first, item, second, jumped = lists
    assert first == second and len({first, item, jumped}) == 3
    starts = [s.get(qn("w:val")) for s in made.part.numbering_part.element.iter(qn("w:start"))]
    assert starts[-3:] == ["1", "1", "7"]


def test_every_figure_can_be_found_again_in_the_file() -> None:
    made = word.figures(word.docx(paper()))
    wanted = document.figures(paper())
    assert [(f.figure_key, f.text) for f in made] == [(f.figure_key, f.text) for f in wanted]


def test_a_figure_edited_in_word_is_found_as_edited() -> None:
    made = opened(word.docx(paper([Paragraph(FigureText("5 of 17 (29%)", "k"))])))
    run = next(r for p in made.paragraphs for r in p.runs if r.text.startswith("5 of"))
    run.text = "5 of 17 (30%)"
    saved = BytesIO()
    made.save(saved)
    assert word.figures(saved.getvalue()) == (FigureText("5 of 17 (30%)", "k"),)


def test_the_same_paper_is_the_same_file() -> None:
    assert word.docx(paper()) == word.docx(paper())


@settings(max_examples=20)
@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_can_be_printed_and_read_back(typed: str, key: str) -> None:
    blocks = [Paragraph(typed), Note(FigureText(f"7{typed}", key)), replace(TABLE, caption=typed)]
    made = word.docx(paper(blocks, title=typed, author=typed, marking=typed, footer=typed))
    kept = "".join(document.printable(typed).split())
    assert any("".join(p.text.split()) == kept for p in opened(made).paragraphs)
    assert word.figures(made)[0].figure_key == key


def test_what_looks_like_code_is_text() -> None:
    typed = "=cmd|' /C calc'!A0 #import \"x\" <script>{{ 7*7 }} {TOC}"
    made = word.docx(paper([Table(typed, ("A", "B"), ((typed, typed),))]))
    assert text_of(made).count(document.printable(typed)) == 3
    names = ZipFile(BytesIO(made)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]


needs_libreoffice = pytest.mark.skipif(
    not shutil.which("libreoffice") and not os.environ.get("CI"), reason="LibreOffice is not here"
)


@needs_libreoffice
def test_libreoffice_opens_the_paper_and_shows_every_figure(tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(word.docx(paper()))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["libreoffice", "--headless", profile, "--convert-to", "pdf", "paper.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120, capture_output=True)
    shown = pdf_text((tmp_path / "paper.pdf").read_bytes())
    assert all(figure.text in shown for figure in document.figures(paper()))
    assert "1. Half of the cases" in shown and "7. Nothing else." in shown


def test_a_file_that_carries_figures_is_known_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    for blocks, is_ours in (([Paragraph(FigureText("5", "k"))], True), ([Paragraph("5")], False)):
        path.write_bytes(word.docx(paper(blocks, ref="RPT-1")))
        assert word.carries_figures(path) is is_ours
    assert word.edition_named(path.read_bytes()) == "RPT-1"
    assert word.edition_named(word.docx(paper())) == ""
    path.write_bytes(b"Dear all")
    assert not word.carries_figures(path)


def test_a_list_of_figures_is_looked_for_among_parts_of_a_sensible_size(tmp_path: Path) -> None:
    ours, others = b"urn:goldenthread:figures", {f"customXml/{n}": b"" for n in range(49)}
    large = ours + bytes(word.LARGEST_LIST - len(ours))
    for parts, is_found in (
        ({**others, "customXml/x": ours}, True), ({**others, "customXml/x": b"", "customXml/y": ours}, False),
        ({"customXml/x": large[:-1]}, True), ({"customXml/x": large}, False), ({"word/x": ours}, False),
    ):  # fmt: skip
        with ZipFile(tmp_path / "a.docx", "w", ZIP_DEFLATED) as file:
            for name, data in parts.items():
                file.writestr(name, data)
        assert word.carries_figures(tmp_path / "a.docx") is is_found


def test_properties_hold_no_more_than_word_takes() -> None:
    long = "word " * 80
    made = paper(title=long, subtitle=long, author=long, organisation=long)
    said = opened(word.docx(made)).core_properties
    held = (said.title, said.subject, said.author, said.last_modified_by, said.keywords)
    assert [len(each) for each in held] == [255] * 5
