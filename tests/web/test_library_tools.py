"""Every tool that comes with the product is shown, filled and handed in."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits import changes, queries
from goldenthread.audits.changes import Given
from goldenthread.tools.form import form_from
from goldenthread.tools.library import library_bodies
from tests.cast import Cast
from tests.rooms.audit_round import answer_all, open_with

pytestmark = pytest.mark.django_db
FORMS = {body["code"]: form_from(body) for body in library_bodies() if not body.get("for_tests")}
# Case types that a tool asks for; a tool that asks for none serves every type alike.
SERVED = [
    (code, case_type)
    for code, form in FORMS.items()
    for case_type in sorted(
        {each for s in form.sections if s.shown_when for each in s.shown_when.case_types} | {""}
    )
]


def test_there_are_tools_for_everything_an_authority_audits() -> None:
    assert len(FORMS) >= 14
    subjects = {form.subject for form in FORMS.values()}
    assert {
        "observed_event",
        "supervision_file",
        "foster_carer",
        "adopter",
        "lado_referral",
    } <= subjects
    assert {form.scale.key for form in FORMS.values() if form.scale} == {
        "ofsted4", "good3", "good2", "evidence4", "scaling10",
    }  # fmt: skip


@pytest.mark.parametrize(("code", "case_type"), SERVED)
def test_a_tool_is_shown_filled_and_handed_in(cast: Cast, code: str, case_type: str) -> None:
    [audit] = open_with(cast, cast.ines, tool=code, case_type=case_type)
    answer_all(audit)
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(cast.ines)
    state = queries.form_state(audit)
    assert state.answered == state.total
    for section in state.form.sections:
        page = reverse("audits:section", args=[audit.ref, section.key])
        shown = client.get(page).content.decode()
        assert [q.key for q in section.questions if f'id="q-{q.key}"' not in shown] == []
    changes.submit_audit(by=cast.ines, audit=audit, warnings_why="Filled by a test.")
    assert client.get(reverse("audits:whole", args=[audit.ref])).status_code == 200


def test_what_belongs_to_one_case_type_is_shown_for_it_alone(cast: Cast) -> None:
    shown = {
        case_type: {
            section.key
            for section in queries.form_state(
                open_with(cast, cast.ines, tool="cin_cp", case_type=case_type, title=case_type)[0]
            ).form.sections
        }
        for case_type in ("cin", "cp")
    }
    assert shown["cin"] - shown["cp"] == {"in_need_plan"}
    assert shown["cp"] - shown["cin"] == {"protection_plan"}


@pytest.mark.parametrize("code", ["core", "city2019", "focus_themes", "journey"])
def test_a_tool_asks_what_became_of_the_actions_set_in_supervision(code: str) -> None:
    """Done, carried over and asked about, and carried over with nothing said are three answers."""
    asked = [
        {choice.label for choice in question.choices}
        for question in FORMS[code].questions
        if question.key.endswith("supervision_actions") or question.key == "supervision.actions"
    ]
    assert len(asked) == 1
    for begins, ends in (("Done", ""), ("Some carried over", "asked"), ("", "nothing said")):
        assert [each for each in asked[0] if each.startswith(begins) and ends in each]


def test_a_thematic_tool_keeps_visits_as_numbers_and_ways_of_seeing_the_child(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, tool="focus_themes")
    given = {"visits.due": "9", "visits.made": "7", "visits.how": "home alone"}
    answers = [Given(key, 0, value=value) for key, value in given.items()]
    changes.save_section(by=cast.ines, audit=audit, answers=answers)
    state = queries.form_state(audit)
    assert {key: state.answer(key).value for key in given} == given
    client = Client()
    client.force_login(cast.ines)
    shown = client.get(reverse("audits:whole", args=[audit.ref])).text
    assert "At home" in shown and "Alone" in shown and "By video" not in shown
    assert "How many were made in timescale?" in shown and "<strong>7</strong>" in shown


def test_an_observation_asks_whether_the_family_agreed(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, tool="observation")
    state = queries.form_state(audit)
    consent = next(q for q in state.form.questions if q.key == "header.consent")
    assert audit.subject.kind == "observed_event"
    assert [label for _, label in state.form.options(consent)] == [
        "Yes, before the day", "Yes, on the day", "No", "No family was present",
    ]  # fmt: skip
    changes.save_section(
        by=cast.ines, audit=audit, answers=[Given("header.consent", 0, value="no")]
    )
    lacking = {(each.question, each.code) for each in queries.warnings(audit)}
    assert ("header.consent", "no_words") in lacking
