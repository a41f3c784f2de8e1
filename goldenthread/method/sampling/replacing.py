"""Who takes the place of a case that dropped out: it closed, or a conflict appeared."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from goldenthread.method.sampling.drawing import Draw

Level = Literal["same_cell", "same_team", "same_type"]
"""same_cell: same type and practitioner. same_team: same type and team. same_type: same type."""


class Replacement(NamedTuple):
    """A case by its place in the case list, and how near it is to the one it replaces."""

    row: int
    level: Level


def replacements(draw: Draw, row: int, used: Collection[int] = ()) -> Iterator[Replacement]:
    """Those who may take the place of the case in ``row``, the first one first.

    The nearest go before the others, and of the equally near the one with the lowest number.
    ``used``: rows that have replaced another case already, or turned out not to be possible. A
    replacement keeps the chance of the case that it replaces: what was lost is taken to be like the
    others of its cell.
    """
    strata, posts = draw.frame.column(draw.design.strata), draw.places
    type_, post = strata[row], posts.posts[posts.of[row][1]]
    free = [
        each.row for each in draw.reserves if strata[each.row] == type_ and each.row not in used
    ]
    near: dict[Level, list[int]] = {"same_cell": [], "same_team": [], "same_type": []}
    for each in free:
        other = posts.posts[posts.of[each][1]]
        if other == post:
            near["same_cell"].append(each)
        elif (other.team, other.service) == (post.team, post.service):
            near["same_team"].append(each)
        else:
            near["same_type"].append(each)
    for level, rows in near.items():
        yield from (Replacement(each, level) for each in rows)
