"""Lists of other subjects: which columns each may have, and what a row of one says."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from goldenthread.readers.case_table import read_case_table
from goldenthread.readers.reading import CaseRow, Conflict, Reading
from goldenthread.readers.subject_lists import LISTED, MOST_CHILDREN, fields_of, headings_of
from goldenthread.readers.subject_rows import children_of, joined
from goldenthread.readers.tables import TableMapping
from tests.readers.workbooks import DAY, save

COLUMNS = ["person_id", "case_type", "worker", "team", "status", "closed_on"]
CHILD = ["age", "sex", "ethnicity", "disability"]


def read(folder: Path, kind: str, *rows: dict[str, Any]) -> Reading:
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = save(folder / "a.xlsx", {"1": [names, *([row.get(n) for n in names] for row in rows)]})
    return read_case_table([path], TableMapping({n: n for n in names}), taken_on=DAY, kind=kind)


@pytest.mark.parametrize("kind", LISTED)
def test_a_list_may_have_the_columns_of_its_kind(kind: str) -> None:
    held, found = LISTED[kind], fields_of(kind)
    own = [*held.fields, *["case_type", "worker", "team"]]
    register = [n for n in ("status", "closed_on") if held.is_register]
    assert list(found) == ["person_id", *own, *register, *(CHILD if held.is_of_one_child else [])]
    wanted = (held.number, held.type, held.worker)
    assert (found["person_id"], found["case_type"], found["worker"]) == wanted
    assert headings_of(kind) == {name: field.headings for name, field in found.items()}


def test_a_row_of_a_register_says_whether_it_stands_and_who_holds_it(tmp_path: Path) -> None:
    rows = [
        {"person_id": "F1", "worker": "R Shah", "team": "East", "case_type": "Kinship", "terms": "Two", "status": "Open"},
        {"person_id": "F2", "worker": "Unallocated", "closed_on": DAY},
        {"person_id": "F3", "closed_on": DAY + dt.timedelta(days=1), "header.approved_on": dt.date(2020, 1, 2)},
        {"person_id": "F4", "status": "Ceased", "terms": "x" * 301},
    ]  # fmt: skip
    found = read(tmp_path, "foster_carer", *rows)
    assert found.cases == (
        CaseRow("F1", "listed", worker="R Shah", team="East", source_values={"case_type": "Kinship"}, particulars={"terms": "Two"}),
        CaseRow("F2", "closed", last_open_status="listed", closed_on=DAY),
        CaseRow("F3", "listed", closed_on=DAY + dt.timedelta(days=1), particulars={"header.approved_on": "2020-01-02"}),
        CaseRow("F4", "closed", last_open_status="listed", particulars={"terms": "x" * 300}),
    )  # fmt: skip
    assert (found.by_status(), found.unallocated) == ({"listed": 2, "closed": 2}, ("F3",))


def test_a_child_of_whom_an_assessment_is_may_be_described(tmp_path: Path) -> None:
    child = {"age": 9, "sex": "M", "ethnicity": "a) WBRI", "disability": "Y", "children": 1001.0}
    [case] = read(tmp_path, "assessment", {"person_id": "A1", **child}).cases
    assert (case.age_band, case.sex, case.ethnicity, case.disability) == (
        "5 to 9",
        "Male",
        "WBRI",
        "Yes",
    )
    assert children_of(case) == ["1001"] and children_of(CaseRow("x", "listed")) == []


def test_numbers_that_cannot_be_read_are_noted(tmp_path: Path) -> None:
    many = ", ".join(map(str, range(MOST_CHILDREN + 1)))
    found = read(tmp_path, "contact", {"person_id": "C1", "children": 1.5}, {"person_id": "C2", "children": many},
                 {"person_id": "C3", "children": "1\n2;; 1.2E+15"})  # fmt: skip
    assert [len(children_of(case)) for case in found.cases] == [0, 100, 2]
    assert [p.problem.rpartition("” ")[2] for p in found.problems] == [
        "is not a whole number, so it is not a case number.",
        "names more than 100 children; the others are left out.",
        "was shortened by the spreadsheet (1.2E+15); export the column as text.",
    ]


def test_rows_of_one_subject_are_joined_and_what_differs_is_told(tmp_path: Path) -> None:
    first = {"person_id": "C1", "children": "1", "worker": "A", "team": "East", "outcome": "None"}
    found = read(
        tmp_path, "contact", first, {**first, "children": "2", "worker": "B", "outcome": "Some"}
    )
    assert found.conflicts == (
        Conflict("C1", "outcome, worker", "Row 3 says otherwise than row 2, which is believed."),
    )
    assert children_of(found.cases[0]) == ["1", "2"] and found.cases[0].worker == "A"


def test_a_subject_has_so_many_children_and_no_more() -> None:
    def of(*numbers: str, **said: str) -> CaseRow:
        return CaseRow("C1", "listed", **said, particulars={"children": "; ".join(numbers)})

    most = of(*map(str, range(MOST_CHILDREN - 1)))
    made, differing = joined(most, of("x", team="East"))
    assert made is not None and len(children_of(made)) == MOST_CHILDREN and differing == ["team"]
    assert joined(made, of("y")) == (None, []) == joined(most, of("1"))


def test_cases_are_counted_by_status_with_those_not_known() -> None:
    def counts(*statuses: str, **said: str) -> dict[str, int]:
        return Reading(
            DAY, cases=tuple(CaseRow("1", each) for each in statuses), **said
        ).by_status()

    assert counts("cin", "unknown", "cin")["cin"] == 2 and counts("cin", "unknown")["unknown"] == 1
    assert "unknown" not in counts("cin") and counts("cin")["cp"] == 0
    assert counts("listed", "closed", "listed", kind="contact") == {"listed": 2, "closed": 1}
