"""Let go what is due, or one case by a recorded decision."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.dates import day
from goldenthread.journal.changes import today
from goldenthread.retention.changes import Disposed, dispose, dispose_case
from goldenthread.retention.queries import COUNTED, target_of
from goldenthread.retention.rewriting import StillRead, rewrite_tables


class Command(OurCommand):
    help = "Let go the words, names and numbers that are due; counts and grades stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-at", type=day, metavar="DATE", help="what is due by this day (default: today)"
        )
        parser.add_argument("--dry-run", action="store_true", help="count, and let nothing go")
        parser.add_argument(
            "--case",
            metavar="NUMBER",
            help="one case instead, due or not, by its number or reference",
        )
        parser.add_argument("--why", default="", help="the decision about that case, as recorded")
        parser.add_argument(
            "--rewrite", action="store_true",
            help="write the tables anew even where nothing was due: after a disposal by another role",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rewrite"] and options["dry_run"]:
            raise CommandError("--rewrite does not go with --dry-run.", returncode=2)
        done = self._one(options) if options["case"] else self._due(options)
        if options["json"]:
            self.answer_json(
                {
                    "as_at": done.as_at.isoformat(), "dry_run": options["dry_run"],
                    "disposal": done.ref or None, "counts": done.counts, "refs": done.refs,
                }
            )  # fmt: skip
        else:
            self.answer(sentences(done, is_dry=options["dry_run"]))
        if done.ref or options["rewrite"]:
            self._rewrite()

    def _rewrite(self) -> None:
        try:
            is_done = rewrite_tables()
        except StillRead as problem:
            raise Refused(str(problem)) from problem
        if not is_done:
            self.say(
                "The rows are emptied. This database role may not write tables anew; the owner's "
                "steps are in docs/runbook/retention.md."
            )

    def _due(self, options: dict[str, Any]) -> Disposed:
        as_at = options["as_at"] or today()
        return dispose(by=self.by(options), as_at=as_at, is_rehearsal=options["dry_run"])

    def _one(self, options: dict[str, Any]) -> Disposed:
        if options["dry_run"] or options["as_at"]:
            raise CommandError("--case goes with neither --dry-run nor --as-at.", returncode=2)
        by = self.by(options)
        target = target_of(by, options["case"])
        if target is None or target[0] != "subject":
            raise Refused(f"There is no case {options['case']} here.")
        return dispose_case(by=by, subject_ref=target[1], why=options["why"])


def sentences(done: Disposed, *, is_dry: bool) -> str:
    """The answer for a person: counts and references, no content."""
    if not done.total:
        return f"Nothing is due by {done.as_at:%-d %B %Y}."
    head = "Would let go" if is_dry else f"{done.ref}: let go"
    lines = [f"{head}, as at {done.as_at:%-d %B %Y}:"]
    lines += [f"  {COUNTED[what]}: {n:,}" for what, n in done.counts.items()]
    return "\n".join(lines)
