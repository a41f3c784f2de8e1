"""The drawn chart."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goldenthread.writers import charts, dumbbells, html, pdf, typesetting, word
from goldenthread.writers.document import (
    BarRow,
    CountsDoNotAddUp,
    Document,
    Dumbbells,
    GradeBars,
    PairRow,
    figures,
)
from goldenthread.writers.palette import WHITE, scale
from tests.writers.papers import BARS, SCALE

SVG = "{http://www.w3.org/2000/svg}"


PAIRS = Dumbbells(
    "Of 2 sections 1 got better", "Audits that met the standard", ("First audit", "Re-audit"),
    (PairRow("Plans", (8, 40), (10, 12), ("a", "b")), PairRow("Risk & voice", (3, 6), (3, 6))),
)  # fmt: skip


def drawn(bars: GradeBars) -> ElementTree.Element:
    return ElementTree.fromstring(charts.grade_bars(bars))


def test_the_chart_has_a_title_and_says_its_numbers() -> None:
    chart = drawn(BARS)
    assert chart.findtext(f"{SVG}title") == "Good or better in 12 of 17 cases"
    assert "2024, 16 audits: 0 Inadequate, 5 Requires" in (chart.findtext(f"{SVG}desc") or "")


def test_counts_stand_in_the_bars_worst_first() -> None:
    words = [text.text for text in drawn(BARS).iter(f"{SVG}text")]
    assert words[:5] == ["2025", "17 audits", "5", "6", "6"]
    assert words[-4:] == [step.label for step in SCALE]
    assert "no audits" in words


def test_only_the_hatched_grade_is_hatched() -> None:
    assert len(list(drawn(BARS).iter(f"{SVG}path"))) == 3  # two bars and the key


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6).map(tuple))
@example((1, 8, 148))
def test_parts_fill_the_bar_and_every_count_has_room(counts: tuple[int, ...]) -> None:
    widths = charts.part_widths(counts, 450)
    assert abs(sum(widths) - (450 if sum(counts) else 0)) < 0.01
    assert all(w >= charts.NARROWEST_PART or not n for w, n in zip(widths, counts, strict=True))


@given(st.text(), st.integers(1, 60))
def test_any_label_gives_whole_charts_no_taller_than_a_page(label: str, rows: int) -> None:
    row = BarRow(label, 3, (1, 1, 1, 0))
    pages = list(charts.in_pages(GradeBars(label, label, SCALE, (row,) * rows)))
    assert sum(len(page.rows) for page in pages) == rows
    assert all(float(drawn(page).attrib["height"]) < 900 for page in pages)


def test_the_picture_for_word_is_sharp() -> None:
    picture = typesetting.png(charts.grade_bars(BARS), 200)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") > 1200


def test_two_rounds_are_dots_on_a_line_with_their_counts_in_words() -> None:
    chart = ElementTree.fromstring(dumbbells.drawn(PAIRS))
    assert "Plans: first audit 8 of 40, re-audit 10 of 12." in (chart.findtext(f"{SVG}desc") or "")
    words = [text.text for text in chart.iter(f"{SVG}text")]
    assert words[:4] == ["Plans", "8 of 40, 10 of 12", "Risk & voice", "3 of 6, 3 of 6"]
    after, before = (float(c.attrib["cx"]) for c in list(chart.iter(f"{SVG}circle"))[:2])
    assert (after - dumbbells.LABEL_WIDTH) / (before - dumbbells.LABEL_WIDTH) > 3


def test_dots_of_two_rounds_on_another_basis_are_not_joined() -> None:
    apart = replace(PAIRS, is_joined=False)
    joined, single = (len(re.findall("<line", dumbbells.drawn(each))) for each in (PAIRS, apart))
    assert (joined, single) == (4, 2)
    assert (html.pairs(PAIRS).count("<line"), html.pairs(apart).count("<line")) == (4, 2)


def test_where_two_dots_overlap_the_one_above_lets_the_other_be_seen() -> None:
    rows = [PairRow("Help", (13, 40), (2, 6)), PairRow("Plans", (8, 40), (10, 12))]
    opens = [re.findall('fill="([^"]+)"', dumbbells.mark(row, False))[1] for row in rows]
    assert opens == ["none", WHITE]


def test_a_pair_of_more_than_there_were_is_not_drawn() -> None:
    for before in ((5, 4), (0, 0), (-1, 3)):
        with pytest.raises(CountsDoNotAddUp):
            PairRow("Plans", before, (1, 2))


def test_the_numbers_of_two_rounds_stand_in_every_format_with_their_keys() -> None:
    paper = Document("Paper", "P. Ellis", "Council", date(2026, 11, 2), (PAIRS,))
    assert [(run.figure_key, run.text) for run in figures(paper)] == [
        ("a", "8 of 40"),
        ("b", "10 of 12"),
    ]
    assert [(run.figure_key, run.text) for run in word.figures(word.docx(paper))] == [
        ("a", "8 of 40"), ("b", "10 of 12"),
    ]  # fmt: skip
    assert "Risk &amp; voice" in html.fragment(paper)
    assert pdf.pdf(paper).startswith(b"%PDF")


def test_a_key_that_is_too_long_for_a_line_goes_on_below() -> None:
    names = [
        "Much is still to be done here",
        "Some is still to be done here",
        "Nothing is",
        "x" * 90,
    ]
    made = GradeBars(
        "Finding.", "", scale([(name, name) for name in names]), (BarRow("All", 1, (1, 0, 0, 0)),)
    )
    places = [
        (text.attrib["x"], text.attrib["y"], text.text) for text in drawn(made).iter(f"{SVG}text")
    ][-4:]
    assert places == [
        ("22.0", "63.0", names[0]), ("280.4", "63.0", names[1]), ("538.8", "63.0", names[2]), ("22.0", "89.0", "..."),
    ]  # fmt: skip
    assert drawn(made).findtext(f"{SVG}desc") == f"Finding. All, 1 audit: 1 {', 0 '.join(names)}."
