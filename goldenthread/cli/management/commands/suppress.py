"""Hide the small counts of a table, and what would tell them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.tables import (
    attack_json,
    attack_lines,
    named_as,
    published_table,
    quiet_solver,
    small_file,
)
from goldenthread.method.disclosure import (
    THRESHOLD,
    CannotProtect,
    NothingFits,
    Suppressed,
    Table,
    TableRefused,
    attack_all,
    percentages,
    relations_of,
    rounded,
    suppress,
    table_from_csv,
)
from goldenthread.method.disclosure.table import HIDDEN

SMALLEST_STEP, LARGEST = 3, 1000


def threshold(text: str) -> int:
    """A whole number from 1."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= LARGEST):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {LARGEST}")
    return int(text)


def step(text: str) -> int:
    found = threshold(text)
    if found < SMALLEST_STEP:
        raise argparse.ArgumentTypeError(f"rounding to {text} leaves counts certain; 3 or more")
    return found


class Command(OurCommand):
    help = (
        "Hide the small counts of a table (CSV with names, counts and totals), and other cells with "
        "them, so that nobody can work them out; then attack the result."
    )
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TABLE.csv")
        parser.add_argument(
            "--threshold", type=threshold, default=THRESHOLD, metavar="N",
            help=f"hide counts of 1 to N (default {THRESHOLD})",
        )  # fmt: skip
        parser.add_argument(
            "--published", type=Path, nargs="+", action="extend", default=[], metavar="EARLIER.json",
            help="tables published before, as this command wrote them",
        )  # fmt: skip
        parser.add_argument(
            "--rounded-to", type=step, metavar="N", help="round counts to the nearest N; hide none"
        )
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        read = [published_table(file) for file in options["published"]]
        try:
            table = table_from_csv(small_file(options["file"]))
            earlier = [named_as(table, *each) for each in read]
            with quiet_solver():
                done = _protected(table, earlier, options)
        except (TableRefused, CannotProtect, NothingFits) as refused:
            raise Refused(f"{options['file']}: {refused}") from None
        if not options["json"]:
            self.answer("\n".join(sentences(done, earlier)))
            return
        shown = done.table
        self.answer_json({
            "rows": shown.rows,
            "columns": shown.columns,
            "cells": shown.cells,
            "hidden": [[*place, why] for place, why in sorted(done.why.items())],
            "threshold": options["threshold"],
            "rounded_to": shown.rounded_to,
            "adds_rounded": shown.adds_rounded,
            "percentages": percentages(shown),
            "editions": [
                {"fingerprint": each.fingerprint, "relation": done.relations.get((0, n))}
                for n, each in enumerate(earlier, start=1)
            ],
            "attack": attack_json(done.attack),
        })  # fmt: skip


def _protected(table: Table, earlier: list[Table], options: dict[str, Any]) -> Suppressed:
    if not options["rounded_to"]:
        return suppress(table, threshold=options["threshold"], published=earlier)
    shown = rounded(table, options["rounded_to"])
    relations = relations_of([table, *earlier])
    found = attack_all(shown, earlier, options["threshold"], relations)
    if found.found:
        raise CannotProtect("Rounded so, it can be worked out from what was published before.")
    return Suppressed(shown, {}, found, relations)


def sentences(done: Suppressed, earlier: Sequence[Table]) -> list[str]:
    """The answer for a person: the table, then what was done."""
    table = done.table
    printed = [["", *table.columns]] + [
        [name, *(HIDDEN if cell is None else f"{cell:,}" for cell in row)]
        for name, row in zip(table.rows, table.cells, strict=True)
    ]
    widths = [max(map(len, column)) for column in zip(*printed, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in printed
    ]
    kinds = list(done.why.values())
    of_others = len(kinds) - kinds.count("small")
    if table.rounded_to > 1:
        said = (
            f"Counts are rounded to the nearest {table.rounded_to}; totals add up the rounded ones."
        )
    else:
        said = (
            f"Hidden ({HIDDEN}): {kinds.count('small')} small counts, {of_others} to protect them."
        )
    return [*lines, said, *attack_lines(done.attack, [table, *earlier])]
