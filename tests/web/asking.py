"""Pages as somebody of the cast asks for them, and what they say."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from goldenthread.journal.models import Entry
from goldenthread.people.models import Person

SignIn = Callable[[Person], Client]


def signed_in(person: Person) -> Client:
    """Somebody's browser: it says where it sends from, as every browser does."""
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(person)
    return client


def html(response: Any) -> str:
    return response.content.decode()


def in_one_line(response: Any) -> str:
    """The page, with each run of whitespace as one space."""
    return " ".join(html(response).split())


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, html(response)[:2000]
    return in_one_line(response)


def words(response: Any) -> str:
    """What can be read on the page, in one line, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


def last_line() -> Entry:
    """The newest line of the journal."""
    return Entry.objects.latest("seq")
