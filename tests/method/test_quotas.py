"""Sizes per case type."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.quotas import (
    QuotaImpossible,
    equal,
    impossible,
    largest_remainder,
    neyman,
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


@pytest.mark.parametrize("size", ["10", "15", "31"])
def test_neyman_gives_the_published_sizes(vector: Callable[[str], Any], size: str) -> None:
    given_ = vector("b1_allocation_rotation_estimation")["allocation"]
    available = {f"h{i}": n for i, n in enumerate(given_["N"])}
    variances = {f"h{i}": Fraction(str(s)) ** 2 for i, s in enumerate(given_["S"])}
    for minimum in (1, 2):
        quotas = neyman(int(size), available, variances, minimum=minimum)
        assert list(quotas.values()) == given_["results"][size][f"neyman_min{minimum}"]


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 5), min_size=1),
    st.lists(st.fractions(0, 1, max_denominator=9), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(1, 4),
    st.data(),
)
def test_neyman_is_the_best_there_is(
    available: dict[str, int],
    spread: list[Fraction],
    minimum: int,
    maximum: int,
    data: st.DataObject,
) -> None:
    variances = dict(zip("abc", spread, strict=True))
    most = {h: min(n, maximum) for h, n in available.items()}
    least = {h: min(n, minimum) for h, n in most.items()}
    size = data.draw(st.integers(sum(least.values()), sum(most.values())))

    def variance(sizes: Iterable[tuple[str, int]]) -> tuple[int, Fraction]:
        """Strata that differ and give nobody count first: of them nothing can be said."""
        terms = [(available[h] ** 2 * variances[h], n) for h, n in sizes]
        unseen = sum(weight > 0 and n == 0 for weight, n in terms)
        return unseen, sum((weight / n for weight, n in terms if n), Fraction(0))

    found = neyman(size, available, variances, minimum=minimum, maximum=maximum)
    assert list(found) == list(available) and sum(found.values()) == size
    possible = [
        list(zip(available, sizes, strict=True))
        for sizes in product(*(range(least[h], most[h] + 1) for h in available))
        if sum(sizes) == size
    ]
    assert list(found.items()) in possible
    if minimum or size >= len(available):
        assert variance(found.items()) == min(map(variance, possible))


def test_neyman_leaves_out_cases_that_are_all_alike_where_it_may() -> None:
    variances = {"a": Fraction(0), "c": Fraction(1)}
    assert neyman(2, {"c": 2, "a": 1}, variances, minimum=0) == {"c": 2, "a": 0}
    assert neyman(3, {"c": 2, "a": 1}, variances, minimum=0) == {"c": 2, "a": 1}


def test_neyman_takes_what_it_does_not_know_for_as_different_as_can_be() -> None:
    assert neyman(6, {"a": 9, "b": 9}, {"a": Fraction(1, 4)}) == {"a": 3, "b": 3}
    assert neyman(6, {"a": 9, "b": 9}, {"a": Fraction(1, 100)}) == {"a": 1, "b": 5}


@pytest.mark.parametrize(
    ("size", "kept", "bound"), [(1, {}, 2), (19, {}, 18), (5, {"maximum": 2}, 4)]
)
def test_neyman_sizes_that_cannot_be(size: int, kept: dict[str, int], bound: int) -> None:
    with pytest.raises(QuotaImpossible) as refused:
        neyman(size, {"a": 9, "b": 9}, {}, **kept)
    assert refused.value.args == (None, size, bound)
