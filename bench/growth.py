"""How the cost of a page grows with the audits there are: the same pages over databases of `bench.volume`."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bench.measuring import ROOT

SIZES = (1_000, 10_000, 100_000)
TIMES = 15


def pages() -> dict[str, tuple[str, str]]:
    """What is measured -> whose page it is (an e-mail address), and its address."""
    from goldenthread.actions.models import Action
    from goldenthread.audits.models import Audit
    from goldenthread.programme.models import Round

    busy = Audit.objects.filter(state="in_progress").select_related("auditor").latest("pk")
    closed = Audit.objects.filter(state="closed").order_by("pk")[Audit.objects.count() // 3]
    running = Round.objects.filter(state="open").latest("pk")
    last = f"?page={-(-Audit.objects.count() // 25)}"
    number = closed.subject.number
    lead, auditor = "pat.ellis@example.org", busy.auditor.email if busy.auditor else ""
    moderator, director, manager = (
        "mo.lark@example.org",
        "dee.crane@example.org",
        "tariq.moss@example.org",
    )
    action = Action.objects.latest("pk")
    last_actions = -(-Action.objects.filter(state="closed").count() // 25)
    return {
        "Guidance": (lead, "/help/"),
        "Home, QA lead": (lead, "/"),
        "Home, auditor": (auditor, "/"),
        "Home, moderator": (moderator, "/"),
        "Home, team manager": (manager, "/"),
        "Home, director": (director, "/"),
        "A section of the form": (auditor, f"/audits/{busy.ref}/sections/risk/"),
        "An audit": (auditor, f"/audits/{busy.ref}/"),
        "An audit, all of it": (lead, f"/audits/{closed.ref}/all/"),
        "Audits, first page": (lead, "/audits/"),
        "Audits, last page": (lead, f"/audits/{last}"),
        "Audits, one state": (lead, "/audits/?state=submitted"),
        "Audits, closed": (lead, "/audits/?state=closed"),
        "Audits, case number": (lead, f"/audits/?case={number}"),
        "Audits of an auditor": (auditor, "/audits/"),
        "Moderation queue": (moderator, "/moderation/"),
        "Feedback list": (lead, "/feedback/"),
        "Feedback to release": (lead, "/feedback/release/"),
        "Search, a whole number": (lead, f"/search/?q={number}"),
        "Search, part of a number": (lead, f"/search/?q={number[:4]}"),
        "Search, a worker": (lead, "/search/?q=Worker+77"),
        "Search, nothing there": (lead, "/search/?q=zebra"),
        "Actions": (lead, "/actions/"),
        "Actions, overdue": (lead, "/actions/?status=overdue"),
        "Actions, closed": (lead, "/actions/?status=closed"),
        "Actions, closed, last page": (lead, f"/actions/?status=closed&page={last_actions}"),
        "An action": (lead, f"/actions/{action.ref}/"),
        "Rounds": (lead, "/rounds/"),
        "A round": (lead, f"/rounds/{running.ref}/"),
        "Case lists": (lead, "/set-up/case-lists/"),
        "Practitioners": ("ada.flint@example.org", "/set-up/practitioners/"),
        "Access log": ("ira.stone@example.org", "/set-up/access-log/"),
        "Figures, grades": (lead, "/insights/grades/"),
        "Figures, by team": (lead, "/insights/grades/?by=team"),
        "Figures, domains": (lead, "/insights/domains/"),
        "Figures, moderation": (lead, "/insights/moderation/"),
        "Figures, coverage": (lead, "/insights/coverage/"),
        "Figures, overview": (lead, "/insights/"),
        "Reports": (lead, "/reports/"),
    }


def measure(wanted: str, times: int, statements: bool) -> Iterator[dict[str, Any]]:
    """Of each page: CPU of this process and of the database's in milliseconds, queries, kilobytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.measuring import milliseconds, own_cpu, with_database
    from goldenthread.people.models import Person

    with connection.cursor() as cursor:  # a second process of the database would not be counted
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    for what, (email, address) in pages().items():
        if not re.search(wanted, what):
            continue
        client = Client()
        client.force_login(Person.objects.get(email=email))
        get: Callable[[], Any] = lambda client=client, address=address: client.get(address)  # noqa: E731
        first = get()
        with CaptureQueriesContext(connection) as asked:
            answer = get()
        queries = [q for q in asked.captured_queries if q["sql"] not in ("BEGIN", "COMMIT")]
        if statements:
            for query in sorted(queries, key=lambda q: -float(q["time"]))[:6]:
                print(f"    {query['time']} {str(query['sql'])[:1500]}", file=sys.stderr)
        slow = milliseconds(get, 1, warm=0, clock=with_database) > 2000
        both = milliseconds(get, 2 if slow else times, with_database)
        ours = milliseconds(get, 2 if slow else times, own_cpu)
        yield {
            "what": what, "status": answer.status_code, "ms": round(both, 1), "python": round(ours, 1),
            "queries": len(queries), "kb": len(answer.content) // 1024, "first": first.status_code,
        }  # fmt: skip


def table(found: dict[int, list[dict[str, Any]]]) -> str:
    """A row for each page: CPU at each size, and how many times the largest costs the smallest."""
    sizes = list(found)
    heads = " | ".join(f"{size:,} audits" for size in sizes)
    lines = [f"| page | {heads} | growth | queries |", "|---|" + "---:|" * (len(sizes) + 2)]
    for rows in zip(*found.values(), strict=True):
        costs = " | ".join(f"{row['ms']:.1f} ms" for row in rows)
        growth = rows[-1]["ms"] / rows[0]["ms"]
        lines.append(f"| {rows[0]['what']} | {costs} | {growth:.2f} | {rows[-1]['queries']} |")
    return "\n".join(lines)


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    ask.add_argument("--size", type=int, help="one size alone, as JSON lines")
    ask.add_argument("--pages", default="", help="a pattern that the page's name has")
    ask.add_argument("--times", type=int, default=TIMES)
    ask.add_argument(
        "--statements", action="store_true", help="the slowest statements of each page"
    )
    asked = ask.parse_args()
    if asked.size:
        _set_up(asked.size)
        for row in measure(asked.pages, asked.times, asked.statements):
            print(json.dumps(row), flush=True)
        return
    found = {size: list(_in_child(size, asked.pages, asked.times)) for size in SIZES}
    print(table(found))


def _in_child(size: int, wanted: str, times: int) -> Iterator[dict[str, Any]]:
    """A process for each database, since one reads its settings once."""
    command = ["--size", str(size), "--pages", wanted, "--times", str(times)]
    child = subprocess.run(
        [sys.executable, "-m", "bench.growth", *command],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    return map(json.loads, child.stdout.splitlines())


def _set_up(size: int) -> None:
    import tests.environment  # noqa: F401 - a home beside the tests', never that of the data

    os.environ["GOLDENTHREAD_HOME"] += "-bench"
    os.environ["GOLDENTHREAD_DATABASE"] = f"bench_{size}"
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from goldenthread.config import database

    database.require_database()
    setup_test_environment(debug=False)


if __name__ == "__main__":
    main()
