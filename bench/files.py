"""What it costs to read a large workbook, beside opening the same file and looking at each cell."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.cases import TAKEN_ON, workbook
from bench.measuring import ROOT, Figure, of_child
from goldenthread.readers.guard import check

ROWS = 100_000
FOLDER = ROOT / "build" / "bench"


def figures() -> Iterator[Figure]:
    file = workbook(FOLDER, ROWS)
    ours, memory = of_child("bench.files", "read", str(file))
    floor, floor_memory = of_child("bench.files", "look", str(file))
    yield Figure(
        f"Reading a workbook of {ROWS:,} rows ({file.stat().st_size / 2**20:.0f} MB)",
        ours,
        floor,
        "python-calamine: every row of every sheet, nothing made of it",
        f"peak memory {memory} MB, of the floor {floor_memory} MB",
    )


def _read(file: Path) -> None:
    """As the product does it: the looks from outside, then its reading child to the last line."""
    from goldenthread.readers import child
    from goldenthread.readers.reading import as_json
    from goldenthread.readers.run_child import MEMORY, describe

    described = as_json(describe(file, file.name))
    files = [{"path": str(file), "kind": check(file, file.name), "file": described}]
    request = {"job": "annex_a", "files": files, "taken_on": TAKEN_ON.isoformat()}
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered:
        asked.write(json.dumps({**request, "memory": MEMORY}).encode())
        asked.seek(0)
        os.dup2(asked.fileno(), 0)
        os.dup2(answered.fileno(), 1)
        child.main()
        answered.seek(0)
        lines = [line[:9] for line in answered]
    assert lines.count(b'{"cases":') > ROWS // 1_000
    assert lines[-1] == b'{"result"'


def _look(file: Path) -> None:
    import python_calamine

    rows = 0
    with python_calamine.load_workbook(str(file)) as book:
        for name in book.sheet_names:
            rows += sum(1 for row in book.get_sheet_by_name(name).iter_rows() if len(row) > 0)
    assert rows >= ROWS


if __name__ == "__main__":
    {"read": _read, "look": _look}[sys.argv[1]](Path(sys.argv[2]))
