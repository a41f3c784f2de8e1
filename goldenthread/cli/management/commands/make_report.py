"""Papers on the command line: of a round or several, or of one audit."""

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
from goldenthread.reports.changes import KindDoesNotFit, OneRoundOnly
from goldenthread.reports.kinds import INTERNAL_ONLY, LABELS
from goldenthread.reports.queries import (
    audit_for_paper,
    edition_of,
    fits,
    in_time,
    latest_report,
    report_by_ref,
    some_audit_refs,
    texts,
)
from goldenthread.writers import html, pdf, word
from goldenthread.writers.document import Document

PACK = "inspection_pack"
OF_AUDIT = {"letter": "letter", "feedback": "feedback", "audit_record": "record"}
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": word.docx,
    "pdf": pdf.pdf,
    "html": html.page,
}


class Command(OurCommand):
    help = (
        "Write a paper to a file: of a round or several, or of an audit "
        "(letter, feedback, audit_record)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*LABELS, *OF_AUDIT, PACK])
        parser.add_argument(
            "--round", metavar="CODE[,CODE]", help="the rounds' codes, for a paper about rounds"
        )
        parser.add_argument(
            "--edition", choices=["internal", "public"],
            help="who it is for, where there are both; without it, what the draft says",
        )  # fmt: skip
        parser.add_argument(
            "--audit", metavar="REF[,REF]",
            help="the audit's reference (letter, feedback, audit_record), or the audits whose full records "
            "go into the inspection_pack",
        )  # fmt: skip
        parser.add_argument(
            "--framework", type=Path, metavar="FILE",
            help="a text that says by what framework audits are done, for the inspection_pack",
        )  # fmt: skip
        parser.add_argument("--format", choices=[*WRITERS, "xlsx", "zip"], required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, by = options["kind"], self.by(options)
        if (options["format"] == "zip") != (kind == PACK):
            raise CommandError(f"{PACK} alone is written as zip.", returncode=2)
        if kind == PACK:
            data = self.pack(by, options)
        elif kind in LABELS:
            data = self.of_rounds(by, options)
        else:
            if not options["audit"]:
                raise CommandError(f"{kind} needs --audit REF.", returncode=2)
            if options["format"] not in ("docx", "pdf"):
                raise CommandError(f"{kind} is written as docx or pdf.", returncode=2)
            data = self.of_audit(by, kind, options["audit"], options["format"])
        write_whole(options["out"], data)
        self.answer(str(options["out"]))

    def rounds(self, by: Actor, options: dict[str, Any]) -> list[Any]:
        """The rounds that were named, the one with the latest work first."""
        codes = [each.strip() for each in (options["round"] or "").split(",") if each.strip()]
        if not codes:
            raise CommandError(f"{options['kind']} needs --round CODE.", returncode=2)
        return in_time([round_by_code(by, code) for code in dict.fromkeys(codes)])

    def pack(self, by: Actor, options: dict[str, Any]) -> bytes:
        """The inspection pack of the rounds, with the records of the audits that were named."""
        rounds = self.rounds(by, options)
        refs = [each.strip() for each in (options["audit"] or "").split(",") if each.strip()]
        audits = []
        for ref in refs:
            if (audit := audit_for_paper(by, ref, "record")) is None:
                raise Refused(f"There is no audit {ref!r} that is handed in.")
            audits.append(audit)
        file = options["framework"]
        try:
            framework = file.read_text("utf-8") if file else ""
        except (OSError, UnicodeDecodeError) as fault:
            raise Refused(f"{file} cannot be read as text: {fault}") from None
        made = build.inspection_pack(build.gather(by, *rounds), records=audits, framework=framework)
        record_read(by, PACK, *made.refs)
        return made.data

    def of_rounds(self, by: Actor, options: dict[str, Any]) -> bytes:
        """The edition where the report is finalised; else the draft as it stands."""
        kind, form = options["kind"], options["format"]
        rounds = self.rounds(by, options)
        if len(rounds) > 1 and not build.KINDS[kind].takes_several:
            raise Refused(str(OneRoundOnly(LABELS[kind])))
        self.check_asked(kind, rounds[0], options["edition"])
        report = latest_report(rounds[0], kind, rounds[1:])
        if report and report_by_ref(by, report.ref) is None:
            raise Refused(f"The {kind} report of {rounds[0].code} is not finalised yet.")
        written = texts(report) if report else {}
        if edition := edition_of(report) if report else None:
            self.same_edition(kind, options["edition"], written)
            return self.of_edition(by, edition, rounds[0], form)
        asked = {"edition": options["edition"]} if options["edition"] else {}
        return self.of_draft(by, kind, rounds, {**written, **asked}, form)

    def check_asked(self, kind: str, round: Any, edition: str | None) -> None:
        """Raises Refused for a kind of report that does not fit its round, or never goes out."""
        if not fits(kind, round):
            raise Refused(str(KindDoesNotFit(kind, round.title)))
        if kind in INTERNAL_ONLY and edition == "public":
            raise Refused(f"The {LABELS[kind].lower()} never goes out: it has no public edition.")

    def same_edition(self, kind: str, asked: str | None, written: dict[str, str]) -> None:
        """Raises Refused where a report was finalised for others than those asked for."""
        held = "public" if build.is_public(kind, written) else "internal"
        if asked and asked != held:
            raise Refused(
                f"This report was finalised as its {held} edition. Begin it again to write the {asked} one."
            )

    def of_edition(self, by: Actor, edition: Any, round: Any, form: str) -> bytes:
        """What was finalised, as it was kept."""
        self.say(f"This is the edition finalised on {edition.made_at:%-d %B %Y}.")
        named = audits_named(bytes(edition.html).decode())
        record_read(by, "report_document", edition.ref, *named)
        if form == "xlsx":
            return build.figures_workbook(edition.figures, round.title, "")
        return bytes(getattr(edition, form))

    def of_draft(
        self, by: Actor, kind: str, rounds: list[Any], written: dict[str, str], form: str
    ) -> bytes:
        """The paper with the figures of now, after a word on what to look at."""
        gathered = build.gather(by, *rounds)
        build.check_sums(gathered)
        for remark in build.remarks(kind, gathered, written):
            self.say(f"To look at: {remark.text}")
        paper = build.document_of(kind, gathered, written)
        try:
            printed = build.published_kept(by, gathered, paper)
        except build.EditionTells as tells:
            raise Refused(str(tells)) from None
        refs = [each.ref for each in rounds]
        record_read(by, "report_document", *refs, *audits_named(html.fragment(paper)))
        if form == "xlsx":
            kept = build.figures_kept(gathered, paper) | printed
            return build.figures_workbook(kept, rounds[0].title, gathered.authority.name)
        if form == "docx":
            return build.word_file(kind, gathered, written, paper)
        return WRITERS[form](paper)

    def of_audit(self, by: Actor, kind: str, ref: str, form: str) -> bytes:
        audit = audit_for_paper(by, ref, OF_AUDIT[kind])
        if audit is None:
            known = ", ".join(some_audit_refs(by))
            hint = f" Audits handed in lately: {known}." if known else ""
            state = (
                "whose feedback is released to its practitioner"
                if kind == "letter"
                else "that is handed in"
            )
            raise Refused(f"There is no audit {ref!r} {state}.{hint}")
        data = WRITERS[form](build.OF_AN_AUDIT[OF_AUDIT[kind]](audit))
        record_read(by, f"{kind}_document", audit.ref, audit.subject.ref)
        return data
