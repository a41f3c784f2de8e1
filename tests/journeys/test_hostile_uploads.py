"""Files that mean harm, posted to a real server with its worker: an answer in words within a second."""

import html as markup
import http.client
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from goldenthread.cases.models import CaseListDraft
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.databases import own_database
from tests.journeys.service import Service
from tests.readers import hostile

FIGURE = Path(__file__).parents[2] / "bench" / "uploads.json"
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
# Seconds from the last byte sent. Beside other tests only what never ends is told from what is slow.
ANSWERED_WITHIN = 1.0 if IS_THOROUGH else 20.0
DAMAGED = "The file is damaged and cannot be opened."
# What each file is called, who makes it, and what is said: at once, or once it was read.
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "far-cell.xlsx": (hostile.far_cell, "A sheet claims to reach cell XFD1048576"),
    "gigabyte.xlsx": (hostile.gigabyte_cell, "would expand to 1,073 MB"),
    "gigabyte-unsaid.xlsx": (hostile.gigabyte_cell_unsaid, DAMAGED),
    "sheets.xlsx": (hostile.thousand_sheets, "match_columns"),
    "zip.xlsx": (hostile.zip_in_zip, "This is a zip file, not a spreadsheet."),
    "zip-inside.xlsx": (hostile.zip_in_workbook, "What was read"),
    "slipping.xlsx": (hostile.slipping_names, "What was read"),
    "entities.xlsx": (hostile.entity_bomb, DAMAGED),
    "passwd.xlsx": (hostile.entity_from_disk, DAMAGED),
    "macros.xlsm": (hostile.with_macros, "What was read"),
    "macros.xls": (hostile.old_with_macros, "What was read"),
    "page.xls": (hostile.html_page, "This is a web page or XML file under a spreadsheet's name."),
    "xml.xls": (hostile.xml_page, "This is a web page or XML file under a spreadsheet's name."),
    "line.csv": (hostile.endless_line, "line.csv is larger than 40 MB."),
    "columns.csv": (hostile.endless_columns, "has 20,000,001 columns"),
    "quote.csv": (hostile.open_quote, "of the CSV file cannot be read"),
}

# What takes long to make or to read is left to `make thorough`.
if not IS_THOROUGH:
    FEW = ("far-cell", "zip.", "slipping", "entities", "macros.xlsm", "page", "columns")
    FILES = {name: row for name, row in FILES.items() if name.startswith(FEW)}


@pytest.fixture
def service(db: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Service]:
    with django_db_blocker.unblock(), own_database() as name:
        more = {"GOLDENTHREAD_UPLOADS": str(tmp_path / "uploads")}
        running = Service(name, with_worker=True, more=more)
        running.start()
        try:
            yield running
        finally:
            running.stop()


class Uploader:
    """Somebody who may load case lists, with a session of theirs and no browser."""

    def __init__(self, service: Service, person: Any) -> None:
        client = Client()
        client.force_login(person)
        self.port = service.port
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(NEW)[1])
        assert found is not None
        self.token = found[1]

    def get(self, path: str) -> tuple[int, str]:
        return self._answer(self._ask("GET", path, b"", ""))[:2]

    def post(self, name: str, content: bytes) -> tuple[int, str, str, float]:
        """(status, page, where it leads, seconds from the last byte to the answer)."""
        line = "----gt"
        fields = {"csrfmiddlewaretoken": self.token, **_day()}
        head = "".join(
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        )
        head += f'--{line}\r\nContent-Disposition: form-data; name="case_files"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{line}--\r\n".encode()
        asked = self._ask("POST", NEW, body, f"multipart/form-data; boundary={line}")
        begun = time.monotonic()
        status, page, where = self._answer(asked)
        return status, page, where, time.monotonic() - begun

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body or None, {"Cookie": cookies, "Content-Type": kind})
        return connection

    def _answer(self, connection: http.client.HTTPConnection) -> tuple[int, str, str]:
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = answer.status, answer.read().decode(), answer.headers.get("Location", "")
        connection.close()
        return found


NEW = "/set-up/case-lists/new/"


def _day() -> dict[str, str]:
    day = today()
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"taken_on-{name}": str(value) for name, value in parts.items()}


def outcome(uploader: Uploader, where: str) -> str:
    """The words that stand there once the worker is done; the name of the page it leads to."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status, page = uploader.get(where)
        if status == 302:
            return "match_columns"
        if "Waiting to be read" not in page and "Reading your files" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the worker did not come to an end")


def test_every_hostile_file_is_answered_in_words_within_a_second(
    service: Service, people: Cast, tmp_path: Path
) -> None:
    uploader = Uploader(service, people.pat)
    running = [process.pid for process in service.processes]
    told, wrong = {}, {}
    for name, (make, words) in FILES.items():
        make(tmp_path / name)
        begun = time.monotonic()
        status, page, where, seconds = uploader.post(name, (tmp_path / name).read_bytes())
        if where:
            page = outcome(uploader, where)
        took = time.monotonic() - begun
        told[name] = {"answer_s": round(seconds, 3), "outcome_s": round(took, 2)}
        if words not in markup.unescape(page) or seconds > ANSWERED_WITHIN:
            wrong[name] = f"{status} in {seconds} s: {re.sub('<[^>]+>|[ ]+', ' ', page)[-900:]}"
        (tmp_path / name).unlink()
    assert wrong == {}
    assert [p.pid for p in service.processes if p.poll() is None] == running
    assert uploader.get("/health/ready")[0] == 200
    assert not Path("/tmp/gt-slipped").exists()
    assert not CaseListDraft.objects.filter(state__in=("waiting", "reading")).exists()
    if IS_THOROUGH:
        FIGURE.write_text(json.dumps(told, indent=1) + "\n")
