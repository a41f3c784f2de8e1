"""Is the selection a fair picture of the case list?"""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.evenness import OTHERS, Case, evenness

Cells = list[tuple[str, int]]
"""Each cell's groups, a letter a case, and how many of its cases are drawn: the first ones."""


def cases_of(cells: Cells) -> list[Case]:
    return [
        Case(cell, group, place < taken)
        for cell, (groups, taken) in enumerate(cells)
        for place, group in enumerate(groups)
    ]


def by_counting(cells: Cells, group: str) -> tuple[Fraction, Fraction]:
    """What to expect of a group, and the chance of a draw as far from it, by looking at each draw."""
    numbers = [
        sum(groups.count(group) for groups in draw)
        for draw in product(*(list(combinations(groups, taken)) for groups, taken in cells))
    ]
    expected = Fraction(sum(numbers), len(numbers))
    drawn = sum(groups[:taken].count(group) for groups, taken in cells)
    as_far = sum(abs(number - expected) >= abs(drawn - expected) for number in numbers)
    return expected, Fraction(as_far, len(numbers))


@st.composite
def cells(draw: st.DrawFn) -> Cells:
    found = draw(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=3))
    return [(groups, draw(st.integers(0, len(groups)))) for groups in found]


@given(cells())
def test_the_chance_is_that_of_counting_every_possible_draw(held: Cells) -> None:
    for part in evenness(cases_of(held), fewest=1):
        expected, chance = by_counting(held, part.group)
        assert part.expected == pytest.approx(float(expected))
        assert part.chance == pytest.approx(float(chance))


def test_each_group_stands_with_its_counts_the_largest_first() -> None:
    parts = evenness(cases_of([("aaaaaabbbbbccccccc", 8)]))
    assert [(part.group, part.listed, part.drawn) for part in parts] == [
        ("c", 7, 0), ("a", 6, 6), ("b", 5, 2)
    ]  # fmt: skip
    assert parts[0].expected == pytest.approx(8 * 7 / 18)


def test_what_the_design_holds_fast_is_no_matter_of_chance() -> None:
    parts = evenness(cases_of([("aaaaa", 2), ("bbbbbb", 1)]))
    assert [(part.group, part.drawn, part.expected, part.chance) for part in parts] == [
        ("b", 1, 1.0, 1.0), ("a", 2, 2.0, 1.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ("a" * 9 + "b" * 5, {"a": 9, "b": 5}),
        ("a" * 9 + "b" * 6 + "c" * 4, {"a": 9, OTHERS: 10}),  # c alone could be subtracted
        ("a" * 9 + "b" * 2 + "c" * 3, {"a": 9, OTHERS: 5}),
        ("a" * 9 + "b" * 7 + "c" * 2 + "d" * 3, {"a": 9, "b": 7, OTHERS: 5}),
        ("a" * 9 + "b" * 4, {}),
        ("a" * 9, {}),
        ("", {}),
    ],
)
def test_small_groups_are_counted_together_and_never_alone(
    groups: str, shown: dict[str, int]
) -> None:
    parts = evenness(cases_of([(groups, 3)]))
    assert {part.group: part.listed for part in parts} == shown
    assert [part.group for part in parts if part.group == OTHERS] == [
        part.group for part in parts[-1:] if OTHERS in shown
    ]


def test_long_lists_take_no_time_to_speak_of() -> None:
    held = cases_of([("aaabbbbbbb", 1)] * 2000)
    part = evenness(held)[1]
    assert part.expected == pytest.approx(600) and part.chance < 1e-100
    even = [case._replace(is_drawn=n % 10 == n // 10 % 10) for n, case in enumerate(held)]
    assert evenness(even)[1].chance > 0.9
