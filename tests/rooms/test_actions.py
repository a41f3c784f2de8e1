"""Actions: proposed with the audit, opened with the next step, closed by somebody other than the owner."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import Error
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import (
    ActionChanged,
    ActionNotReady,
    BelowStandardWithoutAction,
    DoneInFuture,
    DueInPast,
    OwnerMissing,
    ReasonMissing,
    change_due,
    change_owner,
    close_action,
    conclude_moderation,
    mark_done,
    not_done,
    propose_action,
    send_back,
    submit_audit,
    withdraw,
)
from goldenthread.actions.models import Action
from goldenthread.actions.queries import (
    Filter,
    actions_to_check,
    filtered,
    own_actions,
    possible_owners,
    status_counts,
    visible_action,
    visible_actions,
)
from goldenthread.audits.changes import share_feedback
from goldenthread.audits.queries import Draft, Judged
from goldenthread.journal.changes import now, today
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role, link_practitioner
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, Cast
from tests.loop import SEEN, act, act_as_moderator, answered, dana, moderated, round_of, submitted

pytestmark = pytest.mark.django_db


def again(action: Action) -> Action:
    return Action.objects.select_related("audit").get(pk=action.pk)


def opened(cast: Cast, **who: object) -> Action:
    """An open action of an audit whose feedback has been released."""
    audit = round_of(cast, ["20388"])[0]
    action = act(audit, **who)
    share_feedback(by=cast.pat, audit=submitted(audit))
    return again(action)


def done(cast: Cast, by: Person | None = None) -> Action:
    action = opened(cast)
    mark_done(
        by=by or cast.dana,
        action=action,
        version=action.version,
        what_was_done="Brought up to date",
        on=today(),
    )
    return again(action)


def test_a_below_standard_audit_is_not_submitted_without_an_action(cast: Cast) -> None:
    audit = answered(round_of(cast, ["20321"])[0], grade="inadequate")
    with pytest.raises(BelowStandardWithoutAction):
        submit_audit(by=cast.ines, audit=audit, warnings_why="All on the record.")
    audit.refresh_from_db()
    assert audit.state == "in_progress"
    act(audit)
    submit_audit(by=cast.ines, audit=audit, warnings_why="All on the record.")
    assert audit.state == "submitted"


def test_an_action_that_was_withdrawn_does_not_count(cast: Cast) -> None:
    audit = answered(round_of(cast, ["20321"])[0], grade="inadequate")
    action = act(audit)
    withdraw(by=cast.ines, action=action, version=action.version, why="Typed twice")
    with pytest.raises(BelowStandardWithoutAction):
        submit_audit(by=cast.ines, audit=audit, warnings_why="All on the record.")


def test_a_moderator_who_grades_below_the_standard_adds_an_action(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["20321"], rate=100)[0])
    draft = Draft(
        {"overall": Judged("inadequate", "The child was left at risk.")}, SEEN, "", "sound"
    )
    with pytest.raises(BelowStandardWithoutAction):
        conclude_moderation(by=cast.mo, audit=audit, version=0, draft=draft)
    action = act_as_moderator(cast, audit)
    conclude_moderation(by=cast.mo, audit=audit, version=0, draft=draft)
    assert again(action).state == "open"


def test_actions_open_on_submission_or_wait_for_the_moderation_that_is_due(cast: Cast) -> None:
    free, due = round_of(cast, ["1"])[0], round_of(cast, ["2"], rate=100, title="Moderated")[0]
    of_free, of_due = act(free), act(due)
    submitted(free)
    submitted(due)
    assert (again(of_free).state, again(of_due).state) == ("open", "proposed")
    moderated(cast, due)
    assert again(of_due).state == "open"


def test_an_action_needs_an_owner_and_a_date_to_come(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    with pytest.raises(OwnerMissing):
        propose_action(by=cast.ines, audit=audit, what="Visit", due_on=today())
    with pytest.raises(DueInPast):
        act(audit, due_on=today() - timedelta(days=1))


@pytest.mark.parametrize("who", ["tariq", "stranger", "dana", "gone"])
def test_only_the_auditor_proposes_an_action(cast: Cast, who: str) -> None:
    audit = round_of(cast, ["1"])[0]
    with pytest.raises(NotAllowed):
        propose_action(
            by=getattr(cast, who), audit=audit, what="Visit", due_on=today(), owner=cast.tariq
        )


def test_nothing_is_proposed_once_the_audit_is_handed_in(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    with pytest.raises(ActionNotReady):
        act(audit)


def test_an_action_is_done_with_what_was_done_and_closed_by_another(cast: Cast) -> None:
    action = done(cast)
    close_action(by=cast.tariq, action=action, version=action.version, words="Seen on the record")
    assert again(action).state == "closed"
    assert [step.kind for step in action.steps.all()] == ["proposed", "opened", "done", "closed"]


def test_doing_needs_words_and_a_day_that_has_come(cast: Cast) -> None:
    action = opened(cast)
    with pytest.raises(ReasonMissing):
        mark_done(
            by=cast.dana, action=action, version=action.version, what_was_done=" ", on=today()
        )
    with pytest.raises(DoneInFuture):
        mark_done(
            by=cast.dana,
            action=action,
            version=action.version,
            what_was_done="x",
            on=today() + timedelta(days=1),
        )


def test_nobody_closes_their_own_action(cast: Cast) -> None:
    """Not as its owner, and not as whoever said for the owner that it is done."""
    action = opened(cast, owner=cast.tariq)
    mark_done(
        by=cast.tariq, action=action, version=action.version, what_was_done="Supervised", on=today()
    )
    action = again(action)
    for change in (close_action, send_back, not_done):
        words = {} if change is close_action else {"why": "x"}
        with pytest.raises(OwnWork):
            change(by=cast.tariq, action=action, version=action.version, **words)
    close_action(by=cast.sam, action=action, version=action.version)


def test_a_manager_enters_it_for_a_worker_without_an_account_and_another_closes_it(
    cast: Cast,
) -> None:
    action = opened(cast)
    with pytest.raises(NotAllowed):
        mark_done(
            by=cast.tariq, action=action, version=action.version, what_was_done="x", on=today()
        )
    link_practitioner(by=OPERATOR, practitioner=dana(), person=None)
    mark_done(
        by=cast.tariq,
        action=again(action),
        version=action.version,
        what_was_done="She told me",
        on=today(),
    )
    with pytest.raises(OwnWork):
        close_action(by=cast.tariq, action=again(action), version=action.version + 1)
    close_action(by=cast.pat, action=again(action), version=action.version + 1)


@pytest.mark.parametrize("who", ["sunita", "olive", "mo", "stranger"])
def test_those_whose_roles_do_not_reach_the_action_cannot_close_it(cast: Cast, who: str) -> None:
    action = done(cast)
    with pytest.raises(NotAllowed):
        close_action(by=getattr(cast, who), action=action, version=action.version)


def test_an_owner_who_is_also_qa_lead_cannot_close_it_either(cast: Cast) -> None:
    action = done(cast)
    give_role(by=OPERATOR, person=cast.dana, role=Role.QA_LEAD)
    both = Person.objects.get(pk=cast.dana.pk)
    with pytest.raises(OwnWork):
        close_action(by=both, action=action, version=action.version)
    assert not actions_to_check(both).exists()


def test_an_action_sent_back_is_open_again_with_the_reason(cast: Cast) -> None:
    action = done(cast)
    send_back(
        by=cast.tariq, action=action, version=action.version, why="The father is still missing"
    )
    last = again(action).steps.last()
    assert again(action).state == "open"
    assert last and last.words and last.words.body == "The father is still missing"


def test_the_first_due_date_stays_beside_a_later_one(cast: Cast) -> None:
    action = opened(cast)
    later = today() + timedelta(days=40)
    with pytest.raises(ReasonMissing):
        change_due(by=cast.tariq, action=action, version=action.version, due_on=later, why="")
    with pytest.raises(OwnWork):
        change_due(by=cast.dana, action=action, version=action.version, due_on=later, why="Busy")
    change_due(
        by=cast.tariq, action=action, version=action.version, due_on=later, why="Court date moved"
    )
    assert (again(action).due_on, again(action).first_due_on) == (later, action.first_due_on)


def test_an_action_given_to_another_leaves_the_first_owner(cast: Cast) -> None:
    action = opened(cast)
    change_owner(
        by=cast.pat, action=action, version=action.version, owner=cast.tariq, why="Dana has left"
    )
    assert [a.ref for a in own_actions(cast.tariq)] == [action.ref]
    assert not own_actions(cast.dana).exists()


def test_an_older_page_does_not_overwrite_a_newer_change(cast: Cast) -> None:
    action = opened(cast)
    change_owner(
        by=cast.pat, action=action, version=action.version, owner=cast.tariq, why="Dana has left"
    )
    with pytest.raises(ActionChanged) as conflict:
        withdraw(by=cast.pat, action=action, version=action.version, why="Not needed")
    assert conflict.value.action.owner == cast.tariq


def test_who_sees_an_action(cast: Cast) -> None:
    action = opened(cast)
    sees = {
        name
        for name in ("pat", "olive", "ines", "tariq", "sam", "dana")
        if visible_action(getattr(cast, name), action.ref)
    }
    assert sees == {"pat", "olive", "ines", "tariq", "sam", "dana"}
    blind = [
        name
        for name in ("sunita", "ed", "gone", "mo", "dee", "ira", "ada", "stranger")
        if visible_action(getattr(cast, name), action.ref)
    ]
    assert blind == []


def test_the_worker_sees_no_action_before_feedback_is_released(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    act(audit)
    submitted(audit)
    assert not visible_actions(cast.dana).exists()
    assert visible_actions(cast.tariq).exists()
    share_feedback(by=cast.pat, audit=audit)
    assert visible_actions(cast.dana).exists()


def test_thirty_actions_stand_overdue_first_and_are_counted_once(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    audits = round_of(cast, [f"2{n:03}" for n in range(10)])
    for n, audit in enumerate(audits):
        for days in (n, n + 10, n + 20):
            act(audit, what=f"Action due in {days} days", due_on=today() + timedelta(days=days))
        submitted(audit)
    time_machine.move_to(now() + timedelta(days=8))
    found = list(filtered(cast.pat, Filter()))
    assert len(found) == 30
    assert [a.due_on for a in found] == sorted(a.due_on for a in found)
    assert status_counts(cast.pat, Filter()) == {
        "overdue": 8,
        "soon": 8,
        "open": 14,
        "done": 0,
        "closed": 0,
        "proposed": 0,
    }
    assert len(list(filtered(cast.pat, Filter(statuses=("overdue",))))) == 8
    assert len(list(filtered(cast.pat, Filter(word="2003")))) == 3


def test_the_workers_and_their_managers_head_the_list_of_owners(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    names = [owner.label for owner in possible_owners(audit)]
    assert names[:3] == ["Dana Pike", "Tariq Moss (team manager)", "Sam Field (service manager)"]
    assert len(names) == len(set(names)) and "Dee Crane" not in names


def test_the_history_of_an_action_cannot_be_edited(cast: Cast) -> None:
    act(round_of(cast, ["1"])[0])
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute("UPDATE actions_step SET kind = 'closed'")
