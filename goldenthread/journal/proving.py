"""Proving the chain over a million lines: the rows as the database prints them, hashed as they are.

A row of the usual form is put into canonical form by cutting and joining what was printed, without
reading its time and JSON. Here a row is only ever passed; whatever is in doubt goes to `chain.Walk`,
which reads it in full. Plain Python, so that a second process is there at once
(`python -m goldenthread.journal.proving`, asked and answering in JSON).
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from goldenthread.journal.chain import Fault, Line, Walk, json_text
from goldenthread.journal.heads import read_heads

BEFORE = "SELECT seq, hash FROM journal_entry WHERE seq <= %s ORDER BY seq DESC LIMIT 1"
STRETCH = (
    "COPY (SELECT seq, at, actor, kind, what, refs, details, previous, hash FROM journal_entry "
    "WHERE seq > %s AND seq <= %s ORDER BY seq) TO STDOUT"
)
CELLS = 9
PRINTED = "SELECT set_config('DateStyle', 'ISO', false), set_config('TimeZone', 'UTC', false)"
WHOLE_SECOND = len("2026-11-01 09:30:00+00")
FIRST = -(2**63 - 1)
MOST_NAMED = 1000
BLOCK = 64
# One level, names and values of codes, numbers and dates: no space, quote or backslash in any.
SIMPLE = r'"[\w.-]+": (?:"[^"\\ ]*"|-?\d+|true|false|null)'
SIMPLE_OBJECT = re.compile(rf"\{{{SIMPLE}(?:, {SIMPLE})*\}}".encode())
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True)
class Proof:
    """A stretch of the journal: its lines, the number of its last, and what is wrong; 1,000 are named."""

    lines: int
    last: int
    named: list[Fault]
    more: int = 0


def prove(cursor: Any, key: str, heads: dict[int, str], after: int, upto: int) -> Proof:
    """The lines with `after` < seq <= `upto`, following whatever line stands before them."""
    cursor.execute(PRINTED)
    cursor.execute(BEFORE, [after])
    before = cursor.fetchone()
    walk = Walk(key, heads, before[0] + 1, before[1]) if before else Walk(key, heads)
    with cursor.copy(STRETCH, [after, upto]) as rows:
        found = faults(rows, walk)
        named = list(islice(found, MOST_NAMED))
        more = sum(1 for _ in found)
    return Proof(walk.lines, walk.expected - 1, named, more)


def faults(rows: Iterable[bytes | memoryview], walk: Walk) -> Iterator[Fault]:
    """What is wrong with rows as COPY prints them, by ascending number."""
    hashed, heads = one_shot(walk.key), walk.heads
    expected, previous = walk.expected, walk.previous.encode()
    for row in rows:
        printed = bytes(row)
        text = usual_form(printed, expected, previous)
        if text is not None and expected not in heads:
            digest = hashed(text)
            if printed.endswith(b"\t%b\n" % digest):
                expected, previous = expected + 1, digest
                walk.lines += 1
                continue
        walk.expected, walk.previous = expected, previous.decode()
        yield from walk.faults(*read(printed))
        expected, previous = walk.expected, walk.previous.encode()
    walk.expected, walk.previous = expected, previous.decode()


def one_shot(key: str) -> Callable[[bytes], bytes]:
    """HMAC-SHA-256 (RFC 2104) with the key's two blocks hashed once; hexadecimal."""
    block = key.encode()
    block = (sha256(block).digest() if len(block) > BLOCK else block).ljust(BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block)).copy
    outer = sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def hashed(text: bytes) -> bytes:
        first, second = inner(), outer()
        first.update(text)
        second.update(first.digest())
        return second.hexdigest().encode()

    return hashed


def usual_form(printed: bytes, expected: int, previous: bytes) -> bytes | None:
    """The canonical form of a row that is the expected one and holds nothing unusual; else None."""
    cells = printed.split(b"\t")
    if b"\\" in printed or len(cells) != CELLS:  # COPY escapes with a backslash, and JSON too
        return None
    seq, at, actor, kind, what, refs, details, follows, _ = cells
    # What is left after this has a space only where PostgreSQL put it, between texts: none within.
    inside = refs[2:-2].replace(b'", "', b'","')
    if (
        follows != previous
        or seq != b"%d" % expected
        or at[-3:] != b"+00"
        or refs[:2] != b'["'
        or refs[-2:] != b'"]'
        or b" " in inside
    ):
        return None
    members = compact(details)
    if members is None:
        return None
    moment = at[:-3] if len(at) > WHOLE_SECOND else at[:-3] + b"."
    return b'{"actor":%b,"at":"%bT%bZ","details":%b,"kind":%b,"previous":"%b","refs":["%b"],"seq":%b,"what":%b}' % (
        quoted(actor), at[:10], moment[11:].ljust(15, b"0"), members, quoted(kind), follows, inside,
        seq, quoted(what),
    )  # fmt: skip


@lru_cache(4096)
def quoted(cell: bytes) -> bytes:
    return json_text(cell.decode()).encode()


@lru_cache(4096)
def compact(details: bytes) -> bytes | None:
    """The canonical form of what PostgreSQL printed: by text where it is simple, else read as JSON.

    >>> compact(b'{"new": 2, "attempt": "one"}')
    b'{"attempt":"one","new":2}'
    """
    if details == b"{}":
        return details
    if SIMPLE_OBJECT.fullmatch(details):
        members = sorted(details[1:-1].split(b", "))
        return b"{%b}" % b",".join(members).replace(b'": ', b'":')
    try:
        return json_text(json.loads(details)).encode()
    except (ValueError, RecursionError):
        return None


def read(printed: bytes) -> tuple[Line | None, int, str]:
    """A row in full: the line, or None where it cannot be one, its number and its stored hash."""
    cells = [_unescaped(cell) for cell in printed.removesuffix(b"\n").split(b"\t")]
    seq, at, actor, kind, what, refs, details, previous, stored = cells
    try:
        moment = datetime.fromisoformat(at)
        line = Line(
            int(seq), moment, actor, kind, what, json.loads(refs), json.loads(details), previous
        )
        json_text([line.refs, line.details])
    except (ValueError, RecursionError):
        return None, int(seq), stored
    return line, line.seq, stored


def _unescaped(cell: bytes) -> str:
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), cell).decode()


def in_another_process(
    connection: str, key: str, heads: Iterable[Path], after: int, upto: int
) -> "subprocess.Popen[str]":
    """Begin to prove a stretch in a second process; `answer_of` waits for what it found."""
    child = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asked = [connection, key, [str(file) for file in heads], after, upto]
    assert child.stdin
    child.stdin.write(json.dumps(asked))  # not on the command line, where others could read the key
    child.stdin.close()
    return child


def answer_of(child: "subprocess.Popen[str]") -> Proof:
    """What the second process found. Raises ProvingStopped."""
    with child:
        told = child.stdout.read() if child.stdout else ""
    if child.returncode != 0:
        raise ProvingStopped(child.returncode)
    lines, last, named, more = json.loads(told)
    return Proof(lines, last, [Fault(*fault) for fault in named], more)


class ProvingStopped(Exception):
    """The second process did not end well: nothing is known of its stretch. Try again."""

    def __str__(self) -> str:
        return "Checking the journal was interrupted. Nothing is known yet; try again."


def main() -> None:
    connection, key, files, after, upto = json.load(sys.stdin)
    opened = psycopg.connect(connection, cursor_factory=psycopg.ClientCursor)
    with opened as database, database.cursor() as cursor:
        proof = prove(cursor, key, read_heads([Path(file) for file in files]).known, after, upto)
    named = [[fault.seq, fault.why] for fault in proof.named]
    json.dump([proof.lines, proof.last, named, proof.more], sys.stdout)


if __name__ == "__main__":
    main()
