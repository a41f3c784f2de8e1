"""The pages of the loop (programme, moderation, feedback, actions, learning, ledger, search, homes) by the
Tab key and in colours that the person chose: each once, as one of those who use it."""

from dataclasses import replace

import pytest
from django.test import Client
from playwright.sync_api import Browser

from goldenthread.audits.changes import raise_dispute
from goldenthread.web.urls import TABLE
from tests.cast import make_cast
from tests.journeys.browser import arrive
from tests.journeys.looking import NO_PAGES
from tests.journeys.service import Service
from tests.journeys.test_every_page import (
    ONLY_POSTED,
    actions_of,
    confirmed_and_closed,
    followed,
)
from tests.journeys.walking import WATCH, gone_through, vanished, walked
from tests.rights.place import QUERIES
from tests.web.test_strangers import address_of
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("db")]

LEARNING = {f"learning:{page}" for page in TABLE["learning"]}
PROGRAMME = {
    f"programme:{page}" for page in list(TABLE["programme"])[: list(TABLE["programme"]).index("index")]
}  # fmt: skip
ACTIONS = {f"actions:{page}" for page in TABLE["actions"]}
AUDITS = {
    f"audits:{page}"
    for page in (
        "concern", "concern_raised", "moderation", "moderate", "new_session", "calibration", "session",
        "moderation_result", "dispute", "decide_dispute", "feedback_list", "release", "feedback",
        "undo_release", "reply", "discussion", "feedback_dates", "close_audit", "family_links",
        "family_paper", "family_form",
    )
}  # fmt: skip
FIGURES = {f"figures:{page}" for page in (
    "ledger", "ledger_list", "reaudit", "grades", "heat", "domains", "put_in_report",
)}  # fmt: skip
OTHERS = {
    "home:search", "home:home", "programme:follow", "programme:exemptions", "programme:indicators",
    "programme:indicator_file", "reports:inspection_pack", "word_templates:kinds", "word_templates:kind",
}  # fmt: skip
PAGES = LEARNING | PROGRAMME | ACTIONS | AUDITS | FIGURES | OTHERS
OF_SHARED = {
    f"audits:{page} ref"
    for page in (
        "feedback", "dispute", "undo_release", "reply", "discussion", "feedback_dates", "close_audit",
        "moderation_result",
    )
}  # fmt: skip
ROLES = ("pat", "ines", "mo", "tariq", "dana", "sam", "dee", "olive")
# Here every role has a page of its own; the others are walked by whoever may open them first.
OF_EVERYBODY = {"home:home"}
Where = dict[str, str]


@pytest.fixture(scope="module")
def world(served: Service) -> World:
    made = make_world(make_cast())
    made.refs |= dict.fromkeys(OF_SHARED, made.shared.ref)
    undone, done = actions_of(made.cast)
    below, closed = confirmed_and_closed(made.cast)
    dispute = raise_dispute(by=made.cast.tariq, audit=undone.audit, why="Seen in May.")
    return replace(
        made,
        refs=made.refs
        | {
            "actions:done ref": undone.ref, "actions:check ref": done.ref,
            "actions:confirm ref": below.ref, "actions:difference ref": closed.ref,
            "actions:reopen ref": followed(made.cast, closed).ref,
            "audits:decide_dispute ref": dispute.ref,
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def walks(world: World) -> dict[str, Where]:
    """Role -> address -> page, each page with the first of the roles who may open it."""
    rest, found = sorted(PAGES - NO_PAGES), {}
    for role in ROLES:
        client = Client()
        client.force_login(getattr(world.cast, role))
        mine = {}
        for name in rest:
            where = asked(world, name)
            answer = client.get(where)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                mine[where] = name
        found[role] = mine
        rest = [name for name in rest if name not in mine.values() or name in OF_EVERYBODY]
    return found


def asked(world: World, name: str) -> str:
    room, page = name.split(":")
    where = address_of(world, room, page, TABLE[room][page])
    return where + QUERIES.get(name, "").format(world.action.ref)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_gone_through_with_tab_and_seen_in_chosen_colours(
    browser: Browser, served: Service, world: World, walks: dict[str, Where], role: str
) -> None:
    page = arrive(browser, served.url, getattr(world.cast, role), forced_colors="active")
    assert gone_through(page, walks[role]) == {}


def test_every_page_of_the_loop_was_gone_through(walks: dict[str, Where]) -> None:
    """Else the test above would walk through fewer than it says."""
    seen = {name for each in walks.values() for name in each.values()}
    assert PAGES - NO_PAGES - seen - ONLY_POSTED == set()
    assert len(seen) > 70


PLANTED = {
    "vanishes": "one.style.cssText = 'height: 9px; background-color: #1d70b8'",
    "words that cannot be read": "one.textContent = 'Late'; one.style.cssText = 'forced-color-adjust: none; color: #000'",
    "no edge": "one.innerHTML = '<input>'; one.firstChild.style.border = '0'",
    "no ring": "one.innerHTML = '<a href=\"/\">Home</a>'; one.firstChild.style.outline = '0'",
    "an order of its own": "one.tabIndex = 3",
    "Tab never comes to": "one.innerHTML = '<input>'; one.onkeydown = event => event.preventDefault(); "
    "one.insertAdjacentHTML('afterend', '<input>')",
    "a chart loses": 'one.innerHTML = \'<svg><rect width="9" height="9" fill="#111"/></svg>\'',
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_that_was_planted_is_found(
    browser: Browser, served: Service, world: World, fault: str
) -> None:
    page = arrive(browser, served.url, world.cast.stranger, forced_colors="active")
    page.context.add_init_script(WATCH)
    page.goto("/")
    page.evaluate(
        f"() => {{ const one = document.createElement('div'); document.querySelector('main').append(one); {PLANTED[fault]} }}"
    )
    found = [*vanished(page), *walked(page, whole=True)]
    page.context.close()
    assert [each for each in found if each.startswith(fault)]
