"""`goldenthread dispose`: counts and references on stdout, words on stderr, and 0, 1 or 2."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from goldenthread.audits.changes import close_audit
from goldenthread.audits.models import Audit
from goldenthread.cli.running import run
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.loop import round_of, shared

pytestmark = pytest.mark.django_db
LATER = (today() + timedelta(days=366 * 6 + 31)).isoformat()


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    yield


@pytest.fixture
def closed(cast: Cast) -> Audit:
    [audit] = round_of(cast, ["20301"])
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    return audit


def dispose(*words: str) -> int:
    return run(["goldenthread", "dispose", *words])


def test_what_is_due_goes_and_the_answer_counts_it(
    closed: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispose("--as-at", LATER, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["counts"]["audits"], said["refs"], said["dry_run"]) == (1, [closed.ref], False)
    assert dispose("--as-at", LATER) == 0
    assert capsys.readouterr().out.startswith("Nothing is due by ")


def test_a_dry_run_lets_nothing_go(closed: Audit, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispose("--as-at", LATER, "--dry-run") == 0
    assert "Would let go" in capsys.readouterr().out
    assert closed.findings.get().words.body


def test_one_case_goes_by_its_number_with_a_reason(
    closed: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispose("--case", "20301") == 1
    assert "Say why" in capsys.readouterr().err
    assert dispose("--case", "20301", "--why", "Decision 2026/17") == 0
    assert not closed.findings.get().words.body


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--as-at", "soon"], 2),
        (["--case", "20301", "--why", "Asked", "--dry-run"], 2),
        (["--rewrite", "--dry-run"], 2),
        (["--case", "99999", "--why", "Asked"], 1),
        (["--as", "pat.ellis@example.org"], 1),
    ],
)
def test_wrong_usage_and_refusals_are_words(
    closed: Audit, capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    assert dispose(*words) == code
    said = capsys.readouterr()
    assert said.out == "" and said.err and "Traceback" not in said.err
