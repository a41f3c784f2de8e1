"""Two rounds: whether they may be compared, level and shape apart, and when there are too few."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from goldenthread.method.change import sign_test
from goldenthread.method.comparing import PROPERTIES, NoCases, comparison, differing, exact, sizes

YEARS = {"2016": [0, 0, 12, 1], "2017": [0, 5, 10, 1], "2018": [0, 5, 6, 6]}
THREE = [YEARS[year][1:] for year in ("2016", "2017", "2018")]
counts = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(lambda row: sum(row) > 0)


def near(value: float) -> Any:
    return pytest.approx(value, abs=1e-6)


def test_the_vectors_of_two_years(vector: Callable[[str], Any]) -> None:
    for said in vector("b4_change")["col_care_leavers_pairs"]:
        a, b = said["A"], said["B"]
        assert exact.shape(a, b) == near(said["ffh_p"])
        assert exact.level(a, b) == near(said["mw_exact_two_sided"])
        for name, start in (("good_plus", 2), ("outstanding", 3)):
            here, there = [sum(a[start:]), sum(a)], [sum(b[start:]), sum(b)]
            fisher = said[f"fisher_{name}"]
            assert exact.fisher(*here, *there) == near(fisher["p"])
            found = sizes.difference(*here, *there)
            assert [found.value, found.low, found.high] == near(said[f"diff_{name}_newcombe"])
        better = sizes.better(a, b)
        assert [better.value, better.low, better.high] == near(said["prob_superiority_b_over_a"])


def test_the_vectors_of_three_years(vector: Callable[[str], Any]) -> None:
    said = vector("b4_change")
    for name in ("cochran_armitage_outstanding", "cochran_armitage_good_plus"):
        assert exact.trend(said[name]["x"], said[name]["n"]) == near(said[name]["p_exact"])
    three = said["linear_by_linear_exact_3yrs"]
    assert three["table"] == THREE
    assert sum(1 for _ in exact._tables([13, 16, 17], [10, 28, 8])) == three["tables_enumerated"]
    assert exact.any_rounds(THREE, exact.pearson) == pytest.approx(
        said["pearson_exact_3yrs"]["p"], abs=1e-5
    )
    assert exact.any_rounds(THREE, exact.kruskal_wallis) == pytest.approx(
        said["kruskal_wallis_exact_3yrs"]["p"], abs=1e-5
    )


def test_the_vectors_of_pairs_power_and_mixes(vector: Callable[[str], Any]) -> None:
    said = vector("b4_change")
    for each in said["sign_tests"]:
        test = sign_test(each["up"], each["down"])
        assert (test.p, test.mid) == (near(each["p_exact"]), near(each["p_mid"]))
    for each in said["fisher_power_50_vs_70"]:
        power = exact.power(each["n_per_round"], Fraction(1, 2), Fraction(7, 10))
        assert power == pytest.approx(each["power"], abs=6e-4)
    example = said["standardisation_example"]
    found = []
    for year in ("r2017", "r2018"):
        one = sizes.standardised(example[year]["good"], example[year]["n"], example["frame_share"])
        assert [one.value, one.low, one.high] == near(example[year]["standardised"])
        found.append(one)
    change = sizes.standardised_difference(*found)
    assert [change.value, change.low, change.high] == near(example["difference_standardised_mover"])


@given(counts, counts)
def test_exact_tests_do_not_mind_which_round_is_first(a: list[int], b: list[int]) -> None:
    assert exact.shape(a, b) == exact.shape(b, a) and exact.level(a, b) == exact.level(b, a)
    assert 0 < exact.shape(a, b) <= 1 and 0 < exact.level(a, b) <= 1
    there, back = sizes.better(a, b), sizes.better(b, a)
    assert there.value == pytest.approx(1 - back.value)
    assert there.low == pytest.approx(1 - back.high, abs=1e-9)
    assert 0 <= there.low <= there.value <= there.high <= 1


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_fisher_equals_the_library_s(n: int, m: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    assert exact.fisher(a, n, b, m) == pytest.approx(
        stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
    )


@given(counts, counts, counts)
def test_several_rounds_of_two_grades_are_fisher_again(
    a: list[int], b: list[int], c: list[int]
) -> None:
    two = exact.any_rounds([a, b], exact.kruskal_wallis)
    assert two == pytest.approx(exact.level(a, b))
    assert exact.pearson([a, b, c]) >= 0
    assert exact.pearson([a, [2 * n for n in a]]) == 0


def test_large_rounds_are_approximated_well(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [([9, 20, 12, 3], [4, 15, 22, 9]), ([30, 20, 10, 0], [25, 20, 15, 0])]
    whole = [(exact.level(a, b), exact.shape(a, b)) for a, b in pairs]
    monkeypatch.setattr(exact, "MOST_ROWS", 10)
    quick = [(exact.level(a, b), exact.shape(a, b)) for a, b in pairs]
    for one, other in zip(whole, quick, strict=True):
        assert one != other and one == pytest.approx(other, abs=0.02)
    ((a, b), *_) = pairs
    ranks = [[g for g, k in enumerate(row) for _ in range(k)] for row in (a, b)]
    asymptotic = stats.mannwhitneyu(*ranks, method="asymptotic", use_continuity=False).pvalue
    assert quick[0][0] == pytest.approx(asymptotic)
    assert quick[0][1] == pytest.approx(stats.chi2_contingency([a, b], correction=False).pvalue)


@given(st.integers(0, 8), st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_ways_to_take_some_are_counted(size: int, totals: list[int]) -> None:
    assert exact._number(size, totals) == sum(1 for _ in exact._rows(size, totals))


def test_too_many_tables_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = [[1, 1], [1, 1], [1, 0]]  # five tables have these totals
    assert sum(1 for _ in exact._tables([2, 2, 1], [3, 2])) == 5
    monkeypatch.setattr(exact, "MOST_TABLES", 4)
    with pytest.raises(exact.TooMany):
        exact.any_rounds(rounds, exact.pearson)
    monkeypatch.setattr(exact, "MOST_TABLES", 5)
    assert exact.any_rounds(rounds, exact.pearson) == 1


def test_the_edges_of_being_better() -> None:
    never, always = sizes.better([0, 3], [3, 0]), sizes.better([3, 0], [0, 3])
    assert (never.value, never.low) == (0, 0) and 0 < never.high < 1
    assert (always.value, always.high) == (1, 1) and 0 < always.low < 1


def test_a_case_type_without_audits_cannot_be_standardised() -> None:
    with pytest.raises(NoCases, match="stratum 1") as refused:
        sizes.standardised([1, 0, 0], [2, 0, 0], [0.5, 0.5, 0.0])
    assert refused.value.stratum == 1
    assert sizes.standardised([1, 0], [2, 0], [1.0, 0.0]).value == 0.5


@pytest.mark.parametrize(
    ("before", "after", "differ", "text"),
    [
        ([0, 0, 12, 1], [0, 5, 10, 1], (), "There are too few audits to tell whether grades changed."),
        ([0, 0, 12, 1], [0, 5, 6, 6], (), "Grades were spread differently in the later round, neither higher nor lower."),
        ([9, 5, 1, 0], [0, 2, 9, 6], (), "Grades were higher in the later round."),
        ([0, 2, 9, 6], [9, 5, 1, 0], (), "Grades were lower in the later round."),
        ([40, 40, 40, 40], [40, 41, 39, 40], (), "No change in grades was found."),
        ([9, 5, 1, 0], [0, 2, 9, 6], ("scale", "period"), "The two rounds are not alike (scale, period): read them side by side."),
    ],
)  # fmt: skip
def test_the_plain_sentence(
    before: list[int], after: list[int], differ: tuple[str, ...], text: str
) -> None:
    found = comparison(before, after, {2, 3}, differ)
    assert found.text == text and found.may_have_arrow is (not differ)


def test_a_comparison_says_all_of_it() -> None:
    found = comparison(YEARS["2016"], YEARS["2018"], {2, 3})
    assert (found.level, found.shape, found.met_p) == (1.0, near(0.004425), near(0.052454))
    assert found.met.value == near(-0.294118) and found.better.value == near(0.502262)
    assert found.power == exact.power(13, Fraction(1, 2), Fraction(7, 10)) < 0.2
    assert comparison([75, 75], [76, 74], {1}).power == 1
    assert comparison([52, 51], [60, 60], {1}).power > 0.79
    for empty in (([0, 0], [1, 1]), ([1, 1], [0, 0])):
        with pytest.raises(ValueError, match="without grades"):
            comparison(*empty, {1})


def test_what_is_not_known_of_a_round_is_not_alike() -> None:
    alike = dict.fromkeys(PROPERTIES, "x")
    assert differing(alike, alike) == ()
    assert differing(alike, alike | {"scale": "y", "period": ""}) == ("scale", "period")
    assert differing({}, {}) == PROPERTIES
