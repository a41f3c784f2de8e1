"""Signing in and out, passwords, throttling: the library's pages with our words."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from goldenthread.config import settings as product
from goldenthread.journal.models import Entry
from goldenthread.people.changes import disable_account, set_password
from goldenthread.people.queries import person_by_ref
from goldenthread.web.sign_in.urls import SIGN_IN
from tests.cast import OPERATOR, PASSWORD, Cast
from tests.web.asking import html as text
from tests.web.signing_in import NEW, is_in, sign_in

pytestmark = pytest.mark.django_db


def test_signing_in_leads_to_the_page_one_asked_for(client: Client, cast: Cast) -> None:
    asked = client.get("/set-up/words/")
    page = text(client.get(asked["Location"]))
    assert '<input type="hidden" name="next" value="/set-up/words/">' in page
    answer = sign_in(client, "Pat.Ellis@example.org", next="/set-up/words/")
    assert answer["Location"] == "/set-up/words/"
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor) == ("sign_in", cast.pat.ref)


def test_signing_in_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    answer = sign_in(client, "pat.ellis@example.org", next="https://elsewhere.example/")
    assert answer["Location"] == "/"


@pytest.mark.parametrize("email", ["pat.ellis@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(
    client: Client, cast: Cast, email: str
) -> None:
    page = text(sign_in(client, email, "wrong"))
    assert "The e-mail address or the password is not right" in page
    assert "<title>Error: Sign in" in page


def test_an_empty_sign_in_says_what_to_enter(client: Client, cast: Cast) -> None:
    page = text(client.post("/sign-in/", {}))
    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_a_disabled_account_is_told_so_only_with_its_password(client: Client, cast: Cast) -> None:
    disable_account(by=OPERATOR, person=cast.ines)
    assert "is not right" in text(sign_in(client, "ines.vale@example.org", "wrong"))
    answer = client.post(
        "/sign-in/", {"login": "ines.vale@example.org", "password": PASSWORD}, follow=True
    )
    assert "This account has been turned off" in text(answer)
    assert not is_in(client)


def test_signing_out_is_a_post(client: Client, cast: Cast) -> None:
    client.force_login(cast.pat)
    assert "Do you want to sign out?" in text(client.get("/sign-out/"))
    assert is_in(client)
    assert "You have signed out." in text(client.post("/sign-out/", follow=True))
    assert not is_in(client)


def test_the_browser_keeps_nothing_when_a_session_is_over(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, cast.pat.email)
        assert "Clear-Site-Data" not in client.get("/").headers
        clock.shift(timedelta(hours=2))
        over = client.get("/rounds/")
        sign_in(client, cast.pat.email)
        out = client.post("/sign-out/")
    assert [each.headers["Clear-Site-Data"] for each in (over, out)] == ['"cache", "storage"'] * 2
    assert "Clear-Site-Data" not in client.get("/sign-in/").headers


def test_giving_the_password_again_makes_a_new_session(client: Client, cast: Cast) -> None:
    sign_in(client, cast.pat.email)
    before = client.session.session_key
    client.post("/account/again/", {"password": "wrong"})
    assert client.session.session_key == before
    client.post("/account/again/", {"password": PASSWORD})
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert (is_in(client), is_in(stolen)) == (True, False)


def test_a_sign_in_that_fails_is_in_the_log_without_what_was_typed(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, cast.pat.email, "wrong")
    sign_in(client, "nobody@example.org", "wrong")
    known, unknown = (r.said for r in caplog.records if r.message == "A sign-in failed")
    network = "127.0.0.1"
    assert known == {"kind": "password", "account": cast.pat.ref, "network": network}
    assert (len(unknown.pop("tried")), unknown) == (12, {"kind": "password", "network": network})
    caplog.clear()
    sign_in(client, cast.pat.email)
    assert "A sign-in failed" not in caplog.text


def test_a_refusal_is_in_the_log_with_who_it_was(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(cast.stranger)
    client.get(f"/set-up/people/{cast.pat.ref}/")
    client.get("/set-up/people/Canarybird/")
    said = [r.said for r in caplog.records if r.message == "refused"]
    mine = {"page": "people:person", "status": 404, "person": cast.stranger.ref}
    assert said == [{**mine, "subjects": [cast.pat.ref]}, {**mine, "subjects": []}]


def test_there_is_no_signing_up(client: Client, cast: Cast) -> None:
    assert client.get("/sign-up/").status_code == 404
    fields = {"email": "new@example.org", "password1": NEW}
    assert client.post("/sign-up/", fields).status_code == 404


def test_one_is_signed_out_after_an_hour_without_doing_anything(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(cast.pat)
        for _ in range(3):
            clock.shift(timedelta(minutes=59))
            assert is_in(client)  # which counts as doing something
        clock.shift(timedelta(minutes=61))
        assert not is_in(client)


def test_one_is_signed_out_after_twelve_hours_whatever_one_does(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "pat.ellis@example.org")
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            assert is_in(client)
        clock.shift(timedelta(minutes=20))
        answer = client.put("/account/", {}, content_type="application/json")
        assert (answer.status_code, answer.json()) == (401, {"problem": "signed_out"})


def test_signing_in_again_begins_the_twelve_hours_anew(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "pat.ellis@example.org")
        clock.shift(timedelta(hours=13))
        sign_in(client, "pat.ellis@example.org")
        clock.shift(timedelta(minutes=50))
        assert is_in(client)


def test_a_session_is_written_once_a_minute_at_most(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(cast.pat)
        client.get("/session/")
        clock.shift(timedelta(seconds=59))
        with django_assert_num_queries(2):  # the session and the person
            assert client.get("/session/").cookies.get(settings.SESSION_COOKIE_NAME) is None
        clock.shift(timedelta(seconds=1))
        assert client.get("/session/").cookies.get(settings.SESSION_COOKIE_NAME)


def test_a_clock_that_goes_back_signs_nobody_out(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(cast.pat)
        assert is_in(client)
        clock.shift(timedelta(hours=-5))
        assert is_in(client)
        clock.shift(timedelta(minutes=59))
        assert is_in(client)


def test_an_account_turned_off_or_with_a_new_password_is_out_at_once(cast: Cast) -> None:
    pat, mo = Client(), Client()
    pat.force_login(cast.pat)
    mo.force_login(cast.mo)
    disable_account(by=OPERATOR, person=cast.pat)
    set_password(by=OPERATOR, person=cast.mo, password=NEW)
    assert [is_in(pat), is_in(mo)] == [False, False]


def test_whoever_signs_in_with_a_first_password_chooses_another_first(cast: Cast) -> None:
    first = "borrowed-lantern-quartz-3"
    set_password(by=cast.pat, person=cast.mo, password=first)
    client = Client()
    sign_in(client, "mo.lark@example.org", first)
    for address in ("/", "/moderation/", "/account/"):
        assert client.get(address)["Location"] == "/password/change/"
    assert "Somebody else made the password" in text(client.get("/password/change/"))
    client.post("/password/change/", {"oldpassword": first, "password1": NEW, "password2": NEW})
    assert client.get("/moderation/").status_code == 200
    again = Client()
    sign_in(again, "mo.lark@example.org", NEW)
    assert again.get("/moderation/").status_code == 200


def test_what_was_typed_when_the_day_was_over_comes_back(client: Client, cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(cast.pat)
        assert is_in(client)
        clock.shift(timedelta(hours=12, minutes=1))
        page = client.post(
            "/set-up/words/grade/good/",
            {"text": "Meets it"},
            headers={"origin": "http://testserver"},
        )
        assert "This has not been saved yet" in text(page)
        assert "Meets it" in text(page)


def test_passwords_are_kept_as_argon2(cast: Cast) -> None:
    hashers = "django.contrib.auth.hashers"
    assert product.PASSWORD_HASHERS[0] == f"{hashers}.Argon2PasswordHasher"
    assert cast.pat.password.startswith("argon2$argon2id$")


def test_ones_own_password_is_changed_and_recorded(client: Client, cast: Cast) -> None:
    client.force_login(cast.dana)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = client.post("/password/change/", fields, follow=True)
    assert "Your password has been changed." in text(answer)
    fresh = person_by_ref(cast.dana.ref)
    assert fresh
    assert fresh.check_password(NEW)
    assert is_in(client)
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor, line.refs) == ("set_password", cast.dana.ref, [cast.dana.ref])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"oldpassword": "x", "password1": NEW, "password2": NEW},
            "This is not your current password",
        ),
        ({"oldpassword": PASSWORD, "password1": NEW, "password2": "y"}, "same password each time"),
        (
            {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
            "at least 12 characters",
        ),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: Client, cast: Cast, fields: dict[str, str], words: str
) -> None:
    client.force_login(cast.dana)
    page = text(client.post("/password/change/", fields))
    assert words in page
    assert "<title>Error: " in page


def test_a_forgotten_password_is_for_the_qa_team_where_no_email_is_sent(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = False
    assert "Ask the QA team for a new password" in text(client.get("/password/forgotten/"))
    client.post("/password/forgotten/", {"email": "pat.ellis@example.org"})
    assert mail.outbox == []


def test_a_forgotten_password_is_answered_by_a_link_that_works_once(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    page = client.post("/password/forgotten/", {"email": "pat.ellis@example.org"}, follow=True)
    assert "Check your e-mail" in text(page)
    (sent,) = mail.outbox
    found = re.search(r"http://testserver(/password/new/\S+)", str(sent.body))
    assert found
    form = client.get(found[1], follow=True)
    address = form.request["PATH_INFO"]
    assert "Choose a new password" in text(form)
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password has been changed" in text(done)
    assert sign_in(client, "pat.ellis@example.org", NEW).status_code == 302
    assert "This link no longer works" in text(Client().get(found[1], follow=True))


def test_nobody_learns_from_a_forgotten_password_who_has_an_account(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    page = client.post("/password/forgotten/", {"email": "nobody@example.org"}, follow=True)
    assert "Check your e-mail" in text(page)
    assert mail.outbox == []


# Shown only half-way through a sign-in, or sent on: see test_second_step.py.
ELSEWHERE = {
    "mfa_authenticate", "mfa_login_webauthn", "mfa_list_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "openid_connect_callback",
    "openid_connect_login",
}  # fmt: skip


def test_every_page_of_sign_in_wears_our_layout(client: Client, cast: Cast) -> None:
    sign_in(client, "pat.ellis@example.org")
    Authenticator.objects.create(
        user=cast.pat, type="recovery_codes", data={"seed": "", "used_mask": 0}
    )
    apart = Client()
    sign_in(apart, "mo.lark@example.org")
    Authenticator.objects.create(user=cast.mo, type="totp", data={"secret": ""})
    shown = set()
    for pattern in SIGN_IN:
        is_link = pattern.name == "account_reset_password_from_key"
        for who in (client, apart, Client()):
            address = "/password/new/1-none/" if is_link else f"/{pattern.pattern}"
            answer = who.get(address.replace("<int:pk>", "1"))
            if answer.status_code in (302, 404):  # this person has no use for the page
                continue
            page = text(answer)
            assert '<footer class="gt-footer">' in page, pattern.name
            assert " style=" not in page, pattern.name
            assert "<script>" not in page, pattern.name
            shown.add(pattern.name)
    # Signing up is the page that says there is none.
    assert shown | ELSEWHERE | {"account_signup"} == {pattern.name for pattern in SIGN_IN}
