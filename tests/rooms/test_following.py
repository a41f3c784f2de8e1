"""A round follows a round: same cases or same plan; what was found last time is read and never changed."""

from datetime import timedelta

import pytest

from goldenthread.actions.changes import (
    ActionNotReady,
    DueInPast,
    ReasonMissing,
    close_action,
    mark_done,
    reopen_action,
)
from goldenthread.actions.models import Action
from goldenthread.audits.changes import assign_auditor, open_round, share_feedback
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import earlier
from goldenthread.figures.queries import reaudit
from goldenthread.journal.changes import today
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.programme.changes import assign, follow_round, restrict_round
from goldenthread.programme.models import Round
from tests.cast import Cast
from tests.loop import act, moderated, round_of, submitted
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round

pytestmark = pytest.mark.django_db


def first_round(cast: Cast, *grades: str) -> list[Audit]:
    audits = round_of(cast, [f"{n}" for n in range(1, len(grades) + 1)], title="First")
    for audit, grade in zip(audits, grades, strict=True):
        act(audit)
        submitted(audit, grade)
        share_feedback(by=cast.pat, audit=audit)
    return audits


def following(cast: Cast, round: Round, auditor: Person) -> list[Audit]:
    """The same cases, all given to one auditor, open."""
    made = follow_round(
        by=cast.pat,
        round=round,
        title="Second",
        due_on=today() + timedelta(days=9),
        same_cases=True,
    )
    for case in made.cases.all():
        assign(by=cast.pat, round_case=case, auditor=auditor)
    open_round(by=cast.pat, round=made)
    return list(Audit.objects.filter(round=made).order_by("subject__number"))


def ended(cast: Cast, audit: Audit) -> Action:
    action = Action.objects.get(audit=audit)
    mark_done(by=cast.dana, action=action, version=action.version, what_was_done="Done", on=today())
    action.refresh_from_db()
    close_action(by=cast.pat, action=action, version=action.version)
    action.refresh_from_db()
    return action


def test_the_same_cases_start_new(cast: Cast) -> None:
    first = first_round(cast, "requires_improvement", "good")
    second = following(cast, first[0].round, cast.ines)
    assert [a.subject for a in second] == [a.subject for a in first]
    assert {a.state for a in second} == {"not_started"}
    assert not Action.objects.filter(audit__in=second).exists()
    assert second[0].round.follows == first[0].round
    assert second[0].header != first[0].header and second[0].header.team == first[0].header.team


def test_the_same_plan_selects_others(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    before = make_selected_round(cast.pat, listed)
    Round.objects.filter(pk=before.pk).update(state="open")
    before.refresh_from_db()
    made = follow_round(by=cast.pat, round=before, title="Again", due_on=today(), same_cases=False)
    assert (made.way, made.state, made.cases.count()) == ("selected", "setting_up", 0)
    assert made.design.get("sample") == before.design.get("sample")


def test_who_may_follow_which_round(cast: Cast) -> None:
    audit = round_of(cast, ["1"])[0]
    plan = {"title": "Second", "due_on": today(), "same_cases": True}
    with pytest.raises(NotAllowed):
        follow_round(by=cast.ines, round=audit.round, **plan)
    restrict_round(by=cast.pat, round=audit.round, why="A member of staff")
    with pytest.raises(NotAllowed):
        follow_round(by=cast.pat, round=Round.objects.get(pk=audit.round_id), **plan)


def test_what_was_found_last_time_stands_beside_the_form(cast: Cast) -> None:
    first = first_round(cast, "requires_improvement")
    second = following(cast, first[0].round, cast.ed)[0]
    held = earlier(cast.ed, second)
    assert held is not None and held.audit == first[0]
    assert held.grades == {"risk": "good", "overall": "requires_improvement"}
    assert [str(f.words) for f in held.findings] == ["You saw Child A alone at each visit."]
    assert earlier(cast.ines, first[0]) is None


def test_nothing_is_told_before_feedback_is_released_or_from_a_closed_round(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"], title="First")[0])
    second = following(cast, audit.round, cast.ed)[0]
    assert earlier(cast.ed, second) is None and earlier(cast.pat, second) is not None
    share_feedback(by=cast.pat, audit=audit)
    assert earlier(cast.ed, second) is not None
    restrict_round(by=cast.pat, round=audit.round, why="A member of staff")
    assert earlier(cast.ed, second) is None


def test_an_action_found_undone_is_opened_again_by_the_auditor_of_the_follow_up(cast: Cast) -> None:
    first = first_round(cast, "good")
    action = ended(cast, first[0])
    second = following(cast, first[0].round, cast.ed)[0]
    again = {
        "action": action,
        "version": action.version,
        "why": "No chronology.",
        "due_on": today(),
    }
    for nobody in (cast.ines, cast.pat, cast.tariq, cast.dana):
        with pytest.raises(NotAllowed):
            reopen_action(by=nobody, **again)
    for fault, refused in (
        ({"why": " "}, ReasonMissing),
        ({"due_on": today() - timedelta(days=1)}, DueInPast),
    ):
        with pytest.raises(refused):
            reopen_action(by=cast.ed, **(again | fault))
    reopen_action(by=cast.ed, **again)
    action.refresh_from_db()
    assert (action.state, action.done_at, action.ended_at) == ("open", None, None)
    assert action.steps.last().kind == "reopened"
    with pytest.raises(ActionNotReady):
        reopen_action(by=cast.ed, **(again | {"version": action.version}))
    assign_auditor(by=cast.pat, audit=second, auditor=cast.ines, why="Away")
    with pytest.raises(NotAllowed):
        reopen_action(by=cast.ed, **(again | {"version": action.version}))


def test_the_follow_up_is_compared_case_by_case(cast: Cast) -> None:
    first = first_round(cast, "requires_improvement", "good", "inadequate", "good")
    second = following(cast, first[0].round, cast.ines)
    grades = ("good", "good", "requires_improvement", "outstanding")
    for audit, grade in zip(second, grades, strict=True):
        act(audit)
        submitted(audit, grade)
    Audit.objects.filter(pk=second[1].pk).update(moderation_due="asked")
    moderated(cast, Audit.objects.get(pk=second[1].pk), "inadequate", "The father was left out.")
    held = reaudit(cast.pat, second[0].round)
    assert held is not None and held.test is not None
    assert [pair.step for pair in held.pairs] == [1, -2, 1, 1]
    assert held.text == (
        "4 cases were graded both times: 3 better, 1 worse, 0 the same. "
        "These are too few to tell whether practice changed."
    )
    overall = next(each for each in held.sections if each.section == "overall")
    assert (overall.before, overall.after, overall.says) == ((2, 4), (2, 4), "unsure")
    assert held.differences == ()
    assert reaudit(cast.pat, first[0].round) is None
