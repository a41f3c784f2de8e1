"""Proving a journal whole, beside computing as many hashes of as many bytes."""

import hashlib
import hmac
from collections.abc import Iterator

from bench.measuring import Figure, milliseconds, with_database
from goldenthread.config import home
from goldenthread.journal import chain
from goldenthread.journal.changes import change, record
from goldenthread.journal.models import Entry
from goldenthread.journal.queries import FIELDS, entry_count, faults
from goldenthread.people.actors import Actor
from tests.cast import Cast

LINES = 20_000


@change
def fill_journal(*, by: Actor, lines: int) -> None:
    """So many lines, as long as those of saved answers."""
    for n in range(lines):
        record(by, "save_answer", f"AUD-{n:010}", f"SUB-{n:010}", question="risk.grade", version=n)


def figures(cast: Cast) -> Iterator[Figure]:
    fill_journal(by=cast.pat, lines=LINES)
    rows = Entry.objects.order_by("seq").values_list(*FIELDS)
    texts = [chain.canonical(chain.Line(*row)) for row in rows]
    key = home.key("journal_key").encode()

    def prove() -> None:
        assert list(faults()) == []

    def hashes() -> None:
        for text in texts:
            hmac.new(key, text, hashlib.sha256).hexdigest()

    yield Figure(
        f"Verifying a journal of {entry_count():,} lines", milliseconds(prove, 5, with_database),
        milliseconds(hashes, 5), "HMAC-SHA-256 of the same bytes, already in memory",
    )  # fmt: skip
