"""One node of several: processes with a home of their own, over one database with two roles."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from goldenthread.config import database, home

OWNER, APPLICATION = "gt_owner", "gt_application"
SHARED_KEYS = ("journal_key", "secret_key", "seed_key", "moderation_key")


def on_server(*statements: str, name: str = "postgres") -> None:
    """Statements of the server's superuser: what a database administrator does once."""
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name, autocommit=True
    ) as server:
        for statement in statements:
            server.execute(statement)


def make_roles() -> None:
    for role in (OWNER, APPLICATION):
        on_server(
            f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """A database that the owner role owns, as docs/runbook/install.md makes it."""
    name = f"{name}_{os.getpid()}"
    make_roles()
    on_server(f'CREATE DATABASE "{name}" OWNER {OWNER}')
    try:
        yield name
    finally:
        on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def address(name: str, role: str) -> str:
    return f"postgres://{role}@/{database.socket_folder()}/{name}"


@dataclass
class Node:
    """A machine of the service: its home, and what its environment holds."""

    database: str
    folder: Path
    env: dict[str, str]

    @classmethod
    def of(cls, name: str, folder: Path, **more: str) -> "Node":
        """A node that serves as the application role, with the keys that all nodes share."""
        folder.mkdir(exist_ok=True)
        env = {"DATABASE_URL": address(name, APPLICATION), "GOLDENTHREAD_HOME": str(folder)}
        env |= {f"GOLDENTHREAD_{key.upper()}": home.key(key) for key in SHARED_KEYS}
        return cls(name, folder, env | more)

    def with_owner(self) -> "Node":
        """The same node, as `prepare` is run on it."""
        owner = {"GOLDENTHREAD_OWNER_URL": address(self.database, OWNER)}
        return Node(self.database, self.folder, self.env | owner)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "goldenthread.config.settings", **self.env}

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """One command of the product, run to its end."""
        command = [sys.executable, "-W", "ignore", "-m", "goldenthread.cli.main", *arguments]
        return subprocess.run(
            command,
            env=self.environment(),
            capture_output=True,
            text=True,
            input=typed,
            timeout=300,
        )

    @contextmanager
    def serving(self, *, workers: int = 1) -> Iterator[str]:
        """The web server of this node, at an address of its own."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = self.start(
            "-m", "gunicorn", "goldenthread.config.wsgi", "--bind", f"127.0.0.1:{port}",
            "--config", "python:goldenthread.config.gunicorn", "--workers", str(workers), "--threads", "4",
            "--config", "python:goldenthread.config.gunicorn",
        )  # fmt: skip
        try:
            yield _answering(f"http://127.0.0.1:{port}")
        finally:
            end(process)

    @contextmanager
    def working(self) -> Iterator[None]:
        """The background worker of this node."""
        process = self.start("-m", "django", "procrastinate", "worker", "--queues", "default")
        try:
            yield
        finally:
            end(process)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One process of the product that goes on; it leads a process group of its own.

        What it says is in `said.log` of the home.
        """
        command = [sys.executable, "-W", "ignore", *arguments]
        with (self.folder / "said.log").open("ab") as said:
            return subprocess.Popen(
                command, env=self.environment(), start_new_session=True, stdout=said, stderr=said
            )


def _answering(url: str) -> str:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/health/live", timeout=10).close()
            return url
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
