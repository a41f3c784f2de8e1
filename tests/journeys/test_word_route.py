"""An audit through Word and Excel, in a browser: taken away, brought back, looked through and saved."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.audits.changes import save_answer
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import form_state
from goldenthread.tools.changes import publish_tool
from tests.cast import Cast
from tests.journeys.browser import sign_in
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.rooms.audit_round import open_with
from tests.tools.bodies import BODY
from tests.web.test_audits_excel import filled as filled_sheet
from tests.word_filling import after_the_table_of, changed, control, filled, type_in

pytestmark = pytest.mark.browser
BELOW = "<w:p><w:r><w:t>Written below the table.</w:t></w:r></w:p>"
KEY = "overall.for_worker"


def test_an_audit_goes_out_to_word_and_comes_back(
    service: Service, people: Cast, browser: Browser, tmp_path: Path
) -> None:
    publish_tool(by=people.pat, body=BODY)
    [audit] = open_with(people, people.ines, tool="everything")
    page = sign_in(browser, service.url, people.ines)
    page.goto("/audits/in-word/")
    assert _sound(page, "forms") == []
    page.goto(f"/audits/{audit.ref}/word/")
    page.get_by_role("button", name="Read the form").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert _sound(page, "word") == []
    with page.expect_download() as form:
        page.get_by_role("button", name="Download the Word form").click()
    data = Path(form.value.path()).read_bytes()
    save_answer(by=people.ines, audit=audit, question=KEY, version=0, text="Thank you for this.")
    back = tmp_path / form.value.suggested_filename
    back.write_bytes(_filled_in(data))
    page.get_by_label("Your filled-in form").set_input_files(back)
    page.get_by_role("button", name="Read the form").click()
    for words in ("Nothing is saved yet", "Two answers are given", "Written below the table."):
        expect(page.get_by_text(words).first).to_be_visible()
    assert _sound(page, "read") == []
    page.get_by_label("Both texts, that from here first").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save these answers").press("Enter")
    expect(page.get_by_text("3 answers saved from your Word form.")).to_be_visible()
    answers = form_state(audit).answers
    assert answers[KEY].text == "Thank you for this.\n\nWell recorded.\nGo on."
    assert answers["header.supervisor"].text == "Kit Lowe"
    _through_excel(page, audit, tmp_path)
    page.context.close()


def _through_excel(page: Page, audit: Audit, folder: Path) -> None:
    page.goto("/audits/in-word/")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("link", name="Autumn in Excel").click()
    assert _sound(page, "excel") == []
    with page.expect_download() as sheet:
        page.get_by_role("button", name="Download the Excel sheet").click()
    back = folder / sheet.value.suggested_filename
    data = Path(sheet.value.path()).read_bytes()
    back.write_bytes(filled_sheet(data, 3, q1_answer="Kit Low", q13_answer="Good / Outstanding"))
    page.get_by_label("Your filled-in sheet").set_input_files(back)
    page.get_by_role("button", name="Read the sheet").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    assert _sound(page, "excel-read") == []
    page.get_by_role("button", name="Save this answer").press("Enter")
    expect(page.get_by_text("1 answer saved from your Excel sheet.")).to_be_visible()
    assert form_state(audit).answers["header.supervisor"].text == "Kit Low"


def _filled_in(data: bytes) -> bytes:
    data = filled(
        data, {"header.supervisor": "Kit Lowe", "documents.contract": "Not on file",
               f"{KEY}:w": "Well recorded.\nGo on."},
    )  # fmt: skip

    def spoil(body: Any) -> None:
        type_in(control(body, "reflection.grade"), "Good, or Outstanding")
        after_the_table_of("header.holds_cases", BELOW)(body)

    return changed(data, spoil)


def _sound(page: Page, name: str) -> list[str]:
    """What is wrong with the page; with LOOK_AT a picture of it is kept there at both widths."""
    found = faults(page)
    if folder := os.environ.get("LOOK_AT"):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return found
