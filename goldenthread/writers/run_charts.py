"""Values over time, or groups by their size, as SVG for a page: a middle line, limits, points.

The SVG holds no words, so that nothing shrinks on a narrow screen: the words of the axes and of the key are HTML
around it, and the table of numbers stands beneath on the page. Whatever stands apart has a shape of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from goldenthread.writers.document import plain

WIDTH, HEIGHT = 600, 240
MARGIN = 14  # room for a mark at the edge
RADIUS = 6
APART, QUIET = "#F46A25", "#6F777B"
Place = tuple[float, float]


@dataclass(frozen=True)
class ChartPoint:
    """One point: where it lies across (`at`), how high, and between which limits it is no surprise.

    `words` name it and its number. `is_apart`: beyond its limits; `is_in_run`: one of seven in a row.
    """

    words: str
    at: float
    value: float
    low: float | None = None
    high: float | None = None
    is_apart: bool = False
    is_in_run: bool = False


@dataclass(frozen=True)
class RunChart:
    """Points in the order of `at`; `top` is the height of the uppermost edge, 0 the lowest.

    `ends`: the words of the left and of the right end; `edges`: of the bottom and of the top.
    `is_joined`: whether a line leads from point to point, as over time. `limits`: the curves of a
    funnel as (at, low, high), where they do not belong to the points.
    """

    title_finding: str
    points: tuple[ChartPoint, ...]
    middle: float
    middle_words: str
    top: float
    ends: tuple[str, str]
    edges: tuple[str, str]
    is_joined: bool = True
    limits: tuple[tuple[float, float, float], ...] = ()

    @property
    def has_limits(self) -> bool:
        return bool(self.limits) or any(each.low is not None for each in self.points)


def in_words(chart: RunChart) -> str:
    """The chart for those who cannot see it: its middle, then each point that stands apart."""
    apart = [each.words for each in chart.points if each.is_apart]
    said = f"Beyond the limits: {'; '.join(apart)}." if apart else ""
    none = "No point lies beyond the limits." if chart.has_limits and not apart else ""
    first = f"{len(chart.points)} points. {chart.middle_words}."
    return " ".join(part for part in (first, said or none, "The table has every number.") if part)


def in_page(chart: RunChart) -> str:
    """The chart as HTML with its title, the words of its axes, and a key."""
    bottom, top = (escape(plain(words)) for words in chart.edges)
    left, right = (escape(plain(words)) for words in chart.ends)
    return (
        f'<figure class="gt-bars gt-run">\n<figcaption class="gt-bars__title">'
        f"{escape(plain(chart.title_finding))}</figcaption>\n"
        f'<p class="gt-run__edge" aria-hidden="true">{top}</p>\n{drawn(chart)}\n'
        f'<p class="gt-run__edge" aria-hidden="true">{bottom}</p>\n'
        f'<div class="gt-run__ends" aria-hidden="true"><span>{left}</span><span>{right}</span></div>\n'
        f'<ul class="gt-bars__key" aria-hidden="true">{"".join(_key(chart))}</ul>\n</figure>'
    )


def drawn(chart: RunChart) -> str:
    """The picture alone; its label says it in words."""
    return (
        f'<svg class="gt-run__picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(in_words(chart))}">{"".join(_parts(chart))}</svg>'
    )


def _parts(chart: RunChart) -> Iterator[str]:
    yield _line([(0, _y(chart, 0)), (WIDTH, _y(chart, 0))], QUIET, 1)
    middle = _y(chart, chart.middle)
    yield _line([(0, middle), (WIDTH, middle)], "currentColor", 2, "8 4")
    bands = chart.limits or tuple(
        (each.at, each.low, each.high)
        for each in chart.points
        if each.low is not None and each.high is not None
    )
    for side in (1, 2):
        steps = _steps([(_x(chart, band[0]), _y(chart, band[side])) for band in bands])
        yield _line(steps, "currentColor", 1, "2 3") if steps else ""
    places = [(_x(chart, each.at), _y(chart, each.value)) for each in chart.points]
    yield '<g class="gt-run__data">'
    if chart.is_joined:
        yield _line(places, "currentColor", 2)
    for each, place in zip(chart.points, places, strict=True):
        yield _mark(each, place)
    yield "</g>"


def _steps(places: Sequence[Place]) -> list[Place]:
    """Limits as steps: each holds for its own point, half the way to its neighbours."""
    found: list[Place] = list(places[:1])
    for (x, y), (later, height) in pairwise(places):
        between = (x + later) / 2
        found += [(between, y), (between, height)]
    return [*found, *places[-1:]]


def _x(chart: RunChart, at: float) -> float:
    first, last = _ends(chart)
    share = (at - first) / (last - first) if last > first else 0.5
    return MARGIN + (WIDTH - 2 * MARGIN) * share


def _ends(chart: RunChart) -> tuple[float, float]:
    across = [each.at for each in chart.points] + [band[0] for band in chart.limits]
    return min(across), max(across)


def _y(chart: RunChart, value: float) -> float:
    share = min(1.0, max(0.0, value / chart.top)) if chart.top else 0.0
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share


def _line(places: Sequence[Place], colour: str, width: int, dashes: str = "") -> str:
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _mark(point: ChartPoint, place: Place) -> str:
    """A circle; hollow where it is one of seven in a row; a diamond where it lies beyond its limits."""
    x, y = place
    if point.is_apart:
        reach = RADIUS + 4
        corners = f"M{x:.1f} {y - reach:.1f}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"
        return f'<path d="{corners}" fill="{APART}" stroke="currentColor" stroke-width="2"/>'
    fill = "canvas" if point.is_in_run else "currentColor"
    style = f'fill="{fill}" stroke="currentColor" stroke-width="3"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" {style}/>'


def _key(chart: RunChart) -> Iterator[str]:
    def step(words: str) -> str:
        return f'<li class="gt-bars__step">{escape(words)}</li>'

    yield step(f"Broken line: {chart.middle_words[0].lower()}{chart.middle_words[1:]}")
    if chart.has_limits:
        yield step("Dotted lines: the limits within which no point is a surprise")
    if any(each.is_apart for each in chart.points):
        yield step("Diamond: beyond the limits")
    if any(each.is_in_run and not each.is_apart for each in chart.points):
        yield step("Open circle: one of seven or more in a row on one side, or going one way")
