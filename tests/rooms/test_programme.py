"""Rounds: cases come in, are selected, given to auditors who may have them, and people are told."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError

from goldenthread.journal.changes import today
from goldenthread.method.sampling.certificate import public, written
from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import differences
from goldenthread.people.actors import NotAllowed
from goldenthread.people.changes import link_practitioner
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.queries import own_team_ids, vocabulary
from goldenthread.programme.changes import (
    AlreadyInRound,
    AuditorConflict,
    NoneLeft,
    NoticeSent,
    NotSaidSafe,
    NotSelected,
    PeriodBackwards,
    ReasonMissing,
    RoundChanged,
    RoundEmpty,
    RoundInState,
    RoundNeedsRestriction,
    SeedNotCommitted,
    TitleTaken,
    add_typed_case,
    assign,
    balance_auditors,
    create_quick_round,
    design_round,
    end_assignment,
    mark_open,
    mark_sent,
    name_case,
    plan_round,
    record_outcome,
    remove_case,
    restrict_round,
    select_cases,
    swap_case,
    write_notice,
)
from goldenthread.programme.models import RoundCase
from goldenthread.programme.queries import (
    available,
    bars,
    cover,
    entry_by_number,
    handed_back,
    left_out_counts,
    letter,
    loads,
    may_audit,
    notices,
    pasted,
    present_assignment,
    recognised,
    round_cases,
    rounds,
    selection_record,
    shared_out,
    standard_words,
    without_auditor,
)
from goldenthread.tools.queries import newest_version
from tests.cast import OPERATOR, Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round, select

pytestmark = pytest.mark.django_db


def chosen(selection: object) -> list[str]:
    rows = selection.rows.filter(reason="selected")
    return [row.entry.subject.number for row in rows.select_related("entry__subject")]


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


def test_the_teams_that_bar_somebody_are_those_the_people_room_knows(cast: Cast) -> None:
    people = list(Person.objects.all())
    found = bars(people)
    assert {p.name: set(found[p.id].teams) for p in people} == {
        p.name: own_team_ids(p) for p in people
    }
    assert found[cast.sam.id].teams == {cast.service.id, cast.north.id, cast.south.id}


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


# Selection


def test_the_same_seed_and_list_select_the_same_cases(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    seed = "2026-spring"
    found = []
    for title in ("First", "Second"):
        round = make_round(cast.pat, "selected", title=title, case_list=listed)
        design_round(by=cast.pat, round=round, seen=1, way="equal", size=12)
        found.append(chosen(select_cases(by=cast.pat, round=round, seed=seed)))
    assert found[0] == found[1]
    assert len(found[0]) == 12


def test_a_seed_other_than_the_committed_one_is_refused(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    with pytest.raises(SeedNotCommitted):
        select_cases(by=cast.pat, round=round, seed="another")


def test_selecting_again_needs_a_reason_and_keeps_both_selections(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    first = select(cast.pat, round)
    with pytest.raises(ReasonMissing):
        select(cast.pat, round)
    second = select(cast.pat, round, "The list was a day old")
    assert chosen(first) != chosen(second)
    assert [str(s.why_again or "") for s in round.selections.all()] == [
        "",
        "The list was a day old",
    ]
    assert {case.subject.number for case in round_cases(round)} == set(chosen(second))


def test_a_selection_can_be_made_again_from_what_it_keeps(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    kept = select(cast.pat, round)
    again = selection_record(kept)
    assert again is not None and again.frame.sha256 == kept.frame_sha256
    assert again.record.summary["selected"] == chosen(kept)
    assert again.record.summary["exclusions"] == kept.exclusions == {"closed": 1}
    assert kept.rows.count() == 61


def test_its_certificate_and_list_verify_outside_the_product(cast: Cast) -> None:
    """As `verify_sample` does, from the files that the record's page gives out."""
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    select(cast.pat, round)
    again = selection_record(select(cast.pat, round, "The list was a day old", "list_replaced"))
    assert again is not None
    text = written(again.record.certificate)
    assert differences(text, frame_from_csv(again.frame_csv.encode())) == []
    earlier = again.record.certificate["earlier"][0]
    assert earlier["drawn_again_because"] == "The case list was replaced"
    assert earlier["drawn_again_why"] == "The list was a day old"
    assert "a day old" not in written(public(again.record.certificate))
    assert "The case list was replaced" in written(public(again.record.certificate))
    other = again.frame_csv.replace("5003,cla", "5003,cp").encode()
    assert [each.what for each in differences(text, frame_from_csv(other))][:1] == ["frame"]


def test_a_selection_is_never_edited_in_the_database(cast: Cast) -> None:
    kept = select(cast.pat, make_selected_round(cast.pat, make_case_list([cast.north])))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programme_selection SET seed = 'x' WHERE id = %s", [kept.id])


def test_named_cases_stand_beside_selected_ones_and_out_of_their_quota(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    round = make_selected_round(cast.pat, listed)
    entry = entry_by_number(listed, "5007")
    name_case(by=cast.pat, round=round, entry=entry, named_by="IRO", why="Plan drifting")
    assert sum(available(round).values()) == 59
    kept = select(cast.pat, round)
    came = [case.came for case in round_cases(round)]
    assert (came.count("named"), came.count("selected")) == (1, 20)
    assert kept.rows.get(reason="named").probability == 1
    with pytest.raises(NotSelected):
        swap_case(by=cast.pat, round_case=round.cases.get(came="named"), why="No")


def test_a_named_case_says_who_named_it_and_why(cast: Cast) -> None:
    listed = make_case_list([cast.north])
    round = make_selected_round(cast.pat, listed)
    with pytest.raises(ReasonMissing):
        name_case(
            by=cast.pat, round=round, entry=entry_by_number(listed, "5001"), named_by="", why=""
        )


def test_a_swap_takes_the_next_in_order_of_the_same_worker_and_keeps_both_rows(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    kept = select(cast.pat, round)
    old = round_cases(round).first()
    was = kept.rows.get(entry__subject=old.subject)
    following = kept.rows.filter(
        reason="reserve", stratum=was.stratum, entry__practitioner=was.entry.practitioner
    ).order_by("number")
    new = swap_case(by=cast.pat, round_case=old, why="Family moved away")
    newer = swap_case(by=cast.pat, round_case=new, why="Closed yesterday")
    assert [new.subject, newer.subject] == [row.entry.subject for row in following[:2]]
    old.refresh_from_db()
    assert (new.nearness, new.because, new.probability) == ("same_cell", "other", was.probability)
    assert (str(old.removed_why), new.replaces, new.came) == ("Family moved away", old, "swapped")
    assert round_cases(round).count() == 20


def test_a_swap_without_a_further_case_is_refused(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north], size=3), size=3)
    select(cast.pat, round)
    with pytest.raises(NoneLeft):
        swap_case(by=cast.pat, round_case=round_cases(round).first(), why="Moved")


def test_what_is_left_out_is_counted_once_each_with_its_reason(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    busy = make_round(cast.pat, title="Busy")
    create = entry_by_number(listed, "5005")
    name_case(by=cast.pat, round=busy, entry=create, named_by="Pat", why="Asked")
    audited = busy.cases.get()
    record_outcome(
        by=cast.pat, round_case=audited, auditor=cast.ines, audited_on=today(), grade="good",
        stage="auditor",
    )  # fmt: skip
    mark_open(by=cast.pat, round=busy)
    round = make_selected_round(cast.pat, listed)
    design_round(by=cast.pat, round=round, seen=round.version, exclude={"flags_out": ["uasc"]})
    round.refresh_from_db()
    assert left_out_counts(round) == {"": 58, "closed": 1, "flag": 1, "recently_audited": 1}


def test_an_outcome_of_long_ago_leaves_nothing_out(cast: Cast) -> None:
    listed = make_case_list([cast.north])
    earlier = make_round(cast.pat, title="Earlier")
    name_case(
        by=cast.pat, round=earlier, entry=entry_by_number(listed, "5001"), named_by="P", why="W"
    )
    record_outcome(
        by=cast.pat, round_case=earlier.cases.get(), auditor=cast.ines,
        audited_on=today() - timedelta(days=190), grade="good", stage="auditor",
    )  # fmt: skip
    round = make_selected_round(cast.pat, listed)
    assert left_out_counts(round) == {"": 60, "closed": 1}


def test_the_preview_shows_cover_and_siblings(cast: Cast) -> None:
    round = make_selected_round(
        cast.pat, make_case_list([cast.north, cast.south], size=12), size=11
    )
    kept = select(cast.pat, round)
    shown = cover(kept)
    assert (shown.total.open, shown.total.chosen, shown.total.target) == (12, 11, 11)
    assert sum(each.chosen for each in shown.by_practitioner) == 11
    assert shown.total.share == "11 of 12 (92%)"
    assert [family.numbers for family in shown.families] in ([], [("5000", "5001")])


def test_a_case_taken_out_leaves_its_auditor_and_its_reason(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    given = assign(by=cast.pat, round_case=case, auditor=cast.ines)
    with pytest.raises(ReasonMissing):
        remove_case(by=cast.pat, round_case=case, why=" ")
    remove_case(by=cast.pat, round_case=case, why="Not ours")
    given.refresh_from_db()
    assert given.ending == "removed"
    assert RoundCase.objects.get(id=case.id).removed_why.body == "Not ours"


# The quick round


def test_pasted_numbers_are_matched_typed_and_told_apart(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    text = "5001, 5002\n5003\n\n9001, Child in need, R. Shah, North\n5002\n9002\tlooked after"
    read = recognised(pasted(text), [listed], vocabulary())
    assert [case.number for case in read.cases] == ["5001", "5002", "5003", "9001", "9002"]
    assert (read.listed, read.repeated, read.problems) == (3, ("5002",), ())
    assert (read.cases[3].case_type.code, read.cases[3].team) == ("cin", cast.north)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("hello, cin", "not a case number"),
        ("900, Baking", "no case type"),
        ("900, cin, A, Mars", "no team"),
        ("900, cin, A, North, more", "too many"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(cast: Cast, line: str, word: str) -> None:
    (problem,) = recognised(pasted(f"1\n{line}"), [], vocabulary()).problems
    assert word in problem
    assert "Line 2" in problem


def test_sixty_pasted_numbers_take_as_many_queries_as_two(
    cast: Cast, django_assert_num_queries: object
) -> None:
    listed = make_case_list([cast.north])
    for n in (2, 60):
        read, words = pasted("\n".join(str(5000 + i) for i in range(n))), vocabulary()
        with django_assert_num_queries(5):
            assert recognised(read, [listed], words).listed == n


def test_a_quick_round_of_twenty_is_made_in_one_change(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    text = "\n".join(str(5000 + n) for n in range(18)) + "\n9001, cin, Al Day, South\n9002"
    read = recognised(pasted(text), [listed], vocabulary())
    people = [cast.ines, cast.tariq, cast.sunita]
    done = shared_out([case.placing for case in read.cases], people)
    by_ref = {person.ref: person for person in people}
    round = create_quick_round(
        by=cast.pat, title="Quick", mode="record", tool_version=newest_version("core"),
        period_from=today() - timedelta(days=180), period_to=today(), due_on=today(),
        moderation_rule={}, cases=read.cases,
        auditors={number: by_ref[ref] for number, ref in done.assigned.items()},
    )  # fmt: skip
    assert sum(loads(round).values()) == 20
    assert max(loads(round).values()) - min(loads(round).values()) <= 1
    assert {case.came for case in round_cases(round)} == {"named", "typed"}


def test_a_conflict_stops_the_whole_quick_round(cast: Cast) -> None:
    read = recognised(pasted("900, cin, Al Day, North"), [], vocabulary())
    with pytest.raises(AuditorConflict):
        create_quick_round(
            by=cast.pat, title="Quick", mode="record", tool_version=newest_version("core"),
            period_from=today(), period_to=today(), due_on=today(), moderation_rule={},
            cases=read.cases, auditors={"900": cast.tariq},
        )  # fmt: skip
    assert not rounds(cast.pat).exists()


# Telling people


def test_standard_words_hold_the_number_and_the_time_and_no_name_of_a_child(cast: Cast) -> None:
    from goldenthread.journal.changes import now

    round = make_round(cast.pat, mode="with_worker")
    case = add_typed_case(by=cast.pat, round=round, number="900", worker="Al Day")
    assign(by=cast.pat, round_case=case, auditor=cast.ines)
    told = standard_words(
        case, "worker", signed="Pat Ellis", authority="Anytown", interview_at=now()
    )
    assert told.subject == "Audit of case 900"
    assert "Dear Al Day" in told.body
    assert "Ines Vale would like to talk with you" in told.body


def test_a_notice_is_written_again_until_it_is_sent(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    for body in ("First", "Second"):
        notice = write_notice(by=cast.pat, round_case=case, to="worker", subject="Audit", body=body)
    assert (letter(notice).subject, letter(notice).body) == ("Audit", "Second")
    mark_sent(by=cast.pat, sent=[notice])
    with pytest.raises(NoticeSent):
        write_notice(by=cast.pat, round_case=case, to="worker", subject="Audit", body="Third")
    assert notices(case.round).count() == 1


def test_a_family_is_told_only_when_somebody_said_it_is_safe(cast: Cast) -> None:
    case = add_typed_case(by=cast.pat, round=make_round(cast.pat), number="900")
    notice = write_notice(by=cast.pat, round_case=case, to="family", subject="Hello", body="We")
    with pytest.raises(NotSaidSafe):
        mark_sent(by=cast.pat, sent=[notice])
    with pytest.raises(IntegrityError), transaction.atomic():
        type(notice).objects.filter(id=notice.id).update(sent_on=today())
    notice = write_notice(
        by=cast.pat,
        round_case=case,
        to="family",
        subject="Hello",
        body="We",
        safe_agreed_by="Al Day",
    )
    mark_sent(by=cast.pat, sent=[notice])
    assert notice.sent_on == today()


def test_operator_label_stands_for_whoever_runs_a_command(cast: Cast) -> None:
    assert make_round(OPERATOR).created_by == "operator:tests"


def test_a_tool_about_a_named_adult_opens_in_a_restricted_round_only(cast: Cast) -> None:
    round = make_round(cast.pat, tool_version=newest_version("lado"))
    add_typed_case(by=cast.pat, round=round, number="20381")
    with pytest.raises(RoundNeedsRestriction, match="Restrict the round before you open it"):
        mark_open(by=cast.pat, round=round)
    restrict_round(by=cast.pat, round=round, why="About a named adult.")
    assert mark_open(by=cast.pat, round=round).state == "open"
