"""What a selection with unequal chances says about all cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.estimates import Case, are_alike, estimate
from goldenthread.method.proportions import wilson


def test_a_case_stands_for_one_over_its_chance() -> None:
    found = estimate([Case(True, 2.0), Case(False, 5.0), Case(True, 1.0)], 20)
    assert (found.n, found.weighted, found.unweighted) == (3, 3 / 8, 2 / 3)
    assert found.effective == pytest.approx(64 / 30)
    enlarged = 64 / 30 * (1 - 1 / 20) / (1 - 3 / 20)
    assert found.interval == pytest.approx(wilson(enlarged * 3 / 8, enlarged))


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 50))
def test_equal_weights_change_nothing(kinds: list[bool], more: int) -> None:
    found = estimate([Case(kind, 4.0) for kind in kinds], len(kinds) + more)
    assert found.weighted == pytest.approx(found.unweighted) and not found.shows_both
    assert found.effective == pytest.approx(len(kinds))
    low, high = found.interval or (0, 0)
    assert -1e-9 <= low <= found.weighted + 1e-9 and found.weighted - 1e-9 <= high <= 1 + 1e-9


def test_a_census_has_no_interval() -> None:
    assert estimate([Case(True, 1.0)] * 7, 7).interval is None
    assert estimate([Case(True, 1.0)] * 7, 8).interval is not None


def test_both_shares_are_shown_beyond_two_points() -> None:
    def shows(weight: float) -> bool:
        return estimate([Case(True, weight), Case(False, 1.0)], 9).shows_both

    assert (shows(1.0833), shows(1.0834)) == (False, True)  # 52 per cent instead of 50
    assert shows(1 / 1.0834)


@pytest.mark.parametrize("n", [0, 5])
def test_cases_that_cannot_be(n: int) -> None:
    with pytest.raises(ValueError, match=f"{n} cases of a frame of 4"):
        estimate([Case(True, 1.0)] * n, 4)


@pytest.mark.parametrize(
    ("high", "alike"), [(0.2, True), (0.20019, True), (0.2003, False), (0.25, False)]
)
def test_chances_are_alike_within_a_thousandth(high: float, alike: bool) -> None:
    assert are_alike(0.2, high) is alike


def test_equal_chances_are_alike_to_the_last_bit() -> None:
    assert are_alike(1.0, 1.0 * 1.001) and are_alike(0.0, 0.0)
