"""How a change is made and a read is recorded: one transaction, one line of the journal."""

import atexit
import functools
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from goldenthread.config import home
from goldenthread.config.statements import prepared
from goldenthread.journal import chain, heads
from goldenthread.journal.heads import heads_file as heads_file  # noqa: PLC0414 - taken from here
from goldenthread.journal.models import Entry, Retention, Words

P = ParamSpec("P")
R = TypeVar("R")
Unwritten = tuple[str, str, str, list[str], dict[str, Any]]  # actor, kind, what, refs, details
Row = tuple[int, datetime, str, str, str, str, str, str, str]
LINES_AT_ONCE = 500
INSERT = (
    "INSERT INTO journal_entry (seq, at, actor, kind, what, refs, details, previous, hash) VALUES "
)


class JournalBusy(Exception):
    """The journal could not be written in time; nothing was changed. Try again."""


class ByWhom(Protocol):
    """Whoever acts: a person, an operator at the command line, or the schedule."""

    @property
    def actor_label(self) -> str: ...


@dataclass
class _Pending(threading.local):
    depth: int = 0
    lines: list[Unwritten] = field(default_factory=list)


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


def record_reads(by: ByWhom, reads: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """The lines of one page that shows several things, written together or not at all."""
    with transaction.atomic():
        _write([(by.actor_label, "read", what, list(refs), {}) for what, refs in reads])


def _write(lines: list[Unwritten]) -> None:
    """Two statements: the head under the lock, then the lines. The key never enters the database."""
    if not lines:
        return
    key = home.key("journal_key")
    try:
        with prepared() if len(lines) == 1 else connection.cursor() as cursor:
            cursor.execute("SELECT seq, hash FROM goldenthread_journal_head()")
            seq, previous = cursor.fetchone()
            for start in range(0, len(lines), LINES_AT_ONCE):
                rows = list(_chained(key, seq, previous, lines[start : start + LINES_AT_ONCE]))
                cursor.execute(
                    INSERT + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows)),
                    [value for row in rows for value in row],
                )
                seq, previous = rows[-1][0], rows[-1][-1]
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise JournalBusy from error
        raise
    # Robust: what is committed stays committed, whatever becomes of the file; the log tells.
    transaction.on_commit(lambda: _note_head(seq, previous), robust=True)


def _chained(key: str, seq: int, previous: str, lines: list[Unwritten]) -> Iterator[Row]:
    for actor, kind, what, refs, details in lines:
        seq += 1
        line = chain.Line(
            seq, datetime.now(UTC), actor, kind, what, refs, chain.as_kept(details), previous
        )
        previous = chain.line_hash(key, line)
        kept_refs, kept_details = chain.json_text(line.refs), chain.json_text(line.details)
        yield (seq, line.at, actor, kind, what, kept_refs, kept_details, line.previous, previous)


def keep_words(body: str, retention: str = Retention.AUDIT) -> Words:
    """Store a text that may have to go one day; called inside a change."""
    return Words.objects.create(body=body, sha256=words_hash(body), retention=retention)


def words_hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def later(job: str, **arguments: Any) -> None:
    """Queue a job by name, in the transaction of the change that asks for it."""
    from procrastinate.contrib.django import app

    app.configure_task(job).defer(**arguments)


def append_head() -> None:
    """Write the newest line's number and hash to a file outside the database, once for each head."""
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    if last is not None:
        heads.append(heads_file(), *last)


@dataclass
class _Newest:
    """The newest line that this process has committed, its file, and when the file was looked at."""

    head: tuple[int, str] = (0, "")  # one value: threads must not mix two lines' number and hash
    file: Path | None = None
    looked_at: float = float("-inf")


_newest = _Newest()


def _note_head(seq: int, digest: str) -> None:
    """Each process sees to its node's heads file, a line a minute, with no query for it."""
    if seq > _newest.head[0]:
        _newest.head = (seq, digest)
    if monotonic() - _newest.looked_at >= heads.A_MINUTE:
        _newest.looked_at, _newest.file = monotonic(), heads_file()
        if heads.is_due(_newest.file):
            heads.append(_newest.file, *_newest.head)


@atexit.register
def _last_head() -> None:
    """A process that ends leaves the newest head it knows."""
    if _newest.file and _newest.file.parent.is_dir():
        heads.append(_newest.file, *_newest.head)
