"""Who audits what."""

from collections.abc import Callable
from datetime import date
from math import inf
from typing import Any

import pytest

from goldenthread.method.allocation import (
    Allocation,
    Auditor,
    Case,
    Load,
    Question,
    Unplaced,
    Weights,
    allocation,
    answer,
    families,
    fit_costs,
    in_turn,
    presence,
    searched,
    solved,
)
from goldenthread.method.allocation.desk import shares
from goldenthread.method.programme import Programme

WAYS = ("search", "greedy")
both = pytest.mark.parametrize("way", WAYS)


def done_by(way: str, question: Question) -> Allocation:
    """By the search alone, or in turn alone."""
    quick = in_turn(question)
    found = searched(question, quick, solved, 5) if way == "search" else quick
    return answer(found or quick, way)


def never(programme: Programme, seconds: float) -> None:
    """A search that time ends."""


def made(way: str, cases: Any, auditors: Any, barred: Any = (), **rest: Any) -> Allocation:
    """An allocation of cases to auditors (each a key, or the whole thing) in one of the ways."""
    question = Question(
        [case if isinstance(case, Case) else Case(case) for case in cases],
        [each if isinstance(each, Auditor) else Auditor(each) for each in auditors],
        {tuple(pair.split(":")): "barred" for pair in barred},
        **rest,
    )
    return done_by(way, question)


def audits(done: Allocation) -> dict[str, int]:
    return {auditor: load.audits for auditor, load in done.loads.items()}


def asked(published: dict[str, Any]) -> Question:
    """The published round: its costs are by case, and loads do not matter in it."""
    auditors = [
        Auditor(key, audits=cap, costs=dict(zip(published["cases"], costs, strict=True)))
        for key, cap, costs in zip(
            published["auditors"], published["caps"], published["cost"], strict=True
        )
    ]
    barred = {tuple(pair): "barred" for pair in published["forbidden"]}
    cases = [Case(key, kind=key) for key in published["cases"]]
    return Question(cases, auditors, barred, weights=Weights(load=0, fit=60, same_worker=0))


def test_the_published_round_comes_out_at_its_optimum(vector: Callable[[str], Any]) -> None:
    published = vector("b2_allocation_tiny")
    done = allocation(asked(published), solver=solved)
    found = [done.assigned[case] for case in published["cases"]]
    assert found in published["optimal_solutions"]
    auditors, cost = published["auditors"], published["cost"]
    spent = sum(cost[auditors.index(who)][n] for n, who in enumerate(found))
    assert (done.way, spent) == ("search", published["optimum"])


def test_the_published_round_keeps_its_rules_by_fallback(vector: Callable[[str], Any]) -> None:
    published = vector("b2_allocation_tiny")
    done = allocation(asked(published), solver=never)
    assert set(done.assigned) == set(published["cases"])
    assert all(
        done.loads[auditor].audits <= cap
        for auditor, cap in zip(published["auditors"], published["caps"], strict=True)
    )
    assert not {tuple(pair) for pair in published["forbidden"]} & {
        (auditor, case) for case, auditor in done.assigned.items()
    }


def test_families_stay_together_and_unknown_ones_apart() -> None:
    pairs = [("a", "f"), ("b", ""), ("c", ""), ("f", ""), ("d", "f"), ("e", "")]
    found = families(Case(key, family) for key, family in pairs)
    assert ["".join(case.key for case in family) for family in found] == ["ad", "b", "c", "f", "e"]


@both
def test_loads_come_out_equal(way: str) -> None:
    done = made(way, "abcde", ["Ama", "Ben"])
    assert sorted(audits(done).values()) == [2, 3]
    assert done.unplaced == done.locked_against_rules == done.poor_fits == ()


def test_the_fallback_gives_in_the_order_handed_in() -> None:
    done = made("greedy", "abcde", ["Ama", "Ben"])
    assert done.assigned == {"a": "Ama", "b": "Ben", "c": "Ama", "d": "Ben", "e": "Ama"}
    assert list(done.loads) == ["Ama", "Ben"]
    assert done.loads["Ama"] == Load(audits=3, minutes=180, target=150)


@both
def test_what_is_level_is_hours_and_not_cases(way: str) -> None:
    cases = [Case("a", minutes=240), *(Case(key, minutes=60) for key in "bcde")]
    done = made(way, cases, ["Ama", "Ben"])
    assert sorted(load.minutes for load in done.loads.values()) == [240, 240]


@both
def test_a_placed_case_moves_on_to_make_room(way: str) -> None:
    done = made(way, "ab", [Auditor("Ama", audits=1), "Ben"], ["Ben:b"])
    assert done.assigned == {"a": "Ben", "b": "Ama"}


@both
def test_a_chain_of_moves_makes_room(way: str) -> None:
    """Seen from c: b goes to Cy, a to Ben, and so Ama has room."""
    auditors = [Auditor("Ama", audits=1), Auditor("Ben", audits=1), Auditor("Cy", audits=1)]
    done = made(way, "abc", auditors, ["Cy:a", "Ama:b", "Ben:c", "Cy:c"])
    assert done.assigned == {"a": "Ben", "b": "Cy", "c": "Ama"}


@both
@pytest.mark.parametrize(("most", "placed"), [(3, 6), (2, 5)])
def test_a_family_moves_on_only_where_it_then_fits(way: str, most: int, placed: int) -> None:
    """To seat f, the family abc must go to Ben, and de from Ben to Cy."""
    cases = [*(Case(key, "one") for key in "abc"), Case("d", "two"), Case("e", "two"), Case("f")]
    auditors = [Auditor("Ama", audits=3), Auditor("Ben", audits=most), "Cy"]
    done = made(way, cases, auditors, ["Cy:a", "Ama:d", "Ben:f", "Cy:f"])
    assert len(done.assigned) == placed
    assert audits(done)["Ama"] <= 3
    assert audits(done)["Ben"] <= most


@both
def test_nobody_has_more_cases_or_hours_than_they_can_take(way: str) -> None:
    auditors = [Auditor("Ama", audits=1), Auditor("Ben", minutes=150)]
    done = made(way, "abcd", auditors)
    assert audits(done) == {"Ama": 1, "Ben": 2}
    ((left, why, against),) = [(u.cases, u.why, u.against) for u in done.unplaced]
    assert (len(left), why, against) == (1, "all_full", {"full": 2})


@both
def test_what_cannot_be_placed_is_said_with_what_stood_in_the_way(way: str) -> None:
    auditors = [
        Auditor("Ama"), Auditor("Ben", audits=0), Auditor("Cy", presence=0),
        Auditor("Di", is_external=True),
    ]  # fmt: skip
    cases = [Case("a", only="internal"), Case("b", only="external"), Case("c")]
    done = made(way, cases, auditors, ["Ama:a", "Di:b", "Ama:c"])
    assert done.assigned == {"c": "Di"}
    assert done.unplaced == (
        Unplaced(("a",), "all_full", {"away": 1, "barred": 1, "full": 1, "internals_only": 1}),
        Unplaced(("b",), "nobody_may", {"barred": 1, "externals_only": 3}),
    )


@both
def test_a_family_of_which_one_is_for_externals_goes_to_one(way: str) -> None:
    cases = [Case("a", "f"), Case("b", "f", only="external")]
    done = made(way, cases, ["Ama", Auditor("Di", is_external=True)])
    assert done.assigned == {"a": "Di", "b": "Di"}


def test_without_auditors_or_cases_nothing_is_placed() -> None:
    assert made("greedy", "a", []).unplaced == (Unplaced(("a",), "nobody_may", {}),)
    done = made("greedy", "", ["Ama"])
    assert (done.assigned, done.unplaced, done.loads) == ({}, (), {"Ama": Load()})


@both
def test_one_conflict_bars_the_whole_family(way: str) -> None:
    done = made(way, [Case("a", "f"), Case("b", "f")], ["Ama", "Ben"], ["Ama:b"])
    assert done.assigned == {"a": "Ben", "b": "Ben"}
    assert audits(done) == {"Ama": 0, "Ben": 2}


def test_the_largest_family_is_placed_first() -> None:
    cases = [Case("a"), Case("e", "two"), Case("f", "two"), *(Case(key, "three") for key in "bcd")]
    assert audits(made("greedy", cases, ["Ama", "Ben"])) == {"Ama": 3, "Ben": 3}


@both
def test_whoever_is_here_for_half_of_it_has_half_of_the_others_load(way: str) -> None:
    done = made(way, "abcdef", ["Ama", Auditor("Ben", presence=500)])
    assert audits(done) == {"Ama": 4, "Ben": 2}
    assert [load.target for load in done.loads.values()] == [240, 120]


@both
def test_the_others_share_what_one_cannot_take(way: str) -> None:
    done = made(way, "abcdefg", [Auditor("Ama", audits=1), "Ben", "Cy"])
    assert audits(done) == {"Ama": 1, "Ben": 3, "Cy": 3}


def test_shares_are_equal_by_presence_and_nobody_has_more_than_their_most() -> None:
    assert shares(600, {0: 1000, 1: 500}, {0: inf, 1: inf}) == {0: 400, 1: 200}
    assert shares(600, {0: 1000, 1: 1000, 2: 1000}, {0: 60, 1: 250, 2: inf}) == {
        0: 60,
        1: 250,
        2: 290,
    }
    assert shares(600, {0: 1000, 1: 1000}, {0: 60, 1: 100}) == {0: 60, 1: 100}
    assert shares(100, {}, {}) == {}


@both
def test_a_case_goes_to_who_knows_its_type_then_to_who_takes_any(way: str) -> None:
    knows, other = fit_costs(["cp"]), fit_costs(["cla"])
    auditors = [
        Auditor("Ama", costs=other[0], usual_cost=other[1]),
        Auditor("Ben", usual_cost=1),
        Auditor("Cy", costs=knows[0], usual_cost=knows[1]),
    ]
    done = made(way, [Case("a", kind="cp"), Case("b", kind="cla"), Case("c", kind="cin")], auditors)
    assert done.assigned == {"a": "Cy", "b": "Ama", "c": "Ben"}
    assert done.poor_fits == ()


@both
def test_a_poor_fit_is_said(way: str) -> None:
    costs, usual = fit_costs(["cp"])
    auditors = [
        Auditor("Ama", audits=1, costs=costs, usual_cost=usual),
        Auditor("Ben", usual_cost=1),
    ]
    done = made(way, [Case("a", kind="cp"), Case("b", kind="cp")], auditors)
    (poor,) = done.poor_fits
    assert done.assigned[poor] == "Ben"


@both
def test_cases_of_one_worker_go_to_different_auditors(way: str) -> None:
    cases = [
        Case("a", worker="W"),
        Case("b", worker="V"),
        Case("c", worker="V"),
        Case("d", worker="W"),
    ]
    done = made(way, cases, ["Ama", "Ben"])
    assert done.assigned["a"] != done.assigned["d"]
    assert done.assigned["b"] != done.assigned["c"]


@both
def test_the_worker_of_a_locked_case_counts(way: str) -> None:
    cases = [Case("a", worker="W"), Case("b", worker="W"), Case("c", worker="V")]
    done = made(way, cases, ["Ama", "Ben", "Cy"], locked={"a": "Ama"}, weights=Weights(load=0))
    assert done.assigned["b"] != "Ama"


@both
def test_locked_cases_stay_and_count(way: str) -> None:
    done = made(way, "abc", ["Ama", "Ben"], locked={"a": "Ama", "b": "Ama"})
    assert done.assigned == {"a": "Ama", "b": "Ama", "c": "Ben"}
    assert audits(done) == {"Ama": 2, "Ben": 1}


@both
def test_a_lock_against_the_rules_is_kept_and_said(way: str) -> None:
    done = made(
        way, "abcdef", [Auditor("Ama", audits=2), Auditor("Ben", audits=1), Auditor("Cy", audits=2)],
        ["Ama:a"], locked={"c": "Ben", "b": "Ben", "a": "Ama", "e": "Cy", "f": "Cy"},
    )  # fmt: skip
    assert done.assigned == {"a": "Ama", "b": "Ben", "c": "Ben", "d": "Ama", "e": "Cy", "f": "Cy"}
    assert done.locked_against_rules == (("Ama", "a"), ("Ben", "b"), ("Ben", "c"))


@both
def test_somebody_who_left_keeps_what_is_locked_and_gets_no_more(way: str) -> None:
    done = made(way, "ab", ["Ama"], locked={"a": "Zoe"})
    assert done.assigned == {"a": "Zoe", "b": "Ama"}
    assert audits(done) == {"Ama": 1}


@both
def test_a_sibling_follows_the_locked_one(way: str) -> None:
    cases = [Case("a", "f"), Case("b", "f"), Case("c")]
    done = made(way, cases, ["Ama", "Ben"], locked={"b": "Ben"})
    assert done.assigned == {"a": "Ben", "b": "Ben", "c": "Ama"}


@pytest.mark.parametrize(
    ("barred", "most", "against"),
    [
        (["Ben:a"], None, {"barred": 1, "family_elsewhere": 1}),
        ([], 1, {"family_elsewhere": 1, "full": 1}),
        (["Ben:b"], None, {"barred": 1, "family_elsewhere": 1}),
    ],
)
@both
def test_a_sibling_whose_auditor_is_barred_or_full_is_left(
    way: str, barred: list[str], most: int | None, against: dict[str, int]
) -> None:
    auditors = ["Ama", Auditor("Ben", audits=most)]
    question = Question(
        [Case("a", "f"), Case("b", "f")],
        [each if isinstance(each, Auditor) else Auditor(each) for each in auditors],
        {tuple(pair.split(":")): "barred" for pair in barred},  # type: ignore[misc]
        locked={"b": "Ben"},
    )
    done = done_by(way, question)
    assert done.unplaced == (Unplaced(("a",), "family_elsewhere", against),)


# One case that fits Ama badly, and one that fits nobody well: nothing is at its best at once.
POOR = Question([Case("a"), Case("b")], [Auditor("Ama", audits=1, usual_cost=9), Auditor("Ben")])


def test_a_search_that_time_ended_leaves_the_fallback_as_the_answer() -> None:
    asked: list[tuple[int, float]] = []

    def stopped(programme: Programme, seconds: float) -> None:
        asked.append((programme.whole, seconds))

    done = allocation(POOR, solver=stopped, seconds=3)
    assert (done.way, asked) == ("greedy", [(4, 3)])
    assert set(done.assigned) == {"a", "b"}


def test_an_answer_that_breaks_a_rule_is_not_used() -> None:
    all_to_ama = [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    done = allocation(POOR, solver=lambda programme, seconds: all_to_ama)
    assert done.way == "greedy"
    assert done.loads["Ama"].audits <= 1


def test_a_search_no_better_than_the_fallback_is_not_used() -> None:
    done = allocation(POOR, solver=lambda programme, seconds: [0.0] * 6)
    assert (done.way, set(done.assigned)) == ("greedy", {"a", "b"})


def test_nothing_is_searched_where_nothing_can_be_better() -> None:
    question = Question([Case("a"), Case("b")], [Auditor("Ama"), Auditor("Ben")])
    done = allocation(question, solver=lambda programme, seconds: pytest.fail("asked"))
    assert (done.way, done.assigned) == ("at_once", {"a": "Ama", "b": "Ben"})
    locked = Question([Case("a")], [Auditor("Ama")], locked={"a": "Ama"})
    assert allocation(locked, solver=never).way == "at_once"


def test_a_process_of_its_own_has_the_same_answer() -> None:
    assert allocation(POOR) == allocation(POOR, solver=solved)
    assert allocation(POOR).way == "search"


def test_presence_counts_the_weekdays_one_is_not_away() -> None:
    first, last = date(2026, 11, 2), date(2026, 11, 15)  # two weeks
    assert presence(first, last, []) == 1000
    assert presence(first, last, [(date(2026, 11, 7), date(2026, 11, 8))]) == 1000
    assert presence(first, last, [(date(2026, 11, 13), date(2026, 12, 1))]) == 900
    assert presence(first, last, [(date(2026, 11, 6), date(2026, 11, 6)), (first, first)]) == 800
    assert presence(first, last, [(date(2026, 10, 1), last)]) == 0
    assert presence(date(2026, 11, 7), date(2026, 11, 8), []) == 1000  # a weekend alone
