"""A figure named in a box by what it is of: {{grades?stage=final&domain=plan&grade=meeting}}.

The round is the report's own and is never named; what a public paper does not print in its tables is
not printed in a sentence either.
"""

from collections.abc import Mapping

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import Figure, GradeRow, UnknownFigure
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import published
from goldenthread.writers.document import FigureText, Text

HELD_BACK = "(a number that the public version does not print)"


# What a public paper may say of a round as a whole, and what would be a part of it.
SAID_OF_ALL = (
    "grades",
    "coverage",
    "moderation",
    "concerns",
    "voices",
    "actions",
    "ledger",
    "connections",
)
PARTS = {"source", "view", "other", "question"}


def figure_in(name: str, round: str) -> Figure:
    """The figure of a round that a box names. Raises UnknownFigure."""
    if "round=" in name:
        raise UnknownFigure(name, "its round is the report's own, so leave the round out")
    found = figures.figure_of(f"{name}{'' if name.endswith('?') else '&'}round={round}")
    if "limit" in found.asked:
        raise UnknownFigure(name, "a limit is no number to count with")
    if "like" in found.asked:
        raise UnknownFigure(name, "a report speaks of its own round, not of those made like it")
    return found


def is_figure(name: str) -> bool:
    """Whether a name in double brackets is meant as a figure by what it is of.

    >>> is_figure("concerns_raised"), is_figure("actions?of=open")
    (False, True)
    """
    return "?" in name


def figure_named(name: str, g: Gathered) -> FigureText | Text:
    """The figure as the paper prints it. Raises UnknownFigure."""
    figure = figure_in(name, g.round.code)
    if not may_print(figure, g):
        return Text(HELD_BACK)
    return FigureText(figures.printed(g.by, figure), figure.text)


def may_print(figure: Figure, g: Gathered) -> bool:
    """Whether this edition prints the figure: a public one prints what its own tables do."""
    if not g.is_public:
        return True
    if figure.measure == "moderation" and {"grade", "before"} & set(figure.asked):
        return published(g).moderation_may_show
    if figure.measure == "connections" and figure.grade:
        return False
    group = {name: value for name, value in figure.where.items() if name != "round"}
    if figure.measure == "grades" and group:
        return figure.stage == g.stage and _is_row(group, published(g))
    return not group and figure.measure in SAID_OF_ALL and not set(figure.asked) & PARTS


def _is_row(group: Mapping[str, str], shown: Gathered) -> bool:
    """Whether a public paper has a row of this group."""
    rows: dict[str, tuple[GradeRow, ...]] = {
        "case_type": shown.by_case_type, "domain": shown.by_domain,
    }  # fmt: skip
    if len(group) != 1:
        return False
    ((name, value),) = group.items()
    return any(row.group[name] == value for row in rows.get(name, ()))
