"""Guessing passwords against four real processes and over a restart: few are looked at, the owner gets in."""

import http.client
import itertools
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.cast import PASSWORD, Cast, make_cast
from tests.databases import own_database
from tests.journeys.counting import FILE
from tests.journeys.service import Service

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
GUESSES = 1000 if IS_THOROUGH else 160
FIGURE = Path(__file__).parents[2] / "bench" / "guessing.json"
THREADS = 8


@pytest.fixture
def guessed_at(db: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Service]:
    """Four processes of the service that write down each password they look at."""
    with django_db_blocker.unblock(), own_database() as name:
        running = Service(
            name, workers=4, application="tests.journeys.counting:application",
            more={FILE: str(tmp_path / "looked-at")},
        )  # fmt: skip
        running.start()
        try:
            yield running
        finally:
            running.stop()


class Browser:
    """Somebody at an address of this machine, with the cookies they were given."""

    def __init__(self, service: Service, address: str) -> None:
        self.port, self.address = service.port, address
        self.cookies: dict[str, str] = {}
        page = self.ask("GET", "/sign-in/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        self.token = token[1]

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0)
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        page = answer.read().decode()
        connection.close()
        return answer.status, page

    def sign_in(self, email: str, password: str = PASSWORD) -> int:
        """302 where it worked, 200 where the page came back."""
        typed = {"login": email, "password": password, "csrfmiddlewaretoken": self.token}
        return self.ask("POST", "/sign-in/", urlencode(typed))[0]


def guess(service: Service, email: str, numbers: range, addresses: list[str]) -> None:
    """So many wrong passwords from these addresses in turn, by several threads at once."""
    waiting = iter(numbers)
    refused: list[int] = []

    def work(own: list[str]) -> None:
        browsers = itertools.cycle([Browser(service, address) for address in own])
        for number in waiting:
            refused.append(next(browsers).sign_in(email, f"guess-{number}"))

    shares = [addresses[place::THREADS] or addresses for place in range(THREADS)]
    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [200] * len(numbers)


def looked_at(service: Service, email: str) -> int:
    lines = Path(service.more[FILE]).read_text().splitlines()
    return sum(line.startswith(f"{email} guess-") for line in lines)


def test_of_all_wrong_passwords_ten_are_looked_at_and_the_owner_signs_in(
    guessed_at: Service,
) -> None:
    people: Cast = make_cast()
    pat, mo = people.pat.email, people.mo.email
    owner = Browser(guessed_at, "127.0.0.2")
    assert owner.sign_in(pat) == 302
    begun = time.monotonic()
    everywhere = [f"127.0.1.{number}" for number in range(1, 65)]
    guess(guessed_at, pat, range(GUESSES // 2), everywhere)
    guess(guessed_at, mo, range(40), ["127.0.2.1"])
    guessed_at.kill()
    guessed_at.start()
    guess(guessed_at, pat, range(GUESSES // 2, GUESSES), everywhere)
    guess(guessed_at, mo, range(40), ["127.0.2.1"])

    told = {
        "guesses": GUESSES,
        "processes": 4,
        "restarts": 1,
        "from_addresses": len(everywhere),
        "looked_at": looked_at(guessed_at, pat),
        "looked_at_from_one_address": looked_at(guessed_at, mo),
        "owner_from_own_address": Browser(guessed_at, "127.0.0.2").sign_in(pat),
        "owner_from_new_address": Browser(guessed_at, "127.0.0.3").sign_in(mo),
        "seconds": round(time.monotonic() - begun),
    }
    assert told["looked_at"] == 10
    assert told["looked_at_from_one_address"] == 5
    assert told["owner_from_own_address"] == told["owner_from_new_address"] == 302
    if IS_THOROUGH:
        FIGURE.write_text(json.dumps(told, indent=1) + "\n")
