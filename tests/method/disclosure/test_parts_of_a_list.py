"""What tables of one case list tell together: groups audited, not audited, and all."""

from collections.abc import Sequence

from goldenthread.method.disclosure import Table
from goldenthread.method.disclosure.parts_of_a_list import Published, recovered

COLUMNS = ("Audited", "Not audited", "On the case list")


def published(
    inner: Sequence[tuple[int, int]], audited: str, hidden: Sequence[tuple[int, int]] = ()
) -> Published:
    rows = [(a, n, a + n) for a, n in inner]
    rows.append((sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows)))
    cells = tuple(
        tuple(None if (r, c) in hidden else n for c, n in enumerate(row))
        for r, row in enumerate(rows)
    )
    names = (*(f"g{n}" for n in range(len(inner))), "All")
    return Published(Table(names, COLUMNS, cells), frozenset(audited))


BOX = [(0, 0), (0, 1), (1, 0), (1, 1)]
FIRST = [(3, 17), (9, 31)]


def test_a_protected_table_alone_tells_nothing() -> None:
    assert recovered([published(FIRST, "abcdefghijkl", BOX)], 5) == []


def test_a_cell_hidden_alone_is_found() -> None:
    assert recovered([published(FIRST, "abcdefghijkl", [(0, 0)])], 5) == [(0, (0, 0), "hidden")]


def test_the_same_table_hidden_in_two_ways_tells() -> None:
    one = published(FIRST, "abcdefghijkl", BOX)
    other = published(FIRST, "abcdefghijkl", [(0, 1), (0, 2), (1, 1), (1, 2)])
    found = recovered([one, other], 5)
    assert {(0, place, "hidden") for place in BOX} <= set(found)
    assert recovered([one, one], 5) == []


def test_one_child_audited_since_is_told_by_the_difference() -> None:
    before = published([(6, 14), (9, 31)], "abcdefghijklmno")
    now = published([(7, 13), (9, 31)], "abcdefghijklmnop")
    assert recovered([now, before], 5) == [(0, (0, 0), "difference")]
    many = published([(16, 4), (9, 31)], "abcdefghijklmnopqrstuvwxy")
    assert recovered([many, before], 5) == []
    assert recovered([many, before], 10) == [(0, (0, 0), "difference")]


def test_rounds_that_audited_others_tell_nothing_of_each_other() -> None:
    one = published([(6, 14), (9, 31)], "abcdefghijklmno")
    other = published([(7, 13), (10, 30)], "ABCDEFGHIJKLMNOPQ")
    assert recovered([one, other], 5) == []
