"""The access report as a paper and as a workbook: who saw and changed what, when, without content."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from goldenthread.journal.changes import today
from goldenthread.people.queries import authority
from goldenthread.reports.access import Line, SomebodysAccess
from goldenthread.writers.document import Block, Document, Facts, Heading, Note, Paragraph, Table
from goldenthread.writers.excel import Sheet, workbook

MOST_PRINTED = 1000
MOST_IN_A_SHEET = 100_000
WHAT_IT_IS = (
    "From the journal of the service, which is only ever added to: each time somebody was shown a "
    "page, a list or a document, and each change. It holds references, never what was written."
)
SUMMARY = ("Who", "Times seen", "Times changed", "First", "Last")
ENTRIES = ("Entry", "When", "Who", "Seen or changed", "What", "References")


@dataclass(frozen=True)
class AccessReport:
    """`about` is the case or the person in words; `people` is empty in a report on one person."""

    title: str
    about: str
    ref: str
    people: Sequence[SomebodysAccess]
    lines: Sequence[Line]
    total: int
    period: str = "Everything in the journal"


def access_document(report: AccessReport) -> Document:
    return Document(
        title=report.title,
        author="Information governance",
        organisation=authority().name,
        dated=today(),
        blocks=tuple(_blocks(report)),
        subtitle=report.about,
        marking="Confidential",
        footer=f"Access report on {report.ref}",
    )


def _blocks(report: AccessReport) -> Iterator[Block]:
    yield Facts(
        (("About", report.about), ("Reference", report.ref), ("Period", report.period),
         ("Entries", f"{report.total:,}"))
    )  # fmt: skip
    yield Paragraph(WHAT_IT_IS)
    if report.people:
        rows = tuple((p.who, str(p.saw), str(p.changed), moment(p.first), moment(p.last)) for p in report.people)  # fmt: skip
        yield Heading(2, "Who saw and changed it")
        yield Table(
            "People, whoever came last first", SUMMARY, rows, align=("left", "right", "right")
        )
    yield Heading(2, "What was seen and changed")
    if not report.lines:
        yield Paragraph("Nobody has seen or changed anything in this period.")
        return
    shown = report.lines[:MOST_PRINTED]
    yield Table("Entries, newest first", ENTRIES, tuple(_printed(line) for line in shown))
    if report.total > len(shown):
        yield Note(
            f"These are the newest {len(shown):,} of {report.total:,}. The Excel workbook has the others."
        )


def _printed(line: Line) -> tuple[str, ...]:
    return (str(line.seq), moment(line.at), line.who, _how(line), line.what, ", ".join(line.refs))


def _how(line: Line) -> str:
    return "Seen" if line.is_read else "Changed"


def moment(at: datetime) -> str:
    """London's time, to the minute."""
    return f"{localtime(at):%-d %b %Y, %H:%M}"


def access_workbook(report: AccessReport) -> bytes:
    note = f"{report.title}: {report.about} ({report.ref}). {report.period}. {WHAT_IT_IS}"
    people = [
        (p.who, p.saw, p.changed, localtime(p.first), localtime(p.last)) for p in report.people
    ]
    entries = [
        (line.seq, localtime(line.at), line.who, _how(line), line.what, ", ".join(line.refs))
        for line in report.lines
    ]
    sheets = [Sheet("Entries", ENTRIES, entries, note)]
    if people:
        sheets.insert(0, Sheet("Who", SUMMARY, people, note))
    return workbook(sheets, title=report.title, organisation=authority().name, dated=today())
