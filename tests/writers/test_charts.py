"""The drawn chart."""

from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st

from goldenthread.writers import charts, typesetting
from goldenthread.writers.document import BarRow, GradeBars
from tests.writers.papers import BARS, SCALE

SVG = "{http://www.w3.org/2000/svg}"


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
