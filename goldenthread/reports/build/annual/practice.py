"""The grades of the year's rounds, by round, case type and domain, and what moderation did to them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from goldenthread.figures.queries import GradeRow, figure_key, side_by_side
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.reports.build.annual.paper import Paper, many
from goldenthread.reports.build.charts import RIGHT, Bar, chart_of, charted
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.published import TOTAL_ONLY, combined, noted
from goldenthread.reports.build.sentences import UNGRADED, of_audits
from goldenthread.reports.build.tables import LEFT_OUT, Line, all_of, bar, grade_table
from goldenthread.reports.build.together import joined
from goldenthread.writers.document import (
    Block,
    Bullets,
    FigureText,
    GradeBars,
    Heading,
    Inline,
    Note,
    Table,
    Text,
)


def grades(paper: Paper) -> Iterator[Block]:
    """By round, by case type, by domain: a table of each and a chart of the rows with enough audits."""
    yield Heading(2, "Grades")
    whole = paper.whole
    if whole.total is None:
        graded = any(each.form.graded for each in paper.rounds)
        yield paper.say("No grade has been given yet." if graded else f"{UNGRADED}.")
        return
    met = whole.graded(whole.total, "meeting", whole.total.meeting.text)
    finding = (met, Text(f"{of_audits(whole.total.meeting)} met the standard (good or better)"))
    yield paper.say(f"Grades shown: {STAGE_WORDS[whole.stage]}.")
    yield from _apart(paper)
    yield Heading(3, "By round")
    yield from _by_round(paper, finding)
    yield Heading(3, "By case type")
    shown = paper.shown
    lines = [Line(shown.case_type(row.group["case_type"]), row) for row in shown.by_case_type]
    lines.append(Line(all_of(whole), whole.total, bold=True))
    weakest = _weakest(
        whole, shown.by_case_type, lambda row: shown.case_type(row.group["case_type"])
    )
    yield from _graded(paper, weakest, ("overall grades by case type", "Case type"), lines,
                       (whole.by_case_type, shown.by_case_type))  # fmt: skip
    if whole.by_domain:
        yield Heading(3, "By domain")
        yield from _by_domain(paper)


def _apart(paper: Paper) -> Iterator[Block]:
    """Which rounds these grades are not of, and why."""
    if others := [each.round.title for each in paper.rounds if each not in paper.t.graded]:
        yield Note(
            f"Not counted here, because graded on another scale or not at all: {'; '.join(others)}."
        )


def _by_round(paper: Paper, finding: Inline) -> Iterator[Block]:
    rows = paper.t.by_round
    for scale in dict.fromkeys(row.scale for row in rows):
        whole = tuple(row for row in rows if row.scale == scale)
        shown = combined("round", whole, paper.whole.behind) if paper.is_public else whole
        g = next((e for e in paper.rounds if e.form.scale == scale), paper.whole)
        held = replace(paper.whole, form=g.form)
        lines = [Line(paper.t.titles(row.group["round"]), row) for row in shown]
        is_main = paper.whole.total is not None and scale == paper.whole.total.scale
        words = "overall grades by round" + ("" if is_main else ", on another scale")
        said = finding if is_main else f"These rounds grade on another scale: {g.form.title}"
        yield from _graded(paper, said, (words, "Round"), lines, (whole, shown), g=held)
    beside = side_by_side(paper.g.by, [each.round.code for each in paper.rounds])
    if beside:
        yield paper.say("What makes these rounds alike, or hard to compare:")
        yield Bullets(tuple(each.sentence for each in beside))


def _by_domain(paper: Paper) -> Iterator[Block]:
    whole, shown = paper.whole, paper.shown
    if not shown.by_domain:
        yield Note(f"Domains: {TOTAL_ONLY}")
        return
    lines = [Line(shown.domain(row.group["domain"]), row) for row in shown.by_domain]
    finding = _weakest(whole, shown.by_domain, lambda row: shown.domain(row.group["domain"]))
    yield from _graded(paper, finding, ("grades by domain; not applicable is left out", "Domain"),
                       lines, (whole.by_domain, shown.by_domain))  # fmt: skip
    if breaks := dict.fromkeys(b.text for row in shown.by_domain for b in row.breaks):
        yield Note(" ".join(breaks))
    if alike := [each.round.title for each in paper.t.graded if each not in paper.t.alike]:
        yield Note(f"Not counted by domain, because audited with another tool: {'; '.join(alike)}.")


def _weakest(g: Gathered, rows: Sequence[GradeRow], name: Callable[[GradeRow], str]) -> Inline:
    """The row of which the smallest share met the standard, of those with audits enough to say."""
    enough = [row for row in rows if row.n >= FEWEST_FOR_PERCENT]
    if not enough:
        return "There are too few audits in each row to say where practice was weakest"
    worst = max(enough, key=lambda row: (row.n - row.meeting.count) / row.n)
    if worst.meeting.count == worst.n:
        return "Every audit of the rows with enough of them met the standard"
    met = g.graded(worst, "meeting", worst.meeting.text)
    said = Text(f"{of_audits(worst.meeting)} met the standard")
    return (Text(f"The smallest share was in {name(worst)}: "), met, said)


def _graded(
    paper: Paper, finding: Inline, words: tuple[str, str], lines: Sequence[Line],
    rows: tuple[Sequence[GradeRow], Sequence[GradeRow]],
    *, g: Gathered | None = None,
) -> Iterator[Block]:  # fmt: skip
    """The chart of the lines with enough audits, then the table; `words`: what they are of, and what heads
    a line; `rows` whole, and as they are shown."""
    title, heading = words
    g = g or paper.whole
    bars = [bar(each, g.stage, "") for each in lines if each.row.n >= FEWEST_FOR_PERCENT]
    few = LEFT_OUT if len(bars) < len(lines) else ""
    yield from chart_of(paper.numbers, GradeBars(
        title_finding=finding, caption=f"{title}{few}", scale=g.steps, rows=tuple(bars),
        prints_numbers=False, row_heading=heading,
    ))  # fmt: skip
    yield noted(grade_table(g, paper.numbers.table(title), heading, lines), *rows)


def moderation(paper: Paper) -> Iterator[Block]:
    """Before and after, which way grades went, and how far auditors and moderators agreed as a whole."""
    yield Heading(2, "Moderation and consistency")
    held = paper.whole.moderated
    text = paper.number(held.text, "moderation", of="text")
    if not held.n:
        yield paper.say("Of the audits of these rounds ", text, ".")
        return
    finding = (
        Text("Moderators changed "), paper.number(held.changed, "moderation", of="changed"),
        Text(" of "), paper.number(held.n, "moderation", of="n"),
        Text(many(held.n, " overall grade: ", " overall grades: ")),
        paper.number(held.moved(1), "moderation", of="up"), Text(" up and "),
        paper.number(held.moved(-1), "moderation", of="down"), Text(" down"),
    )  # fmt: skip
    yield paper.say("Of the audits of these rounds ", text, ".")
    yield paper.say(
        "Auditor and moderator gave the same grade in ",
        paper.number(held.n - held.changed, "moderation", of="same"), " of ",
        paper.number(held.n, "moderation", of="n"),
        ". This is of the authority as a whole: how each auditor’s grades compare is for a talk with "
        "that auditor and stands in no paper.",
    )  # fmt: skip
    if not paper.shown.moderation_may_show:
        yield Note(
            "The grades before and after moderation are not shown: too few people stand behind."
        )
        return
    yield from _before_and_after(paper, finding)
    if not paper.is_public and len(paper.rounds) > 1:
        yield _direction(paper)


def _before_and_after(paper: Paper, finding: Inline) -> Iterator[Block]:
    g, code = paper.whole, joined(paper.t.graded)
    held, steps = g.moderated, g.steps

    def part(n: int, **asked: str) -> tuple[int, str]:
        return n, figure_key("moderation", round=code, **asked)

    ends = (("Auditor’s grade", "before", held.before), ("Moderator’s grade", "after", held.after))
    bars = [
        Bar(label, sum(held.pairs.values()), figure_key("moderation", round=code, of="n"),
            tuple(part(count(step.key), at=at, grade=step.key) for step in steps))
        for label, at, count in ends
    ]  # fmt: skip
    yield from charted(
        paper.numbers, finding, "the moderated audits, before and after moderation", steps, bars,
        heading="Stage", counted="Audits",
    )  # fmt: skip
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (f"Auditor: {was.label}", *(
            FigureText(str(held.pairs.get((was.key, now.key), 0)),
                       figure_key("moderation", round=code, before=was.key, grade=now.key))
            for now in steps
        ))
        for was in steps
    )  # fmt: skip
    yield Table(
        paper.numbers.table("each auditor’s grade and what the moderator made of it"),
        ("Auditor’s grade", *(f"Moderator: {step.label}" for step in steps)), rows,
        align=("left", *RIGHT * len(steps)),
    )  # fmt: skip


def _direction(paper: Paper) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for each in paper.rounds:
        held = each.moderated
        counts = (("n", held.n), ("up", held.moved(1)), ("same", held.n - held.changed),
                  ("down", held.moved(-1)))  # fmt: skip
        rows.append((each.round.title, *(each.number("moderation", n, of=of) for of, n in counts)))
    return Table(
        paper.numbers.table("which way moderation went, by round"),
        ("Round", "Moderated", "Up", "The same", "Down"), tuple(rows),
        align=("left", *RIGHT * 4),
    )  # fmt: skip
