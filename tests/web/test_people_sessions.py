"""Where one is signed in: seen by oneself, ended one by one or all."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.people.sessions import open_sessions, session_code
from tests.cast import PASSWORD, Cast
from tests.web.asking import html as text
from tests.web.signing_in import is_in

pytestmark = pytest.mark.django_db


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


def open_here(person: Person, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def ends(page: str) -> list[str]:
    return re.findall(r'name="end" value="(\w+)"', page)


def test_sessions_are_seen_and_one_of_them_is_ended(cast: Cast) -> None:
    here, phone = open_here(cast.pat, CHROME), open_here(cast.pat, PHONE)
    open_here(cast.dana, "Firefox/130.0")
    page = text(here.get("/account/sessions/"))
    assert "Chrome on Windows (this one)" in page and "Safari on an iPhone" in page
    assert "Firefox" not in page and str(phone.session.session_key) not in page
    code, _ = ends(page)
    answer = text(here.post("/account/sessions/", {"end": code}, follow=True))
    assert "You have been signed out there" in answer and "Safari" not in answer
    assert (is_in(here), is_in(phone)) == (True, False)
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor, line.refs) == ("end_session", cast.pat.ref, [cast.pat.ref])


def test_sessions_of_another_are_not_ended(cast: Cast) -> None:
    here, other = open_here(cast.dana, CHROME), open_here(cast.pat, CHROME)
    code = session_code(str(other.session.session_key))
    answer = text(here.post("/account/sessions/", {"end": code}, follow=True))
    assert "That had already ended" in answer
    assert is_in(other)


def test_sessions_elsewhere_all_end_after_the_password_again(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        here, phone = open_here(cast.pat, CHROME), open_here(cast.pat, PHONE)
        clock.shift(timedelta(minutes=6))
        asked = here.post("/account/sessions/", {"end": "others"})
        assert asked["Location"].startswith("/account/again/")
        assert is_in(phone)
        here.post(asked["Location"], {"password": PASSWORD})
        assert (is_in(here), is_in(phone)) == (True, False)
        cast.pat.refresh_from_db()
        assert len(open_sessions(cast.pat)) == 1


def test_sessions_that_are_over_are_not_shown(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        open_here(cast.pat, CHROME)
        assert len(open_sessions(cast.pat)) == 1
        clock.shift(timedelta(hours=2))
        assert open_sessions(cast.pat) == []
