"""Signing in and out, passwords, throttling: the library's pages with our words."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from goldenthread.journal.models import Entry
from goldenthread.people.changes import disable_account
from goldenthread.people.queries import person_by_ref
from goldenthread.web.urls import SIGN_IN
from tests.cast import OPERATOR, PASSWORD, Cast

pytestmark = pytest.mark.django_db
NEW = "amber-kettle-horizon-7"


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return bool(client.get("/session/").json()["signed_in"])


def test_signing_in_leads_to_the_page_one_asked_for(client: Client, cast: Cast) -> None:
    asked = client.get("/set-up/words/")
    page = text(client.get(asked["Location"]))
    assert '<input type="hidden" name="next" value="/set-up/words/">' in page
    answer = sign_in(client, "Pat.Ellis@example.org", next="/set-up/words/")
    assert answer["Location"] == "/set-up/words/"
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor) == ("sign_in", cast.pat.ref)


def test_signing_in_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    answer = sign_in(client, "pat.ellis@example.org", next="https://elsewhere.example/")
    assert answer["Location"] == "/"


@pytest.mark.parametrize("email", ["pat.ellis@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(
    client: Client, cast: Cast, email: str
) -> None:
    page = text(sign_in(client, email, "wrong"))
    assert "The e-mail address or the password is not right" in page
    assert "<title>Error: Sign in" in page


def test_an_empty_sign_in_says_what_to_enter(client: Client, cast: Cast) -> None:
    page = text(client.post("/sign-in/", {}))
    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_a_disabled_account_is_told_so_only_with_its_password(client: Client, cast: Cast) -> None:
    disable_account(by=OPERATOR, person=cast.ines)
    assert "is not right" in text(sign_in(client, "ines.vale@example.org", "wrong"))
    answer = client.post(
        "/sign-in/", {"login": "ines.vale@example.org", "password": PASSWORD}, follow=True
    )
    assert "This account has been turned off" in text(answer)
    assert not is_in(client)


def test_signing_out_is_a_post(client: Client, cast: Cast) -> None:
    client.force_login(cast.pat)
    assert "Do you want to sign out?" in text(client.get("/sign-out/"))
    assert is_in(client)
    assert "You have signed out." in text(client.post("/sign-out/", follow=True))
    assert not is_in(client)


def test_there_is_no_signing_up(client: Client, cast: Cast) -> None:
    assert client.get("/sign-up/").status_code == 404
    fields = {"email": "new@example.org", "password1": NEW}
    assert client.post("/sign-up/", fields).status_code == 404


def test_one_is_signed_out_after_an_hour_without_doing_anything(client: Client, cast: Cast) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client.force_login(cast.pat)
        clock.shift(timedelta(minutes=59))
        assert is_in(client)  # which counts as doing something
        clock.shift(timedelta(minutes=59))
        assert is_in(client)
        clock.shift(timedelta(minutes=61))
        assert not is_in(client)


def test_passwords_are_kept_as_argon2(cast: Cast, settings: Any) -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert cast.pat.password.startswith("argon2$argon2id$")


def test_ones_own_password_is_changed_and_recorded(client: Client, cast: Cast) -> None:
    client.force_login(cast.dana)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = client.post("/password/change/", fields, follow=True)
    assert "Your password has been changed." in text(answer)
    fresh = person_by_ref(cast.dana.ref)
    assert fresh
    assert fresh.check_password(NEW)
    assert is_in(client)
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor, line.refs) == ("set_password", cast.dana.ref, [cast.dana.ref])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"oldpassword": "x", "password1": NEW, "password2": NEW},
            "This is not your current password",
        ),
        ({"oldpassword": PASSWORD, "password1": NEW, "password2": "y"}, "same password each time"),
        (
            {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
            "at least 12 characters",
        ),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: Client, cast: Cast, fields: dict[str, str], words: str
) -> None:
    client.force_login(cast.dana)
    page = text(client.post("/password/change/", fields))
    assert words in page
    assert "<title>Error: " in page


def test_a_forgotten_password_is_for_the_qa_team_where_no_email_is_sent(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = False
    assert "Ask the QA team for a new password" in text(client.get("/password/forgotten/"))
    client.post("/password/forgotten/", {"email": "pat.ellis@example.org"})
    assert mail.outbox == []


def test_a_forgotten_password_is_answered_by_a_link_that_works_once(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    page = client.post("/password/forgotten/", {"email": "pat.ellis@example.org"}, follow=True)
    assert "Check your e-mail" in text(page)
    (sent,) = mail.outbox
    found = re.search(r"http://testserver(/password/new/\S+)", str(sent.body))
    assert found
    form = client.get(found[1], follow=True)
    address = form.request["PATH_INFO"]
    assert "Choose a new password" in text(form)
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password has been changed" in text(done)
    assert sign_in(client, "pat.ellis@example.org", NEW).status_code == 302
    assert "This link no longer works" in text(Client().get(found[1], follow=True))


def test_nobody_learns_from_a_forgotten_password_who_has_an_account(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    page = client.post("/password/forgotten/", {"email": "nobody@example.org"}, follow=True)
    assert "Check your e-mail" in text(page)
    assert mail.outbox == []


def test_every_page_of_sign_in_wears_our_layout(client: Client, cast: Cast) -> None:
    client.force_login(cast.pat)
    shown = set()
    for pattern in SIGN_IN:
        is_link = pattern.name == "account_reset_password_from_key"
        for who in (client, Client()):
            answer = who.get("/password/new/1-none/" if is_link else f"/{pattern.pattern}")
            if answer.status_code == 302:  # away from a page that this person has no use for
                continue
            page = text(answer)
            assert '<footer class="gt-footer">' in page, pattern.name
            assert " style=" not in page, pattern.name
            assert "<script>" not in page, pattern.name
            shown.add(pattern.name)
    assert shown == {pattern.name for pattern in SIGN_IN}


GUESSES = """
import sys, django
django.setup()
from django.test import Client
client = Client(REMOTE_ADDR=sys.argv[1])
for guess in range(int(sys.argv[3])):
    page = client.post("/sign-in/", {"login": sys.argv[2], "password": f"guess-{guess}"}, headers={"host": "localhost"})
    print(page.status_code, "too many tries with a wrong password" in page.content.decode())
"""


def guesses(email: str, count: int) -> list[str]:
    """Wrong passwords from a process of its own; what each was answered."""
    command = [sys.executable, "-c", GUESSES, "203.0.113.7", email, str(count)]
    environment = {**os.environ, "GOLDENTHREAD_DATABASE": str(connection.settings_dict["NAME"])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_guesses_are_counted_over_all_processes(db: None) -> None:
    email = f"guessed-{os.getpid()}@example.org"
    assert guesses(email, 6) == ["200 False"] * 6
    assert guesses(email, 6) == ["200 False"] * 4 + ["200 True"] * 2


def test_too_many_tries_in_a_minute_are_refused_in_words(client: Client, cast: Cast) -> None:
    for _ in range(60):
        client.post("/sign-in/", {})
    answer = client.post("/sign-in/", {})
    assert answer.status_code == 429
    assert "Wait 15 minutes and try again" in text(answer)
    assert '<footer class="gt-footer">' in text(answer)
