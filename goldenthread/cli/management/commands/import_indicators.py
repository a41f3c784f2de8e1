"""Bring indicators in from a spreadsheet, to stand beside the figures of audits."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.programme.changes import indicators as changes
from goldenthread.programme.queries.indicators import indicator_plan
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.indicators import FIELDS, suggested


class Command(OurCommand):
    help = "Import indicators (xlsx, csv): a row for each value, with its period and source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=HEADING",
            help=f"which heading is what, where it is called otherwise; a field is one of {', '.join(FIELDS)}",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report; write nothing")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        by, path = self.by(options), options["file"]
        read = read_audit_export(path)
        columns = suggested(read.headings) | _said(options["column"], read.headings)
        plan = indicator_plan(read, columns)
        if plan.problems:
            raise changes.IndicatorProblems(plan.problems)
        if not options["dry_run"]:
            held = changes.keep_indicators(by=by, read=read, path=path, name=path.name)
            changes.match_indicators(by=by, held=held, columns=columns)
            changes.import_indicators(by=by, held=held)
        if options["json"]:
            return self.answer_json({"values": len(plan.rows), "columns": columns})
        what = "Would be imported" if options["dry_run"] else "Imported"
        return self.answer(f"{what}: {len(plan.rows):,} values.")


def _said(columns: list[str], headings: tuple[str, ...]) -> dict[str, str]:
    found = dict(each.partition("=")[::2] for each in columns)
    if strange := [name for name in found if name not in FIELDS]:
        raise Refused(f"There is no field {strange[0]!r}. Use one of: {', '.join(FIELDS)}.")
    if strange := [heading for heading in found.values() if heading not in headings]:
        raise Refused(f"The file has no column {strange[0]!r}. Its columns: {', '.join(headings)}.")
    return found
