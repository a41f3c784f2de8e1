"""No typed word is lost: a killed server, two tabs, a sign-in that expires, a lost connection."""

import json
import os
import random
import re
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from goldenthread.audits.models import Answer, AnswerVersion, Audit
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults
from goldenthread.people.models import Person
from tests.cast import PASSWORD, Cast
from tests.journeys.browser import sign_in
from tests.journeys.service import Service
from tests.loop import round_of

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
SAVES = 2500 if IS_THOROUGH else 100  # of each of two writers
KILLS = 50 if IS_THOROUGH else 5
FIGURE = Path(__file__).parents[2] / "bench" / "killed.json"
PATIENCE = 20_000  # milliseconds; the page itself looks every five seconds whether it is signed in


class SignedIn:
    """A person signed in over plain HTTP, as a browser would be, without a browser."""

    def __init__(self, service: Service, person: Person) -> None:
        self.url = service.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = self.read("/sign-in/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        typed = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        self.read("/sign-in/", urlencode(typed).encode())
        told = json.loads(self.read("/session/"))
        assert told["signed_in"]
        self.csrf = told["csrf"]

    def read(self, path: str, data: bytes | None = None) -> bytes:
        with self.opener.open(self.url + path, data, timeout=10) as answer:
            return bytes(answer.read())

    def put(self, path: str, **content: object) -> dict[str, int]:
        request = urllib.request.Request(
            self.url + path, json.dumps(content).encode(), method="PUT",
            headers={"Content-Type": "application/json", "X-CSRFToken": self.csrf},
        )  # fmt: skip
        with self.opener.open(request, timeout=10) as answer:
            told: dict[str, int] = json.loads(answer.read())
            return told


@dataclass(eq=False)
class Writer(threading.Thread):
    """Types on and on in one answer, and tries again whatever was not acknowledged."""

    signed_in: SignedIn
    audit: Audit
    question: str
    acknowledged: dict[int, str] = field(default_factory=dict)  # version -> words
    unanswered: int = 0
    refused: list[str] = field(default_factory=list)
    saves: int = SAVES

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        version = 0
        for number in range(self.saves):
            version = self.save(version, f"{self.question}: sentence {number}, seen on the record.")

    def save(self, version: int, words: str) -> int:
        path = f"/audits/{self.audit.ref}/answers/{self.question}/"
        while True:
            try:
                told = self.signed_in.put(path, version=version, text=words)
            except urllib.error.HTTPError as error:
                self.refused.append(f"{error.code} {error.read()[:200]!r}")
                return version
            except (OSError, ValueError, EOFError):
                self.unanswered += 1
                time.sleep(0.05)
            except Exception:  # a connection cut in the middle of an answer has many names
                self.unanswered += 1
            else:
                self.acknowledged[told["version"]] = words
                return told["version"]


def kill_now_and_then(service: Service, writers: list[Writer]) -> None:
    """SIGKILL at five moments while answers arrive, the server started again each time."""
    chance = random.Random(20260731)
    moments = sorted(chance.sample(range(10, 2 * SAVES - 20), KILLS))
    for moment in moments:
        while sum(len(writer.acknowledged) for writer in writers) < moment:
            assert any(writer.is_alive() for writer in writers)
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.02))
        service.kill()
        service.start()


def test_a_killed_server_loses_no_acknowledged_answer(service: Service, people: Cast) -> None:
    audit = round_of(people, ["20301"])[0]
    signed_in = SignedIn(service, people.ines)
    writers = [Writer(signed_in, audit, question) for question in ("risk.grade", "overall.grade")]
    for writer in writers:
        writer.start()
    kill_now_and_then(service, writers)
    for writer in writers:
        writer.join(timeout=1200 if IS_THOROUGH else 120)

    assert [writer.refused for writer in writers] == [[], []]
    assert sum(writer.unanswered for writer in writers) > 0, "no save was under way at any kill"
    for writer in writers:
        kept = AnswerVersion.objects.filter(answer__audit=audit, answer__question=writer.question)
        stored = {row.version: str(row.words) for row in kept.select_related("words")}
        assert sorted(stored) == list(range(1, SAVES + 1))
        assert writer.acknowledged.items() <= stored.items()
        now = Answer.objects.get(audit=audit, question=writer.question)
        assert (now.version, str(now.words)) == (SAVES, writer.acknowledged[SAVES])
    assert Entry.objects.filter(what="save_answer").count() == 2 * SAVES
    assert list(faults()) == []
    if IS_THOROUGH:
        unanswered = sum(writer.unanswered for writer in writers)
        told = {"saves": 2 * SAVES, "kills": KILLS, "unanswered": unanswered, "lost": 0}
        FIGURE.write_text(json.dumps(told, indent=1) + "\n")


# With a browser

RISK = "/audits/{}/sections/risk/"


@pytest.fixture
def audit(people: Cast) -> Audit:
    return round_of(people, ["20301"])[0]


def words_of(audit: Audit, question: str = "risk.grade") -> str:
    row = Answer.objects.filter(audit=audit, question=question).select_related("words").first()
    return str(row.words) if row and row.words else ""


def write(page: Page, words: str, *, leave: bool = True) -> None:
    field_ = page.locator('[name="risk.grade-text"]')
    field_.fill("")
    field_.press_sequentially(words)
    if leave:
        field_.press("Tab")


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(words, timeout=PATIENCE)


@pytest.mark.browser
def test_two_tabs_on_one_answer_show_both_texts(
    browser: Browser, service: Service, people: Cast, audit: Audit
) -> None:
    one = sign_in(browser, service.url, people.ines)
    one.goto(RISK.format(audit.ref))
    other = one.context.new_page()
    other.goto(RISK.format(audit.ref))
    write(one, "The child was seen alone.")
    says(one, "All changes saved")
    write(other, "The plan is out of date.")
    says(other, "Choose below which words to keep")
    both = other.get_by_role("group", name="Two versions of this answer")
    expect(both).to_contain_text("The child was seen alone.")
    expect(both).to_contain_text("The plan is out of date.")
    assert words_of(audit) == "The child was seen alone."
    other.get_by_role("button", name="Keep both").click()
    says(other, "All changes saved")
    assert words_of(audit) == "The child was seen alone.\n\nThe plan is out of date."


@pytest.mark.browser
def test_a_sign_in_that_expires_while_typing_loses_no_word(
    browser: Browser, service: Service, people: Cast, audit: Audit
) -> None:
    page = sign_in(browser, service.url, people.ines)
    page.goto(RISK.format(audit.ref))
    Session.objects.all().delete()
    write(page, "She was seen alone at each visit.")
    says(page, "You have been signed out. Your words are still here.")
    expect(page.locator('[name="risk.grade-text"]')).to_have_value(
        "She was seen alone at each visit."
    )
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new tab").click()
    again = opened.value
    again.get_by_label("E-mail").fill(people.ines.email)
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    again.wait_for_url(lambda address: "/sign-in/" not in address)
    says(page, "All changes saved")
    assert words_of(audit) == "She was seen alone at each visit."


@pytest.mark.browser
def test_without_scripts_the_words_come_back_after_signing_in(
    browser: Browser, service: Service, people: Cast, audit: Audit
) -> None:
    page = sign_in(browser, service.url, people.ines, java_script_enabled=False)
    page.goto(RISK.format(audit.ref))
    page.locator('[name="risk.grade-text"]').fill('<b>Seen</b> alone & "heard".')
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and return to overview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This has not been saved yet")
    expect(page.locator("main")).to_contain_text('<b>Seen</b> alone & "heard".')
    assert words_of(audit) == ""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    again = opened.value
    again.get_by_label("E-mail").fill(people.ines.email)
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    for _ in range(2):  # the first press meets the new sign-in's token, and says so
        if page.get_by_role("button", name="Send again").count():
            page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("This has not been saved yet")
    assert words_of(audit) == '<b>Seen</b> alone & "heard".'


@pytest.mark.browser
def test_a_lost_connection_is_said_and_made_good(
    browser: Browser, service: Service, people: Cast, audit: Audit
) -> None:
    page = sign_in(browser, service.url, people.ines)
    page.goto(RISK.format(audit.ref))
    page.context.set_offline(True)
    write(page, "The chronology is current.")
    says(page, "Not saved")
    assert words_of(audit) == ""
    page.context.set_offline(False)
    says(page, "All changes saved")
    assert words_of(audit) == "The chronology is current."


@pytest.mark.browser
def test_a_page_closed_right_after_typing_is_saved(
    browser: Browser, service: Service, people: Cast, audit: Audit
) -> None:
    page = sign_in(browser, service.url, people.ines)
    page.goto(RISK.format(audit.ref))
    write(page, "Father was not asked.", leave=False)
    page.close()
    until = time.monotonic() + PATIENCE / 1000
    while words_of(audit) != "Father was not asked." and time.monotonic() < until:
        time.sleep(0.1)
    assert words_of(audit) == "Father was not asked."
