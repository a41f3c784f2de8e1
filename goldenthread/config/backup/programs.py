"""pg_dump and pg_restore: which ones, how they reach the database, and what they said."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import pq
from psycopg.conninfo import make_conninfo

from goldenthread.config import database

NOT_IN_BACKUP = ("django_session", "throttle_counts")  # sign-ins end with the machine they were on


@dataclass(unsafe_hash=True)
class ProgramsMissing(Exception):
    """No PostgreSQL programs here fit the server; `major` is the server's version."""

    major: int

    def __str__(self) -> str:
        return (
            f"The database server is PostgreSQL {self.major}, and its programs pg_dump and pg_restore "
            f"are not on this machine. Install postgresql-client-{self.major}, or name their folder "
            "in GOLDENTHREAD_PG_BIN."
        )


@dataclass(unsafe_hash=True)
class ProgramFailed(Exception):
    """A PostgreSQL program stopped; `said` is the end of what it wrote."""

    program: str
    said: str

    def __str__(self) -> str:
        return f"{self.program} stopped: {self.said}"


def conninfo(alias: str) -> tuple[str, str]:
    """(connection string without the password, password) of one of our connections."""
    known = {each.keyword.decode() for each in pq.Conninfo.get_defaults()}
    given = connections[alias].get_connection_params()
    wanted = {k: v for k, v in given.items() if k in known and k not in ("password", "options")}
    return make_conninfo("", **wanted), str(given.get("password") or "")


def connect(alias: str) -> psycopg.Connection:
    """A connection of its own, beside Django's: it outlives no command and joins no transaction."""
    address, password = conninfo(alias)
    return psycopg.connect(address, password=password or None)


def major(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10000


def folder(server: int) -> Path:
    """The programs of the server's own version; else newer ones would write what it cannot read."""
    if database.is_embedded():
        return database.binaries()
    named = getattr(settings, "PG_BIN", "")
    candidates = [Path(named)] if named else []
    candidates += [Path(f"/usr/lib/postgresql/{server}/bin"), Path(f"/usr/pgsql-{server}/bin")]
    found = shutil.which("pg_restore")
    candidates += [Path(found).parent] if found else []
    with suppress(database.DatabaseRefused):
        candidates.append(database.binaries())
    for candidate in candidates:
        if version(candidate) == server:
            return candidate
    raise ProgramsMissing(server)


def version(candidate: Path) -> int | None:
    """The major version of the pg_restore in a folder, if there is one."""
    if not (candidate / "pg_restore").exists():
        return None
    said = subprocess.run(
        [candidate / "pg_restore", "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)[.\d]*", said.stdout)
    return int(number.group(1)) if number else None


@contextmanager
def dump(bin: Path, alias: str, snapshot: str) -> Iterator[IO[bytes]]:
    """What pg_dump writes, in its custom format, of one snapshot of the database."""
    address, password = conninfo(alias)
    command = [
        str(bin / "pg_dump"), "--format=custom", "--compress=gzip:1", "--no-owner",
        "--no-privileges", f"--snapshot={snapshot}",
        *(f"--exclude-table-data={table}" for table in NOT_IN_BACKUP), f"--dbname={address}",
    ]  # fmt: skip
    with _running(command, password) as process:
        assert process.stdout is not None
        yield process.stdout


@contextmanager
def listing(bin: Path) -> Iterator[subprocess.Popen[bytes]]:
    """pg_restore that turns a dump on its stdin into SQL on its stdout."""
    with _running([str(bin / "pg_restore"), "--file=-"], "", stdin=subprocess.PIPE) as process:
        yield process


@contextmanager
def restore(bin: Path, alias: str) -> Iterator[IO[bytes]]:
    """pg_restore into one of our connections: all of it or nothing."""
    address, password = conninfo(alias)
    command = [
        str(bin / "pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner",
        "--no-privileges", f"--dbname={address}",
    ]  # fmt: skip
    with _running(command, password, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        yield process.stdin


@contextmanager
def _running(
    command: list[str], password: str, stdin: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    # The password stays out of the list of processes. Indexes are built in one go, without waiting
    # for the disk at each step: a restore that is cut off leaves an empty database anyhow.
    quick = "-c maintenance_work_mem=256MB -c synchronous_commit=off"
    environment = {**os.environ, "PGPASSWORD": password, "PGOPTIONS": quick, "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=said, env=environment
        )
        try:
            yield process
            if process.stdin and not process.stdin.closed:
                process.stdin.close()
            process.wait()
        except BrokenPipeError:
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            for stream in (process.stdout, process.stdin):
                if stream and not stream.closed:
                    stream.close()
        if process.returncode:
            said.seek(0)
            raise ProgramFailed(Path(command[0]).name, _end_of(said.read()))


def _end_of(said: bytes) -> str:
    """The first complaint, without the rows that it may quote."""
    lines = said.decode(errors="replace").splitlines()
    return next((line for line in lines if "error" in line.lower()), "no reason was given")[:200]
