"""In a browser: the council's identity provider, an app's codes, a passkey; and without JavaScript."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults
from goldenthread.people.changes import require_second_step
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, PASSWORD, Cast, make_cast
from tests.databases import own_database
from tests.journeys.browser import axe_faults, layout_faults
from tests.journeys.service import Service

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore"),  # of the provider's own libraries
]


def at_the_door(browser: Browser, service: Service, **options: Any) -> Page:
    """The sign-in page, by a host name: a passkey belongs to a name, not to an address."""
    context = browser.new_context(base_url=f"http://localhost:{service.port}", **options)
    page = context.new_page()
    page.goto("/sign-in/")
    return page


def give_password(page: Page, person: Person) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def without_fault(page: Page) -> None:
    assert axe_faults(page) + layout_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert axe_faults(page) + layout_faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def is_signed_in(page: Page, person: Person) -> None:
    expect(page.get_by_role("link", name=person.name)).to_be_visible()


def how() -> list[str]:
    return list(Entry.objects.filter(what="sign_in").latest("seq").details["how"])


def code(secret: str, steps_on: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_on))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_app_is_set_up_because_a_role_needs_it_and_signs_in(
    browser: Browser, service: Service, people: Cast, scripts: bool
) -> None:
    require_second_step(by=OPERATOR, roles=[Role.QA_LEAD], seen=authority().version)
    page = at_the_door(browser, service, java_script_enabled=scripts)
    give_password(page, people.pat)
    heading(page, "Second step at sign-in")
    page.goto("/rounds/")
    heading(page, "Second step at sign-in")
    page.get_by_role("button", name="Add an app").click()
    page.get_by_text("I cannot point a camera at it").click()
    secret = page.locator("details .govuk-\\!-font-weight-bold").inner_text().replace(" ", "")
    if scripts:
        without_fault(page)
    page.get_by_label("Code that the app shows").fill(code(secret))
    page.get_by_role("button", name="Add the app").click()
    heading(page, "Codes on paper")
    if scripts:
        without_fault(page)
    page.get_by_role("button", name="I have kept them: continue").click()
    is_signed_in(page, people.pat)

    later = at_the_door(browser, service, java_script_enabled=scripts)
    give_password(later, people.pat)
    heading(later, "Second step")
    if scripts:
        without_fault(later)
    later.get_by_label("Code").fill(code(secret, 1))
    later.get_by_role("button", name="Continue").click()
    is_signed_in(later, people.pat)
    assert how() == ["password", "totp"]
    assert list(faults()) == []


def with_a_key(page: Page) -> None:
    """A device that makes passkeys and knows its owner, by Chromium's own virtual one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def test_a_passkey_is_added_and_signs_in_alone_and_as_a_second_step(
    browser: Browser, service: Service, people: Cast
) -> None:
    page = at_the_door(browser, service)
    with_a_key(page)
    give_password(page, people.ines)
    page.goto("/account/second-step/")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name="Add a passkey").click()
    without_fault(page)
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Codes on paper")
    page.goto("/account/second-step/")
    expect(page.get_by_role("cell", name="Work laptop")).to_be_visible()
    without_fault(page)

    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    heading(page, "Your account")
    assert how() == ["webauthn"]

    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    give_password(page, people.ines)
    heading(page, "Second step")
    page.get_by_role("button", name="Use a passkey instead").click()
    is_signed_in(page, people.ines)
    assert how() == ["password", "webauthn"]


def test_a_passkey_can_be_removed(browser: Browser, service: Service, people: Cast) -> None:
    page = at_the_door(browser, service)
    with_a_key(page)
    give_password(page, people.ines)
    page.goto("/account/second-step/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Codes on paper")
    page.goto("/account/second-step/")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("link", name="Remove Passkey").click()
    without_fault(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey has been removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_without_a_device_the_page_says_what_to_do(
    browser: Browser, service: Service, people: Cast
) -> None:
    page = at_the_door(browser, service, java_script_enabled=False)
    give_password(page, people.ines)
    page.goto("/account/second-step/passkeys/add/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    page.get_by_role("link", name="Add an app on your telephone").click()
    heading(page, "Add an app")


@pytest.fixture
def council(db: None, django_db_blocker: Any) -> Iterator[tuple[Service, str]]:
    """The service beside an identity provider, both running."""
    with (
        run_server_in_thread() as server,
        django_db_blocker.unblock(),
        own_database() as name,
    ):
        issuer = f"http://localhost:{server.server_port}"
        oidc = {
            "ISSUER": issuer, "CLIENT_ID": "goldenthread", "SECRET": "secret",
            "NAME": "Fenn account", "ROLES": "gt-lead=qa_lead",
        }  # fmt: skip
        service = Service(name, more={f"GOLDENTHREAD_OIDC_{key}": oidc[key] for key in oidc})
        service.start()
        try:
            yield service, issuer
        finally:
            service.stop()


def test_the_councils_identity_provider_signs_in_with_the_roles_of_the_groups(
    browser: Browser, council: tuple[Service, str]
) -> None:
    service, issuer = council
    una = make_cast().stranger
    claims = {"email": una.email, "email_verified": True, "groups": ["gt-lead"]}
    requests.put(f"{issuer}/users/{una.email}", json=claims, timeout=5).raise_for_status()
    page = at_the_door(browser, service)
    page.goto("/rounds/")
    without_fault(page)
    page.get_by_role("button", name="Sign in with Fenn account").click()
    page.locator('input[name="sub"]').fill(una.email)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/rounds/")
    is_signed_in(page, una)
    assert how() == ["socialaccount"]

    stranger = at_the_door(browser, service)
    stranger.get_by_role("button", name="Sign in with Fenn account").click()
    stranger.locator('input[name="sub"]').fill("nobody@example.org")
    stranger.get_by_role("button", name="Authorize").click()
    heading(stranger, "You have no account here")
    without_fault(stranger)
