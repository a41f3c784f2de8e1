"""The pages of an audit, as the people of the cast meet them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.people.changes import set_authority
from goldenthread.tools.changes import publish_tool
from goldenthread.tools.library import library_bodies
from tests.cast import Cast
from tests.rooms.audit_round import answer_all, open_with
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text
from tests.web.audit_pages import at, put

pytestmark = pytest.mark.django_db


PAGES = [
    ("audit", ()), ("section", ("risk",)), ("not_applicable", ("plans",)), ("finding", ("risk",)),
    ("answer", ("risk.grade",)), ("evidence", ("risk.grade",)), ("action", ()), ("unanswered", ()),
    ("whole", ()), ("people", ()), ("conversations", ()), ("conversation", ("child",)),
    ("concern", ()), ("check", ()), ("hand_back", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "more"), PAGES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_strangers_and_other_auditors_find_nothing(
    cast: Cast, audit: Audit, as_: SignIn, page: str, more: tuple[str, ...]
) -> None:
    address = at(page, audit, *more)
    for person in (
        cast.stranger,
        cast.sunita,
        cast.ed,
        cast.gone,
        cast.dana,
        cast.tariq,
        cast.dee,
        cast.ira,
    ):
        assert as_(person).get(address).status_code == 404, person.name
        assert as_(person).post(address, {"why": "x"}).status_code in (404, 405), person.name
    assert as_(cast.ines).get(address).status_code == 200


@pytest.mark.parametrize(
    ("page", "more"), PAGES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_nobody_sees_a_page_without_signing_in(
    audit: Audit, page: str, more: tuple[str, ...]
) -> None:
    response = Client().get(at(page, audit, *more))
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_a_practitioner_finds_no_audit_page_even_after_release(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    answer_all(audit)
    changes.submit_audit(by=cast.ines, audit=audit, warnings_why="x")
    Audit.objects.update(state="shared", shared_at="2026-01-01T00:00Z", shared_by="x")
    assert as_(cast.dana).get(at("whole", audit)).status_code == 404
    assert as_(cast.tariq).get(at("whole", audit)).status_code == 200


def test_index_shows_an_auditor_their_own_and_the_qa_lead_all(cast: Cast, as_: SignIn) -> None:
    open_with(cast, cast.ines, cast.sunita)
    assert "1 audit" in text(as_(cast.ines).get(reverse("audits:index")))
    seen = text(as_(cast.pat).get(reverse("audits:index")))
    assert "2 audits" in seen
    narrowed = as_(cast.pat).get(reverse("audits:index"), {"auditor": cast.sunita.ref})
    assert "1 audit" in text(narrowed)
    assert "No audits match" in text(as_(cast.pat).get(reverse("audits:index"), {"case": "999"}))
    assert as_(cast.stranger).get(reverse("audits:index")).status_code == 404


def test_index_takes_as_many_queries_for_many_audits_as_for_few(
    cast: Cast, as_: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    open_with(cast, *[cast.ines] * 12)
    client = as_(cast.pat)
    with django_assert_max_num_queries(24):
        client.get(reverse("audits:index"))


def test_audit_leads_on_to_the_section_that_is_not_complete(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    set_authority(by=cast.pat, seen=1, case_address="https://cases.example.org/c/{number}")
    seen = text(as_(cast.ines).get(at("audit", audit)))
    assert "Start with section A" in seen
    assert f"https://cases.example.org/c/{audit.subject.number}" in seen
    assert "0 of 9" in seen


def test_section_shows_the_picture_s_parts(cast: Cast, audit: Audit, as_: SignIn) -> None:
    put(as_(cast.ines), audit, version=0, value="good", text="Seen.")
    seen = text(as_(cast.ines).get(at("section", audit, "risk")))
    for part in (
        "Section B (2 of 14)", "10. How well is risk", "What good looks like", "Sections (1 of 35 answered)",
        "1 of 2 questions answered: 1 Good.", "the form does not calculate it", "Save and continue to section C",
        "Show only unanswered (34)", 'data-version="1"', "Add evidence",
    ):  # fmt: skip
        assert part in seen, part


def test_section_saves_every_answer_of_a_plain_post(cast: Cast, audit: Audit, as_: SignIn) -> None:
    form = {
        "facts.chronology-version": "0", "facts.chronology-value": "yes",
        "facts.chronology-date-day": "3", "facts.chronology-date-month": "9",
        "facts.chronology-date-year": "2026", "facts.chronology-text": "Thin.\r\nBut there.",
        "facts.genogram-version": "0", "facts.genogram-value": "no", "go": "next",
    }  # fmt: skip
    response = as_(cast.ines).post(at("section", audit, "facts"), form)
    assert response["Location"] == at("section", audit, "risk")
    answer = queries.form_state(audit).answer("facts.chronology")
    assert (answer.value, str(answer.on), answer.text) == ("yes", "2026-09-03", "Thin.\nBut there.")


def test_section_brings_back_both_texts_of_a_stale_answer_and_saves_the_rest(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, value="good", text="From the other tab.")
    form = {
        "risk.grade-version": "0", "risk.grade-value": "inadequate", "risk.grade-text": "From this tab.",
        "risk.difference-version": "0", "risk.difference-text": "He is safer.",
    }  # fmt: skip
    seen = client.post(at("section", audit, "risk"), form)
    assert seen.status_code == 200
    assert "From the other tab." in text(seen)
    assert "From this tab." in text(seen)
    state = queries.form_state(audit)
    assert state.answer("risk.grade").text == "From the other tab."
    assert state.answer("risk.difference").text == "He is safer."


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("mine", "From this tab."),
        ("theirs", "Theirs."),
        ("both", "Theirs.\n\nFrom this tab."),
        ("", "Theirs."),
    ],
)
def test_section_keeps_the_words_that_were_chosen(
    cast: Cast, audit: Audit, as_: SignIn, keep: str, kept: str
) -> None:
    client = as_(cast.ines)
    put(client, audit, version=0, value="good", text="Theirs.")
    form = {
        "risk.grade-version": "1", "risk.grade-value": "good", "risk.grade-text": "From this tab.",
        "risk.grade-choose": "1", "risk.grade-keep": keep,
    }  # fmt: skip
    response = client.post(at("section", audit, "risk"), form)
    assert response.status_code == (302 if keep else 200)
    assert queries.form_state(audit).answer("risk.grade").text == kept


def test_section_with_half_a_date_says_so_and_keeps_it(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    form = {
        "facts.genogram-version": "0",
        "facts.genogram-value": "yes",
        "facts.genogram-date-day": "31",
    }
    seen = text(as_(cast.ines).post(at("section", audit, "facts"), form))
    assert "Error: Key facts" in seen
    assert "Date last updated must include a month and year" in seen
    assert 'value="31"' in seen


def test_section_typed_into_after_the_sign_in_expired_loses_no_word(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    client.logout()
    form = {
        "risk.grade-version": "0",
        "risk.grade-value": "good",
        "risk.grade-text": "Forty minutes’ work.",
    }
    seen = client.post(at("section", audit, "risk"), form)
    fields = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', seen.content.decode())
    )
    assert fields["risk.grade-text"] == "Forty minutes’ work."
    client.force_login(cast.ines)
    client.post(at("section", audit, "risk"), fields)
    assert queries.form_state(audit).answer("risk.grade").text == "Forty minutes’ work."


def test_section_of_an_audit_closed_meanwhile_gives_the_words_back(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    answer_all(audit)
    changes.submit_audit(by=cast.ines, audit=audit, warnings_why="x")
    seen = as_(cast.ines).post(
        at("section", audit, "risk"), {"risk.grade-version": "1", "risk.grade-text": "Late words."}
    )
    assert seen.status_code == 404
    assert "Late words." in text(seen)


@pytest.mark.parametrize("page", ["conversation", "concern", "finding", "hand_back"])
def test_whatever_was_written_for_a_case_handed_back_is_shown_again(
    cast: Cast, audit: Audit, as_: SignIn, page: str
) -> None:
    more = {"conversation": ["child"], "finding": ["risk"]}.get(page, [])
    changes.hand_back(by=cast.ines, audit=audit, why="x")
    form = {"what": "My words.", "said": "My words.", "words": "My words.", "why": "My words."}
    seen = as_(cast.ines).post(at(page, audit, *more), form)
    assert seen.status_code == 404
    assert "My words." in text(seen)
    assert audit.subject.number not in text(seen)


def test_section_for_a_reader_is_the_whole_audit(cast: Cast, audit: Audit, as_: SignIn) -> None:
    response = as_(cast.pat).get(at("section", audit, "risk"))
    assert response["Location"] == at("whole", audit) + "#section-risk"


def test_section_lets_an_officer_enter_words_and_shows_by_whom(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    form = {
        "risk.grade-version": "0",
        "risk.grade-value": "good",
        "risk.grade-text": "From paper.",
        "go": "stay",
    }
    client = as_(cast.olive)
    assert client.post(at("section", audit, "risk"), form).status_code == 302
    answer = queries.form_state(audit).answer("risk.grade")
    assert (answer.value, answer.text) == ("", "From paper.")
    seen = text(client.get(at("section", audit, "risk")))
    assert "Entered by Olive Hart" in seen
    assert "Only the auditor gives it" in seen


def test_section_takes_few_queries(
    cast: Cast, audit: Audit, as_: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = as_(cast.ines)
    with django_assert_max_num_queries(26):
        client.get(at("section", audit, "facts"))


def test_section_page_is_recorded_as_seen(cast: Cast, audit: Audit, as_: SignIn) -> None:
    as_(cast.ines).get(at("section", audit, "risk"))
    line = Entry.objects.latest("seq")
    assert (line.kind, line.what, line.refs) == ("read", "audit", [audit.ref, audit.subject.ref])


@pytest.mark.parametrize("tool", ["city2019", "city2019_graded", "early_help", "sixty"])
def test_every_section_of_every_tool_is_shown(cast: Cast, as_: SignIn, tool: str) -> None:
    audit = open_with(cast, cast.ines, tool=tool)[0]
    client = as_(cast.ines)
    for section in queries.form_state(audit).form.sections:
        assert client.get(at("section", audit, section.key)).status_code == 200


@pytest.mark.parametrize(
    ("layout", "first", "then"),
    [("question", 1, "/sections/facts/?question=facts.case_summary"), ("single", 35, "/")],
)
def test_section_follows_the_layout_of_the_tool(
    cast: Cast, as_: SignIn, layout: str, first: int, then: str
) -> None:
    body = next(body for body in library_bodies() if body["code"] == "core")
    publish_tool(by=cast.pat, body={**body, "code": layout, "layout": layout})
    audit = open_with(cast, cast.ines, tool=layout)[0]
    client, page = as_(cast.ines), at("section", audit, "facts") + "?question=facts.genogram"
    seen = client.get(page)
    assert seen.content.decode().count('class="gt-question"') == first
    answer = {"facts.genogram-version": "0", "facts.genogram-value": "yes", "go": "next"}
    response = client.post(page, answer)
    assert response["Location"] == at("audit", audit).removesuffix("/") + then
    assert queries.form_state(audit).answer("facts.genogram").value == "yes"
