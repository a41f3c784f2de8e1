"""A form's workbook comes back sheet by sheet, whatever its sheets are called."""

from pathlib import Path

import xlsxwriter

from goldenthread.readers.form_files import read_form_sheets


def test_a_sheet_called_cases_is_a_sheet_like_any_other(tmp_path: Path) -> None:
    """The reading child sends a case list's cases in lines of their own."""
    file = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name in ("survey", "Cases", "Result"):
            book.add_worksheet(name).write_row(0, 0, ["type", name])
    found = {name: [tuple(row) for row in rows] for name, rows in read_form_sheets(file).items()}
    assert found == {name.lower(): [(1, ["type", name])] for name in ("survey", "Cases", "Result")}
