"""Proving a journal whole, beside computing as many hashes of as many bytes; and the cost of a line."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measuring import Figure, milliseconds, with_database
from goldenthread.cases.models import Subject
from goldenthread.config import home
from goldenthread.journal import chain
from goldenthread.journal.changes import change, record, record_read
from goldenthread.journal.queries import proof
from goldenthread.people.actors import Actor
from goldenthread.reports.access import about_subject
from tests.cast import Cast

LINES = 1_000_000
AUDITS = 17_000
TIMES = 300


def figures(cast: Cast) -> Iterator[Figure]:
    fill_journal(LINES)
    yield _proving()
    yield _access_report(cast)
    floor = milliseconds(BareLine(), TIMES, with_database)
    floor_is = "BEGIN, one INSERT of as many bytes, COMMIT"
    person, refs = cast.pat, ("AUD-2222222222", "SUB-2222222222")
    yield Figure(
        "The journal line of a read, a million there",
        milliseconds(lambda: record_read(person, "audit", *refs), TIMES, with_database),
        floor, floor_is, "4 statements with BEGIN and COMMIT",
    )  # fmt: skip
    yield Figure(
        "The journal line of a change, a million there",
        milliseconds(lambda: note(by=person), TIMES, with_database), floor, floor_is,
        "4 statements with BEGIN and COMMIT",
    )  # fmt: skip


@change
def note(*, by: Actor) -> None:
    """As an answer's, without the answer."""
    record(by, "save_answer", "AUD-2222222222", "SUB-2222222222", question="risk.grade", version=3)


def fill_journal(lines: int) -> None:
    """So many lines by COPY, as those of a year: pages read, answers saved, lists, moderations."""
    key = home.key("journal_key")
    columns = "seq, at, actor, kind, what, refs, details, previous, hash"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM goldenthread_journal_head()")
        seq, previous = cursor.fetchone()
        with cursor.copy(f"COPY journal_entry ({columns}) FROM STDIN") as copy:
            for line in islice(_lines(seq, previous, key), lines):
                row = {**vars(line[0]), "hash": line[1]}
                row |= {name: chain.json_text(row[name]) for name in ("refs", "details")}
                copy.write_row(list(row.values()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE journal_entry")


def _lines(seq: int, previous: str, key: str) -> Iterator[tuple[chain.Line, str]]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while True:
        seq, at = seq + 1, at + timedelta(microseconds=12_345_678)
        kind, what, refs, details = _saying(seq)
        actor = f"PER-{seq % 300:010}"
        line = chain.Line(seq, at, actor, kind, what, refs, details, previous)
        previous = chain.line_hash(key, line)
        yield line, previous


def _saying(n: int) -> tuple[str, str, list[str], dict[str, Any]]:
    one = [f"AUD-{n % AUDITS:010}", f"SUB-{n % AUDITS:010}"]
    if n % 10 < 4:
        return "read", "section", one, {}
    if n % 10 < 8:
        return "change", "save_answer", one, {"question": "risk.grade", "version": n % 50}
    if n % 10 == 8:
        return "read", "index", [f"AUD-{(n + k) % AUDITS:010}" for k in range(25)], {}
    grades = {"risk": "good", "plan": "requires_improvement"}
    return "change", "moderate_audit", one, {"attempt": 1, "changed": False, "grades": grades}


def _access_report(cast: Cast) -> Figure:
    """The page for one case, whose lines lie all over the journal."""
    subject = Subject.objects.create(ref=f"SUB-{42:010}", number="bench-42")
    client = Client()
    client.force_login(cast.ira)
    address = f"/set-up/access-reports/cases/{subject.ref}/"

    def page() -> None:
        assert client.get(address).status_code == 200

    page()
    with CaptureQueriesContext(connection) as asked:
        page()
    found = about_subject(subject).entries.count()
    return Figure(
        "The access report of one case, a million lines there",
        milliseconds(page, 30, with_database), milliseconds(lambda: client.get("/help/"), 30, with_database),
        "our page of guidance", f"{found} lines found, {len(asked)} statements",
    )  # fmt: skip


def _proving() -> Figure:
    """By the clock, since two processes of ours and two of the server's share the work."""
    key = home.key("journal_key").encode()
    sample = islice(_lines(0, chain.START, ""), LINES // 10)
    texts = [chain.canonical(line) for line, _ in sample]
    begun = time.perf_counter()
    for text in texts:
        hmac.digest(key, text, hashlib.sha256)
    floor = 10 * (time.perf_counter() - begun)
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        found = proof()
        taken.append(time.perf_counter() - begun)
        assert found.faults == []
    return Figure(
        f"Verifying a journal of {found.entries:,} lines, by the clock", 1000 * sorted(taken)[1],
        1000 * floor, "HMAC-SHA-256 of as many such lines, already in memory, one process",
    )  # fmt: skip


class BareLine:
    """The least that keeps a line: a number counted here, no lock, no chain."""

    def __init__(self) -> None:
        self.number = 0
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_journal (LIKE journal_entry INCLUDING ALL)")

    def __call__(self) -> None:
        self.number += 1
        refs = '["AUD-2222222222", "SUB-2222222222"]'
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_journal VALUES (%s, now(), %s, 'read', 'audit', %s, '{}', %s, %s)",
                [self.number, "PER-2222222222", refs, chain.START, chain.START],
            )
