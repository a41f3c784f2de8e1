"""The outer file of a backup: a tar of README.txt, data.age and, for a passphrase, key.age.

data.age is an age file made for a key of this backup alone. A passphrase seals that key in key.age;
recipients (age public keys) open data.age themselves, and the key is forgotten once the file has been
checked. Everything in it can be opened with the `age` program, without us.
"""

import os
import tarfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

SHORTEST = 12
TRIES, BETWEEN_TRIES = 10, 3.0  # seconds
README = """A backup of Goldenthread.

To restore it:            goldenthread restore FILE
To open it without that:  tar xf FILE
  with a passphrase:      age -d -o key key.age; age -d -i key -o data.tar data.age
  with your own key:      age -d -i YOUR-KEY -o data.tar data.age
Then:                     tar xf data.tar; cat database.dump/* > dump; pg_restore -l dump
"""


@dataclass(unsafe_hash=True)
class SealRefused(Exception):
    """A backup cannot be sealed or opened with what was given, and why, in words."""

    why: str

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True)
class Seal:
    """Who can open a backup: whoever knows the passphrase, or holds the key of a recipient."""

    passphrase: str = field(default="", repr=False)
    recipients: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse before anything is dumped. Raises SealRefused."""
        if not self.recipients and len(self.passphrase) < SHORTEST:
            raise SealRefused(
                f"A backup holds every word about every child. Give a passphrase of {SHORTEST} "
                "characters or more, or the age public key of whoever may open it."
            )
        self.public_keys()

    def public_keys(self) -> list[Any]:
        try:
            return [pyrage.x25519.Recipient.from_str(text) for text in self.recipients]
        except pyrage.RecipientError as error:
            raise SealRefused(
                "A recipient is not an age public key. It begins with age1 and is the line that "
                "age-keygen prints."
            ) from error


Fill = Callable[[IO[bytes]], None]


def write(path: Path, seal: Seal, fill: Fill) -> Any:
    """Write a sealed file; `fill` writes what is in it. Returns the key that opens data.age."""
    key = pyrage.x25519.Identity.generate()
    with path.open("xb") as raw:
        path.chmod(0o600)
        _add(raw, "README.txt", README.encode())
        if not seal.recipients:
            _add(raw, "key.age", pyrage.passphrase.encrypt(str(key).encode(), seal.passphrase))
        _add_data(raw, [key.to_public(), *seal.public_keys()], fill)
        raw.flush()
        os.fsync(raw.fileno())
    return key


def _add(raw: IO[bytes], name: str, body: bytes) -> None:
    raw.write(_header(name, len(body)) + body + b"\0" * (-len(body) % tarfile.BLOCKSIZE))


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


def _add_data(raw: IO[bytes], recipients: Sequence[Any], fill: Fill) -> None:
    """The size is known only at the end, so the member's header is written last."""
    at = raw.tell()
    raw.write(b"\0" * tarfile.BLOCKSIZE)
    with _piped(lambda reader: pyrage.encrypt_io(reader, raw, recipients)) as writer:
        fill(writer)
    end = raw.tell()
    raw.write(b"\0" * (-(end - at) % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE))
    raw.seek(at)
    raw.write(_header("data.age", end - at - tarfile.BLOCKSIZE))


@contextmanager
def _piped(consume: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream to write to, whose bytes `consume` reads in a thread of its own."""
    read, written = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        with os.fdopen(read, "rb") as reader:
            try:
                consume(reader)
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(written, "wb") as writer:
            yield writer
    except BrokenPipeError:
        if not failed:
            raise
    finally:
        thread.join()
    if failed:
        raise failed[0]


def unsealed(sealed: bytes, passphrase: str) -> bytes:
    """What a passphrase seals. Raises DecryptError, and SealRefused where the machine is too busy.

    The library guesses from the machine's speed just now how long it would take, and refuses more
    than some seconds; on a busy machine that says nothing about the file.
    """
    for _ in range(TRIES):
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
        except pyrage.DecryptError as error:
            if "Excessive work" not in str(error):
                raise
            time.sleep(BETWEEN_TRIES)
    raise SealRefused(
        "This machine is too busy, or too slow, to open a passphrase just now. Try again later, or on "
        "another machine. The backup may be whole."
    )


def key_of(path: Path, seal: Seal, identity: Path | None) -> Any:
    """The key that opens the data: sealed in the file by a passphrase, or the reader's own."""
    try:
        if identity is not None:
            lines = identity.read_text().splitlines()
            line = next((each for each in lines if each.startswith("AGE-SECRET-KEY-")), "")
            return pyrage.x25519.Identity.from_str(line)
        with tarfile.open(path) as outer:
            sealed = outer.extractfile("key.age")
            key = unsealed(sealed.read() if sealed else b"", seal.passphrase)
            return pyrage.x25519.Identity.from_str(key.decode())
    except KeyError as error:
        raise SealRefused(
            "This backup has no passphrase: it was made for a key. Give the file of the key "
            "with --identity."
        ) from error
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise SealRefused("The backup cannot be opened with this passphrase or key.") from error
    except (tarfile.TarError, OSError) as error:
        raise SealRefused(f"{path} is not a backup, or cannot be read.") from error


@contextmanager
def opened(path: Path, key: Any) -> Iterator[tarfile.TarFile]:
    """The data of a sealed file, as a tar that is read from front to end.

    Raises SealRefused where a byte of it was changed or is missing.
    """
    with tarfile.open(path) as outer:
        sealed = _data_of(outer)
        read, written = os.pipe()
        failed: list[BaseException] = []

        def run() -> None:
            with os.fdopen(written, "wb") as writer:
                try:
                    pyrage.decrypt_io(sealed, writer, [key])
                except BaseException as error:
                    failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            with os.fdopen(read, "rb") as reader, tarfile.open(fileobj=reader, mode="r|") as inner:
                yield inner
                while reader.read(1 << 20):
                    pass
        except Exception as error:
            # What the reader stumbled over is often only that the bytes ended: the seal knows why.
            thread.join()
            broken = failed and not isinstance(failed[0], BrokenPipeError)
            if broken or isinstance(error, tarfile.TarError):
                raise SealRefused(_DAMAGED) from error
            raise
        thread.join()
        if failed:
            raise SealRefused(_DAMAGED) from failed[0]


def _data_of(outer: tarfile.TarFile) -> IO[bytes]:
    try:
        sealed = outer.extractfile("data.age")
    except (tarfile.TarError, KeyError) as error:
        raise SealRefused(_DAMAGED) from error
    if sealed is None:
        raise SealRefused(_DAMAGED)
    return sealed


_DAMAGED = "The backup is damaged, or cannot be opened with this passphrase or key."
