"""Papers on the command line: of a round, or of one audit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.whole_files import write_whole
from goldenthread.figures.queries import round_by_code
from goldenthread.journal.changes import record_read
from goldenthread.people.actors import Actor
from goldenthread.reports import build
from goldenthread.reports.access import audits_named
from goldenthread.reports.queries import (
    audit_for_paper,
    edition_of,
    latest_report,
    report_by_ref,
    some_audit_refs,
    texts,
)
from goldenthread.writers import html, pdf, word
from goldenthread.writers.document import Document

OF_ROUND = ("summary", "committee")
OF_AUDIT = {"feedback": "feedback", "audit_record": "record"}
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": word.docx,
    "pdf": pdf.pdf,
    "html": html.page,
}


class Command(OurCommand):
    help = "Write a paper to a file: summary or committee of a round, feedback or audit_record of an audit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*OF_ROUND, *OF_AUDIT])
        parser.add_argument("--round", metavar="CODE", help="the round's code (summary, committee)")
        parser.add_argument(
            "--audit", metavar="REF", help="the audit's reference (feedback, audit_record)"
        )
        parser.add_argument("--format", choices=list(WRITERS), required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, by = options["kind"], self.by(options)
        if kind in OF_ROUND:
            if not options["round"]:
                raise CommandError(f"{kind} needs --round CODE.", returncode=2)
            data = self.of_round(by, kind, options["round"], options["format"])
        else:
            if not options["audit"]:
                raise CommandError(f"{kind} needs --audit REF.", returncode=2)
            if options["format"] == "html":
                raise CommandError(f"{kind} is written as docx or pdf.", returncode=2)
            data = self.of_audit(by, kind, options["audit"], options["format"])
        write_whole(options["out"], data)
        self.answer(str(options["out"]))

    def of_round(self, by: Actor, kind: str, code: str, form: str) -> bytes:
        """The edition where the report is finalised; else the draft as it stands."""
        round = round_by_code(by, code)
        report = latest_report(round, kind)
        if report and report_by_ref(by, report.ref) is None:
            raise Refused(f"The {kind} report of {code} is not finalised yet.")
        edition = edition_of(report) if report else None
        if edition:
            self.say(f"This is the edition finalised on {edition.made_at:%-d %B %Y}.")
            named = audits_named(bytes(edition.html).decode())
            record_read(by, "report_document", edition.ref, *named)
            return bytes(getattr(edition, form))
        gathered = build.gather(by, round)
        build.check_sums(gathered)
        written = texts(report) if report else {}
        for remark in build.remarks(kind, gathered, written):
            self.say(f"To look at: {remark.text}")
        paper = build.document_of(kind, gathered, written)
        record_read(by, "report_document", round.ref, *audits_named(html.fragment(paper)))
        return WRITERS[form](paper)

    def of_audit(self, by: Actor, kind: str, ref: str, form: str) -> bytes:
        audit = audit_for_paper(by, ref, OF_AUDIT[kind])
        if audit is None:
            known = ", ".join(some_audit_refs(by))
            hint = f" Audits handed in lately: {known}." if known else ""
            raise Refused(f"There is no audit {ref!r} that is handed in.{hint}")
        make = build.feedback_sheet if kind == "feedback" else build.audit_record
        data = WRITERS[form](make(audit))
        record_read(by, f"{kind}_document", audit.ref, audit.subject.ref)
        return data
