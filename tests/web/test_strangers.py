"""Every address, tried by people who have no business there: they learn nothing, not even that it exists.

The addresses are enumerated from the table that the resolver is made of, so a new page is tried as
soon as it has an address.
"""

import os
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import assign_auditor
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.web.urls import TABLE
from tests.world import NOBODYS, World

pytestmark = pytest.mark.django_db

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
PARAMETER = re.compile(r"<\w+:(\w+)>")
# Pages that anybody may open, and pages of a person's own that show nobody else's case.
ANYBODYS = {
    "home:home", "home:start", "home:session", "home:brand", "home:logo", "home:live", "home:ready", "home:metrics",
    "audits:family_form",  # whoever holds the address
    "home:help", "home:guidance", "home:search", "people:account", "people:sessions",
    "people:summary",  # one's own
    "programme:practise",  # an invented case, for whoever audits
    "programme:calendar_file",  # opened by the secret in its address
}  # fmt: skip
# What is shared to learn from, about nobody's case: the rights table says with whom; never a stranger.
SHARED = {"learning:exemplar", "learning:briefing", "learning:briefing_document"}
# Pages with words about cases in them: they say so to the record of reads.
CASE_ROOMS = {"audits", "actions", "programme"}

ADDRESSES = [
    (room, page, address) for room, pages in TABLE.items() for page, address in pages.items()
]
WITH_PARAMETERS = [
    row for row in ADDRESSES if PARAMETER.search(row[2]) and f"{row[0]}:{row[1]}" not in ANYBODYS
]
WITHOUT = [
    row
    for row in ADDRESSES
    if not PARAMETER.search(row[2]) and f"{row[0]}:{row[1]}" not in ANYBODYS
]


def address_of(world: World, room: str, page: str, address: str, ref: str | None = None) -> str:
    """The address of a page about something real, or with `ref` about something that is not there."""
    values = {}
    for name in PARAMETER.findall(address):
        known = world.refs.get(f"{room}:{page} {name}", world.refs.get(f"{room} {name}"))
        assert known is not None, f"tests/world.py has nothing for {room}:{page} {name}"
        values[name] = ref if ref and name in ("ref", "selection", "case", "code") else known
    return reverse(f"{room}:{page}", kwargs=values)


def stranger(world: World) -> Person:
    return world.cast.stranger


def another_auditor(world: World) -> Person:
    return world.cast.sunita


def external_auditor_of_another_case(world: World) -> Person:
    return world.cast.ed


def practitioner_before_release(world: World) -> Person:
    return world.cast.dana


OUTSIDERS = [
    stranger,
    another_auditor,
    external_auditor_of_another_case,
    practitioner_before_release,
]


def answers(client: Client, address: str) -> list[int]:
    return [
        client.get(address).status_code,
        client.post(address, {}).status_code,
        client.put(address, {}, content_type="application/json").status_code,
    ]


def asked_as(outsider: Callable[[World], Person]) -> list[tuple[str, str, str]]:
    """Every address as the stranger; as the others in `make thorough`, else each as one of them in turn."""
    if IS_THOROUGH or outsider is stranger:
        return WITH_PARAMETERS
    return WITH_PARAMETERS[OUTSIDERS.index(outsider) - 1 :: len(OUTSIDERS) - 1]


@pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda outsider: outsider.__name__)
def test_every_address_is_404_to_an_outsider(
    world: World, client: Client, outsider: Callable[[World], Person]
) -> None:
    client.force_login(outsider(world))
    told = {}
    for row in asked_as(outsider):
        if f"{row[0]}:{row[1]}" in SHARED and outsider is not stranger:
            continue
        real, nobodys = (
            answers(client, address_of(world, *row, ref=ref)) for ref in (None, NOBODYS)
        )
        if real != nobodys or real[0] not in (404, 405) or {200, 302} & set(real):
            told[f"{row[0]}:{row[1]}"] = (real, nobodys)
    assert told == {}


def test_every_list_is_404_to_a_stranger(world: World, client: Client) -> None:
    client.force_login(world.cast.stranger)
    told = {
        f"{room}:{page}": client.get(reverse(f"{room}:{page}")).status_code
        for room, page, _ in WITHOUT
    }
    assert {name: status for name, status in told.items() if status not in (404, 405)} == {}


def test_every_address_is_404_to_an_external_auditor_past_their_date(
    world: World, client: Client
) -> None:
    assign_auditor(by=world.cast.pat, audit=world.begun, auditor=world.cast.ed, why="Ines is away")
    client.force_login(world.cast.ed)
    assert client.get(address_of(world, "audits", "audit", "<str:ref>")).status_code == 200
    with time_machine.travel(today() + timedelta(days=11), tick=False):
        client.force_login(world.cast.ed)
        told = {
            f"{room}:{page}": answers(client, address_of(world, room, page, address))
            for room, page, address in WITH_PARAMETERS[:: 1 if IS_THOROUGH else 3]
        }
    assert {name: found for name, found in told.items() if {200, 302} & set(found)} == {}


def test_nobody_signed_out_sees_anything(world: World, client: Client) -> None:
    for row in WITH_PARAMETERS:
        answer = client.get(address_of(world, *row))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/"), row


def test_nobody_moderates_or_closes_their_own_work_by_posting(world: World, client: Client) -> None:
    """Ines audited these cases; Tariq manages the team; neither may moderate, Dana may not close."""
    moderate = reverse("audits:moderate", args=[world.submitted.ref])
    for person in (world.cast.ines, world.cast.tariq, world.cast.dana):
        client.force_login(person)
        assert set(answers(client, moderate)) <= {404, 405}
    client.force_login(world.cast.dana)
    check = reverse("actions:check", args=[world.action.ref])
    assert not {200, 302} & set(answers(client, check))
