"""Several writers of the journal at the same time, on a database of their own."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import connection

from goldenthread.journal.changes import JournalBusy, record_read
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults
from tests.cast import OPERATOR
from tests.databases import own_database


@pytest.fixture
def a_database(db: None, django_db_blocker: Any) -> Iterator[str]:
    """One that other threads and processes may write in."""
    with django_db_blocker.unblock(), own_database() as name:
        yield name


def read_often() -> None:
    for _ in range(15):
        record_read(OPERATOR, "audit", "AUD-2222222222")
    connection.close()


def test_writers_at_the_same_time_make_one_chain(a_database: str) -> None:
    before = Entry.objects.count()
    writers = [Thread(target=read_often) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Entry.objects.count() == before + 90
    assert list(faults()) == []


def test_a_writer_that_waits_too_long_is_told_so_and_writes_nothing(a_database: str) -> None:
    """Somebody else holds the chain; its five seconds are made a tenth of one."""
    before = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('goldenthread_journal_head'::regproc)")
        cursor.execute(cursor.fetchone()[0].replace("'5s'", "'100ms'"))
    parameters = connection.get_connection_params()
    with psycopg.connect(
        host=parameters["host"], user=parameters["user"], dbname=a_database
    ) as other:
        other.execute("SELECT goldenthread_journal_head()")
        with pytest.raises(JournalBusy):
            record_read(OPERATOR, "audit", "AUD-2222222222")
    assert Entry.objects.count() == before
