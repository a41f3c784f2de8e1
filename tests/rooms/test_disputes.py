"""After moderation: the auditor answers, the service disputes, somebody else decides."""

import pytest

from goldenthread.audits.changes import (
    DisputeDecided,
    DisputeOpen,
    NothingChanged,
    UndoTooLate,
    WordsMissing,
    answer_moderator,
    close_audit,
    decide_dispute,
    raise_dispute,
    rebuild_standing,
    share_feedback,
    undo_share,
)
from goldenthread.audits.models import Audit, Dispute, Judgement, Standing
from goldenthread.audits.queries import (
    Judged,
    disputes_to_decide,
    may_dispute,
    moderations_to_read,
    visible_moderation,
)
from goldenthread.figures.queries import moderation
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.models import Outcome
from tests.cast import OPERATOR, Cast, person
from tests.loop import moderated, round_of, shared, submitted

pytestmark = pytest.mark.django_db


def disputed(cast: Cast, rate: int = 100) -> Dispute:
    audit = round_of(cast, ["1"], rate=rate)[0]
    submitted(audit)
    if rate:
        moderated(cast, audit)
    share_feedback(by=cast.pat, audit=audit)
    return raise_dispute(by=cast.tariq, audit=audit, why="The father was seen in May.")


def another_moderator() -> Person:
    return person("Mel Finch", Role.MODERATOR)


def standing(audit: Audit) -> dict[str, str]:
    rows = Standing.objects.filter(audit=audit, stage="moderator")
    return dict(rows.values_list("section", "grade"))


def test_the_manager_disputes_once_and_nobody_else_does(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    who = {
        name
        for name in ("tariq", "sam", "sunita", "dana", "ines", "pat", "mo")
        if may_dispute(getattr(cast, name), audit)
    }
    assert who == {"tariq", "sam"}
    with pytest.raises(WordsMissing):
        raise_dispute(by=cast.tariq, audit=audit, why=" ")
    raise_dispute(by=cast.tariq, audit=audit, why="It was seen.")
    for refused in (cast.tariq, cast.dana):
        with pytest.raises(NotAllowed):
            raise_dispute(by=refused, audit=audit, why="Again.")
    with pytest.raises(UndoTooLate):
        undo_share(by=cast.pat, audit=audit)


def test_whoever_had_a_part_in_it_does_not_decide(cast: Cast) -> None:
    held = disputed(cast)
    for one in (cast.ines, cast.tariq, cast.dana):
        give_role(by=OPERATOR, person=one, role=Role.MODERATOR)
        assert not disputes_to_decide(Person.objects.get(pk=one.pk)).exists()
    for one in (cast.mo, cast.pat, cast.ines, cast.tariq):  # Mo moderated it
        with pytest.raises(OwnWork):
            decide_dispute(by=Person.objects.get(pk=one.pk), dispute=held, why="No.")
    assert list(disputes_to_decide(another_moderator())) == [held]


def test_the_grades_stand_with_a_reason(cast: Cast) -> None:
    held, by = disputed(cast), another_moderator()
    with pytest.raises(DisputeOpen):
        close_audit(by=cast.pat, audit=held.audit)
    with pytest.raises(WordsMissing):
        decide_dispute(by=by, dispute=held, why="")
    decide_dispute(by=by, dispute=held, why="The visit was of another child.")
    assert Judgement.objects.filter(audit=held.audit, stage="moderator").count() == 2
    with pytest.raises(DisputeDecided):
        decide_dispute(by=by, dispute=held, why="Again.")
    close_audit(by=cast.pat, audit=held.audit)


@pytest.mark.parametrize("rate", [100, 0], ids=["moderated", "not moderated"])
def test_changed_grades_are_further_judgements_beside_the_earlier_ones(
    cast: Cast, rate: int
) -> None:
    held, by = disputed(cast, rate), another_moderator()
    with pytest.raises(NothingChanged):
        decide_dispute(by=by, dispute=held, why="So.", grades={"overall": Judged("good")})
    decide_dispute(by=by, dispute=held, why="He was.", grades={"overall": Judged("outstanding")})
    held.audit.refresh_from_db()
    assert standing(held.audit) == {"risk": "good", "overall": "outstanding"}
    assert rebuild_standing(by=cast.pat, audit=held.audit) == 0
    assert Judgement.objects.filter(audit=held.audit, stage="auditor", grade="good").count() == 2
    assert Outcome.objects.get(round_case=held.audit.round_case).grade == "outstanding"
    assert moderation(cast.pat, held.audit.round).moved(1) == 1


def test_the_auditor_reads_and_answers_once(cast: Cast) -> None:
    audit = moderated(cast, submitted(round_of(cast, ["1"], rate=100)[0]))
    assert [m.audit for m in moderations_to_read(cast.ines)] == [audit]
    held = visible_moderation(cast.ines, audit.ref)
    assert held is not None
    for nobody in (cast.mo, cast.pat, cast.sunita):
        with pytest.raises(NotAllowed):
            answer_moderator(by=nobody, moderation=held)
    answer_moderator(by=cast.ines, moderation=held, text="Thank you.")
    assert not moderations_to_read(cast.ines).exists()
    again = visible_moderation(cast.mo, audit.ref)
    assert again is not None and str(again.auditor_answer.words) == "Thank you."
    with pytest.raises(NotAllowed):
        answer_moderator(by=cast.ines, moderation=again)
