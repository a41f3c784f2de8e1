"""How often somebody may try: a password, an account, a link."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone

from goldenthread.people.places import client_address
from tests.cast import PASSWORD, Cast
from tests.web.asking import html as text
from tests.web.signing_in import NEW, sign_in

pytestmark = pytest.mark.django_db


GUESSED = {"login": "pat.ellis@example.org", "password": "wrong"}


def guessed(client: Client, times: int, **typed: str) -> str:
    """The page after so many wrong passwords."""
    for _ in range(times):
        answer = client.post("/sign-in/", GUESSED | typed)
    return text(answer)


def test_too_many_wrong_passwords_are_refused_with_the_time_to_try_again(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.1")
    assert "is not right" in guessed(client, 5)
    page = guessed(client, 1)
    assert re.search(
        r"too many tries with a wrong password or code\. .* Try again at \d\d:\d\d", page
    )
    assert "Try again at" in guessed(client, 1, password=PASSWORD)


@pytest.mark.parametrize("times", [1, 6])
def test_what_is_said_is_the_same_for_an_account_that_nobody_has(cast: Cast, times: int) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        told = [
            re.sub(r'value="[^"]*"', "", guessed(Client(REMOTE_ADDR=address), times, login=login))
            for address, login in (
                ("203.0.113.1", "pat.ellis@example.org"),
                ("203.0.113.2", "nobody@example.org"),
            )
        ]
    assert told[0] == told[1]


def test_the_owner_signs_in_while_another_address_is_refused(cast: Cast) -> None:
    for number in range(1, 9):
        guessed(Client(REMOTE_ADDR="203.0.113.1"), 1, password=f"guess-{number}")
    owner = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(owner, "pat.ellis@example.org").status_code == 302
    for number in range(20):  # from everywhere, until nothing from an unknown place is looked at
        guessed(Client(REMOTE_ADDR=f"198.51.100.{number}"), 1)
    assert "Try again at" in guessed(Client(REMOTE_ADDR="192.0.2.1"), 1, password=PASSWORD)
    owner.post("/sign-out/")
    assert sign_in(owner, "pat.ellis@example.org").status_code == 302
    elsewhere = Client(REMOTE_ADDR="198.51.100.1")
    elsewhere.cookies = owner.cookies
    elsewhere.post("/sign-out/")
    assert sign_in(elsewhere, "pat.ellis@example.org").status_code == 302


def test_a_forged_address_is_not_believed(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="203.0.113.1")
    for number in range(6):
        page = text(
            client.post("/sign-in/", GUESSED, headers={"X-Forwarded-For": f"192.0.2.{number}"})
        )
    assert "Try again at" in page


@pytest.mark.parametrize(
    ("proxies", "said", "believed"),
    [
        (0, "192.0.2.9", "127.0.0.1"),
        (1, "192.0.2.9, 198.51.100.4", "198.51.100.4"),
        (2, "192.0.2.9, 198.51.100.4, 10.0.0.1", "198.51.100.4"),
        (2, "198.51.100.4:4711", "198.51.100.4"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_our_outermost_proxy_saw(
    settings: Any, proxies: int, said: str, believed: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/sign-in/", headers={"X-Forwarded-For": said} if said else {})
    assert client_address(request) == believed


def test_a_found_browser_has_few_tries_at_the_password(client: Client, cast: Cast) -> None:
    client.force_login(cast.dana)
    fields = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    pages = [text(client.post("/password/change/", fields)) for _ in range(5)]
    assert all("This is not your current password" in page for page in pages)
    again = text(client.post("/account/again/", {"password": PASSWORD}))
    assert "Try again at" in again


def test_too_many_links_asked_for_are_refused_in_words(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    for _ in range(5):
        client.post("/password/forgotten/", {"email": "nobody@example.org"})
    answer = client.post("/password/forgotten/", {"email": "nobody@example.org"})
    assert answer.status_code == 429
    assert "Wait 15 minutes and try again" in text(answer)
    assert '<footer class="gt-footer">' in text(answer)
