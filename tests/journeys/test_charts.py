"""Charts over time and between teams as people see them: both widths, forced colours, by keyboard, without fault."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from goldenthread.audits.models import Audit
from tests.alike import a_team_each, rounds_like, told
from tests.cast import make_cast
from tests.finished import World, finished_round
from tests.journeys.browser import arrive
from tests.journeys.looking import looked_at
from tests.journeys.service import Service
from tests.rooms.case_list import make_case_list

pytestmark = pytest.mark.browser
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
MET = [6, 7, 5, 6, 7, 6, 0, 6, 7, 6, 5, 6, 8, 9]


@pytest.fixture(scope="module")
def world(served: Service) -> World:
    cast = make_cast()
    first = finished_round(cast, make_case_list([cast.north, cast.south]), title="Autumn round")
    a_team_each(rounds_like(first, MET), cast.service)
    audits = list(Audit.objects.order_by("pk"))
    told(audits, "facts.visits_in_timescale", *((v, None, "") for v in ["yes", "no", "yes"] * 20))
    told(audits, "facts.chronology", *(("no", None, "") for _ in range(30)))
    return World(cast, first, first)


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
