"""Read an export into a database in which nothing is yet: all of it, or nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from goldenthread import __version__
from goldenthread.config import database_roles, home
from goldenthread.config.backup import programs
from goldenthread.config.backup.keys import key_check
from goldenthread.config.backup.making import newest_entry
from goldenthread.config.export.contents import (
    ExportFaulty,
    Manifest,
    Table,
    check_files,
    read_manifest,
    tables,
)
from goldenthread.config.export.writing import SAID_TO
from goldenthread.journal.changes import heads_file

PIECE = 1024 * 1024  # bytes


@dataclass(unsafe_hash=True)
class NotEmpty(Exception):
    """A table holds rows already."""

    table: str

    def __str__(self) -> str:
        return (
            f"An export is only read into an empty place, and the table {self.table} holds rows. Set "
            "GOLDENTHREAD_HOME to a new folder, or DATABASE_URL to an empty database."
        )


@dataclass(unsafe_hash=True)
class OtherVersion(Exception):
    """The export's tables are not those of this version."""

    version: str

    def __str__(self) -> str:
        return (
            f"The export was made by version {self.version} with other tables than this one, "
            f"{__version__}. Install that version, read the export, then install this one."
        )


@dataclass(unsafe_hash=True)
class OtherKey(Exception):
    """The journal was written with another key than this home's."""

    folder: Path

    def __str__(self) -> str:
        return (
            "The journal of this export was written with another key than the one here. Put the file "
            f"journal_key of the home it comes from into {self.folder}, and run this again."
        )


def checked(folder: Path) -> Manifest:
    """The manifest of an export that is whole, of this version's tables, and verifiable here.

    Raises ExportFaulty, OtherVersion, OtherKey.
    """
    manifest = read_manifest(folder)
    known = MigrationLoader(None).disk_migrations or ()
    if {".".join(key) for key in known} != set(manifest.migrations):
        raise OtherVersion(manifest.version)
    check_files(folder, manifest)
    if key_check(home.key("journal_key"), SAID_TO) != manifest.journal_key_check:
        raise OtherKey(home.home() / "keys")
    return manifest


def import_all(folder: Path, manifest: Manifest) -> int:
    """Copy every table into a migrated database; how many rows. Raises NotEmpty, ExportFaulty."""
    rows = 0
    with programs.connect(database_roles.preparing()) as connection:
        wanted = tables(manifest.with_passwords)
        for table in wanted:
            _require_no_rows(connection, table)
        for table in wanted:
            rows += _copied(connection, folder, table, manifest.files[table.file])
            _next_number(connection, table)
        head = newest_entry(connection)
        if (list(head) if head else None) != manifest.head:
            raise ExportFaulty("its journal does not end where its manifest says.")
    if head:
        heads_file().write_text(f"{head[0]} {head[1]}\n")
    return rows


def _require_no_rows(connection: psycopg.Connection, table: Table) -> None:
    found = connection.execute(
        sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table.name))
    ).fetchone()
    if found and found[0]:
        raise NotEmpty(table.name)


def _copied(
    connection: psycopg.Connection, folder: Path, table: Table, said: dict[str, Any]
) -> int:
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv, HEADER MATCH)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    try:
        with connection.cursor() as cursor, (folder / table.file).open("rb") as file:
            with cursor.copy(statement) as copy:
                while data := file.read(PIECE):
                    copy.write(data)
            rows = cursor.rowcount
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise ExportFaulty(f"{table.file} holds a row that its table does not take.") from error
    if rows != said["rows"]:
        raise ExportFaulty(f"{table.file} does not hold the rows that its manifest says.")
    return int(rows)


def _next_number(connection: psycopg.Connection, table: Table) -> None:
    """What is added from now on gets numbers after those that are there."""
    found = connection.execute(
        "SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.order]
    ).fetchone()
    if found and found[0]:
        connection.execute(
            sql.SQL("SELECT setval({}, coalesce(max({}), 1), max({}) IS NOT NULL) FROM {}").format(
                sql.Literal(found[0]), sql.Identifier(table.order), sql.Identifier(table.order),
                sql.Identifier(table.name),
            )
        )  # fmt: skip
