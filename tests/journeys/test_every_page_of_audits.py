"""The same looks at every page of the rooms that test_every_page.py leaves: of audits and what follows."""

import pytest

from goldenthread.web.urls import TABLE
from tests.journeys.test_every_page import (  # noqa: F401
    ROOMS,
    opened,
    others,
    pages,
    pytestmark,
    refused,
    test_every_form_sent_empty_comes_back_without_fault,
    test_every_page_a_person_may_open_is_without_fault,
    test_every_page_was_opened_by_somebody,
    test_no_page_links_to_what_its_reader_cannot_open,
    world,
)


@pytest.fixture(scope="module")
def rooms() -> tuple[str, ...]:
    return tuple(room for room in TABLE if room not in ROOMS)
