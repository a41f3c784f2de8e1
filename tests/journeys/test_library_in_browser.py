"""Every tool that comes with the product, for each case type it serves, as its auditor sees it on both widths.

With GOLDENTHREAD_PICTURES set to a folder, a picture of each is left there to be looked at.
"""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.cast import make_cast
from tests.journeys.browser import WIDTHS, arrive
from tests.journeys.looking import faults
from tests.journeys.service import Service
from tests.rooms.audit_round import open_with
from tests.web.test_library_tools import SERVED

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
PICTURES = os.environ.get("GOLDENTHREAD_PICTURES")
# Every run looks at a tool with conditions, an ungraded one, one of eleven points and one of all types.
LOOKED_AT = SERVED if IS_THOROUGH else [
    each for each in SERVED if each[0] in ("cin_cp", "decision", "scaling", "supervision")
]  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("db")]


def test_every_tool_is_shown_without_fault_for_each_case_type(
    browser: Browser, served: Service
) -> None:
    """The page of all that is unanswered shows every question at once."""
    cast, wrong = make_cast(), {}
    page = arrive(browser, served.url, cast.ines)
    for code, case_type in LOOKED_AT:
        title = f"{code} {case_type}"
        [audit] = open_with(cast, cast.ines, tool=code, case_type=case_type, title=title)
        page.goto(reverse("audits:unanswered", args=[audit.ref]))
        assert page.locator("main h1").count() == 1
        if found := faults(page):
            wrong[title] = found
        if PICTURES:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(
                    path=Path(PICTURES) / f"{title.strip()}-{width}.png", full_page=True
                )
    page.context.close()
    assert wrong == {}
