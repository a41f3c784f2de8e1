"""The one-page summary of a round, for a director or a lead member."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from goldenthread.reports.build.boxes import Box, common, paragraphs
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.method import chosen, day, range_said
from goldenthread.reports.build.sentences import UNGRADED, actions_said, chain_said
from goldenthread.reports.build.tables import ROUNDING, Line, all_of, grade_table
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

BOXES: tuple[Box, ...] = common(
    "author", "author_post", "contact", "summary", "strengths", "improvements", "next"
)
LABELS = {box.key: box.label for box in BOXES}
# What a Word template may take apart by its heading.
PARTS = tuple(LABELS[key] for key in ("strengths", "improvements", "next"))


def summary_page(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """One page: what was done, the grades, what is going well and what is not, what is late."""
    return Document(
        title=f"Summary: {g.round.title}",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_blocks(g, texts)),
        marking="Internal, not for publication",
        is_draft=is_draft,
        is_compact=True,
    )


def _blocks(g: Gathered, texts: Mapping[str, str]) -> Iterator[Block]:
    yield from _box(g, texts, "summary")
    if g.total:
        lines = [Line(g.case_type(row.group["case_type"]), row) for row in g.by_case_type]
        lines.append(Line(all_of(g), g.total, bold=True))
        table = grade_table(g, f"Overall grades, {STAGE_WORDS[g.stage]}", "Case type", lines)
        how = (
            Text(f"Figures as at {day(g.dated)}. "), *chosen(g), Text(". "),
            *range_said(g, g.total), Text(f" {ROUNDING}"),
        )  # fmt: skip
        yield replace(table, footnotes=(how,))
    elif not g.form.graded:
        yield Paragraph(f"{UNGRADED}.")
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
    moderated = ("Moderation", FigureText(g.moderated.text, g.key("moderation", of="text")))
    if g.round.is_imported:
        unknown = "Not recorded: past audits, imported from a file"
        return Facts((moderated, ("Concerns, actions, families heard", unknown)))
    heard = (
        g.number("voices", g.family_heard, of="family"), Text(" of "),
        g.number("coverage", g.audited, of="audited"), Text(" audits"),
    )  # fmt: skip
    return Facts(
        (
            moderated,
            ("Immediate concerns", g.number("concerns", g.concerns or "None")),
            ("Actions", actions_said(g)),
            ("From finding to better practice", chain_said(g)),
            ("Child or family heard", heard),
        )
    )
