"""A sheet of answers that was filled in with Excel, read in a process of its own."""

from pathlib import Path

from goldenthread.readers.form_guard import check_excel
from goldenthread.readers.form_sheets import Sheets
from goldenthread.readers.run_child import read_in_child

MEMORY, TIMEOUT = 1_000_000_000, 20.0
SMALLER = "Download it again and copy your answers into it."


def read_sheet_form(path: Path, name: str) -> Sheets:
    """Sheet by name, in small letters, each with its rows as texts. Raises FileRefused."""
    found: Sheets = read_in_child(
        "form", [path], [name], check=check_excel, memory=MEMORY, timeout=TIMEOUT, smaller=SMALLER
    )
    return found
