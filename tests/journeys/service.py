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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """The web server (and, where asked for, the worker) over one database."""

    database: str
    with_worker: bool = False
    workers: int = 1
    application: str = "goldenthread.config.wsgi"
    more: dict[str, str] = field(default_factory=dict)  # further settings, from the environment
    port: int = field(default_factory=_free_port)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """The server, then the worker where there is one."""
        return list(self._running)

    def start(self) -> None:
        environment = {**os.environ, "GOLDENTHREAD_DATABASE": self.database, **self.more}
        web = [
            sys.executable, "-W", "ignore", "-m", "gunicorn", self.application,
            "--bind", f"127.0.0.1:{self.port}", "--config", "python:goldenthread.config.gunicorn",
            "--workers", str(self.workers), "--threads", "4", "--log-level", "error", *(["--preload"] if self.workers > 1 else []),
        ]  # fmt: skip
        commands = [web]
        if self.with_worker:
            commands.append(
                [sys.executable, "-W", "ignore", "-m", "django", "procrastinate", "worker"]
            )
        self._running = [
            subprocess.Popen(command, env=environment, start_new_session=True)
            for command in commands
        ]
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
