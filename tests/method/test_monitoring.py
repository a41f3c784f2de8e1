"""Charts over time and across teams, and when there is none."""

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.monitoring import (
    TAIL_3_SIGMA,
    TAIL_95,
    TAIL_998,
    Chart,
    NotAllowed,
    Run,
    XmR,
    binomial_limits,
    funnel,
    over_time,
    p_chart,
    run_chart,
    xmr,
    xmr_chart,
)


def test_the_vectors_of_single_values(vector: Callable[[str], Any]) -> None:
    for said in vector("b7_spc_funnel")["xmr"]:
        for name in {"screened", "unscreened", "limits"} & set(said):
            chart, limits = xmr(said["y"], is_screened=name == "screened"), said[name]
            assert (chart.mean, chart.moving_range) == pytest.approx(
                (limits["mean"], limits["amr"]), abs=1e-5
            )
            assert (chart.low, chart.high, chart.near_low, chart.near_high) == pytest.approx(
                (limits["lpl"], limits["upl"], limits["nlpl"], limits["nupl"]), abs=1e-5
            )
        for name in {"rules", "rules_screened"} & set(said):
            chart = xmr(said["y"], is_screened=name == "rules_screened")
            found = {rule: list(getattr(chart, rule)) for rule in said[name]}
            assert found == said[name]


def test_the_vectors_of_exact_limits(vector: Callable[[str], Any]) -> None:
    said = vector("b7_spc_funnel")["binomial_limits"]
    assert len(said) > 20
    for row in said:
        n, share = row["n"], Fraction(str(row["p"]))
        assert binomial_limits(n, share, TAIL_3_SIGMA) == (row["lo"], row["hi"])
        assert binomial_limits(n, share, TAIL_95) == (row["lo95"], row["hi95"])
        assert binomial_limits(n, share, TAIL_998) == (row["lo998"], row["hi998"])


@given(
    st.integers(0, 60), st.fractions(0, 1, max_denominator=50), st.sampled_from([TAIL_95, TAIL_998])
)
def test_limits_leave_no_more_than_the_tail_on_either_side(
    n: int, share: Fraction, tail: Fraction
) -> None:
    low, high = binomial_limits(n, share, tail)
    chances = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    assert 0 <= low <= high <= n
    assert sum(chances[:low]) <= tail < sum(chances[: low + 1])
    assert sum(chances[high + 1 :]) <= tail < sum(chances[high:])


def test_no_share_beyond_all_is_taken() -> None:
    for share in (Fraction(-1, 9), Fraction(10, 9)):
        with pytest.raises(ValueError, match="a share of"):
            binomial_limits(9, share, TAIL_95)
    assert binomial_limits(9, Fraction(0), TAIL_95) == (0, 0)
    assert binomial_limits(9, Fraction(1), TAIL_95) == (9, 9)


def test_a_run_needs_seven_and_a_trend_six_steps() -> None:
    assert xmr([9, *[1, 1, 1, 1, 1, 1], 9]).shift == ()
    assert xmr([9, *[1, 1, 1, 1, 1, 1, 1], 9]).shift == tuple(range(1, 8))
    assert xmr([5, 1, 2, 3, 4, 5, 6, 5]).trend == ()
    assert xmr([5, 1, 2, 3, 4, 5, 6, 7, 5]).trend == tuple(range(1, 8))
    assert xmr([3, 9, 8, 7, 6, 5, 4, 3, 5]).trend == tuple(range(1, 8))
    # On the mean itself is on neither side.
    assert xmr([0] * 8).shift == () and xmr([0] * 8).trend == ()


def test_a_value_on_a_limit_is_within() -> None:
    # Mean 0, mean moving range 1.
    chart = xmr([0.5, -0.5] * 6)
    assert (chart.high, chart.low) == (pytest.approx(2.66), pytest.approx(-2.66))
    assert chart.outside == () and not chart.is_firm and xmr([0.5, -0.5] * 10).is_firm
    with pytest.raises(ValueError, match="1 values"):
        xmr([1])
    assert xmr([1, 3]).mean == 2


def test_an_outlying_range_is_left_out_only_where_asked() -> None:
    plain, screened = (xmr([1, 2, 1, 2, 10, *[1, 2] * 6, 1], is_screened=s) for s in (False, True))
    assert plain.moving_range > screened.moving_range == 1
    assert xmr([2, 2, 2], is_screened=True).moving_range == 0


MONTHS = [(f"m{n}", 6, 10) for n in range(12)]


def test_a_chart_needs_twelve_periods_chosen_alike_of_one_kind() -> None:
    assert isinstance(p_chart(MONTHS, bases=["random"] * 12), Chart)
    for chart, why in (
        (p_chart(MONTHS[:11], bases=["random"]), "few_points"),
        (p_chart([*MONTHS[:11], ("none", 0, 0)], bases=["random"]), "few_points"),
        (p_chart(MONTHS, bases=["random", "named"]), "basis"),
        (p_chart(MONTHS, bases=["random"], kinds=["LAC", "CWD"]), "mixed"),
    ):
        assert isinstance(chart, NotAllowed) and chart.why == why
        assert chart.text.startswith("No ") and chart.text.endswith(".")
    assert isinstance(p_chart(MONTHS, bases=["random"], kinds=["LAC", "LAC"]), Chart)


def test_a_share_far_from_all_is_outside_and_seven_in_a_row_are_a_run() -> None:
    chart = p_chart([*MONTHS, ("low", 0, 10), ("empty", 0, 0)], bases=["random"])
    assert isinstance(chart, Chart) and chart.share == Fraction(72, 130)
    assert [point.name for point in chart.points if point.is_outside] == ["low"]
    assert len(chart.points) == 13 and chart.run == tuple(range(12))
    even = p_chart([(str(n), 5 + n % 2, 10) for n in range(12)], bases=[])
    assert isinstance(even, Chart) and even.run == ()
    flat = p_chart(MONTHS, bases=[])
    assert isinstance(flat, Chart) and flat.run == ()


EIGHT = [(str(n), 6, 10) for n in range(8)]


def test_a_funnel_says_which_team_could_never_stand_out() -> None:
    teams = [("A", 5, 9), ("B", 40, 60), ("C", 8, 60), ("D", 0, 0), *EIGHT]
    chart = funnel(teams, bases=["random"])
    assert isinstance(chart, Chart)
    assert [point.name for point in chart.points] == ["A", "B", "C", *"01234567"]
    assert chart.share == Fraction(101, 209) and chart.run == ()
    assert [p.name for p in chart.points if p.is_outside] == ["C"]
    small = funnel([(str(n), 4 + n % 2, 9) for n in range(10)], bases=["random"])
    assert isinstance(small, Chart) and not small.points[0].can_be_outside
    assert (small.points[0].low, small.points[0].high) == (0, 9)


def test_a_funnel_needs_ten_groups_chosen_alike() -> None:
    ten = [("A", 5, 9), ("B", 5, 9), *EIGHT]
    for chart, why in (
        (funnel([*ten[1:], ("none", 0, 0)], bases=["random"]), "few_groups"),
        (funnel(ten, bases=["random", "named"]), "basis"),
    ):
        assert isinstance(chart, NotAllowed) and chart.why == why
    assert isinstance(funnel(ten, bases=["random"]), Chart)


def test_single_values_are_charted_where_shares_would_be() -> None:
    months = [(f"m{n}", 5 + n % 2) for n in range(12)]
    held = xmr_chart(months, bases=["random"] * 12, kinds=["LAC"] * 12)
    assert isinstance(held, XmR) and held.apart == () and "tentative" in held.text
    for chart, why in (
        (xmr_chart(months[:11], bases=["random"]), "few_points"),
        (xmr_chart(months, bases=["random", "named"]), "basis"),
        (xmr_chart(months, bases=["random"], kinds=["LAC", "CWD"]), "mixed"),
    ):
        assert isinstance(chart, NotAllowed) and chart.why == why


def test_single_values_say_in_a_sentence_how_many_stand_apart() -> None:
    assert xmr([5, 6] * 10).text == "No period stands apart from the others."
    assert xmr([*[0, 10] * 10, 60]).text == "1 period stands apart from the others."
    low = xmr([*[1, 2] * 4, *[9, 8] * 4])
    assert low.text.startswith(f"{len(low.apart)} periods stand apart") and len(low.apart) > 7


def test_ten_periods_have_a_median_and_no_limits() -> None:
    chart = over_time([*EIGHT, ("low", 1, 10), ("high", 9, 10)], bases=["random"])
    assert isinstance(chart, Run) and chart.median == Fraction(6, 10) and chart.run == ()
    assert len(chart.points) == 10
    above = [(str(n), 2 if n < 7 else 9, 10) for n in range(11)]
    shifted = run_chart([(str(n), 9 if n < 8 else 2, 10) for n in range(16)], bases=[])
    assert isinstance(shifted, Run) and shifted.median == Fraction(11, 20)
    assert shifted.run == tuple(range(16))
    assert isinstance(over_time(above, bases=[]), Run)
    assert isinstance(over_time([*above, ("last", 5, 10)], bases=[]), Chart)
    for chart, why in (
        (over_time([*EIGHT, ("A", 1, 9), ("none", 0, 0)], bases=["random"]), "few_for_run"),
        (over_time(MONTHS, bases=["random", "named"]), "basis"),
        (run_chart(MONTHS, bases=["random"], kinds=["LAC", "CWD"]), "mixed"),
    ):
        assert isinstance(chart, NotAllowed) and chart.why == why
