"""The two sample workbooks against a count made by hand.

The counts are written down from the sheets themselves, read cell by cell, not from our reader.

liia-sample.xlsx (59 rows; no child is on more than one of Lists 6 to 9):
  List 6   5 rows, all "c) Child in need plan" without a closure date         -> 5 child in need
  List 7   7 rows, 2 without an end date (rows 3, 4), 5 with one              -> 2 plan, 5 closed
  List 8   5 rows, 4 without a date ceased, 1 ceased 22/09/2020 (row 6)       -> 4 in care, 1 closed
  List 9   6 rows, all aged 18 or over                                        -> 6 care leavers
  List 2   5 rows, all completed; List 4 5 rows, all authorised               -> no case
  Lists 1, 3, 5: 5 + 6 + 5 rows of events                                     -> no case
  List 10  5 rows, all children of List 9; List 11 5 adults                   -> no further case
  No row is rejected: every row has its number.
official-template-2019.xlsx (11 rows):
  List 1   1 contact; List 2 10 rows, all completed on 15/01/2010             -> no case
  No row is rejected; row 12 of List_2 repeats row 11.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from goldenthread.readers.reading import Reading
from tests.missing import SAMPLES, samples_reason
from tests.readers.workbooks import read

pytestmark = pytest.mark.skipif(samples_reason() is not None, reason=str(samples_reason()))

LIIA, OFFICIAL = SAMPLES / "liia-sample.xlsx", SAMPLES / "official-template-2019.xlsx"
LIIA_DAY, OFFICIAL_DAY = dt.date(2021, 3, 16), dt.date(2019, 8, 16)
NOTHING = dict.fromkeys(
    ("early_help", "assessment", "cin", "cp", "cla", "care_leaver", "closed"), 0
)
LIIA_COUNTS = NOTHING | {"cin": 5, "cp": 2, "cla": 4, "care_leaver": 6, "closed": 6}
LIIA_ROWS = {1: 5, 2: 5, 3: 6, 4: 5, 5: 5, 6: 5, 7: 7, 8: 5, 9: 6, 10: 5, 11: 5}
OFFICIAL_ROWS = dict.fromkeys(range(1, 12), 0) | {1: 1, 2: 10}


def rows_of(reading: Reading) -> dict[int, int]:
    return {each.list: each.rows for each in reading.files[0].lists}


def test_the_dirty_sample_agrees_with_the_hand_count() -> None:
    reading = read(LIIA, day=LIIA_DAY)
    assert reading.by_status() == LIIA_COUNTS
    assert rows_of(reading) == LIIA_ROWS
    assert (reading.rows_read, reading.rows_rejected, len(reading.cases)) == (59, 0, 23)


def test_the_official_layout_agrees_with_the_hand_count() -> None:
    reading = read(OFFICIAL, day=OFFICIAL_DAY)
    assert reading.by_status() == NOTHING
    assert rows_of(reading) == OFFICIAL_ROWS
    assert (reading.rows_read, reading.rows_rejected) == (11, 0)
    assert [(d.sheet, d.rows) for d in reading.duplicates] == [("List_2", (11, 12))]
    assert reading.files[0].sheets_ignored == (
        "Front_Sheet",
        "FAQ_and_changes",
        "Guidance",
        "Codes_used",
    )


def test_the_dirt_of_the_sample_is_reported() -> None:
    reading = read(LIIA, day=LIIA_DAY)
    assert [(u.value, u.count) for u in reading.unknown_values] == [
        ("CS Assessment Updated", 5),
        ("PSRMEM - Support with memory and cognition", 1),
    ]
    # List 6 has #N/A for team and worker in all five rows.
    assert reading.unallocated == ("12598894", "8140425", "10160219", "7657294", "6434087")
    # The five children of List 10 are on List 9 with another date of birth.
    assert sum(each.about == "date of birth" for each in reading.conflicts) == 5


def test_theme_flags_of_the_sample_are_those_seen_in_its_sheets() -> None:
    flags = {case.person_id: set(case.flags) for case in read(LIIA, day=LIIA_DAY).cases}
    assert flags["5358472"] == flags["14953858"] == {"repeat_plan"}  # one previous plan each
    assert flags["14065184"] == {"disability", "long_term_fostering"}  # U4
    assert flags["1373595"] == {"long_term_fostering"}  # U1
    assert flags["3623204"] == {"care_ended", "disability", "recently_closed"}


def _by_hand(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Every row of every sheet with a child's number, by a reader that shares nothing with ours."""
    for sheet in openpyxl.load_workbook(path, data_only=True):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        start = next((at for at, row in enumerate(rows) if row[0] == "Child Unique ID"), None)
        if start is not None:
            names = [str(name).strip().lower() for name in rows[start]]
            for row in rows[start + 1 :]:
                if any(cell is not None for cell in row):
                    yield sheet.title[-1], dict(zip(names, row, strict=True))


def test_the_hand_count_is_what_another_reader_counts() -> None:
    counts = {"cin": 0, "cp": 0, "cla": 0, "care_leaver": 0, "closed": 0}
    for number, row in _by_hand(LIIA):
        if number == "6":
            counts["cin"] += str(row["case status"]).startswith("c)")
        if number == "7":
            counts["closed" if row["child protection plan end date"] else "cp"] += 1
        if number == "8":
            counts["closed" if row["date ceased to be looked after"] else "cla"] += 1
        counts["care_leaver"] += number == "9"
    assert NOTHING | counts == LIIA_COUNTS


@pytest.mark.parametrize("path", [LIIA, OFFICIAL])
def test_a_reading_survives_being_stored_as_json(path: Path) -> None:
    reading = read(path, day=LIIA_DAY)
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading
