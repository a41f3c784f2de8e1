"""What is done to a template before and while it is filled, piece by piece."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from goldenthread.writers import word_template
from goldenthread.writers.word_template import TemplateFaulty, _prepare, filled
from tests.word_templates import in_words, packed, template, with_parts, written
from tests.writers.test_word_template import FILLING, PAPER

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(xml: str) -> Any:
    return parse_xml(f"<w:body {W}>{xml}</w:body>")


def test_bookmarks_of_the_template_make_room_for_those_of_figures() -> None:
    made = body(
        '<w:bookmarkStart w:id="7" w:name="figure_12"/><w:bookmarkEnd w:id="7"/>'
        '<w:bookmarkStart w:name="figure_x"/><w:bookmarkStart w:id="8" w:name="my_figure_1"/>'
    )
    _prepare(made)
    assert [(each.get(qn("w:id")), each.get(qn("w:name"))) for each in made] == [
        ("1000007", "placefigure_12"), ("1000007", None), ("1000000", "figure_x"),
        ("1000008", "my_figure_1"),
    ]  # fmt: skip


def test_an_if_alone_in_its_paragraph_takes_the_paragraph_with_it() -> None:
    def of(*texts: str) -> str:
        return "<w:p>" + "".join(f"<w:r><w:t>{each}</w:t></w:r>" for each in texts) + "</w:p>"

    made = body(
        of(" {% if", " title ", "%} ") + of("{% endif %}") + of("{% if a %}x{% endif %}")
        + of("so {% else %}") + of("{% else %} so")
    )  # fmt: skip
    _prepare(made)
    assert [[each.text for each in p.iter(qn("w:t"))] for p in made] == [
        ["{%p if title %}", "", ""], ["{%p endif %}"], ["{% if a %}x{% endif %}"],
        ["so {% else %}"], ["{% else %} so"],
    ]  # fmt: skip


def test_a_template_that_cannot_be_filled_in_says_what_to_do() -> None:
    hidden = in_words('<w:p><w:r><w:t w:hidden="{{ 1/0 }}">x</w:t></w:r></w:p>')
    with pytest.raises(TemplateFaulty) as refused:
        filled(with_parts(template(), {"word/document.xml": hidden}), PAPER, FILLING)
    assert refused.value.faults == (
        "The file could not be filled in (TemplateAssertionError). "
        "Open it in Word, save it as a new Word document (.docx) and upload that.",
    )


def test_a_paragraph_that_ends_a_section_stays_without_its_words() -> None:
    made = written("{{ summary }}", "End")
    ends = f'<w:pPr {W}><w:pStyle w:val="Normal"/><w:sectPr/></w:pPr>'
    made.paragraphs[-2]._p.insert(0, parse_xml(ends))
    found = docx.Document(BytesIO(filled(packed(made), PAPER, FILLING)))
    assert [each.text for each in found.paragraphs] == ["In {{ title }}.", "", "End"]
    held = found.paragraphs[1]._p
    assert [each.tag for each in held] == [qn("w:pPr")]


def test_an_example_is_a_paragraph_for_each_name_under_our_looks() -> None:
    data = word_template.example("Letter", ("title", "subtitle", "body"))
    made = docx.Document(BytesIO(data))
    assert [(each.text, each.style.name) for each in made.paragraphs] == [
        ("{{ title }}", "Heading 1"), ("{{ subtitle }}", "Subtitle"), ("{{ body }}", "Normal"),
    ]  # fmt: skip
    section, said = made.sections[0], made.core_properties
    assert section.header.paragraphs[0].text == "{{ organisation }}\t\t{{ marking }}"
    assert section.footer.paragraphs[0].text == "{{ footer }}"
    assert (said.title, said.author, said.comments) == ("Template: Letter", "", "")
    assert f"{said.created:%Y-%m-%d %H}" == f"{said.modified:%Y-%m-%d %H}" == "2026-01-01 12"
    assert round(section.page_width.cm, 1) == 21 and round(section.left_margin.cm, 1) == 2.5


def test_words_in_footnotes_are_filled_in_too() -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>{{{{ title }}}}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    link = (
        '<Relationship Id="rId998" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/>'
    )
    data = with_parts(
        template("{{ title }}"),
        {
            "word/footnotes.xml": notes.encode(),
            "[Content_Types].xml": lambda said: said.replace(
                b"</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode(),
            ),
            "word/_rels/document.xml.rels": lambda said: said.replace(
                b"</Relationships>", link.encode() + b"</Relationships>"
            ),
        },
    )
    with ZipFile(BytesIO(filled(data, PAPER, FILLING))) as archive:
        said = archive.read("word/footnotes.xml").decode()
    assert ">Care &amp; &lt;b&gt;plans&lt;/b&gt; {{ body }}</w:t>" in said
