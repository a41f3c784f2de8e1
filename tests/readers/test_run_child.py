"""What the reading process is asked, and what becomes of its answer."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from goldenthread.readers import run_child
from goldenthread.readers.guard import FileRefused, NoListFound
from goldenthread.readers.reading import CaseRow
from goldenthread.readers.run_child import _answer, describe, read_in_child
from tests.readers.workbooks import DAY

DATA = b"Child,Status\n" * 100_000  # more than is read at once


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What it was asked; it answers what is put in `answer`."""
    kept: dict[str, Any] = {"answer": {"result": {"x": 1}}}

    def answer(request: bytes, progress: Any, timeout: float) -> Any:
        kept.update(request=json.loads(request), progress=progress, timeout=timeout)
        return kept["answer"]

    monkeypatch.setattr(run_child, "_answer", answer)
    return kept


def files(folder: Path) -> list[Path]:
    for name in ("upload-1", "upload-2"):
        (folder / name).write_bytes(DATA)
    return [folder / "upload-1", folder / "upload-2"]


def test_a_file_is_described_by_what_is_in_it(tmp_path: Path) -> None:
    found = describe(files(tmp_path)[0], "May.csv")
    assert (found.name, found.size, found.sha256) == ("May.csv", len(DATA), hashlib.sha256(DATA).hexdigest())  # fmt: skip


def test_it_is_asked_for_a_job_on_files_that_were_checked(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    paths = files(tmp_path)
    tell = [].append
    found = read_in_child(
        "heads", paths, ["a.csv", "b.csv"], tell, memory=5, timeout=7.0, about="x"
    )
    assert found == {"x": 1} and (asked["progress"], asked["timeout"]) == (tell, 7.0)
    request = asked["request"]
    assert (request["job"], request["memory"], request["about"]) == ("heads", 5, "x")
    assert [(f["path"], f["kind"], f["file"]["name"]) for f in request["files"]] == [
        (str(paths[0]), "csv", "a.csv"), (str(paths[1]), "csv", "b.csv"),
    ]  # fmt: skip
    read_in_child("heads", paths[:1], None, check=lambda path, name: f"{path.name} {name}")
    assert asked["request"]["files"][0]["kind"] == "upload-1 upload-1"
    assert (asked["timeout"], asked["request"]["memory"]) == (120.0, 1_500_000_000)
    with pytest.raises(ValueError, match="zip"):
        read_in_child("heads", paths, ["a.csv"])


@pytest.mark.parametrize(("no_list", "kind"), [(True, NoListFound), (False, FileRefused)])
def test_a_refusal_comes_back_as_it_was_said(
    no_list: bool, kind: type, tmp_path: Path, asked: dict[str, Any]
) -> None:
    asked["answer"] = {"refused": ["a.csv", "Why.", "What."], "no_list": no_list}
    with pytest.raises(FileRefused) as caught:
        read_in_child("heads", files(tmp_path), None)
    assert type(caught.value) is kind
    assert (caught.value.file, caught.value.reason, caught.value.what_to_do) == (
        "a.csv",
        "Why.",
        "What.",
    )


@pytest.mark.parametrize("answer", [{}, {"failed": "memory"}])
def test_no_answer_is_told_in_words(answer: Any, tmp_path: Path, asked: dict[str, Any]) -> None:
    asked["answer"] = answer
    for more, what in (
        ({}, "Copy the lists alone into a new workbook, save it and try again."),
        ({"smaller": "Try less."}, "Try less."),
    ):
        with pytest.raises(FileRefused) as caught:
            read_in_child("heads", files(tmp_path), None, **more)
        assert caught.value.file == "upload-1, upload-2" and caught.value.what_to_do == what
        said = "Reading was stopped: the file is damaged, or needs too much memory or time."
        assert caught.value.reason == said


class Process:
    """A child that says these lines; what was done to it is kept in `done`."""

    def __init__(self, *lines: bytes, is_gone: bool = False) -> None:
        self.done: list[Any] = []
        self.stdin, self.stdout, self.is_gone = self, self, is_gone
        self.lines = lines

    def write(self, request: bytes) -> None:
        if self.is_gone:
            raise BrokenPipeError
        self.done.append(request)

    def close(self) -> None:
        self.done.append("close")

    def kill(self) -> None:
        self.done.append("kill")

    def wait(self) -> None:
        self.done.append("wait")

    def __iter__(self) -> Any:
        return iter(self.lines)


def said(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def test_cases_that_came_in_lines_are_put_into_the_result_and_rows_are_told() -> None:
    told: list[int] = []
    line = list(CaseRow("7", "cin", opened_on=DAY))
    line[CaseRow._fields.index("opened_on")] = DAY.isoformat()
    line[-2:] = [{}, {}]
    child: Any = Process(
        said({"rows": 3}), said({"cases": [line]}), said({"result": {"cases": []}}), b"x"
    )
    last = run_child._listen(child, b"asked", told.append)
    assert (told, child.done) == ([3], [b"asked", "close"])
    assert [(case.person_id, case.opened_on) for case in last["result"]["cases"]] == [("7", DAY)]


@pytest.mark.parametrize("answer", [{"result": {"x": 1}}, {"result": ["a"]}, {"refused": ["a"]},
                                    {"result": {"cases": ["kept"]}}])  # fmt: skip
def test_any_other_last_word_is_handed_on_as_it_is(answer: Any) -> None:
    child: Any = Process(said({"rows": 3}), said(answer))
    assert run_child._listen(child, b"", None) == answer


@pytest.mark.parametrize(
    "child", [Process(), Process(said({"rows": 1})), Process(b'{"res', said({"result": 1})), Process(is_gone=True)]
)  # fmt: skip
def test_a_child_without_a_last_word_said_nothing(child: Any) -> None:
    assert run_child._listen(child, b"", None) == {}


def test_a_child_is_ended_and_its_pipes_closed_whatever_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = Process(said({"result": 1}))
    clocks: list[Any] = []

    class Clock:
        def __init__(self, seconds: float, then: Any) -> None:
            clocks.append((seconds, then))

        def start(self) -> None:
            clocks.append("start")

        def cancel(self) -> None:
            clocks.append("cancel")

    monkeypatch.setattr(run_child.threading, "Timer", Clock)
    monkeypatch.setattr(run_child, "_start", lambda: child)
    assert _answer(b"asked", None, 7.0) == {"result": 1}
    assert clocks == [(7.0, child.kill), "start", "cancel"]
    assert child.done == [b"asked", "close", "kill", "wait", "close", "close"]


def test_a_child_sees_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr(run_child.subprocess, "Popen", lambda *a, **k: started.append((a, k)))
    monkeypatch.setattr(run_child.os, "environ", {"PATH": "/bin", "TEMP": "/t", "SECRET": "x"})
    run_child._start()
    [((command,), how)] = started
    assert command == [sys.executable, "-P", "-m", "goldenthread.readers.child"]
    root = str(Path(run_child.__file__).resolve().parents[2])
    assert how["env"] == {"PATH": "/bin", "TEMP": "/t", "PYTHONPATH": root, "PYTHONUTF8": "1"}
    pipes = (how["stdin"], how["stdout"], how["stderr"])
    assert pipes == (subprocess.PIPE, subprocess.PIPE, subprocess.DEVNULL)
