"""How a change is made and a read is recorded: one transaction, one line of the journal."""

import functools
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from goldenthread.config import home
from goldenthread.journal import chain
from goldenthread.journal.models import Entry, Retention, Words

P = ParamSpec("P")
R = TypeVar("R")
CHAIN_LOCK = 4_715_112_026


class JournalBusy(Exception):
    """The journal could not be written in time; nothing was changed. Try again."""


class ByWhom(Protocol):
    """Whoever acts: a person, an operator at the command line, or the schedule."""

    @property
    def actor_label(self) -> str: ...


@dataclass
class _Pending(threading.local):
    depth: int = 0
    lines: list[tuple[str, str, str, list[str], dict[str, Any]]] = field(default_factory=list)


_pending = _Pending()


def today() -> date:
    """London's date, from the one clock that tests hold."""
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def change(function: Callable[P, R]) -> Callable[P, R]:
    """One transaction and one journal write for a change and all the changes it calls.

    Lines are chained in the last statement before COMMIT of the outermost change, so that the
    chain's lock is held for no longer than that.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            _pending.depth += 1
            kept = len(_pending.lines)
            try:
                result = function(*args, **kwargs)
                if _pending.depth == 1:
                    _write(_pending.lines)
            except BaseException:
                del _pending.lines[kept:]
                raise
            finally:
                _pending.depth -= 1
                if _pending.depth == 0:
                    _pending.lines.clear()
            return result

    wrapper.is_change = True  # type: ignore[attr-defined]
    return wrapper


def record(by: ByWhom, what: str, *refs: str, **details: Any) -> None:
    """Buffer one line for the change that is running. Details hold codes, dates and counts, never words."""
    if _pending.depth == 0:
        raise RuntimeError("record() belongs inside a change")
    _pending.lines.append((by.actor_label, "change", what, list(refs), details))


def record_read(by: ByWhom, what: str, *refs: str, **details: Any) -> None:
    """Write one line saying who saw what, in its own short transaction, before the page leaves."""
    with transaction.atomic():
        _write([(by.actor_label, "read", what, list(refs), details)])


def _write(lines: list[tuple[str, str, str, list[str], dict[str, Any]]]) -> None:
    if not lines:
        return
    key = home.key("journal_key")
    with connection.cursor() as cursor:
        try:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        except OperationalError as locked:
            raise JournalBusy from locked
        cursor.execute("SELECT seq, hash FROM journal_entry ORDER BY seq DESC LIMIT 1")
        seq, previous = cursor.fetchone() or (0, chain.START)
    entries = []
    for actor, kind, what, refs, details in lines:
        seq += 1
        line = chain.Line(seq, datetime.now(UTC), actor, kind, what, refs, details, previous)
        previous = chain.line_hash(key, line)
        entries.append(Entry(**vars(line), hash=previous))
    Entry.objects.bulk_create(entries)


def keep_words(body: str, retention: str = Retention.AUDIT) -> Words:
    """Store a text that may have to go one day; called inside a change."""
    return Words.objects.create(body=body, sha256=words_hash(body), retention=retention)


def words_hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def later(job: str, **arguments: Any) -> None:
    """Queue a job by name, in the transaction of the change that asks for it."""
    from procrastinate.contrib.django import app

    app.configure_task(job).defer(**arguments)


def heads_file() -> Path:
    return home.home() / "journal-heads.log"


def append_head() -> None:
    """Write the newest line's number and hash to a file outside the database, once for each head."""
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    if last is None:
        return
    text = f"{last[0]} {last[1]}\n"
    file = heads_file()
    if file.exists() and file.read_text().endswith(text):
        return
    with file.open("a") as heads:
        heads.write(text)
