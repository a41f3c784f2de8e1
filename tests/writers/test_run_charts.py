"""Values over time as a picture: where each line and mark lies, and the words around it."""

import re
from dataclasses import replace
from xml.etree import ElementTree

from goldenthread.writers.run_charts import ChartPoint, RunChart, drawn, in_page, in_words

CHART = RunChart(
    'Good <or> "better" is steady',
    (
        ChartPoint("Q1: 5 of 10", 0, 0.5, 0.2, 0.8),
        ChartPoint("Q2: 9 of 10", 10, 0.9, 0.2, 0.8, is_apart=True),
        ChartPoint("Q3: 1 of 4", 40, 0.25, 0.3, 0.9, is_in_run=True),
    ),
    middle=0.5, middle_words="Mean of all: 50%", top=1.0, ends=("Spring & May", "Autumn"),
    edges=("0%", "100% <all>"),
)  # fmt: skip
FUNNEL = replace(
    CHART,
    points=(ChartPoint("North: 3", 10, 3), ChartPoint("South: 9", 10, 9)),
    middle=4.0, top=4.0, is_joined=False, limits=((0, 0, 4), (20, 1, 3)),
)  # fmt: skip
BOTTOM = ("M0.0 226.0L600.0 226.0", "#6F777B", "1", "")


def lines(chart: RunChart) -> list[tuple[str, ...]]:
    """Every line in its order: its way, colour, width and dashes."""
    shape = r'<path d="([^"]+)" fill="none" stroke="([^"]+)" stroke-width="(\d+)"'
    return re.findall(shape + r'(?: stroke-dasharray="([^"]+)")?/>', drawn(chart))


def marks(chart: RunChart) -> str:
    """What stands after the lines of the data."""
    found = re.search(
        r'<g class="gt-run__data">(?:<path [^>]+fill="none"[^>]+>)?(.*)</g>', drawn(chart)
    )
    assert found
    return found[1]


def test_lines_lie_where_their_numbers_say() -> None:
    assert lines(CHART) == [
        BOTTOM,
        ("M0.0 120.0L600.0 120.0", "currentColor", "2", "8 4"),
        ("M14.0 183.6L85.5 183.6L85.5 183.6L371.5 183.6L371.5 162.4L586.0 162.4", "currentColor", "1", "2 3"),
        ("M14.0 56.4L85.5 56.4L85.5 56.4L371.5 56.4L371.5 35.2L586.0 35.2", "currentColor", "1", "2 3"),
        ("M14.0 120.0L157.0 35.2L586.0 173.0", "currentColor", "2", ""),
    ]  # fmt: skip


def test_what_stands_apart_has_a_shape_of_its_own() -> None:
    assert marks(CHART) == (
        '<circle cx="14.0" cy="120.0" r="6" fill="currentColor" stroke="currentColor" stroke-width="3"/>'
        '<path d="M157.0 25.2l10 10l-10 10l-10 -10z" fill="#F46A25" stroke="currentColor" stroke-width="2"/>'
        '<circle cx="586.0" cy="173.0" r="6" fill="canvas" stroke="currentColor" stroke-width="3"/>'
    )


def test_a_funnel_has_its_own_limits_no_line_between_points_and_cuts_off_at_its_top() -> None:
    assert lines(FUNNEL) == [
        BOTTOM,
        ("M0.0 14.0L600.0 14.0", "currentColor", "2", "8 4"),
        ("M14.0 226.0L300.0 226.0L300.0 173.0L586.0 173.0", "currentColor", "1", "2 3"),
        ("M14.0 14.0L300.0 14.0L300.0 67.0L586.0 67.0", "currentColor", "1", "2 3"),
    ]
    assert re.findall('cx="([^"]+)" cy="([^"]+)"', marks(FUNNEL)) == [("300.0", "67.0"), ("300.0", "14.0")]  # fmt: skip


def test_points_without_limits_or_height_or_a_neighbour_are_drawn_all_the_same() -> None:
    alone = replace(CHART, points=(ChartPoint("Q1: 0", 7, -3),), top=0.0)
    assert lines(alone) == [
        BOTTOM, ("M0.0 226.0L600.0 226.0", "currentColor", "2", "8 4"), ("M300.0 226.0", "currentColor", "2", ""),
    ]  # fmt: skip
    one_sided = replace(
        CHART, points=(ChartPoint("Q1", 0, 0.5, 0.2), ChartPoint("Q2", 1, 0.5, None, 0.8))
    )
    assert len(lines(one_sided)) == 3 and one_sided.has_limits


def test_the_label_says_the_picture_in_words() -> None:
    rest = "The table has every number."
    assert in_words(CHART) == f"3 points. Mean of all: 50%. Beyond the limits: Q2: 9 of 10. {rest}"
    both = replace(CHART, points=tuple(replace(each, is_apart=True) for each in CHART.points[:2]))
    assert "limits: Q1: 5 of 10; Q2: 9 of 10." in in_words(both)
    assert (
        in_words(FUNNEL) == f"2 points. Mean of all: 50%. No point lies beyond the limits. {rest}"
    )
    assert in_words(replace(FUNNEL, limits=())) == f"2 points. Mean of all: 50%. {rest}"
    picture = ElementTree.fromstring(drawn(CHART))
    assert picture.attrib == {
        "class": "gt-run__picture", "viewBox": "0 0 600 240", "role": "img", "aria-label": in_words(CHART),
    }  # fmt: skip


def test_the_page_has_title_edges_ends_and_a_key_of_what_is_there() -> None:
    page = in_page(CHART)
    assert page.replace(drawn(CHART), "[picture]").splitlines() == [
        '<figure class="gt-bars gt-run">',
        '<figcaption class="gt-bars__title">Good &lt;or&gt; “better” is steady</figcaption>',
        '<p class="gt-run__edge" aria-hidden="true">100% &lt;all&gt;</p>',
        "[picture]",
        '<p class="gt-run__edge" aria-hidden="true">0%</p>',
        '<div class="gt-run__ends" aria-hidden="true"><span>Spring &amp; May</span><span>Autumn</span></div>',
        '<ul class="gt-bars__key" aria-hidden="true">'
        '<li class="gt-bars__step">Broken line: mean of all: 50%</li>'
        '<li class="gt-bars__step">Dotted lines: the limits within which no point is a surprise</li>'
        '<li class="gt-bars__step">Diamond: beyond the limits</li>'
        '<li class="gt-bars__step">Open circle: one of seven or more in a row on one side, or going one way</li>'
        "</ul>",
        "</figure>",
    ]
    plain = in_page(replace(FUNNEL, limits=()))
    assert plain.count("<li") == 1
    hidden = replace(CHART.points[2], is_apart=True)
    assert "Open circle" not in in_page(replace(CHART, points=(*CHART.points[:2], hidden)))
