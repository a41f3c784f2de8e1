"""Papers as tagged PDF."""

import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from goldenthread.writers import document, typesetting
from goldenthread.writers.document import BarRow, FigureText, GradeBars, Heading, Paragraph, Table
from goldenthread.writers.pdf import pdf
from tests.writers.papers import SCALE, paper, pdf_text, tagged


def test_the_file_is_tagged_and_british() -> None:
    root = PdfReader(BytesIO(pdf(paper()))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert re.search(rb"pdfuaid:part>1<", root["/Metadata"].get_data())


def test_the_title_is_shown_and_the_author_named() -> None:
    made = PdfReader(BytesIO(pdf(paper())))
    assert made.metadata is not None
    assert made.metadata.title == "Case file audits, autumn 2025"
    assert made.metadata.author == "Pat Ellis"
    assert made.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_headings_tables_and_pictures_are_tagged_in_order() -> None:
    kinds = [element["/S"] for element in tagged(pdf(paper()))]
    assert [kind for kind in kinds if re.fullmatch("/H[1-6]", kind)] == ["/H1", "/H2", "/H2", "/H3"]
    assert kinds.count("/Table") == 3 and kinds.count("/TH") == 3 + 6
    assert {"/L", "/LI", "/TR", "/TD", "/Figure"} <= set(kinds)


def test_a_picture_says_in_words_what_it_shows() -> None:
    pictures = [e for e in tagged(pdf(paper())) if e["/S"] == "/Figure"]
    assert [str(e["/Alt"])[:40] for e in pictures] == ["Good or better in 12 of 17 cases. 2025, "]


def test_every_font_is_inside_the_file() -> None:
    for page in PdfReader(BytesIO(pdf(paper()))).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_figure_is_printed_and_paragraphs_keep_their_numbers() -> None:
    shown = pdf_text(pdf(paper()))
    assert all(figure.text in shown for figure in document.figures(paper()))
    assert "1. Half of the cases" in shown and "7. Nothing else." in shown
    assert "Page 1 of 3" in shown and "Public" in shown


def test_a_gap_is_printed_in_a_draft_only() -> None:
    assert "To be written: Conclusion" in pdf_text(pdf(paper(is_draft=True)))
    assert "To be written" not in pdf_text(pdf(paper()))


def test_the_same_paper_is_the_same_file() -> None:
    assert pdf(paper()) == pdf(paper())


# What fonts lack, joins, stray accents, both directions of writing, and the typesetter's own signs.
AWKWARD = st.sampled_from(
    '\u200d\ufe0f\U0001f468\U0001f3fd\u0301\u0627\u05d0\u4e00\uac00\ufeff\U0010fffd\xad\t\n`"\\$#{ a'
)


@settings(max_examples=25)
@given(st.text(max_size=60) | st.text(AWKWARD, max_size=40))
def test_any_text_can_be_printed(typed: str) -> None:
    bars = GradeBars(typed, typed, SCALE, (BarRow(typed, 1, (0, 0, 1, 0)),), row_heading="x")
    table = Table(typed, ("A", "B"), ((typed, FigureText(typed, typed)),), footnotes=(typed,))
    blocks = [Heading(2, typed), Paragraph(typed, 3), bars, table]
    made = pdf(paper(blocks, title=typed, author=typed, marking=typed, subtitle=typed))
    assert len(PdfReader(BytesIO(made)).pages) >= 1


CODE = '#import "secrets.typ" #read("/etc/passwd") *b* _i_ $x^2$ @ref <label> // not a comment'


def test_what_looks_like_code_is_text() -> None:
    assert document.printable(CODE) in pdf_text(pdf(paper([Paragraph(CODE)])))


@pytest.mark.parametrize(
    "typed", ["\u4e2d\u6587 words", "\u0378 words", "\U0001f9ff\u200d\U0001f468 words"]
)
def test_a_character_no_font_has_is_owned_up_to(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "font", lambda: "Libertinus Serif")
    shown = pdf_text(pdf(paper([Paragraph(f"Before {typed} after")])))
    assert "Before" in shown and "words after" in shown
    if "[?]" in shown:
        assert "a character could not be shown" in shown
    else:
        assert typed[0] in shown


def test_nothing_runs_off_the_page() -> None:
    made = pdf(paper([Paragraph("https://" + "a" * 400), Table("x" * 90, ("A",), (("b" * 300,),))]))
    shown = pdf_text(made).replace("\u200b", "").replace(" ", "")
    lines = "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split("\n")
    assert "a" * 400 in shown and "b" * 300 in shown
    assert max(len(line.replace("\u200b", "")) for line in lines) < 100


def test_a_long_table_repeats_its_header_on_each_page() -> None:
    rows = tuple((f"AUD-{n}", "Practice was sound. " * 20) for n in range(30))
    made = pdf(paper([Table("Findings", ("Audit", "What was found"), rows)]))
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    assert len(pages) > 3 and all("What was found" in page for page in pages)
    assert all(f"AUD-{n}" in "".join(pages) for n in range(30))
