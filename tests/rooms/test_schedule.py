"""The year's schedule, what is asked of people each month, and calendars: rules kept by the changes."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from goldenthread.audits.changes import open_round
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import disable_account
from goldenthread.people.models import Person
from goldenthread.programme.changes import (
    ActivityOver,
    ActivityUnderWay,
    AskedAlready,
    ExemptionDecided,
    ExemptTooLong,
    KeptInFuture,
    MonthsBackwards,
    ReasonMissing,
    ScheduleChanged,
    add_typed_case,
    ask_exemption,
    assign,
    cancel_activity,
    change_activity,
    decide_exemption,
    end_calendar,
    end_quota_exemption,
    exempt_person,
    finish_activity,
    forget_quota_exemptions,
    keep_promise,
    make_calendar,
    mark_closed,
    note_promise,
    plan_activity,
    reopen_activity,
    restrict_round,
    set_quotas,
)
from goldenthread.programme.models import (
    Activity,
    ActivityStep,
    CalendarAddress,
    Quota,
    QuotaExemption,
    Round,
)
from goldenthread.programme.queries.calendars import calendar_events, calendar_reader
from goldenthread.programme.queries.quotas import (
    asked_in_year,
    asked_of,
    completion,
    exemptions_to_decide,
    to_chase,
)
from goldenthread.programme.queries.schedule import (
    activity_steps,
    months,
    promise_state,
    promises_due,
)
from tests.cast import Cast, cast_again
from tests.loop import submitted
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast, who all begin on 20 January 2026, the day that it is."""
    with time_machine.travel("2026-01-20 12:00+00:00", tick=False):
        yield cast_again()


JAN, FEB, MAR, APR = (date(2026, n, 1) for n in (1, 2, 3, 4))


def planned(cast: Cast, title: str = "Adoption", month: date = JAN, **more: object) -> Activity:
    return plan_activity(by=cast.pat, title=title, kind="thematic", month=month, **more)


def audits_of(cast: Cast, auditor: Person, n: int = 1, **more: object) -> list[Audit]:
    """An open round with so many cases of this auditor, due on the 28th of the month it is."""
    round = make_round(cast.pat, title=f"Round {Round.objects.count()}", **more)
    due = today().replace(day=28)
    for each in range(n):
        case = add_typed_case(by=cast.pat, round=round, number=f"{round.id}{each:03}")
        assign(by=cast.pat, round_case=case, auditor=auditor, due_on=due)
    open_round(by=cast.pat, round=round)
    return list(Audit.objects.filter(round=round).order_by("id"))


# Activities


def test_a_year_shows_each_activity_in_its_month(cast: Cast) -> None:
    planned(cast, month=date(2026, 2, 17), target=5)
    planned(cast, "Care leavers", FEB)
    shown = months(cast.pat, 2026)
    assert [month.first.month for month in shown] == list(range(1, 13))
    assert [each.activity.title for each in shown[1].activities] == ["Adoption", "Care leavers"]
    assert (shown[1].planned, shown[1].done, shown[1].without_number) == (5, 0, 1)


def test_a_change_says_what_was_and_what_is_and_by_whom(cast: Cast) -> None:
    held = planned(cast, target=5)
    change_activity(by=cast.olive, activity=held, seen=1, month=MAR, target=8, title="Adoption")
    step = activity_steps(held)[0]
    assert (step.kind, step.taken_by) == ("changed", cast.olive.ref)
    assert step.changes == {"month": ["January 2026", "March 2026"], "target": ["5", "8"]}
    line = Entry.objects.latest("seq")
    assert (line.what, line.details["changed"]) == ("changed_activity", ["month", "target"])
    with pytest.raises(ScheduleChanged):
        change_activity(by=cast.pat, activity=held, seen=1, target=9)


def test_saving_what_stands_already_is_no_change(cast: Cast) -> None:
    held = planned(cast)
    assert change_activity(by=cast.pat, activity=held, seen=1, title="Adoption").version == 1
    assert activity_steps(held).count() == 1


def test_the_database_keeps_who_did_what(cast: Cast) -> None:
    planned(cast)
    set_quotas(by=cast.pat, people=[cast.tariq], audits=1, from_month=JAN)
    for model, values in ((ActivityStep, {"kind": "changed"}), (Quota, {"audits": 0})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**values)  # type: ignore[attr-defined]


def test_only_whoever_runs_rounds_plans(cast: Cast) -> None:
    for person in (cast.dee, cast.sam, cast.ines, cast.stranger):
        with pytest.raises(NotAllowed):
            plan_activity(by=person, title="x", kind="full", month=JAN)


def test_cancelling_asks_for_a_reason_and_is_the_end(cast: Cast) -> None:
    held = planned(cast)
    with pytest.raises(ReasonMissing):
        cancel_activity(by=cast.pat, activity=held, seen=1, why=" ")
    cancel_activity(by=cast.pat, activity=held, seen=1, why="Moved into the spring thematic")
    with pytest.raises(ActivityOver):
        change_activity(by=cast.pat, activity=held, seen=2, target=3)
    shown = months(cast.pat, 2026)[0]
    assert [each.state for each in shown.activities] == ["cancelled"]
    assert shown.standing == []


def test_an_activity_is_finished_with_its_rounds_or_by_hand(cast: Cast) -> None:
    held = planned(cast)
    audits_of(cast, cast.ines, activity=held)
    round = held.rounds.get()
    with pytest.raises(ActivityUnderWay):
        cancel_activity(by=cast.pat, activity=held, seen=1, why="x")
    with pytest.raises(ActivityUnderWay):
        finish_activity(by=cast.pat, activity=held, seen=1)
    mark_closed(by=cast.pat, round=round)
    by_hand = planned(cast, "Week")
    finish_activity(by=cast.pat, activity=by_hand, seen=1)
    states = {e.activity.title: e.state for e in months(cast.pat, 2026)[0].activities}
    assert states == {"Adoption": "finished", "Week": "finished"}
    reopen_activity(by=cast.pat, activity=by_hand, seen=2)
    assert months(cast.pat, 2026)[0].activities[1].state == "planned"


def test_a_month_that_is_over_without_a_round_is_late(cast: Cast) -> None:
    planned(cast)
    with time_machine.travel("2026-01-31 12:00+00:00", tick=False):
        assert months(cast.pat, 2026)[0].activities[0].state == "planned"
    with time_machine.travel("2026-02-01 12:00+00:00", tick=False):
        assert months(cast.pat, 2026)[0].activities[0].state == "late"


def test_more_than_planned_in_one_activity_makes_up_for_no_other(cast: Cast) -> None:
    many, few = planned(cast, target=1), planned(cast, "Fostering", target=4)
    for audit in audits_of(cast, cast.ines, 2, activity=many):
        submitted(audit)
    submitted(audits_of(cast, cast.ines, activity=few)[0])
    shown = months(cast.pat, 2026)[0]
    assert [(e.done, e.planned) for e in shown.activities] == [(2, 1), (1, 4)]
    assert (shown.done, shown.planned) == (2, 5)


def test_a_restricted_round_leaves_no_trace_on_the_schedule(cast: Cast) -> None:
    held = planned(cast)
    submitted(audits_of(cast, cast.ines, activity=held)[0])
    restrict_round(by=cast.pat, round=held.rounds.get(), why="A member of staff")
    for person, done, rounds in ((cast.pat, 1, 1), (cast.olive, 0, 0), (cast.dee, 0, 0)):
        shown = months(person, 2026)[0].activities[0]
        assert (shown.done, shown.cases, len(shown.rounds)) == (done, done, rounds)
    assert [e.activity for e in months(cast.stranger, 2026)[0].activities] == []


# Promises


def test_a_promise_is_late_after_its_day_and_kept_by_something(cast: Cast) -> None:
    with time_machine.travel("2026-03-10 12:00+00:00", tick=False):
        held = note_promise(
            by=cast.pat, what="Re-audit", made_to="Scrutiny Board", made_on=JAN,
            due_on=date(2026, 3, 9), activity=planned(cast),
        )  # fmt: skip
        assert promise_state(held) == "late"
        assert promises_due(cast.pat, date(2026, 4, 1)) == [held]
        assert promises_due(cast.dee, date(2026, 4, 1)) == []
        with pytest.raises(KeptInFuture):
            keep_promise(by=cast.pat, promise=held, seen=1, on=date(2026, 3, 11), how="Round")
        keep_promise(by=cast.pat, promise=held, seen=1, on=date(2026, 3, 10), how="Round of March")
        held.refresh_from_db()
        assert promise_state(held) == "kept"
        assert promises_due(cast.pat, date(2026, 4, 1)) == []
        with pytest.raises(ScheduleChanged):
            keep_promise(by=cast.pat, promise=held, seen=2, on=date(2026, 3, 10), how="Again")


# What is asked of people


def states(cast: Cast, month: date) -> dict[str, str]:
    rows = asked_in_year(cast.pat, month.year)
    return {each.person.name: each.state for each in rows if each.month == month}


def test_who_met_the_quota_who_did_not_and_who_could_not(cast: Cast) -> None:
    people = [cast.tariq, cast.sunita, cast.ines, cast.ed]
    set_quotas(by=cast.pat, people=people, audits=1, from_month=JAN)
    submitted(audits_of(cast, cast.ines)[0])
    audits_of(cast, cast.sunita)
    exempt_person(by=cast.pat, person=cast.ed, from_month=JAN, until_month=FEB, why="other_work")
    names = {"Ines Vale": "met", "Ed Quill": "exempt", "Tariq Moss": "not_given"}
    assert states(cast, JAN) == names | {"Sunita Reed": "to_do"}
    with time_machine.travel("2026-02-02 12:00+00:00", tick=False):
        assert states(cast, JAN) == names | {"Sunita Reed": "not_met"}
        assert [each.person.name for each in to_chase(cast.pat, JAN)] == ["Sunita Reed"]
        counted = completion(asked_in_year(cast.pat, 2026))[JAN]
        assert (counted.met, counted.asked, counted.exempt, counted.not_given) == (1, 3, 1, 1)
        assert (counted.audits_done, counted.audits_asked) == (1, 3)
        assert asked_in_year(cast.dee, 2026) == []


def test_another_number_holds_from_its_month_on(cast: Cast) -> None:
    with time_machine.travel("2026-04-20 12:00+00:00", tick=False):
        set_quotas(by=cast.pat, people=[cast.tariq], audits=2, from_month=JAN)
        set_quotas(by=cast.pat, people=[cast.tariq], audits=0, from_month=FEB)
        set_quotas(by=cast.pat, people=[cast.tariq], audits=1, from_month=APR)
        rows = [(e.month.month, e.asked) for e in asked_in_year(cast.pat, 2026)]
        assert rows == [(1, 2), *((n, 1) for n in range(4, 13))]
        assert [each.state for each in asked_of(cast.tariq)] == ["not_given", "not_given"]


def test_training_and_restricted_rounds_are_not_counted_for_people(cast: Cast) -> None:
    set_quotas(by=cast.pat, people=[cast.ines], audits=1, from_month=JAN)
    submitted(audits_of(cast, cast.ines, is_training=True)[0])
    hidden = submitted(audits_of(cast, cast.ines)[0])
    restrict_round(by=cast.pat, round=hidden.round, why="A member of staff")
    row = next(each for each in asked_in_year(cast.pat, 2026) if each.month == JAN)
    assert (row.done, row.given) == (0, 0)


def test_nobody_decides_about_themselves(cast: Cast) -> None:
    months = {"from_month": JAN, "until_month": FEB}
    mine = exempt_person(by=cast.pat, person=cast.pat, why="leaving", **months)
    assert mine.is_approved is None
    assert list(exemptions_to_decide(cast.pat)) == []
    with pytest.raises(OwnWork):
        decide_exemption(by=cast.pat, exemption=mine, is_approved=True)
    decide_exemption(by=cast.olive, exemption=mine, is_approved=True)
    with pytest.raises(ExemptionDecided):
        decide_exemption(by=cast.olive, exemption=mine, is_approved=False)
    with pytest.raises(NotAllowed):
        end_quota_exemption(by=cast.pat, exemption=mine)


def test_one_asks_for_oneself_and_takes_it_back(cast: Cast) -> None:
    months = {"from_month": JAN, "until_month": JAN, "why": "new_here"}
    with pytest.raises(NotAllowed):
        ask_exemption(by=cast.tariq, person=cast.sunita, **months)
    asked = ask_exemption(by=cast.tariq, person=cast.tariq, **months)
    assert list(exemptions_to_decide(cast.pat)) == [asked]
    end_quota_exemption(by=cast.tariq, exemption=asked)
    assert list(exemptions_to_decide(cast.pat)) == []
    with pytest.raises(ExemptionDecided):
        decide_exemption(by=cast.pat, exemption=asked, is_approved=True)


def test_an_exemption_keeps_its_months_in_order_and_apart(cast: Cast) -> None:
    def ask(first: date, last: date) -> QuotaExemption:
        return exempt_person(
            by=cast.pat, person=cast.tariq, from_month=first, until_month=last, why="leaving"
        )

    with pytest.raises(MonthsBackwards):
        ask(FEB, JAN)
    with pytest.raises(ExemptTooLong):
        ask(JAN, date(2028, 1, 1))
    ask(JAN, MAR)
    with pytest.raises(AskedAlready):
        ask(MAR, APR)
    assert ask(APR, date(2028, 3, 1)).is_approved


def test_an_exemption_that_is_ended_holds_no_longer(cast: Cast) -> None:
    with time_machine.travel("2026-02-10 12:00+00:00", tick=False):
        held = exempt_person(
            by=cast.pat, person=cast.tariq, from_month=JAN, until_month=APR, why="leaving"
        )
        end_quota_exemption(by=cast.olive, exemption=held)
        held.refresh_from_db()
        assert [held.holds_in(month) for month in (JAN, FEB, MAR)] == [True, False, False]
    with time_machine.travel("2028-04-02 12:00+00:00", tick=False):
        forget_quota_exemptions(by=cast.ira)
        assert not QuotaExemption.objects.exists()


# Calendars


def test_a_calendar_shows_each_what_is_theirs_and_nothing_of_a_case(cast: Cast) -> None:
    planned(cast)
    note_promise(
        by=cast.pat, what="Re-audit", made_to="Ofsted", made_on=JAN, due_on=date(2026, 3, 9)
    )
    audits = audits_of(cast, cast.ines, 3)
    submitted(audits[0])

    def titles(person: Person) -> list[str]:
        return [event.title for event in calendar_events(person)]

    assert titles(cast.pat) == ["Adoption", "Promised: Re-audit"]
    assert titles(cast.dee) == ["Adoption", "Promised: Re-audit"]
    assert titles(cast.ines) == ["2 audits due"]
    assert titles(cast.tariq) == []
    said = " ".join(f"{e.uid} {e.title} {e.words}" for e in calendar_events(cast.ines))
    assert not any(audit.subject.number in said for audit in audits)


def test_a_calendar_opens_by_its_newest_secret_alone(cast: Cast) -> None:
    first = make_calendar(by=cast.ines)
    second = make_calendar(by=cast.ines)
    assert calendar_reader(first) is None
    assert calendar_reader(second) == cast.ines
    assert second not in " ".join(CalendarAddress.objects.values_list("secret_sha256", flat=True))
    end_calendar(by=cast.ines)
    assert calendar_reader(second) is None
    with pytest.raises(NotAllowed):
        make_calendar(by=cast.stranger)


def test_a_calendar_closes_with_its_account(cast: Cast) -> None:
    secret = make_calendar(by=cast.ines)
    disable_account(by=cast.ada, person=cast.ines)
    assert calendar_reader(secret) is None
