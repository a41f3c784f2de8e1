"""The one-page summary of a round, for a director or a lead member."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from goldenthread.reports.build.boxes import BOXES, paragraphs
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.method import chosen, day, range_in_words, why_no_range
from goldenthread.reports.build.tables import ROUNDING, Line, grade_table
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    Heading,
    NarrativeGap,
    Paragraph,
    Text,
)

LABELS = {box.key: box.label for box in BOXES}


def summary_page(g: Gathered, texts: Mapping[str, str], *, is_draft: bool) -> Document:
    """One page: what was done, the grades, what is going well and what is not, what is late."""
    return Document(
        title=f"Summary: {g.round.title}",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_blocks(g, texts)),
        is_draft=is_draft,
    )


def _blocks(g: Gathered, texts: Mapping[str, str]) -> Iterator[Block]:
    yield from _box(g, texts, "summary")
    if g.total:
        lines = [Line(g.case_type(row.group["case_type"]), row) for row in g.by_case_type]
        lines.append(Line("All cases", g.total, bold=True))
        table = grade_table(g, "Overall grades", "Case type", lines)
        care = range_in_words(g.total.meeting) or why_no_range(g.total.meeting)
        how = (
            f"These are {STAGE_WORDS[g.stage]}, as at {day(g.dated)}. {chosen(g)}. {care} {ROUNDING}"
        )
        yield replace(table, footnotes=(how,))
    elif not g.form.graded:
        yield Paragraph("This audit tool describes the work and gives no grades.")
    yield _counts(g)
    for key in ("strengths", "improvements", "next"):
        yield Heading(2, LABELS[key])
        yield from _box(g, texts, key)


def _box(g: Gathered, texts: Mapping[str, str], key: str) -> Iterator[Block]:
    found = paragraphs(texts[key], g)
    if len(found) > 1:
        yield Bullets(tuple(found))
    else:
        yield from (Paragraph(runs) for runs in found)
    if not found:
        yield NarrativeGap(LABELS[key])


def _counts(g: Gathered) -> Facts:
    a = g.actions
    return Facts(
        (
            ("Moderation", FigureText(g.moderated.text, g.key("moderation", of="text"))),
            ("Immediate concerns", g.number("concerns", g.concerns or "none")),
            (
                "Actions",
                (
                    g.number("actions", a.total, of="total"), Text(" agreed; "),
                    g.number("actions", a.open, of="open"), Text(" open, of which "),
                    g.number("actions", a.overdue, of="overdue"), Text(" overdue; "),
                    g.number("actions", a.closed, of="closed"), Text(" closed"),
                ),
            ),
            (
                "Family heard",
                (
                    g.number("voices", g.family_heard, of="family"), Text(" of "),
                    g.number("coverage", g.audited, of="audited"), Text(" audits"),
                ),
            ),
        )
    )  # fmt: skip
