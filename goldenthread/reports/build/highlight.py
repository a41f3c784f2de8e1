"""The highlight page: one side of A4 for a director or a lead member, month by month."""

from collections.abc import Iterator, Mapping
from datetime import date

from goldenthread.figures.queries import figure_key
from goldenthread.programme.queries.schedule import delivery
from goldenthread.reports.build.boxes import COMMON, FIELD, Box, common, paragraphs
from goldenthread.reports.build.charts import Bar, Numbers, charted
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.method import day
from goldenthread.reports.build.sentences import UNGRADED, actions_said, concerns_said, of_audits
from goldenthread.reports.build.together import joined, together
from goldenthread.reports.kinds import HIGHLIGHT
from goldenthread.reports.queries import last_said
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    Heading,
    Inline,
    NarrativeGap,
    Paragraph,
    Text,
)

THREE = "At most three, an empty line between them."
BOXES: tuple[Box, ...] = (
    *common("author", "author_post", "contact"),
    Box("strengths", COMMON["strengths"].label, is_needed=True, hint=THREE),
    Box("worries", "What worries us", is_needed=True, hint=THREE),
    Box("kept", "What became of what we promised last time",
        hint="Stands under the promises of the last highlight page that was finalised."),
    Box("next", "Next month", is_needed=True,
        hint="What is promised here stands on the next highlight page. At most three."),
)  # fmt: skip
LABELS = {box.key: box.label for box in BOXES}
PROMISED = "Promised last time"
# What a Word template may take apart by its heading.
PARTS = (LABELS["strengths"], LABELS["worries"], PROMISED, LABELS["next"])


def highlight_page(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """What was planned and done, the grades before and after moderation, and what is promised."""
    return Document(
        title="Practice audits: highlights",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_blocks(g, texts)),
        subtitle=f"{'; '.join(each.round.title for each in g.rounds)}: figures as at {day(g.dated)}",
        marking="Internal, not for publication",
        is_draft=is_draft,
        is_compact=True,
    )


def _blocks(g: Gathered, texts: Mapping[str, str]) -> Iterator[Block]:
    held = together(g, with_audits=False)
    whole, numbers = held.whole, Numbers()
    yield _counts(whole)
    if whole.total:
        yield from _graded(whole, joined(held.graded), numbers)
    elif not whole.form.graded:
        yield Paragraph(f"{UNGRADED}.")
    for key in ("strengths", "worries"):
        yield Heading(2, LABELS[key])
        yield from _box(whole, texts, key)
    yield Heading(2, PROMISED)
    before = FIELD.sub("…", last_said(g.by, HIGHLIGHT, "next"))
    promised = [part.strip() for part in before.split("\n\n") if part.strip()]
    yield Bullets(tuple(promised)) if promised else Paragraph("This is the first highlight page.")
    yield from _box(whole, texts, "kept")
    yield Heading(2, LABELS["next"])
    yield from _box(whole, texts, "next")


def _counts(g: Gathered) -> Facts:
    rows: list[tuple[str, Inline]] = [("Audits", _audits(g))]
    if delivered := _programme(g):
        rows.append(("Programme of the year", delivered))
    if g.round.is_imported:
        rows.append(("Concerns, actions", "Not recorded: past audits, imported from a file"))
        return Facts(tuple(rows))
    first, *rest = concerns_said(g)
    said = (FigureText(first.text.capitalize(), first.figure_key),) if isinstance(first, FigureText) else (first,)  # fmt: skip
    rows += [("Immediate concerns", (*said, *rest)), ("Actions", actions_said(g))]
    return Facts(tuple(rows))


def _audits(g: Gathered) -> Inline:
    runs: list[Text | FigureText] = [
        g.number("coverage", g.audited, of="audited"), Text(" handed in"),
    ]  # fmt: skip
    if waiting := g.coverage.in_round - g.audited:
        runs += [Text(", "), g.number("coverage", waiting, of="waiting"), Text(" still to come")]
    return tuple(runs)


def _programme(g: Gathered) -> Inline:
    """Audits planned on the schedule from January to this month, and handed in; empty without any."""
    first, last = date(g.dated.year, 1, 1), g.dated.replace(day=1)
    held = [each for month in delivery(g.by, first, last) for each in month.standing]
    counts = (("done", sum(e.done for e in held)), ("planned", sum(e.planned or 0 for e in held)))
    months = {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}
    done, planned = (
        FigureText(f"{n:,}", figure_key("programme", of=of, **months)) for of, n in counts
    )
    said = (done, Text(" handed in of "), planned, Text(" planned since January"))
    return said if counts[1][1] else ""


def _graded(g: Gathered, code: str, numbers: Numbers) -> Iterator[Block]:
    total, held = g.total, g.moderated
    assert total is not None
    met = g.graded(total, "meeting", total.meeting.text)
    yield Paragraph(
        (met, Text(f"{of_audits(total.meeting)} met the standard (good or better); "
                   f"{STAGE_WORDS[g.stage]}."))
    )  # fmt: skip
    if not held.n:
        yield Paragraph("No grade has been moderated yet.")
        return
    finding = (
        Text("A moderator changed "), g.number("moderation", held.changed, of="changed"), Text(" of "),
        g.number("moderation", held.n, of="n"),
        Text(" overall grade" if held.n == 1 else " overall grades"),
    )  # fmt: skip
    whole = figure_key("moderation", round=code, of="n")
    bars = [
        Bar(label, sum(held.pairs.values()), whole, tuple(
            (count(s.key), figure_key("moderation", round=code, at=at, grade=s.key)) for s in g.steps
        ))
        for label, at, count in (
            ("Before moderation", "before", held.before), ("After moderation", "after", held.after)
        )
    ]  # fmt: skip
    yield from charted(
        numbers, finding, "the moderated audits, before and after moderation", g.steps, bars,
        heading="Stage", counted="Audits",
    )  # fmt: skip


def _box(g: Gathered, texts: Mapping[str, str], key: str) -> Iterator[Block]:
    found = paragraphs(texts[key], g)
    if len(found) > 1:
        yield Bullets(tuple(found))
    else:
        yield from map(Paragraph, found)
    if not found and key != "kept":
        yield NarrativeGap(LABELS[key])
