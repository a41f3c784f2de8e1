"""The QA lead shares a round out: what auditors can take, what could not be met, what is kept."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.journal.changes import today
from goldenthread.programme.changes import add_typed_case, note_absence
from goldenthread.programme.models import Round
from goldenthread.programme.queries import loads
from tests.cast import Cast
from tests.journeys.browser import sign_in
from tests.journeys.clicking import choose, follow, is_headed, press, reads, write
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.journeys.test_without_a_mouse import MOST_STOPS, go_to, stop
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.browser


@pytest.fixture
def round(people: Cast) -> Round:
    """Six cases: four without a team, two of North, where Tariq is the manager."""
    held = make_round(people.pat, title="Six cases")
    for n in range(6):
        add_typed_case(
            by=people.pat, round=held, number=str(700 + n), team=people.north if n > 3 else None
        )
    away = {"from_on": today(), "until_on": today() + timedelta(days=60)}
    note_absence(by=people.pat, person=people.sunita, **away)
    return held


def given(page: Page) -> dict[str, int]:
    rows = page.get_by_role("table", name="Auditors of this round").locator("tbody tr").all()
    cells = {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows}
    return {name.removesuffix(" (external)"): int(n) for name, n in cells.items() if n != "0"}


def tick_by_keyboard(page: Page, name: str) -> None:
    """Tab to the box of this name, not to a link, and press Space."""
    for _ in range(MOST_STOPS):
        focus = stop(page)
        if focus["kind"] == "checkbox" and focus["name"].startswith(name):
            break
    page.keyboard.press("Space")


def is_well(page: Page) -> None:
    """Looked at in both widths, and made wide again."""
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_round_is_shared_out_by_what_auditors_can_take(
    browser: Browser, service: Service, people: Cast, round: Round
) -> None:
    page = sign_in(browser, service.url, people.pat)
    _ines_can_take_two(page)
    _only_tariq_and_sunita_cannot_take_them_all(page)
    _ines_takes_what_tariq_may_not(page)
    _what_is_kept_stays(page, people, round)


def _ines_can_take_two(page: Page) -> None:
    follow(page, "Set-up")
    follow(page, "Auditors", exact=True)
    is_well(page)
    follow(page, "Ines Vale")
    write(page, "Most cases in one round", "2")
    choose(page, "Case types they know well", "Child protection")
    is_well(page)
    press(page, "Save what they can take")
    reads(page, "What Ines Vale can take is saved.", "2 cases a round")


def _only_tariq_and_sunita_cannot_take_them_all(page: Page) -> None:
    follow(page, "Programme")
    follow(page, "Six cases")
    follow(page, "Auditors", exact=True)
    for name in ("Sunita Reed", "Tariq Moss"):
        choose(page, "Share the cases out evenly between", name)
    press(page, "Share out evenly")
    reads(page, "2 cases could not be given out", "away until it is due (1), own team (1)")
    assert given(page) == {"Tariq Moss": 4}
    is_well(page)


def _ines_takes_what_tariq_may_not(page: Page) -> None:
    for name in ("Ines Vale", "Tariq Moss"):
        choose(page, "Share the cases out evenly between", name)
    press(page, "Share out evenly")
    reads(page, "Every case has an auditor.")
    assert given(page) == {"Tariq Moss": 4, "Ines Vale": 2}


def _what_is_kept_stays(page: Page, people: Cast, round: Round) -> None:
    """Marked by mouse; shared out afresh by the keyboard alone."""
    page.get_by_label("Keep case 700 there").check()
    press(page, "Save these auditors")
    reads(page, "The auditors are saved.")
    is_well(page)
    for name in ("Ed Quill", "Ines Vale", "Start afresh"):
        tick_by_keyboard(page, name)
    go_to(page, "Share out evenly")
    expect(page.get_by_text("Every case has an auditor.")).to_be_visible()
    is_headed(page, "Auditors")
    assert loads(round) == {people.tariq.ref: 1, people.ines.ref: 2, people.ed.ref: 3}
