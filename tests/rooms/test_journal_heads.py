"""The heads file: written by every process of a node, readable after a crash, compared with the chain."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.journal import changes, heads
from goldenthread.journal.changes import append_head, change, record, record_read
from goldenthread.journal.heads import HeadsNotWritten, append, heads_file, read_heads
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import proof
from tests.cast import OPERATOR

A, B = "a" * 64, "b" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where this test's heads are written; tests/conftest.py sees to it."""
    return tmp_path / "heads.log"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has just begun."""
    monkeypatch.setattr(changes, "_newest", changes._Newest())


def test_a_head_is_written_once(file: Path) -> None:
    append(file, 7, A)
    append(file, 7, A)
    append(file, 8, B)
    assert file.read_text() == f"7 {A}\n8 {B}\n"


@given(torn=st.integers(1, 66))
def test_a_line_torn_by_a_crash_spoils_no_other(tmp_path_factory: object, torn: int) -> None:
    file = tmp_path_factory.mktemp("heads") / "heads.log"  # type: ignore[attr-defined]
    append(file, 7, A)
    append(file, 8, B)
    os.truncate(file, 67 + torn - (torn == 66))
    append(file, 9, A)
    found = read_heads([file])
    assert {7: A, 9: A}.items() <= found.known.items()
    assert set(found.known) <= {7, 8, 9}
    assert found.damaged == (8 not in found.known)


def test_a_number_that_another_ends_in_is_a_head_of_its_own(file: Path) -> None:
    append(file, 16, A)
    append(file, 6, A)
    assert set(read_heads([file]).known) == {6, 16}


def test_many_writers_leave_whole_lines(file: Path) -> None:
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda n: append(file, n, A), range(1, 401)))
    assert read_heads([file]) == heads.Heads(dict.fromkeys(range(1, 401), A), set(), 0)


def test_a_file_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(HeadsNotWritten, match="cannot be written: Is a directory"):
        append(tmp_path, 7, A)


def test_the_file_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOLDENTHREAD_JOURNAL_HEADS", str(tmp_path / "share" / "heads.log"))
    assert heads_file() == tmp_path / "share" / "heads.log"


@pytest.mark.django_db
def test_a_process_that_writes_leaves_a_head_a_minute(
    file: Path, fresh: None, django_capture_on_commit_callbacks: object
) -> None:
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            record_read(OPERATOR, "audit", "AUD-2222222222")
    assert len(read_heads([file]).known) == 1
    os.utime(file, (time.time() - 61,) * 2)
    changes._newest.looked_at -= 61
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        record_read(OPERATOR, "audit", "AUD-2222222222")
    last = Entry.objects.latest("seq")
    assert read_heads([file]).known[last.seq] == last.hash
    assert proof().faults == []


@pytest.mark.django_db
def test_another_process_of_the_node_has_seen_to_it(
    file: Path, fresh: None, django_capture_on_commit_callbacks: object
) -> None:
    file.write_text("")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        record_read(OPERATOR, "audit", "AUD-2222222222")
    assert file.read_text() == ""


@pytest.mark.django_db
def test_a_full_disk_undoes_nothing(
    fresh: None, django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "heads_file", lambda: Path("/nowhere/heads.log"))
    before = Entry.objects.count()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        record_read(OPERATOR, "audit", "AUD-2222222222")
    assert Entry.objects.count() == before + 1


def test_a_process_that_ends_leaves_the_newest_head_it_knows(tmp_path: Path) -> None:
    file = tmp_path / "heads.log"
    program = (
        "import os, django; django.setup()\n"
        "from goldenthread.journal import changes\n"
        f"changes._note_head(7, '{A}'); changes._note_head(9, '{B}')\n"
    )
    environment = {**os.environ, "GOLDENTHREAD_JOURNAL_HEADS": str(file)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert file.read_text() == f"7 {A}\n9 {B}\n"


@change
def several() -> None:
    for name in ("first", "second", "third"):
        record(OPERATOR, name)


@pytest.mark.django_db
def test_two_histories_in_the_heads_file_are_a_fault(file: Path) -> None:
    several()
    append_head()
    last = Entry.objects.latest("seq")
    append(file, last.seq - 1, A)
    append(file, last.seq - 1, B)
    assert [fault.seq for fault in proof().faults] == [last.seq - 1, last.seq - 1]
    assert "two hashes" in str(proof().faults[-1])


@pytest.mark.django_db
def test_another_nodes_heads_are_looked_at_too(tmp_path: Path) -> None:
    several()
    append_head()
    last = Entry.objects.latest("seq")
    other = tmp_path / "other-node.log"
    append(other, last.seq + 2, A)
    other.write_text(f"{other.read_text()}neither a number nor a hash\n")
    assert proof().faults == []
    found = proof([other])
    assert [fault.seq for fault in found.faults] == [last.seq + 1]
    assert (found.heads, found.damaged_heads) == (2, 1)
