"""A report on several rounds, and one that stands instead of a finalised one."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.people.roles import Role
from goldenthread.programme.models import Round
from goldenthread.reports import build, queries
from goldenthread.reports.changes import (
    OneRoundOnly,
    WordsNotRead,
    begin_report,
    finalise_report,
    save_boxes,
)
from goldenthread.reports.models import Report
from tests.cast import person
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised, read_words

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def of_both(world: World) -> Report:
    pat = world.cast.pat
    return begin_report(by=pat, round=world.first, kind="committee", others=[world.second])


def test_a_report_on_two_rounds_is_about_the_one_with_the_latest_work(world: World) -> None:
    report = of_both(world)
    assert queries.rounds_of(report) == queries.in_time([world.first, world.second])
    g = build.gather(world.cast.pat, *queries.rounds_of(report))
    assert g.round == report.round and [each.round for each in g.others] == [*report.others.all()]
    assert [each.round for each in g.rounds] == queries.rounds_of(report)[::-1]
    sums = [each.what for each in build.sums(g)]
    assert sums.count("Actions by state") == 2


def test_other_rounds_asked_for_later_are_those_of_the_draft_and_its_words_are_read_again(
    world: World,
) -> None:
    report = of_both(world)
    read_words(world.cast.olive, report)
    assert begin_report(by=world.cast.pat, round=report.round, kind="committee") == report
    report.refresh_from_db()
    assert not report.others.exists()
    with pytest.raises(WordsNotRead):
        finalise_report(by=world.cast.pat, report=report, version=report.version)


def test_a_paper_about_one_round_takes_no_second(world: World) -> None:
    with pytest.raises(OneRoundOnly, match=r"The one-page summary is about one round\."):
        begin_report(by=world.cast.pat, round=world.first, kind="summary", others=[world.second])
    assert not Report.objects.exists()


def test_nobody_reads_a_report_of_a_round_that_is_closed_to_them(world: World) -> None:
    report = of_both(world)
    assert queries.report_by_ref(world.cast.olive, report.ref) == report
    Round.objects.filter(pk__in=report.others.all()).update(is_restricted=True)
    assert queries.report_by_ref(world.cast.olive, report.ref) is None


def test_a_blind_moderator_reads_no_report_beside_which_their_round_stands(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    finalised(world.cast.pat, report, world.cast.olive)
    mel = person("Mel Finch", Role.MODERATOR, Role.DIRECTOR)
    assert queries.report_by_ref(mel, report.ref) == report
    Round.objects.filter(pk=world.first.pk).update(moderation_rule={"rate": 100, "blind": True})
    waits = Audit.objects.filter(round=world.first).order_by("pk")[0]
    Audit.objects.filter(pk=waits.pk).update(moderated_at=None, shared_at=None)
    assert queries.report_by_ref(mel, report.ref) is None
    assert queries.report_by_ref(world.cast.dee, report.ref) == report


def test_a_report_begun_again_has_its_words_and_replaces_the_one_finalised(world: World) -> None:
    pat, olive = world.cast.pat, world.cast.olive
    first = begin_report(by=pat, round=world.second, kind="committee")
    save_boxes(by=pat, report=first, boxes={"conclusion": "As it was."}, seen={})
    sent = finalised(pat, first, olive)
    again = begin_report(by=pat, round=world.second, kind="committee")
    assert again != first and queries.texts(again)["conclusion"] == "As it was."
    assert queries.sign_offs(again) == [] and pat.actor_label in queries.authors(again)
    finalised(pat, again, olive)
    again.refresh_from_db()
    assert again.replaces == first and queries.report_after(pat, first) == again
    sent.refresh_from_db()
    assert queries.edition_of(first) == sent
    last = Entry.objects.filter(what="finalise_report").order_by("seq").last()
    assert last is not None and first.ref in last.refs


def test_an_internal_paper_does_not_replace_the_public_one(world: World) -> None:
    pat = world.cast.pat
    public = begin_report(by=pat, round=world.second, kind="committee")
    finalised(pat, public, world.cast.olive)
    internal = begin_report(by=pat, round=world.second, kind="committee")
    save_boxes(by=pat, report=internal, boxes={"edition": "internal"}, seen={})
    finalised(pat, internal, world.cast.olive)
    internal.refresh_from_db()
    assert internal.replaces is None and queries.report_after(pat, public) is None
