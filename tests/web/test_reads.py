"""Whoever looks at a case is written down before the page leaves; if that fails, no page leaves."""

import re

import pytest
from django.test import Client

from goldenthread.journal.changes import JournalBusy
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.web.test_strangers import ADDRESSES, ANYBODYS, address_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
# The numbers of the cases of the world: three typed ones, and those of the invented case list.
CASE_NUMBER = re.compile(rb"\b20[0-3]\d\d\b")
NOT_CASES = {"cases:case_types", "people:access_log"}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def reads() -> int:
    return Entry.objects.filter(kind="read").count()


def unrecorded(client: Client, world: World, person: Person) -> list[str]:
    """Pages that showed this person a case number without a line in the journal."""
    client.force_login(person)
    found = []
    for room, page, address in ADDRESSES:
        name = f"{room}:{page}"
        if name in ANYBODYS - {"home:home", "home:search"} or name in NOT_CASES:
            continue
        before = reads()
        answer = client.get(address_of(world, room, page, address) + "?q=203")
        if answer.status_code == 200 and CASE_NUMBER.search(answer.content) and reads() == before:
            found.append(name)
    return found


@pytest.mark.parametrize("name", ["pat", "ines", "mo", "tariq", "sam", "olive"])
def test_every_page_that_shows_a_case_is_recorded(world: World, client: Client, name: str) -> None:
    assert unrecorded(client, world, getattr(world.cast, name)) == []


def test_a_read_that_cannot_be_recorded_is_no_read(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise JournalBusy

    monkeypatch.setattr("goldenthread.web.guards.record_reads", busy)
    client.force_login(world.cast.ines)
    answer = client.get(f"/audits/{world.begun.ref}/")
    assert answer.status_code == 503
    assert b"20301" not in answer.content
