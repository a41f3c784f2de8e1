"""Each reader gives its process a memory and a time, and says under the name people know what to do."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goldenthread.readers import run_child
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.case_files import read_case_files
from goldenthread.readers.case_table import read_case_table, read_table_heads
from goldenthread.readers.form_files import read_form_sheets
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.papers import read_paper
from goldenthread.readers.reading import Reading
from goldenthread.readers.sheet_forms import read_sheet_form
from goldenthread.readers.tables import TableMapping
from goldenthread.readers.templates import read_template
from goldenthread.readers.word_forms import read_word_form
from tests.readers.workbooks import DAY

LISTS = "Copy the lists alone into a new workbook, save it and try again."
ANSWERS = "Download it again and copy your answers into it."
WORD = "Open it in Word, save it as a Word document (.docx) and try again."
MAPPING = TableMapping({"person_id": "Ref"})
DOCX = {"[Content_Types].xml": b"wordprocessingml", "word/document.xml": b""}
XLSX = {"[Content_Types].xml": b"spreadsheetml", "xl/workbook.xml": b""}


def asked_first(row: int) -> None:
    """How far it has come."""


Ask = Callable[[Path], object]
READERS: dict[str, tuple[dict[str, bytes], Ask, int, float, str]] = {
    "export": (XLSX, lambda p: read_audit_export(p, "May"), 1_000_000_000, 20.0, LISTS),
    "annex_a": (XLSX, lambda p: read_case_files([p], taken_on=DAY, names=["May"], progress=asked_first), 1_500_000_000, 120.0, LISTS),
    "heads": (XLSX, lambda p: read_table_heads(p, "May"), 1_500_000_000, 120.0, LISTS),
    "table": (XLSX, lambda p: read_case_table([p], MAPPING, taken_on=DAY, names=["May"], progress=asked_first), 1_500_000_000, 120.0, LISTS),
    "form": (XLSX, lambda p: read_sheet_form(p, "May"), 1_000_000_000, 20.0, ANSWERS),
    "word_form": (DOCX, lambda p: read_word_form(p, "May"), 1_000_000_000, 20.0, ANSWERS),
    "template": (DOCX, lambda p: read_template(p, "May"), 1_000_000_000, 20.0, WORD),
    "paper": (DOCX, read_paper, 1_000_000_000, 30.0, WORD),
}  # fmt: skip


@pytest.mark.parametrize("job", READERS)
def test_a_reader_keeps_to_its_limits_and_says_what_to_do(
    job: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, read, memory, timeout, what = READERS[job]
    asked: list[Any] = []

    def answer(request: bytes, progress: Any, seconds: float) -> dict[str, Any]:
        asked.append((json.loads(request), progress, seconds))
        return {}

    monkeypatch.setattr(run_child, "_answer", answer)
    with zipfile.ZipFile(tmp_path / "May", "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    (tmp_path / "May").rename(tmp_path / ("May" if job == "paper" else "upload"))
    with pytest.raises(FileRefused) as refused:
        read(next(tmp_path.iterdir()))
    assert (refused.value.file, refused.value.what_to_do) == ("May", what)
    [(request, progress, seconds)] = asked
    assert (request["job"], request["memory"], seconds) == (job, memory, timeout)
    assert progress is (asked_first if job in ("annex_a", "table") else None)
    assert request.get("taken_on") == (DAY.isoformat() if job in ("annex_a", "table") else None)


def test_what_was_read_comes_back_as_it_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("Ref\n1\n")
    found = Reading(DAY, rows_read=3)
    monkeypatch.setattr(run_child, "_answer", lambda *_: {"result": found.to_json()})
    assert read_case_table([tmp_path / "a.csv"], MAPPING, taken_on=DAY) == found
    assert read_case_files([tmp_path / "a.csv"], taken_on=DAY) == found


@pytest.mark.parametrize("read", [read_word_form, read_form_sheets, read_audit_export])
def test_a_file_without_another_name_is_called_by_its_own(
    read: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_child, "_answer", lambda *_: {})
    parts = DOCX if read is read_word_form else XLSX
    with zipfile.ZipFile(tmp_path / "own.xlsx", "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    with pytest.raises(FileRefused) as refused:
        read(tmp_path / "own.xlsx")
    assert refused.value.file == "own.xlsx"


def test_a_form_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name, shown in (("May.docx", "May.docx"), ("", "gone")):
        with pytest.raises(FileRefused) as refused:
            read_word_form(tmp_path / "gone", name)
        assert str(refused.value) == f"{shown}: There is no such file. Choose the file again."
