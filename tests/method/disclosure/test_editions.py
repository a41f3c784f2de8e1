"""What tables published one after another tell together."""

import pytest

from goldenthread.method.disclosure import NothingFits, Table, attack_all, relations_of
from goldenthread.method.disclosure.editions import Link, links, pairs, possible_relations
from goldenthread.method.disclosure.linked import Found
from tests.method.disclosure.counts import whole, without

TABLE = whole([[10, 6], [12, 4]])
INNER = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_cells_are_linked_by_their_names() -> None:
    turned = Table(
        ("r1", "r0", "Sum"), ("c1", "c0", "Sum"), ((4, 12, 16), (6, 10, 16), (10, 22, 32))
    )
    assert set(pairs(TABLE, turned)) == {
        ((0, 0), (1, 1)), ((0, 1), (1, 0)), ((0, 2), (1, 2)), ((1, 0), (0, 1)), ((1, 1), (0, 0)),
        ((1, 2), (0, 2)), ((2, 0), (2, 1)), ((2, 1), (2, 0)), ((2, 2), (2, 2)),
    }  # fmt: skip
    assert pairs(TABLE, Table(("x", "All"), ("y", "All"), ((1, 1), (1, 1)))) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TABLE, ["same", "more", "less"]),
        (whole([[9, 6], [12, 4]]), ["more"]),
        (whole([[11, 6], [12, 4]]), ["less"]),
        (whole([[9, 7], [12, 4]]), []),
        (without(whole([[9, 7], [13, 3]]), INNER), ["same", "more", "less"]),
        (without(TABLE, TABLE.places), []),
        (without(whole([[0, 6], [12, 4]]), [(0, 2), (2, 0), (2, 2)]), ["more"]),
    ],
)
def test_how_tables_may_be_related(other: Table, expected: list[str]) -> None:
    assert possible_relations(TABLE, other) == expected


def test_zeros_alone_relate_nothing() -> None:
    hidden = [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]
    nothing = without(whole([[0, 6], [12, 4]]), hidden)
    assert possible_relations(nothing, nothing) == []


def test_the_larger_of_two_linked_cells_stands_first() -> None:
    small = Table(("r0", "All"), ("c0", "All"), ((1, 1), (1, 1)))
    large = Table(("r0", "All"), ("c0", "All"), ((2, 2), (2, 2)))
    (first, *_) = links([small, large], {(0, 1): "less"})
    assert first == Link((1, (0, 0)), (0, (0, 0)), is_same=False)
    (first, *_) = links([large, small], {(0, 1): "more"})
    assert first == Link((0, (0, 0)), (1, (0, 0)), is_same=False)
    assert links([large, large], {(0, 1): "same"})[0].is_same


def test_two_ways_of_hiding_the_same_counts_tell_them() -> None:
    one, other = without(TABLE, INNER), without(whole([[10, 6], [12, 4]]), [(0, 2), (0, 0)])
    found = attack_all(one, [other]).found
    assert [(each.spot, each.value) for each in found] == [
        ((0, (0, 0)), 10), ((0, (0, 1)), 6), ((0, (1, 0)), 12), ((0, (1, 1)), 4),
        ((1, (0, 0)), 10), ((1, (0, 2)), 16),
    ]  # fmt: skip
    assert attack_all(one, []).found == () and attack_all(one, [one]).found == ()


def test_a_hidden_count_of_an_earlier_edition_is_found() -> None:
    assert Found((1, (0, 0)), 10) in attack_all(TABLE, [without(TABLE, INNER)]).found


def test_a_relation_that_the_hidden_cells_forbid_is_not_assumed() -> None:
    # What is printed agrees, but the totals of the hidden cells do not.
    now = Table(("r0", "r1", "All"), ("c0", "All"), ((None, None), (None, None), (30, 30)))
    then = Table(("r0", "r1", "All"), ("c0", "All"), ((20, 20), (15, 15), (35, 35)))
    assert relations_of([now, then]) == {(0, 1): "less"}
    crossed = Table(("r0", "r1", "All"), ("c0", "All"), ((5, 5), (None, None), (35, 35)))
    assert relations_of([without(then, [(1, 0), (1, 1)]), crossed]) == {}


def test_what_is_known_of_editions_need_not_be_guessed() -> None:
    assert relations_of([TABLE, TABLE], {(0, 1): None}) == {}
    assert relations_of([TABLE, TABLE], {(0, 1): "more"}) == {(0, 1): "more"}
    assert relations_of([TABLE, TABLE, TABLE], {(0, 1): None})[1, 2] == "same"


def test_a_range_grows_narrower_by_an_earlier_edition() -> None:
    before = Table(TABLE.rows, TABLE.columns, ((8, 2, 10), (9, 1, 10), (17, 3, 20)))
    shown = without(TABLE, INNER)
    alone, with_it = attack_all(shown), attack_all(shown, [before], threshold=4)
    assert [(each.least, each.most) for each in alone.ranges] == [
        (6, 16),
        (0, 10),
        (6, 16),
        (0, 10),
    ]
    assert [(each.least, each.most) for each in with_it.ranges] == [
        (8, 13), (3, 8), (9, 14), (2, 7),
    ]  # fmt: skip
    assert with_it.found == ()


@pytest.mark.parametrize(("threshold", "number"), [(1, 0), (2, 4), (3, 4), (12, 9)])
def test_only_small_differences_count(threshold: int, number: int) -> None:
    before = whole([[8, 4], [6, 2]])
    found = attack_all(TABLE, [before], threshold).found
    small = [(r, c) for r, c in TABLE.places if _above(before, r, c) <= threshold]
    assert [each.spot for each in found] == [(0, place) for place in small]
    assert all(each.since == (1, each.spot[1]) for each in found)
    assert all(each.value == _above(before, *each.spot[1]) for each in found)


def _above(before: Table, row: int, column: int) -> int:
    return (TABLE.cells[row][column] or 0) - (before.cells[row][column] or 0)


def test_nothing_limits_what_only_hidden_cells_stand_beside() -> None:
    open_row = Table(("r0", "r1", "All"), ("c0", "All"), ((7, 7), (None, None), (None, None)))
    ranges = attack_all(open_row, [open_row]).ranges
    assert [(each.least, each.most) for each in ranges] == [
        (0, None),
        (0, None),
        (7, None),
        (7, None),
    ]


def test_an_edition_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(NothingFits):
        attack_all(TABLE, [Table(("A", "All"), ("x", "All"), ((1, 2), (1, 2)))])
