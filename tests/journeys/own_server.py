"""A PostgreSQL server of a test's own, which it may kill, stop or fill up: nobody else is on it."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from goldenthread.config import database

# As in production: what was acknowledged is on the disk.
SAFE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=60"


@dataclass
class Server:
    """The data folder, with the socket beside it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://{database.SUPERUSER}@/{self.folder}/copy"

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(
            host=str(self.folder), user=database.SUPERUSER, dbname="copy", autocommit=True
        ) as there:
            found = there.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def start(self) -> None:
        options = f'-h "" -k "{self.folder}" {SAFE}'
        log = str(self.folder / "log")
        for _ in range(60):  # what a killed server leaves behind takes a moment to end
            if (
                program("pg_ctl", "-D", str(self.data), "start", "-w", "-l", log, "-o", options)
                == 0
            ):
                return
            time.sleep(0.5)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        program("pg_ctl", "-D", str(self.data), "stop", "-m", "immediate", "-w")

    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """SIGKILL to the server itself; its processes see that and end."""
        os.kill(self.postmaster(), signal.SIGKILL)

    def kill_backend(self) -> None:
        """SIGKILL to one of its processes; the server starts all of them anew."""
        found = self.ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid() ORDER BY state = 'active' DESC LIMIT 1"
        )
        if found:
            os.kill(found[0][0], signal.SIGKILL)


def program(name: str, *arguments: str) -> int:
    user = database._system_user()
    as_user: dict[str, Any] = {}
    if user is not None:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        [str(database.binaries() / name), *arguments], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **as_user,
    ).returncode  # fmt: skip


@contextmanager
def copied_server(folder: Path | None = None) -> Iterator[Server]:
    """A server whose one database, `copy`, is what the test's database holds now."""
    made = Path(tempfile.mkdtemp(prefix="gt-server-")) if folder is None else folder
    server = Server(made)
    user = database._system_user()
    if user is not None:
        os.chown(made, user.pw_uid, user.pw_gid)
    made.chmod(0o711)
    program(
        "initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", database.SUPERUSER,
        "-D", str(server.data),
    )  # fmt: skip
    server.start()
    try:
        _copy(server)
        yield server
    finally:
        server.stop()
        if folder is None:
            shutil.rmtree(made, ignore_errors=True)


def _copy(server: Server) -> None:
    there = ["-h", str(server.folder), "-U", database.SUPERUSER]
    program("createdb", *there, "copy")
    binaries = database.binaries()
    here = ["-h", str(database.socket_folder()), "-U", database.SUPERUSER]
    dump = subprocess.run(
        [str(binaries / "pg_dump"), *here, "-Fc", str(connection.settings_dict["NAME"])],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    subprocess.run(
        [str(binaries / "pg_restore"), *there, "-d", "copy"], input=dump, check=True,
        capture_output=True,
    )  # fmt: skip
