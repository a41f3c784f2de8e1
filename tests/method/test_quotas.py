"""Sizes per case type."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.quotas import (
    QuotaImpossible,
    equal,
    impossible,
    largest_remainder,
    proportional,
    typed,
)

AVAILABLE = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60), min_size=1)


@st.composite
def sized(draw: st.DrawFn) -> tuple[int, dict[str, int]]:
    """A size that can be met, and what there is to meet it from."""
    available = draw(AVAILABLE)
    return draw(st.integers(0, sum(available.values()))), available


def test_typed_quotas_are_kept_and_the_rest_give_none() -> None:
    assert list(typed({"b": 2}, {"a": 5, "b": 2}).items()) == [("a", 0), ("b", 2)]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [({"a": 6}, ("a", 6, 5)), ({"a": -1}, ("a", -1, 5)), ({"z": 1}, ("z", 1, 0))],
)
def test_a_typed_quota_that_cannot_be_met_is_refused(
    asked: dict[str, int], problem: tuple[str, int, int]
) -> None:
    with pytest.raises(QuotaImpossible) as refused:
        typed(asked, {"a": 5})
    error = refused.value
    assert (error.stratum, error.asked, error.available) == problem
    assert error.args == problem


def test_every_impossible_quota_is_named_at_once() -> None:
    problems = impossible({"a": 6, "b": 0, "c": 1, "z": 0}, {"a": 5, "b": 3})
    assert [(p.stratum, p.asked, p.available) for p in problems] == [("a", 6, 5), ("c", 1, 0)]


@pytest.mark.parametrize("size", [10, 15, 31])
def test_quotas_equal_the_published_allocations(size: int, vector: Callable[[str], Any]) -> None:
    published = vector("b1_allocation_rotation_estimation")["allocation"]
    available = dict(zip("abcde", published["N"], strict=True))
    expected = published["results"][str(size)]
    assert list(proportional(size, available).values()) == expected["proportional_LR"]
    assert list(equal(size, available).values()) == expected["equal"]


@pytest.mark.parametrize("compute", [proportional, equal])
@pytest.mark.parametrize("size", [-1, 9])
def test_no_size_beyond_the_case_list(compute: Any, size: int) -> None:
    with pytest.raises(QuotaImpossible) as refused:
        compute(size, {"a": 5, "b": 3})
    assert refused.value.args == (None, size, 8)


@pytest.mark.parametrize("compute", [proportional, equal])
def test_the_whole_case_list_may_be_asked_for(compute: Any) -> None:
    assert compute(8, {"a": 5, "b": 3}) == {"a": 5, "b": 3}
    assert compute(0, {"a": 5, "b": 3}) == {"a": 0, "b": 0}


@given(sized())
def test_proportional_quotas_add_up_and_stay_next_to_their_exact_share(
    case: tuple[int, dict[str, int]],
) -> None:
    size, available = case
    quotas = proportional(size, available)
    assert sum(quotas.values()) == size
    for stratum, there_are in available.items():
        assert quotas[stratum] <= there_are
        distance = quotas[stratum] * sum(available.values()) - size * there_are
        assert abs(distance) < sum(available.values()) or distance == 0


@given(sized())
def test_equal_quotas_differ_by_one_unless_a_stratum_is_used_up(
    case: tuple[int, dict[str, int]],
) -> None:
    size, available = case
    quotas = equal(size, available)
    assert sum(quotas.values()) == size
    assert all(quotas[stratum] <= available[stratum] for stratum in available)
    with_room = [q for stratum, q in quotas.items() if q < available[stratum]]
    assert max(quotas.values()) - min(with_room, default=max(quotas.values())) <= 1


@given(sized())
def test_the_order_of_the_strata_decides_nothing(case: tuple[int, dict[str, int]]) -> None:
    size, available = case
    backwards = dict(reversed(available.items()))
    assert proportional(size, backwards) == proportional(size, available)
    assert equal(size, backwards) == equal(size, available)
    assert list(proportional(size, backwards)) == list(equal(size, backwards)) == list(backwards)


def test_forced_percentages_equal_the_published_ones(vector: Callable[[str], Any]) -> None:
    for row in vector("b3_proportions")["rounding"]:
        assert largest_remainder(row["counts"], row["total"]) == row["largest_remainder"]


def test_nothing_is_shared_out_where_there_is_nothing() -> None:
    assert largest_remainder([0, 0], 0) == [0, 0]
    assert proportional(0, {"a": 0}) == {"a": 0}
