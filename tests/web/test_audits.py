"""The pages of an audit, as the people of the cast meet them."""

import json
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit, Concern
from goldenthread.journal.models import Entry
from goldenthread.people.changes import set_authority, set_concern_numbers
from goldenthread.people.models import Person
from goldenthread.tools.changes import publish_tool
from goldenthread.tools.library import library_bodies
from tests.cast import Cast
from tests.rooms.audit_round import answer_all, open_with

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return open_with(cast, cast.ines)[0]


@pytest.fixture
def as_() -> SignIn:
    def sign_in(person: Person) -> Client:
        client = Client(headers={"Origin": "http://testserver"})
        client.force_login(person)
        return client

    return sign_in


def at(page: str, audit: Audit, *more: str) -> str:
    return reverse(f"audits:{page}", args=[audit.ref, *more])


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def put(
    client: Client, audit: Audit, question: str = "risk.grade", **answer: object
) -> HttpResponse:
    return client.put(
        at("answer", audit, question), json.dumps(answer), content_type="application/json"
    )


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


def test_people_are_added_dated_and_confirmed(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("people", audit)
    assert "Dana Pike" in text(client.get(page))
    client.post(page, {"go": "add", "name": "Rhea Shaw", "role": "supervisor"})
    assert "Rhea Shaw" in text(client.get(page))
    assert client.post(page, {"worker_changes": "1"})["Location"] == at("audit", audit)
    audit.refresh_from_db()
    assert (audit.worker_changes, audit.workers_confirmed_by) == (1, cast.ines.ref)


def test_worked_dates_stand_in_order(cast: Cast, audit: Audit, as_: SignIn) -> None:
    row = queries.worked(audit).get()
    page = at("worked", audit, row.ref)
    assert as_(cast.sunita).get(page).status_code == 404
    wrong = {"from_on": "1 9 2026", "to_on": "1 8 2026"}
    assert "Until must be the same day" in text(as_(cast.ines).post(page, wrong))
    as_(cast.ines).post(page, {"from_on": "1 8 2026", "to_on": "1 9 2026"})
    row.refresh_from_db()
    assert str(row.to_on) == "2026-09-01"


def test_conversations_list_the_five_sources(cast: Cast, audit: Audit, as_: SignIn) -> None:
    seen = text(as_(cast.ines).get(at("conversations", audit))).replace("&#39;", "'")
    for source in (
        "Child's record",
        "Worker",
        "Manager",
        "Child or young person",
        "Parent or carer",
    ):
        assert source in seen


def test_conversation_changed_elsewhere_shows_both(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("conversation", audit, "worker")
    first = {
        "version": "1",
        "state": "obtained",
        "said": "We agreed on most.",
        "present": "Dana and I",
    }
    assert client.post(page, first)["Location"] == at("conversations", audit)
    seen = text(client.post(page, {"version": "1", "state": "sought", "said": "Left a message."}))
    assert "We agreed on most." in seen
    assert "Left a message." in seen
    assert 'name="version" value="2"' in seen


def test_concern_raised_shows_its_author_who_can_acknowledge_it(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    concern = changes.raise_concern(by=cast.pat, audit=audit, what="Bruise.", is_reached=False)
    page = reverse("audits:concern_raised", args=[concern.ref])
    seen = text(as_(cast.pat).get(page))
    assert "Acknowledge this concern" not in seen and "Not you" in seen
    assert "Tariq Moss" in seen and "Olive" in seen
    refused = as_(cast.pat).post(page, {"go": "acknowledge", "words": "Fine."})
    assert (refused.status_code, "your own work" in refused.text) == (403, True)
    concern.refresh_from_db()
    assert concern.acknowledged_at is None


def test_audit_leads_home_whoever_has_no_list_of_audits(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    top = '<a class="govuk-breadcrumbs__link" href="{}">{}</a>'
    assert top.format("/", "Home") in as_(cast.ines).get(at("audit", audit)).text
    assert top.format("/audits/", "Audits") in as_(cast.pat).get(at("audit", audit)).text


def test_concern_begins_with_the_call(cast: Cast, audit: Audit, as_: SignIn) -> None:
    set_concern_numbers(
        by=cast.pat,
        numbers=[
            ("Duty manager", "020 7946 0001", "9 to 5"),
            ("Out of hours", "020 7946 0002", ""),
        ],
    )
    client, page = as_(cast.ines), at("concern", audit)
    seen = text(client.get(page))
    assert "This page does not tell anyone. Speak to the team manager or duty manager now" in seen
    assert "020 7946 0001" in seen
    assert "Enter who did you speak to" in text(
        client.post(page, {"what": "Bruise.", "go": "reached"})
    )
    assert 'name="first" value="Duty manager 020 7946 0001"' in seen
    first = {"first": "Duty manager 020 7946 0001"}
    client.post(page, {"what": "Bruise.", "go": "unreached", **first})
    raised = client.get(reverse("audits:concern_raised", args=[Concern.objects.get().ref]))
    assert "Next number to try" in text(raised)
    assert "Out of hours: 020 7946 0002" in text(raised)


def test_concern_raised_is_followed_to_its_acknowledgement(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    concern = changes.raise_concern(by=cast.ines, audit=audit, what="Bruise.", is_reached=False)
    page = reverse("audits:concern_raised", args=[concern.ref])
    for person in (cast.stranger, cast.sunita, cast.ed, cast.dana, cast.mo):
        assert as_(person).get(page).status_code == 404
    as_(cast.ines).post(page, {"go": "tried", "number": "Out of hours 020 7946 0002"})
    as_(cast.ines).post(page, {
        "go": "reached", "spoke_to": "Tariq Moss", "on": "21 11 2026", "at": "14:30",
        "will_do": "Visit today.", "on_record": "yes",
    })  # fmt: skip
    assert "Acknowledge this concern" in text(as_(cast.tariq).get(page))
    as_(cast.tariq).post(page, {"go": "acknowledge", "words": "Visited; safe."})
    concern.refresh_from_db()
    assert (concern.is_reached, concern.acknowledged_by) == (True, cast.tariq.ref)


def test_check_stops_what_is_not_complete_and_asks_about_the_rest(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client, page = as_(cast.ines), at("check", audit)
    seen = text(client.get(page))
    assert "Give the overall grade" in seen
    assert "Confirm who worked" in seen
    assert "no view of the child" in seen
    assert "cannot be submitted yet" in text(client.post(page, {"why": "x"}))
    answer_all(audit)
    assert "Say why you are submitting" in text(client.post(page, {"why": ""}))
    assert client.post(page, {"why": "Family away."})["Location"] == at("audit", audit)


def test_check_holds_a_below_standard_audit_to_an_action(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    answer_all(audit, "inadequate")
    client, page = as_(cast.ines), at("check", audit)
    assert "below the standard" in text(client.get(page))
    assert "at least one action" in text(client.post(page, {"why": "x"}))
    client.post(
        at("action", audit) + "?back=check",
        {"what": "See her", "owner": cast.tariq.ref, "due": "10"},
    )
    assert client.post(page, {"why": "x"}).status_code == 302


def test_check_is_for_the_auditor_alone(cast: Cast, audit: Audit, as_: SignIn) -> None:
    assert as_(cast.olive).get(at("check", audit)).status_code == 404


def test_hand_back_takes_one_click(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("hand_back", audit)
    assert "I know this family or worker" in text(client.get(page))
    assert client.post(page, {"go": "knows"})["Location"] == "/"
    audit.refresh_from_db()
    assert audit.auditor is None
    assert client.get(at("audit", audit)).status_code == 404
    assert "Needs an auditor" in text(as_(cast.pat).get(reverse("audits:index")))


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
