"""The addresses of sign-in, which the library answers: nobody's case stands there.

name -> address, then the answers to GET and POST (an empty form): signed out, and signed in. Whoever has
just signed in is not asked for the password again.
"""

ROWS = {
    "account_login": ("/sign-in/", "200", "200", "302", "302"),
    "account_logout": ("/sign-out/", "302", "302", "200", "302"),
    "account_change_password": ("/password/change/", "302", "302", "200", "200"),
    "account_reset_password": ("/password/forgotten/", "200", "200", "200", "200"),
    "account_reset_password_done": ("/password/forgotten/sent/", "200", "405", "200", "405"),
    "account_reset_password_from_key": ("/password/new/a1-none/", "200", "200", "200", "200"),
    "account_reset_password_from_key_done": ("/password/new/done/", "200", "405", "200", "405"),
    "account_signup": ("/sign-up/", "404", "404", "302", "302"),
    "account_inactive": ("/account/off/", "200", "405", "200", "405"),
    "account_reauthenticate": ("/account/again/", "302", "302", "200", "200"),
    "mfa_reauthenticate": ("/account/again/code/", "302", "302", "302", "302"),
    "mfa_reauthenticate_webauthn": ("/account/again/passkey/", "302", "302", "302", "302"),
    "mfa_authenticate": ("/sign-in/code/", "302", "302", "302", "302"),
    "mfa_login_webauthn": ("/sign-in/passkey/", "302", "302", "302", "302"),
    "openid_connect_login": ("/sign-in/council/", "404", "404", "404", "404"),
    "openid_connect_callback": ("/sign-in/council/back/", "404", "404", "404", "404"),
    "socialaccount_login_cancelled": ("/sign-in/council/stopped/", "200", "405", "200", "405"),
    "mfa_index": ("/account/second-step/", "302", "302", "200", "405"),
    "mfa_activate_totp": ("/account/second-step/app/", "302", "302", "200", "200"),
    "mfa_deactivate_totp": ("/account/second-step/app/remove/", "302", "302", "404", "404"),
    "mfa_list_webauthn": ("/account/second-step/passkeys/", "302", "302", "302", "302"),
    "mfa_add_webauthn": ("/account/second-step/passkeys/add/", "302", "302", "200", "200"),
    "mfa_remove_webauthn": ("/account/second-step/passkeys/1/remove/", "302", "302", "404", "404"),
    "mfa_view_recovery_codes": ("/account/second-step/codes/", "302", "302", "404", "405"),
    "mfa_generate_recovery_codes": ("/account/second-step/codes/new/", "302", "302", "200", "200"),
}  # fmt: skip
