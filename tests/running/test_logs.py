"""What somebody types stands in no log: a canary in every field, address and query, then a search."""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from lxml import html

from goldenthread.config import database, logs
from goldenthread.web.sign_in.urls import SIGN_IN
from goldenthread.web.urls import TABLE
from tests.cast import make_cast
from tests.databases import own_database
from tests.running.browsing import Visitor
from tests.running.node import Node, address, on_server
from tests.web.test_strangers import address_of
from tests.world import World, make_world

CANARY = "Canarybird"
WORDS = ["text", "email", "textarea", "search", "tel", "url", "number", "password"]
# The lead has most pages; under `make thorough` others type too.
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
WHO = ("pat.ellis", "ines.vale", "ada.flint") if IS_THOROUGH else ("pat.ellis",)
Typed = dict[str, str]


@dataclass
class Watched:
    """A service whose every log line is kept, and where a server's log began."""

    node: Node
    url: str
    world: World
    server_log_from: int

    def lines(self) -> list[str]:
        said = (self.node.folder / "said.log").read_text()
        # The worker greets with a plain sentence of its own.
        return [line for line in said.splitlines() if line != "Launching a worker on default"]

    def server_log(self) -> str:
        log = (database.data_folder() / "server.log").read_bytes()
        return log[self.server_log_from :].decode()


@pytest.fixture(scope="module")
def watched(
    db: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    with django_db_blocker.unblock(), own_database() as name:
        world = make_world(make_cast())
        began = (database.data_folder() / "server.log").stat().st_size
        node = Node.of(name, tmp_path_factory.mktemp("watched"), GOLDENTHREAD_LOG="INFO")
        node.env["DATABASE_URL"] = address(name, database.SUPERUSER)
        with node.serving() as url, node.working():
            yield Watched(node, url, world, began)


def addresses(world: World) -> Iterator[str]:
    for room, pages in TABLE.items():
        for page, path in pages.items():
            if f"{room}:{page}" != "home:guidance":
                yield address_of(world, room, page, path)
    yield from (f"/{route.pattern}" for route in SIGN_IN if "<" not in str(route.pattern))


def typed_everywhere(form: Any) -> Typed:
    """A form with the canary in every box that takes words, and the rest as it came."""
    values = {k: v for k, v in form.form_values() if v is not None}
    for box in form.xpath(".//input | .//textarea"):
        if box.name and (box.tag == "textarea" or box.get("type", "text") in WORDS):
            values[box.name] = f"{CANARY} said so"
    return values


def look_and_type(watched: Watched, who: str) -> int:
    """Open every page with the canary in its query and send every form; how many were sent."""
    visitor, sent = Visitor(watched.url).sign_in(f"{who}@example.org"), 0
    ask = visitor.session
    for path in addresses(watched.world):
        if "sign-out" in path:
            continue
        answer = ask.get(f"{watched.url}{path}?q={CANARY}&ref={CANARY}", timeout=60)
        if not (answer.content and answer.headers["Content-Type"].startswith("text/html")):
            continue
        for form in html.fromstring(answer.text).forms:
            to = form.action or path
            if form.method == "POST" and "sign-out" not in to:
                ask.post(watched.url + to.split("?")[0], data=typed_everywhere(form), timeout=60,
                         headers={"Origin": watched.url})  # fmt: skip
                sent += 1
    return sent


def misuse(watched: Watched) -> None:
    """What a library would complain about, quoting what it was given."""
    url = watched.url
    requests.get(f"{url}/{CANARY}/?q={CANARY}", timeout=60)
    requests.get(f"{url}/search/?q={CANARY}", headers={"Host": CANARY}, timeout=60)
    requests.get(
        f"{url}/help/?q={CANARY}%00", headers={"Cookie": f"sessionid={CANARY}"}, timeout=60
    )
    requests.post(f"{url}/sign-in/", data={"login": CANARY, "password": CANARY}, timeout=60)
    requests.request(CANARY.upper(), f"{url}/{CANARY}", timeout=60)
    visitor = Visitor(url).sign_in("pat.ellis@example.org").session
    for nasty in (f"{CANARY}%00", f"{CANARY}%ff", f"%7B{CANARY}"):
        visitor.get(f"{url}/search/?q={nasty}", timeout=60)
    wide = {f"{CANARY}{n}": CANARY for n in range(2500)}
    visitor.post(f"{url}/search/", data=wide, timeout=60)


def send_a_file(watched: Watched) -> None:
    """A case list that cannot be read, named and filled with the canary; the worker says why."""
    pat = Visitor(watched.url).sign_in("pat.ellis@example.org")
    file = {"case_files": (f"{CANARY}.csv", f'{CANARY},{CANARY}\n{CANARY},"{CANARY}\n'.encode())}
    led = pat.send("/set-up/case-lists/new/", "case_files", files=file)
    for _ in range(100):
        if "http-equiv" not in pat.session.get(watched.url + led, timeout=60).text:
            return
        time.sleep(0.1)


def break_and_look(watched: Watched) -> None:
    """Unexpected errors: a table is gone while people search."""
    visitor = Visitor(watched.url).sign_in("pat.ellis@example.org").session
    name = watched.node.database
    on_server("ALTER TABLE audits_audit RENAME TO away", name=name)
    try:
        answer = visitor.get(f"{watched.url}/search/?q={CANARY}", timeout=60)
        assert answer.status_code == 500
        assert answer.headers["X-Request-ID"] in answer.text
    finally:
        on_server("ALTER TABLE away RENAME TO audits_audit", name=name)


def test_a_canary_typed_everywhere_is_in_no_log(watched: Watched) -> None:
    sent = sum(look_and_type(watched, who) for who in WHO)
    misuse(watched)
    send_a_file(watched)
    break_and_look(watched)
    lines = [json.loads(line) for line in watched.lines()]
    assert sent > 20 * len(WHO) and len(lines) > 100 * len(WHO)
    assert {"goldenthread.web.request_log", "django.request"} <= {each["logger"] for each in lines}
    for file in watched.node.folder.glob("*.log"):
        assert CANARY.lower() not in file.read_text().lower(), file.name
    assert CANARY.lower() not in watched.server_log().lower()


def test_an_unexpected_error_can_be_found_by_its_number(watched: Watched) -> None:
    break_and_look(watched)
    failed = [json.loads(line) for line in watched.lines() if '"error"' in line][-1]
    assert len(failed["request"]) == 16
    assert failed["error"]["cause"]["sqlstate"] == "42P01"
    assert any("home.py" in place for place in failed["error"]["trace"])


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(logs.formatter().format(record))
    return said


@pytest.mark.parametrize(
    ("name", "template", "event"),
    [
        ("django.request", "Not Found: %s", "Not Found: %s"),
        ("goldenthread.jobs", "Stopped (%s)", f"Stopped ({CANARY})"),
    ],
)
def test_only_our_own_sentences_are_filled_in(name: str, template: str, event: str) -> None:
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, template, (CANARY,), None)
    assert line_of(record)["event"] == event


def test_a_library_that_fills_in_its_own_words_is_not_quoted() -> None:
    record = logging.LogRecord("other", logging.ERROR, "x.py", 1, f"Bad {CANARY}", (), None)
    assert CANARY not in json.dumps(line_of(record))


def test_an_error_is_its_type_and_place_without_its_words() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord(
            "goldenthread.x", logging.ERROR, "x.py", 1, "No", (), sys.exc_info()
        )
    said = line_of(record)
    assert said["error"]["type"] == "builtins.ValueError"
    assert CANARY not in json.dumps(said)
