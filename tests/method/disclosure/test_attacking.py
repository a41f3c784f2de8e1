"""The attacker finds the exact range of every hidden cell, as trying every table does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.disclosure import NothingFits, Range, Table, attack, table_from_json
from goldenthread.method.disclosure.attacking import limits
from tests.method.disclosure.counts import fitting, whole, without

inners = st.tuples(st.integers(1, 2), st.integers(1, 2)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 2), min_size=size[1], max_size=size[1]),
        min_size=size[0], max_size=size[0],
    )
)  # fmt: skip


@given(inners, st.data())
def test_every_range_is_what_trying_everything_gives(
    inner: list[list[int]], data: st.DataObject
) -> None:
    table = whole(inner)
    hidden = data.draw(st.lists(st.sampled_from(table.places[:-1]), max_size=7, unique=True))
    shown = without(table, hidden)
    all_fitting = list(fitting(shown))
    found = {each.place: each for each in attack(shown)}
    assert sorted(found) == sorted(hidden)
    for row, column in hidden:
        values = [each[row][column] for each in all_fitting]
        assert found[row, column] == Range((row, column), min(values), max(values))


def test_the_vectors_of_hidden_tables(vector: Callable[[str], Any]) -> None:
    said = {name: each for name, each in vector("b8_disclosure").items() if "|" in name}
    assert len(said) == 8
    for each in said.values():
        table = table_from_json(each["published"])
        width = len(table.columns)
        found = {str(r * width + c): [a.least, a.most] for a in attack(table) for r, c in [a.place]}
        assert found == each["attacker"]


@pytest.mark.parametrize("name", ["round5_worst_case", "round5_example"])
def test_the_vectors_of_totals_rounded_by_themselves(
    name: str, vector: Callable[[str], Any]
) -> None:
    said = vector("b8_disclosure")[name]
    found = attack(table_from_json({"cells": said["rounded"], "rounded_to": 5}))
    assert [[each.least, each.most] for each in found] == said["bounds"]
    recovered = [each.is_recovered for each in found]
    assert all(recovered) if name == "round5_worst_case" else not all(recovered)


def test_what_nothing_limits_has_no_most() -> None:
    shown = Table(("A", "All"), ("x", "All"), ((None, None), (None, None)))
    assert attack(shown) == [Range(place, 0, None) for place in shown.places]
    half = Table(("A", "B", "All"), ("x", "All"), ((None, None), (7, 7), (None, None)))
    assert [(each.least, each.most) for each in attack(half)] == [(0, None)] * 2 + [(7, None)] * 2


def test_a_large_count_is_no_limit() -> None:
    most = 10**9 - 1
    shown = Table(("A", "B", "All"), ("x", "y", "All"), (
        (None, None, most), (None, None, most), (most, most, 2 * most),
    ))  # fmt: skip
    assert [(each.least, each.most) for each in attack(shown)] == [(0, most)] * 4


def test_a_table_that_does_not_add_up_is_refused() -> None:
    for cells in (((1, None, 3), (1, 1, 2), (2, 2, 5)), ((5, None, 3), (1, 1, 2), (6, None, 5))):
        with pytest.raises(NothingFits) as refused:
            attack(Table(("A", "B", "All"), ("x", "y", "All"), cells))
        assert str(refused.value) == "No table fits these counts and totals: they do not add up."


@pytest.mark.parametrize(
    ("printed", "step", "expected"),
    [(10, 5, (8, 12)), (0, 5, (0, 2)), (10, 10, (5, 14)), (10, 4, (8, 11)), (7, 1, (7, 7))],
)
def test_what_a_rounded_count_says(printed: int, step: int, expected: tuple[int, int]) -> None:
    table = Table(("A", "All"), ("x", "All"), ((printed, 9), (9, 9)), step)
    assert limits(table, (0, 0)) == expected
