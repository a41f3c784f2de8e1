"""The chain: the canonical form of a journal line, its hash, and what is wrong where it breaks.

Plain Python. Canonical form: JSON of the eight fields below, keys sorted, no spaces, UTF-8, the time
in UTC as YYYY-MM-DDTHH:MM:SS.ffffffZ. hash = HMAC-SHA-256(key, canonical form), in hexadecimal.
The first line's `previous` is 64 zeros.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Walk:
    """How far the chain has been followed: the number that comes next and the hash it must follow.

    `heads` are numbers and hashes that were written down outside the database while it grew.
    """

    key: str
    heads: Mapping[int, str] = field(default_factory=dict)
    expected: int = 1
    previous: str = START
    lines: int = 0

    def faults(self, line: Line | None, seq: int, stored: str) -> Iterator[Fault]:
        """What is wrong with the next line; None for one that cannot be read at all."""
        self.lines += 1
        if seq > self.expected:
            missing = f"{self.expected}" + (f" to {seq - 1}" if seq > self.expected + 1 else "")
            yield Fault(seq, f"comes where {self.expected} should be; missing: {missing}.")
        elif seq < self.expected:
            yield Fault(seq, "was put in: the journal has this number already, or never had it.")
        elif line and line.previous != self.previous:
            yield Fault(
                seq, "does not follow the entry before it; one was changed, moved or put in."
            )
        if line is None or line_hash(self.key, line) != stored:
            yield Fault(seq, "has been altered: its words no longer match its hash.")
        if seq in self.heads and self.heads[seq] != stored:
            yield Fault(seq, "is not the entry that the heads file recorded.")
        self.expected, self.previous = max(seq + 1, self.expected), stored


def cut_off(last: int, heads: Mapping[int, str]) -> Iterator[Fault]:
    """What the heads know beyond the last line of the journal."""
    newest = max(heads, default=0)
    if newest > last:
        yield Fault(
            last + 1, f"and on are missing: the heads file recorded entries up to {newest}."
        )
