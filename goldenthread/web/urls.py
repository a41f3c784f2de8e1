"""One table of every address, in the users' words. `room:page` is web/<room>.py: <page>."""

from importlib import import_module

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as identities
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from goldenthread.web.sign_in.provider import PROVIDER_ID, come_back, go_to_provider, local
from goldenthread.web.sign_in.second_step import recorded

# room -> page -> address. The page's function, its URL name and its template share the page's name.
TABLE: dict[str, dict[str, str]] = {
    "home": {
        "home": "",
        "search": "search/",
        "start": "start/",
        "session": "session/",
        "brand": "brand.css",
        "logo": "logo",
        "live": "health/live",
        "ready": "health/ready",
        "metrics": "health/metrics",
        "help": "help/",
        "guidance": "help/<slug:page>/",
    },
    "people": {
        "set_up": "set-up/",
        "people": "set-up/people/",
        "add_person": "set-up/people/add/",
        "import_people": "set-up/people/import/",
        "person": "set-up/people/<str:ref>/",
        "edit_person": "set-up/people/<str:ref>/edit/",
        "give_role": "set-up/people/<str:ref>/roles/add/",
        "end_role": "set-up/people/<str:ref>/roles/<str:role>/end/",
        "new_password": "set-up/people/<str:ref>/password/",
        "reset_second_step": "set-up/people/<str:ref>/second-step/",
        "sign_out_person": "set-up/people/<str:ref>/sign-out/",
        "disable_person": "set-up/people/<str:ref>/disable/",
        "enable_person": "set-up/people/<str:ref>/enable/",
        "teams": "set-up/teams/",
        "add_team": "set-up/teams/add/",
        "edit_team": "set-up/teams/<str:ref>/",
        "practitioners": "set-up/practitioners/",
        "link_practitioner": "set-up/practitioners/<str:ref>/",
        "settings": "set-up/settings/",
        "signing_in": "set-up/signing-in/",
        "concern_numbers": "set-up/concern-numbers/",
        "words": "set-up/words/",
        "edit_word": "set-up/words/<slug:kind>/<slug:code>/",
        "access_log": "set-up/access-log/",
        "account": "account/",
        "sessions": "account/sessions/",
        "sign_out_everywhere": "account/sign-out-everywhere/",
    },
    "retention": {
        "kept": "set-up/retention/",
        "holds": "set-up/holds/",
        "place_hold": "set-up/holds/add/",
        "end_hold": "set-up/holds/<str:ref>/end/",
        "disposals": "set-up/disposals/",
        "dispose_case": "set-up/disposals/one-case/",
        "edit_period": "set-up/retention/<slug:code>/",
    },
    "journal": {
        "find": "set-up/access-reports/",
        "subject": "set-up/access-reports/cases/<str:ref>/",
        "subject_document": "set-up/access-reports/cases/<str:ref>/report.<slug:form>",
        "person": "set-up/access-reports/people/<str:ref>/",
        "person_document": "set-up/access-reports/people/<str:ref>/report.<slug:form>",
    },
    "cases": {
        "case_lists": "set-up/case-lists/",
        "new_case_list": "set-up/case-lists/new/",
        "upload": "set-up/case-lists/uploads/<str:ref>/",
        "match_columns": "set-up/case-lists/uploads/<str:ref>/columns/",
        "case_list": "set-up/case-lists/<str:ref>/",
        "withdraw_case_list": "set-up/case-lists/<str:ref>/withdraw/",
        "case_types": "set-up/case-types/",
        "add_case_type": "set-up/case-types/add/",
        "map_value": "set-up/case-types/remember/",
        "case_type": "set-up/case-types/<slug:code>/",
        "move_case_type": "set-up/case-types/<slug:code>/move/",
    },
    "tools": {
        "tools": "set-up/tools/",
        "new_tool": "set-up/tools/new/",
        "upload_tool": "set-up/tools/upload/",
        "library_tool": "set-up/tools/library/<slug:code>/",
        "version": "set-up/tools/<str:ref>/",
        "tool_settings": "set-up/tools/<str:ref>/settings/",
        "add_section": "set-up/tools/<str:ref>/sections/add/",
        "section": "set-up/tools/<str:ref>/sections/<slug:key>/",
        "add_question": "set-up/tools/<str:ref>/sections/<slug:key>/add/",
        "question": "set-up/tools/<str:ref>/questions/<str:key>/",
        "map_question": "set-up/tools/<str:ref>/questions/<str:key>/goes-on-from/",
        "condition": "set-up/tools/<str:ref>/who-is-asked/<slug:kind>/<str:key>/",
        "add_scale": "set-up/tools/<str:ref>/scales/add/",
        "scale": "set-up/tools/<str:ref>/scales/<slug:key>/",
        "add_rule": "set-up/tools/<str:ref>/rules/add/",
        "rule": "set-up/tools/<str:ref>/rules/<slug:key>/",
        "copy": "set-up/tools/<str:ref>/copy/",
        "import_form": "set-up/tools/<str:ref>/import/",
        "move": "set-up/tools/<str:ref>/move/",
        "remove": "set-up/tools/<str:ref>/remove/",
        "undo": "set-up/tools/<str:ref>/undo/",
        "typed": "set-up/tools/<str:ref>/typed/",
        "preview": "set-up/tools/<str:ref>/preview/",
        "try_out": "set-up/tools/<str:ref>/try/",
        "compare": "set-up/tools/<str:ref>/compare/",
        "publish": "set-up/tools/<str:ref>/publish/",
        "next_version": "set-up/tools/<str:ref>/next/",
        "retire": "set-up/tools/<str:ref>/retire/",
        "discard": "set-up/tools/<str:ref>/discard/",
        "tool_file": "set-up/tools/<str:ref>/tool.<slug:form>",
    },
    "audits": {
        "index": "audits/",
        "word_forms": "audits/in-word/",
        "word_zip": "audits/in-word/forms.zip",
        "excel": "audits/in-excel/<str:ref>/",
        "excel_file": "audits/in-excel/<str:ref>/sheet.xlsx",
        "excel_read": "audits/in-excel/<str:ref>/read/",
        "audit": "audits/<str:ref>/",
        "section": "audits/<str:ref>/sections/<slug:section>/",
        "not_applicable": "audits/<str:ref>/sections/<slug:section>/not-applicable/",
        "finding": "audits/<str:ref>/sections/<slug:section>/findings/",
        "answer": "audits/<str:ref>/answers/<str:question>/",
        "evidence": "audits/<str:ref>/answers/<str:question>/evidence/",
        "action": "audits/<str:ref>/actions/add/",
        "remove": "audits/<str:ref>/remove/<str:thing>/",
        "unanswered": "audits/<str:ref>/unanswered/",
        "whole": "audits/<str:ref>/all/",
        "people": "audits/<str:ref>/people/",
        "worked": "audits/<str:ref>/people/<str:thing>/",
        "conversations": "audits/<str:ref>/conversations/",
        "conversation": "audits/<str:ref>/conversations/<slug:source>/",
        "concern": "audits/<str:ref>/concern/",
        "concern_raised": "concerns/<str:ref>/",
        "word": "audits/<str:ref>/word/",
        "word_file": "audits/<str:ref>/word/form.docx",
        "word_read": "audits/<str:ref>/word/read/",
        "check": "audits/<str:ref>/check/",
        "hand_back": "audits/<str:ref>/hand-back/",
        "sign_off": "audits/<str:ref>/sign-off/",
        "import_audits": "rounds/<str:ref>/import/",
        "match_audits": "imports/<str:ref>/columns/",
        "audit_import": "imports/<str:ref>/",
        "moderation": "moderation/",
        "moderate": "audits/<str:ref>/moderation/",
        "moderation_action": "audits/<str:ref>/moderation/action/",
        "return_audit": "audits/<str:ref>/moderation/return/",
        "moderation_result": "audits/<str:ref>/moderation/result/",
        "feedback_list": "feedback/",
        "release": "feedback/release/",
        "feedback": "feedback/<str:ref>/",
        "undo_release": "feedback/<str:ref>/undo/",
        "reply": "feedback/<str:ref>/reply/<int:number>/",
        "feedback_dates": "feedback/<str:ref>/dates/",
        "close_audit": "feedback/<str:ref>/close/",
    },
    "actions": {
        "tracker": "actions/",
        "download": "actions/download/",
        "change_due": "actions/due/",
        "change_owner": "actions/owner/",
        "action": "actions/<str:ref>/",
        "done": "actions/<str:ref>/done/",
        "check": "actions/<str:ref>/check/",
        "withdraw": "actions/<str:ref>/withdraw/",
    },
    "programme": {
        "index": "rounds/",
        "new": "rounds/new/",
        "quick": "rounds/new/quick/",
        "selected": "rounds/new/selected/",
        "rotations": "rounds/rotations/",
        "workers_covered": "rounds/practitioners/",
        "exemptions": "rounds/practitioners/<str:ref>/",
        "end_exemption": "rounds/practitioners/<str:ref>/exemptions/<str:exemption>/end/",
        "round": "rounds/<str:ref>/",
        "set_up": "rounds/<str:ref>/set-up/",
        "set_up_cases": "rounds/<str:ref>/set-up/cases/",
        "set_up_tool": "rounds/<str:ref>/set-up/tool/",
        "set_up_selection": "rounds/<str:ref>/set-up/selection/",
        "name_case": "rounds/<str:ref>/set-up/named/",
        "selecting": "rounds/<str:ref>/set-up/selection/progress/",
        "preview": "rounds/<str:ref>/set-up/selection/check/",
        "select_again": "rounds/<str:ref>/set-up/selection/again/",
        "set_up_auditors": "rounds/<str:ref>/set-up/auditors/",
        "set_up_check": "rounds/<str:ref>/set-up/check/",
        "auditors": "set-up/auditors/",
        "ready": "set-up/auditors/ready/",
        "practice": "practice/",
        "practised": "practice/<str:ref>/",
        "practise": "practice/<slug:tool>/<slug:case>/",
        "auditor": "set-up/auditors/<str:ref>/",
        "end_absence": "set-up/auditors/<str:ref>/absences/<str:absence>/end/",
        "times": "set-up/audit-times/",
        "time": "set-up/audit-times/<slug:code>/",
        "selection": "rounds/<str:ref>/selections/<str:selection>/",
        "fair_sample": "rounds/<str:ref>/selections/<str:selection>/fair/",
        "selection_file": "rounds/<str:ref>/selections/<str:selection>/<slug:kind>.<slug:form>",
        "swap": "rounds/<str:ref>/cases/<str:case>/swap/",
        "take_out": "rounds/<str:ref>/cases/<str:case>/take-out/",
        "add_case": "rounds/<str:ref>/add-case/",
        "reassign": "rounds/<str:ref>/reassign/",
        "due_date": "rounds/<str:ref>/due-date/",
        "remind": "rounds/<str:ref>/remind/",
        "second_audits": "rounds/<str:ref>/second-audits/",
        "close": "rounds/<str:ref>/close/",
        "restricted": "rounds/<str:ref>/restricted/",
        "end_named": "rounds/<str:ref>/restricted/<str:person>/end/",
        "lift_restriction": "rounds/<str:ref>/restricted/lift/",
        "tell": "rounds/<str:ref>/tell/",
        "tell_word": "rounds/<str:ref>/tell/word/",
        "notice": "rounds/<str:ref>/tell/<str:case>/<str:to>/",
        "notice_word": "rounds/<str:ref>/tell/<str:case>/<str:to>/word/",
    },
    "figures": {
        "insights": "insights/",
        "grades": "insights/grades/",
        "moderation": "insights/moderation/",
        "domains": "insights/domains/",
        "coverage": "insights/coverage/",
        "behind": "insights/behind/",
        "workbook_of_figures": "insights/figures.xlsx",
    },
    "reports": {
        "reports": "reports/",
        "report": "reports/<str:ref>/",
        "edit": "reports/<str:ref>/edit/",
        "finalise": "reports/<str:ref>/finalise/",
        "download": "reports/<str:ref>/report.<slug:form>",
        "audit_document": "audits/<str:ref>/documents/<slug:kind>.<slug:form>",
    },
}


def table_paths() -> list[URLResolver]:
    """A namespace for each room, a URL pattern for each of its pages."""
    return [
        path("", include(([_page(room, *row) for row in pages.items()], room)))
        for room, pages in TABLE.items()
    ]


# What a page answers to; anything else is 405, whoever asks and whatever for.
METHODS = ("GET", "HEAD", "POST")
SAVES = {"audits:answer": (*METHODS, "PUT"), "tools:typed": ("POST", "PUT")}


def _page(room: str, page: str, address: str) -> URLPattern:
    view = getattr(import_module(f"goldenthread.web.{room}"), page)
    takes = require_http_methods(SAVES.get(f"{room}:{page}", METHODS))
    pattern: URLPattern = path(address, takes(view), name=page)
    return pattern


# The sign-in library's pages: its names, our addresses and templates.
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

urlpatterns: list[URLPattern | URLResolver] = [*table_paths(), *SIGN_IN]
