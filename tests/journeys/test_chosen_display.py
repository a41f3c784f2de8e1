"""A display as a person has chosen it: colours of their own, larger text, no movement."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader
from playwright.sync_api import Browser, Locator, Page

from goldenthread.audits.models import Audit
from goldenthread.web.jinja import environment
from goldenthread.writers.palette import scale
from tests.cast import Cast, make_cast
from tests.databases import own_database
from tests.journeys.browser import FLAGS, arrive, layout_faults
from tests.journeys.service import Service
from tests.journeys.test_without_a_mouse import MOST_STOPS
from tests.loop import round_of
from tests.web.test_parts import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("db"),
]

CSS = Path(__file__).parents[2] / "goldenthread" / "web" / "static" / "built" / "app.css"
STEPS = scale(
    [
        ("inadequate", "Inadequate"),
        ("ri", "Requires improvement"),
        ("good", "Good"),
        ("outstanding", "Outstanding"),
    ]
)
PARTS = """
{% from "parts/grades.html" import tag, grade_tag, grade_bars %}
{% from "parts/boxes.html" import progress %}
{{ grade_bars("Grades", steps, [{"label": "2026", "n": 9, "counts": counts}]) }}
{{ progress(1, 2) }} {{ tag("overdue") }} {{ grade_tag("Good", "good") }}
"""
# The colours that an element shows of its edge, its outline and its ground, as [red, green, blue].
COLOURS = """one => {
  const style = getComputedStyle(one), rgb = text => text.match(/[\\d.]+/g).map(Number);
  return {
    edge: rgb(style.borderTopColor), edgeWidth: parseFloat(style.borderTopWidth),
    line: rgb(style.outlineColor), lineWidth: parseFloat(style.outlineWidth),
    ground: rgb(style.backgroundColor),
  };
}"""
# The ring round the element that has the focus; a radio's is drawn by its label. None after the last.
RING = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const isDrawn = ['radio', 'checkbox'].includes(one.type);
  const style = isDrawn ? getComputedStyle(one.labels[0], '::before') : getComputedStyle(one);
  return {
    what: one.outerHTML.slice(0, 80),
    width: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    ring: style.outlineColor.match(/[\\d.]+/g).map(Number),
  };
}"""
LISTS = ("/", "/audits/", "/rounds/", "/actions/", "/set-up/people/", "/help/contact/")
LEAST = 3  # WCAG 2.2, 1.4.11: what is no text


def contrast(first: list[float], second: list[float]) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours(where: Locator) -> dict[str, Any]:
    found: dict[str, Any] = where.evaluate(COLOURS)
    return found


def canvas(page: Page) -> list[float]:
    """The ground of the page that the person chose."""
    return colours(page.locator("body"))["ground"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Service, Cast, Audit]]:
    """One server for the whole file, with a round of two audits."""
    with django_db_blocker.unblock(), own_database() as name:
        running, people = Service(name), make_cast()
        audit, _ = round_of(people, ["20301", "20302"])
        running.start()
        try:
            yield running, people, audit
        finally:
            running.stop()


@pytest.fixture(params=["light", "dark"])
def section(
    browser: Browser, served: tuple[Service, Cast, Audit], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A section of an audit where the person has chosen black on white, or white on black."""
    running, people, audit = served
    page = arrive(
        browser, running.url, people.ines, forced_colors="active", color_scheme=request.param
    )
    page.goto(f"/audits/{audit.ref}/sections/risk/")
    yield page
    page.context.close()


def test_nothing_is_said_by_a_colour_that_the_person_replaced(section: Page) -> None:
    page = section
    counts = {step.key: n for n, step in enumerate(STEPS, 1)}
    html = environment(loader=FileSystemLoader(PAGES)).from_string(PARTS)
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)",
        html.render(steps=STEPS, counts=counts),
    )
    ground = canvas(page)
    parts = page.locator(".gt-fill").all()
    assert len(parts) == 2 * len(STEPS)
    for part in parts:
        seen = colours(part)
        assert seen["edgeWidth"] >= 1
        assert contrast(seen["edge"], ground) >= LEAST
    assert contrast(colours(page.locator(".gt-progress__done").last)["ground"], ground) >= LEAST
    for tag in page.locator(".gt-tag").all():
        seen = colours(tag)
        assert seen["lineWidth"] >= 1
        assert contrast(seen["line"], ground) >= LEAST


def test_what_is_chosen_and_where_one_is_can_be_seen(section: Page) -> None:
    page = section
    radio = page.locator(".govuk-radios__item").first
    pictures = []
    for is_chosen in ("false", "true"):
        radio.locator("input").evaluate(f"one => {{ one.checked = {is_chosen} }}")
        pictures.append(radio.screenshot())
    assert pictures[0] != pictures[1]
    marks(page, ".gt-section-list__item--current")
    page.goto("/")
    marks(page, ".govuk-service-navigation__item--active")


def marks(page: Page, current: str) -> None:
    """The edge of the current place is what tells it from the others."""
    place = page.locator(current).first
    before = place.screenshot()
    place.evaluate("one => { one.style.borderColor = 'canvas' }")
    assert place.screenshot() != before, current


def test_the_focus_can_be_seen_at_every_stop(section: Page) -> None:
    page = section
    ground, stops, unseen = canvas(page), 0, []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(RING)
        if focus is None:
            break
        stops += 1
        if focus["width"] < 1 or contrast(focus["ring"], ground) < LEAST:
            unseen.append(focus["what"])
    assert stops > 20
    assert unseen == []


def test_no_list_scrolls_sideways_at_any_width_or_size_of_text(
    browser: Browser, served: tuple[Service, Cast, Audit]
) -> None:
    """640 px stand for a window of 1280 at 200%; the second browser has text of twice the size."""
    running, people, _ = served
    larger = browser.browser_type.launch(
        executable_path="/usr/bin/chromium", args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    )
    wrong = {}
    for size, each in (("16 px", browser), ("32 px", larger)):
        page = arrive(each, running.url, people.pat)
        for where in LISTS:
            page.goto(where)
            for width in (640, 768, 880, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                if found := layout_faults(page):
                    wrong[f"{where} at {width} px, text of {size}"] = found
        page.context.close()
    larger.close()
    assert wrong == {}


def test_nothing_moves() -> None:
    assert re.findall(r"transition:|animation:|scroll-behavior:", CSS.read_text()) == []
