"""Practice in the browser: a try and its comparison, who is ready, and the talk after a training audit."""

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.actions.changes import conclude_moderation
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import Draft, Judged
from goldenthread.people.changes import set_authority
from goldenthread.people.models import Authority, Person
from goldenthread.programme.models import Practice, Round
from goldenthread.tools.practice import practice_case
from tests.cast import Cast
from tests.loop import SEEN, round_of, submitted
from tests.world import practice_of

pytestmark = pytest.mark.django_db


def as_(who: Person) -> Client:
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(who)
    return client


def page(who: Person, name: str, *args: str) -> str:
    answer = as_(who).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_practice_says_what_can_be_practised_and_since_when_one_is_ready(cast: Cast) -> None:
    assert "Not practised yet" in page(cast.ines, "programme:practice")
    practice_of(cast.ines)
    shown = page(cast.ines, "programme:practice")
    assert "Ready since" in shown and "13 of 13" in shown
    for where in ("home:home", "audits:index"):
        assert "Practise on an invented case" in page(cast.ines, where)


def test_practise_asks_for_every_grade_and_leads_to_the_comparison(cast: Cast) -> None:
    where = reverse("programme:practise", args=["core", "river"])
    assert "Breakfast" in page(cast.ines, "programme:practise", "core", "river").title()
    missing = as_(cast.ines).post(where, {"overall": "good"}).content.decode()
    assert "Select a grade: " in missing and "Error: " in missing
    invented = practice_case("river", "core")
    assert invented
    given = {key: each.grade for key, each in invented.references.items()} | {"risk": "outstanding"}
    shown = as_(cast.ines).post(where, given, follow=True).content.decode()
    assert "12 of 13" in shown and "1 grade higher" in shown and "Heritage is a code" in shown
    assert (
        as_(cast.ines).get(reverse("programme:practise", args=["core", "ash"])).status_code == 404
    )


def test_practised_is_a_404_to_others(cast: Cast) -> None:
    made = practice_of(cast.ines)
    assert "tried by Ines Vale" in page(cast.pat, "programme:practised", made.ref)
    assert as_(cast.tariq).get(reverse("programme:practised", args=[made.ref])).status_code == 404


def test_ready_says_who_may_be_given_audits(cast: Cast) -> None:
    practice_of(cast.ines)
    shown = page(cast.pat, "programme:ready")
    assert "since" in shown and "Nobody has to practise first" in shown
    settings = {
        "name": "Council", "title": "Audit", "colour": "#12436d", "seen": "1", "practice_first": "on",
        "feedback_worker": "reply", "feedback_manager": "reply", "discuss_days": "20",
        "hide_up_to": "5",
    }  # fmt: skip
    as_(cast.pat).post(reverse("people:settings"), settings)
    assert Authority.objects.get().practice_first
    assert "cannot be given audits with it" in page(cast.pat, "programme:ready")


def test_the_page_that_gives_audits_out_says_who_has_not_practised(cast: Cast) -> None:
    [audit] = round_of(cast, ["31"])
    set_authority(by=cast.pat, seen=1, practice_first=True)
    where = reverse("programme:reassign", args=[audit.round.ref]) + f"?case={audit.round_case.ref}"
    form = {"case": audit.round_case.ref, "auditor": cast.ed.ref, "why": "Away"}
    said = as_(cast.pat).post(where, form).content.decode()
    assert "has not practised with this tool" in said


def test_a_training_audit_is_talked_through_on_the_moderators_page(cast: Cast) -> None:
    [audit] = round_of(cast, ["31"], rate=100)
    Round.objects.update(is_training=True)
    audit = Audit.objects.get(pk=audit.pk)
    submitted(audit)
    told = Draft({"overall": Judged("good")}, SEEN, "Look at the father's part again.", "sound")
    conclude_moderation(by=cast.mo, audit=audit, version=0, draft=told)
    where = reverse("audits:moderation_result", args=[audit.ref])
    assert "Note the talk" not in as_(cast.ines).get(where).content.decode()
    date = {"talked_on-day": "1", "talked_on-month": "11", "talked_on-year": "2026"}
    assert "still has to be talked through" in as_(cast.mo).get(where).content.decode()
    late = as_(cast.mo).post(where, date | {"talked_on-year": "2036"}).content.decode()
    assert "must be today or in the past" in late
    shown = as_(cast.mo).post(where, date, follow=True).content.decode()
    assert "one to one, on 1 November 2026" in shown
    assert Practice.objects.count() == 0
