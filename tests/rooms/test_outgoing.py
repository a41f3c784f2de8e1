"""What public editions print is kept, and no later one may tell of few people what they did not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from goldenthread.audits.models import Audit
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.changes import begin_report, finalise_report, save_boxes
from goldenthread.reports.models import Edition, Report
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised, read_words

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        published(made, "public")
        yield made


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def drafted(world: World, version: str) -> Report:
    report = begin_report(by=world.cast.pat, round=world.first, kind="committee")
    boxes = {"edition": version, "contact": "", "author": "Pat"}
    seen = {each.box: each.version for each in report.narratives.all()}
    save_boxes(by=world.cast.pat, report=report, boxes=boxes, seen=seen)
    report.refresh_from_db()
    return report


def published(world: World, version: str) -> Edition:
    return finalised(world.cast.pat, drafted(world, version), world.cast.olive)


def one_audit_less(round: Round) -> None:
    last = Audit.objects.filter(round=round, moderated_at=None).order_by("-pk")[0]
    Audit.objects.filter(pk=last.pk).update(state=Audit.State.RETURNED)


def test_an_edition_keeps_what_it_prints(world: World) -> None:
    kept = Edition.objects.get().figures["published"]
    first = kept["tables"][0]
    assert first["table"].startswith("Table 1: overall grades by case type")
    assert first["columns"][:2] == ["Case type", "Audits"]
    assert first["rows"][-1] == "All cases" and first["cells"][-1][0] == "12"
    rows = {each["row"].partition("?")[2]: each for each in kept["rows"]}
    total = rows[f"stage=final&round={world.first.code}"]
    assert total["name"] == "Table 1, row “All cases”"
    audits = Audit.objects.filter(round=world.first).values_list("ref", flat=True)
    assert sorted(total["judgements"]["overall"]) == sorted(audits)


def test_the_same_again_is_published_and_what_it_replaces_still_counts(world: World) -> None:
    earlier = Edition.objects.get()
    assert published(world, "public").report.replaces == earlier.report
    one_audit_less(world.first)
    with pytest.raises(build.EditionTells, match=earlier.ref):
        published(world, "public")


def test_an_internal_edition_is_held_against_nothing_and_kept_for_nothing(world: World) -> None:
    one_audit_less(world.first)
    assert "published" not in published(world, "internal").figures


def test_an_edition_that_tells_of_one_audit_by_difference_is_stopped(world: World) -> None:
    one_audit_less(world.first)
    with pytest.raises(build.EditionTells) as stopped:
        published(world, "public")
    said, edition = str(stopped.value), Edition.objects.get()
    assert f"of edition {edition.ref}" in said and "Table 1, row “" in said
    assert "fewer than 3 practitioners or 3 families stand" in said
    assert "Make this the internal version" in said
    assert Edition.objects.count() == 1


def test_the_page_says_which_row_and_finalises_nothing(world: World, client: Client) -> None:
    one_audit_less(world.first)
    report = drafted(world, "public")
    read_words(world.cast.olive, report)
    client.force_login(world.cast.pat)
    address = reverse("reports:finalise", args=[report.ref])
    text = client.post(address, {"version": report.version}).content.decode()
    assert "<title>Error:" in text and "cannot be published beside" in text
    report.refresh_from_db()
    assert report.finalised_at is None


def test_the_command_writes_no_such_file(world: World, tmp_path: Any) -> None:
    one_audit_less(world.first)
    drafted(world, "public")
    out = tmp_path / "paper.html"
    asked = ["committee", "--round", world.first.code, "--format", "html", "--out", str(out)]
    with pytest.raises(CommandError, match="cannot be published beside"):
        call_command("make_report", *asked, "--edition", "public")
    assert not out.exists()
    call_command("make_report", *asked, "--edition", "internal")
    assert out.exists()


def test_a_row_of_few_people_is_stopped_by_itself(world: World) -> None:
    few = Audit.objects.filter(round=world.second).order_by("pk")[2:]
    Audit.objects.filter(pk__in=[each.pk for each in few]).update(state=Audit.State.RETURNED)
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    read_words(world.cast.olive, report)
    report.refresh_from_db()
    with pytest.raises(build.EditionTells, match="stand behind it"):
        finalise_report(by=world.cast.pat, report=report, version=report.version)
