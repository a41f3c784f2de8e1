"""Signing in with the council's identity provider: what the library asks us on the way."""

import logging
from collections.abc import Callable
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from goldenthread.config.identity import Provider
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import Identity, NotAdmitted, admit, follow_groups
from goldenthread.people.roles import Role

log = logging.getLogger("goldenthread.sign_in")
BY = Schedule("identity_provider")
PROVIDER_ID = "council"


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account, give it the roles of its groups; what was claimed is not kept."""
        account = sociallogin.account
        provider: Any = settings.IDENTITY_PROVIDER  # there is one, or nobody would come back
        claims = all_claims(account.extra_data)
        try:
            if not claims or claims["sub"] != account.uid:
                raise NotAdmitted("")
            found = admit(
                by=BY,
                identity=identity(claims, provider),
                may_make_account=provider.makes_accounts,
            )
        except NotAdmitted as error:
            answer = render(request, "socialaccount/refused.html", {"why": error}, status=403)
            raise ImmediateHttpResponse(answer) from error
        found.extra_data = {}
        found.save(update_fields=["extra_data"])
        if found.user.is_active:
            follow_groups(by=BY, person=found.user, roles=roles_of(claims, provider))
        sociallogin.account, sociallogin.user = found, found.user

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
    asked = QueryDict(mutable=True)
    if request.GET.get("next"):
        asked["next"] = request.GET["next"]
    request.GET = asked  # type: ignore[assignment]
    answer: HttpResponse = views.login(request, provider_id)
    return answer


@_page
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = views.callback(request, provider_id)
    return answer


def local(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is there only where people may sign in without the provider."""

    def page(request: HttpRequest, **values: Any) -> HttpResponse:
        if not settings.LOCAL_SIGN_IN:
            raise Http404
        return view(request, **values)

    return page
