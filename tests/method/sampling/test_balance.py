"""Expected numbers that keep every rule, or which rules contradict each other."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.sampling.asked import Asked, Bounds
from goldenthread.method.sampling.balance import Contradiction, Term, balanced
from goldenthread.method.sampling.expected import expected
from goldenthread.method.sampling.rounding import MILLION, Cell

FREE: Bounds = (0, None)


def asked_of(table: list[list[int]], quotas: list[int], least: int, teams: list[int]) -> Asked:
    return Asked(
        available={(h, p): n for h, row in enumerate(table) for p, n in enumerate(row) if n},
        quotas=quotas,
        bounds=[[(least, None)] * len(teams), [FREE] * (1 + max(teams))],
        parents=[teams],
    )


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_published_tables_come_out(vector: Callable[[str], Any], place: int) -> None:
    given_ = vector("b1_controlled_rounding_small")
    asked = asked_of(given_["N_cells"], given_["results"][place]["nh"], 1, given_["team"])
    units = balanced(asked, expected(asked))
    chances = [units[cell] / MILLION / asked.available[cell] for cell in units]
    published = given_["results"][place]["pi_range"]
    assert [min(chances), max(chances)] == pytest.approx(published, abs=6e-5)
    if table := given_.get({0: "expected_cells_n31", 2: "expected_cells_n10"}.get(place, "")):
        near = {(h, p): v for h, row in enumerate(table) for p, v in enumerate(row) if v}
        assert {c: n / MILLION for c, n in units.items()} == pytest.approx(near, abs=2e-6)


@st.composite
def askings(draw: st.DrawFn) -> Asked:
    """Small tables with quotas, minimums and bounds that may or may not be possible."""
    workers, types = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    sizes = st.lists(st.integers(0, 4), min_size=workers, max_size=workers)
    table = [draw(sizes) for _ in range(types)]
    available = {(h, p): n for h, row in enumerate(table) for p, n in enumerate(row) if n}
    quotas = [draw(st.integers(0, sum(row))) for row in table]
    teams = draw(st.lists(st.integers(0, 2), min_size=workers, max_size=workers))
    services = draw(st.lists(st.integers(0, 1), min_size=3, max_size=3))
    between = st.tuples(st.integers(0, 3), st.none() | st.integers(3, 8))
    least = [
        (n, None)
        for n in draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=workers, max_size=workers))
    ]
    bounds = [
        least,
        draw(st.lists(st.just(FREE) | between, min_size=3, max_size=3)),
        draw(st.lists(st.just(FREE) | between, min_size=2, max_size=2)),
    ]
    return Asked(available, quotas, bounds, [teams, services])


def elastic_optimum(asked: Asked) -> float:
    """By how many cases the rules must give way in all, as a linear programme says."""
    from scipy.optimize import linprog

    cells = sorted(asked.available)
    above, limits = [], []
    for of, bounds in asked.rules():
        for group, (fewest, most) in enumerate(bounds):
            row = [float(g == group) for g in of]
            above.append([-x for x in row])
            limits.append(-fewest)
            if most is not None:
                above.append(row)
                limits.append(most)
    slack = len(above)
    matrix = [[*row, *(-float(i == j) for j in range(slack))] for i, row in enumerate(above)]
    caps = [(0, asked.available[cell]) for cell in cells] + [(0, None)] * slack
    found = linprog([0] * len(cells) + [1] * slack, A_ub=matrix, b_ub=limits, bounds=caps)
    return float(found.fun)


@given(askings())
def test_every_rule_is_kept_exactly_or_is_shown_to_be_impossible(asked: Asked) -> None:
    least_surplus = elastic_optimum(asked)
    try:
        units = balanced(asked, expected(asked))
    except Contradiction as refused:
        assert 0 < refused.by <= least_surplus + 1e-6
        return
    assert least_surplus == pytest.approx(0)
    assert all(0 <= units[cell] <= MILLION * n for cell, n in asked.available.items())
    for of, bounds in asked.rules():
        totals = [0] * len(bounds)
        for group, cell in zip(of, sorted(units), strict=True):
            totals[group] += units[cell]
        for total, (fewest, most) in zip(totals, bounds, strict=True):
            assert fewest * MILLION <= total
            assert most is None or total <= most * MILLION


def test_without_minimums_everything_is_in_proportion() -> None:
    available: dict[Cell, int] = {(0, 0): 3, (0, 1): 1, (1, 1): 4}
    asked = Asked(available, [2, 1], [[FREE, FREE], [FREE]], [[0, 0]])
    assert balanced(asked, expected(asked)) == {
        (0, 0): 1_500_000,
        (0, 1): 500_000,
        (1, 1): MILLION,
    }


def test_a_contradiction_names_both_sides() -> None:
    """Three practitioners have only cases of the first type, which is to give two."""
    asked = asked_of([[3, 3, 3, 0], [0, 0, 0, 5]], [2, 2], 1, [0, 0, 0, 0])
    with pytest.raises(Contradiction) as refused:
        balanced(asked, expected(asked))
    assert refused.value.needs == [Term("bounds", (0, p), 1) for p in range(3)]
    assert refused.value.limits == [Term("quota", (0, 0), 2)]
    assert refused.value.by == 1


def test_no_cell_gives_up_more_than_half_of_its_chance_where_others_can_give() -> None:
    available: dict[Cell, int] = {(0, 0): 1, (0, 1): 1, (1, 0): 1, (1, 1): 1}
    asked = Asked(available, [1, 1], [[(1, 1)] * 2, [FREE]], [[0, 0]])
    assert balanced(asked, [0.9, 0.4, 0.4, 0.1]) == {
        (0, 0): 600_000, (0, 1): 400_000, (1, 0): 400_000, (1, 1): 600_000
    }  # fmt: skip
    forced = Asked({(0, 0): 1, (0, 1): 1}, [1], [[(0, 0), (1, 1)], [FREE]], [[0, 0]])
    assert balanced(forced, [0.8, 0.2]) == {(0, 0): 0, (0, 1): MILLION}
