"""Serve the pages and work through background jobs, until stopped."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand


class Command(OurCommand):
    help = "Serve the product in the browser and run its background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"{options['host']}:{options['port']}"
        self.say(f"Serving on http://{address}/   (Ctrl+C stops it)")
        wait_for(processes(address))


def processes(address: str) -> list[subprocess.Popen[bytes]]:
    """The web server and one worker for background jobs, as child processes."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldenthread.config.settings"}
    web = [
        sys.executable, "-m", "gunicorn", "goldenthread.config.wsgi", "--bind", address,
        "--worker-class", "gthread", "--workers", "2", "--threads", "8",
        "--graceful-timeout", "10", "--log-level", "warning",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "1"]
    return [subprocess.Popen(command, env=environment) for command in (web, worker)]


def wait_for(running: list[subprocess.Popen[bytes]]) -> None:
    """Until one of them ends or we are told to stop; then stop them all."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        running[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
