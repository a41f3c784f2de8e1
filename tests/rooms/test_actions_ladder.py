"""Overdue actions climb by age and priority; owners are reminded once for a reason; meetings are minuted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import (
    LadderChanged,
    LadderWrong,
    Minute,
    NotAllChanged,
    change_due,
    escalate_overdue,
    mark_done,
    minute_actions,
    note_reminders,
    remind_of,
    set_ladder,
)
from goldenthread.actions.models import Action, Escalation, Meeting, Reminder
from goldenthread.actions.queries import (
    Filter,
    escalated_to,
    filtered,
    ladder,
    meetings,
    minutes_of,
    overdue_by_age,
    summed,
    unescalated,
)
from goldenthread.actions.queries.ladder import overdue_since
from goldenthread.audits.changes import share_feedback
from goldenthread.journal.changes import today
from goldenthread.people.actors import NotAllowed, Schedule
from goldenthread.people.changes import link_practitioner
from goldenthread.programme.changes import restrict_round
from tests.cast import OPERATOR, Cast
from tests.loop import act, dana, round_of, submitted

pytestmark = pytest.mark.django_db
JOB = Schedule("escalate")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """The clock that every test here holds, from before the cast is there."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def on(clock: TimeMachineFixture, day: date) -> None:
    clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False)


def opened(cast: Cast, number: str = "20388", days: int = 4, **more: object) -> Action:
    """An action due so many days from now, open and told to its owner."""
    audit = round_of(cast, [number], title=f"Round {number}")[0]
    action = act(audit, due_on=today() + timedelta(days=days), **more)
    share_feedback(by=cast.pat, audit=submitted(audit))
    return Action.objects.get(pk=action.pk)


def climbed(action: Action) -> list[str]:
    return list(action.escalations.order_by("id").values_list("to", flat=True))


def test_an_overdue_action_climbs_level_by_level_and_each_once(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    action = opened(cast)  # due on Friday 6 March
    seen = {}
    for day in (date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 27)):
        on(monday, day)
        assert unescalated() == escalate_overdue(by=JOB)
        assert escalate_overdue(by=JOB) == unescalated() == 0
        seen[day.day] = climbed(action)
    assert seen == {
        6: [],
        9: ["team_manager"],
        13: ["team_manager", "service_manager"],
        27: ["team_manager", "service_manager", "qa_lead"],
    }
    for person in (cast.tariq, cast.sam, cast.pat):
        assert [a.ref for a in escalated_to(person)] == [action.ref]
    assert not escalated_to(cast.sunita).exists()


def test_bank_holidays_are_no_days_on_the_ladder(monday: TimeMachineFixture) -> None:
    on(monday, date(2026, 4, 7))  # the Tuesday after Easter
    assert overdue_since(1) == date(2026, 4, 6)
    on(monday, date(2026, 4, 6))
    assert overdue_since(1) == date(2026, 4, 1)  # Good Friday and Easter Monday lie between


def test_a_higher_priority_climbs_sooner(cast: Cast, monday: TimeMachineFixture) -> None:
    action = opened(cast)
    Action.objects.filter(pk=action.pk).update(priority="urgent")
    on(monday, date(2026, 3, 10))  # two working days late
    escalate_overdue(by=JOB)
    assert climbed(action) == ["team_manager", "service_manager"]


def test_nobody_is_told_of_their_own_action_the_next_level_is(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    action = opened(cast, owner=cast.tariq)
    on(monday, date(2026, 3, 9))
    escalate_overdue(by=JOB)
    told = Escalation.objects.get(action=action).people.all()
    assert [person.name for person in told] == ["Sam Field"]


def test_of_a_restricted_round_only_those_named_are_told(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    action = opened(cast)
    restrict_round(by=cast.pat, round=action.audit.round, why="A member of staff")
    on(monday, date(2026, 3, 9))
    escalate_overdue(by=JOB)
    told = Escalation.objects.get(action=action).people.all()
    assert [person.name for person in told] == ["Pat Ellis"]


def test_with_a_later_date_it_climbs_again_from_the_first_level(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    action = opened(cast)
    on(monday, date(2026, 3, 9))
    escalate_overdue(by=JOB)
    change_due(
        by=cast.tariq, action=action, version=action.version, due_on=date(2026, 3, 11), why="Leave"
    )
    assert not escalated_to(cast.tariq).exists()
    on(monday, date(2026, 3, 12))
    escalate_overdue(by=JOB)
    assert climbed(action) == ["team_manager", "team_manager"]


def test_the_ladder_is_set_with_each_level_later_than_the_one_below(cast: Cast) -> None:
    seen = ladder()
    wanted = seen | {("high", "service_manager"): 2}
    set_ladder(by=cast.ada, days=wanted, seen=seen)
    assert ladder()["high", "service_manager"] == 2
    with pytest.raises(LadderChanged):
        set_ladder(by=cast.ada, days=wanted, seen=seen)
    with pytest.raises(LadderWrong):
        set_ladder(by=cast.ada, days=wanted | {("high", "qa_lead"): 2}, seen=wanted)
    with pytest.raises(NotAllowed):
        set_ladder(by=cast.tariq, days=wanted, seen=wanted)


def test_an_owner_is_reminded_at_the_start_before_on_and_after_the_day(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    opened(cast, days=16)  # due on Wednesday 18 March
    told = {}
    for day in range(2, 32):
        on(monday, date(2026, 3, day))
        if today().weekday() < 5:
            told[day] = note_reminders(by=JOB, person=cast.dana)
    assert {day: counts for day, counts in told.items() if counts} == {
        2: {"start": 1},
        11: {"due": 1},
        18: {"due": 1},
        19: {"overdue": 1},
        26: {"overdue": 1},
    }


def test_running_again_reminds_of_nothing_twice(cast: Cast, monday: TimeMachineFixture) -> None:
    action = opened(cast)
    first = note_reminders(by=JOB, person=cast.dana)
    assert note_reminders(by=JOB, person=cast.dana) == first == {"start": 1, "due": 1}
    assert action.reminders.count() == 2


def test_nobody_is_reminded_before_their_feedback_is_released(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    act(audit)
    submitted(audit)
    assert note_reminders(by=JOB, person=cast.dana) == {}


def test_the_qa_team_reminds_owners_who_have_an_account(cast: Cast) -> None:
    action = opened(cast)
    remind_of(by=cast.pat, actions=[action])
    assert note_reminders(by=JOB, person=cast.dana) == {"asked": 1, "due": 1}
    with pytest.raises(NotAllowed):
        remind_of(by=cast.tariq, actions=[action])


def test_nobody_is_reminded_where_one_owner_cannot_be_and_each_is_named(cast: Cast) -> None:
    first, done, other = opened(cast, "1", owner=cast.tariq), opened(cast, "2"), opened(cast, "3")
    mark_done(by=cast.dana, action=done, version=done.version, what_was_done="Done", on=today())
    link_practitioner(by=OPERATOR, practitioner=dana(), person=None)
    chosen = [Action.objects.get(pk=each.pk) for each in (first, done, other)]
    with pytest.raises(NotAllChanged, match="2 actions stand in the way") as refused:
        remind_of(by=cast.olive, actions=chosen)
    assert "moved on" in refused.value.why[done.ref]
    assert "Dana Pike has no account" in refused.value.why[other.ref]
    assert len(refused.value.why) == 2 and not Reminder.objects.exists()


def test_overdue_actions_are_counted_by_team_and_age(
    cast: Cast, monday: TimeMachineFixture
) -> None:
    opened(cast, "1", days=0)
    opened(cast, "2", days=20)
    on(monday, date(2026, 3, 25))
    [row] = overdue_by_age(cast.tariq)
    assert (row["name"], row["all"], row["week"], row["month"]) == ("North", 2, 1, 1)
    assert summed([row, row])["all"] == 4
    assert overdue_by_age(cast.sunita) == []
    assert filtered(cast.tariq, Filter(statuses=("overdue",), age="week")).count() == 1


def test_whose_actions_the_tracker_shows(cast: Cast, monday: TimeMachineFixture) -> None:
    opened(cast, "1")
    other = opened(cast, "2", owner=cast.tariq)
    mine = filtered(cast.tariq, Filter(whose="mine"))
    assert [a.ref for a in mine] == [other.ref]
    assert filtered(cast.tariq, Filter(whose="team")).count() == 2
    assert not filtered(cast.pat, Filter(whose="team")).exists()
    on(monday, date(2026, 3, 9))
    escalate_overdue(by=JOB)
    assert filtered(cast.tariq, Filter(whose="climbed")).count() == 1


def test_a_meeting_minutes_many_actions_at_once(cast: Cast) -> None:
    first, second = opened(cast, "1"), opened(cast, "2")
    link_practitioner(by=OPERATOR, practitioner=dana(), person=None)
    later = today() + timedelta(days=30)
    held = minute_actions(
        by=cast.tariq, title="Action meeting", held_on=today(), present="Tariq and Sam",
        minutes=[
            Minute(first, first.version, "done", "Seen on the record"),
            Minute(second, second.version, "carry", "Court", later),
        ],
    )  # fmt: skip
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.due_on, second.carried) == ("done", later, 1)
    assert [len(said) for _, said in minutes_of(cast.tariq, held)] == [1, 1]
    assert meetings(cast.sam).get() == held and not meetings(cast.sunita).exists()


def test_one_conflict_leaves_all_minutes_unwritten_and_each_is_told(cast: Cast) -> None:
    first, second = opened(cast, "1"), opened(cast, "2")
    mark_done(by=cast.dana, action=second, version=second.version, what_was_done="Done", on=today())
    with pytest.raises(NotAllChanged) as refused:
        minute_actions(
            by=cast.tariq, title="Action meeting", held_on=today(),
            minutes=[
                Minute(first, first.version, words="Dana will start on Monday"),
                Minute(second, second.version, words="No news"),
            ],
        )  # fmt: skip
    assert list(refused.value.why) == [second.ref]
    assert not Meeting.objects.exists() and not first.steps.filter(kind="minuted").exists()


def test_who_minutes_reaches_no_further_than_their_roles(cast: Cast) -> None:
    action = opened(cast)
    minutes = [Minute(action, action.version, words="Noted")]
    with pytest.raises(NotAllowed):
        minute_actions(by=cast.dana, title="x", held_on=today(), minutes=minutes)
    with pytest.raises(NotAllChanged):
        minute_actions(by=cast.sunita, title="x", held_on=today(), minutes=minutes)


def test_nobody_closes_their_own_action_in_a_meeting(cast: Cast) -> None:
    action = opened(cast, owner=cast.tariq)
    mark_done(
        by=cast.tariq, action=action, version=action.version, what_was_done="Done", on=today()
    )
    action.refresh_from_db()
    with pytest.raises(NotAllChanged) as refused:
        minute_actions(
            by=cast.tariq, title="x", held_on=today(),
            minutes=[Minute(action, action.version, "close")],
        )  # fmt: skip
    assert "your own work" in refused.value.why[action.ref]
