"""Tables named on the command line, and what is said of them."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from goldenthread.cli.command import Refused
from goldenthread.cli.samples import content
from goldenthread.method.disclosure import (
    Attack,
    Found,
    Range,
    Table,
    TableRefused,
    table_from_json,
)

LARGEST_FILE = 1_000_000


@contextmanager
def quiet_solver() -> Iterator[None]:
    """What the solver's library prints of itself goes to stderr; stdout is the answer only."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def small_file(file: Path) -> bytes:
    data = content(file)
    if len(data) > LARGEST_FILE:
        raise Refused(f"{file} is larger than any table: {len(data):,} bytes.")
    return data


def published_table(file: Path) -> tuple[Table, dict[str, Any]]:
    """A table as `suppress --json` wrote it, or its rows alone; and all else the file says."""
    try:
        said = json.loads(small_file(file))
    except (ValueError, RecursionError):
        raise Refused(f"{file} is not JSON. Give what `suppress --json` wrote.") from None
    try:
        return table_from_json(said), said if isinstance(said, dict) else {}
    except TableRefused as refused:
        raise Refused(f"{file}: {refused}") from None


def named_as(first: Table, table: Table, said: dict[str, Any]) -> Table:
    """A table whose file names no rows or columns has those of the first, where it has as many."""
    if "rows" not in said and len(table.rows) == len(first.rows):
        table = replace(table, rows=first.rows)
    if "columns" not in said and len(table.columns) == len(first.columns):
        table = replace(table, columns=first.columns)
    return table


def attack_json(found: Attack) -> dict[str, Any]:
    return {
        "recovered": len(found.found),
        "ranges": [[*each.place, each.least, each.most] for each in found.ranges],
        "found": [_found_json(each) for each in found.found],
    }


def _found_json(found: Found) -> dict[str, Any]:
    edition, place = found.spot
    said = {"edition": edition, "row": place[0], "column": place[1], "value": found.value}
    return said | ({"more_than_in_edition": found.since[0]} if found.since else {})


def attack_lines(found: Attack, tables: Sequence[Table]) -> list[str]:
    """What an attack finds, for a person."""
    if not found.found:
        return ["No hidden count can be worked out."]
    lines = [f"{len(found.found):,} counts can be worked out:"]
    for each in found.found:
        edition, place = each.spot
        where = tables[edition].name(place) + (f" of published table {edition}" if edition else "")
        what = "the difference" if each.since else "the hidden count"
        lines.append(f"  In {where}: {what} is {each.value:,}.")
    return lines


def range_lines(ranges: Sequence[Range], table: Table) -> list[str]:
    return [
        f"  In {table.name(each.place)}: {each.least:,} "
        + ("or more" if each.most is None else f"to {each.most:,}")
        for each in ranges
    ]
