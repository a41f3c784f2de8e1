"""A reading as plain data: counted by status, written as JSON and read back."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from goldenthread.readers.reading import (
    CaseRow,
    Conflict,
    Duplicate,
    FileRead,
    GenericWorker,
    ListFound,
    NotCases,
    Problem,
    Reading,
    UnknownValue,
    as_json,
    from_json,
)
from goldenthread.readers.word_rows import WordFormRead

DAY = dt.date(2026, 3, 1)
CASE = CaseRow(
    "7", "cin", flags=("uasc",), opened_on=DAY, worker_is_historic=True,
    source_values={"case_type": "CIN"}, particulars={"held_on": "2026-03-01"},
)  # fmt: skip
WHOLE = Reading(
    DAY, (FileRead("a.csv", "f" * 64, 9, (ListFound(6, "CIN", 2, ("Sex",), ("Name",)),), ("Notes",)),),
    2, 1, (CASE, CaseRow("8", "cp")), (Problem("CIN", 3, "Id", "x", "“x” is no number.", True),),
    (UnknownValue("Sex", "Q", 1),), (Duplicate("7", "CIN", (2, 4), 2, "Twice."),),
    (Conflict("7", "team", "Two."),), ("8",), (GenericWorker("Duty", 3, "Many."),),
    (NotCases("Born later.", 2),), "foster_carer",
)  # fmt: skip


def test_a_reading_is_written_as_json_and_read_back_whole() -> None:
    written = json.loads(json.dumps(WHOLE.to_json()))
    assert Reading.from_json(written) == WHOLE
    assert written["taken_on"] == "2026-03-01" and written["cases"][0]["flags"] == ["uasc"]
    assert written["cases"][1]["opened_on"] is None
    assert from_json(FileRead, as_json(WHOLE.files[0])) == WHOLE.files[0]
    marked = WordFormRead({"Audit": "AUD-1"})
    assert from_json(WordFormRead, as_json(marked)) == marked
    assert as_json({1: DAY}) == {"1": "2026-03-01"}


def test_cases_that_came_in_lines_before_are_kept_as_they_are() -> None:
    said = WHOLE.to_json() | {"cases": [CASE]}
    assert Reading.from_json(said).cases[0] is CASE


@pytest.mark.parametrize(
    ("statuses", "unknown"), [(["cin", "cin", "cp"], None), (["cin", "cin", "cp", "unknown"], 1)]
)
def test_cases_are_counted_by_status_with_noughts(statuses: list[str], unknown: int | None) -> None:
    found = Reading(DAY, cases=tuple(CaseRow(str(n), each) for n, each in enumerate(statuses)))
    counts = {
        "early_help": 0, "assessment": 0, "cin": 2, "cp": 1, "cla": 0, "care_leaver": 0, "closed": 0,
    }  # fmt: skip
    assert found.by_status() == counts | ({"unknown": unknown} if unknown else {})
    other = replace(found, kind="foster_carer")
    assert other.by_status() == {"cin": 2, "cp": 1} | ({"unknown": 1} if unknown else {})
