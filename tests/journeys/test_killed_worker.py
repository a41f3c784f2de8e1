"""A worker killed in the middle of a job: another takes the job up, and what it does is done once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from goldenthread.cases.changes import start_import
from goldenthread.cases.models import CaseListDraft
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from tests.cast import make_cast
from tests.databases import own_database
from tests.journeys.service import Service
from tests.rooms.case_files import Sent

ROWS = 30_000
CSV = b"Child Unique ID,Case status\n" + b"".join(
    b"%d,c) Child in need plan\n" % number for number in range(ROWS)
)
WORKER = [sys.executable, "-W", "ignore", "-m", "django", "procrastinate", "worker"]


@pytest.fixture
def service(db: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Service]:
    """Nothing is started: only the database, with the folder of uploads that the test process uses."""
    with django_db_blocker.unblock(), own_database() as name:
        yield Service(name, more={"GOLDENTHREAD_UPLOADS": str(tmp_path / "uploads")})


def worker(service: Service) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "GOLDENTHREAD_DATABASE": service.database, **service.more}
    return subprocess.Popen(WORKER, env=environment, start_new_session=True)


def wait_for(draft: CaseListDraft, *states: str) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        draft.refresh_from_db()
        if draft.state in states:
            return str(draft.state)
        time.sleep(0.005)
    raise AssertionError(f"still {draft.state}")


def kill(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def take_up_what_stalled() -> None:
    """A minute later, as the schedule says it: the dead worker has been silent for long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
    with contextlib.suppress(AlreadyEnqueued):
        app.configure_task("jobs.retry_stalled").defer(timestamp=0)


def test_the_job_of_a_killed_worker_is_done_once(service: Service) -> None:
    people = make_cast()
    draft = start_import(by=people.pat, files=[Sent("list.csv", CSV)], taken_on=today())
    first = worker(service)
    assert wait_for(draft, "reading") == "reading"
    kill(first)
    take_up_what_stalled()
    second = worker(service)
    try:
        state = wait_for(draft, "read", "needs_columns", "refused")
    finally:
        kill(second)
    assert state in ("read", "needs_columns")
    done = Entry.objects.filter(refs__contains=[draft.ref]).values_list("what", flat=True)
    ended = [what for what in done if what in ("keep_reading", "ask_columns", "refuse_draft")]
    assert len(ended) == 1
    assert list(done).count("begin_reading") == 2
