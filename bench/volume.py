"""`python -m bench.volume --audits N --into DATABASE`: a database as full as years of audits make it.

A pattern of twenty audits is made through changes; the rest are its copies, made inside the database.
"""

import argparse
import os
import sys
import time

from django.db import connection, transaction


def fill(
    audits: int, *, auditors: int = 200, cases: int = 2_300, tool: str = "core", whole: bool = False
) -> object:
    """So many audits in the database that is connected, in rounds of 250; the newest two, or three of
    ten audits where there are fewer than 1,700, are running. Returns the cast that made the pattern.

    `audits` is rounded to tens, twenty at least. Works inside a transaction, and as superuser only.
    """
    from bench.copying import ROUND_OF, Copies
    from bench.pattern import BLOCK, make_pattern
    from tests.cast import make_cast

    blocks = max(audits // BLOCK, 2)
    running = min(2 * ROUND_OF, max(blocks * 3 // 10, 1))
    with transaction.atomic():
        cast = make_cast()
        pattern = make_pattern(cast, auditors=auditors, cases=cases, tool=tool, whole=whole)
        Copies(pattern, pattern.finished, blocks - running - 1).make()
        Copies(pattern, pattern.running, running - 1).make()
    with connection.cursor() as cursor:
        # Ours alone: a catalogue shared by all databases would stay locked until COMMIT.
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
        cursor.execute(f"ANALYZE {tables}")
    return cast


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.volume", description=__doc__)
    ask.add_argument("--audits", type=int, required=True)
    ask.add_argument("--into", metavar="DATABASE", required=True, help="made anew if it is there")
    ask.add_argument("--cases", type=int, default=2_300, help="open cases of each case list")
    ask.add_argument("--auditors", type=int, default=200)
    ask.add_argument("--tool", default="core")
    ask.add_argument("--whole", action="store_true", help="answer every question, not grades alone")
    asked = ask.parse_args()
    begun = time.monotonic()
    _prepare(asked.into)
    fill(
        asked.audits, auditors=asked.auditors, cases=asked.cases, tool=asked.tool, whole=asked.whole
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{asked.into}: {told()} in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def told() -> str:
    """How much there is, in words."""
    from goldenthread.audits.models import Answer, Audit, Judgement

    counts = [
        (each.objects.count(), each._meta.verbose_name_plural)
        for each in (Audit, Answer, Judgement)
    ]
    return ", ".join(f"{n:,} {name}" for n, name in counts)


def _prepare(name: str) -> None:
    """An empty, migrated database of this name in the home's server."""
    import psycopg

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    os.environ["GOLDENTHREAD_DATABASE"] = name
    import django

    django.setup()
    from goldenthread.cli.preparing import prepare_database
    from goldenthread.config import database

    database.require_database()
    with psycopg.connect(
        host=str(database.socket_folder()),
        user=database.SUPERUSER,
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
    prepare_database()


if __name__ == "__main__":
    main()
