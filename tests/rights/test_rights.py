"""The rights table holds: every page has its rows, every row is what the rules say, every cell is asked.

`make test` asks each row as a few of the people, others in each row; `make thorough` asks every cell.
"""

import os
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from goldenthread.web.sign_in.urls import SIGN_IN
from goldenthread.web.urls import TABLE
from tests.databases import borrowed
from tests.rights.headers import faults
from tests.rights.place import Place, make_place
from tests.rights.rules import PEOPLE, rules
from tests.rights.signing_in import ROWS
from tests.rights.table import read, table
from tests.world import make_world

pytestmark = [pytest.mark.django_db]
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
# In `make test` one person in so many of each row, beginning one further on in each.
EVERY = 1 if IS_THOROUGH else 6


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    with django_db_blocker.unblock(), borrowed(make_world) as world:
        yield make_place(world)


@pytest.fixture(scope="module")
def clients(place: Place) -> dict[str, Client]:
    found = {name: Client() for name in PEOPLE}
    for name, person in place.people.items():
        found[name].force_login(person)
    return found


def asked(client: Client, method: str, address: str) -> str:
    """The status of the answer; what it did is undone, also where it signed out."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        status = client.generic(method, address).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return str(status)


def cells(n: int, row: list[str]) -> Iterator[tuple[str, str]]:
    """The people of a row to ask as, with the answer each should have."""
    for k, (person, answer) in enumerate(zip(PEOPLE, row[3:], strict=True)):
        if (k + n) % EVERY == 0:
            yield person, answer


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    pages = {f"{room}:{page}" for room, found in TABLE.items() for page in found}
    assert pages == set(rules())


def test_the_resolver_knows_no_address_beside_the_two_tables() -> None:
    resolver = get_resolver()
    names = {str(key) for key in resolver.reverse_dict if isinstance(key, str)}
    assert names == set(ROWS) == {pattern.name for pattern in SIGN_IN}
    assert set(resolver.namespace_dict) == {*TABLE, "api"}  # tests/api asks each address of that


def test_the_table_is_what_the_rules_say() -> None:
    assert read() == table()


@pytest.mark.parametrize("room", TABLE)
def test_every_cell_is_answered_as_the_table_says(
    place: Place, clients: dict[str, Client], room: str
) -> None:
    wrong = []
    for n, row in enumerate(read()):
        name, method, about = row[:3]
        if name.split(":")[0] == room:
            address = place.address(name, about)
            for person, answer in cells(n, row):
                got = asked(clients[person], method, address)
                if got != answer:
                    wrong.append((name, method, about, person, answer, got))
    assert wrong == []


def test_no_page_takes_a_method_it_does_not_know(place: Place, clients: dict[str, Client]) -> None:
    pages = [
        (name, method)
        for name in sorted({row[0] for row in read()})
        for method in ("PUT", "PATCH", "DELETE", "TRACE")
        if (name, method) != ("audits:answer", "PUT")
    ]
    step = 1 if IS_THOROUGH else 3  # the next method of each next page
    told = {
        (name, method, asked(clients["lead"], method, place.address(name, "open")))
        for name, method in pages[::step]
    }
    assert {each for each in told if each[2] != "405"} == set()


@pytest.fixture(scope="module")
def answers(place: Place, clients: dict[str, Client]) -> dict[tuple[str, str], HttpResponse]:
    """(page, person) -> what every address answers, with nothing left of what it did."""
    addresses = {row[0]: place.address(row[0], row[2]) for row in read()}
    addresses |= {name: row[0] for name, row in ROWS.items()}
    addresses |= {"nothing": "/nowhere/", "no ref": "/audits/AUD-2222222222/"}
    found = {}
    for name, address in addresses.items():
        for person in ("out", "lead"):
            with transaction.atomic():
                found[name, person] = clients[person].get(address)
                transaction.set_rollback(True)
    return found


def test_every_address_answers_with_the_exact_headers(
    answers: dict[tuple[str, str], HttpResponse],
) -> None:
    wrong = {}
    for asked_as, answer in answers.items():
        if found := faults(answer):
            wrong[*asked_as, answer.status_code] = found
    assert wrong == {}


def test_no_two_pages_have_one_title(answers: dict[tuple[str, str], HttpResponse]) -> None:
    titles: dict[str, set[str]] = {}
    for (name, person), answer in answers.items():
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if person == "lead" and name in rules() and is_page and not answer.streaming:
            for title in TITLE.findall(answer.text):
                titles.setdefault(title, set()).add(name)
    assert len(titles) > 100
    assert [names for names in titles.values() if len(names) > 1] == []


@pytest.mark.parametrize("name", ROWS)
def test_every_page_of_sign_in_answers_as_its_row_says(
    place: Place, clients: dict[str, Client], name: str
) -> None:
    path, *expected = ROWS[name]
    got = [
        asked(clients[person], method, path)
        for person in ("out", "stranger", "lead")
        for method in ("GET", "POST")
    ]
    assert got == [*expected[:2], *expected[2:], *expected[2:]]
