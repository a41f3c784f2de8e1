"""Uploads on their way: files in the home's `uploads` while they are being read, then their reading."""

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from goldenthread.config import home
from goldenthread.journal.changes import now
from goldenthread.journal.models import Words

# An upload is written before its draft is committed, so a folder without a draft may be a new one.
ORPHAN_AFTER = 600  # seconds


class Upload(Protocol):
    """A file as a browser sends it."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def uploads_folder() -> Path:
    return home.home() / "uploads"


def folder(ref: str) -> Path:
    return uploads_folder() / ref


def paths(ref: str, count: int) -> list[Path]:
    """Where the files of a draft lie. Their own names stay out of the file system."""
    return [folder(ref) / str(number) for number in range(count)]


def save(ref: str, files: Sequence[Upload]) -> list[Path]:
    """Write the files where only this service reads them."""
    target = folder(ref)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    target.mkdir(mode=0o700)
    for path, file in zip(paths(ref, len(files)), files, strict=True):
        path.touch(mode=0o600)
        with path.open("wb") as out:
            out.writelines(file.chunks())
    return paths(ref, len(files))


def stored() -> Iterator[tuple[str, Path]]:
    """(name below the folder, file) of every upload on its way; a backup takes them along."""
    root = uploads_folder()
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            yield str(path.relative_to(root)), path


def put_back(name: str, body: bytes) -> None:
    """One file of a backup, where it was. Raises ValueError for a name that leads elsewhere."""
    root = uploads_folder().resolve()
    target = (root / name).resolve()
    if not target.is_relative_to(root):
        raise ValueError(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_bytes(body)


def are_there(ref: str, count: int) -> bool:
    return count > 0 and all(path.is_file() for path in paths(ref, count))


def remove(ref: str) -> None:
    """Delete what was uploaded; nothing to delete is no error."""
    shutil.rmtree(folder(ref), ignore_errors=True)


def folders() -> Iterator[tuple[str, bool]]:
    """(draft's ref, whether it is old enough to be an orphan) of every folder there is."""
    root = uploads_folder()
    for path in root.iterdir() if root.is_dir() else ():
        yield path.name, time.time() - path.stat().st_mtime > ORPHAN_AFTER


def empty(words: Words | None, by_label: str) -> None:
    """Take away a reading that has been used or is no longer wanted; its hash stays."""
    if words is not None and words.emptied_at is None:
        words.body, words.emptied_at, words.emptied_by = "", now(), by_label
        words.save(update_fields=["body", "emptied_at", "emptied_by"])
