"""`goldenthread check_report` of a paper of ours: each figure it carries is counted again."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from goldenthread.cli.running import run
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.changes import begin_report
from goldenthread.writers import word
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch, world: World) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    with undone():
        yield


def a_paper(world: World) -> bytes:
    g = build.gather(world.cast.pat, world.second)
    return word.docx(build.document_of("committee", g, {"edition": "internal"}))


def with_another_number(data: bytes, key: str, text: str) -> bytes:
    """The paper with the first number of a figure typed over, as somebody would in Word."""
    held = docx.Document(BytesIO(data))
    place = [each.figure_key for each in word.figures(data)].index(key) + 1
    (start,) = held.element.body.xpath(f'.//w:bookmarkStart[@w:name="figure_{place}"]')
    start.getnext().xpath(".//w:t")[0].text = text
    out = BytesIO()
    held.save(out)
    return out.getvalue()


def checked(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, str, str]:
    file = tmp_path / "paper.docx"
    file.write_bytes(data)
    code = run(["goldenthread", "check_report", str(file), *more])
    return code, *capsys.readouterr()


def test_a_paper_as_it_was_made_is_right(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = a_paper(world)
    code, out, err = checked(data, tmp_path, capsys)
    assert (code, out) == (0, "")
    assert f" of {len(word.figures(data))} figures are what they count." in err


def test_a_number_typed_over_is_named_with_what_it_should_be(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = a_paper(world)
    key = next(each.figure_key for each in word.figures(data) if each.text == "4 of 4")
    code, out, _ = checked(with_another_number(data, key, "3 of 4"), tmp_path, capsys)
    assert (code, out) == (1, f'Figure {key}: "3 of 4" should be 4 of 4.\n')
    code, out, _ = checked(with_another_number(data, key, "4 of 5"), tmp_path, capsys, "--json")
    (wrong,) = json.loads(out)["figures"]["wrong"]
    assert wrong == {"figure": key, "printed": "4 of 5", "should_be": "4 of 4"}


def test_a_finalised_paper_is_held_against_its_edition(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    data = bytes(finalised(world.cast.pat, report, world.cast.olive).docx)
    world.second.audits.update(state="returned")
    code, out, err = checked(data, tmp_path, capsys)
    assert (code, out) == (0, "") and "held against what was finalised" in err
    key = next(each.figure_key for each in word.figures(data) if each.text == "4")
    code, out, _ = checked(with_another_number(data, key, "5"), tmp_path, capsys)
    assert code == 1 and '"5" should be 4' in out


def test_figures_of_another_authority_are_counted_by_nobody_here(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = a_paper(world)
    for round in Round.objects.all():
        Round.objects.filter(pk=round.pk).update(code=f"elsewhere-{round.pk}")
    code, out, err = checked(data, tmp_path, capsys)
    assert (code, out) == (0, "")
    assert f"{len(word.figures(data))} cannot be counted here." in err
