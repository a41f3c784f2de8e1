"""The judgements that a printed row of grades is made of."""

from goldenthread.figures.queries.alike import spelt_out
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.standing import graded_in, standing
from goldenthread.people.actors import Actor
from goldenthread.tools.form import OVERALL


def judged(by: Actor, figure: Figure) -> frozenset[tuple[str, str]] | None:
    """The section and the audit of each judgement in the row that a figure stands in, whatever its grade.

    None for a figure that stands in no row of grades.
    """
    figure = spelt_out(by, figure)
    if figure.measure == "grades":
        stage = figure.stage
    elif figure.measure == "moderation" and "at" in figure.asked:
        stage = "moderated"
    else:
        return None
    found = standing(by, stage, figure.where)
    if "domain" not in figure.where:
        found = found.filter(section=OVERALL)
    return frozenset(found.order_by().values_list("section", "audit__ref"))


def beside_judged(by: Actor, figure: Figure) -> tuple[frozenset[tuple[str, str]], ...]:
    """Of a table of two sections beside each other its two margins, each as `judged` gives a row."""
    asked = figure.asked
    if figure.measure != "connections" or not {"first", "second"} <= set(asked):
        return ()
    first, second = asked["first"], asked["second"]
    graded = standing(by, figure.stage, {**figure.where, "domain": first})
    both = graded.filter(audit__in=graded_in(second, figure.stage).values("audit"))
    audits = frozenset(both.order_by().values_list("audit__ref", flat=True))
    return tuple(frozenset((section, ref) for ref in audits) for section in (first, second))


def row_of(figure: Figure) -> str:
    """The row that a figure stands in, said as the figure of all its judgements."""
    asked = {
        k: v for k, v in figure.asked.items() if k not in ("grade", "limit", "before", "other")
    }
    return Figure(figure.measure, asked).text
