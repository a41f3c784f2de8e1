"""`goldenthread check_report`: the statements of a paper that cannot be right, and no others."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from goldenthread.cli.running import run
from tests.missing import REPORTS, published_reason

Answer = tuple[int, str, str]
Goldenthread = Callable[..., Answer]


@pytest.fixture
def goldenthread(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Goldenthread:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)

    def answer(*arguments: object) -> Answer:
        code = run(["goldenthread", *map(str, arguments)])
        return code, *capsys.readouterr()

    return answer


def test_each_misprint_is_named_on_a_line_of_its_own(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("Grades\n22 of 31 (70%) were good.\n9 of 31 (29%) were not. 6 (35%).\n")
    code, out, err = goldenthread("check_report", paper)
    assert (code, out) == (1, 'Line 2: "22 of 31 (70%)" should be 71% (22 of 31).\n')
    assert err.splitlines() == [
        "1 counts with percentages can be right.",
        "1 could not be checked: of how many is not said.",
        "1 cannot be right.",
    ]
    code, out, _ = goldenthread("check_report", paper, "--json")
    assert (code, json.loads(out)) == (1, {
        "right": 1, "unknown": 1,
        "wrong": [{"where": "line 2", "quote": "22 of 31 (70%)", "should_be": "71% (22 of 31)"}],
    })  # fmt: skip


def test_a_sound_word_paper_ends_well(goldenthread: Goldenthread, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Of the 31 cases 22 (71%) were good.")
    document.save(str(tmp_path / "paper.docx"))
    code, out, err = goldenthread("check_report", tmp_path / "paper.docx")
    assert (code, out, err) == (0, "", "1 counts with percentages can be right.\n")


def test_what_cannot_be_read_is_told(goldenthread: Goldenthread, tmp_path: Path) -> None:
    assert goldenthread("check_report", tmp_path / "none.docx") == (
        1, "", "none.docx: There is no such file. Check the name and the folder.\n",
    )  # fmt: skip
    assert goldenthread("check_report")[0] == 2


@pytest.mark.skipif(published_reason() is not None, reason=str(published_reason()))
def test_the_misprints_of_published_reports_are_named_and_nothing_else(
    goldenthread: Goldenthread,
) -> None:
    named, right = [], 0
    for report in sorted(REPORTS.glob("*.txt")):
        code, out, _ = goldenthread("check_report", report, "--json")
        said = json.loads(out)
        assert code == bool(said["wrong"]) and not said["unknown"]
        named += [(each["quote"], each["should_be"]) for each in said["wrong"]]
        right += said["right"]
    assert named == [
        ("5 (30%)", "29% (5 of 17)"), ("17 (80%)", "81% (17 of 21)"), ("8 (66%)", "67% (8 of 12)"),
    ]  # fmt: skip
    assert right == 25
