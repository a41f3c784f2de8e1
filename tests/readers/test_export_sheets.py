"""Audits that a case system exported: headings found, words kept, what is none refused in words."""

from pathlib import Path

import pytest
import xlsxwriter

from goldenthread.readers import export_sheets
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.export_sheets import ExportRead, read_export
from goldenthread.readers.guard import FileRefused

SMALLER = "Export the audits of one round alone and try again."


def read(folder: Path, text: str) -> ExportRead:
    (folder / "upload").write_text(text, newline="")
    return read_export(folder / "upload", "Audits May.csv", "csv")


def refused(folder: Path, text: str) -> tuple[str, str, str]:
    with pytest.raises(FileRefused) as caught:
        read(folder, text)
    return caught.value.file, caught.value.reason, caught.value.what_to_do


def test_headings_are_found_below_a_title_and_words_are_kept(tmp_path: Path) -> None:
    text = 'Audits of May\n\nRef,Child,  Grade \n of audit,"",\n'.replace(" \n of", " of")
    found = read(tmp_path, text + '1,n/a,"First\r\nsecond"\n\n2, Bad ,,,,beyond\n')
    assert found == ExportRead(
        "Audits May", ("Ref", "Child", "Grade of audit", "", ""),
        ((4, ("1", "n/a", "First\nsecond")), (6, ("2", "Bad", "", "", ""))),
    )  # fmt: skip


def test_the_first_sheet_that_is_shown_with_headings_and_rows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in {
            "Front": [["Audits"]], "Hidden": [["A", "B"], ["1", "2"]], "Empty": [],
            "Headings alone": [["A", "B"]], "Audits": [["Ref", "Score"], [1, 2.5]], "More": [["A", "B"], ["1", "2"]],
        }.items():  # fmt: skip
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == "Hidden":
                sheet.hide()
    for found in (read_audit_export(file), read_audit_export(file, "Audits.xlsx")):
        assert (found.sheet, found.headings) == ("Audits", ("Ref", "Score"))
        assert [tuple(row) for row in found.rows] == [(2, ["1", "2.5"])]


def test_headings_may_stand_in_the_twelfth_row_and_not_below(tmp_path: Path) -> None:
    titles = "".join(f"Title {n}\n" for n in range(11))
    assert read(tmp_path, titles + "A,B\n1,2\n").rows == ((13, ("1", "2")),)
    none = (
        "Audits May.csv", "No row of headings with audits below it was found.",
        "Put the headings in one row, with a row for each audit below it, and try again.",
    )  # fmt: skip
    assert refused(tmp_path, titles + "Title\nA,B\n1,2\n") == none
    assert refused(tmp_path, "A,B\n") == refused(tmp_path, "A\n1\n") == none


def test_what_cannot_be_told_apart_or_is_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(tmp_path, "B,A,B,A,C,,\n1,2,3,4,5\n") == (
        "Audits May.csv", "Two columns are called A, B.", "Give each column a heading of its own and try again.",
    )  # fmt: skip
    every = [f"H{n}" for n in range(700)]
    assert len(read(tmp_path, f"{','.join(every)}\n1\n").headings) == 700
    assert refused(tmp_path, f"{','.join([*every, 'more'])}\n1\n") == (
        "Audits May.csv", "The sheet has more than 700 columns.", SMALLER,
    )  # fmt: skip
    rows = "".join(f"{n},x\n" for n in range(2_000))
    assert len(read(tmp_path, f"A,B\n{rows}").rows) == 2_000
    assert refused(tmp_path, f"A,B\n{rows}1,2\n") == (
        "Audits May.csv", "The sheet has more than 2,000 rows.", SMALLER,
    )  # fmt: skip
    monkeypatch.setattr(export_sheets, "LONGEST_CELL", 5)
    assert read(tmp_path, "A,B\n1,abcdefg\n").rows == ((2, ("1", "abcde")),)


def test_people_are_told_the_name_they_know(tmp_path: Path) -> None:
    (tmp_path / "upload-9").write_bytes(b"%PDF-1.7")
    for name, shown in (("", "upload-9"), ("May.csv", "May.csv")):
        with pytest.raises(FileRefused) as caught:
            read_audit_export(tmp_path / "upload-9", name)
        assert caught.value.file == shown
