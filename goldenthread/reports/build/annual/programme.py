"""What was planned and done, how much of the work was looked at, how, and what is planned next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from goldenthread.figures.queries import figure_key
from goldenthread.programme.queries.schedule import Month, delivery, months_from
from goldenthread.reports.build.annual.paper import Paper, many, months_of
from goldenthread.reports.build.charts import RIGHT, chart_of, parts_of
from goldenthread.reports.build.children import characteristics_table
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import day, method_box
from goldenthread.writers.document import (
    BarRow,
    Block,
    Facts,
    FigureText,
    GradeBars,
    Heading,
    Inline,
    Note,
    Table,
    Text,
)


def programme(paper: Paper) -> Iterator[Block]:
    """Month by month, what stood on the schedule and what was done of it."""
    yield Heading(2, "What was planned and what was done")
    first, last = paper.months
    months = delivery(paper.g.by, first, last)
    if not any(month.standing for month in months):
        yield paper.say("No activity of these months is on the schedule of the programme.")
        return
    planned, done = (
        _number(sum(count(m) for m in months), of, first, last)
        for of, count in (("planned", lambda m: m.planned), ("done", _done))
    )
    finding = (Text("Of "), planned, Text(" audits on the schedule, "), done,
               Text(many(_done_all(months), " was handed in", " were handed in")))  # fmt: skip
    yield from _chart(paper, finding, months)
    yield Table(
        paper.numbers.table("activity by month"), ("Month", "Activity", "Planned", "Handed in"),
        tuple(_row(month) for month in months), align=("left", "left", *RIGHT * 2),
    )  # fmt: skip
    yield Note(
        "Planned is the number of audits wanted, or where nobody has said one, the cases of the "
        "rounds; what needs no audits counts as none. Cancelled activities are left out."
    )


def activities_named(g: Gathered) -> list[str]:
    """The titles of activities that the report prints, as people typed them."""
    first, last = months_of(g.rounds)
    months = delivery(g.by, first, months_from(last, 12))
    return [each.activity.title for month in months for each in month.standing]


def _done(month: Month) -> int:
    return sum(each.done for each in month.standing)


def _done_all(months: Sequence[Month]) -> int:
    return sum(map(_done, months))


def _number(n: int, of: str, first: date, last: date) -> FigureText:
    asked = {"of": of, "from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}
    return FigureText(f"{n:,}", figure_key("programme", **asked))


def _chart(paper: Paper, finding: Inline, months: Sequence[Month]) -> Iterator[Block]:
    rows = tuple(
        BarRow(f"{m.first:%B %Y}", m.planned, (m.done, m.planned - m.done))
        for m in months if m.planned
    )  # fmt: skip
    yield from chart_of(paper.numbers, GradeBars(
        title_finding=finding, caption="audits planned in each month, and how many of them were handed in",
        scale=parts_of("Handed in", "Not handed in"), rows=rows, prints_numbers=False,
        row_heading="Month", n_heading="Audits",
    ))  # fmt: skip


def _row(month: Month) -> tuple[Inline, ...]:
    said = "; ".join(each.activity.title for each in month.standing) or "Nothing planned"
    planned = _number(month.planned, "planned", month.first, month.first)
    return (
        f"{month.first:%B %Y}",
        said,
        planned,
        _number(_done(month), "done", month.first, month.first),
    )


def coverage(paper: Paper) -> Iterator[Block]:
    """How much of the open work each round looked at; practitioners are counted alone."""
    held = paper.whole.coverage
    yield Heading(2, "How much of the work was looked at")
    workers = held.practitioners.audited
    finding = (
        paper.number(held.handed_in, "coverage", of="audited"),
        Text(many(held.handed_in, " audit was made, in ", " audits were made, in ")),
        paper.number(len(paper.rounds), "coverage", of="rounds"),
        Text(many(len(paper.rounds), " round, of the work of ", " rounds, of the work of ")),
        paper.number(workers, "coverage", of="practitioners"),
        Text(many(workers, " practitioner", " practitioners")),
    )
    known = [each for each in paper.rounds if each.coverage.total.share]
    yield from chart_of(paper.numbers, GradeBars(
        title_finding=finding, scale=parts_of("Audited", "Not audited"),
        caption="open cases on the day of each round’s case list, and how many of them were audited",
        rows=tuple(map(_covered, known)), prints_numbers=False, row_heading="Round", n_heading="Cases",
    ))  # fmt: skip
    yield Table(
        paper.numbers.table("audits and open cases by round"),
        ("Round", "Audits", "Of open cases", "Practitioners"),
        (*map(_covered_row, paper.rounds), _covered_all(paper)),
        align=("left", *RIGHT * 3),
        footnotes=("A case audited in two rounds counts in each; a practitioner counts once in all.",),
    )  # fmt: skip
    if not paper.is_public and held.by_team:
        yield _teams(paper)


def children(paper: Paper) -> Iterator[Block]:
    """Who the children audited are beside those of each round's case list, where the author wants it."""
    if paper.texts["children"] != "yes":
        return
    yield Heading(2, "Children audited beside the case list")
    for each in paper.rounds:
        yield Heading(3, each.round.title)
        yield from characteristics_table(
            each, is_public=paper.is_public, numbers=paper.numbers.tables
        )


def _covered(g: Gathered) -> BarRow:
    total = g.coverage.total
    open_cases = total.open or 0
    return BarRow(g.round.title, open_cases, (total.audited, open_cases - total.audited))


def _covered_row(g: Gathered) -> tuple[Inline, ...]:
    share = g.coverage.total.share
    of_open: Inline = "Not known"
    if share:
        percent = "" if share.percent is None else f" ({share.percent}%)"
        text = f"{share.count:,} of {share.n:,}{percent}"
        of_open = FigureText(text, g.key("coverage", of="share"))
    workers = g.coverage.practitioners
    many_workers = g.number("coverage", workers.audited + workers.beside, of="practitioners")
    audits = g.number("coverage", g.audited, of="audited")
    return g.round.title, audits, of_open, many_workers


def _covered_all(paper: Paper) -> tuple[Inline, ...]:
    held = paper.whole.coverage
    numbers = (
        paper.number(held.handed_in, "coverage", of="audited"),
        paper.number(held.practitioners.audited, "coverage", of="practitioners"),
    )
    audits, workers = (replace(each, bold=True) for each in numbers)
    return Text("All rounds", bold=True), audits, "–", workers


def _teams(paper: Paper) -> Table:
    return Table(
        paper.numbers.table("audits by team"), ("Team", "Audits"),
        tuple(
            (row.code or "No team known",
             paper.number(row.audited, "coverage", of="audited", team=row.code))
            for row in paper.whole.coverage.by_team
        ),
        align=("left", *RIGHT),
    )  # fmt: skip


def plan(paper: Paper) -> Iterator[Block]:
    """The twelve months after the year, as they stand on the schedule today."""
    yield Heading(2, "Next year’s plan")
    yield from paper.box("plan")
    _, last = paper.months
    first, end = months_from(last, 1), months_from(last, 12)
    months = delivery(paper.g.by, first, end)
    if not any(month.standing for month in months):
        yield paper.say("Nothing is on the schedule for the twelve months that follow yet.")
        return
    yield Table(
        paper.numbers.table("the schedule of the next twelve months"),
        ("Month", "Activity", "Audits planned"),
        tuple(_row(month)[:3] for month in months), align=("left", "left", *RIGHT),
    )  # fmt: skip


def methods(paper: Paper) -> Iterator[Block]:
    """How each round was done, and what no figure of this report says."""
    yield Heading(2, "How the audits were done")
    yield paper.say(
        "Every number counts audits that were handed in, of cases still in their round, at the day "
        f"named above ({day(paper.g.dated)}). Second audits of a case and training audits are left out. "
        "Percentages are of few cases: a difference between two groups may be due to chance."
    )
    for each in paper.rounds:
        yield Heading(3, each.round.title)
        yield Facts(method_box(each).rows[:-1])
