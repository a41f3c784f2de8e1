"""Rounds are shared out by what auditors can take, and what could not be met is kept and said."""

from datetime import timedelta
from typing import Any

import pytest

from goldenthread.cases.models import CaseType
from goldenthread.jobs.sharing import share_out_asked
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, Schedule
from goldenthread.people.models import Person
from goldenthread.programme.changes import (
    AbsenceBackwards,
    CapacityChanged,
    StillSharing,
    add_typed_case,
    ask_allocation,
    assign,
    assign_all,
    balance_auditors,
    end_absence,
    end_assignment,
    forget_absences,
    mark_open,
    note_absence,
    record_outcome,
    set_capacity,
    set_effort,
)
from goldenthread.programme.changes import sharing as sharing_changes
from goldenthread.programme.models import Absence, Allocation, Capacity, Round, Specialism
from goldenthread.programme.queries import (
    allocations,
    loads,
    loads_elsewhere,
    minutes_here,
    present_assignment,
    round_cases,
)
from tests.cast import Cast
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


def round_of(cast: Cast, size: int, title: str = "Spring round", **more: Any) -> Round:
    round = make_round(cast.pat, title=title)
    for n in range(size):
        add_typed_case(by=cast.pat, round=round, number=f"{title[0]}{900 + n}", **more)
    return round


def takes(cast: Cast, person: Person, *types: str, audits: int | None = None, hours: int | None = None) -> Capacity:  # fmt: skip
    seen = Capacity.objects.filter(person=person).values_list("version", flat=True).first() or 0
    return set_capacity(
        by=cast.pat, person=person, seen=seen, audits=audits, hours=hours,
        specialisms=list(CaseType.objects.filter(code__in=types)),
    )  # fmt: skip


def holders(round: Round) -> dict[str, str]:
    found = {case.subject.number: present_assignment(case) for case in round_cases(round)}
    return {number: given.auditor.name for number, given in found.items() if given}


def test_nobody_is_given_more_cases_than_they_can_take(cast: Cast) -> None:
    takes(cast, cast.ines, audits=1)
    round = round_of(cast, 4)
    assert balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed]) == []
    assert loads(round) == {cast.ines.ref: 1, cast.ed.ref: 3}


def test_hours_of_a_month_are_shared_with_what_one_has_elsewhere(cast: Cast) -> None:
    """Nine hours a month are about three until the due date: two audits, one of which she has."""
    other = round_of(cast, 1, "Other")
    balance_auditors(by=cast.pat, round=other, auditors=[cast.ines])
    assert loads_elsewhere() == {cast.ines.id: (1, 90)}
    takes(cast, cast.ines, hours=9)
    round = round_of(cast, 4)
    left = balance_auditors(by=cast.pat, round=round, auditors=[cast.ines])
    assert loads(round) == {cast.ines.ref: 1}
    assert {each.why for each in left} == {
        "The auditors who may take it have as much as they can: no room (1)."
    }


def test_whoever_is_away_until_the_due_date_is_given_nothing(cast: Cast) -> None:
    noted = note_absence(
        by=cast.pat, person=cast.ines, from_on=today(), until_on=today() + timedelta(days=40)
    )
    round = round_of(cast, 2)
    (first, _) = balance_auditors(by=cast.pat, round=round, auditors=[cast.ines])
    assert first.why == "Every auditor you chose is barred: away until it is due (1)."
    end_absence(by=cast.pat, absence=noted)
    assert balance_auditors(by=cast.pat, round=round, auditors=[cast.ines]) == []


def test_hours_are_levelled_and_not_cases(cast: Cast) -> None:
    long, short = CaseType.objects.order_by("order")[:2]
    set_effort(by=cast.pat, case_type=long, seen=0, minutes=180)
    set_effort(by=cast.pat, case_type=short, seen=0, minutes=60)
    round = round_of(cast, 1, case_type=long)
    for n in range(3):
        add_typed_case(by=cast.pat, round=round, number=str(n), case_type=short)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert set(minutes_here(round).values()) == {180}


def test_a_type_for_external_auditors_goes_to_nobody_else(cast: Cast) -> None:
    kind = CaseType.objects.order_by("order")[0]
    set_effort(by=cast.pat, case_type=kind, seen=0, minutes=60, audited_by="external")
    round = round_of(cast, 3, case_type=kind)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert loads(round) == {cast.ed.ref: 3}


def test_a_case_goes_to_who_knows_its_type(cast: Cast) -> None:
    one, other = CaseType.objects.order_by("order")[:2]
    takes(cast, cast.ines, one.code)
    takes(cast, cast.ed, other.code)
    round = round_of(cast, 1, case_type=other)
    add_typed_case(by=cast.pat, round=round, number="1", case_type=one)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert holders(round) == {"S900": "Ed Quill", "1": "Ines Vale"}


def test_nobody_audits_a_case_twice_in_a_row(cast: Cast) -> None:
    earlier = round_of(cast, 1)
    case = round_cases(earlier).get()
    record_outcome(
        by=cast.pat, round_case=case, auditor=cast.ines, audited_on=today(), grade="good", stage="final"
    )  # fmt: skip
    later = make_round(cast.pat, title="Later")
    add_typed_case(by=cast.pat, round=later, number="S900")
    (left,) = balance_auditors(by=cast.pat, round=later, auditors=[cast.ines])
    assert "audited it last time (1)" in left.why
    assert balance_auditors(by=cast.pat, round=later, auditors=[cast.ines, cast.ed]) == []
    assert holders(later) == {"S900": "Ed Quill"}


def test_a_case_handed_back_does_not_come_back(cast: Cast) -> None:
    round = round_of(cast, 1)
    given = assign(by=cast.pat, round_case=round_cases(round).get(), auditor=cast.ines)
    end_assignment(by=cast.ines, assignment=given, ending="handed_back", why="I know the family")
    (left,) = balance_auditors(by=cast.pat, round=round, auditors=[cast.ines])
    assert "handed back a case of this family (1)" in left.why


def test_locked_cases_survive_sharing_out_afresh(cast: Cast) -> None:
    round = round_of(cast, 4)
    cases = list(round_cases(round))
    assign_all(
        by=cast.pat, round=round, auditors={case.ref: cast.ines for case in cases},
        locked={case.ref: n < 3 for n, case in enumerate(cases)},
    )  # fmt: skip
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed], afresh=True)
    assert loads(round) == {cast.ines.ref: 3, cast.ed.ref: 1}
    assert Entry.objects.filter(what="lock_assignment").count() == 3


def test_sharing_out_afresh_leaves_where_they_are_those_who_would_get_the_same(cast: Cast) -> None:
    round = round_of(cast, 2)
    given = assign(by=cast.pat, round_case=round_cases(round)[0], auditor=cast.ines)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed], afresh=True)
    given.refresh_from_db()
    assert given.ended_at is None


def test_what_could_not_be_met_is_kept_with_the_round(cast: Cast) -> None:
    round = round_of(cast, 1, team=cast.north)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.tariq])
    (made,) = allocations(round)
    (case,) = round_cases(round)
    assert made.unplaced == {case.ref: {"why": "nobody_may", "against": {"own_team": 1}}}
    assert (made.state, made.way, made.given) == ("done", "greedy", 0)


def test_a_large_round_is_shared_out_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_changes, "MOST_AT_ONCE", 2)
    round = round_of(cast, 3)
    asked = ask_allocation(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    assert (asked.state, loads(round)) == ("waiting", {})
    with pytest.raises(StillSharing):
        ask_allocation(by=cast.pat, round=round, auditors=[cast.ines])
    for _ in range(2):  # a job may be run again
        share_out_asked(asked.ref)
    assert sorted(loads(round).values()) == [1, 2]
    asked.refresh_from_db()
    assert (asked.state, asked.done_by) == ("done", cast.pat.ref)


def test_a_job_whose_round_was_opened_or_asker_left_stops(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_changes, "MOST_AT_ONCE", 0)
    for title in ("Opened", "Left"):
        round = round_of(cast, 1, title)
        asked = ask_allocation(by=cast.pat, round=round, auditors=[cast.ines])
        if title == "Opened":
            mark_open(by=cast.pat, round=round)
        else:
            Person.objects.filter(id=cast.pat.id).update(is_active=False)
        share_out_asked(asked.ref)
        assert Allocation.objects.get(ref=asked.ref).state == "stopped"


def test_who_may_not_run_rounds_changes_nothing(cast: Cast) -> None:
    kind = CaseType.objects.order_by("order")[0]
    day = {"from_on": today(), "until_on": today()}
    for act in (
        lambda: set_capacity(by=cast.ines, person=cast.ines, seen=0, audits=1, hours=None, specialisms=[]),
        lambda: note_absence(by=cast.ines, person=cast.ines, **day),
        lambda: set_effort(by=cast.ines, case_type=kind, seen=0, minutes=1),
        lambda: ask_allocation(by=cast.ines, round=make_round(cast.pat), auditors=[]),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert not (Capacity.objects.exists() or Absence.objects.exists())


def test_what_somebody_else_saved_is_not_overwritten(cast: Cast) -> None:
    takes(cast, cast.ines, "cp", audits=3)
    with pytest.raises(CapacityChanged) as raised:
        set_capacity(by=cast.pat, person=cast.ines, seen=0, audits=9, hours=None, specialisms=[])
    assert raised.value.theirs.audits == 3
    assert Specialism.objects.get().case_type.code == "cp"
    kind = CaseType.objects.order_by("order")[0]
    set_effort(by=cast.pat, case_type=kind, seen=0, minutes=60)
    with pytest.raises(CapacityChanged):
        set_effort(by=cast.pat, case_type=kind, seen=0, minutes=90)


def test_an_absence_runs_forwards_and_is_forgotten_a_year_after(cast: Cast) -> None:
    with pytest.raises(AbsenceBackwards):
        note_absence(
            by=cast.pat, person=cast.ines, from_on=today(), until_on=today() - timedelta(1)
        )
    for days in (364, 366):
        day = today() - timedelta(days=days)
        note_absence(by=cast.pat, person=cast.ines, from_on=day, until_on=day)
    forget_absences(by=Schedule("dispose"))
    assert Absence.objects.get().until_on == today() - timedelta(days=364)
