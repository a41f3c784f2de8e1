"""Reads files in a process of their own, so that a hostile file harms nobody but that process.

A workbook of 5 kB can make the parser abort its process, which no `try` catches. The child has a
limit of memory and a time limit, sees none of our settings, and gets no more than the files.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from goldenthread.readers.case_lines import Cases
from goldenthread.readers.guard import FileRefused, NoListFound, check
from goldenthread.readers.reading import FileRead, as_json

MEMORY = 1_500_000_000  # bytes
TIMEOUT = 120.0  # seconds
Progress = Callable[[int], None]
_SMALLER = "Copy the lists alone into a new workbook, save it and try again."
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")


def describe(path: Path, name: str) -> FileRead:
    """Name, size and SHA-256 of a file, which stay when it is deleted."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return FileRead(name, digest.hexdigest(), path.stat().st_size)


def read_in_child(
    job: str,
    paths: Sequence[Path],
    names: Sequence[str] | None,
    progress: Progress | None = None,
    *,
    check: Callable[[Path, str], str] = check,
    memory: int = MEMORY,
    timeout: float = TIMEOUT,
    smaller: str = _SMALLER,
    **more: Any,
) -> Any:
    """The child's answer to a job on files, each checked by the guard first.

    `names` are what people call the files, where the paths are those of uploads; `progress` is
    called with the number of rows read so far; `smaller` says what to do about a file that takes too
    much. Raises FileRefused.
    """
    shown = [path.name for path in paths] if names is None else list(names)
    files = []
    for path, name in zip(paths, shown, strict=True):
        kind = check(path, name)
        files.append({"path": str(path), "kind": kind, "file": as_json(describe(path, name))})
    request = {"job": job, "files": files, "memory": memory, **more}
    last = _answer(json.dumps(request).encode(), progress, timeout)
    return _result(last, ", ".join(shown), smaller)


def _answer(request: bytes, progress: Progress | None, timeout: float) -> dict[str, Any]:
    child = _start()
    # Killing the child closes its stdout, which ends the loop below.
    clock = threading.Timer(timeout, child.kill)
    clock.start()
    try:
        return _listen(child, request, progress)
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def _start() -> "subprocess.Popen[bytes]":
    package_root = Path(__file__).resolve().parents[2]
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    environment |= {"PYTHONPATH": str(package_root), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        # -P: a module lying in the working folder must not be imported instead of a library.
        [sys.executable, "-P", "-m", "goldenthread.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _listen(
    child: "subprocess.Popen[bytes]", request: bytes, progress: Progress | None
) -> dict[str, Any]:
    """The child's last word, {} where it died without one."""
    assert child.stdin and child.stdout
    try:
        child.stdin.write(request)
        child.stdin.close()
    except BrokenPipeError:
        return {}
    cases = Cases()
    for line in child.stdout:
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            return {}  # cut off in the middle of a line
        if "cases" in said:
            cases.add(said["cases"])
        elif "rows" not in said:
            if "cases" in said.get("result", ()):
                said["result"]["cases"] = cases.all
            return said
        elif progress:
            progress(said["rows"])
    return {}


def _result(said: dict[str, Any], shown: str, smaller: str) -> Any:
    if "result" in said:
        return said["result"]
    if "refused" in said:
        raise (NoListFound if said["no_list"] else FileRefused)(*said["refused"])
    reason = "Reading was stopped: the file is damaged, or needs too much memory or time."
    raise FileRefused(shown, reason, smaller)
