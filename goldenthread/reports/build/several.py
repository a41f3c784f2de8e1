"""Several rounds in one paper: what each did, their grades beside each other, and whether they compare."""

from collections.abc import Iterator, Sequence

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import Beside, GradeRow, figure_key
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.reports.build.gathered import Gathered, counted
from goldenthread.reports.build.method import chosen
from goldenthread.reports.build.parts import Part, parts_of
from goldenthread.reports.build.sentences import of_audits
from goldenthread.reports.build.tables import LEFT_OUT, ROUNDING, Line, bar, listed, right
from goldenthread.writers.document import (
    Align,
    Bullets,
    FigureText,
    GradeBars,
    Inline,
    Paragraph,
    Table,
    Text,
    plain,
)

NOT_RECORDED = "Not recorded"
NO_CHANGE = "Their grades stand beside each other and are no series: nothing is said of a change between them."


def title_of(g: Gathered) -> str:
    """What a paper on several rounds is about."""
    titles = [each.round.title for each in g.rounds]
    if len(titles) == 1:
        return g.subject
    return (
        f"Practice audits: {listed(titles) if len(titles) < 4 else f'{titles[0]} to {titles[-1]}'}"
    )


def every_part(g: Gathered, *, is_public: bool) -> list[Part]:
    return [part for each in g.rounds for part in parts_of(each, is_public=is_public)]


def activity_table(parts: Sequence[Part], number: int) -> Table:
    """What was audited in each round: how many audits, of how many families, graded, moderated."""
    has_kind = any(part.kind for part in parts)
    has_families = any(part.row.families for part in parts)
    header = [
        "Round", *(["Kind of audit"] if has_kind else []), "Audits",
        *(["Families"] if has_families else []), "Graded", "Moderated",
    ]  # fmt: skip
    rows = []
    for part in parts:
        cells: list[Inline] = [part.g.round.title]
        cells += [part.kind or NOT_RECORDED] if has_kind else []
        cells.append(part.audits())
        cells += [_families(part)] if has_families else []
        cells += [_graded(part), _moderated(part)]
        rows.append(tuple(cells))
    left: tuple[Align, ...] = ("left",) if has_kind else ()
    return Table(
        f"Table {number}: what was audited, round by round", tuple(header), tuple(rows),
        align=("left", *left, *right(len(header) - 1 - len(left))),
    )  # fmt: skip


def _families(part: Part) -> Inline:
    if part.row.without_family or not part.row.families:
        return NOT_RECORDED
    return part.number("coverage", part.row.families, of="families")


def _graded(part: Part) -> Inline:
    if part.total is None:
        return "None"
    return part.number("grades", part.total.n, stage=part.stage, grade="n")


def _moderated(part: Part) -> Inline:
    if part.row.not_said == part.row.n:
        return NOT_RECORDED
    count = part.number("moderation", part.row.moderated, of="moderated")
    if not part.row.not_said:
        return count
    return (count, Text(" (not said of the others)"))


def chosen_by_round(g: Gathered) -> Bullets | Paragraph:
    """How the cases of each round were chosen: what its numbers may be taken for."""
    if len({plain(chosen(each)) for each in g.rounds}) == 1:
        return Paragraph(
            (Text("How the cases of these rounds were chosen: "), *chosen(g), Text("."))
        )
    return Bullets(
        tuple((Text(f"{each.round.title}: ", bold=True), *chosen(each)) for each in g.rounds)
    )


def comparability(g: Gathered) -> list[str]:
    """In what each two rounds differ that follow each other in time, as their own properties say."""
    found = figures.side_by_side(g.by, [each.round.code for each in g.rounds])
    if len(found) > 1 and len({each.differ for each in found}) == 1:
        return [_compared("The rounds", found[0])]
    return [_compared(f"{each.older.title} and {each.newer.title}", each) for each in found]


def _compared(names: str, pair: Beside) -> str:
    if not pair.differ:
        return f"{names} were made alike: the same tool, way of choosing and case types."
    said = "; ".join(pair.differ)
    return f"{names} differ in: {said}. Their numbers stand beside each other and show no trend."


def in_a_series(g: Gathered) -> bool:
    """Whether nothing hinders that the grades of these rounds are compared."""
    if not any(each.total for each in g.rounds):
        return True
    found = figures.side_by_side(g.by, [each.round.code for each in g.rounds])
    return not any(each.differ for each in found)


def by_year(shown: Gathered, numbers: Iterator[int]) -> Iterator[tuple[Table, GradeBars | None]]:
    """For each case type graded in two rounds or more, its grades by round, the newest first; or of
    all cases, where no case type is. Rows are those that the tables of each round print too."""
    rows = {
        each.round.code: {row.group["case_type"]: row for row in each.by_case_type}
        for each in shown.rounds
    }
    known = [code for found in rows.values() for code in found if code and "+" not in code]
    again = [code for code in dict.fromkeys(known) if known.count(code) > 1]
    for code in again:
        lines = [(g, rows[g.round.code].get(code)) for g in reversed(shown.rounds)]
        yield _by_round(code, [(g, row) for g, row in lines if row], next(numbers))
    totals = [(g, g.total) for g in reversed(shown.rounds)]
    found = [(g, row) for g, row in totals if row]
    if not again and len(found) > 1:
        yield _by_round("", found, next(numbers))


def _by_round(
    code: str, found: Sequence[tuple[Gathered, GradeRow]], number: int
) -> tuple[Table, GradeBars | None]:
    newest = found[0][0]
    same = [(g, row) for g, row in found if row.scale.keys == found[0][1].scale.keys]
    what = newest.case_type(code) if code else newest.about.plural
    moderated = [_moderated_of(g, row) for g, row in same]
    all_were = all(n == row.n for n, (_, row) in zip(moderated, same, strict=True))
    at = "after moderation" if all_were else "the latest there are"
    table = Table(
        f"Table {number}: overall grades by round, {at}: {what}",
        ("Round", "Audits", "Moderated", *(step.label for step in newest.steps)),
        tuple(_line(g, row, n) for (g, row), n in zip(same, moderated, strict=True)),
        footnotes=(ROUNDING,),
        align=("left", *right(2 + len(newest.steps))),
    )
    return table, _chart(what, same, number)


def _moderated_of(g: Gathered, row: GradeRow) -> int:
    where = {"round": g.round.code, **row.group}
    return sum(each.n for each in figures.grades(g.by, (), stage="moderated", where=where))


def _line(g: Gathered, row: GradeRow, moderated: int) -> tuple[Inline, ...]:
    where = {"stage": "moderated", "round": g.round.code, **row.group}
    held = FigureText(str(moderated), figure_key("grades", **where, grade="n"))
    cells = [g.graded(row, key, counted(share)) for key, share in row.shares.items()]
    return (g.round.title, g.graded(row, "n", str(row.n)), held, *cells)


def _chart(what: str, found: Sequence[tuple[Gathered, GradeRow]], number: int) -> GradeBars | None:
    bars = [
        bar(Line(g.round.title, row), g.stage, g.round.code)
        for g, row in found
        if row.n >= FEWEST_FOR_PERCENT
    ]
    if len(bars) < 2:
        return None
    newest, row = found[0]
    said = (
        Text(f"{newest.round.title}: "), newest.graded(row, "meeting", row.meeting.text),
        Text(f"{of_audits(row.meeting)} met the standard"),
    )  # fmt: skip
    few = LEFT_OUT if len(bars) < len(found) else ""
    return GradeBars(
        said, f"The bars of table {number}: {what}{few}", newest.steps, tuple(bars),
        prints_numbers=False, row_heading="Round",
    )  # fmt: skip
