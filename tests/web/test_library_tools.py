"""Every tool that comes with the product is shown, filled and handed in."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits import changes, queries
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
