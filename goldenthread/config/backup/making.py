"""Make a backup: one snapshot of the database, sealed as it is read, and checked after writing."""

import os
import subprocess
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from goldenthread import __version__
from goldenthread.cases import uploaded
from goldenthread.config import home
from goldenthread.config.backup import programs, sealing
from goldenthread.config.backup.bundle import DUMP, HEADS, BackupFaulty, Begin, End, Reader, Writer
from goldenthread.config.backup.keys import key_check
from goldenthread.journal.changes import heads_file, now

ALIAS = "default"
JOURNAL = "journal_entry"
Say = Callable[[str], None]


@dataclass(unsafe_hash=True)
class FileIsThere(Exception):
    """A backup never writes over a file."""

    path: Path

    def __str__(self) -> str:
        return f"{self.path} is already there. Choose another name."


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back: where, how large, what is in it."""

    path: Path
    size: int
    tables: int
    rows: int
    entries: int
    with_keys: bool
    seconds: float


def make_backup(path: Path, seal: sealing.Seal, with_keys: bool, say: Say) -> Made:
    """Write a backup under a draft's name, read it back, and only then give it its name."""
    seal.check()
    begun = time.monotonic()
    if path.exists():
        raise FileIsThere(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        say("Writing the backup...")
        written: list[End] = []
        key = sealing.write(draft, seal, lambda out: written.append(_fill(out, with_keys)))
        say("Reading it back...")
        check_backup(draft, key, seal, written[0])
        _give_name(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    end = written[0]
    return Made(
        path=path, size=path.stat().st_size, tables=len(end.rows), rows=sum(end.rows.values()),
        entries=end.rows[JOURNAL], with_keys=with_keys,
        seconds=round(time.monotonic() - begun, 1),
    )  # fmt: skip


def _give_name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise FileIsThere(path) from error
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _fill(out: IO[bytes], with_keys: bool) -> End:
    made_at = now().isoformat()
    with (
        tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar,
        programs.connect(ALIAS) as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        writer = Writer(tar)
        begin = Begin(
            made_at=made_at, version=__version__, server=programs.major(connection),
            migrations=applied_migrations(connection), with_keys=with_keys,
            journal_key_check=key_check(home.key("journal_key"), made_at),
        )  # fmt: skip
        writer.add_record("begin.json", begin)
        for name, value in home.keys().items() if with_keys else ():
            writer.add(f"keys/{name}", value.encode())
        _add_database(writer, connection)
        # After the database: what the heads file knows, the snapshot may lack, and that is no fault.
        rows, head = row_counts(connection), newest_entry(connection)
        writer.add(HEADS, _heads_up_to(head))
        for name, body in uploaded.stored():
            writer.add(f"uploads/{name}", body)
        end = End(rows, head, writer.parts)
        writer.add_record("end.json", end)
    return end


def _add_database(writer: Writer, connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    bin = programs.folder(programs.major(connection))
    with programs.dump(bin, ALIAS, row[0]) as stream:
        writer.add_stream(DUMP, stream)


def _heads_up_to(head: tuple[int, str] | None) -> bytes:
    """The heads file, without lines that are newer than the snapshot, which would look like a loss."""
    file = heads_file()
    if head is None or not file.exists():
        return b""
    kept = [
        line
        for line in file.read_text().splitlines(keepends=True)
        if line.split()[:1] and line.split()[0].isdigit() and int(line.split()[0]) <= head[0]
    ]
    last = f"{head[0]} {head[1]}\n"
    return "".join([*kept, *([] if kept and kept[-1] == last else [last])]).encode()


def applied_migrations(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [row[0] for row in rows]


def tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "ORDER BY relname"
    )
    return [row[0] for row in rows]


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of each table that a backup carries."""
    counted = {}
    for table in tables(connection):
        if table not in programs.NOT_IN_BACKUP:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = connection.execute(statement).fetchone()
            counted[table] = row[0] if row else 0
    return counted


def newest_entry(connection: psycopg.Connection) -> tuple[int, str] | None:
    row = connection.execute(
        "SELECT seq, hash FROM journal_entry ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1]) if row else None


def check_backup(path: Path, key: Any, seal: sealing.Seal, written: End) -> None:
    """Open what was written and count what is in it. Raises BackupFaulty, SealRefused."""
    if not seal.recipients and str(sealing.key_of(path, seal, None)) != str(key):
        raise BackupFaulty("its passphrase does not open it.")
    with sealing.opened(path, key) as tar:
        reader = Reader(tar)
        with programs.listing(programs.folder(reader.begin().server)) as process:
            counted = Counted(process)
            for name, body in reader.pieces():
                if name == DUMP:
                    counted.feed(body)
            counted.finish()
    if reader.end != written:
        raise BackupFaulty("its list of contents is not what was written.")
    if {t: n for t, n in counted.rows.items() if n} != {t: n for t, n in written.rows.items() if n}:
        raise BackupFaulty("the dump does not hold the rows that the database had.")
    if counted.head != written.head:
        raise BackupFaulty("the newest journal entry is not the database's.")


class Counted:
    """Counts the rows in what pg_restore would send to a server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.rows: dict[str, int] = {}
        self.head: tuple[int, str] | None = None
        self.process = process
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def feed(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(body)

    def finish(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.thread.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        lines = iter(self.process.stdout)
        for line in lines:
            if line.startswith(b"COPY public.") and line.endswith(b" FROM stdin;\n"):
                table = line.split()[1].decode().removeprefix("public.").strip('"')
                self.rows[table] = self._count(lines, is_journal=table == JOURNAL)

    def _count(self, lines: Any, is_journal: bool) -> int:
        number = 0
        for line in lines:
            if line == b"\\.\n":
                break
            number += 1
            if is_journal:
                seq, *_, found = line.rstrip(b"\n").split(b"\t")
                if self.head is None or int(seq) > self.head[0]:
                    self.head = (int(seq), found.decode())
        return number
