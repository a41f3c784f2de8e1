"""What stands before every page: sign-in, refusals in words, recorded reads, no lost word."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from goldenthread.journal.changes import JournalBusy
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.roles import Permission
from goldenthread.web import guards
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}
LONG = "She was seen alone.\nTwice, at home & at school."


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def asked(person: object, path: str = "/", **how: Any) -> HttpRequest:
    request = RequestFactory().get(path, **how)
    request.user = person  # type: ignore[assignment]
    return request


def test_every_answer_carries_the_headers(client: Client, cast: Cast) -> None:
    for address in ("/sign-in/", "/nowhere/", "/brand.css", "/session/"):
        answer = client.get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"].count("no-store") == 1
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"


def test_a_signed_out_person_is_asked_to_sign_in_and_a_script_is_told(
    client: Client, cast: Cast
) -> None:
    assert client.get("/set-up/?a=b")["Location"] == "/sign-in/?next=%2Fset-up%2F%3Fa%3Db"
    answer = client.put("/set-up/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"problem": "signed_out"})


def test_a_page_that_is_not_there_and_one_that_is_not_mine_read_the_same(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ines)
    away, forbidden = client.get("/nowhere/"), client.get("/set-up/people/")
    assert away.status_code == forbidden.status_code == 404
    assert text(away).count("Page not found") == text(forbidden).count("Page not found") == 2
    assert client.get("/nowhere/", headers={"accept": "application/json"}).json() == {
        "problem": "not_found"
    }


def test_what_was_written_for_a_page_that_is_gone_can_still_be_copied(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.ines)
    sent = {"why": LONG, "version": "3", "empty": " "}
    page = client.post("/audits/AUD-2222222222/", sent, headers=HERE)
    assert page.status_code == 404 and "What you sent was not saved" in text(page)
    assert "Twice, at home &amp; at school." in text(page) and ">3<" not in text(page)
    from_elsewhere = client.post("/audits/AUD-2222222222/", sent)
    assert "What you sent" not in text(from_elsewhere)
    assert "What you sent" not in text(client.get("/nowhere/"))


def test_allowed_lets_through_who_has_one_of_the_permissions(cast: Cast) -> None:
    assert (
        guards.allowed(asked(cast.mo), Permission.ROUND_RUN, Permission.AUDIT_MODERATE) == cast.mo
    )
    with pytest.raises(guards.Http404):
        guards.allowed(asked(cast.ines), Permission.ROUND_RUN)


def test_the_top_bar_shows_each_what_they_have_a_use_for(cast: Cast) -> None:
    def bar(person: object) -> list[str]:
        return [link["text"] for link in guards.navigation(asked(person))]

    assert bar(cast.stranger) == ["Home"]
    assert bar(cast.ed) == ["Home", "Guidance"]
    assert bar(cast.ira) == ["Home", "Set-up"]
    assert bar(cast.pat) == [
        "Home", "Programme", "Audits", "Feedback", "Actions", "Learning", "Insights", "Reports",
        "Set-up",
    ]  # fmt: skip


def test_a_read_is_recorded_before_the_page_leaves(cast: Cast) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        guards.shows(request, "audit", "AUD-7K3M9QX2TA", "SUB-7K3M9QX2TA")
        return HttpResponse("shown")

    assert guards.signed_in(page)(asked(cast.mo)).content == b"shown"
    line = Entry.objects.latest("seq")
    assert (line.actor, line.kind, line.refs) == (
        cast.mo.ref,
        "read",
        ["AUD-7K3M9QX2TA", "SUB-7K3M9QX2TA"],
    )


def test_a_page_whose_read_cannot_be_recorded_does_not_leave(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise JournalBusy

    monkeypatch.setattr(guards, "record_reads", busy)
    client.force_login(cast.ira)
    answer = client.get("/set-up/access-log/")
    assert answer.status_code == 503
    assert "Nothing was changed. Wait a minute" in text(answer)
    assert "Entries, newest first" not in text(answer)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotAllowed(Permission.ROUND_RUN), 404, "Page not found"),
        (OwnWork("moderate this audit"), 403, "You cannot moderate this audit"),
        (JournalBusy(), 503, "The service is busy"),
        (DataError("a NUL"), 400, "That could not be read"),
    ],
)
def test_expected_errors_become_pages_in_words(
    cast: Cast, error: Exception, status: int, words: str
) -> None:
    answer = guards.signed_in(lambda request: HttpResponse()).process_exception(
        asked(cast.mo), error
    )
    assert answer
    assert answer.status_code == status
    assert words in text(answer)


def test_words_sent_after_the_sign_in_ended_come_back_to_be_sent_again(
    client: Client, cast: Cast
) -> None:
    answer = client.post(
        "/audits/AUD-2222222222/", {"why": LONG, "csrfmiddlewaretoken": "x"}, headers=HERE
    )
    page = text(answer)
    assert answer.status_code == 403
    assert "This has not been saved yet" in page
    assert "Twice, at home &amp; at school." in page
    assert 'action="/audits/AUD-2222222222/"' in page
    assert page.count('name="why"') == 1


def test_a_form_sent_again_after_signing_in_is_accepted(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    address, fields = "/set-up/words/grade/good/", {"text": "Meets our standard", "seen": "Good"}
    stopped = client.post(address, fields, headers=HERE)
    assert "Sign in again (opens a new tab)" in text(stopped)
    client.force_login(cast.pat)
    old = client.post(address, {**fields, "csrfmiddlewaretoken": token_in(stopped)}, headers=HERE)
    if old.status_code == 403:  # signing in made a new token; the page comes back with it
        assert "Press the button to save it" in text(old)
        old = client.post(address, {**fields, "csrfmiddlewaretoken": token_in(old)}, headers=HERE)
    assert old["Location"] == "/set-up/words/"


def token_in(answer: HttpResponse) -> str:
    return text(answer).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}]
)
def test_another_site_cannot_lay_words_into_our_page(
    client: Client, cast: Cast, headers: dict[str, str]
) -> None:
    answer = client.post("/set-up/words/grade/good/", {"text": "planted"}, headers=headers)
    assert answer.status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.pat)
    page = text(strict.post("/set-up/words/grade/good/", {"text": "planted"}, headers=headers))
    assert "planted" not in page
    assert "What you typed is still in the previous page" in page


def test_a_password_is_never_shown_again(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = text(strict.post("/sign-in/", {"login": "x", "password": PASSWORD}, headers=HERE))
    assert "What you typed is still in the previous page" in page
    assert PASSWORD not in page
    page = text(strict.post("/start-over/", {"password1": PASSWORD, "why": "kept"}, headers=HERE))
    assert "kept" in page
    assert PASSWORD not in page


def test_too_large_a_form_is_refused_in_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.pat)
    answer = client.post("/set-up/teams/add/", {"name": "x" * 3_000_000})
    assert answer.status_code == 400
    assert "That could not be read" in text(answer)


def test_an_unexpected_error_shows_a_code_and_no_traceback(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.web.people.accounts.roles_of", lambda person: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(cast.pat)
    answer = client.get("/account/")
    assert answer.status_code == 500
    assert "tell the QA team this code" in text(answer)
    assert "ZeroDivisionError" not in text(answer)


def test_no_page_of_ours_holds_a_style_or_a_script(cast: Cast) -> None:
    folder = Path(guards.__file__).parent / "jinja2"
    own = [*folder.glob("people/*"), *folder.glob("account/*.html"), *folder.glob("pages/*")]
    assert len(own) > 30
    assert [
        file.name for file in own if " style=" in file.read_text() or "<script" in file.read_text()
    ] == []
