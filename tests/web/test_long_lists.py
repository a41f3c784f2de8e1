"""Long lists: every page holds what a plain slice would, from whichever end it is read."""

from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import filtered_audits, found_audits, visible_audits
from goldenthread.web.long_lists import LongList
from tests.cast import Cast
from tests.loop import round_of

pytestmark = pytest.mark.django_db
NUMBERS = [f"AB-20{n:03}" for n in range(13)]


@pytest.fixture
def seen(cast: Cast) -> Any:
    round_of(cast, NUMBERS)
    return filtered_audits(visible_audits(cast.pat))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_each_page_holds_its_slice(seen: Any, number: int) -> None:
    page = LongList(seen, 3).page(number)
    assert [a.pk for a in page] == [a.pk for a in seen][3 * (number - 1) : 3 * number]


def test_the_last_page_reads_from_the_end(seen: Any, django_assert_num_queries: Any) -> None:
    pages = LongList(seen, 3)
    assert pages.count == 13
    with django_assert_num_queries(2) as asked:
        assert len(pages.page(5)) == 1
    assert "OFFSET" not in asked.captured_queries[0]["sql"]


def test_nothing_is_an_empty_first_page(cast: Cast) -> None:
    page = LongList(visible_audits(cast.stranger).order_by("pk"), 3).get_page("7")
    assert (page.number, list(page)) == (1, [])


@pytest.mark.parametrize(
    ("asked", "found"), [("ab-20003", 1), ("0012", 1), ("AB-2000", 10), ("B-2", 0), ("dana", 13)]
)
def test_cases_are_found_by_the_beginning_or_end_of_their_number_or_a_workers_name(
    cast: Cast, seen: Any, asked: str, found: int
) -> None:
    assert len(found_audits(cast.pat, asked, 25, visible_audits)) == found


def test_a_search_keeps_to_what_one_may_see(cast: Cast, seen: Any) -> None:
    assert found_audits(cast.stranger, "AB-2", 25, visible_audits) == []
    assert Audit.objects.count() == 13
