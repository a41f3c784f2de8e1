"""Charts over time and between teams as people see them: both widths, forced colours, by keyboard, without fault."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from goldenthread.audits.models import Audit, Standing
from goldenthread.programme.models import Round
from tests.alike import a_team_each, rounds_like, told
from tests.cast import make_cast
from tests.finished import World, finished_round
from tests.journeys.browser import arrive
from tests.journeys.looking import looked_at
from tests.journeys.service import Service
from tests.rooms.case_list import make_case_list
from tests.web.test_figures_connections import graded

pytestmark = pytest.mark.browser
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
MET = [6, 7, 5, 6, 7, 6, 0, 6, 7, 6, 5, 6, 8, 9]


@pytest.fixture(scope="module")
def world(served: Service) -> World:
    cast = make_cast()
    first = finished_round(cast, make_case_list([cast.north, cast.south]), title="Autumn round")
    made = rounds_like(first, MET)
    a_team_each(made, cast.service)
    Round.objects.filter(pk=made[-1].pk).update(follows=first)
    held = World(cast, first, first)
    graded(held, "risk", ["good", "good", "good", "inadequate"])
    graded(held, "plans", ["good", "inadequate", "inadequate"])
    # Whichever were moderated, none met the standard: so the dots of the follow-up lie apart.
    Standing.objects.filter(audit__round=first, section="overall").update(grade="inadequate")
    audits = list(Audit.objects.order_by("pk"))
    told(audits, "facts.visits_in_timescale", *((v, None, "") for v in ["yes", "no", "yes"] * 20))
    told(audits, "facts.chronology", *(("no", None, "") for _ in range(30)))
    return held


@pytest.fixture
def page(world: World, served: Service, browser: Browser) -> Iterator[Page]:
    made = arrive(browser, served.url, world.cast.pat)
    yield made
    made.context.close()


def addresses(world: World) -> dict[str, str]:
    like = f"?like={world.first.code}&method=1"
    return {
        f"/insights/over-time/{like}": "figures:over_time",
        f"/insights/over-time/{like}&by=month&measure=audits": "figures:over_time",
        f"/insights/between-teams/{like}": "figures:groups",
        "/insights/timeliness/": "figures:timeliness",
        "/insights/documents/": "figures:ages",
    }


def test_pages_with_charts_are_without_fault(page: Page, world: World) -> None:
    found = addresses(world)
    wanted = found if IS_THOROUGH else dict([*found.items()][:3:2])
    assert looked_at(page, wanted) == {}


def test_pages_with_charts_are_walked_by_keyboard(page: Page, world: World) -> None:
    """The first number of the page is reached by Tab alone, and its focus is seen."""
    page.goto(next(iter(addresses(world))))
    for _ in range(60):
        page.keyboard.press("Tab")
        held = page.evaluate(
            "[document.activeElement.href || '', getComputedStyle(document.activeElement).outlineStyle]"
        )
        if "/insights/trace/" in held[0]:
            break
    assert "like%3D" in held[0] and held[1] != "none"


def test_charts_stay_readable_in_forced_colours(page: Page, world: World) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(next(iter(addresses(world))))
    found: Any = page.evaluate(
        "[...document.querySelectorAll('.gt-run__data path, .gt-run__data circle')]"
        ".map(mark => getComputedStyle(mark).stroke)"
    )
    ink = page.evaluate("getComputedStyle(document.querySelector('main')).color")
    assert len(found) == len(MET) + 1 and set(found) == {ink}


FRAMES = """kind => [...document.querySelectorAll(`${kind} .gt-heat`)].map(one => {
  const style = getComputedStyle(one);
  const step = [...one.classList].find(name => name.startsWith('gt-heat--'));
  return [step, style.outlineStyle, style.outlineWidth].join(' ');
})"""


def test_shades_are_told_apart_by_their_frames_in_forced_colours(page: Page, world: World) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"/insights/domains-by-team/?round={world.first.code}")
    legend, cells = (set(page.evaluate(FRAMES, kind)) for kind in (".gt-heat-legend", "table"))
    assert len({each.partition(" ")[2] for each in legend}) == 4
    assert {"gt-heat--1", "gt-heat--4"} <= {each.split()[0] for each in cells}
    assert {each for each in cells if "gt-heat--0" not in each} <= legend


def test_open_and_filled_dots_stay_so_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/insights/re-audit/")
    first, second, ground, ink = page.evaluate(
        """() => {
          const main = getComputedStyle(document.querySelector('main')), root = document.documentElement;
          const fill = name => getComputedStyle(document.querySelector(name)).fill;
          return [fill('.gt-pairs__first:not([fill="none"])'), fill('.gt-pairs__second'),
            getComputedStyle(root).backgroundColor, main.color];
        }"""
    )
    assert (first, second) == (ground, ink)
