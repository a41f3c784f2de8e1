"""A concern climbs until somebody acknowledges it, also at 16:55 on a Friday before a bank holiday."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError
from time_machine import TimeMachineFixture

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit, Concern
from goldenthread.figures import queries as figures
from goldenthread.people.actors import NotAllowed, Schedule
from goldenthread.people.changes import (
    CannotAcknowledge,
    WaitsChanged,
    WaitsWrong,
    end_contact,
    name_contact,
    set_concern_waits,
)
from goldenthread.people.mail import concern_waits, contacts, told_of
from goldenthread.people.models import Message, Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import restrict_round
from tests.cast import Cast, person
from tests.loop import round_of

pytestmark = pytest.mark.django_db
JOB = Schedule("climb_concerns")
LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    """In 2026, when Monday 25 May is a bank holiday and Friday 22 May the working day before it."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def clock(time_machine: TimeMachineFixture, settings: Any) -> TimeMachineFixture:
    settings.HAS_EMAIL = True
    time_machine.move_to(at(22, 10), tick=False)
    return time_machine


def raised(cast: Cast, kind: str = "child", **more: Any) -> Concern:
    [audit] = round_of(cast, ["20301"])
    return changes.raise_concern(
        by=cast.ines, audit=audit, what="Found alone", is_reached=False, kind=kind, **more
    )


def told(level: str = "") -> set[str]:
    """Names of those for whom a mail of a level is queued."""
    rows = Message.objects.filter(reason__endswith=level).select_related("person")
    return {row.person.name for row in rows}


def test_whoever_is_named_for_the_team_is_told_at_once(cast: Cast) -> None:
    name_contact(by=cast.ada, person=cast.sam, team=cast.north)
    name_contact(by=cast.ada, person=cast.sunita, team=cast.south)
    concern = raised(cast)
    assert told("named") == {"Sam Field"}
    message = Message.objects.get()
    assert (message.kind, message.about, message.counts) == ("concern", concern.ref, {})


def test_with_nobody_named_the_teams_manager_is_told(cast: Cast) -> None:
    raised(cast)
    assert told() == {"Tariq Moss"}


def test_in_office_hours_it_climbs_by_the_minutes_of_the_settings(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    raised(cast)
    seen = []
    for minute in (29, 30, 59):
        clock.move_to(at(22, 10, minute), tick=False)
        changes.climb_concerns(by=JOB)
        seen.append(told())
    clock.move_to(at(22, 11, 0), tick=False)
    changes.climb_concerns(by=JOB)
    assert seen == [{"Tariq Moss"}, {"Tariq Moss", "Sam Field"}, {"Tariq Moss", "Sam Field"}]
    assert told("qa_lead") == {"Pat Ellis"}


def test_at_1655_on_a_friday_before_a_bank_holiday_it_reaches_everybody_by_five(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    late = person("Lena Night", Role.SERVICE_MANAGER, team=cast.service)
    name_contact(by=cast.ada, person=late, is_out_of_hours=True)
    clock.move_to(at(22, 16, 55), tick=False)
    raised(cast)
    assert told() == {"Tariq Moss"}
    clock.move_to(at(22, 17, 0), tick=False)
    changes.climb_concerns(by=JOB)
    assert told() >= {"Tariq Moss", "Sam Field", "Pat Ellis", "Lena Night"}
    assert told("out_of_hours") == {"Lena Night"}


def sent_to(who: Person) -> int:
    """Mails to somebody that leave."""
    return Message.objects.filter(person=who, dropped_at=None).count()


def test_whoever_stands_on_two_levels_gets_one_mail_at_once(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    late = person("Lena Night", Role.SERVICE_MANAGER, team=cast.service)
    name_contact(by=cast.ada, person=late, is_out_of_hours=True)
    clock.move_to(at(23, 22), tick=False)
    concern = raised(cast)
    changes.climb_concerns(by=JOB)
    assert sent_to(late) == 1
    assert [each.person for each in told_of(concern.ref)].count(late) == 1


def test_whoever_is_told_first_today_is_not_told_again_today(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    clock.move_to(at(26, 10), tick=False)
    raised(cast, "remedial")
    for day, hour in ((27, 9), (27, 10), (27, 11)):
        clock.move_to(at(day, hour), tick=False)
        changes.climb_concerns(by=JOB)
    assert (sent_to(cast.tariq), sent_to(cast.sam)) == (2, 1)


def test_each_day_that_it_waits_all_are_told_again_once_also_on_the_bank_holiday(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    clock.move_to(at(22, 16, 55), tick=False)
    concern = raised(cast)
    days = []
    for day in (23, 24, 25):
        clock.move_to(at(day, 8, 59), tick=False)
        changes.climb_concerns(by=JOB)
        before = Message.objects.count()
        clock.move_to(at(day, 9), tick=False)
        changes.climb_concerns(by=JOB)
        assert changes.climb_concerns(by=JOB) == 0
        days.append(Message.objects.count() - before)
    assert days == [3, 3, 3]
    changes.acknowledge_concern(by=cast.sam, concern=concern, words="Seen")
    clock.move_to(at(26, 9), tick=False)
    assert changes.climb_concerns(by=JOB) == 0


def test_out_of_hours_it_goes_to_all_at_once(cast: Cast, clock: TimeMachineFixture) -> None:
    clock.move_to(at(23, 22), tick=False)  # a Saturday night
    raised(cast)
    assert told() == {"Tariq Moss", "Sam Field", "Pat Ellis"}


def test_work_to_be_put_right_climbs_in_office_time_and_wakes_nobody(
    cast: Cast, clock: TimeMachineFixture
) -> None:
    clock.move_to(at(22, 16, 55), tick=False)
    raised(cast, "remedial")
    clock.move_to(at(24, 9), tick=False)  # a Sunday
    changes.climb_concerns(by=JOB)
    assert told() == {"Tariq Moss"}
    clock.move_to(at(26, 16, 55), tick=False)  # Tuesday, eight hours of office time later
    changes.climb_concerns(by=JOB)
    assert told("service_manager") == {"Sam Field"}
    assert set(Message.objects.values_list("kind", flat=True)) == {"remedial"}


def test_the_two_kinds_are_counted_apart(cast: Cast) -> None:
    concern = raised(cast, "remedial")
    round = concern.audit.round
    assert (queries.concern_count(round), queries.remedial_count(round)) == (0, 1)
    assert figures.concerns(cast.pat, round) == 0


def test_whoever_raised_it_is_not_told_and_the_next_level_is(cast: Cast) -> None:
    """Tariq is the only manager named; he raised it himself."""
    [audit] = round_of(cast, ["20301"])
    name_contact(by=cast.ada, person=cast.pat)
    changes.raise_concern(by=cast.pat, audit=audit, what="Found alone", is_reached=False)
    assert told() == {"Sam Field"}


def test_of_a_restricted_round_only_those_named_on_it_are_told(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    restrict_round(by=cast.pat, round=audit.round, why="A member of staff")
    audit = Audit.objects.get(pk=audit.pk)
    changes.raise_concern(by=cast.ines, audit=audit, what="Found alone", is_reached=False)
    assert told() == {"Pat Ellis"}


def test_running_again_tells_nobody_twice(cast: Cast, clock: TimeMachineFixture) -> None:
    raised(cast)
    clock.move_to(at(22, 12), tick=False)
    changes.climb_concerns(by=JOB)
    assert changes.climb_concerns(by=JOB) == 0
    rows = Message.objects.values_list("person", "reason", "day")
    assert len(rows) == len(set(rows)) == 3


def test_a_concern_is_recorded_whatever_becomes_of_the_mail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> bool:
        raise DatabaseError("no queue")

    monkeypatch.setattr("goldenthread.audits.changes.concerns.queue_message", broken)
    raised(cast)
    assert Concern.objects.count() == 1 and not Message.objects.exists()


def test_only_who_may_acknowledge_is_named_and_by_the_authority(cast: Cast) -> None:
    with pytest.raises(CannotAcknowledge):
        name_contact(by=cast.ada, person=cast.dana)
    with pytest.raises(NotAllowed):
        name_contact(by=cast.tariq, person=cast.sam)
    name_contact(by=cast.ada, person=cast.sam, team=cast.north)
    end_contact(by=cast.ada, contact=contacts().get())
    assert not contacts().exists()


def test_the_lead_is_told_after_the_manager(cast: Cast) -> None:
    seen = concern_waits()
    sooner = seen | {("child", "service_manager"): 15}
    set_concern_waits(by=cast.ada, minutes=sooner, seen=seen)
    assert concern_waits()["child", "service_manager"] == 15
    with pytest.raises(WaitsChanged):
        set_concern_waits(by=cast.ada, minutes=sooner, seen=seen)
    with pytest.raises(WaitsWrong):
        set_concern_waits(by=cast.ada, minutes=sooner | {("child", "qa_lead"): 15}, seen=sooner)


def test_somebody_named_for_a_service_is_told_of_its_teams(cast: Cast) -> None:
    name_contact(by=cast.ada, person=cast.sam, team=cast.service)
    raised(cast)
    assert told("named") == {"Sam Field"}
    assert Person.objects.filter(messages__isnull=False).count() == 1
