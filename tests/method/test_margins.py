"""What totals before and after say of the audits between."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.margins import Feasible, feasible

LAC, FEBRUARY, CWD = ([5, 4, 0], [8, 1, 0]), ([10, 10, 1], [17, 2, 2]), ([14, 5, 0], [14, 5, 0])


@pytest.mark.parametrize(
    ("name", "margins", "only_down"),
    [
        ("Cov LAC (EG,MG,DN) 0,4,5 -> 0,1,8", LAC, False), ("same, down only", LAC, True),
        ("Cov Feb 1,10,10 -> 2,2,17", FEBRUARY, False),
        ("Cov CWD 0,5,14 -> 0,5,14", CWD, False),
    ],
)  # fmt: skip
def test_the_vectors(
    name: str, margins: tuple[list[int], list[int]], only_down: bool, vector: Callable[[str], Any]
) -> None:
    said = vector("moderation_feasible_ranges")[name]
    assert feasible(*margins, only_down=only_down) == Feasible(
        said["n_matrices"],
        (said["changed_min"], said["changed_max"]),
        (said["up_min"], said["up_max"]),
    )


small = st.lists(st.integers(0, 1), min_size=9, max_size=9)


@given(small, st.booleans())
def test_ranges_are_those_of_trying_everything(cells: list[int], only_down: bool) -> None:
    before = [sum(cells[3 * i : 3 * i + 3]) for i in range(3)]
    after = [sum(cells[j::3]) for j in range(3)]
    tried = (_completed(each, before, after) for each in product(range(max(before) + 1), repeat=4))
    wholes = [whole for whole in tried if whole and not (only_down and _up(whole))]
    result = feasible(before, after, only_down=only_down)
    if not wholes:
        assert result is None
        return
    changed = [sum(map(sum, whole)) - sum(whole[i][i] for i in range(3)) for whole in wholes]
    ups = [_up(whole) for whole in wholes]
    assert result == Feasible(len(wholes), (min(changed), max(changed)), (min(ups), max(ups)))


def _completed(
    four: tuple[int, ...], before: list[int], after: list[int]
) -> list[list[int]] | None:
    a, b, c, d = four
    rows = [[a, b, before[0] - a - b], [c, d, before[1] - c - d]]
    rows.append([after[j] - rows[0][j] - rows[1][j] for j in range(3)])
    return rows if all(n >= 0 for row in rows for n in row) else None


def _up(whole: list[list[int]]) -> int:
    return whole[0][1] + whole[0][2] + whole[1][2]


def test_large_rounds_have_ranges_without_a_number_of_matrices() -> None:
    assert feasible([30, 40, 20, 10], [20, 30, 35, 15]) == Feasible(None, (20, 100), (20, 80))
    assert feasible([15, 15], [15, 15]) == Feasible(16, (0, 30), (0, 15))
    assert feasible([16, 15], [15, 16]) == Feasible(None, (1, 31), (1, 16))


def test_what_cannot_be_is_said() -> None:
    assert feasible([5, 4], [4, 5], only_down=True) is None
    for before, after in (([5, 4], [5, 5]), ([5, 4], [5, 4, 0])):
        with pytest.raises(ValueError, match="before and"):
            feasible(before, after)
