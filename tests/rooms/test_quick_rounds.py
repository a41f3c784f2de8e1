"""A quick round of pasted numbers, and the letters that tell people of an audit."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from goldenthread.journal.changes import today
from goldenthread.people.queries import vocabulary
from goldenthread.programme.changes import (
    AuditorConflict,
    NoticeSent,
    NotSaidSafe,
    add_typed_case,
    assign,
    create_quick_round,
    mark_sent,
    write_notice,
)
from goldenthread.programme.queries import (
    letter,
    loads,
    notices,
    pasted,
    recognised,
    round_cases,
    rounds,
    shared_out,
    standard_words,
)
from goldenthread.tools.queries import newest_version
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


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
