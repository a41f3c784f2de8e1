"""What may be said of all cases from a draw: shares, and whether the draw is a fair picture."""

from collections.abc import Mapping

from goldenthread.method import estimates, evenness
from goldenthread.method.sampling.drawing import SIBLING, Draw

SPEAKS = ("selected", "certain", "family")
"""The reasons of cases that stand for others; a named case stands for itself alone."""


def could_be_drawn(draw: Draw) -> int:
    """How many cases an estimate speaks for: drawn, not drawn, and stood for by a sibling."""
    drawn = sum(each.reason in SPEAKS for each in draw.rows)
    return drawn + len(draw.reserves) + sum(reason == SIBLING for reason in draw.left_out)


def estimate_of(draw: Draw, answers: Mapping[str, bool]) -> estimates.Estimate:
    """The share of all cases of which something holds.

    ``answers``: whether it holds, by case number, for the drawn cases of which that is known. The
    others are taken to be like them. Raises ValueError if it is known of none.
    """
    refs = draw.frame.refs
    cases = [
        estimates.Case(answers[refs[each.row]], float(each.weight))
        for each in draw.rows
        if each.reason in SPEAKS and refs[each.row] in answers
    ]
    return estimates.estimate(cases, could_be_drawn(draw))


def evenness_of(draw: Draw, column: str) -> list[evenness.Part]:
    """One column's groups in the draw beside those who could be drawn; certain cases aside."""
    groups = draw.frame.column(column)
    rows = [(each.row, True) for each in draw.rows if each.reason == "selected"]
    rows += [(each.row, False) for each in draw.reserves]
    return evenness.evenness(
        evenness.Case(draw.places.of[row], groups[row], is_drawn) for row, is_drawn in rows
    )
