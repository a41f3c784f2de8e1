"""Actions until it is known whether they helped: evidence, carrying over, confirming, the difference made."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import Error
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import (
    AgainMissing,
    ChallengeMissing,
    DueInPast,
    EvidenceMissing,
    FindingElsewhere,
    NotAllChanged,
    ReasonMissing,
    Wanted,
    answer_difference,
    change_due,
    change_due_of_many,
    change_owner_of_many,
    close_action,
    confirm_action,
    mark_done,
    open_actions,
    propose_action,
)
from goldenthread.actions.models import Action
from goldenthread.actions.queries import (
    differences_due,
    findings_behind,
    own_actions,
    rights,
    to_confirm,
    visible_action,
)
from goldenthread.audits.changes import record_finding, share_feedback
from goldenthread.audits.models import Audit, Finding
from goldenthread.journal.changes import now, today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import restrict_round
from goldenthread.retention.changes import settle_dates
from tests.cast import OPERATOR, Cast
from tests.loop import act, round_of, submitted

pytestmark = pytest.mark.django_db


def again(action: Action) -> Action:
    return Action.objects.select_related("audit").get(pk=action.pk)


def opened(cast: Cast, grade: str = "good", **who: object) -> Action:
    audit = round_of(cast, ["20388"])[0]
    action = act(audit, **who)
    share_feedback(by=cast.pat, audit=submitted(audit, grade))
    return again(action)


def closed(cast: Cast) -> Action:
    action = opened(cast)
    mark_done(
        by=cast.dana, action=action, version=action.version, what_was_done="Brought up to date",
        evidence="Chronology of 2 May", on=today(),
    )  # fmt: skip
    close_action(by=cast.tariq, action=action, version=action.version + 1)
    return again(action)


def weakness(audit: Audit, words: str) -> Finding:
    return record_finding(
        by=audit.auditor, audit=audit, section="risk", kind="improvement", words=words
    )


def in_a_fortnight(weeks: int = 2) -> object:
    return today() + timedelta(weeks=weeks)


def test_an_action_is_not_done_without_where_it_can_be_seen(cast: Cast) -> None:
    action = opened(cast)
    with pytest.raises(EvidenceMissing):
        mark_done(
            by=cast.dana, action=action, version=action.version, what_was_done="Done", evidence=" ",
            on=today(),
        )  # fmt: skip
    assert again(action).state == "open"


def test_evidence_stands_in_the_history(cast: Cast) -> None:
    step = closed(cast).steps.get(kind="done")
    assert str(step.evidence) == "Chronology of 2 May"


def test_one_action_answers_many_findings_of_its_audit_and_none_of_another(cast: Cast) -> None:
    audit, other = round_of(cast, ["20301", "20302"])
    found = [weakness(audit, "No plan."), weakness(audit, "No date.")]
    elsewhere = weakness(other, "No visit.")
    action = propose_action(
        by=cast.ines, audit=audit, what="Write the plan", due_on=today(), owner=cast.tariq,
        findings=found, question="risk.grade", why="The plan is missing.", measure="A plan is there.",
    )  # fmt: skip
    assert [str(f.words) for f in findings_behind(action)] == ["No plan.", "No date."]
    with pytest.raises(FindingElsewhere):
        propose_action(
            by=cast.ines, audit=audit, what="Visit", due_on=today(), owner=cast.tariq,
            findings=[elsewhere],
        )  # fmt: skip


def test_the_second_time_an_action_is_carried_over_it_is_challenged(cast: Cast) -> None:
    action = opened(cast)
    first = action.first_due_on
    change_due(
        by=cast.tariq, action=action, version=action.version, due_on=in_a_fortnight(3), why="Court"
    )
    action = again(action)
    more = {"version": action.version, "due_on": in_a_fortnight(4), "why": "Leave"}
    with pytest.raises(ChallengeMissing):
        change_due(by=cast.tariq, action=action, **more)
    change_due(by=cast.tariq, action=action, challenge="Sam will do it on Monday", **more)
    action = again(action)
    assert (action.carried, action.first_due_on) == (2, first)
    assert str(action.steps.get(kind="challenged").words) == "Sam will do it on Monday"


def test_an_earlier_date_is_not_carrying_over(cast: Cast) -> None:
    action = opened(cast)
    change_due(by=cast.tariq, action=action, version=action.version, due_on=today(), why="Urgent")
    assert again(action).carried == 0


def test_several_are_moved_together_only_if_each_that_was_carried_is_challenged(cast: Cast) -> None:
    action = opened(cast)
    change_due(
        by=cast.pat, action=action, version=action.version, due_on=in_a_fortnight(3), why="Court"
    )
    fresh = act(round_of(cast, ["2"], title="Other")[0])
    both = [(again(action), action.version + 1), (fresh, fresh.version)]
    with pytest.raises(NotAllChanged) as refused:
        change_due_of_many(by=cast.pat, actions=both, due_on=in_a_fortnight(5), why="Leave")
    assert list(refused.value.refusals.values()) == [ChallengeMissing(1)]
    assert again(fresh).due_on == fresh.due_on


def test_whatever_stands_in_the_way_of_giving_several_to_another_is_named_at_once(
    cast: Cast,
) -> None:
    done = opened(cast)
    hidden, free = (act(round_of(cast, [n], title=n)[0]) for n in ("8", "9"))
    mine = act(round_of(cast, ["7"], title="7")[0], owner=cast.pat)
    restrict_round(by=cast.pat, round=hidden.audit.round, why="A member of staff")
    mark_done(by=cast.dana, action=done, version=done.version, what_was_done="Done", on=today())
    seen = [(again(each), again(each).version) for each in (mine, done, hidden, free)]
    with pytest.raises(NotAllChanged, match="3 actions stand in the way") as refused:
        change_owner_of_many(by=cast.pat, actions=seen, why="Leave", owner=cast.sam)
    kinds = {ref: type(why).__name__ for ref, why in refused.value.refusals.items()}
    assert kinds == {
        mine.ref: "OwnWork", done.ref: "ActionNotReady", hidden.ref: "OwnerNotNamed",
    }  # fmt: skip
    assert again(free).owner is None and not free.steps.filter(kind="owner_changed").exists()
    assert not Entry.objects.filter(what="change_owner").exists()


def test_the_manager_confirms_the_action_of_an_audit_below_the_standard(cast: Cast) -> None:
    action = opened(cast, "inadequate")
    assert (action.needs_confirming, action.priority) == (True, "high")
    assert [a.ref for a in to_confirm(cast.tariq)] == [action.ref]
    assert not to_confirm(cast.sunita).exists()
    confirm_action(by=cast.tariq, action=action, version=action.version, words="Agreed with Dana")
    assert again(action).confirmed_by == cast.tariq.ref
    assert not to_confirm(cast.tariq).exists()


@pytest.mark.parametrize("who", ["ines", "dana", "sunita", "mo", "stranger"])
def test_nobody_but_the_manager_confirms_it(cast: Cast, who: str) -> None:
    action = opened(cast, "inadequate")
    with pytest.raises((NotAllowed, OwnWork)):
        confirm_action(by=getattr(cast, who), action=action, version=action.version)


def test_an_auditor_who_manages_the_team_cannot_confirm_what_they_proposed(cast: Cast) -> None:
    action = opened(cast, "inadequate")
    give_role(by=OPERATOR, person=cast.ines, role=Role.TEAM_MANAGER, team=cast.north)
    both = Person.objects.get(pk=cast.ines.pk)
    with pytest.raises(OwnWork):
        confirm_action(by=both, action=action, version=action.version)


def test_three_months_after_it_was_closed_somebody_asks_whether_it_made_a_difference(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    action = closed(cast)
    assert not differences_due(cast.tariq).exists()
    time_machine.move_to(now() + timedelta(days=100))
    assert [a.ref for a in differences_due(cast.tariq)] == [action.ref]
    assert not differences_due(cast.dana).exists()


def test_the_answer_is_too_early_and_then_partly(cast: Cast) -> None:
    action = closed(cast)
    said = {"by": cast.tariq, "action": action}
    with pytest.raises(ReasonMissing):
        answer_difference(version=action.version, answer="yes", words=" ", **said)
    with pytest.raises(AgainMissing):
        answer_difference(version=action.version, answer="too_early", words="Wait", **said)
    answer_difference(
        version=action.version, answer="too_early", words="Wait", again_on=in_a_fortnight(), **said
    )
    answer_difference(version=action.version + 1, answer="partly", words="Seen in visits", **said)
    action = again(action)
    assert (action.difference, action.difference_due_on) == ("partly", None)
    kinds = list(action.steps.values_list("kind", flat=True))
    assert kinds[-2:] == ["diff_too_early", "diff_partly"]


def test_the_owner_does_not_say_that_their_own_action_made_a_difference(cast: Cast) -> None:
    action = closed(cast)
    give_role(by=OPERATOR, person=cast.dana, role=Role.QA_LEAD)
    both = Person.objects.get(pk=cast.dana.pk)
    assert not rights(both, action).difference
    with pytest.raises(OwnWork):
        answer_difference(by=both, action=action, version=action.version, answer="yes", words="x")


def test_a_recommendation_opens_actions_that_answer_findings_of_many_audits(cast: Cast) -> None:
    found = [weakness(each, "No plan.") for each in round_of(cast, ["1", "2"])]
    wanted = Wanted("Train all managers", cast.sam, in_a_fortnight(), findings=tuple(found))
    [action] = open_actions(by=cast.pat, from_ref="REC-2222222222", wanted=[wanted])
    assert (action.state, action.audit, action.about) == ("open", None, "the service")
    assert findings_behind(action).count() == 2
    assert [a.ref for a in own_actions(cast.sam)] == [action.ref]
    blind = ("dana", "ines", "ed", "mo", "dee", "ira", "ada", "stranger", "tariq")
    assert [n for n in blind if visible_action(getattr(cast, n), action.ref)] == []


def test_an_action_about_the_service_is_done_closed_and_kept_like_any_other(cast: Cast) -> None:
    wanted = Wanted("Train all managers", cast.sam, in_a_fortnight())
    [action] = open_actions(by=cast.pat, from_ref="REC-2222222222", wanted=[wanted])
    mark_done(
        by=cast.sam, action=action, version=1, what_was_done="Trained", evidence="List", on=today()
    )
    with pytest.raises(OwnWork):
        close_action(by=cast.sam, action=action, version=2)
    close_action(by=cast.pat, action=action, version=2)
    settle_dates(by=cast.ira)
    due = today().replace(year=today().year + 6)
    action = again(action)
    assert action.due_to_go_on == action.what.due_to_go_on == due
    assert action.steps.get(kind="done").evidence.due_to_go_on == due


def test_only_the_qa_team_opens_them_with_an_owner_and_a_date_to_come(cast: Cast) -> None:
    late = Wanted("Train", cast.sam, today() - timedelta(days=1))
    with pytest.raises(DueInPast):
        open_actions(by=cast.pat, from_ref="REC-2222222222", wanted=[late])
    with pytest.raises(NotAllowed):
        open_actions(by=cast.sam, from_ref="REC-2222222222", wanted=[])


def test_a_finding_of_a_restricted_round_is_not_answered_in_the_open(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    finding = weakness(audit, "No plan.")
    restrict_round(by=cast.pat, round=audit.round, why="A member of staff")
    finding = Finding.objects.get(pk=finding.pk)
    wanted = Wanted("Train", cast.sam, in_a_fortnight(), findings=(finding,))
    with pytest.raises(FindingElsewhere):
        open_actions(by=cast.pat, from_ref="REC-2222222222", wanted=[wanted])


def test_what_an_action_answers_cannot_be_edited(cast: Cast) -> None:
    found = weakness(round_of(cast, ["1"])[0], "No plan.")
    wanted = Wanted("Train", cast.sam, in_a_fortnight(), findings=(found,))
    open_actions(by=cast.pat, from_ref="REC-2222222222", wanted=[wanted])
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute("DELETE FROM actions_actionfinding")
