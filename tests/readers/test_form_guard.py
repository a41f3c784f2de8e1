"""Forms, papers and templates that come as Office files: what is not safe is refused in words."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenthread.readers import form_guard
from goldenthread.readers.form_guard import check_excel, check_paper, check_template, check_word
from goldenthread.readers.guard import FileRefused

Check = Callable[[Path, str], str]
KINDS = "[Content_Types].xml"
WORD = {KINDS: b"<Types>wordprocessingml</Types>", "word/document.xml": b"<w/>"}
EXCEL = {KINDS: b"<Types>spreadsheetml</Types>", "xl/workbook.xml": b"<w/>"}
FORM_AGAIN = "Download the form from the audit again, or upload the file that you downloaded here."
SHEET_AGAIN = "Download the sheet again, or upload the file that you downloaded here."
PAPER_AGAIN = "Open it in Word, save it as a Word document (.docx) and try again."
SAVED_AGAIN = "Open it, save it as a Word document (.docx) and try again."
AGAIN = {
    check_word: FORM_AGAIN, check_paper: PAPER_AGAIN, check_template: PAPER_AGAIN, check_excel: SHEET_AGAIN,
}  # fmt: skip
WORD_CHECKS = (check_word, check_paper, check_template)
THING = {check_word: "form", check_paper: "paper", check_template: "template", check_excel: "form"}


def refusal(check: Check, path: Path) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        check(path, "May.docx")
    assert caught.value.file == "May.docx"
    return caught.value.reason, caught.value.what_to_do


def saved(folder: Path, data: bytes) -> Path:
    (folder / "file").write_bytes(data)
    return folder / "file"


def zipped(folder: Path, parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(folder / "file", "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return folder / "file"


def test_what_is_sound_has_its_kind(tmp_path: Path) -> None:
    assert [check(zipped(tmp_path, WORD), "x") for check in WORD_CHECKS] == ["docx"] * 3
    assert check_excel(zipped(tmp_path, EXCEL), "x") == "xlsx"


@pytest.mark.parametrize("check", AGAIN)
def test_what_is_no_office_file_is_refused(check: Check, tmp_path: Path) -> None:
    called = "Excel workbook" if check is check_excel else "Word document"
    as_such = f"{called} ({'.xlsx' if check is check_excel else '.docx'})"
    again, saved_as = AGAIN[check], f"Open it, save it as a {as_such} and try again."
    old, locked = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
    for data, wanted in {
        b"": ("The file is empty.", again),
        b"Dear all": (f"This is not the {called}.", again),
        b"%PDF-1.7": (f"This is a PDF, not the {called}.", again),
        old + bytes(9): ("This is a file of an old Office program.", saved_as),
        old + locked: ("The file is protected by a password.", "Remove the password, save it and try again."),
        b"PK\x03\x04 nothing": ("The file is damaged and cannot be opened.", saved_as),
    }.items():  # fmt: skip
        assert refusal(check, saved(tmp_path, data)) == wanted


@pytest.mark.parametrize(("check", "size"), [(check_word, 10), (check_paper, 50), (check_template, 5), (check_excel, 10)])  # fmt: skip
def test_a_file_may_be_so_large_and_no_larger(check: Check, size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    for more, wanted in (
        (0, "This is not the "),
        (1, f"The file is larger than {size} MB, far larger than any {THING[check]}."),
    ):
        with path.open("wb") as file:
            file.truncate(size * 1_000_000 + more)
        reason, what = refusal(check, path)
        assert reason.startswith(wanted)
    assert what == "Take out pictures, save it and try again."


@pytest.mark.parametrize("check", WORD_CHECKS)
def test_what_would_fill_the_memory_is_refused(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = f"The file would expand to far more than any {THING[check]}: not safe to open."
    what = (
        "Download it again and copy your answers into it."
        if check is check_word
        else "Take out pictures."
    )
    assert check(zipped(tmp_path, {**WORD, "x": bytes(4_900_000)}), "x") == "docx"
    assert refusal(check, zipped(tmp_path, {**WORD, "x": bytes(5_100_000)})) == (reason, what)
    many = {f"{n}": b"" for n in range(498)}
    assert check(zipped(tmp_path, {**WORD, **many}), "x") == "docx"
    assert refusal(check, zipped(tmp_path, {**WORD, **many, "one more": b""})) == (reason, what)
    monkeypatch.setattr(form_guard, "LARGEST_EXPANSION", 1_000)
    rest = 1_000 - sum(map(len, WORD.values()))
    assert check(zipped(tmp_path, {**WORD, "x": bytes(rest)}), "x") == "docx"
    assert refusal(check, zipped(tmp_path, {**WORD, "x": bytes(rest + 1)})) == (reason, what)


def test_what_is_packed_well_but_not_suspiciously_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_guard, "RATIO_CHECKED_ABOVE", 1_000)
    path = zipped(tmp_path, {**WORD, "x": bytes(50_000)})
    assert form_guard.LARGEST_RATIO * path.stat().st_size > 50_000 and check_word(path, "x")


@pytest.mark.parametrize("check", AGAIN)
def test_what_an_office_file_may_not_hold_is_refused(check: Check, tmp_path: Path) -> None:
    is_excel = check is check_excel
    sound, other = (EXCEL, "word/x.xml") if is_excel else (WORD, "xl/x.xml")
    called, ending = ("Excel workbook", ".xlsx") if is_excel else ("Word document", ".docx")
    none = (f"This is not the {called}.", AGAIN[check])
    macros = (
        f"The file carries macros, which no {THING[check]} has.",
        f"Save it as a {called} without macros ({ending}).",
    )
    part = next(name for name in sound if name != KINDS)
    for parts, wanted in (
        ({part: b""}, none), ({**sound, other: b""}, none), ({**sound, KINDS: b"<Types/>"}, none),
        ({**sound, KINDS: sound[KINDS] + b"macroEnabled"}, macros),
        ({**sound, "word/vbaProject.bin" if not is_excel else "xl/vbaProject.bin": b""}, macros),
        ({**sound, "docProps/VBAData2.xml": b""}, macros),
    ):  # fmt: skip
        assert refusal(check, zipped(tmp_path, parts)) == wanted


def test_a_password_and_links_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, WORD)
    content = bytearray(path.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        content[found.start() + 8] |= 1
    locked = ("The file is protected by a password.", "Remove the password and try again.")
    assert refusal(check_word, saved(tmp_path, bytes(content))) == locked
    linked = {**EXCEL, "xl/externalLinks/externalLink1.xml": b""}
    assert refusal(check_excel, zipped(tmp_path, linked)) == (
        "The workbook is linked to something outside it.", "Break the links in Excel, save it and try again.",
    )  # fmt: skip
