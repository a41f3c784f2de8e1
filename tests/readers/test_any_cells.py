"""Whatever stands in the cells, reading ends with every row accounted for."""

import datetime as dt
import json
import math
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.readers.annex_a import read
from goldenthread.readers.annex_a.gather import Gathering
from goldenthread.readers.annex_a.lists import find_list
from goldenthread.readers.annex_a.spec import annex_a
from goldenthread.readers.reading import Reading
from tests.readers.workbooks import DAY, headings

WORDS = [
    "a)",
    "CIN",
    "e) Closed episode",
    "-",
    "Yes",
    "V3",
    "01/01/1900",
    "16/09/2020",
    "x\xa0y",
    "#N/A",
    "7.0",
]
SOME_CELLS = [
    *WORDS,
    "",
    0.0,
    3.0,
    -1.0,
    45810.0,
    math.nan,
    math.inf,
    True,
    dt.date(2025, 9, 1),
    dt.time(9),
]
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.just(""),
    st.sampled_from(WORDS),
    st.text(max_size=6),
    st.floats(),
    st.integers(min_value=0, max_value=3).map(float),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(max_value=dt.timedelta(days=9), min_value=dt.timedelta()),
)


@given(st.data(), st.integers(min_value=1, max_value=10))
def test_every_row_is_rejected_gathered_or_a_repeat(data: st.DataObject, number: int) -> None:
    names = headings(number)
    rows = data.draw(st.lists(st.lists(CELLS, max_size=len(names) + 1), max_size=6))
    gathering = Gathering(annex_a(), DAY, lambda _: None)
    match = find_list([(1, list(names))], annex_a())
    assert match and match.list.number == number
    gathering.add_sheet("s", match, list(enumerate(rows, start=2)))
    gathered = {r.row for rows in gathering.children.values() for r in rows if r.list == number}
    repeats = len(gathering.duplicates)
    assert gathering.rows_read <= len(rows)
    if number != 1:  # contacts that say the same of a child are kept once
        assert gathering.rows_read == len(gathered) + repeats + len(gathering.problems.rejected)


@given(st.integers(min_value=0, max_value=10**6))
def test_any_lists_of_two_children_make_a_reading(seed: int) -> None:
    # Drawn by a seed, because a hundred and seventy drawn cells would take minutes to shrink.
    chance = random.Random(seed)
    gathering = Gathering(annex_a(), DAY, lambda _: None)
    for number in range(1, 12):
        names = headings(number)
        match = find_list([(1, list(names))], annex_a())
        assert match
        row = [chance.choice((1.0, 2.0)), *(chance.choice(SOME_CELLS) for _ in names[1:])]
        gathering.add_sheet(str(number), match, [(2, row)])
    gathered = len(gathering.children)
    reading = read._Cases(gathering).reading(())
    children = len(reading.cases) + sum(each.children for each in reading.not_cases)
    assert children == gathered
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading
