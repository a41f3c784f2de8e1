"""Shares, percentages and intervals."""

from collections.abc import Callable
from fractions import Fraction
from math import comb, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.proportions import (
    Basis,
    clopper_pearson,
    half_up,
    hypergeometric,
    share,
    wilson,
)

PURPOSIVE = Basis("purposive")


@st.composite
def parts(draw: st.DrawFn, largest: int = 3000) -> tuple[int, int]:
    whole = draw(st.integers(1, largest))
    return draw(st.integers(0, whole)), whole


def test_percentages_and_wilson_limits_equal_the_published_ones(
    vector: Callable[[str], Any],
) -> None:
    for row in vector("b3_proportions")["proportions"]:
        assert half_up(row["x"], row["n"]) == row["pct_half_up"]
        assert wilson(row["x"], row["n"]) == pytest.approx(row["wilson"], abs=1e-6)


def test_exact_limits_equal_the_published_ones(vector: Callable[[str], Any]) -> None:
    for row in vector("b3_proportions")["finite_population"]:
        limits = hypergeometric(row["x"], row["n"], row["N"])
        assert limits == (row["M_lo"], row["M_hi"])


def test_columns_are_rounded_line_by_line(vector: Callable[[str], Any]) -> None:
    for row in vector("b3_proportions")["rounding"]:
        assert [half_up(c, sum(row["counts"])) for c in row["counts"]] == row["half_up"]


@pytest.mark.parametrize(("part", "whole", "percent"), [(5, 17, 29), (17, 21, 81), (8, 12, 67)])
def test_the_three_misprints_of_the_published_papers_come_out_right(
    part: int, whole: int, percent: int
) -> None:
    assert share(part, whole, basis=PURPOSIVE).percent == percent


@given(parts(), st.integers(0, 3))
def test_half_goes_up_exactly(case: tuple[int, int], decimals: int) -> None:
    part, whole = case
    exact = Fraction(100 * 10**decimals * part, whole)
    assert half_up(part, whole, decimals=decimals) == floor(exact + Fraction(1, 2))


@pytest.mark.parametrize(
    ("part", "whole", "percent", "text"),
    [
        (0, 0, None, "no cases"),
        (1, 1, None, "1 of 1"),
        (4, 9, None, "4 of 9"),
        (0, 10, 0, "0 of 10 (0%)"),
        (5, 17, 29, "5 of 17 (29%)"),
        (14, 19, 74, "14 of 19 (74%)"),
        (1, 20, 5, "5% (1 of 20)"),
        (17, 21, 81, "81% (17 of 21)"),
        (555, 999, 56, "56% (555 of 999)"),
        (555, 1000, 55.5, "55.5% (555 of 1,000)"),
    ],
)
def test_a_share_is_printed_by_how_many_cases_there_are(
    part: int, whole: int, percent: float | None, text: str
) -> None:
    made = share(part, whole, basis=PURPOSIVE)
    assert (made.count, made.n, made.percent, made.text) == (part, whole, percent, text)


def test_a_whole_percentage_is_a_whole_number() -> None:
    assert isinstance(share(5, 17, basis=PURPOSIVE).percent, int)


@pytest.mark.parametrize(
    ("basis", "whole", "method"),
    [
        (Basis("random", 40), 0, "none: no cases"),
        (Basis("purposive", 40), 12, "none: audited cases only"),
        (Basis("census"), 12, "none: every case audited"),
        (Basis("random", 12), 12, "none: every case audited"),
        (Basis("unequal", 40), 12, "none: chances differ between case types"),
        (Basis("unequal", 12), 12, "none: every case audited"),
    ],
)
def test_no_interval_where_none_would_be_true(basis: Basis, whole: int, method: str) -> None:
    made = share(0, whole, basis=basis)
    assert made.interval is None
    assert made.method == method


def test_a_random_selection_has_exact_limits_where_the_frame_is_known() -> None:
    made = share(4, 9, basis=Basis("random", frame_size=18))
    assert made.method == "hypergeometric"
    assert made.interval == pytest.approx((400 / 18, 1200 / 18))


def test_and_wilson_limits_where_it_is_not() -> None:
    made = share(4, 9, basis=Basis("random"))
    assert made.method == "wilson"
    assert made.interval == pytest.approx((18.8779, 73.3349), abs=1e-4)


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5)])
def test_a_part_is_never_more_than_the_whole(part: int, whole: int) -> None:
    with pytest.raises(ValueError) as refused:
        share(part, whole, basis=PURPOSIVE)
    assert str(refused.value) == f"{part} of {whole}"


def test_a_selection_is_never_larger_than_its_frame() -> None:
    with pytest.raises(ValueError) as refused:
        share(2, 5, basis=Basis("random", frame_size=4))
    assert str(refused.value) == "5 cases of a frame of 4"


def test_wilson_limits_touch_the_ends_exactly() -> None:
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1


@given(parts())
def test_a_wilson_interval_holds_its_proportion(case: tuple[int, int]) -> None:
    part, whole = case
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1


def both_tails(part: int, n: int, size: int, m: int) -> Fraction:
    """The smaller of the chances of seeing as many as ``part``, and as few, where m are so."""

    def chance(seen: range) -> Fraction:
        return Fraction(sum(comb(m, x) * comb(size - m, n - x) for x in seen), comb(size, n))

    return min(chance(range(part, n + 1)), chance(range(part + 1)))


def test_exact_limits_are_all_the_numbers_with_both_tails_over_a_fortieth() -> None:
    for size in range(1, 16):
        for n in range(1, size + 1):
            for part in range(n + 1):
                possible = range(part, size - (n - part) + 1)
                likely = [m for m in possible if both_tails(part, n, size, m) > Fraction(1, 40)]
                assert hypergeometric(part, n, size) == (likely[0], likely[-1])


def test_exact_limits_stay_exact_beyond_what_floating_point_holds() -> None:
    low, high = hypergeometric(150, 400, 2300)
    assert [both_tails(150, 400, 2300, m) > Fraction(1, 40) for m in (low - 1, low)] == [
        False,
        True,
    ]
    assert [both_tails(150, 400, 2300, m) > Fraction(1, 40) for m in (high, high + 1)] == [
        True,
        False,
    ]


def test_a_chance_of_exactly_one_in_forty_is_too_small() -> None:
    assert both_tails(1, 1, 40, 1) == Fraction(1, 40)
    assert hypergeometric(1, 1, 40) == (2, 40)


@pytest.mark.parametrize(("n", "size"), [(5, 12), (9, 60), (17, 34)])
def test_exact_limits_hold_the_truth_in_95_selections_of_100(n: int, size: int) -> None:
    for truth in range(size + 1):
        held = sum(
            comb(truth, x) * comb(size - truth, n - x)
            for x in range(max(0, n - (size - truth)), min(truth, n) + 1)
            if hypergeometric(x, n, size)[0] <= truth <= hypergeometric(x, n, size)[1]
        )
        assert Fraction(held, comb(size, n)) >= Fraction(95, 100)


def test_exact_limits_of_thousands_of_cases_are_found_and_near_wilsons() -> None:
    assert clopper_pearson(1000, 2000) == pytest.approx(wilson(1000, 2000), abs=5e-4)
    assert clopper_pearson(0, 2000)[0] == 0 and clopper_pearson(2000, 2000)[1] == 1
    assert clopper_pearson(0, 2000)[1] == pytest.approx(1 - 0.025 ** (1 / 2000), abs=1e-9)
