"""How long a page and its read take while another process imports a large case list, and commits it."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from statistics import quantiles
from typing import TYPE_CHECKING

from bench.measuring import ROOT, Figure

if TYPE_CHECKING:  # the other process has no models yet when it reads this
    from tests.cast import Cast

ROWS = 100_000
QUIET = 300


def figures(cast: "Cast") -> Iterator[Figure]:
    """By the clock: waiting is what is measured."""
    from django.db import connection
    from django.test import Client

    from bench.rounds import open_with

    audit = open_with(cast, 2, title="Contention")[0]
    client = Client()
    client.force_login(cast.ines)

    refused: Counter[int] = Counter()

    def page() -> float:
        begun = time.perf_counter()
        status = client.get(f"/audits/{audit.ref}/sections/risk/").status_code
        refused[status] += status != 200
        return 1000 * (time.perf_counter() - begun)

    quiet = [page() for _ in range(QUIET + 20)][20:]
    home, name = os.environ["GOLDENTHREAD_HOME"], connection.settings_dict["NAME"]
    environment = {**os.environ, "GOLDENTHREAD_TEST_HOME": home, "GOLDENTHREAD_DATABASE": name}
    command = [sys.executable, "-m", "bench.contention", cast.pat.email, str(ROWS)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as other:
        busy = []
        while other.poll() is None:
            busy.append(page())
    assert other.returncode == 0
    other_answers = {status: count for status, count in refused.items() if count}
    note = f"{len(busy)} pages during the import; median {_part(busy, 50):.0f} ms, slowest {max(busy):.0f} ms, other answers {other_answers or 'none'}"
    yield Figure(
        f"p95 of a section page while {ROWS:,} cases are imported and committed, by the clock",
        _part(busy, 95), _part(quiet, 95), "p95 of the same page with nothing else going on", note,
    )  # fmt: skip


def _part(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]


def main() -> None:
    """The other process: one import, in one change."""
    import tests.environment  # noqa: F401 - the home that the first process names

    email, rows = sys.argv[1:]
    import django

    django.setup()
    from bench.cases import reading
    from goldenthread.cases.changes import import_case_list
    from goldenthread.people.queries import person_by_email

    person = person_by_email(email)
    assert person is not None
    import_case_list(by=person, reading=reading(int(rows)))


if __name__ == "__main__":
    main()
