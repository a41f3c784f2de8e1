"""Write everything of one moment into a folder, a CSV file for each table."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from goldenthread import __version__
from goldenthread.config import home
from goldenthread.config.backup import programs
from goldenthread.config.backup.keys import key_check
from goldenthread.config.backup.making import applied_migrations, newest_entry
from goldenthread.config.export.contents import (
    ABOUT,
    DICTIONARY,
    MANIFEST,
    PASSWORDS,
    README,
    Manifest,
    Table,
    dictionary,
    sha256_of,
    tables,
)

SAID_TO = "export"  # what the journal's key is checked against; the same in every export


@dataclass(unsafe_hash=True)
class FolderNotEmpty(Exception):
    folder: Path

    def __str__(self) -> str:
        return f"{self.folder} is not empty. Name a folder that is not there yet."


@dataclass(frozen=True)
class Written:
    folder: Path
    tables: int
    rows: int
    with_passwords: bool


def export_all(folder: Path, with_passwords: bool, journal: Callable[[], None]) -> Written:
    """Write an export. `journal` says in the journal that data leave, before their first byte does."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder)
    with programs.connect("default") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # The moment is that of the first statement, so the line about this export is not in it.
        head = newest_entry(connection)
        journal()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection.execute("SET LOCAL timezone = 'UTC'")
        connection.execute("SET LOCAL datestyle = 'ISO'")
        wanted = tables(with_passwords)
        files = {table.file: _write(connection, folder, table, with_passwords) for table in wanted}
        for name, text in ((DICTIONARY, dictionary(with_passwords)), (README, ABOUT)):
            files[name] = {"sha256": _text(folder / name, text)}
        manifest = Manifest(
            version=__version__, migrations=applied_migrations(connection),
            with_passwords=with_passwords, head=list(head) if head else None, files=files,
            journal_key_check=key_check(home.key("journal_key"), SAID_TO),
        )  # fmt: skip
    _text(folder / MANIFEST, manifest.text())
    rows = sum(said.get("rows", 0) for said in files.values())
    return Written(folder, len(wanted), rows, with_passwords)


def _write(
    connection: psycopg.Connection, folder: Path, table: Table, with_passwords: bool
) -> dict[str, Any]:
    hidden = {} if with_passwords else PASSWORDS
    cells = [
        sql.SQL("{} AS {}").format(sql.SQL(hidden[table.name, c]), sql.Identifier(c))
        if (table.name, c) in hidden
        else sql.Identifier(c)
        for c in table.columns
    ]
    statement = sql.SQL(
        "COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT WITH (FORMAT csv, HEADER)"
    ).format(sql.SQL(", ").join(cells), sql.Identifier(table.name), sql.Identifier(table.order))
    path = folder / table.file
    with connection.cursor() as cursor, _opened(path) as out:
        with cursor.copy(statement) as copy:
            for data in copy:
                out.write(data)
        rows = cursor.rowcount
    return {"rows": rows, "sha256": sha256_of(path)}


def _opened(path: Path) -> Any:
    """A new file that its owner alone reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _text(path: Path, text: str) -> str:
    with _opened(path) as out:
        out.write(text.encode())
    return sha256_of(path)
