"""What the journal says, and whether it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Max, Model, QuerySet
from psycopg.conninfo import make_conninfo

from goldenthread.config import home
from goldenthread.journal import chain, proving
from goldenthread.journal.heads import Heads, heads_file, read_heads
from goldenthread.journal.models import Entry, searched

WORTH_A_SECOND_PROCESS = 50_000
Row = TypeVar("Row", bound=Model)


def entries() -> QuerySet[Entry]:
    """Newest first."""
    return Entry.objects.order_by("-seq")


def entry_count() -> int:
    return Entry.objects.count()


@dataclass(frozen=True)
class Proof:
    """What came of following the whole chain; the first faults are named, `more` is how many others."""

    entries: int
    faults: list[chain.Fault]
    more: int
    heads: int
    damaged_heads: int


def proof(other_heads: Iterable[Path] = ()) -> Proof:
    """Follow the chain from the first entry to the last, beside what was written outside the database.

    `other_heads` are heads files kept elsewhere, as other nodes wrote them.
    """
    files = [heads_file(), *other_heads]
    heads = read_heads(files)  # before the last entry is looked up: the journal grows meanwhile
    last = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
    stretches = _stretches(files, heads, last)
    found = [fault for stretch in stretches for fault in stretch.named]
    found += _of_heads(heads, stretches[-1].last if last else 0)
    return Proof(
        entries=sum(stretch.lines for stretch in stretches),
        faults=found,
        more=sum(stretch.more for stretch in stretches),
        heads=len(heads.known),
        damaged_heads=heads.damaged,
    )


def faults() -> list[chain.Fault]:
    """Every break of the chain and every entry that the heads file knows and the table lacks."""
    return proof().faults


def _stretches(files: list[Path], heads: Heads, last: int) -> list[proving.Proof]:
    """In two processes where there is much to do and other processes can see it."""
    key = home.key("journal_key")
    middle = last // 2
    is_long = last > WORTH_A_SECOND_PROCESS and not connection.in_atomic_block
    with connection.cursor() as cursor:
        if not is_long:
            return [proving.prove(cursor, key, heads.known, proving.FIRST, last)]
        other = proving.in_another_process(_address(), key, files, middle, last)
        first = proving.prove(cursor, key, heads.known, proving.FIRST, middle)
        return [first, proving.answer_of(other)]


def _address() -> str:
    """The connection as another process can open it; sent to it unseen, since it holds the password."""
    info = connection.connection.info
    return make_conninfo(info.dsn, password=info.password or None)


def _of_heads(heads: Heads, last: int) -> list[chain.Fault]:
    twice = "stands in the heads files with two hashes: the journal was cut and written on, or a file was altered."
    return [
        *(chain.Fault(seq, twice) for seq in sorted(heads.contradicted)),
        *chain.cut_off(last, heads.known),
    ]


def has_words(rows: QuerySet[Row], key: str, asked: str) -> QuerySet[Row]:
    """Rows whose words, found by `key`, hold what is asked for: in any form of the word, in any order;
    "in quotes" word for word, -not. By PostgreSQL's own dictionary of English."""
    wanted = SearchQuery(asked, config="english", search_type="websearch")
    found: Any = rows.alias(said=searched(f"{key}__body")).filter(said=wanted)
    return found  # type: ignore[no-any-return]
