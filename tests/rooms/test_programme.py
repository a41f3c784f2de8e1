"""Rounds: cases come in, are selected, given to auditors who may have them, and people are told."""

from datetime import timedelta

import pytest

from goldenthread.journal.changes import today
from goldenthread.people.actors import NotAllowed
from goldenthread.people.changes import link_practitioner
from goldenthread.people.models import Person, Practitioner
from goldenthread.programme.changes import (
    AlreadyInRound,
    AuditorConflict,
    PeriodBackwards,
    RoundChanged,
    RoundEmpty,
    RoundInState,
    RoundNeedsRestriction,
    TitleTaken,
    add_typed_case,
    assign,
    balance_auditors,
    end_assignment,
    mark_open,
    plan_round,
    restrict_round,
)
from goldenthread.programme.queries import (
    bars,
    handed_back,
    loads,
    may_audit,
    present_assignment,
    round_cases,
    rounds,
    without_auditor,
)
from goldenthread.tools.queries import newest_version
from tests.cast import OPERATOR, Cast
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


def test_only_whoever_runs_rounds_makes_or_sees_one(cast: Cast) -> None:
    make_round(cast.olive)
    with pytest.raises(NotAllowed):
        make_round(cast.ines, title="Mine")
    assert rounds(cast.pat).count() == 1
    assert not any(rounds(each).exists() for each in (cast.ines, cast.mo, cast.tariq, cast.dee))


def test_two_rounds_never_have_one_title(cast: Cast) -> None:
    make_round(cast.pat)
    with pytest.raises(TitleTaken):
        make_round(cast.pat, title="spring ROUND")


def test_two_rounds_never_have_one_code(cast: Cast) -> None:
    codes = {make_round(cast.pat, title=f"Round {n}", code="spring").code for n in range(3)}
    assert codes == {"spring", "spring-2", "spring-3"}


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with pytest.raises(PeriodBackwards):
        make_round(cast.pat, period_to=today() - timedelta(days=400))


def test_a_plan_saved_over_somebody_elses_is_refused(cast: Cast) -> None:
    round = make_round(cast.pat)
    plan_round(by=cast.olive, round=round, seen=1, mode="jointly")
    with pytest.raises(RoundChanged) as conflict:
        plan_round(by=cast.pat, round=round, seen=1, mode="with_worker")
    assert (conflict.value.seen, conflict.value.current) == (1, 2)


def test_a_case_typed_twice_is_refused(cast: Cast) -> None:
    round = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=round, number="900", worker="Robin Shaw", team=cast.north)
    with pytest.raises(AlreadyInRound):
        add_typed_case(by=cast.pat, round=round, number=" 900 ")


def test_a_round_without_cases_does_not_open(cast: Cast) -> None:
    with pytest.raises(RoundEmpty):
        mark_open(by=cast.pat, round=make_round(cast.pat))


def test_an_open_round_is_not_planned_again(cast: Cast) -> None:
    round = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=round, number="900")
    opened = mark_open(by=cast.pat, round=round)
    with pytest.raises(RoundInState):
        plan_round(by=cast.pat, round=opened, seen=opened.version, mode="jointly")


def test_nobody_audits_a_case_of_their_own_team(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900", team=cast.north)
    assert may_audit(cast.tariq, case) == "own_team"
    assert may_audit(cast.sunita, case) is None
    with pytest.raises(AuditorConflict):
        assign(by=cast.pat, round_case=case, auditor=cast.tariq)


def test_nobody_audits_a_case_of_a_worker_in_their_team(cast: Cast) -> None:
    Practitioner.objects.create(source="typed", key="Al Day", name="Al Day", team=cast.north)
    round = make_round(cast.pat)
    case = add_typed_case(by=cast.pat, round=round, number="900", worker="Al Day")
    assert may_audit(cast.tariq, case) == "own_team"


def test_nobody_audits_a_case_they_work(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="9", worker="Ines Vale")
    worker = Practitioner.objects.get(name="Ines Vale")
    link_practitioner(by=cast.pat, practitioner=worker, person=cast.ines)
    assert may_audit(cast.ines, case) == "own_case"


@pytest.mark.parametrize(
    ("who", "reason"), [("gone", "expired"), ("mo", "not_auditor"), ("ed", None)]
)
def test_only_an_auditor_whose_date_has_not_passed_is_given_a_case(
    cast: Cast, who: str, reason: str | None
) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    assert may_audit(getattr(cast, who), case) == reason


def test_the_teams_that_bar_somebody_are_their_own_and_those_below(cast: Cast) -> None:
    asked = (cast.ines, cast.tariq, cast.dana, cast.sam)
    found = bars(asked)
    assert [found[person.id].teams for person in asked] == [
        set(), {cast.north.id}, {cast.north.id}, {cast.service.id, cast.north.id, cast.south.id},
    ]  # fmt: skip


def test_bars_of_ten_people_take_as_many_queries_as_of_two(
    cast: Cast, django_assert_num_queries: object
) -> None:
    for people in ([cast.ines, cast.ed], list(Person.objects.all())):
        with django_assert_num_queries(7):
            bars(people)


def test_an_auditor_hands_a_case_back_and_it_needs_another(cast: Cast) -> None:
    round = make_round(cast.pat)
    case = add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    given = assign(by=cast.pat, round_case=case, auditor=cast.ines)
    mark_open(by=cast.pat, round=round)
    end_assignment(
        by=cast.ines, assignment=given, ending="handed_back", why="I know this family or worker"
    )
    assert list(without_auditor(cast.pat)) == [case]
    assert [back.auditor for back in handed_back(round)] == [cast.ines]
    assert not without_auditor(cast.ines).exists()


def test_nobody_hands_back_another_auditors_case(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    given = assign(by=cast.pat, round_case=case, auditor=cast.ines)
    with pytest.raises(NotAllowed):
        end_assignment(by=cast.ed, assignment=given, ending="handed_back", why="No")


def test_a_case_given_to_another_keeps_both_assignments(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    first = assign(by=cast.pat, round_case=case, auditor=cast.ines)
    assign(by=cast.pat, round_case=case, auditor=cast.ed, why="On leave")
    first.refresh_from_db()
    assert (first.ending, str(first.why)) == ("reassigned", "On leave")
    assert present_assignment(case).auditor == cast.ed


def test_cases_are_shared_out_evenly_and_never_to_an_own_team(cast: Cast) -> None:
    round = make_round(cast.pat)
    for n in range(9):
        team = cast.north if n < 5 else cast.south
        add_typed_case(by=cast.pat, round=round, number=str(900 + n), team=team)
    left = balance_auditors(by=cast.pat, round=round, auditors=[cast.tariq, cast.sunita, cast.ines])
    assert left == []
    assert set(loads(round).values()) == {3}
    assert not any(may_audit(case.present[0].auditor, case) for case in round_cases(round))


def test_what_cannot_be_placed_is_said_with_the_reason(cast: Cast) -> None:
    round = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    (left,) = balance_auditors(by=cast.pat, round=round, auditors=[cast.tariq])
    assert "barred" in left.why


def test_cases_given_before_stay_unless_it_is_done_afresh(cast: Cast) -> None:
    round = make_round(cast.pat)
    cases = [add_typed_case(by=cast.pat, round=round, number=str(n)) for n in range(900, 904)]
    for case in cases:
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert loads(round) == {cast.ines.ref: 4}
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed], afresh=True)
    assert loads(round) == {cast.ines.ref: 2, cast.ed.ref: 2}


def test_operator_label_stands_for_whoever_runs_a_command(cast: Cast) -> None:
    assert make_round(OPERATOR).created_by == "operator:tests"


def test_a_tool_about_a_named_adult_opens_in_a_restricted_round_only(cast: Cast) -> None:
    round = make_round(cast.pat, tool_version=newest_version("lado"))
    add_typed_case(by=cast.pat, round=round, number="20381")
    with pytest.raises(RoundNeedsRestriction, match="Restrict the round before you open it"):
        mark_open(by=cast.pat, round=round)
    restrict_round(by=cast.pat, round=round, why="About a named adult.")
    assert mark_open(by=cast.pat, round=round).state == "open"
