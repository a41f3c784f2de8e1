"""What stands in the places of a Word form and beside them, piece by piece."""

from typing import Any

import pytest
from lxml import etree

from goldenthread.readers.word_rows import (
    Outside,
    RowRead,
    attribute,
    lines_of,
    local_name,
    outside_of,
    rows_of,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def body(xml: str, space: str = W) -> Any:
    return etree.fromstring(f'<w:body xmlns:w="{space}">{xml}</w:body>')


def p(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def mark(name: str) -> str:
    return f'<w:bookmarkStart w:id="1" w:name="{name}"/>'


def sdt(tag: str, inside: str, more: str = "") -> str:
    kept = f'<w:alias w:val="no"/><w:tag w:val="{tag}"/>' if tag else ""
    return f"<w:sdt><w:sdtPr>{more}{kept}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


@pytest.mark.parametrize("space", [W, STRICT])
def test_a_row_is_known_by_its_bookmark_or_by_the_tag_of_its_control(space: str) -> None:
    made = body(
        table(
            tr(mark("_GoBack") + mark("q1_answer") + p("Grade") + p("of it"), sdt("risk", p("Good")), p("Also")),
            tr(p("Why"), sdt("why", p("So")) + sdt("why", p("and so"))),
            tr(mark("q2_words") + p("Bare"), p("Typed over")),
            tr(mark("_Toc1") + p("Neither"), p("Not a place")),
            tr(p("No tag"), sdt("", p("Not a place"))),
            tr(mark("q3_words") + p("One cell")),
            tr(p("Not beside") + mark("x"), mark("q4_words") + p("Not a place")),
        )
        + sdt("loose", p("Alone") + sdt("inner", p("within")))
        + sdt("", p("Somebody's own")),
        space,
    )  # fmt: skip
    *beside, loose = rows_of(made)
    assert loose == RowRead("", ("loose", "inner"), "", ("Alone", "within"), 2)
    assert beside == [
        RowRead("q1_answer", ("risk",), "Grade of it", ("Good", "Also"), 1),
        RowRead("", ("why",), "Why", ("So", "and so"), 2),
        RowRead("q2_words", (), "Bare", ("Typed over",), 0),
    ]


def test_a_table_pasted_into_an_answer_is_no_row_of_the_form() -> None:
    pasted = table(tr(mark("q9_words") + p("a"), p("b")))
    made = body(table(tr(mark("q1_words") + p("x" * 300), sdt("one", p("Yes") + pasted))))
    first = rows_of(made)[0]
    assert (first.name, first.label, first.has_table) == ("q1_words", "x" * 200, True)
    assert (first.lines, first.controls) == (("Yes", "a", "b"), 1)


SHOWN = '<w:showingPlcHdr{}/>'  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "more", "found"),
    [
        (p("x"), SHOWN.format(""), "is_placeholder"),
        (p("x"), SHOWN.format(' w:val="1"'), "is_placeholder"),
        (p("x"), SHOWN.format(' w:val="0"'), ""),
        (p("x"), SHOWN.format(' w:val="false"'), ""),
        (p("x"), SHOWN.format(' w:val="off"'), ""),
        ("<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>", "", "is_tracked"),
        (p("x") + "<w:p><w:del><w:r><w:delText>y</w:delText></w:r></w:del></w:p>", "", "is_tracked"),
        (p("x") + "<w:p><w:moveFrom/></w:p>", "", "is_tracked"),
        (p("x") + "<w:p><w:moveTo/></w:p>", "", "is_tracked"),
        (p("x") + table(tr(p("y"))), "", "has_table"),
        (p("x") + "<w:p><w:r><w:drawing/></w:r></w:p>", "", "has_picture"),
        (p("x") + "<w:p><w:r><w:pict/></w:r></w:p>", "", "has_picture"),
        (p("x") + "<w:p><w:r><w:object/></w:r></w:p>", "", "has_picture"),
    ],
)  # fmt: skip
def test_what_else_stands_in_a_place_is_said(inside: str, more: str, found: str) -> None:
    [row] = rows_of(body(table(tr(p("Why"), sdt("one", inside, more)))))
    kinds = ("is_placeholder", "is_tracked", "has_table", "has_picture")
    assert [kind for kind in kinds if getattr(row, kind)] == ([found] if found else [])
    assert row.lines[0] == "x"


def test_the_text_of_a_place_is_what_a_person_sees_in_it() -> None:
    run = (
        "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a\u200bb</w:t><w:tab/><w:t>c</w:t><w:br/>"
        "<w:t>d</w:t><w:noBreakHyphen/><w:t/><w:t>e</w:t><w:cr/><w:t>f</w:t></w:r>"
        "<w:del><w:r><w:t>gone</w:t></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText><w:delText>gone</w:delText></w:r>"
        "<w:Fallback><w:r><w:t>gone</w:t></w:r></w:Fallback>"
        "<w:hyperlink><w:r><w:t>!</w:t></w:r></w:hyperlink>"
    )
    box = (
        "<w:p><w:r><w:t>round</w:t><w:txbxContent>" + p("in a box") + "</w:txbxContent></w:r></w:p>"
    )
    assert lines_of(body(f"<w:p>{run}</w:p>" + box)) == [
        "ab\tc", "d-e", "f!", "round", "in a box",
    ]  # fmt: skip
    inline = body("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>")
    assert lines_of(inline) == ["one", "two"] and lines_of(body("")) == [""]


def test_words_outside_the_places_are_told_with_the_row_before_them() -> None:
    made = body(
        p(" Title ") + p(" ") + mark("_Toc1")
        + table(tr(mark("q1_words") + p("Label"), p("an answer")), tr(p("Just"), p("a table")))
        + sdt("loose", p("an answer too"))
        + sdt("", p("Below<!-- -->"))
        + table(tr(p("By its tag"), sdt("two", p("said")) + p("beside")))
        + "<w:p><w:r><w:t>Two</w:t><w:br/><w:t>lines</w:t></w:r></w:p>"
    )  # fmt: skip
    assert outside_of(made) == [
        Outside("Title", ""),
        Outside("Label", "q1_words", is_table=True),
        Outside("Just", "q1_words", is_table=True),
        Outside("a table", "q1_words", is_table=True),
        Outside("Below", "q1_words"),
        Outside("By its tag", "q1_words", is_table=True),
        Outside("Two\nlines", "q1_words"),
    ]
    assert outside_of(body(p("x" * 20_001)))[0].words == "x" * 20_000


def test_names_are_read_without_their_space_and_remarks_have_none() -> None:
    [marked, remark] = body(mark("q1_words") + "<!-- aside -->")
    assert (local_name(marked), local_name(remark)) == ("bookmarkStart", "")
    assert (attribute(marked, "name"), attribute(marked, "none")) == ("q1_words", "")
