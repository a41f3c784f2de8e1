"""The second step of a sign-in: an app's codes, codes on paper, and who has to have one."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from goldenthread.journal.models import Entry
from goldenthread.people.changes import require_second_step
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, PASSWORD, Cast

pytestmark = pytest.mark.django_db
STEP = "/account/second-step/"


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def sign_in(person: Person, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/session/").json()["signed_in"])


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(client: Client) -> str:
    """The secret that the app now knows."""
    page = text(client.get(f"{STEP}app/"))
    found = re.search(r"font-weight-bold\">([A-Z2-7 ]+)</p>", page)
    assert found
    secret = found[1].replace(" ", "")
    answer = client.post(f"{STEP}app/", {"code": code(secret)})
    assert answer["Location"] == f"{STEP}codes/"
    return secret


def later(clock: Any) -> None:
    """Past every window: a code opens once."""
    clock.shift(timedelta(minutes=20))


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as held:
        yield held


def test_an_app_is_added_and_asked_for_at_the_next_sign_in(cast: Cast, clock: Any) -> None:
    secret = add_app(sign_in(cast.pat))
    line = Entry.objects.filter(what="change_second_step").latest("seq")
    assert (line.actor, line.details) == (
        cast.pat.ref,
        {"added": ["recovery_codes", "totp"], "removed": []},
    )
    later(clock)
    client = sign_in(cast.pat)
    assert not is_in(client)
    assert "Your password was right" in text(client.get("/sign-in/code/"))
    assert "That was not right" in text(client.post("/sign-in/code/", {"code": "000000"}))
    client.post("/sign-in/code/", {"code": code(secret)})
    assert is_in(client)
    assert Entry.objects.latest("seq").details == {"how": ["password", "totp"]}


def test_a_code_opens_once(cast: Cast, clock: Any) -> None:
    secret = add_app(sign_in(cast.pat))
    later(clock)
    used = code(secret)
    first, second = sign_in(cast.pat), sign_in(cast.pat)
    first.post("/sign-in/code/", {"code": used})
    clock.shift(timedelta(seconds=31))  # the library alone would take it again
    page = text(second.post("/sign-in/code/", {"code": used}))
    assert (is_in(first), is_in(second)) == (True, False)
    assert "Try again with a new code" in page


def test_codes_are_guessed_as_rarely_as_passwords_and_the_owner_is_let_in(
    cast: Cast, clock: Any
) -> None:
    owner = sign_in(cast.pat)
    secret = add_app(owner)
    owner.post("/sign-out/")
    later(clock)
    thief = sign_in(cast.pat, Client(REMOTE_ADDR="203.0.113.1"))
    pages = [text(thief.post("/sign-in/code/", {"code": f"{n:06}"})) for n in range(7)]
    assert sum("Try again at" in page for page in pages) == 2
    assert "Try again at" in text(thief.post("/sign-in/code/", {"code": code(secret)}))
    for number in range(2, 5):  # from elsewhere too, until unknown places have no try left
        other = sign_in(cast.pat, Client(REMOTE_ADDR=f"203.0.113.{number}"))
        last = [text(other.post("/sign-in/code/", {"code": f"{n:06}"})) for n in range(6)][-1]
    assert "Try again at" in last
    sign_in(cast.pat, owner).post("/sign-in/code/", {"code": code(secret)})
    assert is_in(owner)


def test_each_code_on_paper_signs_in_once(cast: Cast, clock: Any) -> None:
    client = sign_in(cast.pat)
    add_app(client)
    shown = re.search(r'id="paper-codes"[^>]*>([\d\s]+)<', text(client.get(f"{STEP}codes/")))
    assert shown
    codes = shown[1].split()
    assert len(codes) == 10
    assert "You have 10 codes left" in text(client.get(f"{STEP}codes/"))
    later(clock)
    for expected in (True, False):
        client = sign_in(cast.pat)
        client.post("/sign-in/code/", {"code": codes[0]})
        assert is_in(client) is expected
        later(clock)


def test_new_codes_replace_the_old_and_are_recorded(cast: Cast) -> None:
    client = sign_in(cast.pat)
    add_app(client)
    assert "The 10 codes you have left stop working" in text(client.get(f"{STEP}codes/new/"))
    client.post(f"{STEP}codes/new/")
    line = Entry.objects.filter(what="change_second_step").latest("seq")
    assert line.details == {"added": ["recovery_codes"], "removed": ["recovery_codes"]}


def test_removing_the_app_takes_the_codes_with_it(cast: Cast) -> None:
    client = sign_in(cast.pat)
    add_app(client)
    page = client.post(f"{STEP}app/remove/", follow=True)
    assert "The app has been removed." in text(page)
    assert not Authenticator.objects.exists()


def test_another_second_step_ends_the_other_sessions(cast: Cast) -> None:
    elsewhere, here = sign_in(cast.pat), sign_in(cast.pat)
    add_app(here)
    assert (is_in(elsewhere), is_in(here)) == (False, True)


def test_the_password_is_asked_for_again_some_time_after_the_sign_in(
    cast: Cast, clock: Any
) -> None:
    client = sign_in(cast.pat)
    clock.shift(timedelta(minutes=6))
    answer = client.get(f"{STEP}app/")
    assert answer["Location"].startswith("/account/again/?next=")
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.get(f"{STEP}app/").status_code == 200


def test_the_secret_is_sealed_in_the_database(cast: Cast) -> None:
    secret = add_app(sign_in(cast.pat))
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_under_another_key_no_code_fits(cast: Cast, clock: Any, settings: Any) -> None:
    secret = add_app(sign_in(cast.pat))
    later(clock)
    settings.SECRET_KEY = "another"
    client = sign_in(cast.pat)
    assert "That was not right" in text(client.post("/sign-in/code/", {"code": code(secret)}))


# Who has to have one


def test_a_role_that_needs_one_leads_to_setting_it_up_and_to_nothing_else(cast: Cast) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    client = sign_in(cast.pat)
    for address in ("/", "/set-up/people/", "/rounds/", "/account/"):
        assert client.get(address)["Location"] == STEP
    page = text(client.get(STEP))
    assert "Your role needs a second step" in page
    assert "/rounds/" not in page
    assert not is_in(client)
    answer = client.put("/account/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"problem": "signed_out"})
    add_app(client)
    assert client.get("/rounds/").status_code == 200
    assert is_in(client)
    client.post(f"{STEP}app/remove/")
    assert client.get("/rounds/")["Location"] == STEP


def test_words_typed_before_come_back_while_a_second_step_is_due(cast: Cast) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    client = sign_in(cast.pat)
    answer = client.post(
        "/set-up/words/grade/good/", {"text": "Meets it"}, headers={"origin": "http://testserver"}
    )
    assert "Meets it" in text(answer)


def test_other_roles_are_let_in_without_one(cast: Cast) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    assert is_in(sign_in(cast.ines))
