"""A selection: the same again from its seed, cases named, swapped and left out with their reasons."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from goldenthread.journal.changes import today
from goldenthread.method.sampling.certificate import public, written
from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import differences
from goldenthread.programme.changes import (
    NoneLeft,
    NotSelected,
    ReasonMissing,
    SeedNotCommitted,
    add_typed_case,
    assign,
    design_round,
    mark_open,
    name_case,
    record_outcome,
    remove_case,
    select_cases,
    swap_case,
)
from goldenthread.programme.models import RoundCase
from goldenthread.programme.queries import (
    available,
    cover,
    entry_by_number,
    left_out_counts,
    round_cases,
    selection_record,
)
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round, select

pytestmark = pytest.mark.django_db


def chosen(selection: object) -> list[str]:
    rows = selection.rows.filter(reason="selected")
    return [row.entry.subject.number for row in rows.select_related("entry__subject")]


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
