"""The autosave module in a real browser, against a server that answers as it is told."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.web.told_server import PAGE, Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A section of an audit, with a clock that only the test moves on."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(server.address)
    page.clock.pause_at("2100-01-01")
    yield page
    context.close()


def line(page: Page) -> Any:
    return page.locator("[data-autosave-status]")


def voice(page: Page) -> Any:
    return page.locator("[data-autosave-announce]")


def write(page: Page, text: str, name: str = "q1-text") -> None:
    page.locator(f"[name={name}]").fill(text)


def saved(page: Page) -> None:
    expect(line(page)).to_have_text("All changes saved at 14:32")


def passes(page: Page, text: str) -> None:
    """Time goes by, with room for each request to come back, until the line says so."""
    for _ in range(100):
        if text in line(page).inner_text():
            return
        page.clock.run_for(500)
        page.wait_for_timeout(20)
    raise AssertionError(line(page).inner_text())


def test_a_text_is_saved_two_seconds_after_typing_stops(page: Page, server: Server) -> None:
    write(page, "one")
    page.clock.run_for(1900)
    write(page, "one two")
    page.clock.run_for(1900)
    assert server.puts == []
    page.clock.run_for(200)
    saved(page)
    assert [put["text"] for put in server.puts] == ["one two"]
    assert page.locator("[name=q1-version]").input_value() == "4"


def test_words_typed_before_the_script_arrived_are_saved(browser: Browser, server: Server) -> None:
    """On a slow line a person types into the page before it can save by itself."""
    page = browser.new_page()  # a held clock would hide how the page was come by
    held: list[Route] = []
    # The driver marks the function it is given, which a list's own method does not let it do.
    page.route("**/autosave.js", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/autosave.js"):
        page.goto(server.address, wait_until="commit")
    write(page, "early")
    held[0].continue_()
    saved(page)
    assert server.answers["q1"]["text"] == "early"
    page.close()


def test_a_choice_is_saved_at_once_and_the_counts_follow(page: Page, server: Server) -> None:
    page.get_by_label("Requires improvement").check()
    saved(page)
    assert server.answers["q1"]["value"] == "ri"
    expect(page.locator("[data-autosave-answered]")).to_have_text("4")
    expect(page.locator("[data-autosave-bar]")).to_have_class("gt-w-40")


def test_leaving_a_field_saves_it(page: Page, server: Server) -> None:
    page.get_by_label("Why").press_sequentially("Not ")
    page.get_by_label("Day").focus()
    saved(page)
    assert server.answers["q1"]["text"] == "Not seen monthly"


def test_ctrl_s_saves_now(page: Page, server: Server) -> None:
    write(page, "now")
    page.keyboard.press("Control+s")
    saved(page)
    assert server.answers["q1"]["text"] == "now"


def test_a_date_is_saved_only_when_it_is_whole(page: Page, server: Server) -> None:
    write(page, "7", "q1-date-day")
    write(page, "3", "q1-date-month")
    page.clock.run_for(2100)
    assert server.puts == []
    write(page, "2026", "q1-date-year")
    page.clock.run_for(2100)
    saved(page)
    assert server.answers["q1"]["date"] == "2026-03-07"


def test_only_the_first_save_is_announced(page: Page) -> None:
    page.get_by_label("Requires improvement").check()
    expect(voice(page)).to_have_text("Saved. Your answers are saved as you go.")
    page.evaluate("document.querySelector('[data-autosave-announce]').textContent = ''")
    page.get_by_label("Good").check()
    saved(page)
    expect(voice(page)).to_have_text("")


def test_words_typed_while_a_save_is_in_flight_follow_it(page: Page, server: Server) -> None:
    server.gate.clear()
    write(page, "first")
    page.keyboard.press("Control+s")
    write(page, "first and second")
    page.keyboard.press("Control+s")
    expect(line(page)).to_have_text("Saving…")
    server.gate.set()
    saved(page)
    assert [put["version"] for put in server.puts] == [3, 4]
    assert server.answers["q1"]["text"] == "first and second"


def test_a_lost_connection_is_told_and_tried_again(page: Page, server: Server) -> None:
    server.drop_before = 2
    write(page, "kept")
    page.keyboard.press("Control+s")
    expect(line(page)).to_have_text("Not saved since 14:31. Trying again. Keep this page open.")
    expect(voice(page)).to_contain_text("Not saved")
    passes(page, "All changes saved at 14:32")
    assert len(server.puts) == 3
    expect(voice(page)).to_have_text("Saving works again. Saved at 14:32.")
    assert server.answers["q1"]["text"] == "kept"


def test_a_save_whose_reply_was_lost_is_not_a_conflict(page: Page, server: Server) -> None:
    server.drop_after = 1
    write(page, "arrived")
    page.keyboard.press("Control+s")
    expect(line(page)).to_contain_text("Not saved")
    write(page, "arrived, and more")
    page.clock.run_for(2100)
    saved(page)
    assert server.answers["q1"]["text"] == "arrived, and more"
    expect(page.get_by_text("changed elsewhere")).to_have_count(0)


@pytest.mark.parametrize(
    ("press", "text"),
    [
        ("Keep mine", "mine"),
        ("Keep theirs", "theirs"),
        ("Keep both", "theirs\n\nmine"),
    ],
)
def test_two_tabs_show_both_texts(page: Page, server: Server, press: str, text: str) -> None:
    server.answers["q1"] |= {"version": 9, "text": "theirs"}
    write(page, "mine")
    page.keyboard.press("Control+s")
    box = page.get_by_role("group", name="Two versions of this answer")
    expect(box).to_contain_text("theirs")
    expect(box).to_contain_text("S. Marsh, 14:30")
    assert page.get_by_label("Why").input_value() == "mine"
    assert server.answers["q1"]["text"] == "theirs"
    box.get_by_role("button", name=press).click()
    expect(box).to_have_count(0)
    expect(line(page)).to_contain_text("All changes saved")
    assert page.get_by_label("Why").input_value() == text
    assert server.answers["q1"]["text"] == text


def test_a_conflict_in_one_answer_does_not_hold_up_another(page: Page, server: Server) -> None:
    server.answers["q1"] |= {"version": 9, "text": "theirs"}
    write(page, "mine")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Theirs: S. Marsh")).to_be_visible()
    write(page, "other", "q2-text")
    page.keyboard.press("Control+s")
    expect(page.locator("[name=q2-version]")).to_have_value("2")
    expect(line(page)).to_contain_text("Choose below which words to keep")


def test_a_sign_in_that_expires_loses_no_word(page: Page, server: Server) -> None:
    server.signed_in, server.csrf = False, "second"
    write(page, "typed while signed out")
    page.keyboard.press("Control+s")
    expect(line(page)).to_contain_text("You have been signed out. Your words are still here.")
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_have_attribute(
        "target", "_blank"
    )
    server.signed_in = True
    passes(page, "All changes saved at 14:32")
    assert server.answers["q1"]["text"] == "typed while signed out"


def test_the_button_waits_for_a_save_in_flight_and_then_posts(page: Page, server: Server) -> None:
    server.gate.clear()
    write(page, "in flight")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
    expect(line(page)).to_have_text("Saving…")
    server.gate.set()
    expect(page).to_have_title("posted")
    assert "q1-version=4" in server.posted
    assert "go=next" in server.posted


def test_the_button_waits_no_longer_than_three_seconds(page: Page, server: Server) -> None:
    server.gate.clear()
    write(page, "never answered")
    page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
    expect(line(page)).to_have_text("Saving…")
    page.clock.run_for(3100)
    expect(page).to_have_title("posted")
    assert "q1-text=never+answered" in server.posted


def test_the_button_does_not_carry_words_to_the_sign_in_page(page: Page, server: Server) -> None:
    server.signed_in = False
    write(page, "not lost")
    for _ in range(2):
        page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
        expect(line(page)).to_contain_text("You have been signed out")
        expect(line(page)).to_be_focused()
    assert server.posted == ""
    assert page.get_by_label("Why").input_value() == "not lost"


def test_an_audit_that_moved_on_is_said_and_not_tried_for_ever(page: Page, server: Server) -> None:
    page.route("**/answers/**", lambda route: route.fulfill(status=404, body="{}"))
    write(page, "late")
    page.keyboard.press("Control+s")
    expect(line(page)).to_contain_text("this audit can no longer be changed. Copy your words")
    page.clock.run_for(60000)
    assert page.get_by_label("Why").input_value() == "late"


def test_leaving_with_unsaved_words_is_asked_about_and_without_is_not(
    page: Page, server: Server
) -> None:
    asked = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    write(page, "saved")
    page.keyboard.press("Control+s")
    saved(page)
    page.goto(f"{server.address}/elsewhere")
    assert asked == []
    page.goto(server.address)
    server.drop_before = 100
    page.get_by_label("Why").press_sequentially("unsaved ")
    page.goto(f"{server.address}/elsewhere")
    assert asked == ["beforeunload"]


def test_a_link_waits_for_the_words_on_their_way(page: Page, server: Server) -> None:
    page.get_by_label("Why").press_sequentially("Not ")
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page).to_have_title("/next")
    assert server.answers["q1"]["text"] == "Not seen monthly"


def test_words_the_server_showed_but_never_stored_are_saved(page: Page, server: Server) -> None:
    server.page = PAGE.replace("EXTRA", "data-unsaved").replace("SECOND", "after an error")
    page.goto(server.address)
    saved(page)
    assert server.answers["q2"]["text"] == "after an error"


def test_nothing_is_kept_on_a_shared_computer(page: Page) -> None:
    write(page, "private")
    page.keyboard.press("Control+s")
    saved(page)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
