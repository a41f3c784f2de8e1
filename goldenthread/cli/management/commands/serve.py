"""Serve the pages and work through background jobs, until stopped."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
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
        address = f"{options['host']}:{options['port']}"
        self.say(f"Serving on http://{address}/   (Ctrl+C stops it)")
        wait_for([started(web_server(address))] if options["no_worker"] else processes(address))


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
