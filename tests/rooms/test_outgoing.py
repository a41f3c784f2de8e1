"""What goes out: no file of it names anybody or holds a hidden row, what it prints is kept, and no later
edition may tell of few people what the earlier ones did not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import record_finding
from goldenthread.audits.models import Audit, Finding
from goldenthread.cases.models import CaseType, Subject
from goldenthread.cli.command import Refused
from goldenthread.figures.queries import StandsBehind
from goldenthread.people.changes import set_authority
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.queries import authority, vocabulary
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.build.outgoing import for_anybody
from goldenthread.reports.build.published import UNRECORDED
from goldenthread.reports.build.published import published as published_rows
from goldenthread.reports.changes import begin_report, finalise_report, save_boxes
from goldenthread.reports.kinds import INTERNAL_ONLY, METHOD_NOTE, SUBJECTS
from goldenthread.reports.models import Edition, Report
from goldenthread.reports.queries import trace_kept
from goldenthread.writers import html, pdf, word
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised, read_words
from tests.reading_files import words_of

pytestmark = [pytest.mark.django_db]
FORMS = ("docx", "pdf", "html", "xlsx")
# Kinds of papers with grades of case files whose author chooses a public edition.
PUBLIC = [
    kind
    for kind in build.KINDS
    if kind not in {*INTERNAL_ONLY, *SUBJECTS, METHOD_NOTE}
    and any(box.key == "edition" for box in build.boxes_of(kind))
]
A_REF = re.compile(r"\b(?:AUD|SUB|RCA|ACT|CON|LST|EDI|REP)-[A-Z0-9]{10}\b")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        with_canaries(made)
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


def test_a_program_reads_nothing_that_tells_of_one_audit_beside_an_edition(world: World) -> None:
    stage, (row,) = for_anybody(world.cast.pat, world.first, "")
    assert (stage, row.n, row.audits) == ("final", 12, ())
    one_audit_less(world.first)
    assert for_anybody(world.cast.pat, world.first, "") == ("final", ())
    assert for_anybody(world.cast.pat, world.first, "case_type") == ("final", ())


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


def test_the_page_of_a_paper_without_links_lists_where_its_numbers_come_from(
    world: World, client: Client
) -> None:
    edition = Edition.objects.get()
    client.force_login(world.cast.pat)
    text = client.get(reverse("reports:report", args=[edition.report.ref])).content.decode()
    assert "Where each number comes from" in text
    shown = [unquote_plus(each) for each in re.findall(r"/insights/trace/\?figure=([^&\"]+)", text)]
    assert set(shown) == {key for key, _ in edition.figures["printed"]}


def test_moderated_grades_are_left_out_where_the_rest_would_be_told(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    assert g.total
    # Which audits were drawn to be moderated, and whose they are, is left to chance in a round.
    each = {ref: number for number, ref in enumerate(g.total.audits)}
    apart = StandsBehind(each, {ref: str(number) for ref, number in each.items()})
    g = replace(g, behind=apart, by_case_type=(), moderated_audits=g.total.audits[:3])
    assert published_rows(g).moderation_may_show
    most = replace(g, moderated_audits=g.total.audits[1:])
    assert not published_rows(most).moderation_may_show
    assert not published_rows(replace(g, moderated_audits=())).moderation_may_show
    assert published_rows(replace(g, moderated_audits=g.total.audits)).moderation_may_show


def test_of_past_audits_the_second_person_ticks_what_nobody_recorded(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    past = Round.objects.get(pk=world.second.pk)
    past.way = Round.Way.IMPORTED
    listed = build.sentences_to_read("committee", replace(g, round=past), {})
    said = [each.text for each in listed if each.where == f"Grades of {past.title}"]
    assert said == [UNRECORDED]
    listed = build.sentences_to_read("committee", g, {})
    assert not any(each.text == UNRECORDED for each in listed)


def test_the_command_writes_no_such_file(world: World, tmp_path: Any) -> None:
    one_audit_less(world.first)
    drafted(world, "public")
    out = tmp_path / "paper.html"
    asked = ["committee", "--round", world.first.code, "--format", "html", "--out", str(out)]
    with pytest.raises(Refused, match="cannot be published beside"):
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


def with_canaries(world: World) -> None:
    """A finding of one audit alone, which no public paper quotes."""
    audit = Audit.objects.filter(round=world.first).order_by("pk")[0]
    found = Finding.objects.filter(audit=audit).order_by("pk")[0]
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.RETURNED)
    audit.refresh_from_db()
    assert audit.auditor
    record_finding(
        by=audit.auditor, audit=audit, section=found.section, kind="improvement",
        words="Zanzibar was never recorded.",
    )  # fmt: skip
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.CLOSED)


def published_as(world: World, kind: str) -> Edition:
    if kind == "committee":
        return Edition.objects.get()
    report = begin_report(by=world.cast.pat, round=world.first, kind=kind)
    return finalised(world.cast.pat, report, world.cast.olive)


def file_of(edition: Edition, form: str) -> bytes:
    if form == "xlsx":
        return build.figures_workbook(edition.figures, edition.report.round.title, "")
    return bytes(getattr(edition, form))


def never(world: World) -> list[str]:
    """What no public file may hold; the author alone is named, as a box says."""
    people = Person.objects.exclude(pk=world.cast.pat.pk)
    words = vocabulary()
    return [
        *people.values_list("name", flat=True), *people.values_list("email", flat=True),
        *Practitioner.objects.values_list("name", flat=True),
        *Team.objects.exclude(parent=None).values_list("name", flat=True),
        *Subject.objects.values_list("number", flat=True),
        # Rows that few practitioners stand behind are combined or left out.
        *(words("case_type", each.code) for each in CaseType.objects.filter(code__in=("cp", "cla"))),
        "Zanzibar", "seen on the record", "My worker listens", "Better than it was judged",
        "Update the chronology", settings.ADDRESS, "insights/trace",
    ]  # fmt: skip


def held_in(text: str, world: World) -> list[str]:
    return [each for each in never(world) if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)]


@pytest.mark.parametrize("kind", PUBLIC)
def test_no_file_of_a_public_edition_names_anybody(world: World, kind: str) -> None:
    edition = published_as(world, kind)
    for form in FORMS:
        text = words_of(form, file_of(edition, form))
        assert "12" in text and len(text) > 500, form
        found = held_in(text, world)
        # Its own reference stands in the properties of the Word file.
        found += [each for each in A_REF.findall(text) if each != edition.ref]
        assert found == [], form
    # Without links each number is still the figure it says, which leads to its trace.
    printed = word.figures(file_of(edition, "docx"))
    assert printed
    assert all(trace_kept(edition, each.figure_key) for each in printed)


def test_the_readers_of_files_see_what_they_are_asked_for(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.first, kind="committee")
    gathered = build.gather(world.cast.pat, world.first)
    texts = {"edition": "internal", "conclusion": "Worker 1 of North and case 5003."}
    paper = build.document_of(report.kind, gathered, texts)
    kept = build.figures_kept(gathered, paper)
    label = vocabulary()("case_type", "cp")
    made = {"docx": word.docx(paper), "pdf": pdf.pdf(paper), "html": html.page(paper)}
    for form, data in made.items():
        text = words_of(form, data)
        seen = set(held_in(text, world))
        assert {"Zanzibar", "Worker 1", "North", "5003", "insights/trace", label} <= seen, form
        assert A_REF.search(text), form
    assert "cp" in words_of("xlsx", build.figures_workbook(kept, "", "")).split()


def test_an_authority_may_have_links_in_public_papers(world: World) -> None:
    gathered = build.gather(world.cast.pat, world.second)
    assert build.document_of("committee", gathered, {}).traced_at == ""
    assert build.document_of("committee", gathered, {"edition": "internal"}).traced_at
    set_authority(by=world.cast.pat, seen=authority().version, public_links=True)
    assert build.document_of("committee", gathered, {}).traced_at
