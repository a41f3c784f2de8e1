"""Restore a backup into an empty home: first read it through, then let it in, then count it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from goldenthread.cases import uploaded
from goldenthread.config import database_roles, home
from goldenthread.config.backup import programs, sealing
from goldenthread.config.backup.bundle import DUMP, HEADS, BackupFaulty, Begin, End, Reader
from goldenthread.config.backup.keys import key_check
from goldenthread.config.backup.making import newest_entry, row_counts, tables
from goldenthread.journal.changes import heads_file

Say = Callable[[str], None]
JOURNAL_KEY = "journal_key"


@dataclass(unsafe_hash=True)
class NotEmpty(Exception):
    """Something is already where the backup would go; `what` names it."""

    what: str

    def __str__(self) -> str:
        return (
            f"A backup is only restored into an empty place, and {self.what}. Set GOLDENTHREAD_HOME "
            "to an empty folder, or DATABASE_URL to an empty database."
        )


@dataclass(unsafe_hash=True)
class NewerBackup(Exception):
    """The backup was made by a later version; `version` is the one that made it."""

    version: str

    def __str__(self) -> str:
        return (
            f"The backup was made by version {self.version}, which is newer than this one. "
            "Install that version, then restore."
        )


@dataclass(unsafe_hash=True)
class KeyMissing(Exception):
    """The journal's key is not in the backup, and the one at hand is missing or another."""

    folder: Path
    is_another: bool

    def __str__(self) -> str:
        why = (
            "the journal key that is set here is not the one the journal was written with"
            if self.is_another
            else "it holds no keys, and no journal key is here"
        )
        return (
            f"The journal of this backup could not be checked: {why}. Put journal_key and the other "
            f"keys into {self.folder}, or set GOLDENTHREAD_JOURNAL_KEY, and run this again."
        )


@dataclass
class Restored:
    """What came back, and what did not."""

    begin: Begin
    end: End
    missing: list[str] = field(default_factory=list)


def restore_backup(path: Path, seal: sealing.Seal, identity: Path | None, say: Say) -> Restored:
    """Put a backup where nothing is. Nothing is written before the whole file has been read."""
    require_empty()
    key = sealing.key_of(path, seal, identity)
    say("Reading the backup through...")
    begin, keys = _read_through(path, key)
    _require_known(begin)
    _require_key(begin, keys)
    say("Restoring the database...")
    rest, end = _let_in(path, key)
    _require_rows(end)
    _write_keys(keys)
    _write_files(rest)
    return Restored(begin, end, _missing(begin))


def require_empty() -> None:
    """Raises NotEmpty where a database or a journal has been."""
    with programs.connect(database_roles.preparing()) as connection:
        found = tables(connection)
    if found:
        raise NotEmpty(f"the database already holds {len(found)} tables")
    if heads_file().exists() and heads_file().stat().st_size:
        raise NotEmpty(
            f"{heads_file()} holds heads of a journal: keep that file, for verify_journal --heads to "
            "say what the backup lacks, and set GOLDENTHREAD_JOURNAL_HEADS to another"
        )


def _read_through(path: Path, key: Any) -> tuple[Begin, dict[str, bytes]]:
    keys = {}
    with sealing.opened(path, key) as tar:
        reader = Reader(tar)
        begin = reader.begin()
        for name, body in reader.pieces():
            if name.startswith("keys/"):
                keys[name.removeprefix("keys/")] = body
    return begin, keys


def _require_known(begin: Begin) -> None:
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    if set(begin.migrations) - known:
        raise NewerBackup(begin.version)


def _require_key(begin: Begin, keys: dict[str, bytes]) -> None:
    """The key that will be in force after the restore has to be the journal's."""
    at_hand = home.keys()
    is_set = f"GOLDENTHREAD_{JOURNAL_KEY.upper()}" in os.environ
    given = at_hand.get(JOURNAL_KEY) if is_set else None
    in_force = given or (keys[JOURNAL_KEY].decode() if JOURNAL_KEY in keys else None)
    in_force = in_force or at_hand.get(JOURNAL_KEY)
    if in_force is None or key_check(in_force, begin.made_at) != begin.journal_key_check:
        raise KeyMissing(home.home() / "keys", is_another=in_force is not None)


def _let_in(path: Path, key: Any) -> tuple[dict[str, bytes], End]:
    alias = database_roles.preparing()
    with programs.connect(alias) as connection:
        bin = programs.folder(programs.major(connection))
    rest = {}
    with sealing.opened(path, key) as tar:
        reader = Reader(tar)
        reader.begin()
        with programs.restore(bin, alias) as target:
            for name, body in reader.pieces():
                if name == DUMP:
                    target.write(body)
                else:
                    rest[name] = body
    assert reader.end is not None
    return rest, reader.end


def _require_rows(end: End) -> None:
    with programs.connect(database_roles.preparing()) as connection:
        counted, head = row_counts(connection), newest_entry(connection)
    if counted != end.rows or head != end.head:
        raise BackupFaulty("the database has other rows than the backup lists.")


def _write_keys(keys: dict[str, bytes]) -> None:
    """In place of those that this empty home may have made when the command started."""
    folder = home.prepare() / "keys"
    for name, body in keys.items():
        if name.isidentifier():
            draft = folder / f"{name}.restored"
            draft.touch(mode=0o600)
            draft.write_bytes(body)
            draft.rename(folder / name)


def _write_files(rest: dict[str, bytes]) -> None:
    if rest.get(HEADS):
        heads_file().write_bytes(rest[HEADS])
    for name, body in rest.items():
        if name.startswith("uploads/"):
            uploaded.put_back(name.removeprefix("uploads/"), body)


def _missing(begin: Begin) -> list[str]:
    lost = ["Everybody signs in again: sign-ins are not in a backup."]
    if not begin.with_keys:
        lost.append(
            "The backup holds no keys: unless they were put here by hand, the seeds of selections "
            "and the marks of moderation are drawn with new ones from now on."
        )
    return lost
