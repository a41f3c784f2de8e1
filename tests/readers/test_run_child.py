"""What the reading process is asked, and what becomes of its answer."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from goldenthread.readers import run_child
from goldenthread.readers.guard import FileRefused, NoListFound
from goldenthread.readers.run_child import describe, read_in_child

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
