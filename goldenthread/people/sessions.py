"""Where an account is signed in: what each of its open sessions says of itself."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from goldenthread.journal.changes import now
from goldenthread.people.models import Person
from goldenthread.people.places import hidden

# What a session keeps: seconds since 1970, and the browser in words.
BEGAN, SEEN, BROWSER = "began", "seen", "browser"
# The first that fits: each of these says that it is also one of those below.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"), ("Opera", r"\bOPR/"), ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrome/|CriOS/"), ("Safari", r"Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("an iPhone", "iPhone"), ("an iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("a Chromebook", "CrOS"), ("a Mac", "Macintosh"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """`code` tells it from the others; its key, which opens it, is shown to nobody."""

    code: str
    browser: str
    began: datetime
    seen: datetime


def browser_in_words(agent: str) -> str:
    """What a browser says of itself, as people call it.

    >>> browser_in_words("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0")
    'Edge on Windows'
    """
    names = (
        next((name for name, pattern in known if re.search(pattern, agent)), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return " on ".join(filter(None, names)) or "A browser"


def session_code(key: str) -> str:
    return hidden(f"session {key}")[:16]


def open_sessions(person: Person) -> list[OpenSession]:
    """The sessions that would be let in now, the last used first."""
    found = []
    for key, kept in _sessions_of(person).items():
        began, seen = (datetime.fromtimestamp(kept[name], UTC) for name in (BEGAN, SEEN))
        if now() - began < timedelta(seconds=settings.SESSION_LONGEST):
            found.append(
                OpenSession(session_code(key), kept.get(BROWSER, "A browser"), began, seen)
            )
    return sorted(found, key=lambda each: each.seen, reverse=True)


def session_key(person: Person, code: str) -> str | None:
    """The key of one of their sessions; None where it has ended meanwhile or is somebody else's."""
    return next((key for key in _sessions_of(person) if session_code(key) == code), None)


def _sessions_of(person: Person) -> dict[str, dict[str, Any]]:
    """What each says is sealed, so all are opened: a council has some hundreds at once."""
    store, found = SessionStore(), {}
    rows = Session.objects.filter(expire_date__gt=now()).values_list("session_key", "session_data")
    for key, sealed in rows.iterator():
        kept = store.decode(sealed)
        is_theirs = kept.get(SESSION_KEY) == str(person.pk) and BEGAN in kept
        if is_theirs and kept.get(HASH_SESSION_KEY) == person.get_session_auth_hash():
            found[key] = kept
    return found
