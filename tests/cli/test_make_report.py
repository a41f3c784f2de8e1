"""`goldenthread make_report`: whole files or none, refusals in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from goldenthread.reports.changes import begin_report
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised

STARTS = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def make_report(kind: str, form: str, out: Path, *more: str) -> int:
    return run(["goldenthread", "make_report", kind, "--format", form, "--out", str(out), *more])


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
@pytest.mark.parametrize("kind", ["summary", "committee"])
def test_a_rounds_paper_is_written(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, form: str
) -> None:
    out = tmp_path / f"paper.{form}"
    assert make_report(kind, form, out, "--round", world.first.code) == 0
    assert out.read_bytes().startswith(STARTS[form])
    assert capsys.readouterr().out.strip() == str(out)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("kind", ["letter", "feedback", "audit_record"])
def test_an_audits_paper_is_written_and_the_read_kept(
    world: World, tmp_path: Path, kind: str
) -> None:
    audit = world.first.audits.first()
    assert audit is not None
    assert make_report(kind, "docx", tmp_path / "a.docx", "--audit", audit.ref) == 0
    last = Entry.objects.order_by("-seq").first()
    assert last is not None
    assert (last.kind, last.what, last.refs[0]) == ("read", f"{kind}_document", audit.ref)


def test_a_finalised_report_comes_as_it_was_kept(world: World, tmp_path: Path) -> None:
    report = begin_report(by=world.cast.pat, round=world.first, kind="committee")
    edition = finalised(world.cast.pat, report, world.cast.olive)
    out = tmp_path / "paper.docx"
    assert make_report("committee", "docx", out, "--round", world.first.code) == 0
    assert out.read_bytes() == bytes(edition.docx)


def test_a_paper_of_two_rounds_and_its_figures_are_written(world: World, tmp_path: Path) -> None:
    codes = f"{world.first.code},{world.second.code}"
    out = tmp_path / "figures.xlsx"
    assert make_report("committee", "xlsx", out, "--round", codes, "--edition", "internal") == 0
    assert len(load_workbook(out, read_only=True).sheetnames) > 3


def test_an_edition_that_was_not_finalised_is_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = begin_report(by=world.cast.pat, round=world.first, kind="committee")
    finalised(world.cast.pat, report, world.cast.olive)
    asked, out = ("--round", world.first.code, "--edition"), tmp_path / "a.pdf"
    assert make_report("committee", "pdf", out, *asked, "internal") == 1
    assert "finalised as its public edition" in capsys.readouterr().err
    assert make_report("committee", "pdf", out, *asked, "public") == 0


def test_a_paper_about_one_round_is_refused_for_two(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = f"{world.first.code},{world.second.code}"
    assert make_report("summary", "pdf", tmp_path / "a.pdf", "--round", codes) == 1
    assert "is about one round" in capsys.readouterr().err


def test_an_unknown_round_or_audit_is_refused_with_those_there_are(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "paper.pdf"
    assert make_report("summary", "pdf", out, "--round", "nowhere") == 1
    assert world.first.code in capsys.readouterr().err
    assert make_report("feedback", "pdf", out, "--audit", "AUD-2222222222") == 1
    assert "AUD-" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "form", "more", "said"),
    [
        ("summary", "pdf", [], "needs --round CODE"),
        ("feedback", "pdf", [], "needs --audit REF"),
        ("feedback", "html", ["--audit", "AUD-2222222222"], "written as docx or pdf"),
        ("poster", "pdf", [], "invalid choice"),
    ],
)
def test_wrong_usage_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, form: str, more: list[str], said: str
) -> None:  # fmt: skip
    assert make_report(kind, form, tmp_path / "x", *more) == 2
    answer = capsys.readouterr()
    assert (answer.out, said in answer.err, "Traceback" in answer.err) == ("", True, False)


def test_a_kind_that_does_not_fit_or_never_goes_out_is_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, asked = tmp_path / "paper.docx", ("--round", world.second.code)
    assert make_report("lado", "docx", out, *asked) == 1
    assert "is for rounds of referrals to the designated officer" in capsys.readouterr().err
    assert make_report("auditor_briefing", "docx", out, *asked, "--edition", "public") == 1
    assert "never goes out: it has no public edition" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_is_not_there_is_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "nowhere" / "paper.pdf"
    assert make_report("summary", "pdf", out, "--round", world.first.code) == 1
    assert "Cannot write in" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_director_gets_no_paper_of_an_audit(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--audit", "AUD-2222222222", "--as", cast.dee.email)
    assert make_report("audit_record", "pdf", tmp_path / "x.pdf", *more) == 1
    assert "There is no audit" in capsys.readouterr().err


def test_an_inspection_pack_is_a_zip_and_nothing_else_is(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, framework = tmp_path / "pack.zip", tmp_path / "framework.txt"
    framework.write_text("We audit to learn.", "utf-8")
    rounds = f"{world.first.code},{world.second.code}"
    more = ("--round", rounds, "--framework", str(framework))
    assert make_report("inspection_pack", "zip", out, *more) == 0
    assert "2-framework.txt" in ZipFile(out).namelist()
    last = Entry.objects.order_by("-seq").first()
    assert last is not None and last.what == "inspection_pack" and world.first.ref in last.refs
    assert make_report("inspection_pack", "pdf", out, *more) == 2
    assert make_report("summary", "zip", out, "--round", world.first.code) == 2
    assert make_report("inspection_pack", "zip", out, *more, "--audit", "AUD-2222222222") == 1
    assert "There is no audit 'AUD-2222222222' that is handed in." in capsys.readouterr().err
