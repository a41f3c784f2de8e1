"""Whether a draw is a fair picture of its frame."""

from collections.abc import Sequence

from goldenthread.method import evenness
from goldenthread.method.sampling.drawing import Draw


def evenness_of(draw: Draw, groups: Sequence[str]) -> list[evenness.Part]:
    """Groups in the draw beside those who could be drawn; certain and named cases aside.

    ``groups``: the group of each case of the frame, in its order.
    """
    rows = [(each.row, True) for each in draw.rows if each.reason == "selected"]
    rows += [(each.row, False) for each in draw.reserves]
    return evenness.evenness(
        evenness.Case(draw.places.of[row], groups[row], is_drawn) for row, is_drawn in rows
    )
