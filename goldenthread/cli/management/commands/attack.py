"""What can be worked out of a published table?"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.management.commands.suppress import threshold
from goldenthread.cli.tables import (
    attack_json,
    attack_lines,
    named_as,
    published_table,
    quiet_solver,
    range_lines,
)
from goldenthread.method.disclosure import (
    THRESHOLD,
    NothingFits,
    Table,
    attack,
    attack_all,
    relations_of,
)


class Command(OurCommand):
    help = (
        "Try to work out every hidden count of a table, alone and with tables published before, and "
        "every small difference between them."
    )
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TABLE.json")
        parser.add_argument(
            "--published", type=Path, nargs="+", action="extend", default=[], metavar="EARLIER.json",
            help="tables published before",
        )  # fmt: skip
        parser.add_argument(
            "--threshold", type=threshold, metavar="N",
            help=f"differences of 1 to N are small (default: the table's own, or {THRESHOLD})",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        files = [options["file"], *options["published"]]
        read = [published_table(file) for file in files]
        first, said = read[0]
        tables = [named_as(first, *each) for each in read]
        own = said.get("threshold")
        small = options["threshold"] or (own if type(own) is int and own > 0 else THRESHOLD)
        with quiet_solver():
            for file, table in zip(files, tables, strict=True):
                _require_sum(file, table)
            known = _relations_said(said, tables)
            relations = relations_of(tables, known)
            found = attack_all(tables[0], tables[1:], small, relations)
        if options["json"]:
            self.answer_json(attack_json(found))
        else:
            ranges = ["Hidden counts can be:", *range_lines(found.ranges, tables[0])]
            lines = attack_lines(found, tables) + (ranges if found.ranges else [])
            self.answer("\n".join(lines))


def _require_sum(file: Path, table: Table) -> None:
    try:
        attack(table)
    except NothingFits as refused:
        raise Refused(f"{file}: {refused}") from None


def _relations_said(said: dict[str, Any], tables: list[Table]) -> dict[tuple[int, int], Any]:
    """How the table is related to each one before, where its own file says so."""
    editions = said.get("editions")
    listed = (
        [each for each in editions if isinstance(each, dict)] if isinstance(editions, list) else []
    )
    known = {each.get("fingerprint"): each.get("relation") for each in listed}
    return {
        (0, n): known[table.fingerprint]
        for n, table in enumerate(tables)
        if n and known.get(table.fingerprint, "") in ("same", "more", "less", None)
    }
