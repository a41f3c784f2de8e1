"""From expected numbers to whole ones."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.numbers import Numbers
from goldenthread.method.sampling.rounding import MILLION, Cell, rounded


def test_the_published_cells_come_out_to_the_letter(vector: Callable[[str], Any]) -> None:
    given_ = vector("b1_flow_round_integer")
    stream = Numbers(given_["seed"], given_["frame_hash"], given_["purpose"]).stream()
    cells = {(h, p): units for h, p, units in given_["cells"]}
    counts = rounded(cells, [given_["team"]], stream.__next__, given_["Q"])
    assert [[h, p, n] for (h, p), n in counts.items()] == given_["counts"]


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[Cell, int], list[list[int]], int]:
    """Case types whose expected numbers are whole in all, over practitioners, teams and services."""
    whole = draw(st.sampled_from([2, 3, 7, 1000, MILLION]))
    workers = draw(st.integers(1, 7))
    teams = draw(st.lists(st.integers(0, 2), min_size=workers, max_size=workers))
    services = draw(st.lists(st.integers(0, 1), min_size=1 + max(teams), max_size=1 + max(teams)))
    amounts = st.lists(st.integers(0, 3 * whole), min_size=workers, max_size=workers)
    cells = {
        (h, p): amount
        for h in range(draw(st.integers(1, 4)))
        for p, amount in enumerate(draw(amounts))
    }
    return cells, [teams, services], whole


def totals(cells: dict[Cell, int], parents: list[list[int]]) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for (h, p), amount in cells.items():
        team = parents[0][p]
        for name in (("h", h), ("p", p), ("t", team), ("s", parents[1][team]), ("all", 0)):
            found[name] += amount
    return found


@given(networks(), st.text(max_size=3))
def test_every_part_and_every_total_is_the_whole_number_below_or_above(
    network: tuple[dict[Cell, int], list[list[int]], int], seed: str
) -> None:
    cells, parents, whole = network
    counts = rounded(cells, parents, Numbers(seed, "", "round").stream().__next__, whole)
    expected, drawn = totals(cells, parents), totals(counts, parents)
    assert all(abs(counts[cell] * whole - cells[cell]) < whole for cell in cells)
    assert all(abs(drawn[name] * whole - expected[name]) < whole for name in expected)


def test_each_part_keeps_its_expectation(vector: Callable[[str], Any]) -> None:
    given_ = vector("b1_flow_round_integer")
    cells = {(h, p): units for h, p, units in given_["cells"]}
    times, seen = 2000, Counter[Cell]()
    for seed in range(times):
        stream = Numbers(str(seed), "", "round").stream()
        seen.update(rounded(cells, [given_["team"]], stream.__next__))
    for cell, units in cells.items():
        part = units % MILLION / MILLION
        deviation = (part * (1 - part) / times) ** 0.5
        assert abs(seen[cell] / times - units / MILLION) < 4 * deviation


def test_what_is_whole_already_needs_no_chance() -> None:
    assert rounded({(0, 0): 2, (1, 1): 3}, [[0, 1]], [].__iter__().__next__, 1) == {
        (0, 0): 2,
        (1, 1): 3,
    }
