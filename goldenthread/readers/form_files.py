"""A form kept as a workbook, read in a process of its own."""

from pathlib import Path

from goldenthread.readers.form_sheets import Sheets
from goldenthread.readers.run_child import read_in_child

MEMORY, TIMEOUT = 1_000_000_000, 10.0


def read_form_sheets(path: Path, name: str = "") -> Sheets:
    """Sheet by name, in small letters, each with its rows. Raises FileRefused."""
    found: Sheets = read_in_child(
        "form", [path], [name or path.name], memory=MEMORY, timeout=TIMEOUT
    )
    return found
