"""The sign-in library's pages: its names, our addresses and templates."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as identities
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from goldenthread.web.sign_in.provider import PROVIDER_ID, come_back, go_to_provider, local
from goldenthread.web.sign_in.second_step import recorded

SIGN_IN: list[URLPattern] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/change/", local(account.password_change), name="account_change_password"),
    path("password/forgotten/", local(account.password_reset), name="account_reset_password"),
    path(
        "password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"
    ),
    # Not <slug>-<str>: a slug takes dashes too, and would take part of the key.
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        local(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-up/", account.signup, name="account_signup"),
    path("account/off/", account.account_inactive, name="account_inactive"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", local(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "sign-in/council/",
        go_to_provider,
        {"provider_id": PROVIDER_ID},
        name="openid_connect_login",
    ),
    path(
        "sign-in/council/back/",
        come_back,
        {"provider_id": PROVIDER_ID},
        name="openid_connect_callback",
    ),
    path(
        "sign-in/council/stopped/", identities.login_cancelled, name="socialaccount_login_cancelled"
    ),
    path("account/second-step/", mfa.index, name="mfa_index"),
    path("account/second-step/app/", recorded(app.activate_totp), name="mfa_activate_totp"),
    path(
        "account/second-step/app/remove/",
        recorded(app.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-step/passkeys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path(
        "account/second-step/passkeys/add/",
        recorded(passkeys.add_webauthn),
        name="mfa_add_webauthn",
    ),
    path(
        "account/second-step/passkeys/<int:pk>/remove/",
        recorded(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("account/second-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/new/",
        recorded(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
