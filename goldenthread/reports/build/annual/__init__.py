"""The annual report: everything that the rounds of a year show, what came of it, and what is planned."""

from collections.abc import Iterator, Mapping

from goldenthread.reports.build.annual.followed import (
    actions,
    follow_ups,
    safety_and_voices,
    themes,
)
from goldenthread.reports.build.annual.paper import Paper
from goldenthread.reports.build.annual.practice import grades, moderation
from goldenthread.reports.build.annual.programme import (
    children,
    coverage,
    methods,
    plan,
    programme,
)
from goldenthread.reports.build.boxes import COMMON, Box, common
from goldenthread.reports.build.children import SHOWN
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import day
from goldenthread.writers.document import Block, Document, Facts, Heading, Paragraph, Signature

OPENING = "In these rounds we audited {{cases}}. During the audits {{concerns_raised}}. {{actions_so_far}}."
BOXES: tuple[Box, ...] = (
    *common("edition", "author", "author_post", "contact"),
    Box("summary", "Summary", default=OPENING, is_needed=True, most_words=150,
        hint="At most 150 words. A figure named here is of all the rounds of the report together."),
    *common("background"), SHOWN,
    *common("strengths", "improvements", "position", "conclusion", "plan"),
)  # fmt: skip
LABELS = {box.key: box.label for box in BOXES}
# What a Word template may take apart by its heading.
PARTS = (
    "Summary", "What was planned and what was done", "How much of the work was looked at",
    "Children audited beside the case list", "Grades", "By round", "By case type", "By domain",
    "Moderation and consistency", LABELS["strengths"], LABELS["improvements"],
    "Themes that came up again", "Children’s safety and voices", "Who told the audits something",
    "What the record holds of the child’s views", "Actions and what came of them",
    "From finding to better practice", "Rounds that followed another", "Conclusion",
    "Next year’s plan", "How the audits were done",
)  # fmt: skip


def annual_report(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """The year's paper; its public edition combines rows that few people stand behind."""
    paper = Paper.of(g, texts)
    whole = paper.whole
    return Document(
        title="Annual report on practice audits",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_blocks(paper)),
        subtitle=f"Work between {day(whole.round.period_from)} and {day(whole.round.period_to)}",
        marking="Public" if paper.is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. The method of each round stands at the end.",
        is_draft=is_draft,
    )


def _blocks(paper: Paper) -> Iterator[Block]:
    t = paper.texts
    post = f", {t['author_post']}" if t["author_post"] else ""
    yield Facts(
        (
            ("Rounds", "; ".join(each.round.title for each in paper.rounds)),
            ("Figures as at", day(paper.g.dated)),
            ("Report author", f"{t['author'] or 'To be named'}{post}"),
        )
    )
    yield Heading(2, "Summary")
    yield from paper.box("summary")
    yield from paper.box("background")
    yield from programme(paper)
    yield from coverage(paper)
    yield from children(paper)
    yield from grades(paper)
    yield from paper.box("position")
    yield from moderation(paper)
    for name in ("strengths", "improvements"):
        yield Heading(2, COMMON[name].label)
        yield from paper.box(name)
    yield from themes(paper)
    yield from safety_and_voices(paper)
    yield from actions(paper)
    yield from follow_ups(paper)
    yield Heading(2, "Conclusion")
    yield from paper.box("conclusion")
    yield from plan(paper)
    yield from methods(paper)
    contacts = (t["contact"],) if t["contact"] else ()
    if t["author"]:
        yield Signature(t["author"], t["author_post"], contacts)
    else:
        yield Paragraph("Written by the quality assurance team.")
