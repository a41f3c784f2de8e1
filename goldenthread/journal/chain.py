"""The chain: the canonical form of a journal line, its hash, and what is wrong with a list of lines.

Plain Python. Canonical form: JSON of the nine fields below, keys sorted, no spaces, UTF-8, the time
in UTC as YYYY-MM-DDTHH:MM:SS.ffffffZ. hash = HMAC-SHA-256(key, canonical form), in hexadecimal.
The first line's `previous` is 64 zeros.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Line:
    seq: int
    at: datetime
    actor: str
    kind: str
    what: str
    refs: list[str]
    details: dict[str, Any]
    previous: str


def canonical(line: Line) -> bytes:
    """The bytes that are hashed.

    >>> at = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    >>> canonical(Line(1, at, "PER-A", "change", "open_round", ["RND-B"], {}, START))[:40]
    b'{"actor":"PER-A","at":"2026-11-01T09:30:'
    """
    fields = {
        "seq": line.seq,
        "at": line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": line.actor,
        "kind": line.kind,
        "what": line.what,
        "refs": line.refs,
        "details": line.details,
        "previous": line.previous,
    }
    return json_text(fields).encode()


def json_text(value: Any) -> str:
    """JSON as it is hashed and handed to the database.

    >>> json_text({"b": [1, "é"], "a": None})
    '{"a":null,"b":[1,"é"]}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def as_kept(details: dict[str, Any]) -> dict[str, Any]:
    """The details as the database will give them back, so that their hash is the same then.

    Names become text, tuples lists; a whole number that a float can only write with an exponent
    becomes that whole number, and minus zero becomes zero.

    >>> as_kept({"rates": (0.5, 1e22), "counts": {2: 1}})
    {'rates': [0.5, 10000000000000000000000], 'counts': {'2': 1}}
    """
    kept: dict[str, Any] = json.loads(json.dumps(details, allow_nan=False), parse_float=_number)
    return kept


def _number(text: str) -> float | int:
    number = float(text)
    if number == 0:
        return 0.0
    return int(number) if abs(number) >= 1e16 else number


def line_hash(key: str, line: Line) -> str:
    return hmac.new(key.encode(), canonical(line), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Fault:
    """What is wrong at one line of the journal: `seq` is the line to look at."""

    seq: int
    why: str

    def __str__(self) -> str:
        return f"Entry {self.seq}: {self.why}"


def faults(
    key: str, lines: Iterable[tuple[Line, str]], heads: Iterable[tuple[int, str]]
) -> Iterator[Fault]:
    """Every break of the chain, in order, then what the heads file knows and the chain lacks.

    `lines` are (line, stored hash) by ascending seq; `heads` are (seq, hash) written outside the
    database while the journal grew.
    """
    known = dict(heads)
    expected_seq, previous, last = 1, START, 0
    for line, stored in lines:
        if line.seq != expected_seq:
            missing = (
                f"{expected_seq}"
                if line.seq == expected_seq + 1
                else f"{expected_seq} to {line.seq - 1}"
            )
            yield Fault(line.seq, f"comes where {expected_seq} should be; missing: {missing}.")
        elif line.previous != previous:
            yield Fault(
                line.seq, "does not follow the entry before it; one was changed, moved or put in."
            )
        if line_hash(key, line) != stored:
            yield Fault(line.seq, "has been altered: its words no longer match its hash.")
        if line.seq in known and known[line.seq] != stored:
            yield Fault(line.seq, "is not the entry that the heads file recorded.")
        expected_seq, previous, last = line.seq + 1, stored, line.seq
    beyond = [seq for seq in known if seq > last]
    if beyond:
        yield Fault(
            last + 1, f"and on are missing: the heads file recorded entries up to {max(beyond)}."
        )
