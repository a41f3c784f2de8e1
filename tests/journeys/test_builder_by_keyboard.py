"""The builder by keyboard alone: parts are added, half a page is left and found again, and the preview read."""

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.tools.building.places import keys, part
from goldenthread.tools.models import ToolVersion, Typed
from tests.cast import Cast
from tests.journeys.browser import arrive
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.journeys.test_without_a_mouse import MOST_STOPS, go_to, stop
from tests.rooms.built_tools import a_tool, now

pytestmark = pytest.mark.browser


def into(page: Page, field: str) -> None:
    """Tab to a field by its name."""
    for _ in range(MOST_STOPS):
        if stop(page)["field"] == field:
            return
    raise AssertionError(f"Tab never comes to {field} on {page.url}")


def kept(page: Page) -> None:
    """The words on the page are kept, and the line says so."""
    expect(page.locator("[data-autosave-status]")).to_contain_text("Kept at")


def build(page: Page, draft: ToolVersion) -> None:
    """A section with a question of yes or no, and the section moved up."""
    go_to(page, "Add a section")
    into(page, "title")
    page.keyboard.type("Planning")
    go_to(page, "Add")
    go_to(page, "Add a question")
    into(page, "type")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != "yes_no":
        page.keyboard.press("ArrowDown")
    into(page, "label")
    page.keyboard.type("Is there a plan?")
    go_to(page, "Add")
    into(page, "hint")
    page.keyboard.type("A plan of this year.")
    go_to(page, "Save")
    go_to(page, "Visits and plans")
    go_to(page, "Up : Planning")
    made = now(draft).body
    asked = keys(made, "question")[-3:]
    assert [part(made, "question", key).get("hint") for key in asked] == [
        "A plan of this year.",
        None,
        None,
    ]
    assert not Typed.objects.exclude(fields={}).exists()


def leave_half(page: Page, where: str) -> None:
    """Half a page, left by a link and thrown away; then left, found again, and cancelled."""
    page.goto(where)
    into(page, "hint")
    page.keyboard.type("Not this")
    go_to(page, "Visits and plans")
    expect(page.locator("main")).to_contain_text("Typed and not saved")
    page.goto(where)
    expect(page.get_by_label("Guidance")).to_have_value("Not this")
    go_to_button(page, "Throw it away")
    expect(page.get_by_label("Guidance")).to_have_value("")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-status]")).to_contain_text("What you type is kept")
    assert not Typed.objects.exclude(fields={}).exists()


def go_to_button(page: Page, name: str) -> None:
    """Tab to a button that leads nowhere else, and press it."""
    for _ in range(MOST_STOPS):
        if stop(page)["name"] == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never comes to {name} on {page.url}")


def sign_out_midway(page: Page) -> None:
    """Words typed after the session ended wait in the page, and are kept once somebody signs in again."""
    signed_in = page.context.cookies()
    page.context.clear_cookies()
    into(page, "hint")
    page.keyboard.type("Seen alone")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Sign in again in a new tab")
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]
    page.keyboard.press("Control+s")
    kept(page)


def type_in_two_tabs(page: Page, where: str) -> None:
    """The second tab shows what is kept; once both went on, the slower one chooses."""
    other = page.context.new_page()
    other.goto(where)
    expect(other.get_by_label("Guidance")).to_have_value("Seen alone")
    other.get_by_label("Guidance").fill("Seen alone, at home")
    other.keyboard.press("Control+s")
    kept(other)
    other.close()
    page.keyboard.type(", at school")
    page.keyboard.press("Control+s")
    box = page.get_by_role("group", name="Words typed in two tabs")
    expect(box).to_contain_text("Guidance: Seen alone, at home")
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    go_to_button(page, "Take what the other tab has")
    expect(page.get_by_label("Guidance")).to_have_value("Seen alone, at home")


def test_the_builder_by_keyboard_alone(browser: Browser, service: Service, people: Cast) -> None:
    draft = a_tool(people)
    page = arrive(browser, service.url, people.pat)
    front = f"/set-up/tools/{draft.ref}/"
    page.goto(front)
    build(page, draft)
    where = f"{front}questions/visits.grade/"
    leave_half(page, where)
    sign_out_midway(page)
    type_in_two_tabs(page, where)
    go_to(page, "Save")
    assert part(now(draft).body, "question", "visits.grade")["hint"] == "Seen alone, at home"
    assert not Typed.objects.exclude(fields={}).exists()
    page.goto(front)
    go_to(page, "Undo")
    assert not part(now(draft).body, "question", "visits.grade").get("hint")
    go_to(page, "Preview as auditor")
    go_to(page, "B. Planning")
    expect(page.locator("main")).to_contain_text("Is there a plan?")
    page.context.close()
