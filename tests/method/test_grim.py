"""What a percentage without its counts allows."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.grim import bases_for, counts_for, is_possible, overlap
from goldenthread.method.proportions import half_up

SOUTHAMPTON = {
    "ThisChild_single_n_compatible_52_48_60_40_86": ["52", "48", "60", "40", "86"],
    "ThisChild_without_86": ["52", "48", "60", "40"],
    "Fostering_73_45_55": ["73", "45", "55"],
    "LAC3_55_45": ["55", "45"],
}


def test_the_vectors(vector: Callable[[str], Any]) -> None:
    said = vector("grim_seed_denominators")
    for name, percents in SOUTHAMPTON.items():
        assert bases_for(percents, said[name][-1]) == said[name], name
    smallest = {name[-2:]: n for name, n in said.items() if name.startswith("smallest_n_for_")}
    assert len(smallest) == 8
    for percent, n in smallest.items():
        assert bases_for([percent], 30)[0] == n
    for percent, counts in said["LAC12_n123"].items():
        assert counts_for(percent, 123) == counts
    late = said["frechet_LAC12"]
    n = late["n"]
    assert overlap(n - late["in_timescale"], late["needs_met"], n) == (
        late["needs_met_but_late_min"], late["needs_met_but_late_max"],
    )  # fmt: skip


def test_the_shares_of_supervision_that_fit_its_base(vector: Callable[[str], Any]) -> None:
    for each in vector("grim_seed_denominators")["supervision_n_compatible_first"]:
        n = each["n"]
        assert each["I"] in counts_for("11", n) and each["RI"] in counts_for("46", n)
        assert each["GoodPlus"] in counts_for("43", n)
        assert counts_for("75", each["I"]) == each["I_and_I"]
        assert counts_for("89", each["GoodPlus"]) == each["exact_89_on_all_GoodPlus"]
        below = bases_for(["89"], each["GoodPlus"])
        assert below == each["sub_good_sizes_ok"]
    for each in vector("grim_seed_denominators")["supervision_with_89_on_all_GoodPlus"]:
        assert counts_for("89", each["G"]) == each["GG"]
        assert counts_for("75", each["I"]) == each["II"]


@given(st.integers(1, 400), st.integers(0, 2), st.data())
def test_counts_are_those_that_are_printed_so(n: int, decimals: int, data: st.DataObject) -> None:
    units = data.draw(st.integers(0, 100 * 10**decimals))
    printed = f"{units / 10**decimals:.{decimals}f}"
    assert counts_for(printed, n) == [
        x for x in range(n + 1) if half_up(x, n, decimals=decimals) == units
    ]


@pytest.mark.parametrize(
    ("percent", "part", "n", "expected"),
    [
        ("29", 5, 17, True), ("30", 5, 17, False), ("80", 17, 21, False), ("66", 8, 12, False),
        ("67", 8, 12, True), ("12", 1, 8, True), ("13", 1, 8, True), ("11.1", 1, 9, True),
        ("11.2", 1, 9, False), ("100", 9, 9, True), ("99", 9, 9, False), ("0", 0, 9, True),
        ("1", 1, 200, True), ("0", 1, 200, True), ("0", 1, 199, False),
    ],
)  # fmt: skip
def test_a_percentage_beside_its_count(percent: str, part: int, n: int, expected: bool) -> None:
    assert is_possible(percent, part, n) is expected


def test_the_edges_of_what_two_groups_share() -> None:
    assert overlap(3, 4, 10) == (0, 3) and overlap(8, 4, 10) == (2, 4)
    assert overlap(0, 10, 10) == (0, 0) and overlap(10, 10, 10) == (10, 10)
    for part, other in ((-1, 3), (11, 3), (3, -1), (3, 11)):
        with pytest.raises(ValueError, match="of 10"):
            overlap(part, other, 10)


@pytest.mark.parametrize("printed", ["", "x", "-5", "4.", ".5", "1e1", "101", "100.1", "\u0665"])
def test_what_is_no_percentage_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"percentage|more than all"):
        counts_for(printed, 10)


def test_a_share_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="a share of 0"):
        counts_for("50", 0)
    assert counts_for("50", 1) == [] and counts_for("100", 1) == [1]
