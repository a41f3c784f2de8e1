"""A share of the cases is audited twice, blind: drawn exactly, never by one person, hidden from both."""

from datetime import timedelta

import pytest

from goldenthread.actions.changes import FirstNotHandedIn, close_round, take_up
from goldenthread.actions.models import Action
from goldenthread.actions.queries import visible_actions
from goldenthread.audits.changes import close_audit, hand_back, open_round, share_feedback
from goldenthread.audits.changes.feedback import SecondAudit
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import pairs_of, visible_audits
from goldenthread.audits.queries.moderation import moderatable
from goldenthread.cases.models import Header
from goldenthread.figures.queries import concerns, grades, round_coverage, second_audits
from goldenthread.journal.changes import today
from goldenthread.journal.queries import faults
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import (
    AuditorConflict,
    TwiceFaulty,
    add_typed_case,
    assign,
    assign_all,
    balance_auditors,
    remove_case,
    set_twice,
)
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries import (
    audit_count,
    case_count,
    cases_to_audit,
    loads,
    present_assignment,
    round_cases,
)
from goldenthread.programme.queries import second_audits as second_rows
from goldenthread.retention.changes import dispose
from tests.cast import OPERATOR, Cast, person
from tests.loop import act, submitted
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


def round_of(cast: Cast, size: int, **twice: int) -> Round:
    """A round of so many cases of Dana's in North, so many of them audited twice."""
    round = make_round(cast.pat, moderation_rule={"rate": 0})
    for n in range(size):
        add_typed_case(
            by=cast.pat, round=round, number=str(900 + n), worker="Dana Pike", team=cast.north
        )
    return set_twice(by=cast.pat, round=round, seen=round.version, **twice)


def opened(cast: Cast) -> tuple[Audit, Audit]:
    """Both audits of the one case of a round, the first Ines's and the second Ed's."""
    round = round_of(cast, 1, count=1)
    first, second = cases_to_audit(round)
    assign_all(by=cast.pat, round=round, auditors={first.ref: cast.ines, second.ref: cast.ed})
    audits = {audit.round_case_id: audit for audit in open_round(by=cast.pat, round=round)}
    return audits[first.id], audits[second.id]


def holders(round: Round) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case in cases_to_audit(round):
        given = present_assignment(case)
        found.setdefault(case.subject.number, []).append(given.auditor.name if given else "")
    return found


@pytest.mark.parametrize(("twice", "many"), [({"count": 3}, 3), ({"percent": 20}, 2), ({}, 0)])
def test_as_many_are_drawn_as_were_asked_for(cast: Cast, twice: dict[str, int], many: int) -> None:
    round = round_of(cast, 7, **twice)
    assert (case_count(round), audit_count(round)) == (7, 7 + many)
    chosen = set(second_rows(round).values_list("second_of__ref", flat=True))
    set_twice(by=cast.pat, round=round, seen=round.version, **twice)
    assert set(second_rows(round).values_list("second_of__ref", flat=True)) == chosen


def test_opening_keeps_what_was_drawn_whichever_copy_of_the_round_is_opened(cast: Cast) -> None:
    before = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=before, number="900")
    set_twice(by=cast.pat, round=before, seen=before.version, count=1)
    assert len(open_round(by=cast.pat, round=before)) == 2


def test_more_than_there_are_is_refused(cast: Cast) -> None:
    with pytest.raises(TwiceFaulty, match="up to 2"):
        round_of(cast, 2, count=3)


def test_a_case_taken_out_takes_its_second_audit_with_it_and_another_is_drawn(cast: Cast) -> None:
    round = round_of(cast, 4, count=1)
    first = second_rows(round).get().second_of
    assert first
    remove_case(by=cast.pat, round_case=first, why="Closed")
    assert (case_count(round), audit_count(round)) == (3, 3)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert second_rows(round).get().second_of_id != first.id


def test_sharing_out_never_gives_both_audits_to_one_auditor(cast: Cast) -> None:
    round = round_of(cast, 6, percent=100)
    assert balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed]) == []
    assert all(set(two) == {"Ines Vale", "Ed Quill"} for two in holders(round).values())
    assert loads(round) == {cast.ines.ref: 6, cast.ed.ref: 6}


def test_a_second_audit_that_nobody_else_may_make_is_said(cast: Cast) -> None:
    round = round_of(cast, 1, count=1)
    left = balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.tariq])
    assert [each.why for each in left] == [
        "Every auditor you chose is barred: makes the other audit of it (1), own team (1)."
    ]


def test_a_second_audit_kept_where_it_is_keeps_the_first_away(cast: Cast) -> None:
    round = round_of(cast, 2, percent=100)
    seconds = list(second_rows(round))
    for second in seconds:
        assign(by=cast.pat, round_case=second, auditor=cast.ines)
    chosen = {each.ref: cast.ines for each in seconds}
    assign_all(
        by=cast.pat, round=round, auditors=chosen, locked={each.ref: True for each in seconds}
    )
    people = [cast.ines, cast.ed]
    assert balance_auditors(by=cast.pat, round=round, auditors=people, afresh=True) == []
    assert all(two == ["Ed Quill", "Ines Vale"] for two in holders(round).values())


def test_brothers_and_sisters_go_to_one_first_and_to_one_other_second_auditor(cast: Cast) -> None:
    round = round_of(cast, 4)
    for case in round_cases(round):
        case.header = Header.objects.create(subject=case.subject, family="F1", stood_on=today())
        case.save(update_fields=["header"])
    set_twice(by=cast.pat, round=round, seen=round.version, percent=100)
    people = [cast.ines, cast.ed, person("Noor Bell", Role.AUDITOR)]
    balance_auditors(by=cast.pat, round=round, auditors=people)
    both = {tuple(two) for two in holders(round).values()}
    assert len(both) == 1
    assert len(set(both.pop())) == 2


def test_nobody_is_given_both_by_hand_nor_one_who_sees_every_audit(cast: Cast) -> None:
    round = round_of(cast, 1, count=1)
    first, second = cases_to_audit(round).select_related("round")
    assign(by=cast.pat, round_case=first, auditor=cast.ines)
    with pytest.raises(AuditorConflict, match="makes the other audit"):
        assign(by=cast.pat, round_case=second, auditor=cast.ines)
    give_role(by=OPERATOR, person=cast.olive, role=Role.AUDITOR)
    with pytest.raises(AuditorConflict, match="sees every audit"):
        assign(by=cast.pat, round_case=second, auditor=Person.objects.get(id=cast.olive.id))


def test_neither_auditor_sees_the_other_audit_whatever_else_they_are(cast: Cast) -> None:
    first, second = opened(cast)
    for each in (cast.ines, cast.ed):
        give_role(by=OPERATOR, person=each, role=Role.MODERATOR)
        give_role(by=OPERATOR, person=each, role=Role.PRINCIPAL_SOCIAL_WORKER)
    ines, ed = Person.objects.get(id=cast.ines.id), Person.objects.get(id=cast.ed.id)
    share_feedback(by=cast.pat, audit=submitted(first))
    submitted(second, grade="outstanding")
    assert list(visible_audits(ines)) == [first]
    assert list(visible_audits(ed)) == [second]
    assert not moderatable(ines).exists()
    assert list(visible_audits(cast.pat).order_by("id")) == [first, second]
    assert not visible_audits(cast.mo).filter(id=second.id).exists()


def test_whoever_handed_one_back_is_not_given_nor_shown_the_other(cast: Cast) -> None:

    first, second = opened(cast)
    hand_back(by=cast.ines, audit=first, why="I know the family")
    hand_back(by=cast.ed, audit=second, why="Away")
    case = RoundCase.objects.get(id=second.round_case_id)
    with pytest.raises(AuditorConflict, match="makes the other audit"):
        assign(by=cast.pat, round_case=case, auditor=cast.ines)


def test_figures_count_the_case_once_and_its_concerns_all(cast: Cast) -> None:
    first, second = opened(cast)
    submitted(first, grade="good")
    act(second)
    submitted(second, grade="inadequate")
    (row,) = grades(cast.pat, (), where={"round": first.round.code})
    assert (row.n, row.counts["good"], row.audits) == (1, 1, (first.ref,))
    held = round_coverage(cast.pat, first.round)
    assert (held.handed_in, held.in_round, held.second) == (1, 1, 1)
    assert (second_audits(cast.pat, first.round), concerns(cast.pat, first.round)) == (1, 0)


def test_feedback_is_released_from_the_first_audit_and_both_close_together(cast: Cast) -> None:
    first, second = opened(cast)
    submitted(second)
    with pytest.raises(SecondAudit):
        share_feedback(by=cast.pat, audit=second)
    share_feedback(by=cast.pat, audit=submitted(first))
    close_audit(by=cast.pat, audit=Audit.objects.get(id=first.id))
    assert Audit.objects.get(id=second.id).state == "closed"


def test_the_pair_says_how_far_it_agrees_to_qa_alone(cast: Cast) -> None:
    first, second = opened(cast)
    submitted(first, grade="good", risk="good")
    assert pairs_of(cast.pat, first.round).overall.n == 0
    submitted(second, grade="outstanding", risk="good")
    found = pairs_of(cast.pat, first.round)
    assert (found.overall.apart, found.complete) == ({1: 1}, 1)
    assert (found.sections.same, found.sections.n) == (1, 1)
    assert pairs_of(cast.ines, first.round).pairs == ()


def test_an_action_of_a_second_audit_waits_until_it_is_taken_up(cast: Cast) -> None:
    first, second = opened(cast)
    action = act(second, "Visit the father")
    submitted(second)
    action.refresh_from_db()
    assert action.state == "proposed"
    with pytest.raises(FirstNotHandedIn):
        take_up(by=cast.pat, action=action, version=action.version)
    submitted(first)
    taken = take_up(by=cast.pat, action=action, version=action.version)
    taken.refresh_from_db()
    assert (taken.audit, taken.state, taken.what.body) == (first, "open", "Visit the father")
    assert Action.objects.get(id=action.id).state == "withdrawn"


def test_what_is_not_taken_up_ends_with_the_round(cast: Cast) -> None:
    first, second = opened(cast)
    action = act(second)
    close_round(by=cast.pat, round=first.round)
    assert Action.objects.get(id=action.id).state == "withdrawn"


def test_an_action_of_the_first_is_no_news_to_whoever_still_audits_it_again(cast: Cast) -> None:
    first, second = opened(cast)
    give_role(by=OPERATOR, person=cast.ed, role=Role.IRO)
    ed = Person.objects.get(id=cast.ed.id)
    act(first, owner=ed)
    submitted(first)
    assert not visible_actions(ed).exists()
    submitted(second)
    assert visible_actions(ed).count() == 1


def test_the_cases_of_a_round_are_listed_once(cast: Cast) -> None:
    round = round_of(cast, 3, percent=100)
    assert [case.subject.number for case in round_cases(round)] == ["900", "901", "902"]


def test_both_audits_of_a_case_go_when_they_are_due(cast: Cast) -> None:
    first, second = opened(cast)
    act(second)
    submitted(second)
    share_feedback(by=cast.pat, audit=submitted(first))
    close_audit(by=cast.pat, audit=Audit.objects.get(id=first.id))
    close_round(by=cast.pat, round=first.round)
    done = dispose(by=cast.ira, as_at=today() + timedelta(days=7 * 365))
    assert done.counts["audits"] == 2
    numbers = set(Audit.objects.values_list("subject__number", flat=True))
    assert len(numbers) == 2
    assert all(number.startswith("Disposed of") for number in numbers)
    assert faults() == []
