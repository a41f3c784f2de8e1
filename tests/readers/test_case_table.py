"""Any other table of cases, its columns matched by a person."""

import datetime as dt
from pathlib import Path

import pytest

from goldenthread.readers.case_table import read_case_table, read_table_heads
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import CaseRow, Reading
from goldenthread.readers.subject_lists import LISTED
from goldenthread.readers.table_rows import suggested_status
from goldenthread.readers.tables import TableMapping, suggest
from goldenthread.tools.form.subjects import SUBJECTS
from tests.readers.workbooks import DAY, ENDED, OPENED, save

HEADS = ["PERSON_ID", "LEGAL_CATEGORY", "ALLOC_WORKER", "CHILD_NAME", "DOB", "POSTCODE", "OPENED"]
ROWS = [
    [20303, "CIN", "Mensah D", "Ann Example", dt.date(2012, 1, 5), "AB1 2CD", OPENED],
    [20319, "CP", "Shah R", "Bob Example", dt.date(2015, 1, 5), "AB1 2CD", OPENED],
    [20321, "LC", "Shah R", "Cy Example", dt.date(2006, 1, 5), "AB1 2CD", OPENED],
]
COLUMNS = {"person_id": "PERSON_ID", "case_type": "LEGAL_CATEGORY", "worker": "ALLOC_WORKER"}


def table(path: Path, *more: list[object], heads: list[str] = HEADS) -> Path:
    return save(path, {"Open cases": [["Open cases at 1 October"], [], heads, *ROWS, *more]})


def read(path: Path, columns: dict[str, str] = COLUMNS, **types: str) -> Reading:
    return read_case_table([path], TableMapping(columns, types), taken_on=DAY)


def only_case(path: Path, cells: dict[str, object], **types: str) -> CaseRow:
    columns = {name: name for name in cells}
    rows = [list(cells), list(cells.values())]
    return read(save(path, {"1": rows}), columns, **types).cases[0]


def test_headings_first_values_and_a_matching_are_offered(tmp_path: Path) -> None:
    sheet = read_table_heads(table(tmp_path / "a.xlsx"), "cases_jan.xlsx").best()
    assert (sheet.sheet, sheet.header_row, sheet.rows) == ("Open cases", 3, 3)
    assert sheet.suggested() == COLUMNS | {"opened_on": "OPENED"}
    assert sheet.columns[0].first_values == ("20303", "20319", "20321")
    assert sheet.columns[1].distinct_values == ("CIN", "CP", "LC")


def test_names_births_and_addresses_are_never_shown_or_kept(tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx")
    said = f"{read_table_heads(path)} {read(path).to_json()}"
    assert not any(word in said for word in ("Example", "2012", "AB1"))
    thrown_away = read(path).files[0].lists[0].columns_thrown_away
    assert thrown_away == ("CHILD_NAME", "DOB", "POSTCODE", "OPENED")


def test_matched_columns_make_cases(tmp_path: Path) -> None:
    reading = read(
        table(tmp_path / "a.xlsx"), COLUMNS | {"opened_on": "opened", "date_of_birth": "DOB"}
    )
    assert [(c.person_id, c.status, c.age_band) for c in reading.cases] == [
        ("20303", "cin", "10 to 15"),
        ("20319", "cp", "10 to 15"),
        ("20321", "care_leaver", "18 to 20"),
    ]
    assert reading.cases[0].opened_on == OPENED
    assert reading.cases[0].source_values == {"case_type": "CIN"}


def test_a_translation_chosen_by_a_person_comes_first(tmp_path: Path) -> None:
    cells = {"person_id": 1, "case_type": "Step-down"}
    assert only_case(tmp_path / "a.xlsx", cells).status == "unknown"
    assert (
        only_case(tmp_path / "b.xlsx", cells, **{"step-down": "early_help"}).status == "early_help"
    )


def test_a_case_type_nobody_translated_is_counted(tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", [5, "Tier 9", "Shah R"], [6, "Tier 9", "Shah R"])
    unknown = read(path).unknown_values
    assert [(u.column, u.value, u.count) for u in unknown] == [("LEGAL_CATEGORY", "Tier 9", 2)]


@pytest.mark.parametrize(
    ("cells", "status", "last"),
    [
        ({"case_type": "CP", "closed_on": ENDED}, "closed", "cp"),
        ({"case_type": "CP", "closed_on": DAY + dt.timedelta(days=9)}, "cp", "cp"),
        ({"case_type": "CP", "status": "Closed"}, "closed", "cp"),
        ({"case_type": "CP", "status": "Open"}, "cp", "cp"),
        ({"status": "Child in need plan"}, "cin", "cin"),
        ({"status": "Open"}, "unknown", "unknown"),
    ],
)
def test_open_and_closed_are_told_apart(
    tmp_path: Path, cells: dict[str, object], status: str, last: str
) -> None:
    case = only_case(tmp_path / "a.xlsx", {"person_id": 1} | cells)
    assert (case.status, case.last_open_status) == (status, last)


def test_a_case_twice_keeps_the_first_and_says_so(tmp_path: Path) -> None:
    reading = read(table(tmp_path / "a.xlsx", [20303, "CP", "Shah R"]))
    assert [c.status for c in reading.cases if c.person_id == "20303"] == ["cin"]
    twice = reading.duplicates[0]
    assert (twice.rows, twice.explanation) == (
        (4, 7),
        "Case 20303 appears twice; the first row is kept.",
    )


def test_a_row_without_a_case_number_is_rejected_and_explained(tmp_path: Path) -> None:
    reading = read(table(tmp_path / "a.xlsx", [None, "CP", "Shah R"], [7, "CP", "Unallocated"]))
    assert (reading.rows_read, reading.rows_rejected) == (5, 1)
    assert [(p.row, p.column) for p in reading.problems] == [(7, "PERSON_ID")]
    assert reading.unallocated == ("7",)


def test_other_columns_are_read_and_doubtful_cells_reported(tmp_path: Path) -> None:
    cells = {"person_id": "0042", "family_id": "F9", "worker_id": "W1", "team": "East", "sex": "M"}
    dated = {"ethnicity": "Martian", "disability": "Y", "last_seen_on": "16/09/2025", "age": "old"}
    path = save(tmp_path / "a.xlsx", {"1": [[*cells, *dated], [*cells.values(), *dated.values()]]})
    reading = read(path, {name: name for name in cells | dated})
    case = reading.cases[0]
    assert (case.person_id, case.family_id, case.worker_id, case.team) == (
        "0042",
        "F9",
        "W1",
        "East",
    )
    assert (case.sex, case.ethnicity, case.flags) == ("Male", "Martian", ("disability",))
    assert case.last_seen_on == dt.date(2025, 9, 16)
    assert [p.problem for p in reading.problems] == ["“old” is not a number."]


def test_a_file_without_the_matched_headings_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"1": [["Other", "Heads"], [1, 2]]})
    with pytest.raises(FileRefused, match="PERSON_ID"):
        read(path)


def test_a_table_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="No row of headings"):
        read_table_heads(save(tmp_path / "a.xlsx", {"1": [[1, 2], [3, 4]]}))


def test_a_csv_of_cases_is_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Case number;Team\n007;East\n", encoding="cp1252")
    assert read_table_heads(path).best().suggested() == {"person_id": "Case number", "team": "Team"}
    reading = read(path, {"person_id": "Case number", "team": "Team"})
    assert [(c.person_id, c.team) for c in reading.cases] == [("007", "East")]


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("LAC", "cla"), ("Looked after children", "cla"), ("CP plan", "cp"), ("CIN plan", "cin"),
        ("CP (Child Protection)", "cp"), ("Early Help plan", "early_help"), ("S47", "assessment"),
        ("CP (closed)", None), ("Step-down", None), ("", None),
    ],
)  # fmt: skip
def test_a_case_type_is_guessed_only_where_it_is_clear(written: str, status: str | None) -> None:
    assert suggested_status(written) == status


def test_short_headings_are_known() -> None:
    found = suggest(["Ref", "Plan", "Area team", "Worker"])
    assert found == {
        "person_id": "Ref", "case_type": "Plan", "team": "Area team", "worker": "Worker",
    }  # fmt: skip
    assert suggest(["Case ref"]) == {"person_id": "Case ref"}


@pytest.mark.parametrize("kind", LISTED)
def test_the_guide_names_every_column_of_every_other_list(kind: str) -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/other-subjects.md").read_text()
    held, about = LISTED[kind], SUBJECTS[kind].plural
    [row] = [
        line for line in guide.splitlines() if line.startswith(f"| {about[0].upper()}{about[1:]} |")
    ]
    own = ", ".join(field.label for field in held.fields.values())
    assert f"| {held.number.label} | {own} | {held.worker.label} |" in row


def test_contacts_with_a_row_for_each_child_are_joined_and_what_differs_is_said(
    tmp_path: Path,
) -> None:
    rows = [
        ["Contact ID", "Child ID", "Contact Date", "Outcome", "Child Name"],
        ["C1", "1001", dt.date(2026, 2, 1), "Referral", "Ann Example"],
        ["C1", "1002", dt.date(2026, 2, 1), "No further action", "Bob Example"],
        ["C1", "1002", dt.date(2026, 2, 1), "Referral", "Bob Example"],
        ["C2", "1003, 1004; 1003", "not a day", "", "Cy Example"],
        ["", "1005", "", "", ""],
    ]
    path = save(tmp_path / "a.xlsx", {"Contacts": rows})
    columns = read_table_heads(path, kind="contact").best().suggested()
    read = read_case_table([path], TableMapping(columns), taken_on=DAY, kind="contact")
    assert [(c.person_id, c.status, dict(c.particulars)) for c in read.cases] == [
        ("C1", "listed", {
            "header.received_on": "2026-02-01", "children": "1001; 1002", "outcome": "Referral",
        }),
        ("C2", "listed", {"children": "1003; 1004"}),
    ]  # fmt: skip
    assert [d.rows for d in read.duplicates] == [(2, 4)]
    assert [(c.person_id, c.about) for c in read.conflicts] == [("C1", "Outcome")]
    assert [(p.row, p.is_rejected) for p in read.problems] == [(6, True), (5, False)]
    assert "Example" not in str(read.to_json()) and read.unallocated == ()
    assert Reading.from_json(read.to_json()) == read
