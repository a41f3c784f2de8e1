"""The tables and the chart that papers share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from goldenthread.figures.queries import GradeRow, figure_key
from goldenthread.method.change import verdict
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.reports.build.gathered import (
    STAGE_WORDS,
    Following,
    Gathered,
    counted,
)
from goldenthread.writers.document import (
    Align,
    BarRow,
    Dumbbells,
    FigureText,
    GradeBars,
    Inline,
    PairRow,
    Table,
    Text,
)

# What a chart leaves out, said beside it.
LEFT_OUT = f". Rows with fewer than {FEWEST_FOR_PERCENT} audits are in the table only."
ROUNDING = "Percentages are rounded and may not add up to 100."


@dataclass(frozen=True)
class Line:
    """A row of a table of grades, with how it is headed and the stage it is at."""

    label: str
    row: GradeRow
    stage: str = ""
    bold: bool = False


def grade_table(g: Gathered, caption: str, heading: str, lines: Iterable[Line]) -> Table:
    """Counts and per cents by grade, n first."""
    steps = g.steps
    return Table(
        caption=caption,
        header=(heading, "Audits", *(step.label for step in steps)),
        rows=tuple(_line(g, line) for line in lines),
        footnotes=(ROUNDING,),
        align=("left", *right(len(steps) + 1)),
    )


def right(columns: int) -> tuple[Align, ...]:
    """So many columns of numbers."""
    align: Align = "right"
    return (align,) * columns


def _line(g: Gathered, line: Line) -> tuple[Inline, ...]:
    row = line.row
    cells = [g.graded(row, "n", str(row.n), line.stage)]
    cells += [g.graded(row, key, counted(share), line.stage) for key, share in row.shares.items()]
    if line.bold:
        cells = [FigureText(c.text, c.figure_key, bold=True) for c in cells]
    return (Text(line.label, bold=line.bold), *cells)


def case_type_table(g: Gathered, number: int) -> Table:
    lines = [Line(g.case_type(row.group["case_type"]), row) for row in g.by_case_type]
    if g.total:
        lines.append(Line(all_of(g), g.total, bold=True))
    caption = f"Table {number}: overall grades by case type, {STAGE_WORDS[g.stage]}"
    return grade_table(g, caption, "Case type", lines)


def all_of(g: Gathered) -> str:
    return f"All {g.about.plural}"


def domain_table(g: Gathered, number: int) -> Table:
    lines = [Line(g.domain(row.group["domain"]), row) for row in g.by_domain]
    caption = f"Table {number}: grades by domain; not applicable is left out"
    return grade_table(g, caption, "Domain", lines)


def round_table(g: Gathered, following: Following, number: int) -> Table:
    pairs = zip(following.titles, following.rows, strict=True)
    lines = [Line(title, row, following.stage) for title, row in pairs]
    caption = f"Table {number}: overall grades by round, {STAGE_WORDS[following.stage]}"
    table = grade_table(g, caption, "Round", lines)
    return replace(table, footnotes=(*following.breaks, *table.footnotes))


def moderation_table(g: Gathered, number: int) -> Table:
    """The moderated audits alone, before and after."""

    def cells(at: str, count: Callable[[str], int]) -> tuple[Inline, ...]:
        n = g.number("moderation", g.moderated.n, of="n")
        grades = (g.number("moderation", count(s.key), at=at, grade=s.key) for s in g.steps)
        return (n, *grades)

    return Table(
        caption=f"Table {number}: the moderated audits, before and after moderation",
        header=("Stage", "Audits", *(step.label for step in g.steps)),
        rows=(
            ("Auditor's grade", *cells("before", g.moderated.before)),
            ("Moderator's grade", *cells("after", g.moderated.after)),
        ),
        align=("left", *right(len(g.steps) + 1)),
    )


def case_type_chart(g: Gathered, finding: Inline) -> GradeBars | None:
    """A bar for each case type of ten audits or more, and one for all; none where there are fewer."""
    lines = [Line(g.case_type(r.group["case_type"]), r) for r in g.by_case_type]
    lines += [Line(all_of(g), g.total)] if g.total else []
    bars = [bar(line, g.stage, g.round.code) for line in lines if line.row.n >= FEWEST_FOR_PERCENT]
    if not bars:
        return None
    return GradeBars(
        title_finding=finding,
        caption=f"Chart 1: overall grades by case type, {STAGE_WORDS[g.stage]}"
        f"{LEFT_OUT if len(bars) < len(lines) else ''}",
        scale=g.steps,
        rows=tuple(bars),
        prints_numbers=False,
        row_heading="Case type",
    )


def domain_pairs(g: Gathered, following: Following, number: int) -> Dumbbells | None:
    """The domains of both rounds beside each other, those with ten audits or more in each."""
    enough = [p for p in following.domains if min(p[0].n, p[1].n) >= FEWEST_FOR_PERCENT]
    if not enough:
        return None
    missing = len(following.domains) - len(enough)
    domains = "1 domain" if missing == 1 else f"{missing} domains"
    verb = "is" if missing == 1 else "are"
    few = f". {domains} with fewer than {FEWEST_FOR_PERCENT} audits in a round {verb} left out."
    return Dumbbells(
        title_finding=_what_changed(following, enough), names=(following.titles[0], following.titles[1]),
        is_joined=not following.differences,
        caption=f"Chart {number}: audits that met the standard, by domain{few if missing else ''}",
        rows=tuple(_pair(g, was, now, following.stage) for was, now in enough),
        row_heading="Domain",
    )  # fmt: skip


def _what_changed(following: Following, pairs: Sequence[tuple[GradeRow, GradeRow]]) -> str:
    """What may be said of the domains together; of two rounds on another basis, nothing."""
    if following.differences:
        return "Both rounds side by side: their basis differs, so no change is read from them"
    said = [verdict(was.meeting.count, was.n, now.meeting.count, now.n) for was, now in pairs]
    return (
        f"Of {len(said)} domains {said.count('better')} got better and {said.count('worse')} worse; of "
        "the others there are too few audits to tell"
    )


def _pair(g: Gathered, was: GradeRow, now: GradeRow, stage: str) -> PairRow:
    (before, one), (after, two) = (
        ((row.meeting.count, row.n), g.graded(row, "meeting", "", stage).figure_key)
        for row in (was, now)
    )
    return PairRow(g.domain(now.group["domain"]), before, after, (one, two))


def bar(line: Line, stage: str, round: str) -> BarRow:
    where = {"stage": stage, "round": round, **line.row.group}
    keys = tuple(figure_key("grades", **where, grade=key) for key in line.row.counts)
    return BarRow(line.label, line.row.n, tuple(line.row.counts.values()), keys)


def listed(parts: Sequence[str]) -> str:
    """Words in a row: "a, b and c".

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
