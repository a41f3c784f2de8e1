"""A thousand ways of tampering with the journal (sixty in a quick run): each is found, and where."""

import json
import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.journal import proving
from goldenthread.journal.chain import Fault
from goldenthread.journal.changes import append_head, change, record, record_read
from goldenthread.journal.heads import read_heads
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults, proof
from tests.cast import OPERATOR
from tests.rooms import journal_reference
from tests.rooms.tamperings import TAMPERINGS, cut, run

pytestmark = pytest.mark.django_db
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
TIMES = 1000 if IS_THOROUGH else 63
RESULT = Path(__file__).parents[2] / "bench" / "tampering.json"
LINES = 24


@change
def several(lines: int) -> None:
    for n in range(lines):
        record(OPERATOR, "save_answer", "AUD-2222222222", question="risk.grade", version=n)


@pytest.fixture
def lines(tmp_path: Path) -> tuple[int, int]:
    """The numbers of the first and the last of some lines, with a head after every eighth."""
    first = Entry.objects.latest("seq").seq + 1
    for _ in range(LINES // 8):
        several(6)
        record_read(OPERATOR, "audit", "AUD-2222222222", "SUB-2222222222")
        record_read(OPERATOR, "index", 'AUD-"', "née\t\\")
        append_head()
    return first, first + LINES - 1


def test_every_tampering_is_found_and_named(lines: tuple[int, int]) -> None:
    chance, tried, missed = Random(2026), Counter[str](), []
    for turn in range(TIMES):
        way = TAMPERINGS[turn % len(TAMPERINGS)]
        with transaction.atomic():
            made = way(chance, *lines)
            named = {fault.seq for fault in faults()}
            transaction.set_rollback(True)
        tried[made.done] += 1
        if not named & made.named:
            missed.append((turn, made, named))
    assert missed == []
    assert faults() == [], "every tampering was undone"
    if IS_THOROUGH:
        kept = {
            "tamperings": TIMES,
            "found": TIMES - len(missed),
            "of": dict(sorted(tried.items())),
        }
        RESULT.write_text(json.dumps(kept, indent=1) + "\n")


def test_without_the_heads_file_a_cut_end_is_not_seen(
    lines: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why the file has to be where the database's administrators cannot write."""
    cut(Random(1), *lines)
    assert faults() != []
    monkeypatch.setattr("goldenthread.journal.queries.heads_file", lambda: Path("/nowhere"))
    assert faults() == []
    assert proof().heads == 0


def reference() -> list[journal_reference.Named]:
    from goldenthread.journal.queries import heads_file

    return list(journal_reference.faults(read_heads([heads_file()]).known))


def agree(found: list[Fault], expected: list[journal_reference.Named]) -> bool:
    return [fault.seq for fault in found] == [seq for seq, _ in expected] and all(
        word in fault.why for fault, (_, word) in zip(found, expected, strict=True)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(seed=st.integers(0, 2**32), ways=st.lists(st.sampled_from(TAMPERINGS), max_size=3))
def test_the_quick_proof_says_what_the_slow_one_says(
    lines: tuple[int, int], seed: int, ways: list[object]
) -> None:
    with transaction.atomic():
        for way in ways:
            with suppress(Entry.DoesNotExist, IndexError):  # another way has removed it before
                way(Random(seed), lines[0], lines[0] + 8)  # type: ignore[operator]
        assert agree(faults(), reference()), (faults(), reference())
        transaction.set_rollback(True)


ROWS = st.fixed_dictionaries(
    {
        "actor": st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        "refs": st.recursive(
            st.text(' ",[]{}:\\aé') | st.integers() | st.none(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(' ",:ab'), inner),
        ).filter(lambda refs: refs is not None),  # the column holds no NULL
        "details": st.dictionaries(st.text(' ",:ab-é'), st.text(' ",[]{}:\\aé') | st.integers()),
    }
)


@given(row=ROWS)
def test_any_row_that_the_database_prints_is_read_as_it_was_hashed(row: dict[str, object]) -> None:
    """Whatever stands in its columns, and however it is written: no row is taken for another."""
    with transaction.atomic():
        record_read(OPERATOR, "audit", "AUD-2222222222")
        last = Entry.objects.latest("seq")
        for name, value in row.items():
            setattr(last, name, value)
        last.hash = "0" * 64
        run("DELETE FROM journal_entry WHERE seq = %s", last.seq)
        Entry.objects.bulk_create([last])
        assert agree(faults(), reference())
        last.hash = proving.one_shot(_key())(journal_reference.canonical(last)).decode()
        run("UPDATE journal_entry SET hash = %s WHERE seq = %s", last.hash, last.seq)
        assert faults() == [] == reference()
        transaction.set_rollback(True)


def _key() -> str:
    from goldenthread.config import home

    return home.key("journal_key")


@pytest.mark.parametrize(
    "alteration",
    ["at = 'infinity'", "at = at - interval '4051 years'", "refs = '1e9999'", "details = '[]'",
     "details = (repeat('[', 3000) || repeat(']', 3000))::jsonb"],
)  # fmt: skip
def test_a_row_that_cannot_even_be_read_is_an_altered_one(
    lines: tuple[int, int], alteration: str
) -> None:
    run(f"UPDATE journal_entry SET {alteration} WHERE seq = %s", lines[0])
    assert [str(fault) for fault in faults()] == [
        f"Entry {lines[0]}: has been altered: its words no longer match its hash."
    ]
