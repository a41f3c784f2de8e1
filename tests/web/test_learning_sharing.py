"""The pages of briefings, exemplars, the learning log and supervision to audit."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from goldenthread.actions.models import Action
from goldenthread.learning.changes import answer_recommendation, recommend
from goldenthread.learning.models import Briefing, BriefingUse, Exemplar
from goldenthread.learning.queries import MOST_OF_A_PAGE, QUESTIONS
from goldenthread.people.queries import authority
from goldenthread.reports.build import briefing_paper
from goldenthread.writers import html, pdf
from tests.cast import Cast
from tests.loop import act, round_of, submitted
from tests.rooms.test_sharing_learning import exemplar_of, sent, written
from tests.web.test_learning import as_, text
from tests.web.test_learning_plans import post

pytestmark = pytest.mark.django_db


def test_new_briefing_leads_to_its_seven_parts(cast: Cast) -> None:
    page = post(as_(cast.pat), "new_briefing", title="Visits")
    assert "7. What to do now" in page
    assert as_(cast.tariq).get(reverse("learning:new_briefing")).status_code == 404


def test_edit_briefing_saves_what_is_there_and_tells_of_another(cast: Cast) -> None:
    made = written(cast)
    assert "Ask and listen." in text(as_(cast.pat), "edit_briefing", made.ref)
    page = post(
        as_(cast.pat), "edit_briefing", made.ref, title="T", version="1", part_1="New words"
    )
    assert "Somebody else changed or sent this briefing" in page and "New words" in page
    post(as_(cast.pat), "edit_briefing", made.ref, title="T", version="2", part_1="New words")
    assert "No words yet." in text(as_(cast.pat), "briefing", made.ref)


def test_edit_briefing_is_gone_once_it_is_sent(cast: Cast) -> None:
    address = reverse("learning:edit_briefing", args=[sent(cast).ref])
    assert as_(cast.pat).get(address).status_code == 404


def test_send_briefing_says_what_is_missing_and_sends(cast: Cast) -> None:
    made = written(cast)
    assert "Select at least one team" in post(as_(cast.pat), "send_briefing", made.ref, version="2")
    said = {"version": "2", "team": [cast.north.ref, cast.south.ref]}
    post(as_(cast.pat), "send_briefing", made.ref, **said)
    assert BriefingUse.objects.count() == 2
    assert made.title in text(as_(cast.sunita), "briefings")


def test_briefings_and_the_way_there_of_a_team_manager(cast: Cast) -> None:
    made = sent(cast)
    page = as_(cast.tariq).get("/learning/", follow=True).content.decode()
    assert f"How did North use “{made.title}”" in page
    assert "No briefing has been sent to your team" in text(as_(cast.sunita), "briefings")


def test_use_briefing_is_the_manager_s_once(cast: Cast) -> None:
    made = sent(cast)
    address = reverse("learning:use_briefing", args=[made.ref, cast.north.ref])
    for person in (cast.sunita, cast.dana, cast.dee):
        assert as_(person).get(address).status_code == 404
    assert (
        "Enter how the team used it" in as_(cast.tariq).post(address, {"how": ""}).content.decode()
    )
    page = post(
        as_(cast.tariq), "use_briefing", made.ref, cast.north.ref, how="Talked it through.",
        **{"on-day": "1", "on-month": "2", "on-year": "2026"},
    )  # fmt: skip
    assert "It stands with the briefing" in page
    assert "Talked it through." in text(as_(cast.dee), "briefing", made.ref)
    assert "Talked it through." not in text(as_(cast.dana), "briefing", made.ref)


def test_briefing_document_is_one_page_of_seven_parts(cast: Cast) -> None:
    made = sent(cast)
    client = as_(cast.dana)
    word = client.get(reverse("learning:briefing_document", args=[made.ref, "docx"])).content
    words = [p.text for p in Document(BytesIO(word)).paragraphs]
    assert words.count("Ask and listen.") == 7 and "7. What to do now" in words
    data = client.get(reverse("learning:briefing_document", args=[made.ref, "pdf"])).content
    assert data.startswith(b"%PDF")
    assert (
        client.get(reverse("learning:briefing_document", args=[made.ref, "csv"])).status_code == 404
    )


def test_the_longest_briefing_is_one_page_with_questions_and_room_for_its_use(cast: Cast) -> None:
    made = sent(cast)
    words = ("Ask and listen to the child. " * 99)[: MOST_OF_A_PAGE // 7]
    paper = briefing_paper(made, dict.fromkeys(range(1, 8), words), authority())
    assert len(PdfReader(BytesIO(pdf.pdf(paper))).pages) == 1
    said = html.fragment(paper)
    assert said.index("To talk about") < said.index("How did your team use it?")
    page = text(as_(cast.dana), "briefing", made.ref)
    assert all(question in page for question in QUESTIONS)


def test_edit_briefing_takes_no_more_than_a_page(cast: Cast) -> None:
    made = written(cast)
    form = {f"part_{number}": "A" * 590 for number in range(1, 8)}
    said = post(as_(cast.pat), "edit_briefing", made.ref, title="T", version="1", **form)
    assert "fit on one page: shorten some of them" in said


def test_add_exemplar_refuses_what_could_identify(cast: Cast) -> None:
    round_of(cast, ["20301"])
    said = {"title": "T", "words": "As in case 20301.", "why_good": "Clear."}
    assert "Take out what could identify somebody: 20301" in post(
        as_(cast.pat), "add_exemplar", **said
    )
    post(as_(cast.pat), "add_exemplar", **said | {"words": "The child chose the place."})
    assert Exemplar.objects.get().state == "waiting"


def test_exemplars_and_check_exemplar_by_a_second_person(cast: Cast) -> None:
    made = exemplar_of(cast)
    assert made.title not in text(as_(cast.ines), "exemplars")
    assert "Check it" not in text(as_(cast.pat), "exemplar", made.ref)
    assert as_(cast.pat).post(
        reverse("learning:check_exemplar", args=[made.ref]), {"is_read": "on"}
    ).status_code == 403  # fmt: skip
    assert "Tick that you have read it" in post(as_(cast.olive), "check_exemplar", made.ref, x="1")
    post(as_(cast.olive), "check_exemplar", made.ref, is_read="on")
    assert made.title in text(as_(cast.ines), "exemplars")
    assert "own words" in text(as_(cast.ed), "exemplar", made.ref)


def test_exemplar_is_404_before_it_is_checked(cast: Cast) -> None:
    address = reverse("learning:exemplar", args=[exemplar_of(cast).ref])
    for person in (cast.stranger, cast.ines, cast.dana, cast.ada):
        assert as_(person).get(address).status_code == 404


def test_check_exemplar_and_withdraw_exemplar_are_404_for_readers(cast: Cast) -> None:
    made = exemplar_of(cast)
    for page in ("check_exemplar", "withdraw_exemplar"):
        address = reverse(f"learning:{page}", args=[made.ref])
        assert {as_(p).get(address).status_code for p in (cast.ines, cast.dee)} == {404}


def test_withdraw_exemplar_needs_a_reason(cast: Cast) -> None:
    made = exemplar_of(cast)
    assert "Enter reason" in post(as_(cast.pat), "withdraw_exemplar", made.ref, why="")
    assert "Too near." in post(as_(cast.pat), "withdraw_exemplar", made.ref, why="Too near.")


def test_log_is_for_those_who_see_figures(cast: Cast) -> None:
    assert sent(cast).title in text(as_(cast.dee), "log")
    assert as_(cast.tariq).get(reverse("learning:log")).status_code == 404


def test_supervision_names_workers_to_choose_for_those_who_run_rounds(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    act(audit), submitted(audit, grade="requires_improvement")
    page = text(as_(cast.pat), "supervision")
    assert "Dana Pike" in page and audit.ref in page
    assert as_(cast.sam).get(reverse("learning:supervision")).status_code == 404


def test_recommendation_action_opens_an_action_of_the_service(cast: Cast) -> None:
    made = recommend(by=cast.pat, what="See children alone.", to_whom="Team managers")
    address = reverse("learning:recommendation_action", args=[made.ref])
    assert as_(cast.pat).get(address).status_code == 404
    answer_recommendation(by=cast.olive, recommendation=made, state="accepted")
    assert "See children alone." in as_(cast.pat).get(address).content.decode()
    said = {"what": "Plan visits in supervision", "owner": cast.tariq.ref, "due": "10"}
    page = as_(cast.pat).post(address, said, follow=True).content.decode()
    action = Action.objects.get()
    assert (action.from_ref, action.owner, action.state) == (made.ref, cast.tariq, "open")
    assert "Plan visits in supervision" in page


def test_briefing_that_is_not_sent_is_nobody_else_s(cast: Cast) -> None:
    made = written(cast)
    assert Briefing.objects.count() == 1
    assert as_(cast.dee).get(reverse("learning:briefing", args=[made.ref])).status_code == 404
