"""Every layout and value that exports are known to have is read, or said not to be."""

import codecs
import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from goldenthread.readers.guard import NoListFound
from tests.readers.old_excel import save_xls
from tests.readers.workbooks import DAY, ENDED, OPENED, annex, headings, read, save, sheet_of

CIN = {"id": 101, "status": "c) Child in need plan", "team": "North", "worker": "Dana Reed"}


def test_lists_are_found_by_headings_not_by_name_or_place(tmp_path: Path) -> None:
    sheets = {"Sec47 stuff": sheet_of(7, [{"id": 2, "cp_start": OPENED}]), "x": sheet_of(6, [CIN])}
    found = read(save(tmp_path / "a.xlsx", sheets)).files[0].lists
    assert [(each.list, each.sheet, each.rows) for each in found] == [
        (7, "Sec47 stuff", 1),
        (6, "x", 1),
    ]


def test_title_rows_blank_rows_and_sheets_without_a_list_do_no_harm(tmp_path: Path) -> None:
    codes = [
        ["Gender", *headings(8)[5:]],
        ["Preferred code", "a) Yes"],
    ]  # as in Codes_used: no child
    rows = [["List 6: Children in Need"], [], *sheet_of(6, [CIN, {}, {"id": "-"}]), [], []]
    reading = read(
        save(tmp_path / "a.xlsx", {"Front_Sheet": [["Annex A"]], "Codes": codes, "6": rows})
    )
    assert (reading.rows_read, len(reading.cases)) == (1, 1)
    assert reading.files[0].sheets_ignored == ("Front_Sheet", "Codes")


def test_other_order_other_spelling_and_extra_columns_are_read(tmp_path: Path) -> None:
    heads = ["ALLOCATED WORKER", "Local notes", "Case\nStatus ", "CIN start  date", "childuniqueid"]
    path = save(tmp_path / "a.xlsx", {"1": [heads, ["Dana Reed", "secret", "CIN", OPENED, 101]]})
    reading = read(path)
    assert (reading.cases[0].worker, reading.cases[0].opened_on) == ("Dana Reed", OPENED)
    assert reading.files[0].lists[0].columns_thrown_away == ("Local notes",)
    assert "secret" not in str(reading.to_json())


def test_missing_columns_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    heads = ["Child Unique ID", "Child's Legal Status", "Date Started to be Looked After"]
    reading = read(save(tmp_path / "a.xlsx", {"8": [heads, [7, "C2", OPENED]]}))
    assert reading.by_status()["cla"] == 1
    assert "Date Ceased to be Looked After" in reading.files[0].lists[0].columns_missing


@pytest.mark.parametrize("lost", [["Child Unique ID"], headings(6)[6:]])
def test_without_a_child_or_two_headings_of_its_own_a_sheet_is_no_list(
    tmp_path: Path, lost: list[str]
) -> None:
    kept = [name for name in headings(6) if name not in lost]
    with pytest.raises(NoListFound, match="None of its sheets"):
        read(save(tmp_path / "a.xlsx", {"List_6": [kept, [1] * len(kept)]}))


def test_a_hidden_sheet_is_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(
        annex(tmp_path / "a.xlsx", {6: [CIN], 1: [{"id": 5, "contact": DAY}]})
    )
    book["List_6"].sheet_state = "hidden"
    book.active = 1
    book.save(tmp_path / "b.xlsx")
    reading = read(tmp_path / "b.xlsx")
    assert len(reading.cases) == 1
    assert [(p.sheet, p.problem) for p in reading.problems] == [
        ("List_6", "This sheet is hidden; its rows were read.")
    ]


def test_a_used_range_to_the_last_row_costs_nothing(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(annex(tmp_path / "a.xlsx", {6: [CIN]}))
    book["List_6"].cell(1_048_576, 14).number_format = "dd/mm/yyyy"
    book.save(tmp_path / "b.xlsx")
    assert read(tmp_path / "b.xlsx").rows_read == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_one_list_is_read_in_any_encoding(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "List 8.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        heads = ["Child Unique ID", "Child’s Legal Status", "Date Started to be Looked After"]
        writer.writerows([heads, ["007", "C2: FCO", "02/06/2025"]])
        writer.writerow(["Smith, “J”", "C2", ""])
    reading = read(path)
    assert (reading.cases[0].person_id, reading.cases[0].opened_on) == ("007", OPENED)
    assert reading.cases[1].person_id == "Smith, “J”"


def test_a_csv_row_is_numbered_as_a_spreadsheet_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "6.csv"
    lines = '"Child\nUnique ID",Case status,CIN Start Date\n\n1,CIN,soon\n'
    path.write_text(lines, encoding="utf-8")
    assert [(p.row, p.value) for p in read(path).problems] == [(3, "soon")]


def test_several_files_of_a_day_are_one_case_list(tmp_path: Path) -> None:
    one = annex(tmp_path / "6.xlsx", {6: [CIN]})
    two = annex(tmp_path / "7.xlsx", {7: [{"id": 101, "cp_start": OPENED, "worker": "Lee Shah"}]})
    reading = read(one, two)
    assert [(c.status, c.worker) for c in reading.cases] == [("cp", "Lee Shah")]
    assert [file.name for file in reading.files] == ["6.xlsx", "7.xlsx"]


def test_a_macro_workbook_is_read(tmp_path: Path) -> None:
    path = annex(tmp_path / "a.xlsx", {6: [CIN]}).rename(tmp_path / "a.xlsm")
    assert read(path).by_status()["cin"] == 1


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    heads = ["Child Unique ID", "Case status", "CIN Start Date", "Allocated Worker"]
    row = [101.0, "c) Child in need plan", 45810.0, "Dana Reed"]
    case = read(save_xls(tmp_path / "a.xls", "List 6", [heads, row])).cases[0]
    assert (case.person_id, case.status, case.opened_on) == ("101", "cin", OPENED)
    assert case.worker == "Dana Reed"


def test_values_that_went_wrong_on_the_way_are_read(tmp_path: Path) -> None:
    dirty = {
        "id": "007.0",
        "status": "C) CHILD IN NEED PLAN",
        "worker": "Dana\xa0 Reed ",
        "team": "#N/A",
    }
    rows = [
        dirty | {"cin_start": 45810, "dob": "01/01/1900", "age": "5 m", "disabled": "not recorded"}
    ]
    case = read(annex(tmp_path / "a.xlsx", {6: rows})).cases[0]
    assert (case.person_id, case.worker, case.team) == ("007", "Dana Reed", "")
    assert (case.opened_on, case.age_band, case.disability) == (dt.date(2025, 6, 2), "under 1", "")


def test_unknown_values_are_kept_and_counted(tmp_path: Path) -> None:
    odd = CIN | {"Ethnicity": "Martian", "Primary Need Code": "PSRMEM"}
    reading = read(annex(tmp_path / "a.xlsx", {6: [odd, odd | {"id": 102}]}))
    assert [(u.column, u.value, u.count) for u in reading.unknown_values] == [
        ("Ethnicity", "Martian", 2),
        ("Primary Need Code", "PSRMEM", 2),
    ]
    assert reading.cases[0].ethnicity == "Martian"


def test_every_rejected_row_says_where_and_why(tmp_path: Path) -> None:
    rows = [
        CIN | {"id": None},
        CIN | {"id": 1.2345678901234567e18},
        CIN | {"id": "Child Unique ID"},
        {"id": "Report run on 1 October"},
        CIN | {"id": "Total 4"},
        CIN,
    ]
    reading = read(annex(tmp_path / "a.xlsx", {6: rows}))
    assert (reading.rows_read, reading.rows_rejected, len(reading.cases)) == (6, 5, 1)
    rejected = [problem for problem in reading.problems if problem.is_rejected]
    assert [(p.sheet, p.row, p.column) for p in rejected] == [
        ("List_6", row, "Child Unique ID") for row in range(2, 7)
    ]
    words = ["No case number", "15 digits", "headings", "Only one cell", "total"]
    assert all(word in p.problem for word, p in zip(words, rejected, strict=True))


def test_a_date_of_birth_never_leaves_the_reader(tmp_path: Path) -> None:
    rows = [CIN | {"dob": dt.date(2011, 3, 4)}, CIN | {"id": 102, "dob": "May be 8 Jan 2000"}]
    lists = {6: rows, 7: [{"id": 101, "cp_start": OPENED, "dob": dt.date(2012, 3, 4)}]}
    reading = read(annex(tmp_path / "a.xlsx", lists))
    said = str(reading.to_json())
    assert not any(text in said for text in ("2011", "2012", "2000", "Jan 2", "2011-03-04"))
    assert reading.problems[0].value == "May be # Jan ####"
    assert [case.age_band for case in reading.cases] == ["10 to 15", ""]
    assert reading.conflicts[0].about == "date of birth"


def test_no_postcode_leaves_the_reader(tmp_path: Path) -> None:
    child = {"id": 1, "cla_start": OPENED, "legal": "C2", "Placement postcode": "T28 2WB"}
    assert "T28" not in str(read(annex(tmp_path / "a.xlsx", {8: [child]})).to_json())


def test_adults_of_list_11_are_counted_but_never_cases(tmp_path: Path) -> None:
    adult = {
        "Individual adopter identifier": 9,
        "Date enquiry received": OPENED,
        "Disability": "a) Yes",
    }
    reading = read(annex(tmp_path / "a.xlsx", {6: [CIN], 11: [adult]}))
    assert (reading.rows_read, len(reading.cases)) == (2, 1)


def test_children_without_a_case_are_accounted_for(tmp_path: Path) -> None:
    lists = {
        1: [{"id": 1, "contact": DAY, "source": "6"}],
        2: [{"id": 2, "eh_start": OPENED, "eh_end": ENDED}],
    }
    reading = read(annex(tmp_path / "a.xlsx", lists))
    assert reading.cases == ()
    assert {(n.reason, n.children) for n in reading.not_cases} == {
        ("Only in contacts (List 1)", 1),
        ("Only in finished early help assessments (List 2)", 1),
    }


def test_the_same_row_twice_and_a_child_twice_are_reported(tmp_path: Path) -> None:
    lists = {
        6: [CIN, CIN],
        7: [{"id": 101, "cp_start": OPENED, "cp_end": ENDED}, {"id": 101, "cp_start": ENDED}],
    }
    reading = read(annex(tmp_path / "a.xlsx", lists))
    assert {(d.sheet, d.rows, d.kept) for d in reading.duplicates} == {
        ("List_6", (2, 3), 2),
        ("List_7", (2, 3), 3),
    }
    assert [case.status for case in reading.cases] == ["cp"]


def test_lists_that_disagree_are_named_and_the_later_service_is_believed(tmp_path: Path) -> None:
    lists = {
        6: [CIN | {"Gender": "Male"}],
        8: [{"id": 101, "cla_start": OPENED, "legal": "C2", "Gender": "F"}],
    }
    reading = read(annex(tmp_path / "a.xlsx", lists))
    assert reading.cases[0].sex == "Female"
    assert reading.conflicts[0].explanation == (
        "Different sex in: Female (List_8, row 2); Male (List_6, row 2). List_8, row 2 is used."
    )


def test_many_alike_problems_are_counted_not_listed(tmp_path: Path) -> None:
    rows = [CIN | {"id": 1000 + at, "cin_start": "soon"} for at in range(250)]
    reading = read(annex(tmp_path / "a.xlsx", {6: rows}))
    assert len(reading.problems) == 201
    assert reading.problems[-1].problem.startswith("50 more cells of this column")


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    path = tmp_path / "6.csv"
    path.write_bytes(
        codecs.BOM_UTF8 + b"Child ID,Case status,CIN Start Date\r\n1,CIN,02/06/2025\r\n"
    )
    assert read(path).by_status()["cin"] == 1
