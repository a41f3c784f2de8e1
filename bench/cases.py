"""Case lists as large as wanted, all invented: a workbook to read, and rows as a reader gives them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.workbook import WHOLE, write_workbook
from goldenthread.readers.reading import CaseRow, FileRead, ListFound, Reading

STATUSES = ("cin", "cp", "cla", "care_leaver", "assessment", "early_help")
# Rows that the invented authority's workbook has in all its lists together.
ROWS_OF_WHOLE = sum(WHOLE.values()) + WHOLE["cp"] + WHOLE["cla"] + WHOLE["assessment"]
TAKEN_ON = dt.date(2026, 3, 31)


def workbook(folder: Path, rows: int) -> Path:
    """An Annex A workbook of about so many rows; kept, since it is the same each time."""
    file = folder / f"annex-a-{rows}.xlsx"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        counts = {kind: n * rows // ROWS_OF_WHOLE for kind, n in WHOLE.items()}
        write_workbook(file, invent("bench"), TAKEN_ON, "bench", counts)
    return file


def reading(cases: int) -> Reading:
    """So many open cases over 60 teams and 800 workers, as a reader would hand them over."""
    file = FileRead("invented.xlsx", f"{cases:064}", 5, (ListFound(6, "List_6", cases),))
    return Reading(taken_on=TAKEN_ON, files=(file,), rows_read=cases, cases=tuple(_cases(cases)))


def _cases(count: int) -> Iterator[CaseRow]:
    for n in range(count):
        yield CaseRow(
            person_id=f"B{count}-{n}", status=STATUSES[n % 6], flags=("uasc",) if n % 9 == 0 else (),
            worker=f"Worker {n % 800}", team=f"Team {n % 60}", age_band="5 to 9",
        )  # fmt: skip
