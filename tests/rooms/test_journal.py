"""The journal: one line for a change, a chain that shows every tampering."""

import pytest
from django.db import connection
from django.db.utils import Error

from goldenthread.journal.changes import append_head, change, record, record_read
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults
from goldenthread.people.changes import make_team
from tests.cast import OPERATOR

pytestmark = pytest.mark.django_db


@change
def three_lines() -> None:
    for name in ("first", "second", "third"):
        record(OPERATOR, name)


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def last_seq() -> int:
    return Entry.objects.latest("seq").seq


def test_an_untouched_journal_is_whole() -> None:
    three_lines()
    record_read(OPERATOR, "audit", "AUD-X")
    assert list(faults()) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"],
)
def test_the_database_refuses_to_edit_the_journal(statement: str) -> None:
    three_lines()
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_altered_entry_is_named() -> None:
    three_lines()
    target = last_seq() - 1
    tamper(f"UPDATE journal_entry SET actor = 'operator:other' WHERE seq = {target}")
    assert [fault.seq for fault in faults()] == [target]


def test_a_removed_entry_is_named() -> None:
    three_lines()
    target = last_seq() - 1
    tamper(f"DELETE FROM journal_entry WHERE seq = {target}")
    assert [str(fault) for fault in faults()] == [
        f"Entry {target + 1}: comes where {target} should be; missing: {target}."
    ]


def test_two_swapped_entries_are_named() -> None:
    three_lines()
    last = last_seq()
    tamper(
        f"UPDATE journal_entry SET seq = -1 WHERE seq = {last}; UPDATE journal_entry SET seq = {last} WHERE seq = {last - 1}; UPDATE journal_entry SET seq = {last - 1} WHERE seq = -1"
    )
    assert {fault.seq for fault in faults()} >= {last - 1, last}


def test_a_missing_tail_is_named_from_the_heads_file() -> None:
    three_lines()
    append_head()
    last = last_seq()
    tamper(f"DELETE FROM journal_entry WHERE seq > {last - 2}")
    assert [str(fault) for fault in faults()] == [
        f"Entry {last - 1}: and on are missing: the heads file recorded entries up to {last}."
    ]


def test_a_change_that_fails_leaves_no_line() -> None:
    make_team(by=OPERATOR, name="East")
    before = last_seq()
    with pytest.raises(Exception, match="already a team"):
        make_team(by=OPERATOR, name="East")
    assert last_seq() == before
