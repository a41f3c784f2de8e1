"""One's own account, and what an administrator does about somebody's way in."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from goldenthread.people.queries import authority
from goldenthread.people.roles import Role
from tests.cast import Cast
from tests.web.asking import html as text
from tests.web.asking import last_line
from tests.web.asking import signed_in as as_
from tests.web.test_people import EVERYBODY

pytestmark = pytest.mark.django_db


def test_account_shows_ones_own_roles_in_a_sentence(cast: Cast) -> None:
    shown = text(as_(cast.tariq).get("/account/"))
    assert Role.TEAM_MANAGER.value.sentence in shown
    assert "North" in shown
    assert "Tariq Moss" in shown


def test_account_is_there_for_everybody_who_signed_in(cast: Cast) -> None:
    assert all(as_(getattr(cast, name)).get("/account/").status_code == 200 for name in EVERYBODY)
    assert Client().get("/account/").status_code == 302


# Signing in


def test_signing_in_says_which_roles_need_a_second_step(cast: Cast) -> None:
    client, seen = as_(cast.ada), authority().version
    client.post("/set-up/signing-in/", {"roles": ["qa_lead", "moderator"], "seen": seen})
    assert authority().second_step_roles == ["moderator", "qa_lead"]
    line = last_line()
    assert (line.what, line.details) == ("require_second_step", {"roles": ["moderator", "qa_lead"]})
    page = text(client.post("/set-up/signing-in/", {"roles": [], "seen": seen}))
    assert "Somebody else changed these settings" in page
    assert "Moderator, QA lead" in page
    assert as_(cast.ines).get("/set-up/signing-in/").status_code == 404


def test_reset_second_step_lets_somebody_in_by_password_again(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.dana, type="totp", data={"secret": "x"})
    address = f"/set-up/people/{cast.dana.ref}/second-step/"
    client = as_(cast.ada)
    assert "Make sure that it is really Dana Pike" in text(client.get(address))
    assert "has been taken away" in text(client.post(address, follow=True))
    assert not Authenticator.objects.exists()
    line = last_line()
    assert (line.what, line.refs, line.details) == (
        "reset_second_step",
        [cast.dana.ref],
        {"removed": ["totp"]},
    )
    assert "has none" in text(client.get(address))


def test_reset_second_step_is_never_for_ones_own(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.ada, type="totp", data={"secret": "x"})
    address = f"/set-up/people/{cast.ada.ref}/second-step/"
    client = as_(cast.ada)
    assert "You cannot take away your own" in text(client.get(address))
    assert client.post(address).status_code == 403
    assert Authenticator.objects.exists()


def test_sign_out_person_ends_every_session_of_an_account(cast: Cast) -> None:
    dana, admin = as_(cast.dana), as_(cast.ada)
    address = f"/set-up/people/{cast.dana.ref}/sign-out/"
    assert "Every device they are signed in on" in text(admin.get(address))
    assert "Dana Pike has been signed out everywhere" in text(admin.post(address, follow=True))
    assert (last_line().what, last_line().refs) == ("end_sessions", [cast.dana.ref])
    assert dana.get("/account/").status_code == 302
    assert admin.get("/account/").status_code == 200


def test_sign_out_everywhere_ends_ones_own_sessions(cast: Cast) -> None:
    here, elsewhere = as_(cast.dana), as_(cast.dana)
    assert "signed out everywhere" in text(here.post("/account/sign-out-everywhere/", follow=True))
    assert [each.get("/account/").status_code for each in (here, elsewhere)] == [302, 302]
    assert as_(cast.mo).get("/account/sign-out-everywhere/").status_code == 405
