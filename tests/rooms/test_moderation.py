"""Moderation: both grades are kept, and nobody moderates their own work."""

import pytest

from goldenthread.actions.changes import conclude_moderation, submit_audit
from goldenthread.audits.changes import (
    ModerationConflict,
    ModerationNotComplete,
    NoteMissing,
    NotWaiting,
    add_worked,
    assign_auditor,
    hand_back,
    rebuild_standing,
    return_audit,
    save_answer,
    save_moderation,
    send_to_moderation,
)
from goldenthread.audits.models import Audit, Judgement, Standing
from goldenthread.audits.queries import (
    Draft,
    Judged,
    all_waiting,
    audit_to_moderate,
    audits_to_moderate,
    draft_of,
    is_provisional,
    moderation_now,
    moderation_rows,
    others_to_moderate,
    pattern,
    return_note,
    submitted_keys,
)
from goldenthread.config import home
from goldenthread.method.moderation import PURPOSE
from goldenthread.method.numbers import lowest
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role, link_practitioner
from goldenthread.people.roles import Role
from goldenthread.programme.models import Outcome
from tests.cast import OPERATOR, Cast
from tests.loop import SEEN, act, act_as_moderator, answered, moderated, round_of, submitted
from tests.rooms.audit_round import open_with

pytestmark = pytest.mark.django_db
DOWN = Draft(
    {"overall": Judged("requires_improvement", "The father was left out.")},
    SEEN,
    "Clear reasons.",
    "sound",
)
AGREED = Draft({"overall": Judged("good")}, SEEN, "", "sound")


def grades(audit: Audit, stage: str) -> dict[str, str]:
    return dict(Standing.objects.filter(audit=audit, stage=stage).values_list("section", "grade"))


def test_agreeing_writes_the_same_grades_as_the_moderators(cast: Cast) -> None:
    audit = moderated(cast, submitted(round_of(cast, ["20321"], rate=100)[0]))
    audit.refresh_from_db()
    assert (
        grades(audit, "moderator")
        == grades(audit, "auditor")
        == {"risk": "good", "overall": "good"}
    )
    assert (audit.state, audit.moderator, is_provisional(audit)) == ("moderated", cast.mo, False)


def test_a_changed_grade_keeps_both_and_writes_the_outcome_down(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    act_as_moderator(cast, audit)
    conclude_moderation(by=cast.mo, audit=audit, version=0, draft=DOWN)
    assert grades(audit, "auditor")["overall"] == "good"
    assert grades(audit, "moderator")["overall"] == "requires_improvement"
    outcome = Outcome.objects.get(round_case=audit.round_case)
    assert (outcome.grade, outcome.stage, outcome.auditor) == (
        "requires_improvement",
        "moderator",
        cast.ines,
    )
    assert pattern(audit.round, cast.mo).down == 1
    assert rebuild_standing(by=cast.pat, audit=audit) == 0


def test_a_change_without_its_reason_or_the_views_is_not_confirmed(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    draft = Draft({"risk": Judged("outstanding"), "overall": Judged("")}, {"child": "yes"})
    with pytest.raises(ModerationNotComplete) as refused:
        conclude_moderation(by=cast.mo, audit=audit, version=0, draft=draft)
    found = {(gap.what, gap.where) for gap in refused.value.gaps}
    assert found == {
        ("why", "risk"), ("grade", "overall"), ("quality", ""), ("view", "parents"), ("view", "carers"),
    }  # fmt: skip
    assert not Judgement.objects.filter(stage="moderator").exists()


def test_a_grade_is_provisional_only_while_moderation_is_due(cast: Cast) -> None:
    due, free = (
        submitted(round_of(cast, ["1"], rate=100)[0]),
        submitted(round_of(cast, ["2"], title="B")[0]),
    )
    assert (is_provisional(due), is_provisional(free)) == (True, False)


def test_the_queue_has_only_what_is_due_the_longest_waiting_first(cast: Cast) -> None:
    later, first = round_of(cast, ["1", "2"], rate=100)
    free = round_of(cast, ["3"], title="No moderation")[0]
    for audit in (first, later, free):
        submitted(audit)
    assert [a.ref for a in audits_to_moderate(cast.mo)] == [first.ref, later.ref]
    assert [a.ref for a in others_to_moderate(cast.mo)] == [free.ref]
    for person, waiting in (
        (cast.mo, audits_to_moderate),
        (cast.pat, all_waiting),
        (cast.ed, all_waiting),
    ):
        found = waiting(person), others_to_moderate(person)
        assert submitted_keys(person) == tuple([a.pk for a in audits] for audits in found)
    assert submitted_keys(cast.mo) == submitted_keys(cast.pat) == ([first.pk, later.pk], [free.pk])
    send_to_moderation(by=cast.pat, audit=free)
    assert [a.ref for a in audits_to_moderate(cast.mo)] == [first.ref, later.ref, free.ref]


@pytest.mark.parametrize("who", ["ines", "tariq", "sam", "dana"])
def test_nobody_moderates_their_own_work(cast: Cast, who: str) -> None:
    """The auditor, the manager of the case's team, the manager above, the worker: moderators or not."""
    person = getattr(cast, who)
    give_role(by=OPERATOR, person=person, role=Role.MODERATOR)
    person = type(person).objects.get(pk=person.pk)
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    assert audit_to_moderate(person, audit.ref) is None
    for attempt in (
        lambda: save_moderation(by=person, audit=audit, version=0, draft=AGREED),
        lambda: conclude_moderation(by=person, audit=audit, version=0, draft=AGREED),
        lambda: return_audit(by=person, audit=audit, note="Look again"),
    ):
        with pytest.raises(OwnWork):
            attempt()


def test_whoever_handed_the_case_back_does_not_moderate_it(cast: Cast) -> None:
    give_role(by=OPERATOR, person=cast.mo, role=Role.AUDITOR)
    mo = type(cast.mo).objects.get(pk=cast.mo.pk)
    audit = round_of(cast, ["20321"], rate=100, auditor=mo)[0]
    hand_back(by=mo, audit=audit, why="I know this family")
    audit.refresh_from_db()
    assign_auditor(by=cast.pat, audit=audit, auditor=cast.ines)
    audit.refresh_from_db()
    with pytest.raises(OwnWork):
        return_audit(by=mo, audit=submitted(audit), note="Look again")


def test_somebody_without_the_role_may_not_moderate(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    with pytest.raises(NotAllowed):
        conclude_moderation(by=cast.pat, audit=audit, version=0, draft=AGREED)


def test_a_returned_audit_keeps_both_attempts(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    return_audit(by=cast.mo, audit=audit, note="Say what you saw of the father.")
    assert (audit.state, audit.attempt) == ("returned", 2)
    assert return_note(audit) == "Say what you saw of the father."
    answered_again(audit)
    audit.refresh_from_db()
    rows = Judgement.objects.filter(audit=audit, section="overall").values_list("attempt", "grade")
    assert sorted(rows) == [(1, "good"), (2, "requires_improvement")]
    assert grades(audit, "auditor")["overall"] == "requires_improvement"
    assert [a.ref for a in audits_to_moderate(cast.mo)] == [audit.ref]


def answered_again(audit: Audit) -> None:
    by = audit.auditor
    assert by
    save_answer(
        by=by, audit=audit, question="overall.grade", version=1, value="requires_improvement"
    )
    act(audit)
    submit_audit(by=by, audit=audit, warnings_why="As before.")


def test_returning_needs_a_note_and_an_audit_that_waits(cast: Cast) -> None:
    audit, unready = round_of(cast, ["1", "2"], rate=100)
    with pytest.raises(NoteMissing):
        return_audit(by=cast.mo, audit=submitted(audit), note=" ")
    with pytest.raises(NotWaiting):
        return_audit(by=cast.mo, audit=answered(unready), note="Look again")


def test_a_draft_is_kept_and_an_older_page_does_not_overwrite_it(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    save_moderation(by=cast.mo, audit=audit, version=0, draft=DOWN)
    kept = moderation_now(audit)
    assert kept and draft_of(kept) == DOWN
    with pytest.raises(ModerationConflict) as conflict:
        save_moderation(by=cast.mo, audit=audit, version=0, draft=AGREED)
    assert (conflict.value.yours, conflict.value.theirs, conflict.value.version) == (
        AGREED,
        DOWN,
        1,
    )


def test_sections_with_words_or_below_the_standard_come_first(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0], risk="inadequate")
    rows = {row.section.key: row for row in moderation_rows(audit, Draft())}
    assert (rows["risk"].is_first, rows["plans"].is_first) == (True, False)
    assert rows["risk"].evidence.startswith("Why risk.grade")


def test_a_worker_named_by_the_auditor_does_not_moderate(cast: Cast) -> None:
    audit = round_of(cast, ["20321"], rate=100)[0]
    row = add_worked(by=cast.ines, audit=audit, name="Moses Lark", role="supervisor")
    link_practitioner(by=OPERATOR, practitioner=row.practitioner, person=cast.mo)
    assert audit_to_moderate(cast.mo, submitted(audit).ref) is None


def due_of(audits: list[Audit]) -> list[str]:
    return [Audit.objects.get(id=audit.id).moderation_due for audit in audits]


def test_a_new_auditors_first_audit_is_due_and_not_their_next(cast: Cast) -> None:
    audits = open_with(cast, cast.ines, cast.ines, cast.ed, grades=("outstanding",), firsts=1)
    for audit, grade in zip(audits, ("good", "good", "outstanding"), strict=True):
        submitted(audit, grade)
    assert due_of(audits) == ["first", "", "grade"]


def test_the_first_so_many_audits_are_due(cast: Cast) -> None:
    audits = open_with(cast, cast.ines, cast.ines, cast.ines, firsts=2)
    for audit in audits:
        submitted(audit)
    assert due_of(audits) == ["first", "first", ""]


def test_a_first_audit_that_was_returned_is_still_a_first(cast: Cast) -> None:
    (audit,) = open_with(cast, cast.ines, firsts=1)
    submitted(audit)
    return_audit(by=cast.mo, audit=Audit.objects.get(id=audit.id), note="Look again")
    submit_audit(by=cast.ines, audit=Audit.objects.get(id=audit.id), warnings_why="All there is")
    assert due_of([audit]) == ["first"]


def test_the_rate_is_drawn_by_the_library_exactly_and_by_a_secret_of_the_home(cast: Cast) -> None:
    audits = open_with(cast, *[cast.ines] * 7, rate=20)
    drawn = {audit.ref for audit in audits if due_of([audit]) == ["rate"]}
    seed = f"{home.key('moderation_key')}|{audits[0].round.ref}"
    assert drawn == lowest([audit.ref for audit in audits], 2, seed, PURPOSE)
