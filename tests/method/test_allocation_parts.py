"""The parts of an allocation: what is asked of the solver, what a place costs, where room is made."""

from datetime import date
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest
import scipy.optimize

from goldenthread.method import allocation as whole
from goldenthread.method.allocation import (
    Auditor,
    Case,
    Load,
    Question,
    Weights,
    allocation,
    fit_costs,
    greedy,
    in_turn,
    optimum,
    presence,
    solved,
)
from goldenthread.method.allocation.desk import Desk, Place
from goldenthread.method.allocation.optimum import likely_pairs, programme
from goldenthread.method.programme import Programme


def desk_of(cases: Any, auditors: Any, **more: Any) -> Desk:
    return Desk(Question(cases, auditors, **more))


def test_the_programme_of_two_cases_and_two_auditors() -> None:
    """Ama may have one case and has a case of W; Ben may have two hours, and W's fit him badly."""
    cases = [Case("a", minutes=120, worker="W"), Case("b", worker="W"), Case("c", worker="W")]
    auditors = [Auditor("Ama", audits=2), Auditor("Ben", minutes=120, usual_cost=2)]
    desk = desk_of(cases, auditors, locked={"c": "Ama"}, barred={("Ben", "b"): "own_team"})
    pairs = likely_pairs(desk, {})
    assert pairs == [(0, 0), (0, 1), (1, 0)]
    made = programme(desk, pairs)
    assert made.whole == 3
    dear = 10 * (1 + 1 / 3) + 3
    assert made.cost == pytest.approx([0, 1, 0, dear, dear, 1, 1, 1, 1, 0.5])
    assert made.most == [1, 1, 1, 1, 1, inf, inf, inf, inf, inf]
    rows: dict[int, dict[int, float]] = {}
    for row, column, value in made.entries:
        rows.setdefault(row, {})[column] = value
    limits = list(zip(rows.values(), made.low, made.high, strict=True))
    assert limits == [
        ({0: 1, 1: 1, 3: 1}, 1, 1),  # a goes to somebody, or is left over
        ({2: 1, 4: 1}, 1, 1),
        ({0: 1, 2: 1}, -inf, 1),  # Ama has room for one more
        ({0: 2, 2: 1, 5: -1}, -inf, pytest.approx(2 - 1 + 2 / 3)),
        ({0: 2, 2: 1, 6: 1}, pytest.approx(2 - 1 - 2 / 3), inf),
        ({1: 2}, -inf, 2),  # Ben has two hours
        ({1: 2, 7: -1}, -inf, pytest.approx(2 + 2 / 3)),
        ({1: 2, 8: 1}, pytest.approx(2 - 2 / 3), inf),
        ({0: 1, 2: 1, 9: -1}, -inf, 0),  # Ama has W's already
    ]


def test_families_cost_as_many_cases_and_workers_count_from_their_second_unit() -> None:
    cases = [Case("a", "f", worker="W"), Case("b", "f", worker="W"), Case("c", worker="W")]
    desk = desk_of(cases, [Auditor("Ama", audits=3, usual_cost=1)], weights=Weights(load=0))
    made = programme(desk, likely_pairs(desk, {}))
    dear = 10 * (1 + 1.5 / 2) + 3
    assert made.cost == pytest.approx([1, 0.5, 2 * dear, dear, 0.5])
    assert made.entries[4:] == [(2, 0, 2.0), (2, 1, 1.0), (3, 0, 1.0), (3, 1, 1.0), (3, 4, -1.0)]
    assert (made.low[2:], made.high[2:]) == ([-inf, -inf], [3, 1])


def test_nothing_is_asked_of_workers_who_do_not_matter() -> None:
    cases = [Case("a", worker="W"), Case("b", worker="W")]
    none = desk_of(cases, [Auditor("Ama")], weights=Weights(load=0, same_worker=0))
    assert len(programme(none, likely_pairs(none, {})).cost) == 4
    alone = desk_of(cases[:1], [Auditor("Ama")], weights=Weights(load=0))
    assert len(programme(alone, likely_pairs(alone, {})).cost) == 2


def test_a_large_round_tries_the_best_fits_in_turn_and_what_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(optimum, "ALL_PAIRS", 9)
    monkeypatch.setattr(optimum, "LIKELIEST", 2)
    auditors = [Auditor("Ama", usual_cost=5), *(Auditor(key) for key in ("Ben", "Cy", "Di", "Ed"))]
    desk = desk_of([Case("a"), Case("b")], auditors)
    assert likely_pairs(desk, {}) == [(0, 1), (0, 2), (1, 2), (1, 3)]
    assert likely_pairs(desk, {0: 0, 1: 3}) == [(0, 0), (0, 1), (0, 2), (1, 2), (1, 3)]
    monkeypatch.setattr(optimum, "ALL_PAIRS", 10)
    assert len(likely_pairs(desk, {})) == 10


SMALL = Programme(
    cost=[-3, -2, 1], most=[1, 1, inf], whole=2,
    entries=[(0, 0, 2.0), (0, 1, 2.0), (0, 2, -1.0)], low=[-inf], high=[3],
)  # fmt: skip


def test_whole_columns_are_whole_and_the_others_are_not() -> None:
    assert solved(SMALL, 5) == pytest.approx([1, 1, 1])
    dear = Programme(**vars(SMALL) | {"cost": [-3, -2, 9]})
    assert solved(dear, 5) == pytest.approx([1, 0, 0])
    part = Programme(**vars(SMALL) | {"whole": 1, "cost": [-3, -2, 9]})
    assert solved(part, 5) == pytest.approx([1, 0.5, 0])


def test_the_solver_is_told_its_limits_and_a_search_that_time_stopped_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []

    def milp(cost: Any, **more: Any) -> Any:
        told.append(more["options"])
        return SimpleNamespace(x=[1.0], message="Time limit reached." if len(told) > 1 else "Well")

    monkeypatch.setattr(scipy.optimize, "milp", milp)
    assert solved(SMALL, 7) == [1.0]
    assert told == [{"time_limit": 7, "node_limit": 50, "mip_rel_gap": 0.01}]
    assert solved(SMALL, 7) is None


def test_no_answer_is_none() -> None:
    impossible = Programme([0, 0], [1, 1], 1, [(0, 0, 1.0), (0, 1, 1.0)], [5], [5])
    assert solved(impossible, 5) is None


def test_no_search_is_made_of_more_pairs_than_can_be_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def noted(made: Programme, seconds: float) -> None:
        asked.append(made.whole)

    poor = Question(
        [Case("a"), Case("b")], [Auditor("Ama", usual_cost=9), Auditor("Ben", audits=1)]
    )
    for most, times in ((3, 0), (4, 1)):
        monkeypatch.setattr(whole, "MOST_PAIRS", most)
        done = allocation(poor, solver=noted)
        assert (done.way, set(done.assigned), len(asked)) == ("greedy", {"a", "b"}, times)


def test_a_place_filled_to_the_brim_keeps_the_rules() -> None:
    desk = desk_of([Case("a"), Case("b")], [Auditor("Ama", audits=2, minutes=120)])
    desk.give(0, 0)
    desk.give(1, 0)
    assert desk.keeps_rules()
    assert not desk.places[0].has_room(1, 0)
    assert not desk.places[0].has_room(0, 1)


def test_room_is_made_for_minutes_too() -> None:
    """Ama has an hour and a half: a leaves for c, which only she may have."""
    cases = [Case("a", minutes=90), Case("c", minutes=60)]
    auditors = [Auditor("Ama", minutes=90), Auditor("Ben", usual_cost=9)]
    done = in_turn(Question(cases, auditors, {("Ben", "c"): "own_team"}))
    assert done.places[0].minutes == 60
    assert done.places[1].minutes == 90


def test_a_chain_is_looked_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(
        [Case("a", minutes=90), Case("c")], [Auditor("Ama", audits=1), Auditor("Ben", usual_cost=9)],
        {("Ben", "c"): "own_team"},
    )  # fmt: skip
    assert len(in_turn(question).holder) == 2
    monkeypatch.setattr(greedy, "LONGEST_SEARCH", 1)
    assert len(in_turn(question).holder) == 1
    monkeypatch.setattr(greedy, "LONGEST_SEARCH", 2)
    assert len(in_turn(question).holder) == 2


def test_the_price_of_a_place_is_the_difference_it_makes() -> None:
    cases = [
        Case("a", "f", minutes=90, worker="W"),
        Case("b", "f", minutes=45),
        Case("c", worker="W"),
    ]
    auditors = [Auditor("Ama", usual_cost=2), Auditor("Ben")]
    desk = desk_of(cases, auditors, weights=Weights(load=2, fit=7, same_worker=11))
    assert [(place.target, place.band) for place in desk.places] == [(97, 32), (97, 32)]
    for unit, place in ((0, 0), (1, 0)):
        before, told = desk.price(), desk.price_of(unit, place)
        desk.give(unit, place)
        after = desk.price()
        assert (after[1] - before[1], after[2] - before[2]) == told
    left, cost, uneven = desk.price()
    assert (left, cost) == (0, 7 * (4 + 2) + 2 * ((195 - 97 - 32) + (97 - 32)) + 11)
    assert uneven == (195 - 97) ** 2 + 97**2
    assert desk.take(0) == 0
    assert desk.price()[0] == 2
    assert desk.places[0].workers == {"W": 1}
    assert not desk.is_at_its_best()


def test_how_far_off_is_counted_from_what_is_level_on_both_sides() -> None:
    place = Place(Auditor("Ama"), target=100, band=30, minutes=60)
    assert (place.off(), place.uneven()) == (10, 1600)
    place.minutes = 130
    assert (place.off(), place.uneven()) == (0, 900)
    place.minutes = 131
    assert place.off() == 1


@pytest.mark.parametrize(
    ("minutes", "band"), [([60] * 5, 40), ([60] * 4, 30), ([60, 90, 120], 45), ([], 0)]
)
def test_the_numbers_on_both_sides_of_a_share_are_level(minutes: list[int], band: int) -> None:
    cases = [Case(str(n), minutes=each) for n, each in enumerate(minutes)]
    size = 3 if len(minutes) == 5 else 2
    assert {p.band for p in desk_of(cases, [Auditor(str(n)) for n in range(size)]).places} == {band}


def test_shares_go_by_what_each_can_take_in_hours_and_cases() -> None:
    cases = [Case(str(n), minutes=90) for n in range(6)]
    auditors = [Auditor("Ama", audits=1, minutes=600), Auditor("Ben", minutes=100), Auditor("Cy"),
                Auditor("Di", presence=0)]  # fmt: skip
    assert [place.target for place in desk_of(cases, auditors).places] == [90, 100, 350, 0]


def test_what_is_locked_stands_on_the_desk() -> None:
    cases = [
        Case("a", "f", minutes=30, worker="W"),
        Case("b", "f", minutes=40, worker="W"),
        Case("c"),
    ]
    desk = desk_of(cases, [Auditor("Ama"), Auditor("Ben")], locked={"a": "Ama", "b": "Ama"})
    ama = desk.places[0]
    assert (ama.audits, ama.minutes, dict(ama.workers)) == (2, 70, {"W": 1})
    assert [unit.cases[0].key for unit in desk.units] == ["c"]
    assert [place.target for place in desk.places] == [65, 65]


def test_loads_say_what_each_has_beside_their_share() -> None:
    done = allocation(Question([Case("a", minutes=30), Case("b", minutes=50)], [Auditor("Ama")]))
    assert done.loads == {"Ama": Load(audits=2, minutes=80, target=80)}


def test_a_unit_moves_where_that_is_better_and_stays_where_it_is_not() -> None:
    desk = desk_of([Case("a"), Case("b"), Case("c")], [Auditor("Ama"), Auditor("Ben")])
    for unit in range(3):
        desk.give(unit, 0)
    greedy.improve(desk)
    assert desk.holder == {0: 1, 1: 0, 2: 0}
    held = dict(desk.holder)
    greedy.improve(desk)
    assert desk.holder == held


def test_costs_by_specialism() -> None:
    assert fit_costs(["cp", "cla"]) == ({"cp": 0, "cla": 0}, 3)
    assert fit_costs([]) == ({}, 1)
    assert Auditor("Ama", costs={"cp": 0}, usual_cost=3).cost("cp") == 0
    assert Auditor("Ama", costs={"cp": 0}, usual_cost=3).cost("cin") == 3


def test_presence_of_single_days_and_in_whole_thousandths() -> None:
    monday, friday = date(2026, 11, 2), date(2026, 11, 6)
    assert presence(monday, monday, [(monday, monday)]) == 0
    assert presence(monday, friday, [(friday, friday)]) == 800
    found = presence(monday, date(2026, 11, 4), [(monday, monday)])
    assert (found, type(found)) == (666, int)
