"""Insight pages over a million judgements, each beside bare SQL that counts what it shows.

    python -m bench.insights --fill                          makes the database, some minutes
    python -m bench.insights [--pages PATTERN] [--statements]
    python -m bench.insights --paper annual [--rounds CODE,CODE]  a paper as Word and PDF, with its charts

A page may cost 1.5 times its bare SQL and 50 ms more, in CPU, the database's included.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.bare import PAGES
from bench.measuring import ROOT, machine, milliseconds, with_database

KEPT = Path(__file__).with_name("insights.json")
DATABASE, AUDITS = "bench_million", 65_000
TIMES, RATIO, MORE = 5, 1.5, 50.0
LEAD = "pat.ellis@example.org"


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of a page asked for again, and of its bare SQL."""

    page: str
    ours: float
    bare: float
    queries: int

    @property
    def allowed(self) -> float:
        return RATIO * self.bare + MORE

    @property
    def row(self) -> str:
        holds = "yes" if self.ours <= self.allowed else "**no**"
        return (
            f"| {self.page} | {self.ours:.0f} | {self.bare:.0f} | {self.ours / self.bare:.2f} "
            f"| {self.allowed:.0f} | {holds} | {self.queries} |"
        )


def costs(wanted: str, statements: bool) -> Iterator[Cost]:
    """Of each page whose address has the pattern. Parallel plans are off: their CPU would not be counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.year import newest_rounds
    from goldenthread.people.models import Person

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    client, newest = Client(), newest_rounds()[0].code
    client.force_login(Person.objects.get(email=LEAD))
    for page, bare in PAGES.items():
        if not re.search(wanted, page):
            continue
        address = f"/insights/{page.replace('{round}', newest)}"
        get = partial(_got, client, address)
        with CaptureQueriesContext(connection) as asked:
            answer = get()
        assert answer.status_code == 200, address
        if statements:
            for query in sorted(asked.captured_queries, key=lambda q: -float(q["time"]))[:5]:
                print(f"    {query['time']} {str(query['sql'])[:1800]}", file=sys.stderr)
        floor = sum(_bare(each, answer) for each in bare)
        queries = sum(q["sql"] not in ("BEGIN", "COMMIT") for q in asked.captured_queries)
        yield Cost(page, milliseconds(get, TIMES, with_database), floor, queries)


def _got(client: Any, address: str) -> Any:
    """The page as for whoever asks first: what is kept for half a minute is counted anew."""
    from goldenthread.people import kept

    kept._things.clear()
    return client.get(address)


def _bare(statement: str, answer: Any) -> float:
    """CPU milliseconds of running a statement and fetching its rows."""
    from django.db import connection

    if "{" in statement:
        statement = statement.format(**_chosen(answer.content.decode()))

    def act() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return milliseconds(act, TIMES, with_database)


def _chosen(page: str) -> dict[str, str]:
    """The sections, or the question, that the page shows: what is selected, else the first."""
    found = {}
    for name, options in re.findall(
        r'<select[^>]*name="(first|second|question)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        values = re.findall(r'value="([^"]+)"([^>]*)>', options)
        found[name] = next((v for v, more in values if "selected" in more), values[0][0])
    return found


def paper(kind: str, rounds: str) -> Iterator[str]:
    """How long `make_report` takes for Word and for PDF: the whole command, by its own process, beside
    that of its start alone."""
    command = [sys.executable, "-m", "goldenthread.cli.main"]
    yield f"start alone: {_cost([*command, 'make_report', '--help'])}"
    for form in ("docx", "pdf", "html"):
        out = ROOT / "build" / f"bench-paper.{form}"
        out.parent.mkdir(exist_ok=True)
        asked = ["make_report", kind, "--round", rounds, "--as", LEAD, "--format", form]
        yield f"{kind} as {form}: {_cost([*command, *asked, '--out', str(out)])}"
    yield f"{out.read_text().count('<figure')} charts"


def _cost(command: list[str]) -> str:
    begun = time.monotonic()
    child = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall, ended = time.monotonic() - begun, os.waitstatus_to_exitcode(status)
    return f"{used.ru_utime + used.ru_stime:.2f} s of CPU, {wall:.2f} s, exit {ended}"


def _set_up() -> None:
    import tests.environment  # noqa: F401 - a home beside the tests', never that of the data

    os.environ["GOLDENTHREAD_HOME"] += "-bench"
    os.environ["GOLDENTHREAD_DATABASE"] = DATABASE


def _asked() -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="python -m bench.insights", description=__doc__)
    ask.add_argument("--fill", action="store_true", help="make the database anew")
    ask.add_argument("--audits", type=int, default=AUDITS, help="so many, where fewer do")
    ask.add_argument("--pages", default="", help="a pattern that the page's address has")
    ask.add_argument(
        "--statements", action="store_true", help="the slowest statements of each page"
    )
    ask.add_argument("--paper", metavar="KIND", help="how long a kind of paper takes instead")
    newest = "of these rounds; else of the newest, or a year's"
    ask.add_argument("--rounds", default="", metavar="CODES", help=newest)
    return ask.parse_args()


def main() -> None:
    asked = _asked()
    _set_up()
    if asked.fill:
        command = ["bench.volume", "--audits", str(asked.audits), "--into", DATABASE]
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)
    import django

    django.setup()
    from goldenthread.config import database

    database.require_database()
    from bench.year import add_year, newest_rounds
    from goldenthread.people.models import Person

    if asked.fill:
        add_year(Person.objects.get(email=LEAD))
        return
    print(machine())
    if asked.paper:
        year = newest_rounds() if asked.paper == "annual" else newest_rounds()[:1]
        for line in paper(asked.paper, asked.rounds or ",".join(each.code for each in year)):
            print(line, flush=True)
        return
    _measure(asked.pages, asked.statements)


def _measure(wanted: str, statements: bool) -> None:
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    print(
        "| page | CPU | bare SQL | ratio | allowed | holds | queries |\n|---|---:|---:|---:|---:|---|---:|"
    )
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for cost in costs(wanted, statements):
        print(cost.row, flush=True)
        kept[cost.page] = {**asdict(cost), "holds": cost.ours <= cost.allowed}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
