"""Tokens made, used and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, Schedule, require
from goldenthread.people.changes.attempts import reserve_attempt
from goldenthread.people.models import Person, Token
from goldenthread.people.places import TOKEN, Place
from goldenthread.people.roles import Permission
from goldenthread.people.tokens import (
    FIGURES,
    longest_end,
    new_secret,
    scopes_of,
    sha256_of,
    tokens_of,
)

MOST_TOKENS = 10
GUARD = Schedule("tokens")


@dataclass(unsafe_hash=True)
class TokenTooLong(Exception):
    """A token ends on a day from today to a year from now."""

    last: date

    def __str__(self) -> str:
        return f"Enter a day from today to {self.last:%-d %B %Y}."


@dataclass(unsafe_hash=True)
class TooManyTokens(Exception):
    """Nobody keeps track of more."""

    most: int = MOST_TOKENS

    def __str__(self) -> str:
        return f"You have {self.most} tokens. End one that is no longer used, then make this one."


@dataclass(unsafe_hash=True)
class NotForPublic(Exception):
    """What anybody may read is figures; lists of audits and actions are internal."""

    def __str__(self) -> str:
        return "A token for anybody reads figures alone. Untick the lists, or choose people of the authority."


@change
def make_token(
    *, by: Person, name: str, scopes: Sequence[str], audience: str, until_on: date
) -> tuple[Token, str]:
    """A token of one's own with its secret, which is said once."""
    if not scopes or not set(scopes) <= set(scopes_of(by)):
        raise NotAllowed(Permission.FIGURES_SEE)
    if not today() <= until_on <= longest_end():
        raise TokenTooLong(longest_end())
    if audience == Token.Audience.PUBLIC and set(scopes) != {FIGURES}:
        raise NotForPublic
    Person.objects.select_for_update(of=("self",)).get(id=by.id)
    if tokens_of(by).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = new_secret()
    token = Token.objects.create(
        person=by, name=name.strip(), scopes=sorted(scopes), audience=audience, until_on=until_on,
        secret_sha256=sha256_of(secret), made_by=by.actor_label,
    )  # fmt: skip
    until = until_on.isoformat()
    record(by, "make_token", token.ref, by.ref, scopes=token.scopes, audience=audience, until=until)
    return token, secret


@change
def end_token(*, by: Actor, token: Token) -> None:
    """It lets in nobody from now on: one's own, or anybody's by whoever looks after accounts."""
    if by.actor_label != token.person.actor_label:
        require(by, Permission.PEOPLE_MANAGE)
    token = Token.objects.select_for_update(of=("self",)).select_related("person").get(pk=token.pk)
    if token.ended_at is None:
        token.ended_at, token.ended_by = now(), by.actor_label
        token.save(update_fields=["ended_at", "ended_by"])
        record(by, "end_token", token.ref, token.person.ref)


@change
def note_token_use(*, by: Person, token: Token) -> None:
    """The day on which it was last used; what it read stands in the journal."""
    Token.objects.filter(pk=token.pk).update(last_used_on=today())


@change
def count_wrong_token(*, ref: str, place: Place, by: Actor = GUARD) -> None:
    """A token that does not open counts as a wrong password does; raises TooManyTries."""
    reserve_attempt(by=by, account=ref or "none", place=place, secret=TOKEN)
