"""A real server with a database of its own, for tests that drive a browser or kill the server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from tests.journeys.forking import Forked, forked


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PRODUCT = "goldenthread.config.wsgi"


@dataclass
class Service:
    """The web server (and, where asked for, the worker) over one database."""

    database: str
    with_worker: bool = False
    workers: int = 1
    application: str = PRODUCT
    more: dict[str, str] = field(default_factory=dict)  # further settings, from the environment
    port: int = field(default_factory=_free_port)
    _running: list[subprocess.Popen[bytes] | Forked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def processes(self) -> list[subprocess.Popen[bytes] | Forked]:
        """The server, then the worker where there is one."""
        return list(self._running)

    def start(self) -> None:
        environment = {**os.environ, "GOLDENTHREAD_DATABASE": self.database, **self.more}
        arguments = [
            self.application,
            "--bind", f"127.0.0.1:{self.port}", "--config", "python:goldenthread.config.gunicorn",
            "--workers", str(self.workers), "--threads", "4", "--log-level", "error", *(["--preload"] if self.workers > 1 else []),
        ]  # fmt: skip
        web = [sys.executable, "-W", "ignore", "-m", "gunicorn", *arguments]
        # With settings of its own it has to load the product itself.
        is_forked = not self.more and self.workers == 1 and self.application == PRODUCT
        commands = [] if is_forked else [web]
        if self.with_worker:
            commands.append(
                [sys.executable, "-W", "ignore", "-m", "django", "procrastinate", "worker"]
            )
        self._running = [
            subprocess.Popen(command, env=environment, start_new_session=True)
            for command in commands
        ]
        if is_forked:
            self._running.insert(0, forked(self.database, arguments))
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/health/live", timeout=10):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """SIGKILL to the server and all its workers, as a power cut would."""
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running = []

    stop = kill
