"""A rotation, cases audited again, and a dip sample, each set up in every way that people have.

Each has its pages looked at by axe, is set up by keyboard alone, and with JavaScript off.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.cases.models import CaseList
from goldenthread.journal.changes import today
from goldenthread.programme.changes import mark_closed, mark_open, name_case, record_outcome
from goldenthread.programme.models import Round
from goldenthread.programme.queries import check_selection, entry_by_number, round_cases
from tests.cast import Cast
from tests.journeys.browser import WIDTHS, arrive, axe_faults, layout_faults
from tests.journeys.clicking import choose, follow, is_headed, press, reads, write, write_date
from tests.journeys.service import Service
from tests.journeys.test_without_a_mouse import FOCUS, go_to, stop
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round

pytestmark = pytest.mark.browser
STOPS = 150


def listed_cases(cast: Cast) -> CaseList:
    """Sixty open cases of six practitioners in two teams, twenty of them opened lately."""
    return make_case_list([cast.north, cast.south], opened=20)


def has_no_faults(page: Page) -> None:
    """Wide and narrow, with whatever the choices made so far have opened."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_faults(page) + layout_faults(page) == [], (width, page.url)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def numbers_in(round: Round) -> set[str]:
    return {case.subject.number for case in round_cases(round)}


def holds(round: Round) -> None:
    assert check_selection(round.selections.get()).faults == ()


def without_javascript(browser: Browser, service: Service, people: Cast) -> Page:
    return arrive(browser, service.url, people.pat, java_script_enabled=False)


def begin(page: Page, title: str) -> Round:
    """A selected round from the front page of the programme, up to its step Selection."""
    page.goto("/rounds/new/selected/")
    write(page, "Title of the round", title)
    press(page, "Continue")
    is_headed(page, title)
    follow(page, "Selection", exact=True)
    is_headed(page, "Selection")
    return Round.objects.get(title=title)


def test_a_rotation_takes_every_case_in_two_rounds(
    browser: Browser, service: Service, people: Cast
) -> None:
    listed_cases(people)
    page = arrive(browser, service.url, people.pat)
    autumn = begin(page, "Autumn half")
    choose(page, "What is selected?", "A rotation: every case once, in waves")
    choose(page, "Which rotation?", "Begin a rotation with this round")
    write(page, "In how many waves?", "2")
    press(page, "See the effect")
    reads(page, "30 cases of 60 would be selected", "0 cases in earlier waves, 30 in this one")
    has_no_faults(page)
    press(page, "Select the cases")
    reads(page, "30 of 60 cases selected", "Wave 1 of 2 of a rotation")
    has_no_faults(page)
    spring = _second_wave_by_keyboard(without_javascript(browser, service, people), autumn)
    assert numbers_in(autumn) | numbers_in(spring) == {str(n) for n in range(5000, 5060)}
    assert not numbers_in(autumn) & numbers_in(spring)
    holds(autumn)
    holds(spring)
    _the_papers_are_there(page, spring)
    follow(page, "Programme")
    follow(page, "All rounds")
    follow(page, "rotations")
    reads(page, "Rotation begun by Autumn half", "Every wave has been selected.")
    has_no_faults(page)


def _second_wave_by_keyboard(page: Page, autumn: Round) -> Round:
    spring = begin(page, "Spring half")
    _arrow_to(page, "kind", "rotation")
    _arrow_to(page, "rotation", autumn.ref)
    go_to(page, "Select the cases")
    reads(page, "Wave 2 of 2 of a rotation", "30 in an earlier wave of the rotation")
    page.context.close()
    return spring


def _the_papers_are_there(page: Page, spring: Round) -> None:
    page.goto(f"/rounds/{spring.ref}/set-up/selection/check/")
    follow(page, "Print the selection record")
    reads(page, "Take it with you", "Wave 2 of 2")
    has_no_faults(page)
    for name, begins in (("certificate", b"{"), ("case list it was selected from", b"person_id")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).first.click()
        assert download.value.path().read_bytes().startswith(begins)
    follow(page, "Is the selection a fair picture of the case list?")
    reads(page, "To be expected", "Worker 3")
    has_no_faults(page)


def test_cases_are_audited_again_by_keyboard_alone(
    browser: Browser, service: Service, people: Cast
) -> None:
    listed = listed_cases(people)
    round = make_selected_round(
        people.pat, listed, title="Again", follows=audited_before(people, listed)
    )
    _effect_without_javascript(without_javascript(browser, service, people), round)
    page = arrive(browser, service.url, people.pat)
    page.goto(f"/rounds/{round.ref}/set-up/selection/")
    _arrow_to(page, "kind", "again")
    _tick(page, "again_all", "inadequate")
    _tick(page, "again_share", "requires_improvement")
    go_to(page, "See the effect")
    reads(page, "6 cases of 9 would be selected")
    has_no_faults(page)
    go_to(page, "Select the cases")
    reads(page, "Audited again from Before: all of those graded Inadequate.")
    has_no_faults(page)
    assert len(numbers_in(round)) == 6 and {"5000", "5001", "5002"} <= numbers_in(round)
    holds(round)


def _effect_without_javascript(page: Page, round: Round) -> None:
    page.goto(f"/rounds/{round.ref}/set-up/selection/")
    choose(page, "What is selected?", "Cases to audit again, from Before")
    choose(page, "Audit all of these again", "Inadequate")
    press(page, "See the effect")
    reads(page, "3 cases of 3 would be selected")
    page.context.close()


def audited_before(cast: Cast, listed: CaseList) -> Round:
    """Nine audits: three inadequate, six that require improvement; another round holds the list."""
    make_selected_round(cast.pat, listed, title="Another")
    before = make_round(cast.pat, title="Before", case_list=listed)
    for n in range(9):
        entry = entry_by_number(listed, str(5000 + n))
        assert entry
        case = name_case(by=cast.pat, round=before, entry=entry, named_by="Pat", why="Asked")
        record_outcome(
            by=cast.pat, round_case=case, auditor=cast.ines, audited_on=today(), stage="auditor",
            grade="inadequate" if n < 3 else "requires_improvement",
        )  # fmt: skip
    mark_open(by=cast.pat, round=before)
    mark_closed(by=cast.pat, round=before)
    return before


def _arrow_to(page: Page, field: str, value: str) -> None:
    """Tab to a question, then the arrow keys to one of its answers."""
    for _ in range(STOPS):
        if stop(page)["field"] == field:
            break
    for _ in range(STOPS):
        if page.evaluate(FOCUS)["value"] == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never come to {value} of {field}")


def _type_in(page: Page, field: str, text: str) -> None:
    """Tab to a box, which takes what is in it along, and type."""
    for _ in range(STOPS):
        if stop(page)["field"] == field:
            page.keyboard.type(text)
            return
    raise AssertionError(f"Tab never comes to {field}")


def _tick(page: Page, field: str, value: str) -> None:
    for _ in range(STOPS):
        focus = stop(page)
        if (focus["field"], focus["value"]) == (field, value):
            page.keyboard.press("Space")
            return
    raise AssertionError(f"Tab never comes to {value} of {field}")


def test_a_dip_sample_is_set_up_with_javascript_off_and_mended_by_keyboard(
    browser: Browser, service: Service, people: Cast
) -> None:
    listed_cases(people)
    page = without_javascript(browser, service, people)
    round = begin(page, "What was opened lately")
    choose(page, "What is selected?", "A dip sample of what happened between two dates")
    write_date(page, "First day", today() - timedelta(days=10))
    write_date(page, "Last day", today())
    choose(page, "How many of each case type?", "As many as would show")
    page.get_by_label("What should be seen?").select_option("5")
    press(page, "See the effect")
    reads(
        page,
        "19 cases of 20 would be selected",
        "40 outside the dates",
        "5% of cases: 19 (enough here)",
    )
    choose(page, "How many of each case type?", "In proportion")
    write(page, "Number of cases to select", "30")
    press(page, "Select the cases")
    reads(page, "There is a problem", "only 20 cases may be drawn")
    _type_in(page, "size", "12")
    go_to(page, "Select the cases")
    reads(page, "12 of 20 cases selected")
    expect(page.locator("main")).to_contain_text("The day the case was opened: from")
    assert max(numbers_in(round)) < "5020"
    holds(round)
    looked_at = arrive(browser, service.url, people.pat)
    for step in ("", "check/"):
        looked_at.goto(f"/rounds/{round.ref}/set-up/selection/{step}")
        has_no_faults(looked_at)
