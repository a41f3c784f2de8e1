"""The sign-off chain in the browser, and what the check page asks of a decision that was not right."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.people.models import Person
from tests.cast import Cast
from tests.rooms.audit_round import answer_all, open_with
from tests.rooms.test_subjects import chained, decision, give

pytestmark = pytest.mark.django_db


def as_(who: Person) -> Client:
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(who)
    return client


def test_sign_off_shows_the_chain_and_takes_the_next_signature(cast: Cast) -> None:
    audit = chained(cast)
    where = reverse("audits:sign_off", args=[audit.ref])
    assert "Sign as Service manager" in as_(cast.sam).get(where).content.decode()
    assert "Nobody signs their own audit" in as_(cast.ines).get(where).content.decode()
    assert as_(cast.sunita).get(where).status_code == 404
    assert as_(cast.stranger).post(where, {"step": "2"}).status_code == 404
    closing = reverse("audits:close_audit", args=[audit.ref])
    assert "has to be signed off first" in as_(cast.pat).post(closing).content.decode()
    shown = as_(cast.sam).post(where, {"step": "2"}, follow=True).content.decode()
    assert "Everybody has signed." in shown and "Sam Field" in shown
    again = as_(cast.pat).post(where, {"step": "2"}, follow=True).content.decode()
    assert "This step has been signed already." in again


def test_sign_off_is_a_404_where_the_tool_asks_for_none(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines)
    assert as_(cast.pat).get(reverse("audits:sign_off", args=[audit.ref])).status_code == 404


def test_the_check_page_asks_for_a_manager_where_a_decision_was_not_right(cast: Cast) -> None:
    audit = decision(cast)
    where = reverse("audits:check", args=[audit.ref])
    assert (
        "Add an action for a named manager, due today" in as_(cast.ines).get(where).content.decode()
    )
    refused = as_(cast.ines).post(where, {"why": "As it is."}).content.decode()
    assert "so it goes to a manager today" in refused
    give(audit, owner=cast.tariq)
    assert "due today</a>" not in as_(cast.ines).get(where).content.decode()


def test_the_form_says_how_far_to_look_back_and_what_to_judge_on(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, tool="journey")
    answer_all(audit)
    page = as_(cast.ines).get(reverse("audits:audit", args=[audit.ref])).content.decode()
    assert "Look back to" in page and "the last 6 months" in page
