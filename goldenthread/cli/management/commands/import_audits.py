"""Bring completed audits into a running round, or past audits into rounds of their own."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.audits import changes, queries
from goldenthread.audits.incoming import Columns, require_sound
from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.past_audits import run_past, sentences
from goldenthread.cli.samples import content
from goldenthread.figures.queries import round_by_code
from goldenthread.people.actors import Actor
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.design_files import read_design

PARTS = ("fields", "answers", "words")


class Command(OurCommand):
    help = (
        "Import past audits (xlsx, csv) into rounds marked as imported; or, with --round, bring "
        "completed audits from the case system's export into a round that runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--round",
            metavar="CODE",
            help="the running round that the audits belong to; without it, they are past audits",
        )
        parser.add_argument(
            "--map", type=Path, metavar="FILE.yaml",
            help="which column is which (default: a map that is known for these headings)",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report; write nothing")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        by, path = self.by(options), options["file"]
        if not options["round"]:
            return self._past(by, path, options)
        round = round_by_code(by, options["round"])
        read = read_audit_export(path)
        columns = queries.columns_for(round, read.headings)[0]
        if options["map"]:
            columns = _columns(options["map"], read.headings)
        require_sound(columns)
        if options["dry_run"]:
            said = queries.report(by, round, read, columns)
        else:
            held = changes.keep_export(by=by, round=round, read=read, path=path, name=path.name)
            changes.match_export(by=by, held=held, columns=columns)
            said = changes.import_audits(by=by, held=held)
        if options["json"]:
            return self.answer_json(_document(said))
        return self.answer(_sentences(said, is_dry=options["dry_run"]))

    def _past(self, by: Actor, path: Path, options: dict[str, Any]) -> None:
        """A dry run of a file with problems prints what it can say, and still ends as refused."""
        plan, said = run_past(by, path, options["map"], is_dry=options["dry_run"])
        if options["json"]:
            self.answer_json(said)
        else:
            self.answer(sentences(plan, said))
        if plan.problems:
            raise changes.PastProblems(plan.problems)


def _columns(file: Path, headings: tuple[str, ...]) -> Columns:
    """{fields: {number: HEADING...}, answers: {question: HEADING}, words: {question: HEADING}}"""
    tree = read_design(content(file))
    parts = [tree.get(name, {}) for name in PARTS] if isinstance(tree, dict) else []
    if not parts or any(not isinstance(part, dict) for part in parts) or set(tree) - set(PARTS):
        raise Refused(f"{file} has to say {', '.join(PARTS)}, each with a heading for every name.")
    columns = Columns(*parts)
    strange = [str(each) for each in columns.headings() if each not in headings]
    if strange:
        raise Refused(f"The file has no column {', '.join(strange)}.")
    return columns


def _document(said: queries.Report) -> dict[str, Any]:
    return {
        "rows_read": len(said.rows),
        **{kind: len(said.of(kind)) for kind in ("new", "same", "refused")},
        "refused_rows": [{"row": r.read.row, "why": r.why} for r in said.of("refused")],
        "unsure": [{"row": row, "what": what} for row, what in said.unsure],
        "unused_columns": list(said.unused),
    }


def _sentences(said: queries.Report, *, is_dry: bool) -> str:
    return "\n".join([
        f"Rows read: {len(said.rows):,}",
        f"{'Would be brought in' if is_dry else 'Brought in'}: {len(said.of('new')):,}",
        f"There already: {len(said.of('same')):,}",
        f"Refused: {len(said.of('refused')):,}",
        *(f"  Row {row.read.row}: {row.why}" for row in said.of("refused")),
        f"Answers kept as words: {len(said.unsure):,}",
        *(f"  Row {row}: {what}" for row, what in said.unsure),
        *([f"Columns not kept: {', '.join(said.unused)}"] if said.unused else []),
    ])  # fmt: skip
