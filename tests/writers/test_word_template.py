"""A paper in an authority's own Word template, and templates that ask for what there is not."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from goldenthread.writers import word, word_template
from goldenthread.writers.document import (
    Bullets,
    Document,
    FigureText,
    Heading,
    Numbered,
    Paragraph,
    Table,
    Text,
)
from goldenthread.writers.word_template import Filling, TemplateFaulty, filled, used
from tests.word_templates import KNOWN, in_words, packed, read, template, with_parts, written

FIGURE = FigureText("5 of 17 (29%)", "grades?grade=good")
PAPER = Document(
    "Care & <b>plans</b> {{ body }}", "Pat", "Wold", date(2026, 5, 1),
    (
        Heading(2, "Findings"), Paragraph((Text("We saw "), FIGURE), 1), Bullets(("One", "Two")),
        Numbered(("First",)), Table("Grades", ("Group", "Good"), (("All", FIGURE),)),
    ),
    traced_at="https://wold.example/trace/?figure=",
)  # fmt: skip
FILLING = Filling(
    {
        "title": PAPER.title,
        "subtitle": "",
        "marking": "Public",
        "audited": (Text("about "), FIGURE),
    },
    {"body": PAPER.blocks, "summary": (Paragraph("In {{ title }}."),)},
)


def printed(data: bytes) -> list[str]:
    return [each.text for each in docx.Document(BytesIO(data)).paragraphs]


def test_a_paper_stands_in_the_template_with_every_number_traced(tmp_path: Path) -> None:
    made = written("{{ title }}", "{% if subtitle %}", "Gone", "{% endif %}", "{{ body }}", "End")
    paragraph = made.add_paragraph("Of ")
    for part in ("{{ aud", "ited", " }}"):
        paragraph.add_run(part).bold = True
    made.add_table(1, 1).cell(0, 0).text = "{{ summary }}"
    for name in ("List Bullet", "Caption", "Table Grid"):
        made.styles[name].element.getparent().remove(made.styles[name].element)
    kept = read(packed(made), tmp_path).data
    assert used(kept, KNOWN) == ("audited", "body", "marking", "subtitle", "summary", "title")
    data = filled(kept, PAPER, FILLING)
    lines = printed(data)
    assert lines[:2] == [PAPER.title, "Findings"] and "Gone" not in lines
    assert lines[-2:] == ["End", "Of about 5 of 17 (29%)"]
    found: Any = docx.Document(BytesIO(data))
    assert found.tables[-1].cell(0, 0).text == "In {{ title }}."
    assert found.sections[0].header.paragraphs[0].text == "Wold council Public"
    assert [run.bold for run in found.paragraphs[-1].runs[1:]] == [True] * (
        len(found.paragraphs[-1].runs) - 1
    )
    figures = word.figures(data)
    assert figures == (FIGURE,) * 3
    links = list(found.element.body.iter(qn("w:hyperlink")))
    assert [found.part.rels[each.get(qn("r:id"))].target_ref for each in links] == [
        PAPER.address(FIGURE)
    ] * 3
    assert filled(kept, PAPER, FILLING) == data
    assert found.core_properties.author == "Pat"


def test_each_fault_says_what_where_and_what_to_do() -> None:
    made = written(
        "{{ Title }}", "See {{ body }}", "{{ ''.__class__ }}", "{{ title", "{% for a in b %}",
        "{% if title %} and", "{% endif %}", header="{{ audited }}",
    )  # fmt: skip
    with pytest.raises(TemplateFaulty) as caught:
        used(packed(made), KNOWN)
    said = str(caught.value).splitlines()
    for start, words in (
        ("In the text, “{{ Title }}”", "Did you mean title?"),
        ("In the text, “See {{ body }}”", "Put it in a paragraph of its own."),
        ("In the text, “{{ ''.__class__ }}”", "is not taken"),
        ("In the text, “{{ title”", "the braces do not match"),
        ("In the text, “{% for a in b %}”", "is not taken"),
        ("In the text, “{% if title %} and”", "in one line"),
        ("In the text, “{% endif %}”", "no {% if %} before it"),
        ("In a header, “{{ audited }}”", "can stand in the text only"),
        ("{{ marking }} is missing", "such as the header"),
    ):
        assert [each for each in said if each.startswith(start) and words in each], start
    assert len(said) == 9


def test_an_if_without_its_end_and_a_placeholder_in_a_text_box_are_faults() -> None:
    box = "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>{{ summary }}</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    data = with_parts(template("{% if title %}"), {"word/document.xml": in_words(box)})
    with pytest.raises(TemplateFaulty) as caught:
        used(data, KNOWN)
    assert "no {% endif %}" in str(caught.value) and "text box" in str(caught.value)


ATTACKS = (
    "{{ ''.__class__.__mro__ }}", "{{ title.upper() }}", "{% include 'x' %}", "{{ 1/0 }}",
    "{% for a in range(999999999) %}x{% endfor %}", "{% set title = 1 %}", "{{ title|upper }}",
    "{{ [1] * 999999999 }}", "{% macro a() %}{% endmacro %}", "{{ self }}",
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing_and_is_refused(attack: str) -> None:
    """Where it can be read, and where the check of words does not look: in an attribute."""
    with pytest.raises(TemplateFaulty):
        used(template(attack), KNOWN)
    hidden = f'<w:p><w:r><w:t w:hidden="{attack}">x</w:t></w:r></w:p>'
    data = with_parts(template("{{ body }}"), {"word/document.xml": in_words(hidden)})
    with pytest.raises(TemplateFaulty, match="could not be filled in"):
        filled(data, PAPER, FILLING)


def test_the_example_takes_every_placeholder_it_has() -> None:
    data = word_template.example("Paper", ("title", "body"))
    known = word_template.Known(KNOWN.words | {"organisation", "footer"}, KNOWN.lines, KNOWN.blocks)
    assert set(used(data, known)) == {"organisation", "marking", "footer", "title", "body"}
    assert data == word_template.example("Paper", ("title", "body"))
