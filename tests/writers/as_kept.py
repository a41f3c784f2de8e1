"""One paper with everything in it, as each writer wrote it when it was last looked at: `kept/`.

python -m tests.writers.as_kept        writes the files anew; look at what changed, then keep it
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import docx as python_docx
from docx.oxml.ns import qn
from lxml import etree

from goldenthread.writers import (
    charts,
    dumbbells,
    html,
    pdf,
    typesetting,
    word,
    word_form,
    word_lent,
)
from goldenthread.writers.document import (
    BarRow,
    Bullets,
    Document,
    Dumbbells,
    Facts,
    FigureText,
    GradeBars,
    Heading,
    NarrativeGap,
    Note,
    Numbered,
    PageBreak,
    PairRow,
    Paragraph,
    Signature,
    Table,
    Text,
)
from goldenthread.writers.word_controls import Control, Fields
from goldenthread.writers.word_template import Filling, example, filled
from tests.word_templates import packed, written
from tests.writers.papers import SCALE

KEPT = Path(__file__).with_name("kept")
FIGURE = FigureText("5 of 17 (29%)", "grades?a=b&c", bold=True)
BARS = GradeBars(
    (Text('"Good" in '), FigureText("7", "good")), "Chart 1. One & all", SCALE,
    (
        BarRow("Children in need of help and care", 8, (1, 7, 0, 0), ("a", "b", "c", "d")),
        BarRow("Care leavers", 1, (0, 0, 1, 0)), BarRow("North", 30, (29, 1, 0, 0)), BarRow("None", 0, (0,) * 4),
    ),
    n_heading="Cases",
)  # fmt: skip
PAIRS = Dumbbells(
    'Of 2 "sections" X.', "Chart 2. Audits", ("First audit", "Re-audit"),
    (
        PairRow("Plans", (8, 40), (10, 12), ("p", "q")),
        PairRow("Risk & voice of the child at home and at school, and much besides", (3, 6), (4, 7)),
    ),
)  # fmt: skip
TABLE = Table(
    "Table 1. Grades", ("Case type", "Good"), (("=1+1", FIGURE), ("Looked after, of any age", "3")),
    ("Including 2 recently closed.",), ("left", "right"),
)  # fmt: skip
PAPER = Document(
    'Audits "of" <b>May</b>', "Pat\nEllis", "Wold & Co", date(2026, 5, 1),
    (
        Facts((("Committee", "Safeguarding"), ("Dated", FIGURE))),
        Heading(2, "Summary"), Heading(3, "What\twe saw"), Heading(4, ""),
        Paragraph((Text("We saw "), FIGURE, Text(" and more", italic=True)), 1),
        Paragraph("The second.\nIts second line.", 2), Paragraph("Cited.", "4.1"), Paragraph("The fifth.", 5),
        Paragraph("The lead.", style="lead"), Paragraph("It says:", style="quiet"),
        Bullets(("One", (Text("Two", bold=True), FIGURE))), Numbered(("First", "Then")), Numbered(("Again",)),
        TABLE, replace(BARS, rows=BARS.rows[1:2], caption="", prints_numbers=False), BARS, PAIRS, Note((Text("Read with care "), FIGURE)),
        NarrativeGap("Conclusion"), PageBreak(), Signature("Pat", "Manager", ("pat@wold.example", "01")),
    ),
    subtitle="For the board", marking="Internal", footer="As at 1 May.", is_draft=True,
    traced_at="https://wold.example/trace/?figure=", ref="RPT-7K3M9QX2TA",
)  # fmt: skip
BARE = replace(PAPER, blocks=(Paragraph("All."), NarrativeGap("x")), subtitle="", marking="", footer="",
               is_draft=False, is_compact=True, traced_at="", ref="")  # fmt: skip
LINKED = replace(BARE, blocks=(Paragraph(FIGURE), Paragraph(FigureText("7", "good", italic=True))))
FORM = word_form.WordForm(
    replace(BARE, is_compact=False),
    (
        Heading(2, "A. Risk"), Paragraph("What is known?"),
        Fields("Question 1", (
            Control("q1_a", "r.one", "Grade", "choice", "Question\n1", ("Good", "Poor"), ("Good",)),
            Control("q1_b", "r.two", "Grade", "choice", options=("Good",)),
            Control("q1_c", "r.on", "Date", "day", on=date(2026, 3, 4)), Control("q1_d", "r.in", "Date", "day"),
            Control("q1_e", "r.or", "Tick", "ticks", options=("Plan", "None"), chosen=("Plan",)),
            Control("q1_f", "r.w", "Why", "words", text="One\nTwo"), Control("q1_g", "r.v", "Why", "words"),
            Control("q1_h", "r.l", "L" * 70, "line", text="=1+1"), Control("q1_i", "r.k", "Line", "line"),
        )),
    ),
    {"Audit": "AUD-1", "<Made>": "1 & 2"},
)  # fmt: skip
FILLING = Filling(
    {"title": PAPER.title, "subtitle": "", "marking": "Public\n& all", "audited": (Text("about "), FIGURE)},
    {"body": (*PAPER.blocks[4:6], *PAPER.blocks[10:14], PAIRS), "summary": (Paragraph("In {{ title }}:"), Bullets(("=1",)))},
)  # fmt: skip
STYLES = (
    "Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Subtitle", "Caption", "List Bullet",
    "List Number", "Table text", "Small print", "Table end", "Numbered paragraph", "Signed", "Note", "Gap",
    "Header", "Footer",
)  # fmt: skip


def _filled() -> bytes:
    """In a council's own, with a box, a table and a section that ends on a block."""
    template = written(
        "{{ title }}",
        "{% if subtitle %}",
        "Gone",
        "{% else %}",
        "Here",
        "{% endif %}",
        "{{ body }}",
    )
    paragraph = template.add_paragraph("Of ")
    for part in ("{{ aud", "ited", " }}, and"):
        paragraph.add_run(part).bold = True
    template.add_paragraph("{{ summary }}")
    template.add_section()
    template.add_table(1, 1).cell(0, 0).text = "{{ summary }}"
    return filled(packed(template), replace(PAPER, is_draft=False), FILLING)


def _lines(xml: bytes) -> str:
    """An element a line, without what only names the namespaces."""
    tree = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    shown = etree.tostring(tree, pretty_print=True, encoding="unicode")
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", shown)


def _parts(data: bytes) -> Iterator[str]:
    """What our code wrote into a Word file, part by part."""
    with ZipFile(BytesIO(data)) as file:
        for name in sorted(file.namelist()):
            if re.search(
                r"document\.xml|header|footer|core\.xml|custom\.xml|figures|numbering", name
            ):
                shown = _lines(file.read(name))
                if name.endswith("numbering.xml"):  # the library's own lists come first and last
                    shown = "".join(
                        re.findall(r"<w:abstractNum .*?</w:abstractNum>", shown, re.S)[-4:]
                    )
                yield f"== {name}\n{shown}"


def _styles(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as file:
        styles = etree.fromstring(file.read("word/styles.xml"))
        settings = _lines(file.read("word/settings.xml"))
    space = {"w": styles.nsmap["w"]}
    yield "\n".join(re.findall(r"<w:(?:themeFontLang|compatSetting|proofState).*", settings))
    yield _lines(etree.tostring(styles.find("w:docDefaults", space)))
    for style in styles.iterfind("w:style", space):
        if style.find("w:name", space).get(f"{{{space['w']}}}val").casefold() in {
            s.casefold() for s in STYLES
        }:
            yield _lines(etree.tostring(style))


def _lent(*, has_lists: bool) -> Iterator[str]:
    """What a template is lent that has none of our styles, an id of ours, and no list, or no place for any."""
    word: Any = python_docx.Document()
    for name in (*word_lent.STYLES, "Strong"):
        word.styles[name].element.getparent().remove(
            word.styles[name].element
        ) if name in word.styles else None
    word.styles["Body Text"].element.set(qn("w:styleId"), "Caption")
    if has_lists:
        del word.part.numbering_part.element[:]
    else:
        kept = next(
            key for key, rel in word.part.rels.items() if rel.reltype.endswith("/numbering")
        )
        del word.part.rels[kept]
    before = len(word.styles)
    word_lent.lend(word)
    for style in list(word.styles)[before:]:
        yield _lines(etree.tostring(style.element))
    numbering = word.part.numbering_part
    yield f"{numbering.partname} {numbering.content_type}\n"
    for each in numbering.element[-12:]:
        yield _lines(etree.tostring(each))


def _typeset(paper: Document) -> str:
    """What the typesetter is given; the drawings are kept by themselves."""
    with patch.object(typesetting, "pdf") as asked:
        pdf.pdf(paper)
    (template, data, dated), _ = asked.call_args
    shown = json.dumps([template, data, str(dated)], indent=1, ensure_ascii=False)
    return re.sub(r'"svg": "(<svg).*</svg>"', r'"svg": "\1"', shown) + "\n"


def _page(paper: Document) -> str:
    return re.sub(r"<style>.*</style>", "<style/>", html.page(paper).decode(), flags=re.S)


def _drawn(svg: str) -> str:
    return svg.replace("><", ">\n<") + "\n"


MADE: Mapping[str, Callable[[], str]] = {
    "bars.svg": lambda: _drawn(charts.grade_bars(BARS, 'A"b')),
    "pairs.svg": lambda: _drawn(dumbbells.drawn(PAIRS, 'A"b')),
    "apart.svg": lambda: _drawn(dumbbells.drawn(replace(PAIRS, is_joined=False))),
    "paper.html": lambda: _page(PAPER),
    "bare.html": lambda: _page(BARE),
    "linked.html": lambda: html.fragment(LINKED, lambda key: f"/f/?k={key}" if key != "good" else None),
    "paper.json": lambda: _typeset(PAPER),
    "bare.json": lambda: _typeset(BARE),
    "paper.docx.xml": lambda: "".join(_parts(word.docx(PAPER))),
    "bare.docx.xml": lambda: "".join(_parts(word.docx(BARE))),
    "form.docx.xml": lambda: "".join(_parts(word_form.docx(FORM))),
    "styles.xml": lambda: "".join(_styles(word.docx(PAPER))),
    "filled.docx.xml": lambda: "".join(_parts(_filled())),
    "lent.xml": lambda: "".join(_lent(has_lists=True)),
    "lent-lists.xml": lambda: "".join(_lent(has_lists=False)),
    "example.docx.xml": lambda: "".join(_parts(example("Paper", ("title", "subtitle", "body")))),
    "compact.xml": lambda: "".join(_styles(word.docx(BARE))),
}  # fmt: skip


def made(name: str) -> str:
    """As it is written today, on any computer: which fonts there are changes no word of it."""
    shown: Any = typesetting.png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 72
    )
    with (
        patch.object(typesetting, "font", lambda: "Some Sans"),
        patch.object(typesetting, "png", lambda *_: shown),
    ):
        return MADE[name]()


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for each in MADE:
        (KEPT / each).write_text(made(each))
