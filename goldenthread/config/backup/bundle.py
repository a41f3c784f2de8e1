"""The data of a backup: a tar that is written and read from front to end, never held in memory.

begin.json, keys/NAME, journal-heads.log, database.dump/000000 and on (one pg_dump in pieces, as its
size is not known beforehand), uploads/..., end.json with the counts and the SHA-256 of each part.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any

FORMAT = 1
PIECE = 4 * 1024 * 1024  # bytes
DUMP = "database.dump"
HEADS = "journal-heads.log"


@dataclass(unsafe_hash=True)
class BackupFaulty(Exception):
    """A backup does not hold what it says, and what is wrong, in words."""

    why: str

    def __str__(self) -> str:
        return f"The backup is not whole: {self.why}"


@dataclass(frozen=True)
class Begin:
    """What a restore must know first. `journal_key_check` shows whether a key is the journal's."""

    made_at: str
    version: str
    server: int
    migrations: list[str]
    journal_key_check: str
    with_keys: bool
    format: int = FORMAT


@dataclass(frozen=True)
class End:
    """What the backup holds: rows by table, the journal's newest line, the SHA-256 of each part."""

    rows: dict[str, int]
    head: tuple[int, str] | None
    parts: dict[str, str]


def write_piece(out: tarfile.TarFile, name: str, body: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(body), 0o600
    out.addfile(member, io.BytesIO(body))


@dataclass
class Writer:
    """Adds parts to the tar and remembers their hashes."""

    out: tarfile.TarFile
    parts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, body: bytes) -> None:
        write_piece(self.out, name, body)
        self.parts[name] = hashlib.sha256(body).hexdigest()

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        """A part of unknown size, in numbered pieces."""
        digest, number = hashlib.sha256(), 0
        while body := stream.read(PIECE):
            write_piece(self.out, f"{name}/{number:06}", body)
            digest.update(body)
            number += 1
        self.parts[name] = digest.hexdigest()

    def add_record(self, name: str, record: Begin | End) -> None:
        write_piece(self.out, name, json.dumps(asdict(record)).encode())


@dataclass
class Reader:
    """The parts of a tar, in order; `end` is known when all have been read."""

    tar: tarfile.TarFile
    end: End | None = None

    def begin(self) -> Begin:
        first = self.tar.next()
        if first is None or first.name != "begin.json":
            raise BackupFaulty("its first part is missing.")
        said = self._record(first)
        if said.get("format") != FORMAT:
            raise BackupFaulty("its format is not one that this version reads.")
        return Begin(**said)

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """(part, bytes) up to the end; a part in pieces comes many times. Raises BackupFaulty."""
        digests: dict[str, Any] = {}
        while (member := self.tar.next()) is not None:
            if member.name == "end.json":
                self.end = self._end(member)
                break
            name = DUMP if member.name.startswith(f"{DUMP}/") else member.name
            body = self._body(member)
            digests.setdefault(name, hashlib.sha256()).update(body)
            yield name, body
        if self.end is None:
            raise BackupFaulty("its last part is missing.")
        found = {name: digest.hexdigest() for name, digest in digests.items()}
        for name in sorted(found.keys() ^ self.end.parts.keys()):
            raise BackupFaulty(f"{name} is missing or should not be there.")
        for name, sha256 in self.end.parts.items():
            if found[name] != sha256:
                raise BackupFaulty(f"{name} is not what was written.")

    def _end(self, member: tarfile.TarInfo) -> End:
        said = self._record(member)
        head = said["head"]
        return End(said["rows"], (head[0], head[1]) if head else None, said["parts"])

    def _record(self, member: tarfile.TarInfo) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._body(member))
        return said

    def _body(self, member: tarfile.TarInfo) -> bytes:
        stream = self.tar.extractfile(member)
        return stream.read() if stream else b""
