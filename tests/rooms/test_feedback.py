"""Feedback: released, answered, discussed, recorded on file; then the audit is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import submit_audit
from goldenthread.audits.changes import (
    AuditClosed,
    DateInFuture,
    NotReadyToShare,
    NotShared,
    ReplyMissing,
    StrengthMissing,
    UndoTooLate,
    WordsMissing,
    add_worked,
    answer_feedback,
    close_audit,
    mark_recorded_on_file,
    note_discussion,
    reply_to_response,
    share_feedback,
    undo_share,
)
from goldenthread.audits.queries import (
    corrections,
    discussion_due_on,
    discussions,
    discussions_late,
    feedback,
    feedback_for,
    feedback_to_answer,
    is_about,
    may_answer,
    releasable,
    responses_to_reply,
    sheet,
    visible_audit,
)
from goldenthread.journal.changes import now, today
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role, link_practitioner, set_authority
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.people.roles import Role
from goldenthread.programme.models import Outcome
from goldenthread.reports import build
from tests.cast import OPERATOR, Cast
from tests.loop import act, answered, dana, moderated, round_of, shared, submitted

pytestmark = pytest.mark.django_db


def test_feedback_is_released_once_moderation_is_concluded_or_not_due(cast: Cast) -> None:
    due, free = (
        submitted(round_of(cast, ["1"], rate=100)[0]),
        submitted(round_of(cast, ["2"], title="B")[0]),
    )
    assert [a.ref for a in releasable(cast.pat)] == [free.ref]
    with pytest.raises(NotReadyToShare):
        share_feedback(by=cast.pat, audit=due)
    moderated(cast, due)
    share_feedback(by=cast.pat, audit=due)
    share_feedback(by=cast.pat, audit=free)
    assert {a.ref for a in feedback_for(cast.dana)} == {due.ref, free.ref}


def test_before_release_nobody_but_the_audit_teams_knows(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    assert [
        feedback(getattr(cast, who), audit.ref) for who in ("dana", "tariq", "ines", "pat")
    ] == [None] * 4


def test_who_reads_released_feedback(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    assert all(
        feedback(getattr(cast, who), audit.ref)
        for who in ("dana", "tariq", "sam", "ines", "pat", "olive")
    )
    blind = [
        who
        for who in ("sunita", "ed", "gone", "mo", "dee", "ira", "ada", "stranger")
        if feedback(getattr(cast, who), audit.ref)
    ]
    assert blind == []


def test_a_release_can_be_undone_for_ten_minutes(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    undo_share(by=cast.pat, audit=audit)
    assert (audit.state, feedback(cast.dana, audit.ref)) == ("submitted", None)
    share_feedback(by=cast.pat, audit=audit)
    time_machine.move_to(now() + timedelta(minutes=11))
    with pytest.raises(UndoTooLate):
        undo_share(by=cast.pat, audit=audit)


def test_a_release_that_was_answered_cannot_be_undone(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    answer_feedback(by=cast.tariq, audit=audit, kind="read")
    with pytest.raises(UndoTooLate):
        undo_share(by=cast.pat, audit=audit)


def test_the_sheet_opens_with_strengths_and_shows_both_grades(cast: Cast) -> None:
    audit = moderated(
        cast, submitted(round_of(cast, ["1"], rate=100)[0]), "outstanding", "More than expected."
    )
    found = sheet(audit)
    assert found.strengths == ["You saw Child A alone at each visit."]
    overall = found.grades[-1]
    assert (overall.auditor, overall.moderated, found.is_moderated) == ("good", "outstanding", True)


def test_feedback_needs_a_strength_or_the_reason_why_there_is_none(cast: Cast) -> None:
    audit = answered(round_of(cast, ["20388"])[0])
    submit_audit(by=cast.ines, audit=audit, warnings_why="The record was all there was to see.")
    with pytest.raises(StrengthMissing) as missing:
        share_feedback(by=cast.pat, audit=audit, no_strength_why=" ")
    assert missing.value.number == "20388"
    share_feedback(by=cast.pat, audit=audit, no_strength_why="The case was open for two days.")
    assert sheet(audit).no_strength_why == "The case was open for two days."
    assert "The case was open for two days." in str(build.feedback_sheet(audit))


def test_a_reason_is_not_kept_where_a_strength_stands(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    share_feedback(by=cast.pat, audit=audit, no_strength_why="Left over.")
    assert (audit.no_strength_why, sheet(audit).no_strength_why) == (None, "")


def test_a_closed_audit_is_not_answered(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    assert may_answer(cast.dana, audit)
    close_audit(by=cast.pat, audit=audit)
    with pytest.raises(AuditClosed):
        answer_feedback(by=cast.dana, audit=audit, kind="read")
    assert not may_answer(cast.dana, audit)


def test_the_workers_answer_acknowledges_the_feedback(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    answer_feedback(by=cast.tariq, audit=audit, kind="read")
    assert audit.state == "shared"
    answer_feedback(by=cast.dana, audit=audit, kind="talk")
    assert (audit.state, audit.acknowledged_by) == ("acknowledged", cast.dana.ref)


def test_a_managers_answer_acknowledges_where_no_worker_can_sign_in(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    link_practitioner(by=OPERATOR, practitioner=dana(), person=None)
    answer_feedback(by=cast.tariq, audit=audit, kind="read")
    assert audit.state == "acknowledged"


@pytest.mark.parametrize("who", ["pat", "ines", "sunita", "stranger"])
def test_only_the_worker_and_their_managers_answer(cast: Cast, who: str) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    with pytest.raises(NotAllowed):
        answer_feedback(by=getattr(cast, who), audit=audit, kind="read")


def test_what_is_factually_wrong_waits_for_a_reply_and_holds_the_audit_open(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    with pytest.raises(WordsMissing):
        answer_feedback(by=cast.dana, audit=audit, kind="wrong")
    response = answer_feedback(
        by=cast.dana, audit=audit, kind="wrong", text="I did visit on 3 May."
    )
    assert [list(responses_to_reply(getattr(cast, who))) for who in ("pat", "ines", "tariq")] == [
        [response],
        [response],
        [],
    ]
    with pytest.raises(ReplyMissing):
        close_audit(by=cast.pat, audit=audit)
    with pytest.raises(WordsMissing):
        reply_to_response(by=cast.ines, response=response, text="Right.", decision="corrected")
    reply_to_response(
        by=cast.ines, response=response, text="You are right.", decision="corrected",
        correction="There was a visit on 3 May.",
    )  # fmt: skip
    assert [str(c.correction) for c in corrections(audit)] == ["There was a visit on 3 May."]
    assert "There was a visit on 3 May." in str(build.feedback_sheet(audit))
    assert sheet(audit).strengths == ["You saw Child A alone at each visit."]
    assert not responses_to_reply(cast.pat).exists()
    close_audit(by=cast.pat, audit=audit)


def test_nobody_replies_to_their_own_answer(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    response = answer_feedback(by=cast.dana, audit=audit, kind="wrong", text="I did visit.")
    give_role(by=OPERATOR, person=cast.dana, role=Role.QA_LEAD)
    with pytest.raises(OwnWork):
        reply_to_response(
            by=Person.objects.get(pk=cast.dana.pk), response=response, text="Yes", decision="stands"
        )


def test_closing_writes_the_final_grade_down_and_nobody_closes_their_own_audit(cast: Cast) -> None:
    give_role(by=OPERATOR, person=cast.ines, role=Role.QA_LEAD)
    audit = shared(cast, round_of(cast, ["1"])[0])
    with pytest.raises(OwnWork):
        close_audit(by=Person.objects.get(pk=cast.ines.pk), audit=audit)
    close_audit(by=cast.pat, audit=audit)
    outcome = Outcome.objects.get(round_case=audit.round_case)
    assert (audit.state, outcome.grade, outcome.stage) == ("closed", "good", "final")


def test_an_audit_is_not_closed_before_its_feedback_is_released(cast: Cast) -> None:
    with pytest.raises(NotShared):
        close_audit(by=cast.pat, audit=submitted(round_of(cast, ["1"])[0]))


def test_the_talk_is_noted_with_the_workers_own_view(cast: Cast) -> None:
    audit = shared(cast, round_of(cast, ["1"])[0])
    talk = {"audit": audit, "present": "Dana and Tariq", "worker_view": "Fair.", "on": today()}
    note_discussion(by=cast.tariq, **talk)
    note_discussion(by=cast.ines, is_supervision=False, **talk)
    mark_recorded_on_file(by=cast.pat, audit=audit, on=today() - timedelta(days=1))
    audit.refresh_from_db()
    assert (audit.discussed_on, audit.recorded_on_file_on) == (today(), today() - timedelta(days=1))
    assert [str(d.worker_view) for d in discussions(audit)] == ["Fair.", "Fair."]
    for fault, refused in (
        ({"on": today() + timedelta(days=1)}, DateInFuture),
        ({"present": " "}, WordsMissing),
    ):
        with pytest.raises(refused):
            note_discussion(by=cast.tariq, **(talk | fault))
    for nobody in (cast.sunita, cast.dana, cast.mo):
        with pytest.raises(NotAllowed):
            note_discussion(by=nobody, **talk)


@pytest.fixture
def monday(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """The second of March 2026, before there was anybody."""
    time_machine.move_to(datetime(2026, 3, 2, 10, tzinfo=UTC), tick=False)
    return time_machine


def test_a_talk_that_is_not_held_in_time_is_chased(monday: TimeMachineFixture, cast: Cast) -> None:
    time_machine = monday
    early, late = round_of(cast, ["1", "2"])
    shared(cast, early)
    time_machine.move_to(datetime(2026, 3, 6, 10, tzinfo=UTC), tick=False)
    shared(cast, late)
    assert discussion_due_on(early) == date(2026, 3, 16)
    time_machine.move_to(datetime(2026, 3, 16, 23, 30, tzinfo=UTC), tick=False)
    assert not discussions_late(cast.tariq).exists()
    time_machine.move_to(datetime(2026, 3, 17, 0, 30, tzinfo=UTC), tick=False)
    assert [list(discussions_late(who)) for who in (cast.tariq, cast.pat, cast.dana, cast.sunita)] == [
        [early], [early], [], [],
    ]  # fmt: skip
    note_discussion(by=cast.tariq, audit=early, on=date(2026, 3, 16), present="Dana and Tariq")
    assert not discussions_late(cast.tariq).exists()


def levels(cast: Cast, worker: str, manager: str = "reply") -> None:
    set_authority(
        by=cast.pat, seen=authority().version, feedback_worker=worker, feedback_manager=manager
    )


@pytest.mark.parametrize(
    ("level", "grade", "sees", "answers"),
    [
        ("none", "good", False, False),
        ("view", "good", True, False),
        ("reply", "good", True, True),
        ("reply_below", "good", True, False),
        ("reply_below", "requires_improvement", True, True),
    ],
)
def test_the_level_says_what_a_release_opens(
    cast: Cast, level: str, grade: str, sees: bool, answers: bool
) -> None:
    levels(cast, level, level)
    audit = round_of(cast, ["1"])[0]
    act(audit)
    share_feedback(by=cast.pat, audit=submitted(audit, grade))
    levels(cast, "reply")  # what is released stays as it was released
    for who in (cast.dana, cast.tariq):
        assert (feedback(who, audit.ref) is not None) == sees
        assert may_answer(who, audit) == answers
    assert (visible_audit(cast.tariq, audit.ref) is not None) == sees
    assert feedback_to_answer(cast.dana).exists() == answers
    if not answers:
        with pytest.raises(NotAllowed):
            answer_feedback(by=cast.dana, audit=audit, kind="read")


def test_a_managers_answer_acknowledges_where_the_worker_may_only_read(cast: Cast) -> None:
    levels(cast, "view")
    audit = shared(cast, round_of(cast, ["1"])[0])
    answer_feedback(by=cast.tariq, audit=audit, kind="read")
    assert audit.state == "acknowledged"


def test_a_supervisor_named_by_the_auditor_reads_the_feedback_too(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    row = add_worked(by=cast.ines, audit=audit, name="Una Strange", role="supervisor")
    give_role(by=OPERATOR, person=cast.stranger, role=Role.PRACTITIONER)
    link_practitioner(by=OPERATOR, practitioner=row.practitioner, person=cast.stranger)
    shared(cast, audit)
    una = Person.objects.get(pk=cast.stranger.pk)
    assert feedback(una, audit.ref) and is_about(una, audit)
