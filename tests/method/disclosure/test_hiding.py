"""Small counts are hidden, with as little else as keeps them from being worked out."""

from collections.abc import Callable
from typing import Any

import pytest

from goldenthread.method.disclosure import CannotProtect, Table, attack_all, suppress
from goldenthread.method.disclosure.choosing import Choice, price
from goldenthread.method.programme import Programme
from tests.method.disclosure.counts import whole

YEARS = whole([[0, 0, 12, 1], [0, 5, 10, 1], [0, 5, 6, 6]])


def test_the_vectors_cell_by_cell(vector: Callable[[str], Any]) -> None:
    for name, said in vector("b8_disclosure").items():
        if "|" in name:
            done = suppress(whole(said["table"]), threshold=said["threshold"])
            published = [["c" if n is None else n for n in row] for row in done.table.cells]
            assert published == said["published"], name
            assert len(done.why) == said["suppressed"]
            assert list(done.why.values()).count("small") == said["primary"]
            assert not done.attack.found


def test_a_table_without_small_counts_is_printed_whole() -> None:
    table = whole([[6, 0], [7, 80]])
    done = suppress(table)
    assert (done.table, done.why, done.attack.ranges) == (table, {}, ())


def test_each_hidden_cell_says_why() -> None:
    done = suppress(whole([[10, 6], [12, 4]]))
    assert done.why == {
        (0, 0): "protects", (0, 1): "protects", (1, 0): "protects", (1, 1): "small",
    }  # fmt: skip
    assert [(each.place, each.least, each.most) for each in done.attack.ranges] == [
        ((0, 0), 6, 16), ((0, 1), 0, 10), ((1, 0), 6, 16), ((1, 1), 0, 10),
    ]  # fmt: skip


def test_a_small_total_is_hidden_with_its_row() -> None:
    done = suppress(whole([[1, 1], [20, 30]]))
    assert done.table.cells[0] == (None, None, None)
    assert all(each.most is None or each.most - each.least >= 5 for each in done.attack.ranges)


def test_large_counts_zeros_and_totals_cost_more() -> None:
    table = whole([[0, 8], [9, 20]])
    costs = [price(table, place) for place in ((0, 1), (1, 0), (1, 1), (0, 0), (0, 2), (2, 1))]
    assert costs == sorted(costs) and price(table, (2, 2)) > 1000
    assert price(table, (0, 0)) == 6 and price(table, (0, 1)) == pytest.approx(3.1972, abs=1e-4)
    assert price(table, (0, 2)) - price(table, (0, 1)) == pytest.approx(50)
    assert price(table, (2, 2)) == pytest.approx(1050 + 1 + 3.6376, abs=1e-4)


def test_only_hiding_costs_anything() -> None:
    choice = Choice([YEARS], [], [(0, 3)], [((((0, (0, 3)), 1),), 5)], step=5)
    assert choice.asked.cost[:20] == [price(YEARS, place) for place in YEARS.places]
    assert set(choice.asked.cost[20:]) == {0.0} and len(choice.asked.cost) == 60


def test_no_answer_of_the_solver_is_told() -> None:
    def never(programme: Programme, seconds: float) -> None:
        assert seconds == 60

    with pytest.raises(CannotProtect, match="Publish fewer rows"):
        suppress(YEARS, solver=never)


def test_what_the_attack_still_finds_is_never_published() -> None:
    def careless(programme: Programme, seconds: float) -> list[float]:
        tried.append((programme.whole, len(programme.cost)))
        return [float(place == (0, 3)) for place in YEARS.places]

    tried: list[tuple[int, int]] = []
    with pytest.raises(CannotProtect):
        suppress(YEARS, solver=careless)
    assert len(tried) == 5
    assert tried[0][0] == 20 and tried[1][0] == tried[1][1] > tried[0][1]


def test_the_same_figures_again_hide_the_same_cells() -> None:
    first = suppress(YEARS).table
    assert suppress(YEARS, published=[first]).table == first
    # Were more hidden the first time, as much stays hidden.
    strict = suppress(YEARS, threshold=8).table
    again = suppress(YEARS, published=[strict])
    assert again.table.hidden == strict.hidden and again.relations == {(0, 1): "same"}


def test_what_was_printed_before_cannot_be_hidden() -> None:
    with pytest.raises(CannotProtect) as refused:
        suppress(YEARS, published=[YEARS])
    assert str(refused.value) == (
        "The count in row r0, column c3 was published before: hiding it now protects nobody. Leave "
        "the row out, or publish no new edition."
    )
    # Large counts that were printed are no matter.
    assert suppress(whole([[6, 7], [8, 9]]), published=[whole([[6, 7], [8, 9]])]).why == {}


def test_small_differences_from_an_earlier_edition_are_hidden(
    vector: Callable[[str], Any],
) -> None:
    said = vector("b8_disclosure")["differencing_nested_periods"]
    before = whole([row[:-1] for row in said["release1"][:-1]])
    now = whole([row[:-1] for row in said["release2"][:-1]])
    told = attack_all(now, [before]).found
    assert [[*each.spot[1], each.value] for each in told] == said["implied_cells_1_to_5"]
    done = suppress(now, published=[before])
    assert not done.attack.found and done.relations == {(0, 1): "more"}
    assert {place for place, why in done.why.items() if why == "difference"} == {
        (r, c)
        for r, row in enumerate(said["implied_difference"])
        for c, n in enumerate(row)
        if 1 <= n <= 5
    }


def test_what_an_earlier_edition_hides_stays_as_uncertain() -> None:
    first = suppress(whole([[8, 5], [2, 8]])).table
    later = suppress(whole([[17, 6], [11, 8]]), published=[first])
    assert later.relations == {(0, 1): "more"}
    ranges = attack_all(first, [later.table], 5, {(0, 1): "less"}).ranges
    assert len(ranges) == 4
    assert all(each.most is None or each.most - each.least >= 5 for each in ranges)


def test_a_part_published_after_the_whole_is_protected_too() -> None:
    year, quarter = whole([[20, 30], [40, 50]]), whole([[18, 21], [22, 23]])
    done = suppress(quarter, published=[year])
    assert done.relations == {(0, 1): "less"} and not done.attack.found
    assert done.why[(0, 0)] == "difference"
    assert (1, 1) in done.table.hidden and (2, 2) not in done.table.hidden


def test_a_row_added_to_a_published_table_keeps_its_secrets() -> None:
    first = suppress(whole([[10, 6], [12, 4]])).table
    more = suppress(whole([[10, 6], [12, 4], [30, 2]]), published=[first])
    assert set(first.hidden) <= set(more.table.hidden)
    assert not attack_all(more.table, [first]).found


def test_an_unrelated_table_changes_nothing() -> None:
    other = Table(("north", "All"), ("yes", "All"), ((None, None), (None, None)))
    assert suppress(YEARS, published=[other]).table == suppress(YEARS).table
