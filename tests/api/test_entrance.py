"""Who is let in, with what, and what is said to everybody else."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from goldenthread.journal.changes import JournalBusy
from goldenthread.journal.models import Entry
from goldenthread.people.changes import disable_account, end_role, end_token
from goldenthread.people.models import Attempt, Token
from tests.api.asking import DOCUMENT, FIGURES, LISTS, problem, program, token_of, with_token
from tests.cast import OPERATOR, Cast
from tests.rights.headers import faults
from tests.web.asking import signed_in

pytestmark = pytest.mark.django_db
EVERY = (
    *FIGURES,
    *LISTS,
    DOCUMENT,
    "/api/v1/audits/AUD-2222222222",
    "/api/v1/actions/ACT-2222222222",
)


def test_nothing_is_answered_without_a_token(cast: Cast) -> None:
    """Not even that there is such an address; a session lets in nobody."""
    for client in (Client(), signed_in(cast.pat)):
        for address in (*EVERY, "/api/", "/api/v2/audits"):
            answer = client.get(address)
            problem(answer, 401)
            assert answer["WWW-Authenticate"] == "Bearer"
            assert faults(answer, WWW_Authenticate="Bearer") == []
    problem(with_token("TOK-2222222222." + "x" * 43).get(LISTS[0]), 401)


def test_a_token_opens_no_page(cast: Cast) -> None:
    client = program(cast.pat)
    assert client.get("/audits/")["Location"].startswith("/sign-in/")
    assert client.get(LISTS[0]).status_code == 200
    assert not client.cookies


def test_nothing_can_be_changed(cast: Cast) -> None:
    client = program(cast.pat)
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for address in EVERY:
            answer = client.generic(method, address)
            problem(answer, 405)
            assert answer["Allow"] == "GET, HEAD"


def test_head_says_what_get_says_without_its_body(cast: Cast) -> None:
    answer = program(cast.pat).head(LISTS[0])
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_not_there_is_said_in_words(cast: Cast) -> None:
    client = program(cast.pat)
    for address in ("/api/", "/api/v1/", "/api/v1/people", "/api/v1/audits/", EVERY[-1], EVERY[-2]):
        assert "no such thing" in problem(client.get(address), 404)["detail"]


def test_a_scope_that_the_token_has_not_is_named(cast: Cast) -> None:
    client = program(cast.pat, "figures")
    assert "the scope audits" in problem(client.get(LISTS[0]), 403)["detail"]
    assert client.get(DOCUMENT).status_code == 200


def test_a_token_reads_nothing_once_it_its_role_or_its_account_ended(cast: Cast) -> None:
    said = token_of(cast.sam)
    client = with_token(said)
    assert client.get(LISTS[1]).status_code == 200
    end_role(by=OPERATOR, held=cast.sam.roles.get())
    assert "role has ended" in problem(client.get(LISTS[1]), 403)["detail"]
    disable_account(by=OPERATOR, person=cast.sam)
    assert "turned off" in problem(client.get(LISTS[1]), 401)["detail"]
    other = token_of(cast.pat)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "last day is over" in problem(with_token(other).get(LISTS[0]), 401)["detail"]
    end_token(by=cast.ada, token=Token.objects.get(ref=other[:14]))
    assert "was ended" in problem(with_token(other).get(LISTS[0]), 401)["detail"]


def test_wrong_tokens_are_throttled_and_a_right_one_is_let_in(cast: Cast) -> None:
    said = token_of(cast.pat)
    wrong = with_token(said[:-4] + "wxyz")
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(5):
            problem(wrong.get(LISTS[0]), 401)
        answer = wrong.get(LISTS[0])
    problem(answer, 429)
    assert answer["Retry-After"] == "900"
    assert with_token(said).get(LISTS[0]).status_code == 200
    assert Attempt.objects.count() == 5


def test_the_day_of_the_last_use_is_kept_and_each_use_is_in_the_journal(cast: Cast) -> None:
    said = token_of(cast.dee)
    with_token(said).get(FIGURES[0])
    token = Token.objects.get()
    assert token.last_used_on == timezone.localdate()
    line = Entry.objects.latest("seq")
    assert (line.kind, line.what, line.actor, line.refs) == (
        "read",
        "figures",
        cast.dee.ref,
        [token.ref],
    )


def test_an_answer_that_cannot_be_written_down_does_not_leave(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = program(cast.pat)
    for error in (JournalBusy(), OperationalError()):

        def fail(*args: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("goldenthread.api.entrance.record_reads", fail)
        answer = client.get(LISTS[0])
        problem(answer, 503)
        assert answer["Retry-After"] == "10"


def test_what_fails_is_a_code_and_no_traceback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret words")

    client = program(cast.pat)
    monkeypatch.setattr("goldenthread.api.audits.tabled_audits", fail)
    answer = client.get(LISTS[0])
    assert "this code" in problem(answer, 500)["detail"]
    assert b"secret" not in answer.content and b"Traceback" not in answer.content


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=many", "limit"), ("page=2", "page"),
        ("state=gone", "state"), ("after=1", "after"), ("format=xml", "format"),
        ("round=a&round=b", "round"), ("round=%00", "round"), ("rond=autumn", "rond"),
    ],
)  # fmt: skip
def test_a_question_that_is_wrong_is_told_where(cast: Cast, query: str, where: str) -> None:
    said = problem(program(cast.pat).get(f"{LISTS[0]}?{query}"), 400)
    assert where in {each["where"] for each in said["errors"]}


def test_a_query_that_is_no_text_is_told_so(cast: Cast) -> None:
    client = program(cast.pat)
    answer = client.get(LISTS[0], QUERY_STRING="round=%ff%fe", **{"wsgi.input": io.BytesIO()})
    assert answer.status_code in (200, 400)


def test_a_token_that_asks_too_often_waits_and_others_do_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.api.entrance.MOST_A_MINUTE", 3)
    busy, other = program(cast.pat), program(cast.pat)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            assert busy.get(DOCUMENT).status_code == 200
            clock.shift(10)
        answer = busy.get(LISTS[0])
        assert "Ask again in 30 seconds" in problem(answer, 429)["detail"]
        assert answer["Retry-After"] == "30"
        assert other.get(DOCUMENT).status_code == 200
        clock.shift(30)
        assert busy.get(DOCUMENT).status_code == 200
        problem(busy.get(DOCUMENT), 429)
