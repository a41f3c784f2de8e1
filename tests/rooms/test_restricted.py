"""A restricted round: there for the people named on it, for nobody else, whatever their role."""

from collections.abc import Callable
from typing import Any

import pytest

from goldenthread.actions import queries as actions
from goldenthread.actions.models import Action
from goldenthread.audits import queries as audits
from goldenthread.audits.changes import assign_auditor, raise_concern, share_feedback
from goldenthread.audits.models import Audit, Concern
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import now
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, Operator
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme import queries as programme
from goldenthread.programme.changes import (
    AuditorConflict,
    LastNamed,
    ReasonMissing,
    StillAuditing,
    create_restricted_round,
    end_naming,
    lift_restriction,
    name_person,
    plan_round,
    restrict_round,
)
from goldenthread.programme.models import NamedPerson, Restriction, Round
from goldenthread.programme.queries.frame import left_out_counts
from goldenthread.reports import queries as reports
from goldenthread.reports.build import gather
from goldenthread.reports.changes import begin_report
from tests.cast import Cast, person
from tests.loop import act, moderated, round_of, submitted
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round

pytestmark = pytest.mark.django_db
WHY = "Concerns a member of staff."

# What each query shows of rounds and of what hangs on them, as a list of rows.
SHOWN: dict[str, Callable[[Person], Any]] = {
    "rounds": programme.rounds,
    "rounds in order": programme.rounds_in_order,
    "without auditor": programme.without_auditor,
    "audits": audits.visible_audits,
    "own audits": audits.own_audits,
    "overdue": audits.overdue_audits,
    "audits without auditor": audits.audits_without_auditor,
    "to moderate": audits.audits_to_moderate,
    "others to moderate": audits.others_to_moderate,
    "all waiting": audits.all_waiting,
    "concerns": audits.visible_concerns,
    "to acknowledge": audits.concerns_to_acknowledge,
    "feedback": audits.feedback_for,
    "own feedback": audits.own_feedback,
    "not discussed": audits.feedback_not_discussed,
    "releasable": audits.releasable,
    "replies": audits.responses_to_reply,
    "actions": actions.visible_actions,
    "own actions": actions.own_actions,
    "to check": actions.actions_to_check,
    "choices": lambda person: actions.filter_choices(person).rounds,
    "list choices": lambda person: audits.list_choices(person).rounds,
    "reports": reports.reports,
}
COUNTED: dict[str, Callable[[Person], Any]] = {
    "rounds": figures.counted_rounds,
    "grades": lambda person: figures.grades(person, ("round",)),
    "domains": lambda person: figures.grades(person, ("domain",)),
    "behind": lambda person: figures.audits_behind(person, figures.Number("audited")),
    "trace": lambda person: figures.trace(person, figures.figure_of("grades?grade=n")).cases,
    "reports": reports.rounds_to_report,
}


@pytest.fixture
def hidden(cast: Cast) -> Round:
    """Submitted, shared and unfinished audits, a concern, an action and a report; Pat and Ines are named."""
    begun, waiting, done = round_of(cast, ["30301", "30302", "30303"], rate=100)
    raise_concern(
        by=cast.ines, audit=begun, what="Found alone.", is_reached=True, spoke_to="Tariq Moss",
        spoken_at=now(), will_do="Visit", is_on_record=True,
    )  # fmt: skip
    act(done)
    submitted(waiting)
    moderated(cast, submitted(done))
    share_feedback(by=cast.pat, audit=Audit.objects.get(pk=done.pk))
    begin_report(by=cast.pat, round=begun.round, kind="summary")
    return restrict_round(by=cast.pat, round=begun.round, why=WHY)


def everybody_else(cast: Cast) -> list[Person]:
    named = {cast.pat.pk, cast.ines.pk}
    person("Petra Lead", Role.PRINCIPAL_SOCIAL_WORKER)
    return [each for each in Person.objects.all() if each.pk not in named]


def test_who_is_not_named_finds_no_row_of_it_in_any_query(cast: Cast, hidden: Round) -> None:
    found = {
        (each.name, what)
        for each in everybody_else(cast)
        for what, query in SHOWN.items()
        if list(query(each))
    }
    assert found == set()


def test_who_is_not_named_finds_no_trace_of_it_in_any_figure(cast: Cast, hidden: Round) -> None:
    unnamed = [cast.olive, cast.sam, cast.dee, Operator("tests")]
    assert [list(query(each)) for each in unnamed for query in COUNTED.values()] == [[]] * (
        4 * len(COUNTED)
    )
    for each in unnamed:
        assert figures.stands_behind(each, hidden).practitioner == {}
        assert figures.action_counts(each, hidden).total == 0
        assert figures.concerns(each, hidden) == 0
        assert figures.round_coverage(each, hidden).handed_in == 0
        assert figures.moderation(each, hidden).coverage.audits == 0


def test_no_reference_leads_there(cast: Cast, hidden: Round) -> None:
    audit, action = hidden.audits.last(), Action.objects.get()
    assert audit is not None
    for each in everybody_else(cast):
        assert programme.round_by_ref(each, hidden.ref) is None
        assert programme.round_case_by_ref(each, audit.round_case.ref) is None
        assert audits.visible_audit(each, audit.ref) is None
        assert audits.feedback(each, audit.ref) is None
        assert audits.visible_moderation(each, audit.ref) is None
        assert audits.visible_concern(each, Concern.objects.get().ref) is None
        assert actions.visible_action(each, action.ref) is None
        assert reports.report_by_ref(each, reports.Report.objects.get().ref) is None
        assert reports.audit_for_paper(each, audit.ref, "feedback") is None
    assert reports.audit_for_paper(Operator("tests"), audit.ref, "feedback") is None


def test_who_is_named_sees_what_their_role_shows(cast: Cast, hidden: Round) -> None:
    assert programme.round_by_ref(cast.pat, hidden.ref) == hidden
    assert audits.visible_audits(cast.pat).count() == audits.own_audits(cast.ines).count() == 3
    assert not audits.audits_to_moderate(cast.mo).exists()
    name_person(by=cast.pat, round=hidden, person=cast.mo, why="Moderates it")
    assert audits.audits_to_moderate(cast.mo).count() == 1
    name_person(by=cast.pat, round=hidden, person=cast.dana, why="To learn from it")
    assert audits.own_feedback(cast.dana).count() == 1
    assert figures.grades(cast.pat, ("round",))[0].n == 2


def test_its_code_does_not_tell_its_title(cast: Cast, hidden: Round) -> None:
    assert hidden.code == hidden.ref.lower()
    again = make_round(cast.olive, title=hidden.title)
    assert (again.title, again.code) == (hidden.title, "january-round")
    with pytest.raises(figures.UnknownRound) as told:
        figures.round_by_code(cast.olive, hidden.code)
    assert hidden.ref.lower() not in told.value.known


def test_whoever_restricts_it_is_named_with_its_auditors_and_each_says_why(
    cast: Cast, hidden: Round
) -> None:
    named = [(each.person, each.why.body, each.named_by) for each in programme.named_people(hidden)]
    assert named == [(cast.pat, WHY, cast.pat.ref), (cast.ines, WHY, cast.pat.ref)]
    lines = Entry.objects.filter(what__in=["restrict_round", "name_person"]).order_by("seq")
    told = [(line.what, line.refs) for line in lines]
    assert told == [
        ("restrict_round", [hidden.ref]),
        ("name_person", [hidden.ref, cast.pat.ref]),
        ("name_person", [hidden.ref, cast.ines.ref]),
    ]


def test_only_a_named_auditor_is_given_a_case(cast: Cast, hidden: Round) -> None:
    begun = hidden.audits.get(subject__number="30301")
    assert list(programme.auditors(hidden)) == [cast.ines]
    with pytest.raises(AuditorConflict, match="not named on this restricted round"):
        assign_auditor(by=cast.pat, audit=begun, auditor=cast.ed)
    name_person(by=cast.pat, round=hidden, person=cast.ed, why="Audits it")
    assign_auditor(by=cast.pat, audit=begun, auditor=cast.ed)
    assert list(audits.own_audits(cast.ed)) == [begun]


def test_only_named_people_are_asked_to_acknowledge_or_offered_actions(
    cast: Cast, hidden: Round
) -> None:
    concern = Concern.objects.get()
    assert audits.acknowledgers(concern) == [cast.pat]
    owners = {owner.label for owner in actions.possible_owners(concern.audit)}
    assert owners == {"Dana Pike", "Pat Ellis", "Ines Vale"}


def test_the_last_named_person_who_runs_rounds_stays(cast: Cast, hidden: Round) -> None:
    pat = NamedPerson.objects.get(person=cast.pat)
    with pytest.raises(LastNamed, match="Name another first"):
        end_naming(by=cast.pat, named=pat)
    name_person(by=cast.pat, round=hidden, person=cast.olive, why="Stands in")
    end_naming(by=cast.olive, named=pat)
    assert programme.round_by_ref(cast.pat, hidden.ref) is None
    pat.refresh_from_db()
    assert (pat.ended_by, pat.ended_at is not None) == (cast.olive.ref, True)


def test_an_auditor_with_audits_to_do_stays_named(cast: Cast, hidden: Round) -> None:
    ines = NamedPerson.objects.get(person=cast.ines)
    with pytest.raises(StillAuditing, match="1 audit of this round"):
        end_naming(by=cast.pat, named=ines)
    name_person(by=cast.pat, round=hidden, person=cast.ed, why="Audits it")
    begun = hidden.audits.get(subject__number="30301")
    assign_auditor(by=cast.pat, audit=begun, auditor=cast.ed)
    end_naming(by=cast.pat, named=ines)
    assert not audits.own_audits(cast.ines).exists()


def test_who_is_not_named_can_change_nothing_about_who_is(cast: Cast, hidden: Round) -> None:
    for change in (
        lambda: name_person(by=cast.olive, round=hidden, person=cast.olive, why="Me too"),
        lambda: lift_restriction(by=cast.olive, round=hidden, why="Why not"),
        lambda: end_naming(by=cast.olive, named=NamedPerson.objects.get(person=cast.ines)),
        lambda: restrict_round(by=Operator("tests"), round=make_round(cast.pat), why=WHY),
        lambda: name_person(by=cast.ines, round=hidden, person=cast.ed, why="Not hers to do"),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_it_is_opened_up_again_only_with_a_reason_that_is_kept(cast: Cast, hidden: Round) -> None:
    with pytest.raises(ReasonMissing):
        lift_restriction(by=cast.pat, round=hidden, why=" ")
    lift_restriction(by=cast.pat, round=hidden, why="The inquiry has ended.")
    ended = Restriction.objects.get()
    assert (ended.ended_by, ended.ended_why and ended.ended_why.body) == (
        cast.pat.ref, "The inquiry has ended.",
    )  # fmt: skip
    assert Entry.objects.filter(what="lift_restriction", refs__contains=[hidden.ref]).exists()
    assert programme.round_by_ref(cast.olive, hidden.ref) == hidden
    assert not programme.named_people(hidden).exists()


def test_it_leaves_no_trace_in_what_another_round_may_select(cast: Cast) -> None:
    case_list = make_case_list([cast.north, cast.south])
    number = case_list.entries.first().subject.number  # type: ignore[union-attr]
    (audit,) = round_of(cast, [number])
    submitted(audit)
    selecting = make_selected_round(cast.olive, case_list)
    before = left_out_counts(selecting)
    restrict_round(by=cast.pat, round=audit.round, why=WHY)
    after = left_out_counts(selecting)
    assert before["recently_audited"] == 1
    assert "recently_audited" not in after
    assert after[""] == before[""] + 1


def test_a_round_that_follows_it_does_not_speak_of_it(cast: Cast, hidden: Round) -> None:
    next_round = make_round(cast.pat, title="The next round")
    plan_round(by=cast.pat, round=next_round, seen=next_round.version, follows=hidden)
    next_round.refresh_from_db()
    assert gather(cast.dee, next_round).following is None
    assert hidden not in programme.rounds_to_follow(cast.pat)


def test_a_round_can_be_restricted_from_its_first_moment(cast: Cast) -> None:
    plan = {"title": "Staff member’s family", "way": "quick", "mode": "record"}
    other = make_round(cast.pat)
    more = {
        name: getattr(other, name)
        for name in ("tool_version", "period_from", "period_to", "due_on", "moderation_rule")
    }
    round = create_restricted_round(by=cast.pat, why=WHY, **plan, **more)
    assert (round.is_restricted, round.code) == (True, round.ref.lower())
    assert [each.person for each in programme.named_people(round)] == [cast.pat]
