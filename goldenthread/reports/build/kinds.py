"""Each kind of paper: what its author writes, and how figures and words are put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from goldenthread.figures.queries import UnknownFigure
from goldenthread.people.queries import people_with_role
from goldenthread.people.roles import Role
from goldenthread.reports.build import (
    annual,
    auditor_briefing,
    by_subject,
    committee,
    highlight,
    method_note,
    scrutiny,
    summary,
    thematic,
    themes,
)
from goldenthread.reports.build.boxes import FIELD, FIELDS, Box, UnknownField
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.named import figure_in, is_figure
from goldenthread.reports.kinds import (
    ANNUAL,
    AUDITOR_BRIEFING,
    COMMITTEE,
    COMPLIANCE,
    DECISIONS,
    HIGHLIGHT,
    LADO,
    METHOD_NOTE,
    OBSERVATION,
    SCRUTINY,
    SUMMARY,
    THEMATIC,
    THEMES,
    is_public,
)
from goldenthread.writers.document import Document

Make = Callable[[Gathered, Mapping[str, str], bool], Document]


@dataclass(frozen=True)
class Kind:
    """How a kind of paper is made: of the figures, the texts of its boxes, and whether it is a draft.

    `takes_several` papers stand on more than one round. `quotes_findings` papers print what
    auditors wrote. The words of the boxes in `page` together are at most `page_words`, so that
    the paper stays one page. `headings`: those that an authority's own Word template may take apart,
    those that every paper of the kind has in common.
    """

    make: Make
    boxes: tuple[Box, ...]
    headings: tuple[str, ...]
    takes_several: bool = False
    quotes_findings: bool = False
    page: tuple[str, ...] = ()
    page_words: int = 0


KINDS: dict[str, Kind] = {
    SUMMARY: Kind(
        summary.summary_page, summary.BOXES, summary.PARTS,
        page=("strengths", "improvements", "next"), page_words=140,
    ),
    COMMITTEE: Kind(
        committee.committee_report, committee.BOXES, committee.PARTS,
        takes_several=True, quotes_findings=True,
    ),
    SCRUTINY: Kind(
        scrutiny.scrutiny_paper, scrutiny.BOXES, scrutiny.PARTS,
        takes_several=True, quotes_findings=True,
    ),
    THEMATIC: Kind(
        thematic.thematic_summary, thematic.BOXES, thematic.PARTS, quotes_findings=True
    ),
    THEMES: Kind(
        themes.themes_paper, themes.BOXES, themes.PARTS, takes_several=True, quotes_findings=True
    ),
    OBSERVATION: Kind(
        by_subject.observation, by_subject.OBSERVATION_BOXES, by_subject.PARTS, quotes_findings=True
    ),
    COMPLIANCE: Kind(
        by_subject.compliance, by_subject.BOXES, by_subject.PARTS, quotes_findings=True
    ),
    LADO: Kind(by_subject.lado, by_subject.INTERNAL_BOXES, by_subject.PARTS),
    DECISIONS: Kind(
        by_subject.decisions, by_subject.BOXES, by_subject.PARTS, quotes_findings=True
    ),
    AUDITOR_BRIEFING: Kind(
        auditor_briefing.auditor_briefing, auditor_briefing.BOXES, auditor_briefing.PARTS
    ),
    METHOD_NOTE: Kind(method_note.method_note, method_note.BOXES, method_note.PARTS),
    HIGHLIGHT: Kind(
        highlight.highlight_page, highlight.BOXES, highlight.PARTS, takes_several=True,
        page=("strengths", "worries", "kept", "next"), page_words=160,
    ),
    ANNUAL: Kind(annual.annual_report, annual.BOXES, annual.PARTS, takes_several=True),
}  # fmt: skip


def boxes_of(kind: str) -> tuple[Box, ...]:
    return KINDS[kind].boxes


def headings_of(kind: str) -> tuple[str, ...]:
    return KINDS[kind].headings


def with_defaults(kind: str, texts: Mapping[str, str]) -> dict[str, str]:
    """What stands in every box: what was written, or else what it begins with."""
    lead = people_with_role(Role.QA_LEAD).first()
    if "author" not in texts and lead:
        texts = {"author_post": lead.post, "contact": lead.phone, **texts, "author": lead.name}
    return {box.key: texts.get(box.key, box.default) for box in boxes_of(kind)}


def seen_by(kind: str, g: Gathered, texts: Mapping[str, str]) -> Gathered:
    """The figures as this edition's readers may see them: they know whether it goes out."""
    goes_out = is_public(kind, texts)
    others = tuple(replace(each, is_public=goes_out) for each in g.others)
    return replace(g, is_public=goes_out, others=others)


def check_fields(kind: str, texts: Mapping[str, str]) -> None:
    """Raises UnknownField for the first figure named that there is not."""
    labels = {box.key: box.label for box in boxes_of(kind)}
    for key, text in texts.items():
        for name in FIELD.findall(text):
            if is_figure(name):
                _check_figure(name, labels.get(key, key))
            elif name not in FIELDS:
                raise UnknownField(name, labels.get(key, key))


def _check_figure(name: str, label: str) -> None:
    try:
        figure_in(name, "x")
    except UnknownFigure as unknown:
        raise UnknownField(name, label, unknown.fault) from None
