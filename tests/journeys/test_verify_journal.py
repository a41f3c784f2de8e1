"""`goldenthread verify_journal`, run as an operator runs it, before and after somebody tampered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from goldenthread.journal import queries
from goldenthread.journal.models import Entry
from goldenthread.people.changes import make_team
from tests.cast import OPERATOR
from tests.databases import own_database
from tests.journeys.commands import goldenthread
from tests.journeys.service import Service

# Each is given the number of the last entry; it returns the SQL and the entries that must be named.
Tampering = Callable[[int], tuple[str, set[int]]]


def altered(last: int) -> tuple[str, set[int]]:
    return f"UPDATE journal_entry SET actor = 'operator:x' WHERE seq = {last - 1}", {last - 1}


def removed(last: int) -> tuple[str, set[int]]:
    return f"DELETE FROM journal_entry WHERE seq = {last - 1}", {last}


def reordered(last: int) -> tuple[str, set[int]]:
    steps = ((-1, last), (last, last - 1), (last - 1, -1))
    swap = [f"UPDATE journal_entry SET seq = {new} WHERE seq = {old}" for new, old in steps]
    return "; ".join(swap), {last - 1, last}


def cut_off(last: int) -> tuple[str, set[int]]:
    return f"DELETE FROM journal_entry WHERE seq >= {last - 1}", {last - 1}


@pytest.fixture
def database(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """A copy of the database, with nothing running on it."""
    with django_db_blocker.unblock(), own_database() as name:
        yield Service(name)


@pytest.mark.parametrize("tampering", [altered, removed, reordered, cut_off])
def test_the_command_names_the_entry(
    database: Service, tmp_path: Path, tampering: Tampering
) -> None:
    for name in ("North", "South", "West"):
        make_team(by=OPERATOR, name=name)
    last = Entry.objects.latest("seq").seq
    whole = goldenthread(database, tmp_path, "verify_journal")
    assert (whole.returncode, whole.stdout) == (0, f"The journal is whole: {last} entries.\n")
    statement, named = tampering(last)
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = replica; {statement}; RESET ALL")
    told = goldenthread(database, tmp_path, "verify_journal", "--json")
    assert told.returncode == 1
    assert {fault["entry"] for fault in json.loads(told.stdout)["faults"]} >= named
    assert "The journal is not whole." in told.stderr and "Traceback" not in told.stderr
    assert all(f"Entry {seq}: " in told.stderr for seq in named)


def test_a_second_process_finds_what_one_would(
    database: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a journal of a million entries: each process follows its half, from the other's end."""
    for name in ("North", "South", "West", "East"):
        make_team(by=OPERATOR, name=name)
    last = Entry.objects.latest("seq").seq
    assert queries.faults() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica;"
            f"UPDATE journal_entry SET actor = 'x' WHERE seq IN (1, {last}); RESET ALL"
        )
    one = queries.proof()
    monkeypatch.setattr(queries, "WORTH_A_SECOND_PROCESS", 1)
    assert queries.proof() == one
    assert [fault.seq for fault in one.faults] == [1, last] and one.entries == last
