"""An audit with a tool of every kind of question: filled without JavaScript, shown as far as it applies."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.audits import queries
from goldenthread.audits.changes import save_answer, submit_audit
from goldenthread.audits.models import Audit
from goldenthread.reports.build import audit_record
from goldenthread.tools.changes import publish_tool, retire_version, save_draft
from goldenthread.tools.queries import newest_version
from goldenthread.writers.html import fragment
from tests.cast import Cast
from tests.rooms.audit_round import answer_all, open_with
from tests.tools.bodies import BODY, with_change
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text

pytestmark = pytest.mark.django_db


DOCUMENTS = {
    "documents.contract-value": "yes", "documents.contract-text": "Signed.",
    "documents.contract-date-day": "3", "documents.contract-date-month": "2",
    "documents.contract-date-year": "2026", "documents.appraisal-value": "none",
    "documents.checklist-value": ["registration", "insurance"], "documents.sessions-value": "12",
    "documents.last_on-value": "na", "documents.worker-value": "not_known",
}  # fmt: skip


@pytest.fixture
def audit(cast: Cast) -> Audit:
    publish_tool(by=cast.pat, body=BODY)
    return open_with(cast, cast.ines, tool="everything")[0]


def at(page: str, audit: Audit, *more: str) -> str:
    return reverse(f"audits:{page}", args=[audit.ref, *more])


def post(client: Client, audit: Audit, section: str, **answers: Any) -> HttpResponse:
    """The section's form as a browser without JavaScript sends it, on top of what is saved."""
    state = queries.form_state(audit)
    keys = [q.key for q in state.form.questions]
    versions = {f"{key}-version": str(state.answer(key).version) for key in keys}
    return client.post(at("section", audit, section), {**versions, **answers})


def test_every_type_is_shown_and_saved_without_javascript(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    seen = text(client.get(at("section", audit, "documents")))
    for words in (
        "Dates are on the front sheet.", "(no more than 12 months ago)", "No date is recorded",
        "Tick what is there.", "None of these", "sessions", "The record does not say",
        "Date last seen or spoken to",
    ):  # fmt: skip
        assert words in seen
    assert post(client, audit, "documents", **DOCUMENTS).status_code == 302
    answers = queries.form_state(audit).answers
    assert {key.partition(".")[2]: answer.value for key, answer in answers.items()} == {
        "contract": "yes", "appraisal": "none", "checklist": "insurance registration",
        "sessions": "12", "last_on": "na", "worker": "not_known",
    }  # fmt: skip
    assert str(answers["documents.contract"].on) == "2026-02-03"
    again = text(client.get(at("section", audit, "documents")))
    assert again.count(" checked>") == 6


def test_guidance_of_a_question_is_beside_it(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    seen = text(client.get(at("section", audit, "reflection")))
    assert "(needed with Partly or No)" in seen
    assert "a hypothesis, and what would disprove it" in seen
    assert 'href="https://example.org/standards#4"' in seen
    assert "All of it was seen." in seen  # the scale's own words
    assert "Quality: section C1" in seen
    assert "How good it is." in seen
    assert "Judge on the last 6 months" in text(client.get(at("section", audit, "overall")))


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("documents.checklist", ["none", "insurance"], "Choose “None of these” alone"),
        ("documents.checklist", ["telephone"], "Choose one of the answers shown."),
        ("documents.sessions", "61", "Give a number that is not above 60."),
        ("documents.sessions", "-1", "Give a number that is not below 0."),
        ("documents.sessions", "many", "Give a number, such as 4."),
        ("documents.worker", "na-no", "Choose one of the answers shown."),
    ],
)
def test_what_is_no_answer_is_refused_in_words_and_kept_on_the_page(
    cast: Cast, audit: Audit, as_: SignIn, key: str, value: Any, problem: str
) -> None:
    response = post(as_(cast.ines), audit, "documents", **{f"{key}-value": value})
    assert response.status_code == 200
    assert problem in text(response)
    assert queries.form_state(audit).answer(key).value == ""


def test_a_date_and_no_date_recorded_exclude_each_other(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client, key = as_(cast.ines), "documents.appraisal"
    put(client, audit, key, version=0, value="none")
    refused = put(client, audit, key, version=1, date="2026-01-05")
    assert refused.status_code == 422
    assert put(client, audit, key, version=1, value="", date="2026-01-05").status_code == 200


def put(client: Client, audit: Audit, question: str, **answer: object) -> HttpResponse:
    address = at("answer", audit, question)
    return client.put(address, json.dumps(answer), content_type="application/json")


def test_a_section_comes_and_goes_with_an_earlier_answer(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client, key = as_(cast.ines), "header.holds_cases"
    before = queries.form_state(audit).total
    assert "C2. Cases" not in text(client.get(at("audit", audit)))
    response = client.get(at("section", audit, "cases"), follow=True)
    assert "does not apply to this audit" in text(response)
    assert "cases" not in {each.key for each in queries.judged_sections(audit)}
    saved = put(client, audit, key, version=0, value="yes").json()
    assert "cases" in {each.key for each in queries.judged_sections(audit)}
    assert saved["total"] == before + 1
    assert "C2. Cases" in text(client.get(at("audit", audit)))
    put(client, audit, "cases.grade", version=0, value="good", text="Long words.")
    put(client, audit, key, version=1, value="no")
    assert "Long words." not in text(client.get(at("whole", audit)))
    assert queries.form_state(audit).answer("cases.grade").text == "Long words."
    assert client.get("/audits/nowhere/sections/cases/").status_code == 404
    assert client.get(at("section", audit, "nothing")).status_code == 404


def test_a_question_that_an_answer_shows_is_asked_before_the_way_goes_on(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    response = post(client, audit, "reflection", **{"reflection.regular-value": "no"})
    assert response["Location"].endswith("/sections/reflection/#q-reflection.why_not")
    assert "A further question is shown because of your answers" in text(
        client.get(response["Location"])
    )
    again = post(client, audit, "reflection", **{"reflection.regular-value": "no"})
    assert again["Location"] == at("section", audit, "overall")


def test_the_way_on_goes_to_a_section_that_the_answers_opened(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    put(client, audit, "header.holds_cases", version=0, value="yes")
    response = post(client, audit, "reflection", go="next")
    assert response["Location"] == at("section", audit, "cases")


def test_lists_count_what_the_page_counts(
    cast: Cast, audit: Audit, as_: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = as_(cast.ines)
    post(client, audit, "documents", **DOCUMENTS)
    state = queries.form_state(audit)
    [row] = queries.audit_rows().filter(pk=audit.pk)
    counted = queries.answered([type("Row", (), {**row, "id": audit.pk, "tool": row["tool"]})])
    assert counted == {audit.ref: (state.answered, state.total)}
    with django_assert_max_num_queries(27):
        client.get(at("section", audit, "documents"))


def test_the_check_page_asks_for_words_evidence_and_limiting_judgements(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    for key, value in {
        "header.holds_cases": "yes", "reflection.regular": "no", "documents.contract": "yes",
        "documents.last_on": "na", "cases.grade": "inadequate", "overall.grade": "good",
    }.items():  # fmt: skip
        assert put(client, audit, key, version=0, value=value).status_code == 200
    codes = {(lack.code, lack.question) for lack in queries.warnings(audit)}
    assert {
        ("no_words", "reflection.regular"), ("no_evidence", "documents.contract"),
        ("no_reason_for_na", "documents.last_on"), ("limited", ""),
    } <= codes  # fmt: skip
    seen = text(client.get(at("check", audit)))
    assert (
        "Good is above what your other grades allow as a rule. Where cases are inadequate" in seen
    )
    put(client, audit, "overall.grade", version=1, value="inadequate")
    assert "limited" not in {lack.code for lack in queries.warnings(audit)}


def test_a_section_is_shown_by_the_role_that_its_auditor_held_on_the_day(
    cast: Cast, as_: SignIn
) -> None:
    body = with_change(("sections", 1, "shown_when"), {"role": ["external_auditor"]})
    publish_tool(by=cast.pat, body=body)
    audits = open_with(cast, cast.ines, cast.ed, tool="everything")
    for audit, is_shown in zip(audits, (False, True), strict=True):
        state = queries.form_state(audit)
        assert (state.form.section("documents") is not None) == is_shown
        [row] = queries.audit_rows().filter(pk=audit.pk)
        assert queries.state_of(type("Row", (), row)).total == state.total


def test_an_old_audits_page_is_the_same_byte_by_byte_after_its_tool_changes(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    post(client, audit, "documents", **DOCUMENTS)

    def page() -> str:
        made = client.get(at("whole", audit)).content
        plain = re.sub(rb'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", made)
        return hashlib.sha256(plain).hexdigest()

    before, old = page(), newest_version("everything")
    changed = with_change(("version",), 3)
    changed["sections"][1]["questions"][0]["label"] = "The agreement"
    changed["scale"]["steps"][2]["label"] = "Sound"
    changed["sections"].pop(2)
    changed.pop("rules")
    save_draft(by=cast.pat, body=changed)
    publish_tool(by=cast.pat, body=changed)
    assert old
    retire_version(by=cast.pat, version=old)
    assert page() == before
    newer = open_with(cast, cast.ines, tool="everything", title="Spring")[0]
    assert "The agreement" in text(client.get(at("section", newer, "documents")))


def test_a_remark_for_the_worker_is_in_their_feedback_and_not_on_the_childs_record(
    cast: Cast, audit: Audit
) -> None:
    answer_all(audit)
    state = queries.form_state(audit)
    remark = state.answer("overall.for_worker")
    save_answer(
        by=cast.ines, audit=audit, question="overall.for_worker", version=remark.version,
        text="Your writing is clear.",
    )  # fmt: skip
    submit_audit(by=cast.ines, audit=audit, warnings_why="A test.")
    audit.refresh_from_db()
    assert queries.sheet(audit).to_worker == "Your writing is clear."
    record = fragment(audit_record(audit))
    assert "Your writing is clear." not in record
    assert "Contract" in record
    assert "The contract; The records, signed" in record
