"""Cases on their way from the child that reads to whoever asked."""

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.readers.case_lines import CASES_IN_A_LINE, Cases, as_plain, lines_of
from goldenthread.readers.reading import CaseRow

TEXT = st.text(max_size=3)
DAY = st.none() | st.dates()
CASE = st.builds(
    CaseRow, TEXT, TEXT, flags=st.lists(TEXT, max_size=2).map(tuple), worker=TEXT, team=TEXT,
    worker_is_historic=st.booleans(), opened_on=DAY, last_seen_on=DAY,
    source_values=st.dictionaries(TEXT, TEXT, max_size=2),
)  # fmt: skip


def heard(cases: list[CaseRow]) -> list[CaseRow]:
    found = Cases()
    for line in lines_of(cases):
        found.add(json.loads(json.dumps(line, default=as_plain)))
    return found.all


@given(st.lists(CASE, max_size=8))
def test_cases_arrive_as_they_were_read(cases: list[CaseRow]) -> None:
    assert heard(cases) == cases


def test_cases_of_several_lines_arrive_in_their_order() -> None:
    cases = [CaseRow(str(n), "cin", opened_on=dt.date(2026, 3, 1)) for n in range(1_001)]
    assert len(list(lines_of(cases))) == 3 > len(cases) / CASES_IN_A_LINE
    assert heard(cases) == cases


def test_what_many_cases_say_is_held_once() -> None:
    first, second = heard([CaseRow(n, "cin", team="North", flags=("uasc",)) for n in "12"])
    assert first.team is second.team
    assert first.flags is second.flags
