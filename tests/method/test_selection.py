"""Which cases are audited."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.numbers import number
from goldenthread.method.quotas import QuotaImpossible
from goldenthread.method.selection import Case, DuplicateCases, NamedNotListed, Selection, selection

HASH = "0" * 64
CASES = [Case(str(ref), "cp" if ref % 3 else "cin") for ref in range(30)]
QUOTAS = {"cp": 6, "cin": 4}


def draw(cases: list[Case] = CASES, quotas: dict[str, int] = QUOTAS, **kept: Any) -> Selection:
    return selection(cases, **{"quotas": quotas, "seed": "autumn", "frame_hash": HASH} | kept)


def refs(drawn: Selection, reason: str) -> list[str]:
    return [case.ref for case in drawn.chosen if case.reason == reason]


def test_the_lowest_numbers_of_each_stratum_are_taken() -> None:
    drawn = draw()
    for stratum, quota in QUOTAS.items():
        members = [case.ref for case in CASES if case.stratum == stratum]
        in_order = sorted(members, key=lambda ref: number("autumn", HASH, "case", ref))
        taken = [case.ref for case in drawn.chosen if case.stratum == stratum]
        assert taken == in_order[:quota]
        assert [case.ref for case in drawn.replacements[stratum]] == in_order[quota:]


@given(st.permutations(CASES))
def test_the_order_of_the_rows_decides_nothing(shuffled: list[Case]) -> None:
    assert draw(shuffled, named=["1", "2"]) == draw(named=["2", "1"])


def test_another_seed_or_list_gives_other_cases() -> None:
    selections = [draw(), draw(seed="spring"), draw(frame_hash="1" * 64)]
    assert len({tuple(refs(drawn, "selected")) for drawn in selections}) == 3


def test_a_named_case_comes_first_and_is_certain() -> None:
    drawn = draw(named=["1", "2"])
    in_order = sorted(["1", "2"], key=lambda ref: number("autumn", HASH, "case", ref))
    assert [(case.ref, case.reason) for case in drawn.chosen[:2]] == [
        (ref, "named") for ref in in_order
    ]
    assert [case.probability for case in drawn.chosen[:2]] == [1, 1]


def test_a_named_case_leaves_the_list_it_was_in() -> None:
    drawn = draw(named=["1", "2"])
    assert len(refs(drawn, "selected")) == 10
    assert {case.probability for case in drawn.chosen[2:]} == {Fraction(6, 18), Fraction(4, 10)}
    left = {case.ref for queue in drawn.replacements.values() for case in queue}
    assert left | set(refs(drawn, "selected")) == {case.ref for case in CASES} - {"1", "2"}


def test_the_chosen_stand_in_the_order_of_their_numbers() -> None:
    numbers = [case.number for case in draw().chosen]
    assert numbers == sorted(numbers)
    assert numbers == [number("autumn", HASH, "case", case.ref) for case in draw().chosen]


def test_replacements_carry_their_numbers_and_every_stratum_has_some() -> None:
    drawn = draw(quotas={"cp": 1})
    assert list(drawn.replacements) == ["cin", "cp"]
    assert all(
        case.number == number("autumn", HASH, "case", case.ref) and case.stratum == stratum
        for stratum, queue in drawn.replacements.items()
        for case in queue
    )


def test_too_few_cases_once_the_named_ones_are_out() -> None:
    with pytest.raises(QuotaImpossible) as refused:
        draw(quotas={"cin": 10}, named=["0"])
    assert refused.value.args == ("cin", 10, 9)


def test_a_ref_may_stand_in_the_list_once() -> None:
    with pytest.raises(DuplicateCases) as refused:
        draw([*CASES, Case("7", "cin"), Case("3", "cin")])
    assert refused.value.refs == ("3", "7")
    assert refused.value.args == (("3", "7"),)


def test_only_listed_cases_can_be_named() -> None:
    with pytest.raises(NamedNotListed) as refused:
        draw(named=["x", "1", "a"])
    assert refused.value.refs == ("a", "x")
    assert refused.value.args == (("a", "x"),)


def test_over_many_seeds_each_case_comes_as_often_as_stated() -> None:
    seeds, times = 600, dict.fromkeys((case.ref for case in CASES), 0)
    for seed in range(seeds):
        for chosen in draw(seed=str(seed)).chosen:
            times[chosen.ref] += 1
    for case in CASES:
        chance = 6 / 20 if case.stratum == "cp" else 4 / 10
        z = (times[case.ref] - seeds * chance) / (seeds * chance * (1 - chance)) ** 0.5
        assert abs(z) < 4
