"""The pages of disputes, sessions and what the auditor answers."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import raise_dispute
from goldenthread.audits.models import Audit, Session
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.loop import moderated, round_of, shared, submitted

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(page: str, ref: str) -> str:
    return reverse(f"audits:{page}", args=[ref])


def test_dispute_is_raised_by_the_manager_and_read_with_the_feedback(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    tariq = as_(cast.tariq)
    assert "Enter what you dispute" in tariq.post(address("dispute", audit.ref), {"why": ""}).text
    tariq.post(address("dispute", audit.ref), {"why": "Seen in May."})
    page = as_(cast.dana).get(address("feedback", audit.ref)).text
    assert "Seen in May." in page and "Waits for a decision" in page
    assert tariq.get(address("dispute", audit.ref)).status_code == 404
    assert "are disputed" in as_(cast.pat).post(address("close_audit", audit.ref)).text


def test_decide_dispute_changes_a_grade_with_its_reason(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    where = address(
        "decide_dispute", raise_dispute(by=cast.tariq, audit=audit, why="Seen in May.").ref
    )
    mo = as_(cast.mo)
    assert "Decide the dispute about case 20388" in mo.get("/").text
    assert "Case 20388" in mo.get(reverse("audits:moderation")).text
    said = {"decision": "changed", "why": "He was.", "risk-grade": "good", "overall-grade": "good"}
    assert "Change one grade or more" in mo.post(where, said).text
    mo.post(where, {**said, "overall-grade": "outstanding"})
    page = as_(cast.tariq).get(address("feedback", audit.ref)).text
    assert "The grades are changed" in page and "Outstanding" in page
    assert mo.get(where).status_code == 404
    for other in (cast.pat, cast.ines, cast.tariq, cast.stranger):
        assert as_(other).get(where).status_code == 404


def test_moderation_result_is_read_and_answered_by_the_auditor(cast: Cast) -> None:
    audit = moderated(cast, submitted(round_of(cast, ["20388"], rate=100)[0]))
    where, ines = address("moderation_result", audit.ref), as_(cast.ines)
    assert "Read what the moderator says about case 20388" in ines.get("/").text
    assert "Sound: it can be relied on" in ines.get(where).text
    assert "I have read this" not in as_(cast.mo).get(where).text
    ines.post(where, {"do": "read", "read-text": "I will look at the father."})
    assert "I will look at the father." in as_(cast.mo).get(where).text
    assert "Read what the moderator says" not in ines.get("/").text


def asked(cast: Cast, audit: Audit) -> Session:
    people = [cast.mo.ref, cast.ed.ref]
    as_(cast.pat).post(
        address("new_session", audit.ref),
        {"title": "Spring", "kind": "calibration", "people": people},
    )
    return Session.objects.get()


def test_new_session_asks_only_those_without_a_part(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20388"])[0])
    pat, where = as_(cast.pat), address("new_session", audit.ref)
    page = pat.get(where).text
    assert "Mo Lark" in page and "Ines Vale</label>" not in page
    one = {"title": "Spring", "kind": "calibration", "people": [cast.mo.ref]}
    assert "at least 2 people who grade" in pat.post(where, one).text
    mixed = {"title": "Spring", "kind": "panel", "people": [cast.mo.ref, cast.ed.ref]}
    assert "Only moderators sit on a panel" in pat.post(where, mixed).text
    assert as_(cast.ines).get(where).status_code == 404


def test_session_shows_the_spread_to_all_and_names_to_none(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20388"])[0])
    where = address("session", asked(cast, audit).ref)
    for who, grade in ((cast.mo, "good"), (cast.ed, "outstanding")):
        client = as_(who)
        assert "Select your grade" in client.post(where, {"do": "grade"}).text
        client.post(where, {"do": "grade", "overall-grade": grade})
        assert "steps apart" not in client.get(where).text
    as_(cast.pat).post(where, {"do": "show"})
    page = as_(cast.ed).get(where).text
    assert "the grades lie 1 step apart" in page and "Mo Lark" not in page
    assert "Mo Lark: has graded" in as_(cast.pat).get(where).text
    as_(cast.pat).post(where, {"do": "agree", "agreed-text": "Both parents, for Good."})
    assert "Both parents, for Good." in as_(cast.ed).get(where).text
    for other in (cast.ines, cast.sunita, cast.dana, cast.stranger):
        assert as_(other).get(where).status_code == 404


def test_calibration_lists_what_one_was_asked_to(cast: Cast) -> None:
    asked(cast, submitted(round_of(cast, ["20388"])[0]))
    page = as_(cast.ed).get(reverse("audits:calibration")).text
    assert "Waits for your grades" in page and "0 of 2" in page
    assert "Spring" not in as_(cast.sunita).get(reverse("audits:calibration")).text
    assert as_(cast.stranger).get(reverse("audits:calibration")).status_code == 404
    assert as_(cast.dee).get(reverse("audits:calibration")).status_code == 404
