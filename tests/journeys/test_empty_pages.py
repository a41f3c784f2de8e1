"""What each person sees before there is anything: every list without a row, without fault."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from goldenthread.people.models import Person
from goldenthread.web.urls import TABLE
from tests.cast import Cast
from tests.journeys.browser import arrive
from tests.journeys.looking import NO_PAGES, Seen, looked_at, opened_by
from tests.journeys.service import Service
from tests.web.test_strangers import PARAMETER

pytestmark = pytest.mark.browser


def test_every_page_is_without_fault_before_there_is_anything(
    browser: Browser, service: Service, people: Cast
) -> None:
    seen = Seen(is_of_all=True)
    readers = [people.pat, people.ines, people.mo, people.dana, people.tariq, people.dee]
    wrong = {
        person.name: looked_at(arrive(browser, service.url, person), lists(person, seen))
        for person in [*readers, people.stranger]
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def lists(person: Person, seen: Seen) -> dict[str, str]:
    """The pages that need nothing to be there: those whose address names nothing."""
    rows = {
        f"{room}:{page}": [reverse(f"{room}:{page}")]
        for room, pages in TABLE.items()
        for page, address in pages.items()
        if not PARAMETER.search(address) and f"{room}:{page}" not in NO_PAGES
    }
    return opened_by(person, rows, seen).pages
