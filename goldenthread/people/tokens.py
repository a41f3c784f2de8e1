"""What a token may be for, how it is written down, and whom it lets in."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Token
from goldenthread.people.roles import Permission

FIGURES, AUDITS, ACTIONS = "figures", "audits", "actions"
# A token reads for people who report; whoever audits or moderates works on pages.
LISTS = frozenset({Permission.AUDITS_ALL, Permission.TEAM_SEE})
SCOPES: dict[str, frozenset[Permission]] = {
    FIGURES: frozenset({Permission.FIGURES_SEE}),
    AUDITS: LISTS,
    ACTIONS: LISTS,
}
USUAL, LONGEST = timedelta(days=90), timedelta(days=365)
WRITTEN = re.compile(r"(TOK-[0-9A-Z]{10})\.([\w-]{20,80})")
ENDED, EXPIRED, OFF = "ended", "expired", "off"


@dataclass(frozen=True)
class Opened:
    """What a token lets in: a person with the scopes in force. `dead` says why it lets in nobody."""

    token: Token
    scopes: frozenset[str]
    dead: str = ""

    @property
    def person(self) -> Person:
        return self.token.person

    @property
    def is_public(self) -> bool:
        """Whether what is read may go to anybody."""
        return self.token.audience == Token.Audience.PUBLIC


def scopes_of(person: Person) -> list[str]:
    """What a token of this person's could read today."""
    return [scope for scope, needs in SCOPES.items() if any(person.may(each) for each in needs)]


def tokens_of(person: Person) -> QuerySet[Token]:
    """Tokens of a person that still let in, the newest first."""
    return Token.objects.filter(person=person, ended_at=None, until_on__gte=today())


def token_to_end(by: Person, ref: str) -> Token | None:
    """A token that this person may end: their own, or anybody's where they look after accounts."""
    found = Token.objects.select_related("person").filter(ref=ref, ended_at=None).first()
    if found and (found.person_id == by.pk or by.may(Permission.PEOPLE_MANAGE)):
        return found
    return None


def usual_end() -> date:
    return today() + USUAL


def longest_end() -> date:
    return today() + LONGEST


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def sha256_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def written(token: Token, secret: str) -> str:
    """As it is handed out: by its reference a token that got about is found and ended."""
    return f"{token.ref}.{secret}"


def ref_in(said: str) -> str:
    """The reference that a text names as a token's; empty where it is not written like one."""
    match = WRITTEN.fullmatch(said)
    return match[1] if match else ""


def opened(said: str) -> Opened | None:
    """What a token opens; None where there is none like it.

    What its person may no longer do, it may no longer read, from the moment that their role ends.
    """
    match = WRITTEN.fullmatch(said)
    if match is None:
        return None
    token = Token.objects.select_related("person").filter(ref=match[1]).first()
    if token is None or not hmac.compare_digest(token.secret_sha256, sha256_of(match[2])):
        return None
    dead = _dead(token)
    alive = set() if dead else set(scopes_of(token.person)) & set(token.scopes)
    return Opened(token, frozenset(alive), dead)


def _dead(token: Token) -> str:
    if token.ended_at is not None:
        return ENDED
    if token.until_on < today():
        return EXPIRED
    return "" if token.person.is_active else OFF
