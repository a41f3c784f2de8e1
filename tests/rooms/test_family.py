"""What children, parents and carers say: an address that opens once, and what comes back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from goldenthread.audits.changes import (
    LinkClosed,
    NothingSaid,
    ReasonMissing,
    SafetyNotAgreed,
    answer_family_form,
    close_audit,
    end_family_link,
    make_family_link,
    save_source,
)
from goldenthread.audits.models import Audit, FamilyAnswer, FamilyLink
from goldenthread.audits.queries import family_answers, open_link, source
from goldenthread.figures.queries import heard, voices
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, Visitor
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.loop import moderated, round_of, shared, submitted

pytestmark = pytest.mark.django_db


def asked(by: Person, audit: Audit, kind: str = "child") -> tuple[FamilyLink, str]:
    return make_family_link(by=by, audit=audit, kind=kind, safe_agreed_by="Dana Pike")


def test_an_address_opens_once_and_its_secret_is_kept_nowhere(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    link, token = asked(cast.ines, audit)
    assert len(token) == 26 and token not in str(FamilyLink.objects.values())
    assert open_link(token) == link and open_link(token[:-1]) is None
    assert getattr(source(audit, "child"), "state", "") == "sought"
    answer_family_form(by=Visitor(link.ref), link=link, listened="yes", went_well="She came.")
    assert getattr(source(audit, "child"), "state", "") == "obtained"
    assert [str(a.went_well) for a in family_answers(audit)] == ["She came."]
    assert open_link(token) is None
    with pytest.raises(LinkClosed):
        answer_family_form(by=Visitor(link.ref), link=link, listened="no")
    assert "She came." not in str(list(Entry.objects.values()))


def test_nobody_is_asked_before_it_is_safe_or_by_others(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    with pytest.raises(SafetyNotAgreed):
        make_family_link(by=cast.ines, audit=audit, kind="child", safe_agreed_by=" ")
    for by, kind in ((cast.sunita, "child"), (cast.dana, "child"), (cast.ines, "worker")):
        with pytest.raises(NotAllowed):
            asked(by, audit, kind)


def test_an_address_ends_by_hand_by_time_and_with_the_audit(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    ended, by_hand = asked(cast.ines, audit)
    end_family_link(by=cast.pat, link=ended)
    old, by_time = make_family_link(
        by=cast.ines,
        audit=audit,
        kind="child",
        safe_agreed_by="D",
        until_on=today() - timedelta(days=1),
    )
    last, with_audit = asked(cast.ines, audit, "parent_carer")
    assert open_link(with_audit) == last
    close_audit(by=cast.pat, audit=shared(cast, audit))
    assert [open_link(token) for token in (by_hand, by_time, with_audit)] == [None] * 3
    with pytest.raises(LinkClosed):
        end_family_link(by=cast.pat, link=ended)
    assert old.until_on < today()


def test_an_empty_form_says_nothing_and_stays_open(cast: Cast) -> None:
    link, token = asked(cast.ines, round_of(cast, ["1"])[0])
    with pytest.raises(NothingSaid):
        answer_family_form(by=Visitor(link.ref), link=link, went_well="  ")
    assert open_link(token) == link


def test_nobody_edits_what_a_family_said(cast: Cast) -> None:
    link, _ = asked(cast.ines, round_of(cast, ["1"])[0])
    answer_family_form(by=Visitor(link.ref), link=link, listened="no")
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyAnswer.objects.update(listened="yes")
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyAnswer.objects.all().delete()


def test_not_appropriate_needs_its_reason(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    with pytest.raises(ReasonMissing) as refused:
        save_source(by=cast.ines, audit=audit, kind="child", version=1, state="unsuitable")
    assert str(refused.value) == "Say why it was not appropriate to ask them."


def test_the_childs_voice_and_what_families_told_are_two_figures(cast: Cast) -> None:
    audits = round_of(cast, ["1", "2", "3"], rate=100)
    states = (("obtained", ""), ("unsuitable", "Too young."), ("declined", "Did not want to."))
    for audit, (state, why) in zip(audits, states, strict=True):
        save_source(by=cast.ines, audit=audit, kind="child", version=1, state=state, why=why)
        submitted(audit)
    for audit in audits[:2]:
        moderated(cast, audit)
    link, _ = asked(cast.ines, audits[2], "parent_carer")
    answer_family_form(by=Visitor(link.ref), link=link, better="sometimes")
    found = voices(cast.pat, audits[0].round)
    assert (found.audits, found.moderated, found.told, found.by_form) == (3, 2, 2, 1)
    assert found.on_record == {"yes": 2, "partly": 0, "no": 0, "na": 0}
    child = next(each for each in heard(cast.pat, audits[0].round) if each.source == "child")
    assert (child.part, child.obtained, child.declined, child.unsuitable, child.unsaid) == (
        3,
        1,
        1,
        1,
        0,
    )
