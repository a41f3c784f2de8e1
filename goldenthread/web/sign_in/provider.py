"""Signing in with the council's identity provider: what the library asks us on the way."""

import logging
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlparse

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from goldenthread.config.identity import Provider
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import Identity, NotAdmitted, admit, follow_groups
from goldenthread.people.roles import Role
from goldenthread.web.sign_in.failures import PROVIDER, note_failure
from goldenthread.web.sign_in.sessions import SHOWN_AT_PROVIDER

log = logging.getLogger("goldenthread.sign_in")
BY = Schedule("identity_provider")
PROVIDER_ID = "council"
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
NONCES = "identity_provider_nonces"
MOST_AT_ONCE = 5  # sign-ins begun in several tabs


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account, give it the roles of its groups; what was claimed is not kept."""
        account = sociallogin.account
        provider: Any = settings.IDENTITY_PROVIDER  # there is one, or nobody would come back
        claims = all_claims(account.extra_data)
        asked = request.session.pop(NONCES, [])
        if claims.get("iss", "").rstrip("/") != provider.issuer or claims.get("nonce") not in asked:
            log.warning("The identity provider's token was not made for this sign-in")
            claims = {}
        try:
            if not claims or claims["sub"] != account.uid:
                raise NotAdmitted("")
            found = admit(
                by=BY,
                identity=identity(claims, provider),
                may_make_account=provider.makes_accounts,
            )
        except NotAdmitted as error:
            note_failure(request, "", PROVIDER)
            answer = render(request, "socialaccount/refused.html", {"why": error}, status=403)
            raise ImmediateHttpResponse(answer) from error
        found.extra_data = {}
        found.save(update_fields=["extra_data"])
        request.session[SHOWN_AT_PROVIDER] = provider.showed_second_factor(claims)
        if found.user.is_active:
            follow_groups(by=BY, person=found.user, roles=roles_of(claims, provider))
        sociallogin.account, sociallogin.user = found, found.user

    def get_requests_session(self) -> requests.Session:
        """The provider's addresses are those its own description names; no answer leads elsewhere."""
        web: requests.Session = super().get_requests_session()
        web.max_redirects = 0
        return web

    def on_authentication_error(self, request: HttpRequest, provider: Any, **how: Any) -> None:
        log.warning("The identity provider's answer was refused", exc_info=how.get("exception"))


def all_claims(said: dict[str, Any]) -> dict[str, Any]:
    """What both tokens say, the signed one first; nothing where they speak of two people."""
    info, signed = said.get("userinfo") or {}, said.get("id_token") or {}
    if not signed.get("sub") or info.get("sub", signed["sub"]) != signed["sub"]:
        return {}
    return {**info, **signed}


def identity(claims: dict[str, Any], provider: Provider) -> Identity:
    """An e-mail address counts where the provider vouches for it, or we trust all of its addresses."""
    is_theirs = provider.trusts_email or claims.get("email_verified") in (True, "true")
    email = str(claims.get("email") or "") if is_theirs else ""
    return Identity(PROVIDER_ID, str(claims["sub"]), email, str(claims.get("name") or ""))


def roles_of(claims: dict[str, Any], provider: Provider) -> list[tuple[Role, str]]:
    """The roles of the groups that are claimed; a claim that is missing gives none."""
    said = claims.get(provider.claim) or []
    groups = {said} if isinstance(said, str) else {str(group) for group in said}
    return [
        (Role.from_code(each.role), each.team) for each in provider.roles if each.group in groups
    ]


class Council(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """The library trusts a token that it fetched itself; we look at its signature all the same."""
        with get_adapter().get_requests_session() as web:
            said = web.get(self.openid_config["jwks_uri"])
        said.raise_for_status()
        try:
            named = jwt.get_unverified_header(id_token).get("kid")
            keys = jwt.PyJWKSet.from_dict(said.json()).keys
            fitting = [key for key in keys if named in (None, key.key_id)]
            return dict(self._verified(app, id_token, fitting))
        except jwt.PyJWTError as error:
            raise OAuth2Error("The token is not signed by the provider for us") from error

    def _verified(self, app: Any, token: str, keys: list[jwt.PyJWK]) -> dict[str, Any]:
        for key in keys:
            try:
                return jwt.decode(
                    token, key, algorithms=SIGNED_BY, audience=app.client_id,
                    issuer=self.openid_config["issuer"], options={"require": ["exp", "iat", "sub"]},
                )  # fmt: skip
            except jwt.InvalidSignatureError:
                continue
        raise jwt.InvalidSignatureError


def _page(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest, provider_id: str = PROVIDER_ID) -> HttpResponse:
        if settings.IDENTITY_PROVIDER is None:
            raise Http404
        try:
            return view(request, provider_id)
        except (requests.RequestException, KeyError, ValueError) as error:
            log.warning("The identity provider does not answer as it should", exc_info=error)
            return render(request, "socialaccount/not_answering.html", status=503)

    return page


@_page
def go_to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider and back to the page one asked for; nothing else is taken from the address."""
    if not _is_asked_for_here(request):
        return redirect(f"{settings.LOGIN_URL}?{request.GET.urlencode()}")
    nonce = secrets.token_urlsafe(16)  # a token that was made for another sign-in is of no use here
    request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-MOST_AT_ONCE:]
    asked = QueryDict(mutable=True)
    asked["auth_params"] = urlencode({"nonce": nonce})
    if request.GET.get("next"):
        asked["next"] = request.GET["next"]
    request.GET = asked  # type: ignore[assignment]
    answer: HttpResponse = OAuth2LoginView.adapter_view(Council(request, provider_id))(request)
    return answer


@_page
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = OAuth2CallbackView.adapter_view(Council(request, provider_id))(request)
    return answer


def _is_asked_for_here(request: HttpRequest) -> bool:
    """Whether somebody pressed our own button; a link on another site signs nobody in."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:  # an old browser, or no TLS
        page = urlparse(request.headers.get("Referer", ""))
        return (page.scheme, page.netloc) == (request.scheme, request.get_host())
    return site == "same-origin"


def local(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is there only where people may sign in without the provider."""

    def page(request: HttpRequest, **values: Any) -> HttpResponse:
        if not settings.LOCAL_SIGN_IN:
            raise Http404
        return view(request, **values)

    return page
