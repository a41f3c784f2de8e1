"""A sheet of answers, or a form of questions, that comes back as a workbook: its words, or why not."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from goldenthread.readers import form_sheets, run_child
from goldenthread.readers.form_files import read_form_sheets
from goldenthread.readers.form_sheets import sheets_of_form
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.sheet_forms import read_sheet_form

SMALLER = "A form has a row for each question; copy these alone into a new workbook."


def saved(path: Path, cells: dict[str, Any], name: str = " Survey ") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        hidden = book.add_worksheet("Kept")
        hidden.hide()
        sheet = book.add_worksheet(name)
        sheet.activate()
        sheet.set_first_sheet()
        for place, value in cells.items():
            sheet.write(place, value)
        book.add_worksheet("Lists").hide()
    return path


def refused(path: Path, kind: str = "xlsx") -> tuple[str, str, str]:
    with pytest.raises(FileRefused) as caught:
        sheets_of_form(path, "form.xlsx", kind)
    return caught.value.file, caught.value.reason, caught.value.what_to_do


def test_words_come_back_as_they_stand_and_hidden_sheets_do_not(tmp_path: Path) -> None:
    file = saved(tmp_path / "form.xlsx", {"A1": " n/a ", "B1": 3, "A3": True})
    wanted = {"survey": [[1, [" n/a ", "3"]], [3, ["Yes", ""]]]}
    assert {
        n: [list(row) for row in rows] for n, rows in read_sheet_form(file, "x").items()
    } == wanted
    assert read_sheet_form(file, "x").keys() == wanted.keys()


def test_a_sheet_of_answers_with_a_link_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = saved(tmp_path / "form.xlsx", {"A1": "x"})
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"")
    for path, words in (
        (file, "linked to something"),
        (tmp_path / "words", "not the Excel workbook"),
    ):
        (tmp_path / "words").write_bytes(b"Dear all")
        with pytest.raises(FileRefused, match=words):
            read_sheet_form(path, "x")


def test_only_a_workbook_of_words_is_a_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(tmp_path / "form.xlsx", {"A1": "=1+1"})
    assert refused(file) == (
        "form.xlsx", "A cell holds a formula.",
        "Copy the cells, paste them as values, save the workbook and try again.",
    )  # fmt: skip
    assert refused(file, "csv") == (
        "form.xlsx", "This is not an XLSForm.",
        "Save it as an Excel workbook (.xlsx) with the sheets survey, choices and settings.",
    )  # fmt: skip
    for name, value in (("LARGEST", file.stat().st_size - 1), ("LARGEST_EXPANSION", 1_000)):
        monkeypatch.setattr(form_sheets, name, value)
        assert refused(file) == ("form.xlsx", "The file is larger than any form.", SMALLER)
        monkeypatch.undo()


def test_a_form_has_so_many_rows_and_columns_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_sheets, "MOST_ROWS", 3)
    monkeypatch.setattr(form_sheets, "MOST_COLUMNS", 2)
    reason = "The sheet Survey goes beyond 3 rows or 2 columns."
    sound = saved(tmp_path / "form.xlsx", {"A1": "x", "B3": "y"}, "Survey")
    assert sheets_of_form(sound, "x", "xlsx") == {"survey": [(1, ["x", ""]), (3, ["", "y"])]}
    for place in ("A4", "C1"):
        path = saved(tmp_path / "large.xlsx", {"A1": "x", place: "y"}, "Survey")
        assert refused(path) == ("form.xlsx", reason, SMALLER)


@pytest.mark.parametrize(("reader", "timeout"), [(read_sheet_form, 20.0), (read_form_sheets, 10.0)])
def test_a_form_is_read_within_limits_under_the_name_people_know(
    reader: Any, timeout: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def answer(request: bytes, progress: Any, seconds: float) -> dict[str, Any]:
        asked.append((json.loads(request), progress, seconds))
        return {"result": {}}

    monkeypatch.setattr(run_child, "_answer", answer)
    file = saved(tmp_path / "form.xlsx", {"A1": "x"})
    assert reader(file, "May.xlsx") == {}
    [(request, progress, seconds)] = asked
    assert (request["job"], request["memory"], progress, seconds) == (
        "form",
        1_000_000_000,
        None,
        timeout,
    )
    assert [(f["path"], f["kind"], f["file"]["name"]) for f in request["files"]] == [
        (str(file), "xlsx", "May.xlsx")
    ]
    read_form_sheets(file)
    assert asked[1][0]["files"][0]["file"]["name"] == "form.xlsx"
