"""Contacts, carers, homes and other subjects: each kind from its own list to a form in its own words."""

import datetime as dt
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import open_round
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import form_state
from goldenthread.cases import queries
from goldenthread.cases.models import CaseListDraft
from goldenthread.jobs.reading import read_draft
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.queries import vocabulary
from goldenthread.programme.changes import (
    ToolDoesNotFit,
    assign,
    create_quick_round,
    name_person,
    plan_round,
    select_cases,
)
from goldenthread.programme.models import Round
from goldenthread.programme.queries import committed_seed, lists_for, pasted, recognised
from goldenthread.programme.queries import round_cases as cases_of
from goldenthread.reports.build import audit_record
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.tools.queries import form, newest_version
from goldenthread.writers import html
from tests.cast import Cast
from tests.rooms.other_subjects import KINDS, listed, table, tool_about

pytestmark = pytest.mark.django_db


def as_(who: Person) -> Client:
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(who)
    return client


def get(who: Person, page: str, *args: str) -> str:
    return as_(who).get(reverse(page, args=args)).content.decode()


def begun(cast: Cast, folder: Path, kind: str, **more: Any) -> Round:
    """A round of a kind of subject, begun on the page that a QA lead begins it on."""
    case_list = listed(cast.pat, folder, kind, **more)
    if kind != "contact":
        tool_about(cast.pat, kind)
    said = {"title": f"About {kind}", "case_list": case_list.ref}
    if SUBJECTS[kind].is_restricted:
        said |= {"is_restricted": "on", "restricted_why": "About named adults."}
    answer = as_(cast.pat).post(reverse("programme:selected"), said)
    assert answer.status_code == 302, answer.content.decode()
    return Round.objects.get(title=f"About {kind}")


def opened(cast: Cast, round: Round) -> list[Audit]:
    """The round with two subjects drawn from its list, given to Ines and opened."""
    sample = {"way": "typed", "quotas": {_type(round): 2}}
    round.design = {**round.design, **sample}
    round.save()
    select_cases(by=cast.pat, round=round, seed=committed_seed(round))
    if round.is_restricted:
        name_person(by=cast.pat, round=round, person=cast.ines, why="Audits in it.")
    for case in cases_of(round):
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    return open_round(by=cast.pat, round=round)


def _type(round: Round) -> str:
    assert round.case_list
    return str(round.case_list.entries.values_list("case_type__code", flat=True)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_goes_from_its_list_to_a_form_and_a_record_in_its_words(
    cast: Cast, tmp_path: Path, kind: str
) -> None:
    round = begun(cast, tmp_path, kind)
    assert form(round.tool_version).subject == kind
    assert "4 cases" in get(cast.pat, "programme:set_up_cases", round.ref)
    audits = opened(cast, round)
    audit = Audit.objects.select_related("subject", "header").get(pk=audits[0].pk)
    assert len(audits) == 2 and audit.subject.kind == kind
    called = vocabulary().called(audit.subject)
    shown = unescape(get(cast.ines, "audits:audit", audit.ref))
    record = unescape(html.page(audit_record(audit)).decode()).replace("’", "'")
    assert called in shown and called in record
    known = queries.particulars(kind, audit.header.particulars)
    assert known
    for each in known:
        assert f"{each.label}: {each.text}" in shown
        assert each.text in record
    assert f"Audit record for {SUBJECTS[kind].file}" in record
    # What the list says is not asked again.
    answers = form_state(audit).answers
    header = [key for key in SUBJECTS[kind].header if key != "header.consent"]
    assert set(answers) == set(header)


def test_a_contact_about_many_children_is_one_audit_and_counted_once(
    cast: Cast, tmp_path: Path
) -> None:
    round = begun(cast, tmp_path, "contact", children=3)
    assert round.case_list and round.case_list.entries.count() == 4
    audits = opened(cast, round)
    shown = get(cast.ines, "audits:audit", audits[0].ref)
    numbers = queries.children(audits[0].header.particulars)
    assert len(numbers) == 3 and f"Children: 3: {', '.join(numbers)}" in shown
    assert form_state(audits[0]).answer("header.children").value == "3"
    Audit.objects.filter(round=round).update(
        state="submitted", submitted_at=dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    )
    page = as_(cast.pat).get(reverse("figures:coverage"), {"round": round.code}).content.decode()
    assert "2 of 4" in page and "of the contacts and referrals on the list of" in page
    assert "each counted once however many children it is about (their lists name 6)" in page


def test_a_tool_about_something_else_does_not_fit_the_list(cast: Cast, tmp_path: Path) -> None:
    round = begun(cast, tmp_path, "foster_carer")
    offered = get(cast.pat, "programme:set_up_tool", round.ref)
    core = newest_version("core")
    assert core and core.ref not in offered
    with pytest.raises(ToolDoesNotFit, match="is about cases, and the round takes its cases from"):
        plan_round(by=cast.pat, round=round, seen=round.version, tool_version=core)


def test_a_list_without_a_tool_about_it_is_said_beside_the_field(
    cast: Cast, tmp_path: Path
) -> None:
    case_list = listed(cast.pat, tmp_path, "childrens_home")
    said = {"title": "Homes", "case_list": case_list.ref}
    page = as_(cast.pat).post(reverse("programme:selected"), said).content.decode()
    assert "There is no published tool about children&#39;s homes. Publish one first." in page


def test_referrals_of_named_adults_are_seen_by_whoever_loaded_them_alone(
    cast: Cast, tmp_path: Path
) -> None:
    case_list = listed(cast.pat, tmp_path, "lado_referral")
    assert "LA1" in get(cast.pat, "cases:case_list", case_list.ref)
    where = reverse("cases:case_list", args=[case_list.ref])
    assert as_(cast.olive).get(where).status_code == 404
    assert case_list.ref not in get(cast.olive, "programme:selected")
    assert lists_for(cast.olive, "lado_referral") == []
    said = {"title": "Referrals", "case_list": case_list.ref}
    page = as_(cast.pat).post(reverse("programme:selected"), said).content.decode()
    assert "is about a named adult: tick this, and say why, to go on." in page


def test_numbers_pasted_are_looked_up_in_the_list_of_what_the_tool_audits(
    cast: Cast, tmp_path: Path
) -> None:
    listed(cast.pat, tmp_path, "foster_carer")
    tool = newest_version("foster_carer")
    assert tool
    read = recognised(
        pasted("FO1, X9"), lists_for(cast.pat, "foster_carer"), vocabulary(), "foster_carer"
    )
    round = create_quick_round(
        by=cast.pat, title="Carers", mode="record", tool_version=tool, period_from=today(),
        period_to=today(), due_on=today(), moderation_rule={"rate": 0}, cases=read.cases, auditors={},
    )  # fmt: skip
    kinds = {(c.subject.number, c.subject.kind, c.came) for c in cases_of(round)}
    assert kinds == {("FO1", "foster_carer", "named"), ("X9", "foster_carer", "typed")}
    assert "Foster carer X9" not in get(cast.pat, "programme:round", round.ref)


def test_upload_of_another_kind_asks_for_its_columns_and_keeps_the_matching(cast: Cast) -> None:
    client, content = as_(cast.pat), table("contact", size=2, children=2).encode()
    for is_known in (False, True):
        sent = {
            "kind": "contact", "case_files": [SimpleUploadedFile("c.csv", content)],
            "taken_on-day": 2, "taken_on-month": 3 + is_known, "taken_on-year": 2026,
        }  # fmt: skip
        where = client.post(reverse("cases:new_case_list"), sent).url  # type: ignore[attr-defined]
        draft = CaseListDraft.objects.latest("id")
        read_draft(draft.ref)
        page = client.get(where, follow=True).content.decode()
        assert "Contact or referral number" in page and "Rows with the same number are one" in page
        assert ("We recognised this" in page) is is_known
        held = queries.matching(CaseListDraft.objects.get(pk=draft.pk))
        assert held
        client.post(
            reverse("cases:match_columns", args=[draft.ref]),
            {"name": "Contacts", "sheet": held.sheet.sheet, "typed_in": "type", **held.columns},
        )
        read_draft(draft.ref)
        report = client.get(where, follow=True).content.decode()
        assert "Contacts and referrals" in report and "List of contacts and referrals" in report
        client.post(where, {"decision": "use"})
    made = queries.current_case_list("contact")
    assert made and made.entries.count() == 2 and queries.current_case_list() is None
