"""Who audits what."""

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.allocation import Allocation, Unit, Unplaced, allocation, families
from goldenthread.method.numbers import number


def alone(cases: str) -> list[Unit]:
    return [Unit((case,)) for case in cases]


def test_families_stay_together_and_unknown_ones_apart() -> None:
    pairs = [("a", "f"), ("b", None), ("c", ""), ("f", None), ("d", "f"), ("e", "")]
    assert [unit.cases for unit in families(pairs)] == [("a", "d"), ("b",), ("c",), ("f",), ("e",)]


def test_loads_come_out_equal_in_the_order_handed_in() -> None:
    done = allocation(alone("abcde"), ["Ama", "Ben"])
    assert done.assigned == {"a": "Ama", "b": "Ben", "c": "Ama", "d": "Ben", "e": "Ama"}
    assert list(done.loads.items()) == [("Ama", 3), ("Ben", 2)]
    assert done.unplaced == ()
    assert done.locked_against_rules == ()


def test_a_placed_case_moves_on_to_make_room() -> None:
    done = allocation(alone("ab"), ["Ama", "Ben"], forbidden=[("Ben", "b")], caps={"Ama": 1})
    assert done.assigned == {"a": "Ben", "b": "Ama"}


def test_a_chain_of_moves_evens_the_loads() -> None:
    forbidden = [("Cy", "a"), ("Ben", "b"), ("Cy", "b"), ("Ama", "c"), ("Ben", "d"), ("Cy", "d")]
    done = allocation(alone("abcd"), ["Ama", "Ben", "Cy"], forbidden=forbidden)
    assert done.loads == {"Ama": 2, "Ben": 1, "Cy": 1}
    assert done.assigned == {"a": "Ben", "b": "Ama", "c": "Cy", "d": "Ama"}


def test_what_cannot_be_placed_is_said_with_the_reason() -> None:
    done = allocation(
        alone("abc"),
        ["Ama", "Ben"],
        forbidden=[("Ama", "c"), ("Ben", "c")],
        caps={"Ama": 1, "Ben": 0},
    )
    assert done.assigned == {"a": "Ama"}
    assert done.unplaced == (Unplaced(("b",), "all_full"), Unplaced(("c",), "nobody_may"))


def test_without_auditors_nothing_is_placed() -> None:
    done = allocation(alone("a"), [])
    assert done == Allocation({}, (Unplaced(("a",), "nobody_may"),), {}, ())


def test_one_conflict_bars_the_whole_family() -> None:
    done = allocation([Unit(("a", "b"))], ["Ama", "Ben"], forbidden=[("Ama", "b")])
    assert done.assigned == {"a": "Ben", "b": "Ben"}
    assert done.loads == {"Ama": 0, "Ben": 2}


def test_the_largest_family_is_placed_first() -> None:
    done = allocation([Unit(("a",)), Unit(("b", "c", "d")), Unit(("e", "f"))], ["Ama", "Ben"])
    assert done.loads == {"Ama": 3, "Ben": 3}


def test_a_family_makes_room_for_a_case_that_can_go_nowhere_else() -> None:
    done = allocation(
        [Unit(("a", "b")), Unit(("c",))],
        ["Ama", "Ben"],
        forbidden=[("Ben", "c")],
        caps={"Ama": 2, "Ben": 2},
    )
    assert done.assigned == {"a": "Ben", "b": "Ben", "c": "Ama"}


def test_a_chain_evens_what_no_single_move_could() -> None:
    forbidden = [("Cy", "a"), ("Ama", "b"), ("Ben", "c"), ("Cy", "c")]
    done = allocation(alone("abc"), ["Ama", "Ben", "Cy"], forbidden=forbidden)
    assert done.assigned == {"a": "Ben", "b": "Cy", "c": "Ama"}


def test_nothing_moves_that_evens_nothing() -> None:
    done = allocation(alone("abc"), ["Ama", "Ben"], forbidden=[("Ama", "c")])
    assert done.assigned == {"a": "Ama", "b": "Ben", "c": "Ben"}


@pytest.mark.parametrize(("cap", "placed"), [(3, 6), (2, 5)])
def test_a_family_moves_on_only_where_it_then_fits(cap: int, placed: int) -> None:
    """To seat f, the family abc must go to Ben, and de from Ben to Cy."""
    done = allocation(
        [Unit(("a", "b", "c")), Unit(("d", "e")), Unit(("f",))],
        ["Ama", "Ben", "Cy"],
        forbidden=[("Cy", "a"), ("Ama", "d"), ("Ben", "f"), ("Cy", "f")],
        caps={"Ama": 3, "Ben": cap},
    )
    assert len(done.assigned) == placed
    assert done.loads["Ama"] <= 3
    assert done.loads["Ben"] <= cap


def test_units_of_one_size_make_way_before_larger_ones_do() -> None:
    done = allocation(
        [Unit(("a", "b", "c")), Unit(("d", "e")), Unit(("g", "h")), Unit(("f",))],
        ["Ama", "Ben", "Cy"],
        forbidden=[("Ama", "f"), ("Cy", "g")],
        caps={"Ben": 2},
    )
    assert done.loads == {"Ama": 3, "Ben": 2, "Cy": 3}


def test_a_family_and_a_case_change_desks_where_that_evens_the_loads() -> None:
    """The family ab goes from Ama to Ben, which sends c from Ben to Cy."""
    done = allocation(
        [Unit(("a", "b")), Unit(("c",)), Unit(("d",))],
        ["Ama", "Ben", "Cy"],
        forbidden=[("Cy", "a"), ("Ama", "c"), ("Ben", "d"), ("Cy", "d")],
    )
    assert done.loads == {"Ama": 1, "Ben": 2, "Cy": 1}


def test_a_chain_that_evens_nothing_is_undone_whole() -> None:
    done = allocation(
        [Unit(("a", "b")), Unit(("c",)), Unit(("d", "e", "f")), Unit(("g",))],
        ["Ama", "Ben", "Cy"],
        forbidden=[("Ama", "a"), ("Ama", "c"), ("Ben", "c"), ("Cy", "g")],
    )
    assert done.loads == {"Ama": 3, "Ben": 3, "Cy": 1}


def test_a_family_moves_again_where_that_evens_the_loads() -> None:
    only_ama = [("Ben", case) for case in "def"]
    done = allocation([Unit(("a", "b", "c")), *alone("def")], ["Ama", "Ben"], forbidden=only_ama)
    assert done.loads == {"Ama": 3, "Ben": 3}
    assert done.assigned["a"] == "Ben"


def test_locked_cases_stay_and_count() -> None:
    done = allocation(alone("abc"), ["Ama", "Ben"], locked={"a": "Ama", "z": "Ama"})
    assert list(done.assigned.items()) == [("a", "Ama"), ("b", "Ben"), ("c", "Ben"), ("z", "Ama")]
    assert done.loads == {"Ama": 2, "Ben": 2}


def test_a_lock_against_the_rules_is_kept_and_reported() -> None:
    done = allocation(
        alone("abcd"),
        ["Ama", "Ben", "Cy"],
        forbidden=[("Ama", "a")],
        caps={"Ama": 2, "Ben": 1, "Cy": 2},
        locked={"c": "Ben", "b": "Ben", "a": "Ama", "e": "Cy", "f": "Cy"},
    )
    assert done.assigned == {"a": "Ama", "b": "Ben", "c": "Ben", "d": "Ama", "e": "Cy", "f": "Cy"}
    assert done.locked_against_rules == (("Ama", "a"), ("Ben", "b"), ("Ben", "c"))


def test_somebody_who_left_keeps_what_is_locked_and_gets_no_more() -> None:
    done = allocation(alone("ab"), ["Ama"], locked={"a": "Zoe"})
    assert done.assigned == {"a": "Zoe", "b": "Ama"}
    assert done.loads == {"Ama": 1, "Zoe": 1}


def test_a_sibling_follows_the_locked_one() -> None:
    done = allocation([Unit(("a", "b")), Unit(("c",))], ["Ama", "Ben"], locked={"b": "Ben"})
    assert done.assigned == {"a": "Ben", "b": "Ben", "c": "Ama"}


def test_a_sibling_whose_auditor_is_barred_or_full_is_left() -> None:
    for rules in (
        {"forbidden": [("Ben", "a")]},
        {"caps": {"Ben": 1}},
        {"forbidden": [("Ben", "b")]},
    ):
        done = allocation([Unit(("a", "b"))], ["Ama", "Ben"], locked={"b": "Ben"}, **rules)
        assert done.unplaced == (Unplaced(("a",), "family_elsewhere"),)


def test_the_published_round_keeps_its_conflicts_and_caps(vector: Callable[[str], Any]) -> None:
    round_ = vector("b2_allocation_tiny")
    forbidden = {(auditor, case) for auditor, case in round_["forbidden"]}
    caps = dict(zip(round_["auditors"], round_["caps"], strict=True))
    done = allocation(alone("ABCDEF"), round_["auditors"], forbidden, caps)
    assert sorted(done.loads.values()) == [1, 1, 2, 2]
    assert set(done.assigned) == set(round_["cases"])
    assert not forbidden & {(auditor, case) for case, auditor in done.assigned.items()}


def test_five_hundred_cases_and_fifty_auditors_take_under_a_second() -> None:
    auditors = [f"auditor {n}" for n in range(50)]
    cases = [f"case {n}" for n in range(500)]
    # Each case has about five auditors who may take it: long chains of moves.
    forbidden = {
        (auditor, case)
        for auditor in auditors
        for case in cases
        if number("seed", "", auditor, case) > 0.1
    }
    start = time.process_time()
    done = allocation([Unit((case,)) for case in cases], auditors, forbidden)
    assert time.process_time() - start < 1
    assert set(done.loads.values()) == {9, 10}
    assert {lost.why for lost in done.unplaced} == {"nobody_may"}


AUDITORS = ["Ama", "Ben", "Cy"]
PAIRS = st.frozensets(st.tuples(st.sampled_from(AUDITORS), st.sampled_from("abcde")))
CAPS = st.dictionaries(st.sampled_from(AUDITORS), st.integers(0, 3))
LOCKED = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(AUDITORS), max_size=2)


def best_loads(
    forbidden: frozenset[tuple[str, str]], caps: dict[str, int], locked: dict[str, str]
) -> tuple[int, list[int]]:
    """By trying everything: the fewest left over, and then the loads, largest first, smallest."""
    options = []
    free = [case for case in "abcde" if case not in locked]
    for given_to in product([*AUDITORS, None], repeat=len(free)):
        pairs = {(auditor, case) for auditor, case in zip(given_to, free, strict=True) if auditor}
        held = [*locked.values(), *(auditor for auditor, _ in pairs)]
        got_new = {auditor for auditor, _ in pairs}
        if not pairs & forbidden and all(held.count(a) <= caps.get(a, 5) for a in got_new):
            loads = sorted((held.count(a) for a in AUDITORS), reverse=True)
            options.append((given_to.count(None), loads))
    return min(options)


@given(PAIRS, CAPS, LOCKED)
def test_single_cases_are_placed_as_well_as_can_be(
    forbidden: frozenset[tuple[str, str]], caps: dict[str, int], locked: dict[str, str]
) -> None:
    done = allocation(alone("abcde"), AUDITORS, forbidden, caps, locked)
    loads = sorted((done.loads[auditor] for auditor in AUDITORS), reverse=True)
    assert (len(done.unplaced), loads) == best_loads(forbidden, caps, locked)


@given(PAIRS, CAPS, LOCKED, st.lists(st.sampled_from("fgh"), min_size=5, max_size=5))
def test_families_never_break_a_hard_rule(
    forbidden: frozenset[tuple[str, str]],
    caps: dict[str, int],
    locked: dict[str, str],
    family_of: list[str],
) -> None:
    units = families(zip("abcde", family_of, strict=True))
    done = allocation(units, AUDITORS, forbidden, caps, locked)
    placed = {case: auditor for case, auditor in done.assigned.items() if case not in locked}
    left = {case for lost in done.unplaced for case in lost.cases}
    assert set(placed) | left | set(locked) == set("abcde")
    assert not forbidden & {(auditor, case) for case, auditor in placed.items()}
    for auditor in AUDITORS:
        assert done.loads[auditor] == list(done.assigned.values()).count(auditor)
    assert all(done.loads[auditor] <= caps.get(auditor, 5) for auditor in placed.values())
    for unit in units:
        together = {placed[case] for case in unit.cases if case in placed}
        assert len(together) <= 1
        bound = {locked[case] for case in unit.cases if case in locked}
        assert not bound or together <= bound
