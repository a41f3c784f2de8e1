"""The front door: first start, help, the brand, the session, and whether the service is well."""

import re
from typing import Any

import pytest
from django.test import Client

from goldenthread.people.actors import Operator
from goldenthread.people.changes import set_authority
from goldenthread.people.queries import person_by_email
from goldenthread.people.roles import Permission
from goldenthread.web.home import HELP
from tests.cast import OPERATOR, PASSWORD, Cast

pytestmark = pytest.mark.django_db
FIRST = {"name": "Pat Ellis", "email": "pat@example.org", "password": PASSWORD}
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30


@pytest.mark.parametrize("address", ["/", "/sign-in/"])
def test_start_is_where_a_new_install_begins(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == "/start/"


def test_start_makes_the_first_account_and_is_gone(client: Client) -> None:
    assert "Make the first account" in client.get("/start/").content.decode()
    assert client.post("/start/", FIRST)["Location"] == "/sign-in/"
    first = person_by_email(FIRST["email"])
    assert first is not None
    assert first.may(Permission.ROUND_RUN)
    assert first.may(Permission.PEOPLE_MANAGE)
    assert client.get("/start/").status_code == 404
    assert client.post("/start/", {**FIRST, "email": "other@example.org"}).status_code == 404


@pytest.mark.parametrize("password", ["short", "password1234", "pat@example.org"])
def test_start_refuses_a_weak_password_in_words(client: Client, password: str) -> None:
    page = client.post("/start/", {**FIRST, "password": password}).content.decode()
    assert "Error: Make the first account" in page
    assert person_by_email(FIRST["email"]) is None


@pytest.mark.parametrize("page", list(HELP))
def test_guidance_can_be_read_without_signing_in(client: Client, cast: Cast, page: str) -> None:
    text = client.get(f"/help/{page}/").content.decode()
    assert f"<title>{HELP[page]} – " in text
    assert len(re.findall("<h1", text)) == 1


def test_guidance_knows_no_other_page(client: Client, cast: Cast) -> None:
    assert client.get("/help/nowhere/").status_code == 404


def test_help_links_to_every_page_of_help(client: Client, cast: Cast) -> None:
    text = client.get("/help/").content.decode()
    assert all(f"/help/{page}/" in text for page in HELP)


def test_session_says_whether_one_is_signed_in(client: Client, cast: Cast) -> None:
    assert client.get("/session/").json()["signed_in"] is False
    client.force_login(cast.ines)
    said = client.get("/session/").json()
    assert said["signed_in"] is True
    assert said["csrf"]


def test_brand_and_logo_are_the_authoritys(client: Client, cast: Cast) -> None:
    assert client.get("/logo").status_code == 404
    set_authority(by=Operator("tests"), seen=1, colour="#5a2d6e", logo=PNG)
    assert "--govuk-brand-colour:#5a2d6e" in client.get("/brand.css").content.decode()
    assert client.get("/logo")["Content-Type"] == "image/png"


def test_logo_is_a_stranger_to_nobody(client: Client, cast: Cast) -> None:
    set_authority(by=OPERATOR, seen=1, logo=PNG)
    assert client.get("/logo").content == PNG


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_live_and_ready_answer_without_an_account(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_ready_tells_outsiders_a_word_and_no_more(client: Client) -> None:
    said = client.get("/health/ready")
    assert (said.status_code, said.content) == (200, b"ready, needs attention\n")


def test_ready_tells_the_monitor_what_is_wrong(client: Client, settings: Any) -> None:
    settings.MONITOR_TOKEN = "of the monitor"
    told = client.get("/health/ready", headers={"Authorization": "Bearer of the monitor"}).json()
    assert told["state"] == "ready, needs attention"
    assert told["checks"]["database"]["is_well"] and told["checks"]["migrations"]["is_well"]
    assert "No background worker is running" in told["checks"]["worker"]["words"]
    other = client.get("/health/ready", headers={"Authorization": "Bearer of another"})
    assert other.content == b"ready, needs attention\n"


def test_ready_is_no_with_the_database_away(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "goldenthread.config.health.programs.conninfo", lambda alias: ("host=/nowhere", "")
    )
    said = client.get("/health/ready")
    assert (said.status_code, said.content) == (503, b"not ready\n")


def test_ready_is_no_before_the_migrations(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "goldenthread.config.health.known_migrations", lambda: frozenset({"audits.0999_to_come"})
    )
    assert client.get("/health/ready").status_code == 503


def test_metrics_are_for_the_monitor(client: Client, settings: Any) -> None:
    assert client.get("/health/metrics").status_code == 404
    settings.MONITOR_TOKEN = "of the monitor"
    said = client.get("/health/metrics", headers={"Authorization": "Bearer of the monitor"})
    assert b"goldenthread_journal_entries " in said.content
    assert b'goldenthread_version_info{version="' in said.content
