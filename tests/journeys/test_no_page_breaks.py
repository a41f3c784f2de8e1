"""Nonsense in every address, query and field: an answer in words, never an error of ours."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from goldenthread.people.models import Person
from tests.databases import borrowed
from tests.web.test_strangers import ADDRESSES, PARAMETER, address_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

# `make thorough` tries each nonsense in each place; `make test` one in each, the next in the next.
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
NONSENSE = ("a\x00b", "9" * 5000)
ASKED = (
    "page", "question", "section", "removed", "back", "q", "status", "team", "round", "owner", "case",
    "case_type", "number", "ref", "by", "stage", "what", "grade", "who", "before", "kind", "still",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), borrowed(make_world) as made:
        yield made


def signed_in(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def pages(world: World) -> Iterator[str]:
    for room, page, address in ADDRESSES:
        if page != "guidance":
            ref = world.shared.ref if address.startswith("feedback/<") else None
            yield address_of(world, room, page, address, ref)


def status(client: Client, method: str, address: str, sent: object = None) -> int:
    """What is answered; whatever it changed is taken back."""
    with transaction.atomic():
        answered = int(getattr(client, method)(address, sent or {}).status_code)
        transaction.set_rollback(True)
    return answered


def tried(n: int, values: tuple[str, ...]) -> tuple[str, ...]:
    """The nonsense for the n-th place."""
    return values if IS_THOROUGH else (values[n % len(values)],)


def test_no_address_or_query_breaks_a_page(world: World) -> None:
    client, broken = signed_in(world.cast.pat), []
    for n, address in enumerate(pages(world)):
        for value in tried(n, (*NONSENSE, "-1")):
            if status(client, "get", address, dict.fromkeys(ASKED, value)) >= 500:
                broken.append((address, value[:5]))
    for n, (room, page, address) in enumerate(ADDRESSES):
        for nonsense in tried(n, ("a%00b", "9" * 400)):
            where = "/" + PARAMETER.sub(nonsense, address)
            for method in ("get", "post", "put") if where != f"/{address}" else ():
                if status(client, method, where) >= 500:
                    broken.append((f"{method} {room}:{page}", nonsense[:5]))
    assert broken == []


@pytest.mark.parametrize("who", ["pat", "ines", "mo", "dana"])
def test_no_field_of_a_form_breaks_its_page(world: World, who: str) -> None:
    client, broken, sent = signed_in(getattr(world.cast, who)), [], 0
    for address in pages(world):
        page = client.get(address)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        for form in html.fromstring(page.content).forms:
            if form.method != "POST" or "sign-out" in (form.action or ""):
                continue
            names = {each.name for each in form.inputs if each.name}
            for value in tried(sent, NONSENSE):
                sent += 1
                if (
                    status(client, "post", form.action or address, dict.fromkeys(names, value))
                    >= 500
                ):
                    broken.append((address, value[:5]))
    assert broken == []
    assert sent >= 2
