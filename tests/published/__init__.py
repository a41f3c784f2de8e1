"""Figures that five published reports print, and rows that rebuild them; and how they are asked for here.

audits.csv, domain_grades.csv and expected.json are the rows and the sums they were made for. figures.csv
says of each figure that the rows determine how `goldenthread figures` is asked for it, and what it has to
say; not_determined.csv says of each of the others why no row can. percents.csv are those printed alone.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from goldenthread.audits.changes import import_past_file, keep_past_audits
from goldenthread.audits.models import PastImport
from goldenthread.audits.past.map import map_for, map_from
from goldenthread.people.actors import Actor
from goldenthread.readers.audit_exports import read_audit_export
from tests.cast import Cast, make_cast
from tests.finished import analysed

HERE = Path(__file__).parent
AUDITS, SECTIONS, PERCENTS = (
    HERE / name for name in ("audits.csv", "domain_grades.csv", "percents.csv")
)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(by: Actor, file: Path) -> PastImport:
    """A file by the map that fits its headings."""
    read = read_audit_export(file)
    used = map_for(read.headings)
    return import_past_file(by=by, read=read, used=used, path=file, name=file.name)[0]


def imported_for_a_module(blocker: Any) -> Iterator[Cast]:
    """The three files, imported once for a module's tests and rolled back after the last of them."""
    with blocker.unblock(), transaction.atomic():
        cast = make_cast()
        for file in (AUDITS, SECTIONS, PERCENTS):
            imported(cast.pat, file)
        analysed()
        yield cast
        transaction.set_rollback(True)


ONE_ROW = "audit_id,round,auditor_grade\nOLD-1,2019,Good\n"
COLUMNS = {"number": "audit_id", "round": "round", "auditor_grade": "auditor_grade"}


def waiting(by: Actor, text: str = ONE_ROW, **parts: Any) -> PastImport:
    """A file of past audits of our own that waits for a decision; `parts` of its map, besides columns."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "past.csv"
        file.write_text(text)
        used = map_from({"kind": "audits", "columns": COLUMNS, **parts})
        read = read_audit_export(file)
        return keep_past_audits(by=by, read=read, used=used, path=file, name=file.name)
