"""A database that is away: every page says so in words, and gives back what was typed."""

import pytest
from django.db import OperationalError
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    client.force_login(cast.pat)
    client.raise_request_exception = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(
        "goldenthread.web.sign_in.session_store.SessionStore._get_session_from_db", gone
    )
    return client


def test_a_page_says_that_the_service_is_away(away: Client) -> None:
    answer = away.get("/rounds/")
    assert answer.status_code == 503
    assert b"cannot be reached for a moment" in answer.content
    assert b"closed" not in answer.content


def test_what_was_typed_stands_in_the_page_to_be_sent_again(away: Client) -> None:
    typed = {"title": "January <b>round</b>", "password": "hush"}
    answer = away.post("/rounds/new/", typed, headers={"Origin": "http://testserver"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert page.count("January &lt;b&gt;round&lt;/b&gt;") == 2
    assert "Send again" in page and "hush" not in page


def test_words_sent_from_elsewhere_are_not_given_back(away: Client) -> None:
    answer = away.post(
        "/rounds/new/", {"title": "Laid in"}, headers={"Origin": "http://other.example"}
    )
    assert (answer.status_code, b"Laid in" in answer.content) == (503, False)


def test_a_script_is_told_in_json(away: Client) -> None:
    answer = away.put("/audits/AUD-1/answers/risk.grade/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["problem"]) == (503, "away")
