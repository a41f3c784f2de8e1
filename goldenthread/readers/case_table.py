"""Any other spreadsheet or CSV, its columns matched by a person -> a case list."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from goldenthread.readers.reading import Reading, as_json, from_json
from goldenthread.readers.run_child import Progress, read_in_child
from goldenthread.readers.subject_lists import CASE_FILE
from goldenthread.readers.tables import TableHeads, TableMapping


def read_table_heads(path: Path, name: str | None = None, *, kind: str = CASE_FILE) -> TableHeads:
    """Sheets, headings, first values and a suggested matching, for the page that asks.

    `kind`: what the rows are about, as in `subject_lists`.

    Raises FileRefused.
    """
    names = None if name is None else [name]
    heads: TableHeads = from_json(TableHeads, read_in_child("heads", [path], names, about=kind))
    return heads


def read_case_table(
    paths: Sequence[Path],
    mapping: TableMapping,
    *,
    taken_on: dt.date,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    kind: str = CASE_FILE,
) -> Reading:
    """One case list from tables of one day that share a matching of columns.

    Columns that are not matched never leave the child process. Raises FileRefused.
    """
    more = {"taken_on": taken_on.isoformat(), "mapping": as_json(mapping), "about": kind}
    return Reading.from_json(read_in_child("table", paths, names, progress, **more))
