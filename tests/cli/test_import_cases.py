"""`goldenthread import_cases`: one answer on stdout, words on stderr, and 0, 1 or 2."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenthread.cases import queries
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.workbook import Child, write_workbook
from goldenthread.cli.running import run
from goldenthread.config import home
from goldenthread.journal.changes import today
from tests.missing import SAMPLES, samples_reason
from tests.rooms.case_files import CSV, DAY
from tests.rooms.other_subjects import table
from tests.web.test_cases import HOSTILE

KEYS = {
    "file", "sha256", "lists", "rows_read", "rows_rejected", "cases", "by_status", "by_case_type",
    "problems", "unknown_values",
}  # fmt: skip
STATUSES = ("early_help", "assessment", "cin", "cp", "cla", "care_leaver", "closed")
# Counted by hand in the workbook; the official template has only early help that has ended.
LIIA = dict(zip(STATUSES, (0, 0, 5, 2, 4, 6, 6), strict=True))


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)


def written(folder: Path) -> tuple[Path, list[Child]]:
    """A workbook in the official layout, and the invented children that stand in it."""
    file = folder / "annex_a.xlsx"
    return file, write_workbook(file, invent("tests"), DAY, "tests")


@pytest.fixture
def empty_home() -> Iterator[Path]:
    """A data folder that nothing has used yet, where the database user could reach it."""
    path = home.home() / f"dry-{os.getpid()}"
    yield path
    shutil.rmtree(path, ignore_errors=True)


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any, str]:
    """The exit code, the JSON value on stdout if there is one, and what was said on stderr."""
    code = run(["goldenthread", "import_cases", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


@pytest.mark.django_db
def test_a_workbook_is_loaded_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook, children = written(tmp_path)
    code, value, said = answer(capsys, workbook, "--taken-on", "2026-03-31", "--json")
    assert code == 0
    assert set(value) == KEYS
    kinds = Counter(child.kind for child in children)
    assert value["by_status"] == {status: kinds[status] for status in STATUSES}
    assert sum(value["by_case_type"].values()) == value["cases"] == len(children)
    assert [each["list"] for each in value["lists"]] == list(range(1, 12))
    assert sum(each["rows"] for each in value["lists"]) == value["rows_read"]
    made = queries.current_case_list()
    assert made is not None
    assert (made.taken_on, made.entries.count()) == (DAY, value["cases"])
    assert made.ref in said


@pytest.mark.django_db
def test_the_same_workbook_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook, _ = written(tmp_path)
    first = answer(capsys, workbook, "--json", "--taken-on", "31/03/2026")
    again = answer(capsys, workbook, "--json", "--taken-on", "31/03/2026")
    assert again[:2] == first[:2]
    assert again[2].endswith("It had been loaded before. Nothing has changed.\n")
    assert queries.case_lists().count() == 1


@pytest.mark.django_db
def test_a_list_without_a_day_is_of_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_bytes(CSV)
    assert answer(capsys, tmp_path / "list.csv", "--json")[0] == 0
    made = queries.current_case_list()
    assert made is not None and made.taken_on == today()


def test_several_files_are_one_json_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (("a.csv", CSV), ("b.csv", CSV.replace(b"100", b"200"))):
        (tmp_path / name).write_bytes(content)
    code, value, _ = answer(capsys, tmp_path / "a.csv", tmp_path / "b.csv", "--dry-run", "--json")
    assert code == 0
    assert [file["file"] for file in value["files"]] == ["a.csv", "b.csv"]
    assert (value["rows_read"], value["cases"], len(value["lists"])) == (4, 4, 2)


def test_a_dry_run_opens_no_database(empty_home: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(CSV)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "goldenthread.cli.main",
            "import_cases",
            str(tmp_path / "list.csv"),
            "--dry-run",
            "--json",
        ],
        env={**os.environ, "GOLDENTHREAD_HOME": str(empty_home), "GOLDENTHREAD_ENV": "local"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["cases"] == 2
    assert not (empty_home / "postgresql").exists()


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_file_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    (tmp_path / "list.xlsx").write_bytes(HOSTILE[words]())
    code, value, said = answer(capsys, tmp_path / "list.xlsx", "--dry-run", "--json")
    assert (code, value) == (1, None)
    assert words in said
    assert "Traceback" not in said


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = answer(capsys, "/nowhere/list.xlsx", "--dry-run")
    assert (code, said.splitlines()[-1]) == (
        1,
        "list.xlsx: There is no such file. Check the name and the folder.",
    )


@pytest.mark.parametrize(
    "arguments", [(), ("a.csv", "--taken-on", "soon"), ("a.csv", "--nonsense")]
)
def test_wrong_usage_ends_with_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert answer(capsys, *arguments)[0] == 2


def test_the_answer_for_a_person_says_every_rejected_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = (
        b",a) Male,a) WBRI,c) Child in need plan,North,Ola Fern,01/02/2026,N1 - Abuse or neglect\n"
    )
    (tmp_path / "list.csv").write_bytes(CSV + row)
    assert run(["goldenthread", "import_cases", str(tmp_path / "list.csv"), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "Rows read: 3; rejected: 1" in out
    assert "row 4, column Child Unique ID" in out


@pytest.mark.skipif(samples_reason() is not None, reason=str(samples_reason()))
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "counts", "rows"),
    [
        ("liia-sample.xlsx", LIIA, 59),
        ("official-template-2019.xlsx", dict.fromkeys(STATUSES, 0), 11),
    ],
)
def test_the_sample_workbooks_agree_with_the_hand_count(
    capsys: pytest.CaptureFixture[str], name: str, counts: dict[str, int], rows: int
) -> None:
    code, value, _ = answer(capsys, SAMPLES / name, "--taken-on", "2024-01-31", "--json")
    assert code == 0
    assert value["by_status"] == counts
    assert (value["rows_read"], value["rows_rejected"]) == (rows, 0)
    assert [each["list"] for each in value["lists"]] == list(range(1, 12))


@pytest.mark.django_db
def test_a_list_of_contacts_is_matched_by_its_headings_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(table("contact", size=2, children=3))
    code, value, said = answer(capsys, path, "--of", "contact", "--json")
    assert (code, value["cases"], value["rows_read"]) == (0, 2, 6)
    made = queries.current_case_list("contact")
    assert made is not None and made.ref in said
    path.write_text("Day,Words\n1,2\n")
    assert answer(capsys, path, "--of", "contact", "--json")[0] == 1
