"""A page asks as many statements of a thousand audits as of a hundred, none with many parameters."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from bench.statements import MOST_PARAMETERS, Asked, statements
from bench.volume import fill

pytestmark = [pytest.mark.django_db]
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
# Who asks for every page: in `make test` those whose pages are most, in `make thorough` everybody.
PEOPLE = ("pat", "ines") + (
    ("tariq", "olive", "mo", "sam", "dee", "dana", "ira") if IS_THOROUGH else ()
)
Found = dict[tuple[str, str], Asked]


def asked_of(audits: int) -> Found:
    """What every page asks of a database with so many audits; it is emptied again."""
    with transaction.atomic():
        cast: Any = fill(audits, auditors=7, cases=120)
        found = statements({name: getattr(cast, name) for name in PEOPLE})
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def sizes(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Found, Found]]:
    with django_db_blocker.unblock():
        yield asked_of(100), asked_of(1_000)


def test_no_page_shows_a_fault_and_many_are_shown(sizes: tuple[Found, Found]) -> None:
    statuses = [asked.status for found in sizes for asked in found.values()]
    assert set(statuses) <= {200, 302, 404, 405}
    assert statuses.count(200) > 60


def test_no_select_has_more_than_fifty_parameters(sizes: tuple[Found, Found]) -> None:
    many = {
        key: asked.parameters
        for found in sizes
        for key, asked in found.items()
        if asked.parameters > MOST_PARAMETERS
    }
    assert many == {}


def test_a_page_asks_as_much_of_a_thousand_audits_as_of_a_hundred(
    sizes: tuple[Found, Found],
) -> None:
    few, many = sizes
    grown = {
        key: (few[key].statements, many[key].statements)
        for key in few
        if key in many and many[key].statements > few[key].statements
    }
    assert grown == {}
