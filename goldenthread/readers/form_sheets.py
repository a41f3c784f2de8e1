"""The sheets of a form kept as a workbook (an XLSForm), as rows of texts."""

import re
import zipfile
from pathlib import Path

from goldenthread.readers.cells import text_of
from goldenthread.readers.guard import MEGABYTE, FileRefused
from goldenthread.readers.sheets import sheets_of

LARGEST, LARGEST_EXPANSION = 5 * MEGABYTE, 40 * MEGABYTE
MOST_ROWS, MOST_COLUMNS = 5_000, 100
# Sheet, then its rows: the number a person sees, and the cells as texts.
Sheets = dict[str, list[tuple[int, list[str]]]]
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_SMALLER = "A form has a row for each question; copy these alone into a new workbook."


def sheets_of_form(path: Path, name: str, kind: str) -> Sheets:
    """Every visible sheet. Runs in the child process only. Raises FileRefused."""
    if kind != "xlsx":
        what = "Save it as an Excel workbook (.xlsx) with the sheets survey, choices and settings."
        raise FileRefused(name, "This is not an XLSForm.", what)
    _check(path, name)
    found: Sheets = {}
    for sheet in sheets_of(path, name, kind):
        if sheet.is_hidden:
            continue
        rows = found[sheet.name.strip().lower()] = []
        for number, cells in sheet.rows:
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                reason = f"The sheet {sheet.name} goes beyond {MOST_ROWS:,} rows or {MOST_COLUMNS} columns."
                raise FileRefused(name, reason, _SMALLER)
            rows.append((number, [c if isinstance(c, str) else text_of(c) for c in cells]))
    return found


def _check(path: Path, name: str) -> None:
    """Small enough for a form, and no formulas: a form is words, and its cells say what they say."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        expanded = sum(entry.file_size for entry in entries)
        if path.stat().st_size > LARGEST or expanded > LARGEST_EXPANSION:
            raise FileRefused(name, "The file is larger than any form.", _SMALLER)
        for entry in entries:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                with archive.open(entry) as sheet:
                    if _FORMULA.search(sheet.read(LARGEST_EXPANSION)):
                        what = (
                            "Copy the cells, paste them as values, save the workbook and try again."
                        )
                        raise FileRefused(name, "A cell holds a formula.", what)
