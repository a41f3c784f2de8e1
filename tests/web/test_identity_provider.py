"""Signing in with the council's identity provider: whose account, which roles, who stays out."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
import requests
from django.http import HttpResponse
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from goldenthread.config.identity import GroupRole, Provider, ProviderRefused, group_roles, provider
from goldenthread.journal.models import Entry
from goldenthread.people.changes import (
    disable_account,
    edit_account,
    give_role,
    require_second_step,
)
from goldenthread.people.models import Person
from goldenthread.people.queries import authority, fingerprint, person_by_email
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, PASSWORD, Cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore"),  # of the provider's own libraries
]
ROLES = "gt-audit=auditor; gt-lead=qa_lead; gt-south=team_manager@South"


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def council(issuer: str, settings: Any) -> Any:
    """The settings, with a provider that vouches for e-mail addresses itself."""
    use(
        settings,
        Provider(issuer, "goldenthread", "secret", "Fenn account", "groups", group_roles(ROLES)),
    )
    return settings


def use(settings: Any, found: Provider) -> None:
    settings.IDENTITY_PROVIDER = found
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [found.app()]}}


def press(client: Client, site: str = "same-origin", **asked: str) -> HttpResponse:
    """The button of our sign-in page, or a link on another site."""
    return client.get("/sign-in/council/", asked, headers={"sec-fetch-site": site})


def arrive(client: Client, council: Any, sub: str, **claims: Any) -> HttpResponse:
    """From our sign-in page to the provider, through its form, and back with what it says."""
    issuer = council.IDENTITY_PROVIDER.issuer
    said = {"email": sub, "email_verified": True, **claims}
    requests.put(f"{issuer}/users/{sub}", json=said, timeout=5).raise_for_status()
    there = press(client, next="/account/")["Location"]
    asked = parse_qs(urlparse(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=5)
    path = urlparse(back.headers["Location"])
    return client.get(f"{path.path}?{path.query}")


def is_in(client: Client) -> bool:
    return bool(client.get("/session/").json()["signed_in"])


def roles(person: Person | None) -> set[tuple[str, str]]:
    assert person
    held = person.roles.filter(ended_at=None).select_related("team")
    return {(each.role, each.team.name if each.team else "") for each in held}


def test_the_account_with_the_verified_address_is_signed_in(
    client: Client, cast: Cast, council: Any
) -> None:
    assert "Sign in with Fenn account" in text(client.get("/sign-in/"))
    assert arrive(client, council, "ines.vale@example.org")["Location"] == "/account/"
    assert is_in(client)
    line = Entry.objects.latest("seq")
    assert (line.what, line.actor, line.details) == (
        "sign_in", cast.ines.ref, {"how": ["socialaccount"]},
    )  # fmt: skip
    assert Entry.objects.filter(what="link_identity", refs=[cast.ines.ref]).count() == 1
    account = cast.ines.socialaccount_set.get()
    assert account.extra_data == {}


def test_roles_follow_the_groups_at_each_sign_in_and_those_given_by_hand_stay(
    cast: Cast, council: Any
) -> None:
    give_role(by=cast.pat, person=cast.stranger, role=Role.MODERATOR)
    una = cast.stranger.email
    arrive(Client(), council, una, groups=["gt-audit", "gt-south", "unknown"])
    moderator = ("moderator", "")
    assert roles(cast.stranger) == {moderator, ("auditor", ""), ("team_manager", "South")}
    arrive(Client(), council, una, groups=["gt-south"])
    assert roles(cast.stranger) == {moderator, ("team_manager", "South")}
    arrive(Client(), council, una)
    assert roles(cast.stranger) == {moderator}
    ended = Entry.objects.filter(what="end_role")
    assert {line.actor for line in ended} == {"schedule:identity_provider"}


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": ""}])
def test_an_address_that_nobody_vouches_for_opens_nothing(
    client: Client, cast: Cast, council: Any, claims: dict[str, Any]
) -> None:
    answer = arrive(client, council, "ines.vale@example.org", **claims)
    assert (answer.status_code, is_in(client)) == (403, False)
    assert "without an e-mail address that is known to be yours" in text(answer)


def test_a_provider_whose_addresses_are_trusted_need_not_vouch_for_each(
    client: Client, cast: Cast, council: Any, issuer: str
) -> None:
    use(council, Provider(issuer, "goldenthread", "secret", "Fenn", "groups", trusts_email=True))
    arrive(client, council, "ines.vale@example.org", email_verified=False)
    assert is_in(client)


def test_a_newcomer_gets_an_account_only_where_that_is_allowed(
    client: Client, cast: Cast, council: Any, issuer: str
) -> None:
    answer = arrive(client, council, "new@example.org", name="Noor New")
    assert "There is no account for new@example.org" in text(answer)
    found = Provider(issuer, "goldenthread", "secret", "Fenn", "groups", makes_accounts=True)
    use(council, found)
    arrive(client, council, "new@example.org", name="Noor New")
    made = person_by_email("new@example.org")
    assert made
    assert (made.name, made.created_by, made.has_usable_password()) == (
        "Noor New", "schedule:identity_provider", False,
    )  # fmt: skip
    assert is_in(client)


def test_an_account_that_is_turned_off_stays_out_and_gets_no_role(
    client: Client, cast: Cast, council: Any
) -> None:
    disable_account(by=OPERATOR, person=cast.stranger)
    answer = arrive(client, council, cast.stranger.email, groups=["gt-audit"])
    assert answer["Location"] == "/account/off/"
    assert (is_in(client), roles(cast.stranger)) == (False, set())


def test_another_identity_with_the_same_address_does_not_get_the_account(
    cast: Cast, council: Any
) -> None:
    arrive(Client(), council, "first-id", email=cast.ines.email)
    thief = Client()
    answer = arrive(thief, council, "second-id", email=cast.ines.email)
    assert (answer.status_code, is_in(thief)) == (403, False)


def test_a_new_address_of_the_account_ends_what_the_old_one_led_to(
    cast: Cast, council: Any
) -> None:
    arrive(Client(), council, "first-id", email=cast.ines.email)
    edit_account(
        by=OPERATOR, person=cast.ines, seen=fingerprint(cast.ines), name=cast.ines.name,
        email="ines.new@example.org", post="", phone="",
    )  # fmt: skip
    client = Client()
    assert arrive(client, council, "first-id", email="ines.vale@example.org").status_code == 403


def test_an_answer_that_was_not_asked_for_is_refused_in_words(
    client: Client, cast: Cast, council: Any
) -> None:
    answer = client.get("/sign-in/council/back/?code=abc&state=forged")
    assert answer.status_code == 401
    assert "Signing in did not work" in text(answer)
    stopped = client.get("/sign-in/council/stopped/")
    assert "You have not been signed in" in text(stopped)


def test_a_token_that_was_made_for_another_sign_in_is_refused(
    client: Client, cast: Cast, council: Any
) -> None:
    there = press(client)["Location"]
    asked = parse_qs(urlparse(there).query)
    assert asked["nonce"] == client.session["identity_provider_nonces"]
    forged = there.replace(asked["nonce"][0], "another")
    back = requests.post(forged, data={"sub": cast.ines.email}, allow_redirects=False, timeout=5)
    path = urlparse(back.headers["Location"])
    answer = client.get(f"{path.path}?{path.query}")
    assert (answer.status_code, is_in(client)) == (403, False)


def test_a_token_that_the_provider_has_not_signed_is_refused(
    client: Client, cast: Cast, council: Any
) -> None:
    app = council.IDENTITY_PROVIDER.app()
    with run_server_in_thread() as other:
        keys = f"http://localhost:{other.server_port}/jwks"
        app["settings"]["openid_configuration_overrides"] = {"jwks_uri": keys}
        council.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        answer = arrive(client, council, cast.ines.email)
    assert (answer.status_code, is_in(client)) == (401, False)


def test_a_provider_that_calls_itself_otherwise_is_refused(
    client: Client, cast: Cast, council: Any, issuer: str
) -> None:
    elsewhere = issuer.replace("localhost", "127.0.0.1")
    use(council, Provider(elsewhere, "goldenthread", "secret", "Fenn", "groups"))
    found = council.IDENTITY_PROVIDER
    use(council, Provider(issuer, found.client_id, found.secret, "Fenn", "groups"))
    council.IDENTITY_PROVIDER = found  # what it says of itself is not what was configured
    answer = arrive(client, council, cast.ines.email)
    assert (answer.status_code, is_in(client)) == (403, False)


def test_a_provider_that_does_not_answer_is_said_in_words(
    client: Client, cast: Cast, council: Any
) -> None:
    use(council, Provider("http://127.0.0.1:9", "goldenthread", "secret", "Fenn", "groups"))
    answer = press(client)
    assert answer.status_code == 503
    assert "Nothing is wrong with your account" in text(answer)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_link_elsewhere_signs_nobody_in(
    client: Client, cast: Cast, council: Any, site: str
) -> None:
    assert press(client, site, next="/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    old = client.get("/sign-in/council/", headers={"referer": "https://elsewhere.example/"})
    ours = client.get("/sign-in/council/", headers={"referer": "http://testserver/sign-in/"})
    assert old["Location"] == "/sign-in/?"
    assert ours["Location"].startswith(council.IDENTITY_PROVIDER.issuer)


def test_a_provider_that_leads_elsewhere_is_not_followed(
    client: Client, cast: Cast, council: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = council.IDENTITY_PROVIDER.app()
    app["settings"]["server_url"] += "/nowhere/"
    asked = []

    def moved(adapter: Any, request: Any, **more: Any) -> requests.Response:
        asked.append(request.url)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 302, request, request.url
        answer.headers["Location"] = "http://127.0.0.1:9/inside"
        answer.raw = io.BytesIO()
        return answer

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", moved)
    council.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert press(client).status_code == 503
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("claims", "leads_to"),
    [
        ({}, "/account/second-step/"),
        ({"amr": ["pwd"]}, "/account/second-step/"),
        ({"amr": ["pwd", "mfa"]}, ""),
    ],
)
def test_a_role_that_needs_a_second_step_needs_it_through_the_provider_too(
    client: Client, cast: Cast, council: Any, claims: dict[str, Any], leads_to: str
) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    arrive(client, council, cast.pat.email, **claims)
    assert client.get("/rounds/").get("Location", "") == leads_to


def test_a_provider_that_asks_everybody_for_two_factors_need_not_say_so(
    client: Client, cast: Cast, council: Any, issuer: str
) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    use(
        council,
        Provider(issuer, "goldenthread", "secret", "Fenn", "groups", second_factor=("trusted",)),
    )
    arrive(client, council, cast.pat.email)
    assert client.get("/rounds/").status_code == 200


def test_nobody_is_led_to_link_somebody_elses_identity(
    client: Client, cast: Cast, council: Any
) -> None:
    client.force_login(cast.pat)
    there = press(client, process="connect", scope="admin")["Location"]
    assert "admin" not in there
    states = client.session["socialaccount_states"]
    assert all(state[0]["process"] == "login" for state in states.values())


def test_without_a_provider_its_pages_are_not_there(client: Client, cast: Cast) -> None:
    assert client.get("/sign-in/council/").status_code == 404
    assert client.get("/sign-in/council/back/").status_code == 404
    assert "council/" not in text(client.get("/sign-in/"))


def test_passwords_and_passkeys_can_be_turned_off(client: Client, cast: Cast, council: Any) -> None:
    council.LOCAL_SIGN_IN = False
    page = text(client.get("/sign-in/"))
    assert "Sign in with Fenn account" in page
    assert 'name="password"' not in page
    refused = client.post("/sign-in/", {"login": cast.pat.email, "password": PASSWORD})
    assert "Passwords are turned off here" in text(refused)
    for address in ("/password/forgotten/", "/sign-in/passkey/"):
        assert client.post(address, {}).status_code == 404
    arrive(client, council, cast.pat.email)
    assert client.get("/password/change/").status_code == 404
    assert "Set your own password" not in text(client.get("/account/"))


# What the environment may say


class Environment(dict[str, Any]):
    """As django-environ answers."""

    def str(self, name: str, default: str = "") -> Any:
        return self.get(name.removeprefix("GOLDENTHREAD_OIDC_"), default)

    bool = str


GOOD = {"ISSUER": "https://sign-in.example/tenant/v2.0/", "CLIENT_ID": "a", "SECRET": "b"}


def test_a_provider_is_read_from_the_environment() -> None:
    assert provider(Environment()) is None
    found = provider(Environment(GOOD, ROLES="x=auditor"))
    assert found
    assert (found.issuer, found.claim) == ("https://sign-in.example/tenant/v2.0", "groups")
    assert found.roles == (GroupRole("x", "auditor"),)
    assert found.second_factor == ("mfa",)
    assert not found.showed_second_factor({"acr": "mfa-not-this"})
    assert found.showed_second_factor({"acr": "mfa"})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ISSUER": "http://sign-in.example/tenant"}, "https://"),
        ({"ISSUER": "https://sign-in.example/common/v2.0"}, "your own tenant"),
        ({"SECRET": ""}, "GOLDENTHREAD_OIDC_SECRET"),
        ({"ROLES": "gt=king"}, "gt=king"),
        ({"ROLES": "gt=external_auditor"}, "gt=external_auditor"),
        ({"ROLES": "gt=team_manager"}, "need @Team"),
        ({"ROLES": "gt=director@North"}, "need @Team"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(ProviderRefused, match=words):
        provider(Environment(GOOD | wrong))
