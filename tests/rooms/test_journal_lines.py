"""A line of the journal: what it costs, and what it keeps."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.journal.changes import (
    LINES_AT_ONCE,
    change,
    record,
    record_read,
    record_reads,
)
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import faults
from tests.cast import OPERATOR

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers() | TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@change
def note(**details: Any) -> None:
    record(OPERATOR, "note", "AUD-2222222222", **details)


@change
def notes(lines: int) -> None:
    for n in range(lines):
        record(OPERATOR, "note", number=n)


def test_a_read_is_two_statements_and_its_transaction(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(4):  # here a savepoint and its release stand for the transaction
        record_read(OPERATOR, "audit", "AUD-2222222222")


def test_the_reads_of_one_page_are_written_together(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        record_reads(OPERATOR, [("home", ("AUD-2222222222",)), ("search", ("AUD-3333333333",))])
    assert [entry.what for entry in Entry.objects.order_by("seq")][-2:] == ["home", "search"]


def test_many_lines_are_chained_over_several_statements() -> None:
    notes(2 * LINES_AT_ONCE + 1)
    assert Entry.objects.filter(what="note").count() == 2 * LINES_AT_ONCE + 1
    assert list(faults()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(details=st.dictionaries(TEXTS, VALUES, max_size=3))
def test_whatever_the_details_hold_the_journal_is_whole(details: dict[str, Any]) -> None:
    """The database writes numbers and names in its own way; the hash is of what it gives back."""
    note(**details)
    assert list(faults()) == []
