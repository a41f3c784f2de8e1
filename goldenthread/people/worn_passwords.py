"""Passwords that a guesser tries first: made of common ones, of our own words, or found in a breach.

A list of common passwords of twelve letters and more would be mostly two shorter ones put together, so that
is what is looked for: any two of Django's 19,646 common ones, with what digits and signs there may be.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from goldenthread.people.queries import authority

# What everybody here types all day; the authority's own name comes to it. docs/runbook/sign-in.md
OUR_WORDS = (
    "goldenthread", "caseaudit", "casefile", "audit", "auditor", "moderator", "moderation", "practice",
    "childrens", "children", "services", "social", "worker", "safeguarding", "ofsted", "council",
    "borough", "county", "quality", "assurance", "welcome", "password", "letmein", "changeme",
)  # fmt: skip
LEFT = 8  # letters and digits that must remain beside our own words
SHORTEST_PIECE = 4
DIGITS = "0123456789"
LOOKALIKES = str.maketrans("@4301$57", "aaeoisst")


class NotOfCommonOnes:
    """Refuses one or two common passwords, with digits and signs around and between them."""

    def validate(self, password: str, user: Any = None) -> None:
        ways = (_plain(password), _plain(password.lower().translate(LOOKALIKES)))
        if any(_is_worn(way) or _is_worn(way.strip(DIGITS)) for way in ways):
            raise ValidationError(
                "This is made of passwords that many people use. Put three words together that have "
                "nothing to do with each other.",
                code="password_of_common_ones",
            )

    def get_help_text(self) -> str:
        return "Not made of one or two common passwords."


def _plain(password: str) -> str:
    """The letters and digits, small.

    >>> _plain("Liverpool-1234")
    'liverpool1234'
    """
    return re.sub(r"[\W_]", "", password.lower())


def _is_worn(core: str) -> bool:
    """Whether it is a common password, or two of them.

    >>> _is_worn("sunshinefootball"), _is_worn("quietriverlantern")
    (True, False)
    """
    places = range(SHORTEST_PIECE, len(core) - SHORTEST_PIECE + 1)
    return (
        len(core) < SHORTEST_PIECE
        or core in _common()
        or any(core[:at] in _common() and core[at:] in _common() for at in places)
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


class NotOfOurWords:
    """Refuses what is little more than words of the work and the authority's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        left = _plain(password)
        named = re.findall(r"\w{4,}", f"{authority().name} {authority().title}".lower())
        for word in sorted({*OUR_WORDS, *named}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT:
            raise ValidationError(
                "This is little more than words of your work, which are guessed first. Choose others.",
                code="password_of_our_words",
            )

    def get_help_text(self) -> str:
        return "Not made of words of your work."


class NotInBreach:
    """Refuses what stands in a list of breached passwords that the operator keeps on the machine.

    The file has a line for each: the SHA-1 in capital hexadecimal, sorted, and after a colon whatever
    there may be. Nothing is asked of anybody outside. SHA-1 because such lists are published so.
    """

    def __init__(self, path: str = "") -> None:
        self.path = Path(path) if path else None

    def validate(self, password: str, user: Any = None) -> None:
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        if self.path and _stands_in(self.path, wanted):
            raise ValidationError(
                "This password stands in a list of stolen ones. Choose another, also wherever else "
                "you use it.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "Not in a list of stolen passwords."


def _stands_in(path: Path, wanted: bytes) -> bool:
    """Binary search over the bytes of a sorted file: 40 GB take 36 looks."""
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()  # the rest of a line that began before
            found = file.readline()[: len(wanted)]
            if found == wanted:
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        file.seek(low)
        return file.readline()[: len(wanted)] == wanted
