"""Put in a report: a page's sentence goes into a box of a draft, its numbers as fields that are traced."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.reports import build
from goldenthread.reports.changes import (
    ChoiceUnknown,
    ReportFinal,
    begin_report,
    put_in_box,
    save_boxes,
)
from goldenthread.reports.models import Report
from goldenthread.reports.queries import texts
from goldenthread.web.figure_sentences import PAGES
from goldenthread.writers import document as tree
from goldenthread.writers import html
from tests.alike import told
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised
from tests.web.test_figures_connections import graded

MET = "{{grades?stage=auditor&grade=meeting}}"

BOTH = {"first": "risk", "second": "plans"}  # the sections of the page of connections


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        graded(made, "risk", ["good", "requires_improvement", "good"])
        graded(made, "plans", ["good", "requires_improvement", "requires_improvement"])
        audits = list(Audit.objects.filter(round=made.first).order_by("pk"))
        told(audits, "facts.visits_in_timescale", *((v, None, "") for v in ("yes", "no", "partly")))
        told(audits, "facts.chronology", ("yes", today(), ""), ("no", None, ""), ("yes", None, ""))
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def at(**asked: str) -> str:
    return reverse("figures:put_in_report", query=asked)


def read(paper: tree.Document) -> str:
    return unescape(strip_tags(html.fragment(paper)))


def draft(world: World, kind: str = "committee") -> Report:
    return begin_report(by=world.cast.pat, round=world.first, kind=kind)


def offered(client: Client, world: World, page: str) -> list[str]:
    client.force_login(world.cast.pat)
    text = client.get(at(page=page, round=world.first.code, **BOTH)).content.decode()
    return [unescape(each) for each in re.findall(r'name="sentence"[^>]* value="([^"]*)"', text)]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "reaudit"])
def test_put_in_report_offers_the_sentences_of_every_page_with_fields_for_numbers(
    world: World, client: Client, page: str
) -> None:
    draft(world)
    found = offered(client, world, page)
    assert found
    for each in found:
        build.check_fields("committee", {"position": each})
        # A document's limit is set, not counted.
        assert not re.search(r"\d(?! months or more)", re.sub(r"\{\{.*?\}\}", "", each)), each


OF_TIME = {
    "over_time": "Of the audits, 9 of 12 (75%) met the standard (auditor’s grade).",
    "groups": "North: ",
    "timeliness": "in time as the auditor answered; “partly” is late: 1 of the 3 audits that say.",
    "ages": "Chronology, 6 months or more out of date, or not on file: 1 of 2. Not on file: 1.",
}


def test_sentences_of_time_read_in_the_report_as_on_their_pages_and_are_traced(
    world: World, client: Client
) -> None:
    report = draft(world)
    found = [each for page in OF_TIME for each in offered(client, world, page)]
    save_boxes(by=world.cast.pat, report=report, boxes={"position": "\n\n".join(found)}, seen={})
    boxes = texts(report) | {"edition": "internal"}
    paper = build.document_of("committee", build.gather(world.cast.pat, world.first), boxes)
    said = read(paper)
    assert "Audits with an overall grade: 12." in said
    assert [each for each in OF_TIME.values() if each not in said] == []
    build.traces_kept(world.cast.pat, paper)


def test_put_in_report_adds_a_paragraph_whose_numbers_are_counted_and_traced(
    world: World, client: Client
) -> None:
    report = draft(world)
    save_boxes(by=world.cast.olive, report=report, boxes={"position": "Olive's words."}, seen={})
    words = offered(client, world, "grades")[0]
    assert MET in words
    sent = {"sentence": words, "place": f"{report.ref}:position"}
    answer = client.post(at(page="grades", round=world.first.code), sent)
    assert answer["Location"] == reverse("reports:edit", args=[report.ref])
    assert texts(report)["position"] == f"Olive's words.\n\n{words}"
    assert Entry.objects.filter(what="put_in_box", refs__contains=[report.ref]).count() == 1
    g = build.gather(world.cast.pat, world.first)
    paper = build.document_of("committee", g, texts(report))
    assert "Of the audits, 9 of 12 (75%) met the standard" in read(paper)
    key = f"grades?stage=auditor&grade=meeting&round={world.first.code}"
    assert key in [run.figure_key for run in tree.figures(paper)]
    build.traces_kept(world.cast.pat, paper)


def test_put_in_report_is_counted_again_when_the_figures_change(world: World) -> None:
    report = draft(world, "summary")
    put_in_box(by=world.cast.pat, report=report, box="next", words=f"Met: {MET}.")

    def said() -> str:
        g = build.gather(world.cast.pat, world.first)
        return read(build.document_of("summary", g, texts(report)))

    assert "Met: 9 of 12 (75%)." in said()
    last = world.first.audits.order_by("-pk")[0]
    type(last).objects.filter(pk=last.pk).update(state="returned")
    assert re.search(r"Met: \d of 11 \(", said())


def test_put_in_report_asks_the_database_as_often_for_many_groups_as_for_few(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    draft(world)
    client.force_login(world.cast.pat)
    with django_assert_max_num_queries(45):
        client.get(at(page="domains", round=world.first.code))


@pytest.mark.django_db
def test_put_in_report_says_so_before_the_first_round(client: Client, cast: Cast) -> None:
    client.force_login(cast.pat)
    assert "No round has been opened yet" in client.get(at()).content.decode()


def test_put_in_report_asks_for_what_is_missing(world: World, client: Client) -> None:
    report = draft(world)
    client.force_login(world.cast.pat)
    address = at(page="grades", round=world.first.code)
    text = client.post(address, {}).content.decode()
    assert "<title>Error:" in text
    assert "Select sentence" in text and "Select report and box" in text
    typed = {"sentence": "99 of 99", "place": f"{report.ref}:position"}
    assert client.post(address, typed).status_code == 200
    assert texts(report) == {}


def test_put_in_report_says_what_to_do_without_a_round_or_a_draft(
    world: World, client: Client
) -> None:
    client.force_login(world.cast.pat)
    assert "A report is about one round" in client.get(at(page="grades")).content.decode()
    text = client.get(at(page="grades", round=world.first.code)).content.decode()
    assert "There is no draft of a report on this round" in text
    assert client.get(at(page="colours")).status_code == 404
    assert client.get(at(page="grades", round="nowhere")).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira", "dee", "sam"])
def test_put_in_report_is_not_there_for_others(world: World, client: Client, who: str) -> None:
    client.force_login(getattr(world.cast, who))
    assert client.get(at(page="grades", round=world.first.code)).status_code == 404


def test_put_in_report_is_linked_for_those_who_write_reports(world: World, client: Client) -> None:
    for page in [page for page in PAGES if page != "reaudit"]:
        address = reverse(f"figures:{page}", query={"round": world.first.code, **BOTH})
        client.force_login(world.cast.pat)
        assert "Put this in a report" in client.get(address).content.decode(), page
        client.force_login(world.cast.dee)
        assert "Put this in a report" not in client.get(address).content.decode(), page


def test_a_sentence_goes_only_where_somebody_may_write(world: World) -> None:
    report = draft(world, "summary")
    with pytest.raises(NotAllowed):
        put_in_box(by=world.cast.dee, report=report, box="next", words="x")
    with pytest.raises(ChoiceUnknown):
        put_in_box(by=world.cast.pat, report=report, box="edition", words="x")
    with pytest.raises(build.UnknownField, match="leave the round out"):
        put_in_box(by=world.cast.pat, report=report, box="next", words="{{actions?round=x}}")
    finalised(world.cast.pat, report, world.cast.olive)
    with pytest.raises(ReportFinal):
        put_in_box(by=world.cast.pat, report=report, box="next", words="x")


@pytest.mark.parametrize(
    "name",
    [
        "grades?team=North&grade=meeting",
        "findings?kind=strength",
        "grades?practitioner=x",
        "tales?a=b",
    ],
)
def test_a_public_paper_prints_no_figure_that_its_tables_do_not(world: World, name: str) -> None:
    report, box = draft(world), {"position": f"Said: {{{{{name}}}}}."}
    if "team" not in name and "findings" not in name:
        with pytest.raises(build.UnknownField):
            save_boxes(by=world.cast.pat, report=report, boxes=box, seen={})
        return
    save_boxes(by=world.cast.pat, report=report, boxes=box, seen={})
    g = build.gather(world.cast.pat, world.first)
    paper = html.fragment(build.document_of("committee", g, texts(report)))
    assert "a number that the public version does not print" in paper
    said = [
        each.text for each in build.remarks("committee", g, texts(report)) if each.box == "position"
    ]
    assert "which the public version does not print" in said[0]
    with pytest.raises(build.FigureHeldBack):
        report.refresh_from_db()
        finalised(world.cast.pat, report, world.cast.olive)
    internal = html.fragment(build.document_of("committee", g, box | {"edition": "internal"}))
    assert "does not print" not in internal
