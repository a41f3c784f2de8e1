"""Other people's references in paths, queries, bodies and exports: they answer like nothing, and tell nothing.

300 requests in `make test`, 20,000 in `make thorough`, which keeps its figure in bench/rights.json.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from goldenthread.journal.changes import now
from tests.databases import borrowed
from tests.rights.fuzz import PEOPLE, Asked, canaries, forbidden_refs, made_up, read, told
from tests.rights.place import Place, make_place
from tests.world import make_world

pytestmark = [pytest.mark.django_db]
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
REQUESTS = 20_000 if IS_THOROUGH else 300
KEPT = Path(__file__).parents[2] / "bench" / "rights.json"


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    with django_db_blocker.unblock(), borrowed(make_world) as world:
        yield make_place(world)


def answered(client: Client, asked: Asked, *, nothing: bool = False) -> Any:
    """The answer; what it did is undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = (asked.about_nothing() if nothing else asked).send(client)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def test_no_reference_of_others_is_told_from_one_of_nothing(place: Place) -> None:
    chance, begun, statuses = random.Random("rights"), time.monotonic(), Counter[int]()
    clients = {name: Client() for name in PEOPLE}
    for name, client in clients.items():
        client.force_login(place.people[name])
        client.get("/account/")  # the first page of a session writes it down
    refs = {name: forbidden_refs(place, name) for name in PEOPLE}
    secrets = {name: canaries(place, name) for name in PEOPLE}
    leaks = []
    for n in range(REQUESTS):
        name = PEOPLE[n % len(PEOPLE)]
        asked = made_up(place, name, chance, refs[name])
        with time_machine.travel(now(), tick=False):  # a minute may end between the two
            real = answered(clients[name], asked)
            nothing = answered(clients[name], asked, nothing=True)
        statuses[real.status_code] += 1
        said = read(real)
        seen = [each for each in secrets[name] if each in said and each not in asked.sent]
        seen += difference(asked, real, nothing)
        if seen:
            leaks.append((n, asked, seen))
    keep(statuses, len(leaks), time.monotonic() - begun)
    assert leaks == []


def difference(asked: Asked, real: Any, nothing: Any) -> list[str]:
    """The lines in which the answer about a forbidden reference is not the one about nothing."""
    one, other = told(asked, real), told(asked, nothing)
    if one == other:
        return []
    lines = ("\n".join(map(str, each)).split("\n") for each in (one, other))
    return list(unified_diff(*lines, lineterm="", n=0))


def keep(statuses: Counter[int], leaks: int, seconds: float) -> None:
    """The figure of the long run."""
    if IS_THOROUGH:
        found = {
            "requests": REQUESTS, "compared with nothing": REQUESTS, "leaks": leaks,
            "answers": {str(status): n for status, n in sorted(statuses.items())},
            "seconds": round(seconds),
        }  # fmt: skip
        KEPT.write_text(json.dumps(found, indent=1) + "\n")


def test_the_fuzz_sees_a_leak_when_there_is_one(place: Place) -> None:
    """Pat may see the hidden round: with her eyes the same requests do tell it."""
    client = Client()
    client.force_login(place.people["lead"])
    ref = place.world.restricted.ref
    asked = Asked("lead", "GET", f"/rounds/{ref}/", (), (), (ref,))
    real, nothing = answered(client, asked), answered(client, asked, nothing=True)
    assert difference(asked, real, nothing)
    assert any(each in read(real) for each in canaries(place, "officer"))
