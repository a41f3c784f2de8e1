"""Builds workbooks as authorities export them: official layout, invented children, chosen dirt."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from goldenthread.readers.annex_a.spec import annex_a
from goldenthread.readers.case_files import read_case_files
from goldenthread.readers.reading import CaseRow, Reading

DAY = dt.date(2025, 10, 1)
OPENED = dt.date(2025, 6, 2)
ENDED = dt.date(2025, 9, 1)
Rows = Sequence[Mapping[str, Any]]
SHEET = "sheet"

SHORT = {
    "id": "Child Unique ID",
    "dob": "Date of Birth",
    "age": "Age of Child (Years)",
    "team": "Allocated Team",
    "worker": "Allocated Worker",
    "disabled": "Does the Child have a Disability",
    "status": "Case status",
    "cin_end": "CIN Closure Date",
    "cin_start": "CIN Start Date",
    "why_closed": "Reason for Closure",
    "cp_start": "Child Protection Plan Start Date",
    "cp_end": "Child Protection Plan End Date",
    "plans": "Number of Previous Child Protection Plans",
    "cla_start": "Date Started to be Looked After",
    "cla_end": "Date Ceased to be Looked After",
    "legal": "Child's Legal Status",
    "placement": "Placement Type",
    "moves": "Number of Placements in the Last 12 months",
    "uasc": "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    "authorised": "Continuous Assessment Date of Authorisation",
    "assessed": "Continuous Assessment Start Date",
    "eh_start": "Assessment start date",
    "eh_end": "Assessment completion date",
    "touch": "LA In Touch",
    "adviser": "Allocated Personal Advisor",
    "contact": "Date of Contact",
    "source": "Contact Source",
    "referred": "Date of referral",
    "referrals": "Number of Referrals in Last 12 Months",
    "unnecessary": "Was an Initial Child Protection Conference deemed unnecessary?",
    "to_plan": "Did the Initial Child Protection Conference Result in a Child Protection Plan",
}


def headings(number: int) -> list[str]:
    """The headings of a list in the official order."""
    return [column.name for column in annex_a().lists[number - 1].columns]


def full(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with our short names for headings written out."""
    return {SHORT.get(name, name): value for name, value in row.items()}


def sheet_of(number: int, rows: Rows) -> list[list[Any]]:
    """A list as cells: its headings, then its rows."""
    names = headings(number)
    return [names, *([full(row).get(name) for name in names] for row in rows)]


def save(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of the sheets given as cells, saved at a path."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
    book.close()
    return path


def annex(path: Path, lists: Mapping[int, Rows]) -> Path:
    """An Annex A workbook with the lists given."""
    return save(path, {f"List_{number}": sheet_of(number, rows) for number, rows in lists.items()})


def read(path: Path, *more: Path, day: dt.date = DAY) -> Reading:
    """The case list of one or more files."""
    return read_case_files([path, *more], taken_on=day)


def only_case(path: Path, lists: Mapping[int, Rows]) -> CaseRow:
    """The one case of a workbook of the lists given."""
    cases = read(annex(path, lists)).cases
    assert len(cases) == 1, cases
    return cases[0]
