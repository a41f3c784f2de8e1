"""A figure as a sentence prints it: its count, and of a share how many of how many."""

from dataclasses import replace

from goldenthread.figures.queries.counted import counted_by
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.grades import GradeRow, grades
from goldenthread.method.proportions import share
from goldenthread.people.actors import Actor

UNKNOWN = "an unknown number of"


def printed(by: Actor, figure: Figure) -> str:
    """The figure as it stands now, by the print policy. Raises UnknownRound."""
    if figure.measure == "grades" and "limit" not in figure.asked:
        return _grades(by, figure)
    n = counted_by(by, figure).n
    if n is None:
        return UNKNOWN
    if figure.measure == "coverage" and figure.of == "share":
        opened = counted_by(by, replace(figure, asked={**figure.asked, "of": "open"})).n
        return f"{n:,}" if opened is None else f"{n:,} of {opened:,}"
    return f"{n:,}"


def _grades(by: Actor, figure: Figure) -> str:
    rows = grades(by, (), stage=figure.stage, where=figure.where, with_audits=False)
    scale = figure.asked.get("scale")
    rows = [row for row in rows if scale in (None, row.scale.key)]
    if not rows:
        return "no cases"
    return _of_row(rows[0], figure) if len(rows) == 1 else f"{counted_by(by, figure).n:,}"


def _of_row(row: GradeRow, figure: Figure) -> str:
    if not figure.grade:
        return f"{row.n:,}"
    if figure.grade == "meeting":
        return row.meeting.text
    held = row.shares.get(figure.grade)
    return held.text if held else share(0, row.n, basis=row.basis).text
