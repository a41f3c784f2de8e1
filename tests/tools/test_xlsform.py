"""XLSForm in and out: without loss where it fits, and every row named where it does not."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from goldenthread.tools.files.reading import read_tool, written_tool
from goldenthread.tools.files.relevance import Clause, NotOfTheseForms, clauses
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.library import library_bodies
from tests.tools.bodies import BODY

SURVEY: list[tuple[str, ...]] = [
    ("type", "name", "label::English", "hint", "relevant", "required"),
    ("start", "begun", "", "", "", ""),
    ("begin group", "Visits", "Visits to the child", "", "", ""),
    ("note", "n1", "Look at the last six months.", "", "", ""),
    ("select_one yn", "Seen", "Was the child seen?", "Alone counts twice", "", "yes"),
    ("begin_group", "Detail", "What was seen", "", "${Seen} = 'yes' and ${Seen} != 'n/a'", ""),
    ("select_multiple rooms", "rooms", "Which rooms?", "", "", ""),
    ("integer", "count", "How many visits?", "", "selected(${rooms}, 'bedroom')", ""),
    ("date", "last", "When was the last?", "", "", ""),
    ("text", "why", "What did the child say?", "", "", ""),
    ("end_group", "", "", "", "", ""),
    ("end group", "", "", "", "", ""),
]
CHOICES = [
    ("list_name", "name", "label"),
    ("yn", "yes", "Yes"), ("yn", "no", "No"), ("yn", "n/a", "N/A"),
    ("rooms", "Bedroom", "The bedroom"), ("rooms", "kitchen", "The kitchen"),
]  # fmt: skip


def read(folder: Path, survey: list[tuple[str, ...]], **more: Any) -> ToolFile:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "survey"
    for title, rows in (
        ("choices", CHOICES),
        ("settings", [("form_title", "form_id"), ("Visit audit", "Visit-Audit")]),
    ):
        other = book.create_sheet(title)
        for row in rows:
            other.append(row)
    for row in survey:
        sheet.append(row)
    for cell, value in more.items():
        sheet[cell] = value
    book.save(folder / "form.xlsx")
    return read_tool(folder / "form.xlsx")


@pytest.mark.parametrize("body", [BODY, *library_bodies()], ids=lambda body: body["code"])
def test_a_tool_comes_back_from_xlsform_without_loss(body: dict[str, Any], tmp_path: Path) -> None:
    data, _ = written_tool(body, ".xlsx")
    (tmp_path / "tool.xlsx").write_bytes(data)
    assert read_tool(tmp_path / "tool.xlsx").body == body
    assert written_tool(body, ".xlsx")[0] == data


def test_a_form_that_another_program_made_becomes_a_tool(tmp_path: Path) -> None:
    found = read(tmp_path, SURVEY)
    assert found.faults == ()
    assert found.body
    assert (found.body["code"], found.body["title"], found.body["graded"]) == (
        "visit_audit",
        "Visit audit",
        False,
    )
    visits = found.body["sections"][0]
    assert (visits["key"], visits["hint"]) == ("visits", "Look at the last six months.")
    assert visits["questions"][0]["type"] == "yes_no"
    assert visits["questions"][0]["may_be_not_applicable"]
    detail = visits["sections"][0]
    assert detail["shown_when"]["answers"] == [
        {"question": "seen", "is": ["yes"]}, {"question": "seen", "is": ["yes", "no"]},
    ]  # fmt: skip
    assert [q["type"] for q in detail["questions"]] == ["multiple_choice", "number", "date", "text"]
    assert detail["questions"][1]["shown_when"]["answers"] == [
        {"question": "rooms", "is": ["bedroom"]}
    ]
    assert [str(each) for each in found.left_out] == [
        "sheet survey, row 2: “start” is noted by the form itself",
        "sheet survey, row 5: required is not kept: yes",
    ]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (("geopoint", "place", "Where?"), "is of type “geopoint”, which a tool does not hold"),
        (("begin_repeat", "r", "Each child"), "is of type “begin_repeat”"),
        (("calculate", "sum", ""), "is of type “calculate”"),
        (("select_one_from_file ../../x.csv", "f", "F"), "is of type “select_one_from_file"),
        (("select_one nowhere", "x", "X"), "takes its answers from “nowhere”"),
        (("text", "x", "X", "", "count(${Seen}) > 1"), "has a condition that is not understood"),
        (
            ("text", "x", "X", "", "${Seen}='yes' or ${last}='1'"),
            "has a condition that joins different questions",
        ),
        (
            ("text", "x", "X", "", "${gone} = 'yes'"),
            "has a condition that asks for gone, which is no question",
        ),
        (("text", "Seen", "X"), "has the name Seen, which another row has"),
        (("end_group", "", ""), "ends a group that was not begun"),
        (("begin_group", "more", "More"), "is the last, and a group is still open"),
    ],
)
def test_a_row_that_a_tool_cannot_hold_is_named(
    tmp_path: Path, row: tuple[str, ...], what: str
) -> None:
    found = read(tmp_path, [*SURVEY, row])
    assert found.body is None
    assert f"sheet survey, row {len(SURVEY) + 1}: {what}" in "\n".join(map(str, found.faults))


def test_a_formula_and_a_file_that_is_no_form_are_refused(tmp_path: Path) -> None:
    assert "A cell holds a formula" in str(
        read(tmp_path, SURVEY, C5='=HYPERLINK("http://x")').faults[0]
    )
    (tmp_path / "form.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert "cannot be opened" in str(read_tool(tmp_path / "form.xlsx").faults[0])


def test_conditions_in_brackets_and_quotes() -> None:
    said = "(${a} = 'x or y' or selected(${a}, \"z\")) and ${b} != '1'"
    assert clauses(said) == [Clause("a", ("x or y", "z")), Clause("b", ("1",), True)]
    for unfit in ("not(${a} = 'x')", "${a}", "", "${a} = 1", "(((("):
        with pytest.raises(NotOfTheseForms):
            clauses(unfit)
