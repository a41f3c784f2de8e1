"""`goldenthread import_audits`: a dry run says what a run would do, and a run says what it did."""

import json
from pathlib import Path

import pytest

from goldenthread.audits.models import Audit
from goldenthread.cli.running import run
from tests.cast import Cast
from tests.loop import round_of
from tests.rooms.test_audits_imported import workbook

pytestmark = pytest.mark.django_db


def test_a_dry_run_writes_nothing_and_a_second_run_changes_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    round = round_of(cast, ["20301"])[0].round
    file = str(workbook(tmp_path / "a.xlsx"))
    asked = ["goldenthread", "import_audits", file, "--round", round.code]
    assert run([*asked, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Would be brought in: 2" in said and "Row 6: nobody who may audit" in said
    assert Audit.objects.count() == 1
    found = []
    for _ in range(2):
        assert run([*asked, "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert [(each["new"], each["same"], each["refused"]) for each in found] == [
        (2, 0, 5),
        (0, 2, 5),
    ]
    assert Audit.objects.count() == 3


def test_columns_can_be_given_in_a_file(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    round = round_of(cast, ["20301"])[0].round
    file, columns = str(workbook(tmp_path / "a.xlsx")), tmp_path / "columns.yaml"
    asked = [
        "goldenthread",
        "import_audits",
        file,
        "--round",
        round.code,
        "--map",
        str(columns),
        "--dry-run",
    ]
    columns.write_text("fields: {number: Case No, auditor: Audited by, completed_on: When}\n")
    assert run(asked) == 1
    assert "The file has no column When." in capsys.readouterr().err
    columns.write_text(
        "fields: {number: Case No, auditor: Audited by, completed_on: Date completed}\n"
        "answers: {overall.grade: Overall grade}\n"
    )
    assert run(asked) == 0
    assert "Would be brought in: 3" in capsys.readouterr().out
