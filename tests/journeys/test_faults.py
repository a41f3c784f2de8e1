"""The database killed, stopped and full under saves: what was acknowledged is kept, the rest is said."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from tests.cast import Cast, make_cast
from tests.databases import own_database
from tests.journeys.commands import _keys
from tests.journeys.own_server import Server, copied_server
from tests.journeys.service import Service
from tests.journeys.test_no_word_is_lost import SignedIn, Writer
from tests.loop import round_of
from tests.missing import not_root

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
FIGURE = Path(__file__).parents[2] / "bench" / "faults.json"
QUESTIONS = ("risk.grade", "overall.grade")
KILLS = 10 if IS_THOROUGH else 2
STOPPED = 30 if IS_THOROUGH else 3  # seconds


@dataclass(eq=False)
class Patient(Writer):
    """Tries again where the service says that its database is away."""

    told_away: int = 0
    over: bool = False

    def run(self) -> None:
        version = 0
        while not self.over:
            version = self.save(version, f"{self.question}: sentence {version}, as on the record.")

    def save(self, version: int, words: str) -> int:
        before = len(self.refused)
        version = super().save(version, words)
        if len(self.refused) > before and '"away"' in self.refused[-1]:
            self.told_away += 1
            self.refused.pop()
            time.sleep(0.2)
        return version

    @property
    def times_told(self) -> int:
        return self.told_away + self.unanswered

    def goes_on(self) -> None:
        """Until one more save was acknowledged."""
        had, until = len(self.acknowledged), time.monotonic() + 60
        while len(self.acknowledged) <= had:
            assert time.monotonic() < until, (self.refused, self.unanswered, self.told_away)
            assert self.is_alive()
            time.sleep(0.02)


@dataclass
class Scene:
    """A service on a database server of its own, and two writers at work."""

    server: Server
    service: Service
    audit: Audit
    people: Cast
    writers: list[Patient] = field(default_factory=list)

    def go_on(self) -> None:
        for writer in self.writers:
            writer.goes_on()

    def until_one_is_told(self) -> None:
        """A save waits for the database some seconds before it says that it is away."""
        had, until = sum(writer.times_told for writer in self.writers), time.monotonic() + 60
        while sum(writer.times_told for writer in self.writers) <= had:
            assert time.monotonic() < until
            time.sleep(0.02)

    def end(self) -> dict[str, int]:
        """Stops the writers; what they were told is what is kept."""
        for writer in self.writers:
            writer.over = True
        for writer in self.writers:
            writer.join(timeout=60)
            assert writer.refused == []
            self._is_kept(writer)
        self._chain_is_whole()
        return {
            "saves": sum(len(writer.acknowledged) for writer in self.writers),
            "told_away": sum(writer.told_away for writer in self.writers),
            "unanswered": sum(writer.unanswered for writer in self.writers),
            "lost": 0,
        }

    def _chain_is_whole(self) -> None:
        """`goldenthread verify_journal` on this server, in a home without other journals' heads."""
        with TemporaryDirectory() as folder:
            more = {"GOLDENTHREAD_HOME": folder, "DATABASE_URL": self.server.url}
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "goldenthread.cli.main", "verify_journal"],
                env={**os.environ, **_keys(), **more}, capture_output=True, text=True,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def _is_kept(self, writer: Patient) -> None:
        rows = self.server.ask(
            "SELECT v.version, w.body FROM audits_answerversion v JOIN audits_answer a ON a.id = v.answer_id "
            f"JOIN journal_words w ON w.id = v.words_id WHERE a.question = '{writer.question}'"
        )
        stored = dict(rows)
        assert len(stored) == len(rows)  # no save was made twice
        assert sorted(stored) == list(range(1, len(stored) + 1))
        assert writer.acknowledged.items() <= stored.items()


@contextmanager
def scene(folder: Path | None = None) -> Iterator[Scene]:
    with own_database() as name:
        people = make_cast()
        audit = round_of(people, ["20301"])[0]
        with copied_server(folder) as server:
            more = {"DATABASE_URL": server.url, "GOLDENTHREAD_ENV": "local"}
            service = Service(name, more=more)
            service.start()
            try:
                made = Scene(server, service, audit, people)
                signed_in = SignedIn(service, people.ines)
                made.writers = [Patient(signed_in, audit, question) for question in QUESTIONS]
                for writer in made.writers:
                    writer.start()
                made.go_on()
                yield made
            finally:
                for writer in made.writers:
                    writer.over = True
                service.stop()


@pytest.fixture
def unblocked(db: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def note(name: str, told: dict[str, int]) -> None:
    if IS_THOROUGH:
        kept = json.loads(FIGURE.read_text()) if FIGURE.exists() else {}
        FIGURE.write_text(json.dumps(kept | {name: told}, indent=1, sort_keys=True) + "\n")


def test_a_killed_database_is_said_and_comes_back_without_a_restart(
    unblocked: None, tmp_path: Path
) -> None:
    with scene() as made:
        process = made.service.processes[0]
        for number in range(KILLS):
            if number % 2:
                made.server.kill_backend()
            else:
                made.server.kill()
                made.until_one_is_told()
                made.server.start()
            made.go_on()
        told = made.end()
        assert process.poll() is None
    note("database_killed", told | {"kills": KILLS})


def test_a_stopped_server_and_a_stopped_database_lose_nothing_and_save_nothing_twice(
    unblocked: None,
) -> None:
    with scene() as made:
        for pid in (made.service.processes[0].pid, made.server.postmaster()):
            everything = [pid, *children(pid)]
            for each in everything:
                os.kill(each, signal.SIGSTOP)
            time.sleep(STOPPED)
            for each in everything:
                os.kill(each, signal.SIGCONT)
            made.go_on()
        told = made.end()
    note("stopped", told | {"seconds": STOPPED})


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(each) for each in found.stdout.split()]


@pytest.mark.skipif(not_root(), reason="only root may mount a small file system")
def test_a_full_disk_is_said_and_saving_goes_on_when_there_is_room(
    unblocked: None, tmp_path: Path
) -> None:
    folder = Path("/tmp") / f"gt-small-{os.getpid()}"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "none", str(folder)], check=True)
    try:
        with scene(folder) as made:
            fill = folder / "filler"
            until = time.monotonic() + 60
            while not any(writer.told_away for writer in made.writers):
                assert time.monotonic() < until, "the disk is not full"
                fill_up(fill)
                time.sleep(0.2)
            fill.unlink()
            if not (made.server.data / "postmaster.pid").exists():
                made.server.start()
            made.go_on()
            told = made.end()
        note("disk_full", told)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def fill_up(file: Path) -> None:
    """Every byte that is left."""
    with contextlib.suppress(OSError), file.open("ab", buffering=0) as full:
        while full.write(b"x" * 4096):
            pass
