"""Recommendations are answered once; objectives are followed, and achieved by somebody else's word."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from goldenthread.audits.models import Finding
from goldenthread.journal.changes import today
from goldenthread.journal.models import Words
from goldenthread.learning import changes, queries
from goldenthread.learning.models import Objective, Plan, Progress, Recommendation, Theme
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.programme.changes import restrict_round
from goldenthread.reports.build import plan_paper
from goldenthread.retention.changes import settle_dates
from goldenthread.writers.document import Table
from tests.cast import Cast
from tests.loop import round_of, submitted

pytestmark = pytest.mark.django_db


def asked(cast: Cast, **more: object) -> Recommendation:
    return changes.recommend(
        by=cast.pat, what="See children alone.", to_whom="Head of Service", **more
    )  # type: ignore[arg-type]


def plan_of(cast: Cast) -> Plan:
    return changes.begin_plan(
        by=cast.pat, title="Getting to good", from_on=today(), to_on=today() + timedelta(days=90)
    )


def objective_of(cast: Cast, owner: Person | None = None, **more: object) -> Objective:
    plan = plan_of(cast)
    return changes.add_objective(
        by=cast.pat, plan=plan, what="Children are seen alone.", measure="Re-audit",
        owner=owner or cast.sam, due_on=today() + timedelta(days=30), **more,
    )  # type: ignore[arg-type]  # fmt: skip


def say(by: Person, objective: Objective, state: str, evidence: str = "", **more: object) -> None:
    changes.say_progress(
        by=by, objective=objective, version=Objective.objects.get(pk=objective.pk).version,
        state=state, words="So far.", evidence=evidence, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_recommendation_is_answered_once_with_a_reason_where_it_is_refused(cast: Cast) -> None:
    made = asked(cast, person=cast.tariq)
    with pytest.raises(changes.ReasonMissing):
        changes.answer_recommendation(by=cast.tariq, recommendation=made, state="not_accepted")
    changes.answer_recommendation(
        by=cast.tariq, recommendation=made, state="not_accepted", why="Done last year."
    )
    with pytest.raises(changes.AlreadyAnswered):
        changes.answer_recommendation(by=cast.tariq, recommendation=made, state="accepted")
    assert str(Recommendation.objects.get().answer) == "Done last year."


def test_only_the_addressee_or_the_qa_team_answers_and_only_the_latter_withdraws(
    cast: Cast,
) -> None:
    made = asked(cast, person=cast.tariq)
    for person in (cast.sunita, cast.sam, cast.dee):
        with pytest.raises(NotAllowed):
            changes.answer_recommendation(by=person, recommendation=made, state="accepted")
    with pytest.raises(NotAllowed):
        changes.answer_recommendation(
            by=cast.tariq, recommendation=made, state="withdrawn", why="No"
        )
    changes.answer_recommendation(by=cast.olive, recommendation=made, state="withdrawn", why="No")


def test_a_manager_sees_what_is_addressed_to_them_alone(cast: Cast) -> None:
    made = asked(cast, person=cast.tariq)
    asked(cast)
    assert list(queries.recommendations(cast.tariq)) == [made]
    assert not queries.recommendations(cast.sunita) and len(queries.recommendations(cast.dee)) == 2


def test_findings_of_a_restricted_round_are_never_behind_a_recommendation(cast: Cast) -> None:
    audits = [submitted(each) for each in round_of(cast, ["20301", "20302"])]
    other = submitted(*round_of(cast, ["20303"], title="Restricted"))
    restrict_round(by=cast.pat, round=other.round, why="A member of staff")
    made = asked(cast, findings=list(Finding.objects.select_related("audit__round")))
    assert {f.audit for f in made.findings.all()} == set(audits)
    assert len(queries.findings_behind_recommendation(cast.pat, made)) == 2
    assert not queries.findings_behind_recommendation(cast.dee, made)


def test_an_objective_takes_its_theme_from_the_recommendation(cast: Cast) -> None:
    voice = Theme.objects.get(code="voice")
    objective = objective_of(cast, recommendation=asked(cast, theme=voice))
    assert objective.theme == voice


def test_progress_is_a_row_each_time_and_the_first_date_stays(cast: Cast) -> None:
    objective = objective_of(cast)
    later = today() + timedelta(days=60)
    say(cast.sam, objective, "on_track")
    say(cast.sam, objective, "at_risk", due_on=later)
    objective.refresh_from_db()
    assert (objective.state, objective.due_on) == ("at_risk", later)
    assert objective.first_due_on == today() + timedelta(days=30)
    assert [each.state for each in queries.progress_of(objective)] == ["at_risk", "on_track"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Progress.objects.update(state="achieved")


def test_what_is_done_needs_evidence_and_its_owner_cannot_call_it_achieved(cast: Cast) -> None:
    objective = objective_of(cast)
    with pytest.raises(changes.EvidenceMissing):
        say(cast.sam, objective, "done")
    say(cast.sam, objective, "done", "Re-audit of May, Insights")
    with pytest.raises(OwnWork):
        say(cast.sam, objective, "achieved", "Re-audit of May, Insights")
    say(cast.pat, objective, "achieved", "Re-audit of May, Insights")
    with pytest.raises(NotAllowed):
        say(cast.olive, objective, "at_risk")


def test_the_qa_lead_cannot_call_an_objective_of_theirs_achieved(cast: Cast) -> None:
    with pytest.raises(OwnWork):
        say(cast.pat, objective_of(cast, owner=cast.pat), "achieved", "Seen")


def test_two_who_say_progress_at_once_are_told_of_each_other(cast: Cast) -> None:
    objective = objective_of(cast)
    say(cast.sam, objective, "on_track")
    with pytest.raises(changes.ObjectiveChanged):
        changes.say_progress(
            by=cast.pat, objective=objective, version=1, state="at_risk", words="Late."
        )


def test_a_closed_plan_takes_no_more(cast: Cast) -> None:
    objective = objective_of(cast)
    changes.close_plan(by=cast.pat, plan=objective.plan)
    with pytest.raises(changes.PlanClosed):
        say(cast.sam, objective, "on_track")
    with pytest.raises(changes.PlanClosed):
        changes.close_plan(by=cast.pat, plan=objective.plan)
    assert queries.states_to_say(cast.pat, Objective.objects.get()) == []


def test_an_owner_who_sees_no_figures_sees_their_objective_alone(cast: Cast) -> None:
    mine, others = objective_of(cast, owner=cast.tariq), objective_of(cast)
    assert queries.objective_by_ref(cast.tariq, mine.ref) == mine
    assert queries.objective_by_ref(cast.tariq, others.ref) is None
    assert (
        queries.plans(cast.tariq) == [] and queries.plan_by_ref(cast.tariq, mine.plan.ref) is None
    )
    assert list(queries.own_objectives(cast.tariq)) == [mine]


def test_the_paper_says_what_the_board_view_says(cast: Cast) -> None:
    objective = objective_of(cast)
    say(cast.sam, objective, "done", "Re-audit of May")
    paper = plan_paper(objective.plan, queries.objectives_of(objective.plan), authority(), "Pat")
    [table] = [block for block in paper.blocks if isinstance(block, Table)]
    [row] = table.rows
    assert row[0] == "Children are seen alone." and "Evidence: Re-audit of May" in str(row[4])


def test_texts_of_a_plan_are_kept_as_reports_are_from_the_day_it_closed(cast: Cast) -> None:
    objective = objective_of(cast)
    say(cast.sam, objective, "on_track")
    settle_dates(by=cast.ira)
    assert Words.objects.get(pk=objective.what_id).due_to_go_on is None
    changes.close_plan(by=cast.pat, plan=objective.plan)
    settle_dates(by=cast.ira)
    due = today().replace(year=today().year + 6)
    assert {w.due_to_go_on for w in Words.objects.filter(retention="report")} == {due}
