"""Tokens for other programs: made by oneself, shown once, ended by oneself or by whoever looks after accounts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Token
from goldenthread.people.tokens import opened
from tests.cast import Cast
from tests.web.asking import last_line, signed_in, text

pytestmark = pytest.mark.django_db
TOKENS, ADD = "/account/tokens/", "/account/tokens/add/"
WRITTEN = re.compile(r"TOK-[0-9A-Z]{10}\.[\w-]{43}")


def filled(**other: object) -> dict[str, object]:
    until = today() + timedelta(days=30)
    said = {"name": "Power BI", "scopes": ["figures"], "audience": "internal"}
    return {**said, "until_on": f"{until.day} {until.month} {until.year}", **other}


def made(client: Client) -> str:
    """The token, as the page shows it once."""
    found = WRITTEN.search(text(client.post(ADD, filled())))
    assert found
    return found[0]


def test_tokens_are_listed_without_their_secret(cast: Cast) -> None:
    client = signed_in(cast.dee)
    assert "You have no token" in text(client.get(TOKENS))
    secret = made(client).partition(".")[2]
    page = text(client.get(TOKENS))
    token = Token.objects.get()
    assert "Power BI" in page and token.ref in page and secret not in page
    assert secret not in str(Token.objects.values().get())


def test_new_token_is_shown_once_and_opens_what_was_ticked(cast: Cast) -> None:
    said = made(signed_in(cast.pat))
    line = last_line()
    assert (line.what, line.actor) == ("make_token", cast.pat.ref)
    held = opened(said)
    assert held and (held.person, held.scopes, held.dead) == (cast.pat, {"figures"}, "")
    assert opened(said[:-1] + ("A" if said[-1] != "A" else "B")) is None


def test_new_token_offers_what_its_owner_may_read_and_says_what_is_wrong(cast: Cast) -> None:
    director = signed_in(cast.dee)
    assert "Actions: a list" not in text(director.get(ADD))
    assert "Select a valid choice" in text(director.post(ADD, filled(scopes=["audits"])))
    late = f"{today() + timedelta(days=366):%-d %-m %Y}"
    page = text(director.post(ADD, filled(until_on=late)))
    assert "Enter a day from today to" in page
    lead = signed_in(cast.pat)
    assert "reads figures alone" in text(
        lead.post(ADD, filled(scopes=["figures", "audits"], audience="public"))
    )
    assert Token.objects.count() == 0


def test_new_token_asks_for_the_password_again(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(cast.pat)
        client.get(ADD)
        clock.shift(timedelta(minutes=6))
        assert client.post(ADD, filled())["Location"].startswith("/account/again/")
    assert Token.objects.count() == 0


@pytest.mark.parametrize("whose", ["pat", "ada"])
def test_end_token_by_its_owner_or_whoever_looks_after_accounts(cast: Cast, whose: str) -> None:
    said, by = made(signed_in(cast.pat)), getattr(cast, whose)
    address = f"/account/tokens/{said[:14]}/end/"
    client = signed_in(by)
    if whose == "ada":
        assert said[:14] in text(client.get(f"/set-up/people/{cast.pat.ref}/"))
    assert "Power BI" in text(client.get(address))
    assert "no longer works" in text(client.post(address, follow=True))
    held = opened(said)
    assert held and (held.dead, held.scopes) == ("ended", frozenset())
    assert (last_line().what, last_line().actor) == ("end_token", by.ref)
    assert client.get(address).status_code == 404


def test_a_token_is_dead_with_its_account_its_role_or_its_day(cast: Cast) -> None:
    said = made(signed_in(cast.pat))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        held = opened(said)
        assert held and held.dead == "expired"
    cast.pat.roles.update(ended_at=timezone.now())
    held = opened(said)
    assert held and (held.dead, held.scopes) == ("", frozenset())
    Person.objects.filter(pk=cast.pat.pk).update(is_active=False)
    held = opened(said)
    assert held and held.dead == "off"
