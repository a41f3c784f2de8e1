"""A dip sample of contacts: a contact about many children is drawn, audited and counted once."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Cast
from tests.databases import own_database
from tests.journeys.browser import sign_in
from tests.journeys.clicking import choose, follow, is_headed, press, reads, write
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.rooms.other_subjects import table

TITLE = "Contacts, February"


@pytest.fixture
def service(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """With the worker, who reads what is uploaded."""
    with django_db_blocker.unblock(), own_database() as name:
        running = Service(name, with_worker=True)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.mark.browser
def test_contacts_about_many_children_go_from_their_list_to_one_audit_each(
    browser: Browser, service: Service, people: Cast, tmp_path: Path
) -> None:
    listed = tmp_path / "contacts.csv"
    listed.write_text(table("contact", size=6, children=3))
    page = sign_in(browser, service.url, people.pat)
    _the_list_is_loaded(page, listed)
    _a_round_is_drawn_from_it(page, people)
    _the_auditor_sees_the_contact_and_its_children(sign_in(browser, service.url, people.ines))


def sound(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths; it is left wide. With LOOK_AT a picture is kept there."""
    found = faults(page)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("LOOK_AT"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return found


def _the_list_is_loaded(page: Page, listed: Path) -> None:
    follow(page, "Set-up")
    follow(page, "Case lists")
    press(page, "Load a case list")
    assert sound(page, "load") == []
    page.get_by_label("What is it a list of?").select_option("Contacts and referrals")
    page.get_by_label("Files").set_input_files(listed)
    press(page, "Read the files")
    expect(page.locator("h1")).to_contain_text("Match the columns", timeout=60_000)
    expect(page.get_by_label("Contact or referral number")).to_have_value("contactid")
    expect(page.get_by_label("Children", exact=True)).not_to_have_value("")
    assert sound(page, "match") == []
    press(page, "Save matching and continue")
    expect(page.locator("h1")).to_contain_text("What was read", timeout=60_000)
    counts = page.locator(".govuk-summary-list")
    expect(counts).to_contain_text("18")  # rows
    expect(counts.filter(has_text="Contacts and referrals")).to_contain_text("6")
    assert sound(page, "report") == []
    press(page, "Use this list")
    reads(page, "The list of contacts and referrals is loaded.", "1010, 1011, 1012")
    assert sound(page, "list") == []


def _a_round_is_drawn_from_it(page: Page, people: Cast) -> None:
    follow(page, "Programme")
    press(page, "Set up a round")
    press(page, "Start a selected round")
    write(page, "Title of the round", TITLE)
    press(page, "Continue")
    is_headed(page, TITLE)
    reads(page, "Contacts and referrals dip sample")
    follow(page, "Selection", exact=True)
    choose(page, "How many of each case type?", "I type the number for each case type")
    page.get_by_label("Contact or referral", exact=True).fill("2")
    press(page, "Select the cases")
    reads(page, "2 of 6 cases selected")
    press(page, "Accept the selection and give out cases")
    choose(page, "Share the cases out evenly between", people.ines.name)
    press(page, "Share out evenly")
    reads(page, "Every case has an auditor.")
    press(page, "Continue to the check")
    press(page, "Open the round and give out the audits")
    reads(page, "The round is open and the audits are given out.")


def _the_auditor_sees_the_contact_and_its_children(page: Page) -> None:
    rows = page.get_by_role("table", name="Assigned to you").locator("tbody tr")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("Audit of contact CO")
    expect(page.locator(".gt-case-bar")).to_contain_text("Children: 3: 10")
    assert sound(page, "audit") == []
    press(page, "Start with section")
    # What the list says is answered already.
    expect(page.get_by_label("How many children is it about?")).to_have_value("3")
