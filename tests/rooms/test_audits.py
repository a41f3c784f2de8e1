"""Answers, submission, hand-back and who may see what, through changes and queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import Error

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Answer, AnswerVersion, Audit, Judgement, Standing
from goldenthread.journal.changes import now, today
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.programme.models import Outcome
from tests.cast import OPERATOR, Cast
from tests.rooms.audit_round import answer_all, open_with

pytestmark = pytest.mark.django_db


def save(audit: Audit, by: Person, version: int, text: str, value: str = "good") -> changes.Saved:
    return changes.save_answer(
        by=by, audit=audit, question="risk.grade", version=version, value=value, text=text
    )


def submit(audit: Audit, why: str = "No family could be reached.") -> Audit:
    assert audit.auditor is not None
    return changes.submit_audit(by=audit.auditor, audit=audit, warnings_why=why)


def test_an_answer_keeps_every_version(cast: Cast, audit: Audit) -> None:
    first = save(audit, cast.ines, 0, "Seen monthly.")
    second = save(audit, cast.ines, first.version, "Seen weekly.")
    assert (second.version, second.answered, second.total) == (2, 1, 35)
    history = queries.answer_history(audit, "risk.grade")
    assert [answer.text for answer in history] == ["Seen weekly.", "Seen monthly."]


def test_the_first_answer_starts_the_audit(cast: Cast, audit: Audit) -> None:
    save(audit, cast.ines, 0, "Begun.")
    audit.refresh_from_db()
    assert (audit.state, audit.started_by) == ("in_progress", cast.ines.ref)


def test_a_stale_answer_is_not_overwritten_and_both_are_handed_over(
    cast: Cast, audit: Audit
) -> None:
    save(audit, cast.ines, 0, "From this tab.")
    with pytest.raises(changes.AnswerConflict) as conflict:
        save(audit, cast.ines, 0, "From that tab.")
    assert conflict.value.yours.text == "From that tab."
    assert conflict.value.theirs.text == "From this tab."
    assert Answer.objects.get(audit=audit).words.body == "From this tab."


def test_the_same_answer_again_is_no_conflict_whatever_its_version(
    cast: Cast, audit: Audit
) -> None:
    save(audit, cast.ines, 0, "Same.")
    assert save(audit, cast.ines, 0, "Same.").version == 1
    assert AnswerVersion.objects.filter(answer__audit=audit).count() == 1


def test_a_page_of_a_section_knows_all_answers_and_the_words_of_its_own(
    cast: Cast, audit: Audit
) -> None:
    answer_all(audit)
    asked = ["risk.grade", "risk.difference"]
    whole, page = queries.form_state(audit), queries.form_state_for(audit, asked)
    assert [page.answer(key) for key in asked] == [whole.answer(key) for key in asked]
    assert page.answer("plans.grade").text == "…" != whole.answer("plans.grade").text
    assert page.sections == whole.sections and page.saved_at == whole.saved_at
    assert {key: answer.value for key, answer in page.answers.items()} == {
        key: answer.value for key, answer in whole.answers.items()
    }


def test_a_page_saves_what_it_can_and_hands_back_what_it_cannot(cast: Cast, audit: Audit) -> None:
    save(audit, cast.ines, 0, "First.")
    given = [
        changes.Given("risk.grade", 0, "good", "Second."),
        changes.Given("risk.difference", 0, None, "Safer at home."),
        changes.Given("facts.genogram", 0, "perhaps", None),
    ]
    done = changes.save_section(by=cast.ines, audit=audit, answers=given)
    assert done.saved == ("risk.difference",)
    assert [conflict.question for conflict in done.conflicts] == ["risk.grade"]
    assert [problem.question for problem in done.refused] == ["facts.genogram"]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("risk.grade", "splendid"),
        ("risk.grade", "na"),
        ("facts.genogram", "maybe"),
        ("no.such", ""),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(
    cast: Cast, audit: Audit, question: str, value: str
) -> None:
    with pytest.raises(changes.AnswerRefused):
        changes.save_answer(by=cast.ines, audit=audit, question=question, version=0, value=value)


def test_an_officer_enters_words_for_the_auditor_but_no_grade(cast: Cast, audit: Audit) -> None:
    changes.save_answer(
        by=cast.olive, audit=audit, question="risk.grade", version=0, text="From the paper form."
    )
    assert Answer.objects.get(audit=audit).saved_by == cast.olive.ref
    with pytest.raises(changes.AnswerRefused, match="Only the auditor"):
        save(audit, cast.olive, 1, "From the paper form.")


@pytest.mark.parametrize("who", ["sunita", "ed", "mo", "dana", "sam", "dee", "stranger"])
def test_nobody_else_answers(cast: Cast, audit: Audit, who: str) -> None:
    with pytest.raises(NotAllowed):
        save(audit, getattr(cast, who), 0, "Not mine.")


def test_not_applicable_is_undone_with_every_word(cast: Cast, audit: Audit) -> None:
    changes.save_answer(
        by=cast.ines, audit=audit, question="permanence.difference", version=0, text="Settled."
    )
    changes.mark_section_not_applicable(
        by=cast.ines, audit=audit, section="permanence", why="Lives at home."
    )
    state = queries.form_state(audit)
    assert state.answer("permanence.grade").text == "Lives at home."
    assert next(s for s in state.sections if s.section.key == "permanence").is_not_applicable
    changes.undo_section_not_applicable(by=cast.ines, audit=audit, section="permanence")
    state = queries.form_state(audit)
    assert state.answer("permanence.grade").content == ("", "", None)
    assert state.answer("permanence.difference").content == ("", "Settled.", None)


def test_undo_leaves_alone_what_was_not_applicable_before(cast: Cast, audit: Audit) -> None:
    changes.save_answer(
        by=cast.ines, audit=audit, question="permanence.difference", version=0, value="na"
    )
    changes.mark_section_not_applicable(
        by=cast.ines, audit=audit, section="permanence", why="Home."
    )
    changes.undo_section_not_applicable(by=cast.ines, audit=audit, section="permanence")
    assert queries.form_state(audit).answer("permanence.difference").value == "na"


def test_a_section_that_always_applies_cannot_be_left_out(cast: Cast, audit: Audit) -> None:
    with pytest.raises(changes.AnswerRefused):
        changes.mark_section_not_applicable(by=cast.ines, audit=audit, section="risk", why="No.")


def test_an_audit_without_an_overall_grade_or_workers_is_not_submitted(audit: Audit) -> None:
    with pytest.raises(changes.AuditNotComplete) as lacking:
        submit(audit)
    assert [lack.code for lack in lacking.value.lacks] == [
        "no_overall_grade", "workers_not_confirmed",
    ]  # fmt: skip


def test_warnings_ask_for_a_reason(audit: Audit) -> None:
    answer_all(audit)
    with pytest.raises(changes.WarningsNotAnswered) as warned:
        submit(audit, why=" ")
    codes = {lack.code for lack in warned.value.lacks}
    assert {"no_family_voice", "no_evidence", "source_open"} <= codes
    assert submit(audit).state == "submitted"


def test_submitting_writes_a_judgement_for_every_graded_section(audit: Audit) -> None:
    answer_all(audit, "requires_improvement")
    submit(audit)
    rows = Judgement.objects.filter(audit=audit)
    assert rows.count() == 13
    assert {(row.stage, row.attempt, row.grade) for row in rows} == {
        ("auditor", 1, "requires_improvement")
    }
    assert Outcome.objects.get(subject=audit.subject).grade == "requires_improvement"


def test_the_standing_grades_can_be_rebuilt_from_the_judgements(cast: Cast, audit: Audit) -> None:
    answer_all(audit)
    submit(audit)
    before = sorted(Standing.objects.values_list("section", "stage", "grade", "judgement"))
    assert changes.rebuild_standing(by=cast.pat, audit=audit) == 0
    Standing.objects.filter(section="risk").delete()
    Standing.objects.filter(section="overall").update(grade="inadequate")
    assert changes.rebuild_standing(by=cast.pat, audit=audit) == 2
    assert sorted(Standing.objects.values_list("section", "stage", "grade", "judgement")) == before


@pytest.mark.parametrize(
    "verb", ["UPDATE audits_judgement SET grade = 'x'", "DELETE FROM audits_judgement"]
)
def test_the_database_refuses_to_edit_a_judgement(audit: Audit, verb: str) -> None:
    answer_all(audit)
    submit(audit)
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute(verb)


def test_a_submitted_audit_takes_no_more_answers(cast: Cast, audit: Audit) -> None:
    answer_all(audit)
    submit(audit)
    with pytest.raises(changes.NotBeingWritten):
        save(audit, cast.ines, 1, "Too late.")


def test_a_grade_of_the_rule_makes_moderation_due(cast: Cast) -> None:
    good, poor = open_with(cast, cast.ines, cast.ines, grades=("inadequate",))
    answer_all(good)
    answer_all(poor, "inadequate")
    assert [submit(good).moderation_due, submit(poor).moderation_due] == ["", "grade"]


def test_the_rate_of_moderation_is_drawn_exactly_when_the_round_opens(cast: Cast) -> None:
    audits = open_with(cast, *[cast.ines] * 6, rate=30)
    due = Audit.objects.filter(round=audits[0].round, moderation_due="rate")
    assert due.count() == 2


def test_a_case_handed_back_waits_for_another_auditor(cast: Cast, audit: Audit) -> None:
    save(audit, cast.ines, 0, "Half a sentence")
    changes.hand_back(by=cast.ines, audit=audit, why="I know this family or worker.")
    assert list(queries.own_audits(cast.ines)) == []
    assert [a.ref for a in queries.audits_without_auditor(cast.pat)] == [audit.ref]
    changes.assign_auditor(by=cast.pat, audit=audit, auditor=cast.sunita)
    assert [a.ref for a in queries.own_audits(cast.sunita)] == [audit.ref]
    assert queries.form_state(audit).answer("risk.grade").text == "Half a sentence"


def test_whoever_worked_the_case_cannot_audit_it(cast: Cast, audit: Audit) -> None:
    from goldenthread.cases.changes import ensure_practitioner
    from goldenthread.people.changes import link_practitioner

    ines = ensure_practitioner(
        by=cast.pat, source="typed", key="Ines Vale", name="Ines Vale", team=cast.north
    )
    link_practitioner(by=OPERATOR, practitioner=ines, person=cast.ines)
    with pytest.raises(OwnWork):
        changes.add_worked(by=cast.ines, audit=audit, name="ines vale", role="worker")


def test_the_worker_of_the_case_list_is_there_and_a_transfer_adds_another(
    cast: Cast, audit: Audit
) -> None:
    middle = today() - timedelta(days=60)
    first = queries.worked(audit).get()
    changes.date_worked(by=cast.ines, worked=first, from_on=middle, to_on=None)
    changes.add_worked(by=cast.ines, audit=audit, name="Rhea Shaw", role="worker", to_on=middle)
    assert [row.practitioner.name for row in queries.worked(audit)] == ["Dana Pike", "Rhea Shaw"]


def test_record_only_leaves_out_the_people_of_the_case(cast: Cast) -> None:
    audit = open_with(cast, cast.ines, mode="record")[0]
    states = {row.kind: row.state for row in queries.sources(audit)}
    assert states["worker"] == states["manager"] == "not_part"
    assert states["child"] == "not_said"


def test_a_source_changed_elsewhere_is_not_overwritten(cast: Cast, audit: Audit) -> None:
    changes.save_source(
        by=cast.ines, audit=audit, kind="child", version=1, state="obtained", said="I like her."
    )
    with pytest.raises(changes.SourceConflict) as conflict:
        changes.save_source(by=cast.ines, audit=audit, kind="child", version=1, state="sought")
    assert conflict.value.theirs.said.body == "I like her."


def test_declined_needs_a_reason(cast: Cast, audit: Audit) -> None:
    with pytest.raises(changes.ReasonMissing):
        changes.save_source(by=cast.ines, audit=audit, kind="child", version=1, state="declined")


VISIBLE = {
    "not_started": {"pat", "olive", "ines"},
    "submitted": {"pat", "olive", "ines", "mo"},
    "shared": {"pat", "olive", "ines", "mo", "tariq", "sam"},
}


@pytest.mark.parametrize("state", VISIBLE)
def test_each_role_sees_the_audits_it_should(cast: Cast, audit: Audit, state: str) -> None:
    if state != "not_started":
        answer_all(audit)
        submit(audit)
    if state == "shared":
        Audit.objects.update(state="shared", shared_at=now(), shared_by="x")
    people = {n: p for n, p in vars(cast).items() if isinstance(p, Person)}
    sees = {n for n, person in people.items() if queries.visible_audit(person, audit.ref)}
    assert sees == VISIBLE[state]


def test_an_external_auditor_sees_nothing_after_their_date(cast: Cast) -> None:
    audit = open_with(cast, cast.ed)[0]
    assert queries.audit_to_answer(cast.ed, audit.ref) is not None
    cast.ed.roles.update(until_on=today() - timedelta(days=1), from_on=today() - timedelta(days=9))
    ed = Person.objects.get(pk=cast.ed.pk)
    assert queries.visible_audit(ed, audit.ref) is None
    assert list(queries.own_audits(ed)) == []


def test_progress_of_many_audits_takes_one_query(
    cast: Cast, django_assert_num_queries: object
) -> None:
    audits = open_with(cast, *[cast.ines] * 5)
    save(audits[0], cast.ines, 0, "One.")
    listed = list(queries.own_audits(cast.ines))
    with django_assert_num_queries(1):  # type: ignore[operator]
        counts = queries.progress(listed)
    assert counts[audits[0].ref].answered == 1


def test_a_right_over_many_teams_is_one_parameter(cast: Cast) -> None:
    from goldenthread.people.changes import make_team

    for n in range(60):
        make_team(by=OPERATOR, name=f"Team {n}", parent=cast.service)
    assert len(managed_team_ids(cast.sam)) > 60
    _, parameters = queries.visible_audits(cast.sam).query.sql_with_params()
    assert len(parameters) < 50


def test_text_that_the_database_cannot_hold_is_saved_without_it(cast: Cast, audit: Audit) -> None:
    save(audit, cast.ines, 0, "Half \ud83d and \x00 nothing.\r\nNext line.")
    assert queries.form_state(audit).answer("risk.grade").text == "Half  and  nothing.\nNext line."


def test_an_audit_past_its_date_is_overdue_until_it_is_submitted(cast: Cast, audit: Audit) -> None:
    yesterday = today() - timedelta(days=1)
    changes.change_due_date(by=cast.pat, audits=[audit], due_on=yesterday)
    assert [a.ref for a in queries.overdue_audits(cast.pat)] == [audit.ref]
    listed = queries.filtered_audits(queries.visible_audits(cast.pat), state=queries.OVERDUE)
    assert [a.ref for a in listed] == [audit.ref]
    answer_all(audit)
    submit(audit)
    assert list(queries.overdue_audits(cast.pat)) == []


def test_continue_goes_to_where_the_auditor_was(cast: Cast, audit: Audit) -> None:
    section = queries.form_state(audit).next_section
    assert section and section.key == "facts"
    save(audit, cast.ines, 0, "Half of this section.")
    section = queries.form_state(audit).next_section
    assert section and section.key == "risk"


def test_a_closed_round_takes_no_more_answers(cast: Cast, audit: Audit) -> None:
    changes.close_round(by=cast.pat, round=audit.round)
    with pytest.raises(changes.NotBeingWritten):
        save(audit, cast.ines, 0, "Too late.")
    assert queries.audit_to_answer(cast.ines, audit.ref) is None


def test_a_case_added_to_an_open_round_gets_its_audit(cast: Cast, audit: Audit) -> None:
    from goldenthread.programme.changes import add_typed_case

    case = add_typed_case(by=cast.pat, round=audit.round, number="999")
    added = changes.add_audit_for_case(by=cast.pat, round_case=case)
    assert changes.add_audit_for_case(by=cast.pat, round_case=case) == added
    assert added.ref in {a.ref for a in queries.audits_without_auditor(cast.pat)}
