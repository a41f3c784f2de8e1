"""Changes to the authority's settings, its numbers to call and its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.look import LEAST_CONTRAST, contrast_with_white, picture_type
from goldenthread.people.models import Authority, ConcernNumber, Word
from goldenthread.people.queries import concern_numbers
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import DEFAULTS

LOGO_LIMIT = 200_000


class Number(NamedTuple):
    """A number to ring: who answers, the number, when; and whether it is for out of hours."""

    who: str
    number: str
    when: str = ""
    is_out_of_hours: bool = False


Numbers = Sequence[Number | tuple[str, str, str] | tuple[str, str, str, bool]]


@dataclass(unsafe_hash=True)
class SettingsChanged(Exception):
    """Somebody saved the settings since this page was opened; `theirs` is what they left."""

    theirs: Authority

    def __str__(self) -> str:
        return "Somebody else changed these settings since you opened the page."


@dataclass(unsafe_hash=True)
class ColourTooPale(Exception):
    """White text on the colour would be hard to read; `contrast` is what it reaches."""

    contrast: float

    def __str__(self) -> str:
        return (
            f"White text on this colour has a contrast of {self.contrast:.1f} to 1; "
            f"it needs at least {LEAST_CONTRAST} to 1. Choose a darker colour."
        )


@dataclass(unsafe_hash=True)
class LogoRefused(Exception):
    """The file is not a picture that we show, or too large."""

    def __str__(self) -> str:
        return "The logo must be a PNG or JPEG picture of at most 200 kB."


@dataclass(unsafe_hash=True)
class CaseAddressWrong(Exception):
    """The pattern for the address of a child's record."""

    def __str__(self) -> str:
        return (
            "The address of the child's record must begin with https:// or http:// "
            "and have {number} where the case number goes."
        )


@dataclass(unsafe_hash=True)
class NumbersChanged(Exception):
    """Somebody saved the numbers since this page was opened; `theirs` is what they left."""

    theirs: list[ConcernNumber]

    def __str__(self) -> str:
        return "Somebody else changed these numbers since you opened the page."


@dataclass(unsafe_hash=True)
class WordChanged(Exception):
    """Somebody changed this word since the page was opened; `theirs` is what it says now."""

    theirs: str

    def __str__(self) -> str:
        return f"Somebody else changed this to “{self.theirs}” since you opened the page."


@change
def set_authority(*, by: Actor, seen: int, **fields: str | bytes | bool | int) -> Authority:
    """Name, title, colour, logo, address pattern, contact, whether auditors practise first, feedback.

    `seen` is the version of the settings that the page showed.
    """
    require(by, Permission.SETTINGS_CHANGE)
    _check(fields)
    Authority.objects.get_or_create(id=1)
    authority = Authority.objects.select_for_update().get(id=1)
    if authority.version != seen:
        raise SettingsChanged(authority)
    for name, value in fields.items():
        setattr(authority, name, value)
    authority.version += 1
    authority.changed_at, authority.changed_by = now(), by.actor_label
    authority.save()
    record(by, "set_authority", changed=sorted(fields))
    return authority


def _check(fields: dict[str, str | bytes | bool | int]) -> None:
    """Refuse what could not be read, shown or followed; the logo's type is found from its bytes."""
    colour = str(fields.get("colour", "#000000"))
    if contrast_with_white(colour) < LEAST_CONTRAST:
        raise ColourTooPale(contrast_with_white(colour))
    logo = fields.get("logo", b"")
    if isinstance(logo, bytes) and logo:
        fields["logo_type"] = picture_type(logo)
        if not fields["logo_type"] or len(logo) > LOGO_LIMIT:
            raise LogoRefused
    address = str(fields.get("case_address", ""))
    if address and not re.fullmatch(r"https?://\S*\{number\}\S*", address):
        raise CaseAddressWrong


@change
def set_concern_numbers(*, by: Actor, numbers: Numbers, seen: Numbers | None = None) -> None:
    """The numbers to call, in order. `seen` is what the page showed."""
    require(by, Permission.SETTINGS_CHANGE)
    theirs = concern_numbers()
    if seen is not None and [Number(*each) for each in seen] != [_number(row) for row in theirs]:
        raise NumbersChanged(theirs)
    ConcernNumber.objects.all().delete()
    for order, each in enumerate(numbers, 1):
        ConcernNumber.objects.create(order=order, **Number(*each)._asdict())
    record(by, "set_concern_numbers", count=len(numbers))


def _number(row: ConcernNumber) -> Number:
    return Number(row.who, row.number, row.when, row.is_out_of_hours)


@change
def name_code(*, by: Actor, kind: str, code: str, text: str) -> None:
    """A word for a code that is new with a tool; a word that is there already stays."""
    require(by, Permission.ROUND_RUN)
    default = DEFAULTS.get(kind, {}).get(code)
    if default or Word.objects.filter(kind=kind, code=code).exists():
        return
    Word.objects.create(kind=kind, code=code, text=text, changed_by=by.actor_label)
    record(by, "set_word", kind=kind, code=code)


@change
def set_word(*, by: Actor, kind: str, code: str, text: str, seen: str | None = None) -> None:
    """The authority's own word for a code; the default word takes it away again.

    `seen` is the word that the page showed.
    """
    require(by, Permission.SETTINGS_CHANGE)
    default = DEFAULTS.get(kind, {}).get(code, "")
    own = Word.objects.filter(kind=kind, code=code).values_list("text", flat=True).first()
    if seen is not None and (own or default) != seen:
        raise WordChanged(own or default)
    if not text.strip() or text.strip() == default:
        Word.objects.filter(kind=kind, code=code).delete()
    else:
        Word.objects.update_or_create(
            kind=kind, code=code, defaults={"text": text.strip(), "changed_by": by.actor_label}
        )
    record(by, "set_word", kind=kind, code=code)
