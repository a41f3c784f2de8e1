"""Many auditors at once: `python -m bench.load [--auditors 200] [--minutes 5]`.

The real server (two gunicorn processes of eight threads) over a database of `bench.volume`; the auditors
are threads of this process. Each waits five seconds on average, then saves an answer, or opens the next
section of their audit one time in five.
"""

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.measuring import ROOT, machine

PORT, THINKS, SECTIONS = 8470, 5.0, ("risk", "involvement", "assessment", "plans", "reviews")
WORDS = "The child was seen alone at each visit, and what she said is in the plan. " * 4
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Taken:
    """What all auditors met with: seconds of each answer, and what was no answer."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Auditor(threading.Thread):
    """One auditor at one browser, writing one audit."""

    session: str
    ref: str
    until: float
    taken: Taken
    seed: int

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.random = random.Random(self.seed)  # noqa: S311 - the same auditors each time
        self.versions: dict[str, int] = {}
        self.token, self.cookies = "", f"sessionid={self.session}"

    def run(self) -> None:
        time.sleep(self.random.uniform(0, THINKS))
        try:
            self._open_section()
            while time.monotonic() < self.until:
                time.sleep(self.random.uniform(0.5 * THINKS, 1.5 * THINKS))
                self._open_section() if self.random.random() < 0.2 else self._save()
        except Exception as error:
            self.taken.errors.append(f"{type(error).__name__}: {error}")

    def _open_section(self) -> None:
        self.section = self.random.choice(SECTIONS)
        status, body = self._ask(
            "GET", f"/audits/{self.ref}/sections/{self.section}/", self.taken.pages
        )
        if status != 200:
            self.taken.errors.append(f"page {status}")
            return
        self.token = self._found(r'data-csrf="([^"]+)"', body)
        version = self._found(rf'name="{self.section}\.grade-version" value="(\d+)"', body)
        self.versions[self.section] = int(version)

    def _save(self) -> None:
        version = self.versions[self.section]
        said = {"version": version, "value": "good", "text": f"{WORDS}{self.random.random()}"}
        address = f"/audits/{self.ref}/answers/{self.section}.grade/"
        status, body = self._ask("PUT", address, self.taken.saves, json.dumps(said))
        if status == 200:
            self.versions[self.section] = json.loads(body)["version"]
        else:
            self.taken.errors.append(f"save {status}")

    def _ask(self, method: str, address: str, into: list[float], body: str = "") -> tuple[int, str]:
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": self.token,
            "Content-Type": "application/json",
        }
        begun = time.perf_counter()
        # The server closes a connection that is idle for two seconds; a browser opens another too.
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        into.append(time.perf_counter() - begun)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("csrftoken="):
                self.cookies = f"sessionid={self.session}; {cookie.partition(';')[0]}"
        return answer.status, text

    @staticmethod
    def _found(pattern: str, text: str) -> str:
        match = re.search(pattern, text)
        return match[1] if match else "0"


def signed_in(count: int) -> list[tuple[str, str]]:
    """So many auditors: the key of a session of theirs, and the audit that they are writing."""
    from django.test import Client

    from goldenthread.audits.models import Audit

    states = ["not_started", "in_progress", "returned"]
    writing = Audit.objects.filter(state__in=states, auditor__isnull=False)
    chosen = {audit.auditor_id: audit for audit in writing.select_related("auditor").order_by("pk")}
    found = []
    for audit in list(chosen.values())[:count]:
        client = Client()
        client.force_login(audit.auditor)
        found.append((client.cookies["sessionid"].value, audit.ref))
    return found


@contextmanager
def served() -> Iterator[int]:
    """The server, as `goldenthread serve` starts it; its process id."""
    from goldenthread.cli.management.commands.serve import web_server

    server = subprocess.Popen(
        web_server(f"127.0.0.1:{PORT}"), env={**os.environ, "GOLDENTHREAD_ENV": "local"}
    )
    try:
        for _ in range(100):
            time.sleep(0.2)
            try:
                asked = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
                asked.request("GET", "/health/live")
                if asked.getresponse().status == 200:
                    break
            except OSError:
                continue
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(each) for each in text.split()]


def _cpu(process: int) -> float:
    """Seconds of CPU of a process, with those of its children that have ended."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, parts[11:15])) / TICK


def _memory(process: int) -> int:
    """Resident megabytes."""
    text = Path(f"/proc/{process}/status").read_text()
    return (
        int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS"))) // 1024
    )


def _database_cpu() -> float:
    """Seconds of CPU of the embedded server with all its connections, ended ones too."""
    from goldenthread.config.database import data_folder

    postmaster = int((data_folder() / "postmaster.pid").read_text().splitlines()[0])
    return sum(map(_cpu, [postmaster, *_children(postmaster)]))


def run(auditors: int, seconds: float) -> tuple[Taken, dict[str, float]]:
    people, taken = signed_in(auditors), Taken()
    with served() as server:
        workers = _children(server)
        before = sum(map(_cpu, workers)), _database_cpu()
        begun = time.monotonic()
        threads = [
            Auditor(session, ref, begun + seconds, taken, seed)
            for seed, (session, ref) in enumerate(people)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join(seconds + 60)
        took = time.monotonic() - begun
        cpu = sum(map(_cpu, workers)) - before[0], _database_cpu() - before[1]
        memory = sum(map(_memory, workers))
    return taken, {
        "auditors": len(people), "seconds": took, "web": cpu[0], "database": cpu[1], "memory": memory,
    }  # fmt: skip


def told(taken: Taken, how: dict[str, float]) -> str:
    asked = len(taken.saves) + len(taken.pages)
    lines = [
        f"{how['auditors']:.0f} auditors, {how['seconds']:.0f} s: {asked:,} requests "
        f"({asked / how['seconds']:.0f} a second), {len(taken.errors)} errors",
        *(_spread(name, each) for name, each in (("saves", taken.saves), ("pages", taken.pages))),
        f"CPU: pages' server {1000 * how['web'] / asked:.1f} ms a request, database "
        f"{1000 * how['database'] / asked:.1f} ms; two processes {how['memory']:.0f} MB",
        *sorted(set(taken.errors))[:5],
    ]
    return "\n".join(lines)


def _spread(name: str, seconds: list[float]) -> str:
    parts = quantiles(seconds, n=100) if len(seconds) > 1 else [0.0] * 99
    return (
        f"{name}: {len(seconds):,}, median {1000 * median(seconds or [0]):.0f} ms, "
        f"p95 {1000 * parts[94]:.0f} ms, p99 {1000 * parts[98]:.0f} ms"
    )


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    ask.add_argument("--auditors", type=int, default=200)
    ask.add_argument("--minutes", type=float, default=5)
    asked = ask.parse_args()
    import tests.environment  # noqa: F401 - a home beside the tests', never that of the data

    os.environ["GOLDENTHREAD_HOME"] += "-load"
    os.environ["GOLDENTHREAD_DATABASE"] = "load"
    # As an ordinary home: the database waits for the disk, connections are pooled.
    os.environ["GOLDENTHREAD_ENV"] = "local"
    _filled()
    print(machine())
    print(told(*run(asked.auditors, 60 * asked.minutes)))


def _filled() -> None:
    """A database of 10,000 audits, made anew since versions and models move on."""
    # Not 200: of every ten audits the same three are handed in, and each auditor shall have one to write.
    command = ["--audits", "10000", "--into", "load", "--auditors", "203"]
    subprocess.run([sys.executable, "-m", "bench.volume", *command], cwd=ROOT, check=True)
    import django

    django.setup()
    from goldenthread.config import database

    database.require_database()


if __name__ == "__main__":
    main()
