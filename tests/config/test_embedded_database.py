"""The embedded server: started by the first user, stopped after the last, and nothing else touched."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.config import home

USER = "from goldenthread.config.database import require_database; require_database(); print('up', flush=True); input()"

# The code is read before the user changes, who may not be able to enter the checkout.
AS_NOBODY = """
import os
from goldenthread.config import home
os.setuid(65534)
try:
    home.prepare()
except home.HomeNotWritable as refused:
    print(str(refused).split("Set")[0] + "Set", end="")
"""


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that the database user can reach, below a folder whose permissions are ours to watch."""
    above = Path(tempfile.mkdtemp(dir="/var/tmp"))
    above.chmod(0o711)
    yield above / "home"
    for _ in range(100):
        if not is_up(above / "home"):
            break
        time.sleep(0.1)
    shutil.rmtree(above, ignore_errors=True)


def is_up(path: Path) -> bool:
    return (path / "postgresql" / "postmaster.pid").exists()


def environment(path: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "GOLDENTHREAD_HOME": str(path), **more}


def user_of(path: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", USER], env=environment(path), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stdout.readline() == "up\n"
    return started


def leave(process: subprocess.Popen[str], with_signal: int | None = None) -> None:
    if with_signal:
        process.send_signal(with_signal)
    process.communicate("\n" if with_signal is None else None)


def stops_soon(path: Path) -> bool:
    for _ in range(150):
        if not is_up(path):
            return True
        time.sleep(0.1)
    return False


def test_the_last_user_stops_it_and_not_the_first(open_home: Path) -> None:
    first, second = user_of(open_home), user_of(open_home)
    leave(first)
    time.sleep(0.5)
    assert is_up(open_home)
    leave(second)
    assert stops_soon(open_home)


def test_nobody_else_on_the_machine_reaches_the_socket(open_home: Path) -> None:
    first = user_of(open_home)
    assert (open_home / "run").stat().st_mode & 0o077 == 0
    leave(first)


def test_it_stops_after_a_sigkill_too(open_home: Path) -> None:
    leave(user_of(open_home), signal.SIGKILL)
    assert stops_soon(open_home)


def test_no_permission_above_the_home_changes(open_home: Path) -> None:
    before = {folder: folder.stat().st_mode for folder in open_home.parents}
    leave(user_of(open_home))
    assert {folder: folder.stat().st_mode for folder in open_home.parents} == before


@pytest.mark.skipif(not home.is_root(), reason="only root hands over to a system user")
def test_a_home_below_a_closed_folder_is_refused_before_anything_is_written(
    open_home: Path,
) -> None:
    open_home.parent.chmod(0o700)
    said = subprocess.run(
        [sys.executable, "-m", "goldenthread.cli.main", "prepare"],
        env=environment(open_home), capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 1
    assert f"chmod o+x {open_home.parent}" in said.stderr
    assert "Traceback" not in said.stderr
    assert list(open_home.parent.iterdir()) == []


@pytest.mark.skipif(not home.is_root(), reason="needs a second user of the machine")
def test_a_home_that_cannot_be_written_is_refused_in_words(open_home: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", AS_NOBODY],
        env=environment(open_home),
        capture_output=True,
        text=True,
    )
    assert said.stdout == f"The data folder {open_home} cannot be written by this user. Set"
    assert said.stderr == ""


def test_it_refuses_to_be_the_production_database(open_home: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "goldenthread.cli.main", "prepare"],
        env=environment(open_home, GOLDENTHREAD_ENV="production"), capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 1
    assert "DATABASE_URL" in said.stderr


def test_two_clones_have_homes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first = home.default_name()
    monkeypatch.setattr(home, "PACKAGE", Path("/elsewhere/clone/goldenthread"))
    assert home.default_name() != first
