"""Files that mean harm, by browser and by command: refused in words, and everything else goes on."""

import hashlib
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.cases.models import CaseListDraft
from goldenthread.cases.queries import current_case_list
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.workbook import write_workbook
from goldenthread.config import home
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.databases import own_database
from tests.journeys.browser import sign_in
from tests.journeys.commands import goldenthread
from tests.journeys.service import Service

READING = 60_000  # milliseconds: a child process that is stopped at its limit takes its time
FEW = {
    "cin": 12,
    "cp": 8,
    "cla": 10,
    "care_leaver": 6,
    "assessment": 4,
    "early_help": 4,
    "closed": 4,
}


def corrupt(path: Path) -> None:
    write_workbook(path, invent("corrupt"), today(), "corrupt", FEW)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def one_cell_far_away(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    book.save(path)


def one_cell_far_away_unsaid(path: Path) -> None:
    """The sheet claims to end at B2, so that only reading it shows how far it reaches."""
    one_cell_far_away(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'ref="A1:\w+"', b'ref="A1:B2"', parts[sheet])
    _zip(path, parts)


def expands_to_200_megabytes(path: Path) -> None:
    parts = {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 200_000_000}
    _zip(path, parts)


def pdf_by_another_name(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def _zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


HOSTILE: dict[Callable[[Path], None], str] = {
    corrupt: "The file is damaged and cannot be opened. Export the file again",
    one_cell_far_away: "A sheet claims to reach cell XFD1048576, far beyond any case list.",
    one_cell_far_away_unsaid: "Reading was stopped: the file is damaged, or needs too much memory",
    expands_to_200_megabytes: "The file would expand to 200 MB, which is not safe to open.",
    pdf_by_another_name: "This is a PDF, not a spreadsheet.",
    empty: "The file is empty.",
}


@pytest.fixture
def files(tmp_path: Path) -> dict[Path, str]:
    """Each hostile file, and the words that refuse it."""
    made = {}
    for write, words in HOSTILE.items():
        path = tmp_path / f"{write.__name__}.xlsx"
        write(path)
        made[path] = words
    return made


@pytest.fixture
def service(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """The server with its worker: uploads are read in the background."""
    with django_db_blocker.unblock(), own_database() as name:
        running = Service(name, with_worker=True)
        running.start()
        try:
            yield running
        finally:
            running.stop()


def copies_at_home(file: Path) -> list[Path]:
    """Files under GOLDENTHREAD_HOME with the content of this one, and what lies among our uploads."""
    size, wanted = file.stat().st_size, hashlib.sha256(file.read_bytes()).digest()
    refs = set(CaseListDraft.objects.values_list("ref", flat=True))
    uploads = (home.home() / "uploads").rglob("*")
    found = [path for path in uploads if path.is_file() and path.parent.name in refs]
    for path in _files_at_home() if size else ():
        try:
            is_copy = path.is_file() and path.stat().st_size == size
            if is_copy and hashlib.sha256(path.read_bytes()).digest() == wanted:
                found.append(path)
        except FileNotFoundError:  # the database tidies up as we look
            continue
    return found


def _files_at_home() -> Iterator[Path]:
    """Also where folders go while they are walked: other tests drop their databases."""
    for folder, _, names in os.walk(home.home()):
        yield from (Path(folder) / name for name in names)


def offer(page: Page, file: Path) -> None:
    page.goto("/set-up/case-lists/new/")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Read the files").click()


def wait_until_gone(file: Path) -> None:
    """The page tells the refusal in the same moment as the file goes; give a busy machine time."""
    until = time.monotonic() + 60
    while copies_at_home(file) and time.monotonic() < until:
        time.sleep(0.1)
    assert copies_at_home(file) == []


# Two journeys that upload share one folder of the home, and one counts what is left in it.
@pytest.mark.browser
def test_hostile_files_are_refused_on_the_page_and_a_good_one_is_read_straight_after(
    browser: Browser, service: Service, people: Cast, files: dict[Path, str], tmp_path: Path
) -> None:
    page = sign_in(browser, service.url, people.pat)
    workers = [process.pid for process in service.processes]
    for file, words in files.items():
        offer(page, file)
        expect(page.locator("main")).to_contain_text(words, timeout=READING)
        expect(page.locator("main")).to_contain_text(file.name)
        wait_until_gone(file)
        assert page.request.get("/health/ready").ok
    assert current_case_list() is None
    good = tmp_path / "annex-a.xlsx"
    write_workbook(good, invent("tests"), today(), "tests", FEW)
    offer(page, good)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was read", timeout=READING)
    page.get_by_role("button", name="Use this case list").click()
    expect(page.locator("main")).to_contain_text("The case list is loaded.")
    made = current_case_list()
    assert made is not None and made.entries.count() == sum(FEW.values())
    wait_until_gone(good)
    assert [p.pid for p in service.processes if p.poll() is None] == workers


@pytest.mark.browser
def test_a_file_over_the_limit_is_answered_in_words(
    browser: Browser, service: Service, people: Cast, tmp_path: Path
) -> None:
    large = tmp_path / "everything.csv"
    large.write_bytes(b"Child Unique ID,Case status\n" + b"1001,Child in need plan\n" * 1_800_000)
    page = sign_in(browser, service.url, people.pat)
    offer(page, large)
    words = "everything.csv is larger than 40 MB. Export only the lists, without other sheets."
    expect(page.get_by_role("alert")).to_contain_text(words)
    wait_until_gone(large)


def test_the_command_refuses_hostile_files_in_words(
    service: Service, files: dict[Path, str], tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    for file, words in files.items():
        done = goldenthread(service, tmp_path / "home", "import_cases", str(file), "--json")
        assert (done.returncode, done.stdout) == (1, ""), file.name
        assert f"{file.name}: {words}" in done.stderr
        assert "Traceback" not in done.stderr
    assert current_case_list() is None
