"""A demo on a home of its own, served, with one sign-in for each role."""

import os
import re
import shutil
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

from goldenthread.config import home

OURS = [sys.executable, "-W", "ignore", "-m", "goldenthread.cli.main"]
PASSWORD = re.compile(r"the password (\S+) as:")
SIGN_IN = re.compile(r"^ +(\S.*?) {2,}(\S+@\S+)$", re.M)
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Demo:
    """Where it is served, and who signs in: an address of e-mail by the name of a role."""

    address: str
    password: str
    people: dict[str, str]


@contextmanager
def served(folder: Path | None) -> Iterator[Demo]:
    """A new demo, removed afterwards; or the one in this home, which stays as it is."""
    place = folder or home.home().with_name(f"{home.home().name}-pictures")
    if folder is None:
        shutil.rmtree(place, ignore_errors=True)
    environment = {**os.environ, "GOLDENTHREAD_HOME": str(place)}
    port, told = _free_port(), _played(place, environment)
    serving = subprocess.Popen(
        [*OURS, "serve", "--port", str(port), "--no-worker"], env=environment
    )
    try:
        yield _ready(demo_of(told, f"http://127.0.0.1:{port}"), serving)
    finally:
        serving.terminate()
        serving.wait()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _played(place: Path, environment: dict[str, str]) -> str:
    """What the demo said of its sign-ins when it was played, kept beside it."""
    kept = place / "sign-ins.txt"
    if not kept.exists():
        command = [*OURS, "demo", "--no-serve"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"The demo could not be played in {place}.")
        kept.write_text(done.stdout)
    return kept.read_text()


def demo_of(told: str, address: str) -> Demo:
    """What `goldenthread demo` said of its sign-ins."""
    password = PASSWORD.search(told)
    if password is None:
        raise SystemExit("The demo printed no sign-ins.")
    return Demo(address, password[1], dict(SIGN_IN.findall(told)))


def _ready(demo: Demo, serving: "subprocess.Popen[bytes]") -> Demo:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and serving.poll() is None:
        try:
            with urllib.request.urlopen(f"{demo.address}/sign-in/", timeout=5):  # noqa: S310 - our own
                return demo
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("The demo is not served.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
