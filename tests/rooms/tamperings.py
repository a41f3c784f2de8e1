"""Ways of tampering with the journal, by somebody with the whole database but without the key."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import connection

from goldenthread.journal.models import Entry
from tests.rooms.journal_reference import canonical

ALTERED = {
    "at": "at + interval '1 microsecond'",
    "actor": "actor || 'x'",
    "kind": "CASE kind WHEN 'read' THEN 'change' ELSE 'read' END",
    "what": "'looked_away'",
    "refs": "refs || '[\"AUD-ZZZZZZZZZZ\"]'",
    "details": "details || '{\"more\": 1}'",
    "previous": "reverse(previous) || ''",
    "hash": "md5(hash) || md5(previous)",
}


@dataclass(frozen=True)
class Tampering:
    """What was done, in words, and the entries of which at least one has to be named."""

    done: str
    named: set[int]


def run(statement: str, *values: object) -> None:
    """As a database administrator with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def alter(chance: Random, first: int, last: int) -> Tampering:
    seq, column = chance.randint(first, last), chance.choice(list(ALTERED))
    run(f"UPDATE journal_entry SET {column} = {ALTERED[column]} WHERE seq = %s", seq)
    return Tampering(f"alter {column}", {seq})


def remove(chance: Random, first: int, last: int) -> Tampering:
    seq = chance.randint(first, last - 1)
    count = chance.randint(1, min(5, last - seq))
    run("DELETE FROM journal_entry WHERE seq >= %s AND seq < %s", seq, seq + count)
    return Tampering("remove", {seq + count})


def remove_and_close_up(chance: Random, first: int, last: int) -> Tampering:
    """The numbers after the gap are moved down, so that none seems to be missing."""
    seq = chance.randint(first, last - 1)
    run("DELETE FROM journal_entry WHERE seq = %s", seq)
    _move(seq, -1)
    return Tampering("remove and close up", {seq})


def reorder(chance: Random, first: int, last: int) -> Tampering:
    one, other = chance.sample(range(first, last + 1), 2)
    for now, then in ((one, -1), (other, one), (-1, other)):
        run("UPDATE journal_entry SET seq = %s WHERE seq = %s", then, now)
    return Tampering("reorder", {one, other})


def insert(chance: Random, first: int, last: int) -> Tampering:
    """A copy of an entry, put in elsewhere, with the numbers after it moved up."""
    source, place = chance.randint(first, last), chance.randint(first, last + 1)
    copied = Entry.objects.get(seq=source)
    _move(place, 1)
    Entry.objects.bulk_create([_as(copied, place)])
    return Tampering("insert", {place + (source == place)})  # its own copy follows it


def cut(chance: Random, first: int, last: int) -> Tampering:
    seq = chance.randint(first, last)
    run("DELETE FROM journal_entry WHERE seq >= %s", seq)
    return Tampering("cut", {seq})


def rewrite_with_plain_hashes(chance: Random, first: int, last: int) -> Tampering:
    """Somebody who knows how the chain is made recomputes it to the end, without a key."""
    return _rewrite(chance, first, last, lambda text: hashlib.sha256(text).hexdigest(), "plain")


def rewrite_with_a_guessed_key(chance: Random, first: int, last: int) -> Tampering:
    key = chance.randbytes(32)

    def hashed(text: bytes) -> str:
        return hmac.new(key, text, hashlib.sha256).hexdigest()

    return _rewrite(chance, first, last, hashed, "guessed")


def cut_and_write_on(chance: Random, first: int, last: int) -> Tampering:
    """The end is cut off, and the service goes on writing, with the key, as if nothing had been."""
    from goldenthread.journal.changes import record_read
    from tests.cast import OPERATOR

    made = cut(chance, first, last)
    for _ in range(last - min(made.named) + 1):
        record_read(OPERATOR, "audit", "AUD-2222222222")
    return Tampering("cut and write on", set(range(min(made.named), last + 1)))


TAMPERINGS: list[Callable[[Random, int, int], Tampering]] = [
    alter, remove, remove_and_close_up, reorder, insert, cut, rewrite_with_plain_hashes,
    rewrite_with_a_guessed_key, cut_and_write_on,
]  # fmt: skip


def _rewrite(
    chance: Random, first: int, last: int, hashed: Callable[[bytes], str], how: str
) -> Tampering:
    seq = chance.randint(first, last)
    entries = list(Entry.objects.filter(seq__gte=seq).order_by("seq"))
    entries[0].actor = "PER-SOMEBODY2"
    previous = entries[0].previous
    for entry in entries:
        entry.previous = previous
        previous = entry.hash = hashed(canonical(entry))
    run("DELETE FROM journal_entry WHERE seq >= %s", seq)
    Entry.objects.bulk_create(entries)
    return Tampering(f"rewrite with {how} hashes", {seq})


def _move(after: int, by: int) -> None:
    """Numbers from `after` on, moved; by way of negative ones, since no two may be alike."""
    run("UPDATE journal_entry SET seq = -seq WHERE seq >= %s", after)
    run("UPDATE journal_entry SET seq = -seq + %s WHERE seq < 0", by)


def _as(entry: Entry, seq: int) -> Entry:
    return Entry(
        seq=seq, at=entry.at + timedelta(0), actor=entry.actor, kind=entry.kind, what=entry.what,
        refs=json.loads(json.dumps(entry.refs)), details=entry.details, previous=entry.previous,
        hash=entry.hash,
    )  # fmt: skip
