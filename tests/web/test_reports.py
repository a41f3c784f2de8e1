"""Reports in the browser: begun, written beside a preview, finalised, downloaded; papers of audits."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.reports.models import Report
from goldenthread.reports.queries import texts
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised, read_words, round_of, shared, submitted


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def draft(world: World, kind: str = "committee") -> Report:
    return begin_report(by=world.cast.pat, round=world.second, kind=kind)


def final(world: World) -> Report:
    report = draft(world, "summary")
    finalised(world.cast.pat, report, world.cast.olive)
    return report


def at(page: str, *values: str) -> str:
    return reverse(f"reports:{page}", args=values)


def test_reports_are_begun_by_those_who_write_them(world: World, client: Client) -> None:
    client.force_login(world.cast.olive)
    answer = client.post("/reports/", {"kind": "summary", "round": world.second.code})
    report = Report.objects.get()
    assert answer["Location"] == at("edit", report.ref)
    client.force_login(world.cast.dee)
    text = client.get("/reports/").content.decode()
    assert "No reports yet." in text and "Begin report" not in text
    client.post("/reports/", {"kind": "committee", "round": world.second.code})
    assert Report.objects.count() == 1


def test_reports_ask_for_what_is_missing(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    text = client.post("/reports/", {}).content.decode()
    assert "<title>Error: Reports" in text and "Select round" in text


def test_reports_refuse_a_kind_that_does_not_fit_the_round(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    asked = {"kind": "observation", "round": world.second.code}
    text = client.post("/reports/", asked).content.decode()
    assert "is for rounds of observed events. Spring round is not one." in text
    assert Report.objects.count() == 0


def test_reports_take_several_rounds_where_the_kind_does(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    asked = {"round": world.first.code, "others": [world.first.code, world.second.code]}
    text = client.post("/reports/", {**asked, "kind": "summary"}).content.decode()
    assert "The one-page summary is about one round. Choose one." in text
    assert not Report.objects.exists()
    client.post("/reports/", {**asked, "kind": "committee"})
    report = Report.objects.get()
    assert {report.round, *report.others.all()} == {world.first, world.second}
    text = client.get(at("report", report.ref)).content.decode()
    assert report.others.get().title in text


def test_report_says_which_one_stands_instead_of_it(world: World, client: Client) -> None:
    first, again = final(world), final(world)
    client.force_login(world.cast.pat)
    text = client.get(at("report", first.ref)).content.decode()
    assert "This report was replaced on" in text and at("report", again.ref) in text
    text = client.get(at("report", again.ref)).content.decode()
    assert "It stands instead of the" in text and "begin the same report again" in text
    client.force_login(world.cast.dee)
    text = client.get(at("report", again.ref)).content.decode()
    assert "begin the same report again" not in text


def test_edit_shows_the_checks_the_boxes_and_the_preview(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    text = client.get(at("edit", draft(world).ref)).content.decode()
    assert "“Conclusion” is empty." in text
    assert "To be written: Conclusion" in text
    assert "/insights/trace/?figure=grades" in text


def test_edit_points_out_numbers_that_the_figures_contradict(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    report = draft(world)
    words = "We audited 18 cases. 3 of 4 (80%) were seen.\n\nWe audited {{audited}} cases, 4 cases."
    save_boxes(by=world.cast.pat, report=report, boxes={"position": words}, seen={})
    text = unescape(client.get(at("edit", report.ref)).content.decode())
    assert "says “audited 18 cases”; the figures say 4. Write {{audited}} instead" in text
    assert '"3 of 4 (80%)" should be 75% (3 of 4).' in text
    assert set(re.findall("“([^”]*)”; the figures say", text)) == {"audited 18 cases"}


def test_edit_saves_and_comes_back(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    report = draft(world)
    answer = client.post(
        at("edit", report.ref), {"conclusion": "Good work.", "conclusion-version": "0"}
    )
    assert answer.status_code == 302
    assert texts(report) == {"conclusion": "Good work."}


def test_edit_refuses_an_unknown_figure_and_keeps_the_words(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    report = draft(world)
    text = client.post(at("edit", report.ref), {"conclusion": "{{colour}} words"}).content.decode()
    assert "<title>Error:" in text and "there is no figure {{colour}}" in text
    assert "{{colour}} words" in text
    assert texts(report) == {}


def test_edit_shows_both_texts_of_a_conflict_and_then_keeps_mine(
    world: World, client: Client
) -> None:
    report = draft(world)
    save_boxes(by=world.cast.olive, report=report, boxes={"conclusion": "Olive's"}, seen={})
    client.force_login(world.cast.pat)
    mine = {"conclusion": "Pat's", "conclusion-version": "0"}
    text = client.post(at("edit", report.ref), mine).content.decode()
    assert "Saved by Olive Hart" in text and "Olive&#39;s" in text and "Pat&#39;s" in text
    assert 'name="conclusion-version" value="1"' in text
    client.post(at("edit", report.ref), {**mine, "conclusion-version": "1"})
    assert texts(report) == {"conclusion": "Pat's"}


def test_edit_gives_back_what_was_typed_while_somebody_finalised(
    world: World, client: Client
) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="summary")
    finalised(world.cast.pat, report, world.cast.olive)
    client.force_login(world.cast.olive)
    address = reverse("reports:edit", args=[report.ref])
    assert client.get(address).status_code == 404
    page = client.post(address, {"strengths": "An hour of words."}).content.decode()
    assert "This report is finalised and can no longer be changed" in page
    assert "An hour of words." in page and "An hour of words." not in texts(report).values()


def test_finalise_locks_the_report(world: World, client: Client) -> None:
    report = draft(world, "summary")
    client.force_login(world.cast.olive)
    assert client.get(at("finalise", report.ref)).status_code == 404
    client.force_login(world.cast.pat)
    assert "can no longer be changed" in client.get(at("finalise", report.ref)).content.decode()
    unread = client.post(at("finalise", report.ref), {"version": "1"}).content.decode()
    assert "Nobody but its authors has read the words" in unread
    read_words(world.cast.olive, report)
    answer = client.post(at("finalise", report.ref), {"version": "1"})
    assert answer["Location"] == at("report", report.ref)
    assert client.get(at("edit", report.ref)).status_code == 404
    assert "The numbers are locked." in client.get(at("report", report.ref)).content.decode()


def test_check_lists_sentences_that_a_second_person_ticks(world: World, client: Client) -> None:
    report = draft(world)
    words = {"conclusion": "Marek was seen in Leeds. Plans are better.", "options": "No."}
    save_boxes(by=world.cast.pat, report=report, boxes=words, seen={})
    client.force_login(world.cast.pat)
    assert "You wrote in this report" in client.get(at("check", report.ref)).content.decode()
    refused = client.post(at("check", report.ref), {"version": "2"}).content.decode()
    assert "because it is your own work" in refused
    client.force_login(world.cast.olive)
    text = client.get(at("check", report.ref)).content.decode()
    assert "Conclusion. A capital letter: Marek; a capital letter: Leeds" in text
    assert "What this check cannot find" in text and "Plans are better.</label>" not in text
    text = client.post(at("check", report.ref), {"version": "2"}).content.decode()
    assert "<title>Error:" in text and "not ticked" in text
    read = re.findall(r'name="read" value="([0-9a-f]{64})"', text)
    answer = client.post(at("check", report.ref), {"version": "2", "read": read})
    assert answer["Location"] == at("check", report.ref)
    signed = Entry.objects.get(what="sign_off_words")
    assert signed.refs == [report.ref] and signed.actor == world.cast.olive.actor_label
    assert "Read by Olive Hart" in client.get(at("check", report.ref)).content.decode()


def test_check_is_of_the_words_as_they_stand(world: World, client: Client) -> None:
    report = draft(world)
    read_words(world.cast.olive, report)
    save_boxes(by=world.cast.pat, report=report, boxes={"conclusion": "Her twin."}, seen={})
    client.force_login(world.cast.olive)
    text = client.get(at("check", report.ref)).content.decode()
    assert "before it was last saved" in text and "A sibling: twin" in text
    assert (
        "saved since you opened"
        in client.post(at("check", report.ref), {"version": "1"}).content.decode()
    )
    save_boxes(by=world.cast.pat, report=report, boxes={"edition": "internal"}, seen={})
    assert "Only a public one is checked." in client.get(at("check", report.ref)).content.decode()


def test_finalise_waits_for_whoever_saved_meanwhile(world: World, client: Client) -> None:
    report = draft(world, "summary")
    save_boxes(by=world.cast.olive, report=report, boxes={"next": "More"}, seen={})
    client.force_login(world.cast.pat)
    text = client.post(at("finalise", report.ref), {"version": "1"}).content.decode()
    assert "Somebody saved this report" in text


def test_the_latest_reports_stand_on_the_homes_of_those_who_read_them(
    world: World, client: Client
) -> None:
    report = final(world)
    draft(world, "committee")
    link = f'href="{at("report", report.ref)}">Spring round: one-page summary</a>'
    client.force_login(world.cast.dee)
    assert link in client.get("/").content.decode()
    for person in (world.cast.pat, world.cast.ines):
        client.force_login(person)
        assert "Latest reports" not in client.get("/").content.decode()


def test_report_reads_the_same_afterwards_whatever_happens_to_audits(
    world: World, client: Client
) -> None:
    report = final(world)
    Audit.objects.filter(round=world.second).update(state=Audit.State.RETURNED)
    client.force_login(world.cast.dee)
    text = client.get(at("report", report.ref)).content.decode()
    assert "we audited 4 " in strip_tags(text)
    assert "AUD-" not in text and 'href="/insights/trace/?edition=EDI-' in text


@pytest.mark.parametrize(
    ("form", "starts"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!DOC"), ("xlsx", b"PK")]
)
def test_download_gives_every_format_of_draft_and_edition(
    world: World, client: Client, form: str, starts: bytes
) -> None:
    client.force_login(world.cast.pat)
    for report in (draft(world), final(world)):
        answer = client.get(at("download", report.ref, form))
        assert answer.content.startswith(starts)
        assert f".{form}" in answer["Content-Disposition"]
    assert client.get(at("download", report.ref, "exe")).status_code == 404


def test_download_of_an_edition_is_what_was_kept(world: World, client: Client) -> None:
    report = final(world)
    client.force_login(world.cast.dee)
    answer = client.get(at("download", report.ref, "docx"))
    assert answer.content == bytes(report.edition.docx)


@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira", "ada"])
def test_report_pages_are_not_there_for_others(world: World, client: Client, who: str) -> None:
    one, other = draft(world), final(world)
    client.force_login(getattr(world.cast, who))
    addresses = [
        "/reports/", at("report", other.ref), at("edit", one.ref), at("finalise", one.ref),
        at("check", one.ref), at("download", other.ref, "pdf"),
    ]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {404}


def test_inspection_pack_is_made_by_the_qa_lead_alone_and_written_down_as_read(
    world: World, client: Client
) -> None:
    path, cast = at("inspection_pack"), world.cast
    for stranger in (cast.olive, cast.dee, cast.ines, cast.stranger):
        client.force_login(stranger)
        assert client.get(path).status_code == 404
        assert client.post(path, {"rounds": [world.first.code]}).status_code == 404
    client.force_login(cast.pat)
    assert "Make an inspection pack" in client.get("/reports/").content.decode()
    audit = world.first.audits.order_by("ref")[0]
    asked = {"rounds": [world.first.code], "audits": f"{audit.ref}, {audit.ref}"}
    answer = client.post(path, asked)
    assert answer["Content-Type"] == "application/zip" and answer.content.startswith(b"PK")
    last = Entry.objects.order_by("-seq")[0]
    assert last.what == "inspection_pack" and {world.first.ref, audit.ref} <= set(last.refs)
    wrong = client.post(path, {"audits": "AUD-2222222222"}).content.decode()
    assert "Select the rounds that the pack is about" in wrong
    assert "There is no audit AUD-2222222222 that is handed in." in wrong


def test_a_draft_is_not_there_for_a_director(world: World, client: Client) -> None:
    client.force_login(world.cast.dee)
    assert client.get(at("report", draft(world).ref)).status_code == 404


def document(client: Client, person: Any, audit: Audit, kind: str, form: str = "pdf") -> int:
    client.force_login(person)
    return client.get(at("audit_document", audit.ref, kind, form)).status_code


@pytest.mark.django_db
def test_audit_document_goes_to_those_who_read_the_feedback(client: Client, cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    readers = [cast.pat, cast.olive, cast.ines, cast.tariq, cast.dana]
    assert {document(client, person, audit, "feedback") for person in readers} == {200}
    blind = [cast.stranger, cast.sunita, cast.ed, cast.gone, cast.dee, cast.ira, cast.ada]
    assert {
        document(client, person, audit, kind) for person in blind for kind in ("feedback", "record")
    } == {404}
    assert document(client, cast.dana, audit, "record") == 404
    assert {document(client, person, audit, "record") for person in (cast.pat, cast.tariq)} == {200}


@pytest.mark.django_db
def test_audit_document_waits_for_the_release(client: Client, cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    assert {document(client, person, audit, "feedback") for person in (cast.dana, cast.tariq)} == {
        404
    }
    assert document(client, cast.pat, audit, "feedback", "docx") == 200


@pytest.mark.django_db
def test_audit_document_stands_on_the_audits_page_once_it_is_released(
    client: Client, cast: Cast
) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    client.force_login(cast.pat)
    text = client.get(reverse("audits:audit", args=[audit.ref])).content.decode()
    assert "Letter to the practitioner (PDF)" in text and "Record for the child" in text
    assert document(client, cast.dana, audit, "letter") == 200
    assert document(client, cast.sunita, audit, "letter") == 404


@pytest.mark.django_db
def test_audit_document_is_written_down_as_read(client: Client, cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    document(client, cast.tariq, audit, "record")
    last = Entry.objects.order_by("-seq").first()
    assert last is not None
    assert (last.kind, last.what, last.refs[0]) == ("read", "record_document", audit.ref)


@pytest.mark.django_db
def test_audit_document_of_an_unknown_kind_or_format_is_not_there(
    client: Client, cast: Cast
) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    assert document(client, cast.pat, audit, "secrets") == 404
    assert document(client, cast.pat, audit, "record", "xlsx") == 404
