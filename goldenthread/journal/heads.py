"""Heads: the journal's newest number and hash, written down outside the database while it grows.

A line is `NUMBER HASH`. Each node and process may append to the same file: a line is one write to a
file opened for appending, and is on the disk before the call returns. A line that a crash cut short
is closed by the next writer and is no head.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from goldenthread.config import home

HEAD = re.compile(r"([1-9]\d{0,18}) ([0-9a-f]{64})")
A_LINE = 128
A_MINUTE = 60.0


@dataclass(unsafe_hash=True)
class HeadsNotWritten(Exception):
    """The heads file could not be added to. What the journal holds is kept all the same."""

    file: Path
    why: str

    def __str__(self) -> str:
        return (
            f"The journal's heads file {self.file} cannot be written: {self.why}. What was done is "
            "kept; but a cut-off end of the journal would not be seen. Make room, or set "
            "GOLDENTHREAD_JOURNAL_HEADS to a file that can be written."
        )


@dataclass(frozen=True)
class Heads:
    """What the files hold: number -> hash, numbers with two different hashes, and damaged lines."""

    known: dict[int, str] = field(default_factory=dict)
    contradicted: set[int] = field(default_factory=set)
    damaged: int = 0


def heads_file() -> Path:
    """This node's file: GOLDENTHREAD_JOURNAL_HEADS, best on another machine, or in the home."""
    named = os.environ.get("GOLDENTHREAD_JOURNAL_HEADS")
    return Path(named) if named else home.home() / "journal-heads.log"


def is_due(file: Path) -> bool:
    """Whether no process of this node has written a head for a minute."""
    return not file.exists() or time.time() - file.stat().st_mtime >= A_MINUTE


def append(file: Path, seq: int, digest: str) -> None:
    """Add a head, unless the file's last line is that head already. Raises HeadsNotWritten."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            _append(descriptor, f"{seq} {digest}\n".encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise HeadsNotWritten(file, error.strerror or str(error)) from error


def _append(descriptor: int, line: bytes) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, A_LINE, max(0, size - A_LINE))
    if not (b"\n" + tail).endswith(b"\n" + line):  # 6 is not the end of 16
        os.write(descriptor, line if tail.endswith(b"\n") or not tail else b"\n" + line)
        os.fsync(descriptor)


def read_heads(files: Iterable[Path]) -> Heads:
    """Every head in the files that exist; an empty line is nothing, any other is damaged."""
    known: dict[int, str] = {}
    contradicted: set[int] = set()
    damaged = 0
    for file in files:
        for line in file.read_text(errors="replace").splitlines() if file.exists() else []:
            found = HEAD.fullmatch(line)
            if found is None:
                damaged += bool(line.strip())
            elif known.setdefault(int(found[1]), found[2]) != found[2]:
                contradicted.add(int(found[1]))
    return Heads(known, contradicted, damaged)
