"""The exact headers of answers that no page makes: files, refusals, faults; and of cookies, under TLS."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from goldenthread.web import home
from tests.cast import PASSWORD, Cast
from tests.rights.headers import faults

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(cast.pat)
    return client


def test_a_static_file_may_be_kept(client: Client) -> None:
    answer = client.get("/static/nothing.css")
    assert answer.status_code == 404
    assert [each for each in faults(answer) if not each.startswith("Cache-Control")] == []


def test_a_refused_form_a_wrong_method_and_a_strange_host(cast: Cast) -> None:
    client = signed_in(cast, enforce_csrf_checks=True)
    refused = client.post("/account/", {})
    method = signed_in(cast).put("/rounds/", {})
    host = Client().get("/", headers={"host": "elsewhere.example"})
    assert [each.status_code for each in (refused, method, host)] == [403, 405, 400]
    assert [faults(each) for each in (refused, method, host)] == [[], [], []]


def test_a_fault_of_ours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> None:
        raise RuntimeError

    monkeypatch.setattr(home.home_cards, "rounds_in_progress", broken)
    answer = signed_in(cast).get("/")
    assert (answer.status_code, faults(answer)) == (500, [])


def test_under_tls_the_browser_is_told_to_stay_there(cast: Cast, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31536000
    for address in ("/", "/nowhere/", "/static/nothing.css"):
        answer = signed_in(cast).get(address, secure=True)
        said = answer.headers["Strict-Transport-Security"]
        assert said == "max-age=31536000; includeSubDomains"
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = False
    answer = signed_in(cast).get("/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_are_kept_from_scripts_and_from_other_sites(client: Client, cast: Cast) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": cast.pat.email, "password": PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert cookie["domain"] == ""
