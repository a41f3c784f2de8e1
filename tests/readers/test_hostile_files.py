"""Files that are no spreadsheet, or mean harm, are refused in words and hurt nobody."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from goldenthread.readers.case_files import read_case_files
from goldenthread.readers.guard import FileRefused, check
from tests.readers.workbooks import DAY, annex, read

CIN = {"id": 101, "status": "c) Child in need plan"}


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def _with_cell(path: Path, cell: str) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"], book.active[cell] = 1, 1
    book.save(path)
    return path


def _lying_about_size(source: Path, path: Path) -> Path:
    with zipfile.ZipFile(source) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entries[sheet] = re.sub(rb'ref="A1:\w+"', b'ref="A1:B2"', entries[sheet])
    return _zip(path, entries)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n", "The file is empty"),
        (b"%PDF-1.7\n1 0 obj", "This is a PDF"),
        (b"<html><table><tr><td>1", "web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x01\x02", "not a spreadsheet"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "not a spreadsheet",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 90, "damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "cases.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=reason) as refused:
        read(path)
    assert refused.value.file == "cases.xlsx" and refused.value.what_to_do.endswith(".")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"word/document.xml": b""}, "Word document"),
        ({"holiday.jpg": b""}, "a zip file"),
        ({"content.xml": b""}, "This kind of spreadsheet"),
        ({"xl/workbook.xml": b""} | {f"{at}.xml": b"" for at in range(10_000)}, "10,001 parts"),
        ({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b" " * 200_000_000}, "200 MB"),
        ({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b" " * 30_000_000}, "30 MB"),
        ({"xl/workbook.xml": b"<no>", "xl/worksheets/sheet1.xml": b"<worksheet/>"}, "damaged"),
    ],
)
def test_zips_that_are_no_workbook_are_refused(
    tmp_path: Path, entries: dict[str, bytes], reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason):
        read(_zip(tmp_path / "cases.xlsx", entries))


def test_a_workbook_cut_in_half_is_refused(tmp_path: Path) -> None:
    path = annex(tmp_path / "a.xlsx", {6: [CIN]})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(FileRefused, match="damaged"):
        read(path)


def test_a_cell_at_the_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    path = _with_cell(tmp_path / "far.xlsx", "XFD1048576")
    assert path.stat().st_size < 6_000
    with pytest.raises(FileRefused, match="XFD1048576"):
        read(path)


def test_a_file_that_lies_about_its_size_only_ends_its_own_process(tmp_path: Path) -> None:
    path = _lying_about_size(
        _with_cell(tmp_path / "far.xlsx", "XFD1048576"), tmp_path / "lies.xlsx"
    )
    assert check(path, path.name) == "xlsx"
    with pytest.raises(FileRefused, match="Reading was stopped"):
        read(path)
    assert list(tmp_path.glob("core*")) == []


def test_reading_stops_when_its_time_is_over(tmp_path: Path) -> None:
    path = annex(tmp_path / "a.xlsx", {6: [CIN]})
    with pytest.raises(FileRefused, match="Reading was stopped"):
        read_case_files([path], taken_on=DAY, timeout=0.01)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to the limit")
def test_reading_stops_at_its_limit_of_memory(tmp_path: Path) -> None:
    path = _with_cell(tmp_path / "wide.xlsx", "Z400000")  # ten million cells, all but two empty
    with pytest.raises(FileRefused, match="Reading was stopped"):
        read_case_files([path], taken_on=DAY, memory=150_000_000)


def test_a_workbook_that_needs_a_password_is_refused(tmp_path: Path) -> None:
    path = annex(tmp_path / "a.xlsx", {6: [CIN]})
    content = bytearray(path.read_bytes())
    for at in [found.start() for found in re.finditer(rb"PK\x01\x02", content)]:
        content[at + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(FileRefused, match="password"):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="There is no such file"):
        read(tmp_path / "gone.xlsx")


def test_the_name_people_know_is_the_name_in_the_refusal(tmp_path: Path) -> None:
    (tmp_path / "upload-17").write_bytes(b"")
    with pytest.raises(FileRefused, match=r"Cases May\.xlsx"):
        read_case_files([tmp_path / "upload-17"], taken_on=DAY, names=["Cases May.xlsx"])


def test_the_child_sees_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}
    start = subprocess.Popen

    def spy(*arguments: object, env: dict[str, str], **more: object) -> object:
        seen.update(env)
        return start(*arguments, env=env, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("goldenthread.readers.run_child.subprocess.Popen", spy)
    monkeypatch.setenv("GOLDENTHREAD_SECRET", "hush")
    read(annex(tmp_path / "a.xlsx", {6: [CIN]}))
    assert "PYTHONPATH" in seen and "hush" not in seen.values()


def test_progress_counts_rows(tmp_path: Path) -> None:
    rows = [CIN | {"id": at} for at in range(2_500)]
    told: list[int] = []
    read_case_files([annex(tmp_path / "a.xlsx", {6: rows})], taken_on=DAY, progress=told.append)
    assert told == [1_000, 2_000]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    path = annex(tmp_path / "a.xlsx", {6: [CIN]})
    before = path.read_bytes()
    read(path)
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], before)
