"""A list is looked at from outside: what is safe has its kind, the rest is refused in words."""

import re
import zipfile
from pathlib import Path

import pytest

from goldenthread.readers import guard
from goldenthread.readers.guard import FileRefused, check

BOOK = {"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b"<worksheet/>"}
EXPORT = "Export the file again from your case system, then try again."
SAVE_AS = "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) and try again."
CHOOSE = "Choose an Excel workbook (.xlsx, .xlsm, .xls) or a CSV file."
ONLY_LISTS = "Save only the lists in a new workbook and try again."
OLD = b"\xd0\xcf\x11\xe0"
PASSWORD = (
    "The file is protected by a password.",
    "Remove the password in your spreadsheet program, save it and try again.",
)


def saved(folder: Path, data: bytes) -> Path:
    (folder / "file").write_bytes(data)
    return folder / "file"


def zipped(folder: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "file", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return folder / "file"


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        check(path, "May.xlsx")
    assert caught.value.file == "May.xlsx"
    assert str(caught.value) == f"May.xlsx: {caught.value.reason} {caught.value.what_to_do}"
    return caught.value.reason, caught.value.what_to_do


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Child,Status\n1,CIN\n", "csv"), ("Child;Zoë\t1\r\n".encode("utf-16"), "csv"),
        ("Child;1\n".encode("utf-16-le") * 9, "csv"), ("Child;1\n".encode("utf-16-be") * 9, "csv"),
        (b"\xfe\xff" + "\x01;1".encode("utf-16-be"), "csv"), (b"a\x0bb\x0cc\x7f", "csv"),
        (OLD + "Workbook".encode("utf-16-le"), "xls"), (OLD + "Book".encode("utf-16-le"), "xls"),
    ],
)  # fmt: skip
def test_what_is_a_list_has_its_kind(data: bytes, kind: str, tmp_path: Path) -> None:
    assert check(saved(tmp_path, data), "x") == kind


WEB = ("This is a web page or XML file under a spreadsheet's name.", SAVE_AS)
NO_LIST = ("This is not a spreadsheet or a CSV file.", CHOOSE)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", ("The file is empty.", EXPORT)), (b"\xef\xbb\xbf \t\r\n", ("The file is empty.", EXPORT)),
        (b"\xff\xfe\0\0", ("The file is empty.", EXPORT)),
        (b"\xef\xbb\xbf %PDF-1.7", ("This is a PDF, not a spreadsheet.", EXPORT)),
        (b"<HTML>", WEB), (b"<!DOCTYPE x>", WEB), (b" <?xml?>", WEB), (b"<table>", WEB), (b"MIME-Version: 1", WEB),
        (b"a\x08b", NO_LIST), (b"a\x0eb", NO_LIST), (b"a\x1fb", NO_LIST), (b"\0a\0", NO_LIST),
        (OLD + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
        (OLD + b"Workbook", ("This is an Office file, but not a spreadsheet.", SAVE_AS)),
        (b"PK\3\4 nothing", ("The file is damaged and cannot be opened.", EXPORT)),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_in_words(
    data: bytes, wanted: tuple[str, str], tmp_path: Path
) -> None:
    assert refusal(saved(tmp_path, data)) == wanted


def test_a_file_that_is_not_there_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(tmp_path / "gone") == (
        "There is no such file.",
        "Check the name and the folder.",
    )
    monkeypatch.setattr(guard, "LARGEST_FILE", 2_000_000)
    assert check(saved(tmp_path, b"a,b\n" * 500_000), "x") == "csv"
    with (tmp_path / "file").open("ab") as file:
        file.write(b"1")
    assert refusal(tmp_path / "file") == (
        "The file is larger than 2 MB.", "Export only the lists, without pictures or other sheets.",
    )  # fmt: skip


def test_a_workbook_is_known_by_its_parts(tmp_path: Path) -> None:
    assert check(zipped(tmp_path, BOOK), "x") == "xlsx"
    for name, wanted in {
        "word/document.xml": ("This is a Word document, not a spreadsheet.", EXPORT),
        "xl/workbook.bin": ("This kind of spreadsheet is not read here.", SAVE_AS),
        "content.xml": ("This kind of spreadsheet is not read here.", SAVE_AS),
        "holiday.jpg": ("This is a zip file, not a spreadsheet.", CHOOSE),
    }.items():
        assert refusal(zipped(tmp_path, {name: b""})) == wanted


def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"{n}": b"" for n in range(1_998)}
    assert check(zipped(tmp_path, {**BOOK, **many}), "x") == "xlsx"
    assert refusal(zipped(tmp_path, {**BOOK, **many, "one more": b""})) == (
        "The workbook is made of 2,001 parts; a case list has a few dozen.", ONLY_LISTS,
    )  # fmt: skip
    monkeypatch.setattr(guard, "RATIO_CHECKED_ABOVE", 2_000_000)
    taken = sum(map(len, BOOK.values()))
    assert check(zipped(tmp_path, {**BOOK, "x": bytes(2_000_000 - taken)}), "x") == "xlsx"
    dense = ("The file would expand to 2 MB, which is not safe to open.", ONLY_LISTS)
    assert refusal(zipped(tmp_path, {**BOOK, "x": bytes(2_000_001 - taken)})) == dense
    monkeypatch.setattr(guard, "LARGEST_RATIO", 5_000)
    assert check(zipped(tmp_path, {**BOOK, "x": bytes(2_000_001 - taken)}), "x") == "xlsx"
    monkeypatch.setattr(guard, "LARGEST_EXPANSION", 2_000_001)
    assert refusal(zipped(tmp_path, {**BOOK, "x": bytes(2_000_001 - taken)})) == dense
    assert check(zipped(tmp_path, {**BOOK, "x": bytes(2_000_000 - taken)}), "x") == "xlsx"


def test_a_workbook_that_needs_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path, BOOK).read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        content[found.start() + 8] |= 1
    assert refusal(saved(tmp_path, bytes(content))) == PASSWORD


def sheet(reach: str) -> dict[str, bytes]:
    return {**BOOK, "xl/worksheets/sheet2.xml": f'<x:dimension a="b" ref="{reach}"/>'.encode()}


def test_a_sheet_may_reach_so_far_and_no_farther(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reach in ("A1:AH1048576", "XFD0002441", "Z1"):
        assert check(zipped(tmp_path, sheet(reach)), "x") == "xlsx"
    assert refusal(zipped(tmp_path, sheet("A1:AZ0999999"))) == (
        "A sheet claims to reach cell AZ999999, far beyond any case list.",
        "Copy the lists alone into a new workbook, save it and try again.",
    )
    monkeypatch.setattr(guard, "MOST_CELLS", 28 * 10)
    assert check(zipped(tmp_path, sheet("AB10")), "x") == "xlsx"
    for reach in ("AC10", "A1:AB11"):
        assert "far beyond any case list" in refusal(zipped(tmp_path, sheet(reach)))[0]


@pytest.mark.parametrize("error", [RuntimeError, ValueError])
def test_a_workbook_that_its_library_trips_over_is_refused(
    error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path, BOOK)

    def trip(*_: object) -> None:
        raise error

    monkeypatch.setattr(guard.zipfile, "ZipFile", trip)
    assert refusal(path) == ("The file cannot be opened.", EXPORT)
