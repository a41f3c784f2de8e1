"""The words of a public paper: read by somebody who wrote none of them, as the paper has them at last."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from goldenthread.people.actors import OwnWork
from goldenthread.programme.changes import plan_activity
from goldenthread.programme.models import Round
from goldenthread.reports import build, queries
from goldenthread.reports.changes import (
    WordsNotRead,
    begin_report,
    finalise_report,
    put_in_box,
    save_boxes,
)
from tests.finished import World, undone, world_of_a_module
from tests.loop import read_words
from tests.published import PERCENTS, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def test_whoever_ever_wrote_in_a_box_reads_it_as_its_author(world: World) -> None:
    pat, olive = world.cast.pat, world.cast.olive
    report = begin_report(by=pat, round=world.second, kind="committee")
    save_boxes(by=olive, report=report, boxes={"conclusion": "Sound."}, seen={})
    save_boxes(by=pat, report=report, boxes={"conclusion": "Sound!"}, seen={"conclusion": 1})
    assert queries.authors(report) == {pat.actor_label, olive.actor_label}
    with pytest.raises(OwnWork):
        read_words(olive, report)


def test_whoever_put_figures_in_a_box_is_its_author_whatever_became_of_them(world: World) -> None:
    pat, olive = world.cast.pat, world.cast.olive
    report = begin_report(by=pat, round=world.second, kind="committee")
    put_in_box(by=olive, report=report, box="conclusion", words="{{audited}} audits.")
    save_boxes(by=pat, report=report, boxes={"conclusion": "Sound."}, seen={"conclusion": 1})
    with pytest.raises(OwnWork):
        read_words(olive, report)


def test_words_that_came_after_the_reading_are_read_before_the_paper_goes(world: World) -> None:
    pat, olive = world.cast.pat, world.cast.olive
    report = begin_report(by=pat, round=world.second, kind="committee")
    read_words(olive, report)
    Round.objects.filter(pk=world.second.pk).update(title="Audits of the Dom family")
    with pytest.raises(WordsNotRead):
        finalise_report(by=pat, report=report, version=report.version)
    report = queries.draft_by_ref(pat, report.ref)
    assert report
    read_words(olive, report)
    assert finalise_report(by=pat, report=report, version=report.version)


def test_what_is_planned_is_read_where_a_paper_prints_the_schedule(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    plan_activity(
        by=world.cast.pat, title="Look again at the Dom twins", kind="full", need="routine",
        month=g.dated.replace(day=1), target=2,
    )  # fmt: skip
    for kind in ("committee", "scrutiny"):
        printed = build.sentences_to_read(kind, g, {"schedule": "4"})
        assert "Look again at the Dom twins" in [each.text for each in printed], kind
        left_out = build.sentences_to_read(kind, g, {"schedule": "0"})
        assert "Look again at the Dom twins" not in [each.text for each in left_out], kind


def test_the_round_before_and_older_reports_are_read_where_they_are_printed(world: World) -> None:
    world.second.follows = replace_title(world.first, "Audits of the Dom family")
    g = build.gather(world.cast.pat, world.second)
    (said,) = [e for e in build.sentences_to_read("committee", g, {}) if "Dom family" in e.text]
    assert said.where == "Title of the round before"
    imported(world.cast.pat, PERCENTS)
    g = replace(g, round=replace_title(world.second, "Spring", authority="Southampton"))
    listed = build.sentences_to_read("themes", g, {"themes": "All: e"})
    assert any(each.where == "Figure of an older report" for each in listed)


def replace_title(round: Round, title: str, authority: str = "") -> Round:
    found = Round.objects.get(pk=round.pk)
    found.title, found.authority = title, authority
    return found
