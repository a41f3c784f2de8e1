"""Tables read and rounded."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.disclosure import (
    Table,
    TableRefused,
    attack,
    percentages,
    rounded,
    table_from_csv,
    table_from_json,
)
from goldenthread.method.grim import counts_for
from tests.method.disclosure.counts import whole

SOUND = ",Good,Other,All\n2017,6,7,13\n2018,1,2,3\nAll,7,9,16\n"


def test_a_table_is_read_with_its_names() -> None:
    for text in (
        SOUND,
        "\ufeff" + SOUND,
        SOUND.replace("6,", '"6" ,', 1).replace('"6" ', '" 6 "'),
        f"\n{SOUND}\n,,,\n",
    ):
        table = table_from_csv(text.encode())
        assert table.rows == ("2017", "2018", "All") and table.columns == ("Good", "Other", "All")
        assert table.cells == ((6, 7, 13), (1, 2, 3), (7, 9, 16)) and table.hidden == []
    assert table_from_csv(b',x,All\na,"1,200",1200\nAll,1200,"1,200"\n').cells[0] == (1200, 1200)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"The table is empty\."),
        (SOUND.replace("13", "14"), r"Row 2017 adds up to 13, but its total says 14\."),
        (SOUND.replace("7,9,16", "8,9,17"), r"Column Good adds up to 7, but its total says 8\."),
        (SOUND.replace("6,", "six,"), r"Row 2017, column Good: 'six' is no count\."),
        (SOUND.replace("6,", "-6,"), r"Row 2017, column Good: '-6' is no count\."),
        (SOUND.replace("6,", "6.5,"), r"'6\.5' is no count\. Give a whole number, 0 or more\."),
        (SOUND.replace("6,", ","), r"Row 2017, column Good: '' is no count"),
        (SOUND.replace("6,", "1000000000,"), r"'1000000000' is no count"),
        (SOUND.replace("6,", "\u0666,"), "is no count"),
        (SOUND.replace("2018", "2017"), r"more than one row named 2017\."),
        (SOUND.replace("Other", "Good"), r"more than one column named Good\."),
        (SOUND.replace("7,13", "7"), r"Row 2017 has 3 cells, but the header row has 4\."),
        (SOUND.replace("Good", ""), "needs a name"),
        (SOUND.replace("2018", "x" * 201), "needs a name of at most 200"),
        ("a,All\nAll,1\n", "a row and a column of counts"),
        ("a,x,All\nAll,1,1\n", "a row and a column of totals"),
        ('a,"x', "cannot be read as CSV"),
        (",".join(["", *map(str, range(121))]) + "\n" + 2 * ("r," + ",".join(["0"] * 121) + "\n"),
         r"242 cells; at most 240 .* several tables"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_right_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(TableRefused, match=message):
        table_from_csv(text.encode())
    with pytest.raises(TableRefused, match="UTF-8"):
        table_from_csv(SOUND.encode("utf-16"))


def test_a_published_table_is_read() -> None:
    said = {
        "cells": [[None, "c", 9], [1, 2, 3]],
        "rows": ["a", "All"],
        "columns": ["x", "y", "All"],
    }
    table = table_from_json(said)
    assert table == Table(("a", "All"), ("x", "y", "All"), ((None, None, 9), (1, 2, 3)))
    assert table.hidden == [(0, 0), (0, 1)] and table.name((1, 2)) == "row All, column All"
    more = table_from_json(said | {"rounded_to": 5, "adds_rounded": True})
    assert (more.rounded_to, more.adds_rounded) == (5, True)
    assert table_from_json(said["cells"]).columns == ("0", "1", "2")
    assert (
        len({table.fingerprint, more.fingerprint, table_from_json(said["cells"]).fingerprint}) == 3
    )
    assert table.fingerprint == table_from_json(said).fingerprint


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (7, 'no list of rows named "cells"'),
        ({}, 'no list of rows named "cells"'),
        ([1, 2], "no list of rows"),
        ([[1, 2], [3]], "not all of one length"),
        ([], "needs a row and a column"),
        ([[1], [1]], "needs a row and a column"),
        ([[1, -2], [1, 2]], r"cells\[0\]\[1\] is '-2'; it has to be a whole number, or null"),
        ([[1, 2], [1, 2.0]], r"cells\[1\]\[1\] is '2\.0'"),
        ([[True, 2], [1, 2]], r"cells\[0\]\[0\] is 'True'"),
        ([[10**9, 2], [1, 2]], "is '1000000000'"),
        ({"cells": [[1, 1], [1, 1]], "rows": ["a"]}, '"rows" has to name each of the 2 rows once'),
        ({"cells": [[1, 1], [1, 1]], "rows": ["a", "a"]}, '"rows" has to name'),
        ({"cells": [[1, 1], [1, 1]], "columns": [1, 2]}, '"columns" has to name'),
        ({"cells": [[1, 1], [1, 1]], "columns": "ab"}, '"columns" has to name'),
        ({"cells": [[1, 1], [1, 1]], "rounded_to": 0}, "rounded_to is 0"),
        ({"cells": [[1, 1], [1, 1]], "rounded_to": 1001}, "rounded_to is 1001"),
        ({"cells": [[1, 1], [1, 1]], "rounded_to": True}, "rounded_to is True"),
    ],
)
def test_what_is_no_published_table_is_refused(said: Any, message: str) -> None:
    with pytest.raises(TableRefused, match=message):
        table_from_json(said)


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=4),
       st.integers(3, 10))  # fmt: skip
def test_rounding_survives_the_attack(inner: list[list[int]], step: int) -> None:
    table = whole(inner)
    shown = rounded(table, step)
    ranges = {each.place: each for each in attack(shown)}
    assert not any(each.is_recovered for each in ranges.values())
    for place in table.places:
        count = table.cells[place[0]][place[1]] or 0
        most = ranges[place].most
        assert ranges[place].least <= count and (most is None or count <= most)


def test_halves_are_rounded_up_and_totals_added(vector: Callable[[str], Any]) -> None:
    for count, expected in vector("b8_disclosure")["round5"]["table"]:
        assert rounded(whole([[count, 40]])).cells == ((expected, 40, expected + 40),) * 2
    assert rounded(whole([[5, 4]]), 10).cells[0] == (10, 0, 10)
    with pytest.raises(ValueError, match="rounding to 2"):
        rounded(whole([[5]]), 2)


def test_a_percentage_is_hidden_with_its_count() -> None:
    cells = ((None, None, 20), (11, 9, 20), (1, 8, 9), (None, None, None))
    shown = Table(("A", "B", "C", "All"), ("x", "y", "All"), cells)
    assert percentages(shown) == [
        [None, None, 100], [55, 45, 100], [None, None, None], [None, None, None],
    ]  # fmt: skip


def test_a_whole_percentage_with_its_base_tells_the_count(vector: Callable[[str], Any]) -> None:
    said = vector("b8_disclosure")
    for each in said["percent_leak"]:
        assert counts_for(str(each["pct"]), each["n"]) == each["counts"]
    for n, decimals in ((said["whole_percent_unique_up_to_n"], 0), (40, 1)):
        printed = [counts_for(f"{100 * x / n:.{decimals}f}", n) for x in range(n + 1)]
        assert all(len(found) <= 1 for found in printed)
