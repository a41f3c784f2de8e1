"""What a section's page sends beside its answers: each answer alone, evidence, findings, actions."""

import re

import pytest
from django.test import Client

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.rooms.audit_round import answer_all
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text
from tests.web.audit_pages import at, put

pytestmark = pytest.mark.django_db


def test_answer_saves_by_itself_and_says_how_far_the_audit_is(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    response = put(as_(cast.ines), audit, version=0, value="good", text="Seen.")
    told = response.json()
    assert (response.status_code, told["version"], told["answered"], told["total"]) == (
        200,
        1,
        1,
        35,
    )
    assert re.fullmatch(r"\d\d:\d\d", told["saved_at"])


def test_answer_in_conflict_hands_both_over(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, value="good", text="One.")
    response = put(client, audit, version=0, value="good", text="Two.")
    told = response.json()
    assert response.status_code == 409
    assert (told["yours"]["text"], told["theirs"]["text"], told["theirs"]["by"]) == (
        "Two.",
        "One.",
        "Ines Vale",
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"version": "x"}',
        '{"version": 0, "date": "soon"}',
        '{"version": 0, "value": "splendid"}',
    ],
)
def test_answer_that_cannot_be_saved_says_why(
    cast: Cast, audit: Audit, as_: SignIn, body: str
) -> None:
    response = as_(cast.ines).put(
        at("answer", audit, "risk.grade"), body, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.json()["problem"]


def test_answer_when_signed_out_or_not_theirs_is_refused_as_json(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    assert put(Client(), audit, version=0).status_code == 401
    assert put(Client(), audit, version=0).json() == {"problem": "signed_out"}
    assert put(as_(cast.sunita), audit, version=0, text="x").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ines)
    assert put(strict, audit, version=0, text="x").json() == {"problem": "csrf"}


def test_answer_shows_every_version(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, value="good", text="One.")
    put(client, audit, version=1, value="good", text="Two.")
    seen = text(client.get(at("answer", audit, "risk.grade")))
    assert "Version 2" in seen
    assert "One." in seen


def test_not_applicable_and_back(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("not_applicable", audit, "plans")
    assert "Enter why does this section" in text(client.post(page, {"why": " "}))
    client.post(page, {"why": "No plan is due yet."})
    assert queries.form_state(audit).answer("plans.grade").value == "na"
    client.post(page, {"undo": "1"})
    assert queries.form_state(audit).answer("plans.grade").value == ""


def test_evidence_is_added_removed_and_brought_back(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("evidence", audit, "risk.grade")
    form = {
        "source": "record",
        "what": "Visit note",
        "on-day": "12",
        "on-month": "11",
        "on-year": "2025",
    }
    assert client.post(page, form)["Location"] == at("section", audit, "risk") + "#q-risk.grade"
    assert "Child's record, 12 Nov 2025 Visit note" in text(
        client.get(at("section", audit, "risk"))
    ).replace("&#39;", "'")
    [row] = queries.evidence(audit)
    gone = client.post(at("remove", audit, row.ref), follow=True)
    assert "Removed: Visit note" in text(gone)
    client.post(at("remove", audit, row.ref), {"undo": "1"})
    assert len(queries.evidence(audit)) == 1


def test_remove_is_for_whoever_writes_the_audit(cast: Cast, audit: Audit, as_: SignIn) -> None:
    row = changes.add_evidence(
        by=cast.ines, audit=audit, question="risk.grade", source="record", what="Note"
    )
    assert as_(cast.sunita).post(at("remove", audit, row.ref)).status_code == 404
    assert as_(cast.ines).get(at("remove", audit, row.ref)).status_code == 405


def test_finding_is_recorded_from_its_section(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    client.post(
        at("finding", audit, "risk"), {"kind": "strength", "words": "Danger is named plainly."}
    )
    assert "Strength: Danger is named plainly." in text(client.get(at("section", audit, "risk")))


def test_action_is_added_and_leads_back_to_its_section(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client, page = as_(cast.ines), at("action", audit) + "?section=risk"
    assert "Select who will do it" in text(client.post(page, {"what": "See her", "due": "5"}))
    form = {"section": "risk", "what": "See her alone", "owner": cast.tariq.ref, "due": "5"}
    assert client.post(page, form)["Location"] == at("section", audit, "risk")
    assert "Action: See her alone" in text(client.get(at("section", audit, "risk")))


def test_unanswered_shows_and_saves_only_those(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, value="good", text="Seen.")
    seen = text(client.get(at("unanswered", audit)))
    assert 'id="q-risk.grade"' not in seen
    assert 'id="q-risk.difference"' in seen
    client.post(
        at("unanswered", audit), {"risk.difference-version": "0", "risk.difference-text": "Safer."}
    )
    assert queries.form_state(audit).answered == 2


def test_unanswered_saves_and_returns_to_the_overview(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    form = {"risk.difference-version": "0", "risk.difference-text": "Safer.", "go": "overview"}
    answer = as_(cast.ines).post(at("unanswered", audit), form)
    assert answer["Location"] == at("audit", audit)


def test_whole_shows_every_answer_and_nothing_to_type(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    answer_all(audit)
    seen = text(as_(cast.ines).get(at("whole", audit)))
    assert seen.count("Seen on the record.") == 35
    assert "<textarea" not in seen
