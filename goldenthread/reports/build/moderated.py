"""The audits of one part of a round before and after moderation: table, bars and sentence."""

from collections.abc import Iterator

from goldenthread.figures.queries import JOIN, GradeRow, figure_key
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.reports.build.boxes import Box
from goldenthread.reports.build.gathered import counted
from goldenthread.reports.build.parts import Part
from goldenthread.reports.build.published import COMBINED
from goldenthread.reports.build.sections import say
from goldenthread.reports.build.tables import ROUNDING, right
from goldenthread.writers.document import (
    BarRow,
    Block,
    FigureText,
    GradeBars,
    Inline,
    Paragraph,
    Table,
    Text,
)

AFTER = {
    "moderated": "After moderation", "final": "Final grade", "auditor": "Auditor's grade",
}  # fmt: skip
# Some files have two columns of totals made into rows: which grade became which is then nobody's figure.
PAIRS = Box(
    "pairs", "What is known of grades before and after moderation", "choice", "audits",
    "Choose totals where a file of past audits was made from totals: then only the least number of "
    "grades that must have changed is printed.",
    choices={"audits": "Both grades of each audit", "totals": "Totals before and after alone"},
)  # fmt: skip


def grades_table(part: Part, number: int) -> Table:
    """Overall grades by stage, and at the last stage by service and case type where there are several."""
    lines = list(_stages(part))
    last = lines[-1][0] if lines else ""
    for row in part.by_service:
        lines.append((f"{last}: {row.group['service']}", part.stage, row))
    if len(part.by_case_type) > 1:
        for row in part.by_case_type:
            name = part.g.case_type(row.group["case_type"])
            lines.append((f"{last}: {name}", part.stage, row))
    has_percents = any(row.n >= FEWEST_FOR_PERCENT for *_, row in lines)
    return Table(
        f"Table {number}: overall grades, {part.title}",
        ("Grade", "Audits", *(step.label for step in part.g.steps)),
        tuple(_line(part, *each) for each in lines),
        footnotes=(ROUNDING,) if has_percents else (),
        align=("left", *right(1 + len(part.g.steps))),
    )


def _stages(part: Part) -> Iterator[tuple[str, str, GradeRow]]:
    """The auditors' grades and, where moderators gave any, those after."""
    if part.before and part.after:
        yield "Auditor's grade", "auditor", part.before
    if part.total:
        yield (AFTER[part.stage] if part.after else "Grade"), part.stage, part.total


def sections_table(part: Part, number: int) -> Table:
    """Grades by section of the tool, of the audits that graded it."""
    rows = [(part.g.domain(row.group["domain"]), part.stage, row) for row in part.by_domain]
    has_percents = any(row.n >= FEWEST_FOR_PERCENT for *_, row in rows)
    joined = any(JOIN in row.group["domain"] for row in part.by_domain)
    return Table(
        f"Table {number}: grades by section, {part.title}; not applicable is left out",
        ("Section", "Audits", *(step.label for step in part.g.steps)),
        tuple(_line(part, *each) for each in rows),
        footnotes=(*([ROUNDING] if has_percents else []), *([COMBINED] if joined else [])),
        align=("left", *right(1 + len(part.g.steps))),
    )


def graded(part: Part, row: GradeRow, grade: str, text: str, stage: str) -> FigureText:
    where = {**part.where, **row.group}
    where.pop("scale", None)
    return FigureText(text, figure_key("grades", stage=stage, **where, grade=grade))


def _line(part: Part, label: str, stage: str, row: GradeRow) -> tuple[Inline, ...]:
    cells = [graded(part, row, key, counted(share), stage) for key, share in row.shares.items()]
    return (label, graded(part, row, "n", str(row.n), stage), *cells)


def moderation_said(part: Part, pairs: str) -> Paragraph:
    """How many grades moderators changed and which way; of totals alone, how many at the least."""
    held = part.moderated
    if not held.n:
        return say("Moderation: ", part.number("moderation", held.text, of="text"), ".")
    n = part.number("moderation", held.n, of="n")
    if pairs == "totals":
        return say(
            "Only the totals before and after moderation are known: of ", n, " overall grades at least ",
            part.number("moderation", held.at_least_changed, of="least"), " changed.",
        )  # fmt: skip
    if not held.changed:
        return say(
            "Moderators changed ", part.number("moderation", "none", of="changed"), " of ", n,
            " overall grades.",
        )  # fmt: skip
    return say(
        "Moderators changed ", part.number("moderation", held.changed, of="changed"), " of ", n,
        " overall grades: ", part.number("moderation", held.moved(1), of="up"), " up and ",
        part.number("moderation", held.moved(-1), of="down"), " down.",
    )  # fmt: skip


def paired_bars(part: Part, pairs: str, numbers: Iterator[int]) -> Iterator[Block]:
    """The moderated audits before and after, where there are enough for a chart and any was changed."""
    held = part.moderated
    if held.n < FEWEST_FOR_PERCENT or not held.changed:
        return
    of, least = ("changed", held.changed) if pairs == "audits" else ("least", held.at_least_changed)
    said = (
        Text("Moderators changed " if of == "changed" else "Moderators changed at least "),
        part.number("moderation", least or "none", of=of), Text(" of "),
        part.number("moderation", held.n, of="n"), Text(" overall grades"),
    )  # fmt: skip
    rows = []
    for at, label, count in (
        ("before", "Auditor's grade", held.before), ("after", "Moderator's grade", held.after),
    ):  # fmt: skip
        keys = [step.key for step in part.g.steps]
        found = tuple(part.number("moderation", "", at=at, grade=key).figure_key for key in keys)
        rows.append(BarRow(label, held.n, tuple(count(key) for key in keys), found))
    yield GradeBars(
        said, f"Chart {next(numbers)}: the moderated audits before and after moderation, {part.title}",
        part.g.steps, tuple(rows), row_heading="Grade", prints_numbers=not _is_in_table(part),
    )  # fmt: skip


def _is_in_table(part: Part) -> bool:
    """Whether the table of grades above shows the same audits before and after."""
    n = part.moderated.n
    return bool(part.before and part.after and part.before.n == part.after.n == n)
