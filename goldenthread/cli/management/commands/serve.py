"""Serve the pages and work through background jobs, until stopped."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.preparing import require_journal_key

# Only a node that has a folder for backups makes them.
QUEUES = "default,backup" if settings.BACKUP_FOLDER else "default"
WORKER = [
    sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "1",
    "--queues", QUEUES,
]  # fmt: skip


class Command(OurCommand):
    help = "Serve the product in the browser and run its background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="only pages; jobs are done by goldenthread work",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_journal_key()
        require_port(options["host"], options["port"])
        address = f"{options['host']}:{options['port']}"
        self.say(f"Serving on http://{address}/   (Ctrl+C stops it)")
        wait_for([started(web_server(address))] if options["no_worker"] else processes(address))


def require_port(host: str, port: int) -> None:
    """Raises Refused where nothing can be served there, before anybody is told that something is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        why = "it is in use" if number == errno.EADDRINUSE else os.strerror(number or errno.EINVAL)
        raise Refused(
            f"Nothing can be served on {host}, port {port}: {why.lower()}. Stop what is served there, or "
            "choose another port with --port."
        ) from None


def processes(address: str) -> list[subprocess.Popen[bytes]]:
    """The web server and one worker for background jobs, as child processes."""
    return [started(web_server(address)), started(WORKER)]


def web_server(address: str) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "goldenthread.config.wsgi", "--bind", address,
        "--config", "python:goldenthread.config.gunicorn",
        "--workers", "2", "--threads", "8",
        "--graceful-timeout", "10", "--log-level", "warning",
    ]  # fmt: skip


def started(command: Any) -> subprocess.Popen[bytes]:
    """A child process; the owner of the database's tables is for `prepare`, not for it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldenthread.config.settings"}
    environment.pop("GOLDENTHREAD_OWNER_URL", None)
    return subprocess.Popen(command, env=environment)


def wait_for(running: list[subprocess.Popen[bytes]]) -> None:
    """Until the first process ends or we are told to stop; then stop them all.

    A worker that is killed is started again: its job is run again, and no upload is left lying.
    """

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while running[0].poll() is None:
            time.sleep(1)
            for place, process in enumerate(running[1:], 1):
                if process.poll() is not None:
                    running[place] = started(process.args)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
