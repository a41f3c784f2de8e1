"""What two columns of totals say of what happened between: before and after moderation.

Old reports print how many audits had each grade before and after, and not which became which. Many
matrices fit; what can be said is how many audits were changed, and raised, at the least and the most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

MOST_COUNTED = 30  # audits, up to which the matrices are counted


@dataclass(frozen=True)
class Feasible:
    """How many audits were changed, and raised: (least, most) over all matrices that fit.

    ``matrices``: how many there are; None where there are too many audits to count them.
    """

    matrices: int | None
    changed: tuple[int, int]
    up: tuple[int, int]


def feasible(
    before: Sequence[int], after: Sequence[int], *, only_down: bool = False
) -> Feasible | None:
    """What fits counts by grade, worst first; None where nothing does.

    ``only_down``: the report says that grades were lowered, never raised. Raises ValueError where the
    two do not add up to the same.

    >>> feasible([5, 4, 0], [8, 1, 0])
    Feasible(matrices=2, changed=(3, 5), up=(0, 1))
    >>> feasible([5, 4, 0], [8, 1, 0], only_down=True)
    Feasible(matrices=1, changed=(3, 3), up=(0, 0))
    """
    if len(before) != len(after) or sum(before) != sum(after):
        raise ValueError(f"{list(before)} before and {list(after)} after")
    size = range(len(before))
    cells = [(i, j) for i, j in product(size, size) if not (only_down and j > i)]
    changed = _range(before, after, cells, [i != j for i, j in cells])
    if changed is None:
        return None
    up = _range(before, after, cells, [j > i for i, j in cells])
    few = sum(before) <= MOST_COUNTED
    return Feasible(_number(before, after, only_down) if few else None, changed, up or (0, 0))


def _range(
    before: Sequence[int],
    after: Sequence[int],
    cells: Sequence[tuple[int, int]],
    counted: list[bool],
) -> tuple[int, int] | None:
    """The least and the most of what is counted: a transport problem, whose best answers are whole."""
    from scipy.optimize import linprog

    size = range(len(before))
    rows = [[float(i == n) for i, _ in cells] for n in size]
    columns = [[float(j == n) for _, j in cells] for n in size]
    found = [
        linprog(
            [sign * float(each) for each in counted], A_eq=rows + columns, b_eq=[*before, *after]
        )
        for sign in (1, -1)
    ]
    if any(each.status for each in found):
        return None
    return round(found[0].fun), round(-found[1].fun)


def _number(before: Sequence[int], after: Sequence[int], only_down: bool) -> int:
    @cache
    def rest(grade: int, left: tuple[int, ...]) -> int:
        if grade == len(before):
            return 1
        highest = grade if only_down else len(before) - 1
        return sum(
            rest(grade + 1, tuple(a - b for a, b in zip(left, row, strict=True)))
            for row in _rows(before[grade], left, highest)
        )

    return rest(0, tuple(after))


def _rows(size: int, left: tuple[int, ...], highest: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread so many audits over the grades, up to one, that still lack some."""
    if not left:
        if size == 0:
            yield ()
        return
    most = min(size, left[-1]) if len(left) - 1 <= highest else 0
    for here in range(most + 1):
        for others in _rows(size - here, left[:-1], highest):
            yield (*others, here)
