"""The words of a public paper that a second person reads before it is published."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache

from goldenthread.cases.queries import numbers_among
from goldenthread.method.narrative import Listed, Reader, number_like
from goldenthread.people.queries import every_name
from goldenthread.reports.build.annual.programme import activities_named
from goldenthread.reports.build.boxes import FIELD
from goldenthread.reports.build.findings import KINDS as KINDS_OF_FINDING
from goldenthread.reports.build.findings import quoted
from goldenthread.reports.build.gathered import Gathered, followed
from goldenthread.reports.build.kinds import KINDS, boxes_of, with_defaults
from goldenthread.reports.build.published import UNRECORDED
from goldenthread.reports.build.schedule import activities_scheduled
from goldenthread.reports.build.themes import reports_named
from goldenthread.reports.kinds import ANNUAL, THEMES
from goldenthread.reports.models import Report
from goldenthread.reports.queries import sign_offs
from goldenthread.tools.library import files

# Boxes whose words are offices and names of those who answer for the paper.
OFFICES = ("committee", "report_of", "author", "author_post", "contact")
IN_SMALL_LETTERS = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?:'[a-z]+)?")


def sentences_to_read(kind: str, g: Gathered, texts: Mapping[str, str]) -> list[Listed]:
    """The sentences that say something telling, in the order of the paper, and why each."""
    words = list(_words(kind, g, with_defaults(kind, texts)))
    reader = Reader(
        names=every_name(),
        numbers=numbers_among(number_like("\n".join(text for _, text in words))),
        known=_field_words(),
        allowed=_allowed(g),
    )
    found = [each for where, text in words for each in reader.listed(where, text)]
    found += _of_past_audits(kind, g)
    return list({each.digest: each for each in found}.values())


def words_read(kind: str, g: Gathered, texts: Mapping[str, str]) -> str:
    """The digest of every word that people typed and the paper prints, listed or not; numbers may move on."""
    words = "\n".join(text for _, text in _words(kind, g, with_defaults(kind, texts)))
    return hashlib.sha256(words.encode()).hexdigest()


def is_read(report: Report, g: Gathered, texts: Mapping[str, str]) -> bool:
    """Whether a second person has read the words as the paper has them now.

    What auditors wrote, what rounds are called and what is on the schedule may change without a save.
    """
    whole = words_read(report.kind, g, texts)
    signed = sign_offs(report)
    return any(each.version == report.version and whole in each.digests for each in signed)


def _of_past_audits(kind: str, g: Gathered) -> Iterator[Listed]:
    """What nobody but the reader can make sure of, where rows of past audits are published."""
    if any(box.key == "edition" for box in boxes_of(kind)):
        for each in g.rounds:
            if each.round.is_imported:
                yield Listed(f"Grades of {each.round.title}", UNRECORDED, ("past audits",))


def _words(kind: str, g: Gathered, held: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Everything that people typed and the paper prints, with where it stands."""
    for each in g.rounds:
        yield "Title of the round", each.round.title
        if before := followed(each.round):
            yield "Title of the round before", before.title
    for box in boxes_of(kind):
        if box.kind != "choice" and box.key not in OFFICES:
            yield box.label, FIELD.sub("\u2026", held[box.key])
    planned = activities_named(g) if kind == ANNUAL else activities_scheduled(g, held)
    yield from (("Activity on the schedule", title) for title in planned)
    if kind == THEMES:
        yield from (
            ("Figure of an older report", said) for said in reports_named(g, held["themes"])
        )
    if KINDS[kind].quotes_findings:
        yield from _findings(g)


def _findings(g: Gathered) -> Iterator[tuple[str, str]]:
    said = [each for held in g.rounds for each in held.said]
    for finding_kind, label in KINDS_OF_FINDING.items():
        for words, n in quoted(each for each in said if each.kind == finding_kind):
            yield f"{label} (in {n} audits)", words


def _allowed(g: Gathered) -> list[str]:
    """What the authority's own settings and the paper's headings write with a capital."""
    return [
        g.authority.name, g.authority.title, *g.authority.name.split(),
        *(line.strip() for line in g.authority.plain_words.splitlines() if line.strip()),
        *(section.title for section in g.form.sections),
    ]  # fmt: skip


@cache
def _field_words() -> frozenset[str]:
    """The words of the tools that come with the product, where they stand in small letters."""
    return frozenset(
        word for file in files() for word in IN_SMALL_LETTERS.findall(file.read_text("utf-8"))
    )
