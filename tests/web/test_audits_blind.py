"""A blind moderator, and whoever audits from outside: every address, asked for what it must not tell."""

import re
from collections.abc import Collection, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest import MonkeyPatch
from time_machine import TimeMachineFixture

from goldenthread.actions.models import Action
from goldenthread.audits.changes import add_evidence, record_finding
from goldenthread.audits.models import Audit, Judgement
from goldenthread.journal.changes import now
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.models import Round
from goldenthread.web.urls import TABLE
from tests.cast import OPERATOR, Cast, person
from tests.loop import act, moderated, round_of, submitted
from tests.rights.fuzz import read
from tests.web.test_strangers import PARAMETER
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|"csrf": "[^"]*"')
# What a search or a filter can be asked for.
QUERIES = {
    "home:search": ("q=20999",),
    "audits:index": ("case=20999", "grade=good", "grade=inadequate"),
    "figures:grades": ("by=round", "by=team&round=blind-round", "stage=final"),
    "figures:domains": ("round=blind-round",),
    "figures:moderation": ("round=blind-round",),
    "figures:coverage": ("round=blind-round",),
    "figures:voices": ("round=blind-round",),
    "figures:workbook_of_figures": (
        "table=round",
        "table=domain",
        "table=moderation&round=blind-round",
    ),
    "figures:trace": (
        "figure=grades%3Fstage%3Dauditor%26grade%3Dgood",
        "figure=grades%3Fgrade%3Dinadequate",
        "figure=concerns%3Fround%3Dblind-round",
    ),
    "actions:tracker": ("q=20999",),
}


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def addresses(world: World, audit: Audit | None = None) -> Iterator[tuple[str, str]]:
    """Every address, about this audit and its round wherever it can be; with what may be asked of it."""
    refs = dict(world.refs)
    if audit:
        action = Action.objects.filter(audit=audit).first()
        for key in [k for k in refs if k.startswith("audits") and k.endswith(" ref")]:
            refs[key] = audit.round.ref if refs[key] == world.round.ref else audit.ref
        refs |= {"programme ref": audit.round.ref, "reports:audit_document ref": audit.ref}
        refs |= {"actions ref": action.ref} if action else {}
    for room, pages in TABLE.items():
        for page, address in pages.items():
            values = {
                name: refs.get(f"{room}:{page} {name}", refs.get(f"{room} {name}"))
                for name in PARAMETER.findall(address)
            }
            where = reverse(f"{room}:{page}", kwargs=values)
            for query in ("", *QUERIES.get(f"{room}:{page}", ())):
                yield f"{room}:{page}?{query}", f"{where}?{query}" if query else where


def told(
    client: Client, world: World, audit: Audit, only: Collection[str] = ()
) -> dict[str, tuple[int, str]]:
    """What each address answers; of `only` some, where it is already known that the others are not there."""
    found = {}
    for name, where in addresses(world, audit):
        if only and name not in only:
            continue
        answer = client.get(where)
        found[name] = answer.status_code, CHANGING.sub("", read(answer))
    for page, sent in (("moderate", {"do": "confirm", "version": 0, "overall-grade": "good"}),):
        answer = client.post(reverse(f"audits:{page}", args=[audit.ref]), sent)
        found[f"POST {page}"] = answer.status_code, CHANGING.sub("", read(answer))
    return found


@pytest.fixture
def blind(cast: Cast) -> Audit:
    """An audit graded Good that waits in a blind round, with an action, evidence and a finding."""
    audit = round_of(cast, ["20999"], rate=100, title="Blind round")[0]
    Round.objects.filter(pk=audit.round_id).update(moderation_rule={"rate": 100, "blind": True})
    act(audit, "Update the plan")
    add_evidence(
        by=cast.ines, audit=audit, question="risk.grade", source="record", what="Visit note"
    )
    record_finding(by=cast.ines, audit=audit, section="risk", kind="strength", words="Seen alone.")
    return Audit.objects.get(pk=submitted(audit).pk)


def regrade(audit: Audit, grade: str) -> None:
    """As if the auditor had graded otherwise: past the guards, for this test alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column, where in (
            ("audits_judgement", "grade", "audit_id"), ("audits_standing", "grade", "audit_id"),
            ("audits_answer", "value", "audit_id"), ("programme_outcome", "grade", "round_case_id"),
        ):  # fmt: skip
            key = audit.round_case_id if where == "round_case_id" else audit.pk
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", [grade, key])
        cursor.execute(
            "UPDATE journal_words SET body = %s WHERE id IN (SELECT words_id FROM audits_judgement WHERE audit_id = %s)",
            [f"Because it is {grade}.", audit.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_blind_moderator_is_told_the_same_whatever_the_auditor_graded(
    cast: Cast, blind: Audit, time_machine: TimeMachineFixture, monkeypatch: MonkeyPatch
) -> None:
    """By no page, list, search, figure, export or refusal; they see figures besides, as a director does."""
    monkeypatch.setattr("goldenthread.people.kept.for_a_while", lambda key, make, is_many: make())
    time_machine.move_to(now(), tick=False)
    world, both = make_world(cast), person("Mel Finch", Role.MODERATOR, Role.DIRECTOR)
    client = as_(both)
    before = told(client, world, blind)
    assert before["audits:moderate?"][0] == before["figures:grades?by=round"][0] == 200
    assert before["audits:whole?"][0] == before["audits:audit?"][0] == 404
    regrade(blind, "inadequate")
    shown = {name for name, (status, _) in before.items() if status == 200}
    after = told(client, world, blind, only=shown)
    assert [name for name in after if before[name] != after[name]] == []
    assert len(after) > 30
    for name, (_, said) in after.items():
        assert "Because it is inadequate." not in said, name


def test_those_who_see_all_are_told_and_do_not_moderate_blind(cast: Cast, blind: Audit) -> None:
    give_role(by=OPERATOR, person=cast.pat, role=Role.MODERATOR)
    pat = as_(Person.objects.get(pk=cast.pat.pk))
    assert pat.get(reverse("audits:moderate", args=[blind.ref])).status_code == 404
    assert pat.get(reverse("audits:whole", args=[blind.ref])).status_code == 200


def test_blind_reading_leaves_out_grades_and_their_reasons(cast: Cast, blind: Audit) -> None:
    mo = as_(cast.mo)
    page = mo.get(reverse("audits:blind_reading", args=[blind.ref])).text
    assert "Visit note" in page and "Seen alone." in page and "Why risk.grade" not in page
    for other in (cast.pat, cast.ines, cast.stranger, cast.tariq):
        assert as_(other).get(reverse("audits:blind_reading", args=[blind.ref])).status_code == 404


def test_moderate_blind_asks_for_the_overall_reason_and_then_shows_both(
    cast: Cast, blind: Audit
) -> None:
    mo, where = as_(cast.mo), reverse("audits:moderate", args=[blind.ref])
    assert "Update the plan" not in mo.get(where).text
    views = {"view-child": "yes", "view-parents": "na", "view-carers": "na", "quality": "sound"}
    said = {"do": "confirm", "version": 0, "overall-grade": "good", **views}
    assert "Enter why you give this grade" in mo.post(where, said).text
    mo.post(where, {**said, "overall-why": "Both parents were seen."})
    given = Judgement.objects.filter(audit=blind, stage="moderator")
    assert list(given.values_list("section", "grade")) == [("overall", "good")]
    assert mo.get(reverse("audits:whole", args=[blind.ref])).status_code == 200
    assert (
        "Both grades stay on record"
        in mo.get(reverse("audits:moderation_result", args=[blind.ref])).text
    )


def test_an_external_auditor_is_told_of_nobody_else_who_audits(cast: Cast) -> None:
    """Ed has an audit in a round of Ines's; no address, list or file names another auditor to him."""
    world = make_world(cast)
    mine = round_of(cast, ["20998"], rate=100, auditor=cast.ed, title="Ed has one")[0]
    moderated(cast, submitted(mine))
    writing = round_of(cast, ["20997"], auditor=cast.ed, title="Ed has another")[0]
    ed, seen = as_(cast.ed), 0
    done = [
        (page, reverse(f"audits:{page}", args=[mine.ref]))
        for page in ("audit", "whole", "moderation_result", "conversations")
    ]
    for name, where in (*addresses(world, writing), *done):
        answer = ed.get(where)
        seen += answer.status_code == 200
        for other in ("Ines Vale", "Sunita Reed", "Gwen Past", cast.ines.ref, cast.sunita.ref):
            assert other not in read(answer), (name, other)
    assert seen > 20
