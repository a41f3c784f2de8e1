"""Uploads on their way: files that wait to be read, then their reading.

They lie in a folder of the data folder, or of GOLDENTHREAD_UPLOADS where several nodes share one. Where
a bucket is set (GOLDENTHREAD_S3_BUCKET) they lie there, and on a node's disk only while it reads them.
"""

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from goldenthread.config import home
from goldenthread.journal.changes import now
from goldenthread.journal.models import Words

# An upload is written before its draft is committed, so a folder without a draft may be a new one.
ORPHAN_AFTER = 600  # seconds


class Upload(Protocol):
    """A file as a browser sends it."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def uploads_folder() -> Path:
    return Path(settings.UPLOADS) if settings.UPLOADS else home.home() / "uploads"


def bucket() -> Storage | None:
    """Where every node finds the files, if they are not on a disk."""
    return storages["uploads"] if settings.S3_BUCKET else None


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


def share(ref: str, count: int) -> None:
    """Let the other nodes find the files: into the bucket, and off this node's disk."""
    there = bucket()
    if there is not None:
        for path in paths(ref, count):
            with path.open("rb") as body:
                there.save(f"{ref}/{path.name}", File(body))
        leave(ref)


def fetched(ref: str, count: int) -> list[Path]:
    """The files on this node's disk, brought from the bucket where they are not."""
    there = bucket()
    for path in paths(ref, count) if there is not None else ():
        if not path.is_file() and there is not None:
            put_on_disk(path, there.open(f"{ref}/{path.name}").read())
    return paths(ref, count)


def leave(ref: str) -> None:
    """Take the files off this node's disk, where the bucket has them."""
    if bucket() is not None:
        shutil.rmtree(folder(ref), ignore_errors=True)


def stored() -> Iterator[tuple[str, bytes]]:
    """(name below the folder, its bytes) of every upload on its way; a backup takes them along."""
    there = bucket()
    if there is not None:
        for ref in there.listdir("")[0]:
            for name in there.listdir(ref)[1]:
                yield f"{ref}/{name}", there.open(f"{ref}/{name}").read()
        return
    root = uploads_folder()
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            yield str(path.relative_to(root)), path.read_bytes()


def put_back(name: str, body: bytes) -> None:
    """One file of a backup, where it was. Raises ValueError for a name that leads elsewhere."""
    root = uploads_folder().resolve()
    target = (root / name).resolve()
    if not target.is_relative_to(root):
        raise ValueError(name)
    there = bucket()
    if there is not None:
        there.save(name, ContentFile(body))
    else:
        put_on_disk(target, body)


def put_on_disk(path: Path, body: bytes) -> None:
    """Under another name first: another process may look for it just now."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.touch(mode=0o600)
    draft.write_bytes(body)
    draft.rename(path)


def are_there(ref: str, count: int) -> bool:
    there = bucket()
    if there is not None:
        return count > 0 and all(there.exists(f"{ref}/{number}") for number in range(count))
    return count > 0 and all(path.is_file() for path in paths(ref, count))


def remove(ref: str) -> None:
    """Delete what was uploaded; nothing to delete is no error."""
    shutil.rmtree(folder(ref), ignore_errors=True)
    there = bucket()
    if there is not None:
        for name in there.listdir(ref)[1]:
            there.delete(f"{ref}/{name}")


def folders() -> Iterator[tuple[str, bool]]:
    """(draft's ref, whether it is old enough to be an orphan) of every folder there is."""
    root, there = uploads_folder(), bucket()
    for path in root.iterdir() if root.is_dir() else ():
        yield path.name, time.time() - path.stat().st_mtime > ORPHAN_AFTER
    for ref in there.listdir("")[0] if there is not None else ():
        is_old = False
        # Another node may be deleting the same files: what is gone is nobody's to delete.
        with suppress(Exception):
            is_old = _is_old(there, ref)
        yield ref, is_old


def _is_old(there: Storage | None, ref: str) -> bool:
    assert there is not None
    times = [there.get_modified_time(f"{ref}/{name}") for name in there.listdir(ref)[1]]
    return all((now() - at).total_seconds() > ORPHAN_AFTER for at in times)


def empty(words: Words | None, by_label: str) -> None:
    """Take away a reading that has been used or is no longer wanted; its hash stays."""
    if words is not None and words.emptied_at is None:
        words.body, words.emptied_at, words.emptied_by = "", now(), by_label
        words.save(update_fields=["body", "emptied_at", "emptied_by"])
