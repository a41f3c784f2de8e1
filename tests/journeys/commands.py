"""The product's commands, run as an operator would run them, on the database of a journey."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from goldenthread.config import database, home
from tests.journeys.service import Service


def goldenthread(
    service: Service, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in a home of its own: other journeys' databases had other heads."""
    command = [sys.executable, "-W", "ignore", "-m", "goldenthread.cli.main", *arguments]
    environment = {**os.environ, **_keys(), "GOLDENTHREAD_HOME": str(folder)}
    environment["DATABASE_URL"] = f"postgres://{database.SUPERUSER}@/{_socket()}/{service.database}"
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def figures(service: Service, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """What `goldenthread figures grades --json` answers."""
    done = goldenthread(service, folder, "figures", "grades", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def _socket() -> Path:
    return database.socket_folder()


def _keys() -> dict[str, str]:
    """The secrets of the home in which the server runs."""
    files = (home.home() / "keys").iterdir()
    return {f"GOLDENTHREAD_{file.name.upper()}": file.read_text().strip() for file in files}
