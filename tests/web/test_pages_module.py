"""The small scripts of single pages, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.told_server import Server

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>Moderate</title>
<div data-moderates="risk" data-was="good" data-was-label="Good"><select aria-label="Risk">
<option value="good">Agree: Good</option><option value="ri">Change: Requires improvement</option>
</select></div><p data-changed="risk" hidden></p>
<div data-reason="risk"><textarea aria-label="Reason"></textarea></div>
<input type="checkbox" name="ref" value="1"><input type="checkbox" name="ref" value="2">
<button data-select-all="ref" aria-pressed="false">Select all</button>
<p id="letter">Dear colleague</p><button data-copy="letter">Copy</button>
<span data-copied="letter"></span>
<script type="module">import { copy, moderation, selectAll } from '/pages.js'
moderation(document.querySelector('[data-moderates]'))
selectAll(document.querySelector('[data-select-all]'))
copy(document.querySelector('[data-copy]'))
document.body.dataset.ready = true</script></html>"""


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    server.page = PAGE
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(server.address)
    page.wait_for_selector("[data-ready]")
    yield page
    context.close()


def test_a_changed_grade_is_said_and_asks_for_its_reason(page: Page) -> None:
    reason = page.get_by_label("Reason")
    expect(reason).to_be_hidden()
    page.get_by_label("Risk").select_option("ri")
    expect(page.get_by_text("Changed: Good to Requires improvement")).to_be_visible()
    expect(reason).to_be_visible()
    page.get_by_label("Risk").select_option("good")
    expect(page.locator("[data-changed]")).to_be_hidden()
    expect(reason).to_be_hidden()


def test_a_reason_already_written_stays_in_sight(page: Page) -> None:
    page.get_by_label("Risk").select_option("ri")
    page.get_by_label("Reason").fill("Father was not included")
    page.get_by_label("Risk").select_option("good")
    expect(page.get_by_label("Reason")).to_be_visible()


def test_select_all_ticks_and_then_clears(page: Page) -> None:
    button = page.get_by_role("button", name="Select all")
    button.click()
    expect(page.locator("[name=ref]:checked")).to_have_count(2)
    button.click()
    expect(page.locator("[name=ref]:checked")).to_have_count(0)


def test_a_text_is_copied(page: Page) -> None:
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-copied]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Dear colleague"
