"""The council's own identity provider (OpenID Connect), as the environment describes it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

OF_EVERYBODY = {"common", "organizations", "consumers"}  # Entra's issuers for any tenant
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TRUSTED = "trusted"  # the provider asks everybody for a second factor, and need not say so
# A last day cannot be read from a group.
NOT_BY_GROUP = {"external_auditor"}
NEED_A_TEAM = {"team_manager", "service_manager"}


@dataclass(unsafe_hash=True)
class ProviderRefused(Exception):
    """What the environment says of the provider cannot be used, and why, in words."""

    why: str

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True)
class GroupRole:
    """Whoever is in the group holds the role, for one team where one is named."""

    group: str
    role: str
    team: str = ""


@dataclass(frozen=True)
class Provider:
    issuer: str
    client_id: str
    secret: str
    name: str
    claim: str
    roles: tuple[GroupRole, ...] = ()
    trusts_email: bool = False
    makes_accounts: bool = False
    second_factor: tuple[str, ...] = ("mfa",)

    def showed_second_factor(self, claims: dict[str, Any]) -> bool:
        """Whether the token says so (`amr`, `acr`), or the operator says it of everybody."""
        said = [claims.get("amr") or [], claims.get("acr") or []]
        values = {each for some in said for each in (some if isinstance(some, list) else [some])}
        return TRUSTED in self.second_factor or not values.isdisjoint(self.second_factor)

    def app(self) -> dict[str, Any]:
        """The same as the sign-in library wants it."""
        return {
            "provider_id": "council",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }


def provider(env: Any) -> Provider | None:
    """None where no issuer is named. Raises ProviderRefused."""
    issuer = env.str("GOLDENTHREAD_OIDC_ISSUER", default="").rstrip("/")
    if not issuer:
        return None
    _check_issuer(issuer)
    found = Provider(
        issuer=issuer,
        client_id=env.str("GOLDENTHREAD_OIDC_CLIENT_ID", default=""),
        secret=env.str("GOLDENTHREAD_OIDC_SECRET", default=""),
        name=env.str("GOLDENTHREAD_OIDC_NAME", default="your council account"),
        claim=env.str("GOLDENTHREAD_OIDC_CLAIM", default="groups"),
        roles=group_roles(env.str("GOLDENTHREAD_OIDC_ROLES", default="")),
        trusts_email=env.bool("GOLDENTHREAD_OIDC_TRUST_EMAIL", default=False),
        makes_accounts=env.bool("GOLDENTHREAD_OIDC_NEW_ACCOUNTS", default=False),
        second_factor=tuple(env.str("GOLDENTHREAD_OIDC_SECOND_FACTOR", default="mfa").split()),
    )
    if not found.client_id or not found.secret:
        raise ProviderRefused(
            "GOLDENTHREAD_OIDC_ISSUER needs GOLDENTHREAD_OIDC_CLIENT_ID and GOLDENTHREAD_OIDC_SECRET too."
        )
    return found


def _check_issuer(issuer: str) -> None:
    address = urlparse(issuer)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise ProviderRefused("GOLDENTHREAD_OIDC_ISSUER must begin with https://")
    if OF_EVERYBODY & set(address.path.split("/")):
        raise ProviderRefused(
            "GOLDENTHREAD_OIDC_ISSUER must name your own tenant: with a shared issuer anybody could "
            "claim an e-mail address of yours."
        )


def group_roles(text: str) -> tuple[GroupRole, ...]:
    """`group=role` or `group=role@Team`, separated by semicolons.

    >>> group_roles("gt-audit=auditor; gt-north=team_manager@North")[1]
    GroupRole(group='gt-north', role='team_manager', team='North')

    Raises ProviderRefused for a role that a group cannot give.
    """
    return tuple(_group_role(part.strip()) for part in text.split(";") if part.strip())


def _group_role(part: str) -> GroupRole:
    from goldenthread.people.roles import Role

    group, _, rest = part.partition("=")
    role, _, team = (each.strip() for each in rest.partition("@"))
    known = {each.code for each in Role} - NOT_BY_GROUP
    if not group.strip() or role not in known:
        raise ProviderRefused(
            f"GOLDENTHREAD_OIDC_ROLES: “{part}” is not group=role with a role among "
            f"{', '.join(sorted(known))}."
        )
    if (role in NEED_A_TEAM) != bool(team):
        raise ProviderRefused(
            f"GOLDENTHREAD_OIDC_ROLES: “{part}”: {', '.join(sorted(NEED_A_TEAM))} need @Team, "
            "and no other role takes one."
        )
    return GroupRole(group.strip(), role, team)
