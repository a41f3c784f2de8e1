"""A whole audit from home to submitted: by keyboard alone, and with JavaScript off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.journeys.browser import arrive
from tests.journeys.service import Service
from tests.loop import round_of

pytestmark = pytest.mark.browser

SAID = "Seen on the record."
MOST_STOPS = 150
# The element that has the focus: what it is called, what it is, and whether the eye can find it.
# A radio is drawn by its label, so that is where its ring must be.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) {
    return {name: '', kind: 'page', field: '', value: '', sees: true};
  }
  const label = one.labels && one.labels[0];
  const isDrawn = ['radio', 'checkbox'].includes(one.type);
  const style = isDrawn ? getComputedStyle(label, '::before') : getComputedStyle(one);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const box = one.getBoundingClientRect();
  return {
    name: (label || one).innerText.replace(/\\s+/g, ' ').trim(),
    kind: one.type || one.tagName.toLowerCase(), field: one.name || '', value: one.value || '',
    sees: (ring || style.boxShadow !== 'none') && box.width > 0 && box.height > 0,
  };
}"""


def stop(page: Page) -> dict[str, Any]:
    """Where Tab leads next; wherever it is, one can see it."""
    page.keyboard.press("Tab")
    focus: dict[str, Any] = page.evaluate(FOCUS)
    assert focus["sees"], f"the focus cannot be seen on {focus} of {page.url}"
    return focus


def go_to(page: Page, name: str) -> None:
    """Tab to what begins with these words, and press Enter."""
    for _ in range(MOST_STOPS):
        if stop(page)["name"].startswith(name):
            break
    else:
        raise AssertionError(f"Tab never comes to {name} on {page.url}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill_by_keyboard(page: Page) -> None:
    """Answer every question of the page on the way to its button, and press the button."""
    answered = set()
    for _ in range(MOST_STOPS):
        focus = stop(page)
        if focus["kind"] == "radio" and focus["field"] not in answered:
            answered.add(focus["field"])
            choose(page, focus)
        elif focus["kind"] in ("textarea", "text"):
            page.keyboard.type(typed(focus["field"]))
        elif focus["name"].startswith("Save and continue"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, focus: dict[str, Any]) -> None:
    """Good where there are grades, reached by arrows; else the first choice, by Space."""
    page.keyboard.press("Space")
    if focus["value"] == "inadequate":
        while page.evaluate(FOCUS)["value"] != "good":
            page.keyboard.press("ArrowRight")


def typed(field: str) -> str:
    parts = {"day": "5", "month": "1", "year": str(today().year - 1), "value": "2"}
    return parts.get(field.rpartition("-")[2], SAID)


def is_submitted_whole(audit: Audit) -> None:
    """Every grade given and every word there, as they were typed."""
    audit.refresh_from_db()
    answers = {answer.question: answer for answer in audit.answers.all()}
    assert audit.state in ("submitted", "moderated")
    assert len(answers) == 35
    assert answers["overall.grade"].value == "good"
    assert {answers[f"{key}.grade"].value for key in ("risk", "plans", "help")} == {"good"}


def test_an_audit_is_done_by_keyboard_alone(
    browser: Browser, service: Service, people: Cast
) -> None:
    (audit,) = round_of(people, ["20301"])
    page = arrive(browser, service.url, people.ines)
    page.goto("/")
    go_to(page, "Start case 20301, section A")
    while "/sections/" in page.url:
        fill_by_keyboard(page)
    confirm_by_keyboard(page, audit)
    go_to(page, "Check and submit")
    while stop(page)["kind"] != "textarea":
        pass
    page.keyboard.type("The record was all there was to see.")
    go_to(page, "Submit the audit")
    expect(page.locator("h1")).to_contain_text("Audit of case 20301")
    expect(page.locator("main")).to_contain_text("Submitted")
    page.context.close()
    is_submitted_whole(audit)


def confirm_by_keyboard(page: Page, audit: Audit) -> None:
    page.goto(f"/audits/{audit.ref}/people/")
    while stop(page)["field"] != "worker_changes":
        pass
    page.keyboard.type("0")
    go_to(page, "Confirm who worked the case")
    page.goto(f"/audits/{audit.ref}/")


def test_an_audit_is_done_with_javascript_off(
    browser: Browser, service: Service, people: Cast
) -> None:
    (audit,) = round_of(people, ["20301"])
    page = arrive(browser, service.url, people.ines, java_script_enabled=False)
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("button", name="Start case 20301, section A").click()
    while "/sections/" in page.url:
        fill_by_hand(page)
    page.goto(f"/audits/{audit.ref}/people/")
    page.locator("[name=worker_changes]").fill("0")
    page.get_by_role("button", name="Confirm who worked the case").click()
    page.goto(f"/audits/{audit.ref}/check/")
    page.locator("textarea").fill("The record was all there was to see.")
    page.get_by_role("button", name="Submit the audit").click()
    expect(page.locator("main")).to_contain_text("Submitted")
    page.context.close()
    is_submitted_whole(audit)


def fill_by_hand(page: Page) -> None:
    for question in page.locator(".gt-question").all():
        radios = question.locator("input[type=radio]")
        good = question.locator("input[type=radio][value=good]")
        if radios.count():
            (good if good.count() else radios.first).check()
        for field in question.locator("textarea, input[type=text]").all():
            field.fill(typed(field.get_attribute("name") or ""))
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Save and continue")).click()
