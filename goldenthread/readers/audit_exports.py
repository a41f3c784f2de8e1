"""Audits that a case system exported, read in a process of its own."""

from pathlib import Path

from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.reading import from_json
from goldenthread.readers.run_child import read_in_child

MEMORY, TIMEOUT = 1_000_000_000, 20.0


def read_audit_export(path: Path, name: str = "") -> ExportRead:
    """The headings and rows of a workbook or a CSV file. Raises FileRefused."""
    read = read_in_child("export", [path], [name or path.name], memory=MEMORY, timeout=TIMEOUT)
    found: ExportRead = from_json(ExportRead, read)
    return found
