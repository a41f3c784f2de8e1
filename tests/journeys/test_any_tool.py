"""An audit with every type of question, in a browser: saved while it is written, sound at both widths."""

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.audits.models import Answer
from goldenthread.tools.changes import publish_tool
from tests.cast import Cast
from tests.journeys.browser import sign_in
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.rooms.audit_round import open_with
from tests.tools.bodies import BODY

pytestmark = pytest.mark.browser


def test_every_type_of_question_is_saved_while_it_is_written(
    service: Service, people: Cast, browser: Browser
) -> None:
    publish_tool(by=people.pat, body=BODY)
    [audit] = open_with(people, people.ines, tool="everything")
    page = sign_in(browser, service.url, people.ines)
    at = f"/audits/{audit.ref}/sections"
    page.goto(f"{at}/header/")
    page.get_by_label("Yes").focus()
    page.keyboard.press("Space")
    _is_saved(page)
    page.goto(f"{at}/documents/")
    page.get_by_label("Registration number").check()
    page.get_by_label("Business insurance").check()
    _is_saved(page)
    assert _value("documents.checklist") == "insurance registration"
    page.locator('[id="documents.checklist-none"]').check()
    _is_saved(page)
    assert _value("documents.checklist") == "none"
    page.get_by_label("No date is recorded").check()
    _is_saved(page)
    assert _value("documents.appraisal") == "none"
    page.reload()
    expect(page.locator('[id="documents.checklist-none"]')).to_be_checked()
    for section in ("header", "documents", "reflection", "cases", "overall"):
        page.goto(f"{at}/{section}/")
        page.evaluate(
            "document.querySelectorAll('.gt-question details').forEach(d => d.open = true)"
        )
        assert faults(page) == []
    page.context.close()


def _is_saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("All changes saved at")
    page.wait_for_timeout(300)
    expect(page.locator("[data-autosave-status]")).to_contain_text("All changes saved at")


def _value(question: str) -> str:
    return Answer.objects.values_list("value", flat=True).get(question=question)
