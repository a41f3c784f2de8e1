"""The summary tells those who must act what is late: talks about feedback, moderations, audits asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import mark_done, send_back
from goldenthread.audits.changes import (
    decide_dispute,
    note_discussion,
    open_round,
    raise_dispute,
    share_feedback,
)
from goldenthread.audits.models import Audit
from goldenthread.jobs.letters import LINES
from goldenthread.jobs.mail import counted, send_waiting, summarise
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import add_typed_case, assign, create_round, set_quotas
from goldenthread.tools.queries import newest_version
from tests.cast import Cast, person
from tests.loop import act, moderated, round_of, shared, submitted
from tests.mail_server import Post

pytestmark = pytest.mark.django_db
TALK = "1 feedback should have been discussed in supervision by now"
MODERATION = "1 audit has waited for moderation longer than its round allows"
CHASE = "1 person has not done the audits asked of them last month"


@pytest.fixture(autouse=True)
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """Monday, 2 March 2026, before there was anybody."""
    on(time_machine, date(2026, 3, 2))
    return time_machine


def on(clock: TimeMachineFixture, day: date) -> None:
    clock.move_to(datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC), tick=False)


def told(post: Post, *people: Person) -> list[str]:
    """What the mail that each of them got today says; empty where none came."""
    post.taken.clear()
    Person.objects.exclude(pk__in=[each.pk for each in people]).update(wants_summary=False)
    summarise()
    send_waiting()
    assert all(len(post.to(each.email)) <= 1 for each in people)
    return ["".join(mail.get_content() for mail in post.to(each.email)) for each in people]


def test_a_late_talk_is_told_to_the_manager_and_the_qa_lead_until_it_is_held(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    audit = shared(cast, round_of(cast, ["20388"])[0])
    who = cast.tariq, cast.pat, cast.dana, cast.sunita
    on(clock, date(2026, 3, 16))
    assert [TALK in said for said in told(post, *who)] == [False] * 4
    on(clock, date(2026, 3, 17))
    said = told(post, *who)
    assert [TALK in each for each in said] == [True, True, False, False]
    assert "https://audits.council.example/feedback/?show=late" in said[0]
    note_discussion(by=cast.tariq, audit=audit, on=today(), present="Dana and Tariq")
    on(clock, date(2026, 3, 18))
    assert [TALK in each for each in told(post, *who)] == [False] * 4


def within_two_days(cast: Cast) -> Audit:
    """An audit handed in, in a round whose audits are all moderated within two working days."""
    version = newest_version("core")
    assert version
    round = create_round(
        by=cast.pat, title="March", way="quick", mode="record", tool_version=version,
        period_from=date(2025, 9, 1), period_to=today(), due_on=today(),
        moderation_rule={"rate": 100, "grades": [], "days": 2},
    )  # fmt: skip
    case = add_typed_case(
        by=cast.pat, round=round, number="20388", worker="Dana Pike", team=cast.north
    )
    assign(by=cast.pat, round_case=case, auditor=cast.ines)
    open_round(by=cast.pat, round=round)
    return submitted(Audit.objects.get(round=round))


def test_a_late_moderation_is_told_to_moderators_and_the_qa_lead_until_it_is_done(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    audit, who = within_two_days(cast), (cast.mo, cast.pat, cast.ines)
    on(clock, date(2026, 3, 4))
    assert [MODERATION in said for said in told(post, *who)] == [False] * 3
    on(clock, date(2026, 3, 5))
    said = told(post, *who)
    assert [MODERATION in each for each in said] == [True, True, False]
    assert "https://audits.council.example/moderation/" in said[0]
    moderated(cast, audit)
    on(clock, date(2026, 3, 6))
    assert [MODERATION in each for each in told(post, *who)] == [False] * 3


def test_who_left_last_months_audits_undone_is_told_to_the_qa_lead_once_a_week(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    set_quotas(by=cast.pat, people=[cast.ines, cast.ed], audits=1, from_month=date(2026, 3, 1))
    round_of(cast, ["20301"])  # Ines was given one that is due in March, Ed none
    found = {}
    for day in (date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)):
        on(clock, day)
        found[day.day] = [CHASE in said for said in told(post, cast.pat, cast.ines, cast.tariq)]
    nobody, lead = [False] * 3, [True, False, False]
    # Of that week only the last days are April's; after Easter the week begins on a Tuesday.
    assert found == {1: nobody, 2: nobody, 7: lead, 8: nobody}


def test_whom_nothing_late_concerns_is_told_nothing_of_it(cast: Cast) -> None:
    shared(cast, round_of(cast, ["20388"])[0])
    late = {"talks_late", "moderations_late", "to_chase"}
    assert late < set(LINES)
    for each in (cast.tariq, cast.pat, cast.mo, cast.dana, cast.stranger):
        assert not late & set(counted(each))


RETURNED = "1 action of yours was returned or opened again"
DISPUTE = "1 dispute of grades waits for your decision"


def test_an_action_that_was_returned_is_told_to_its_owner_once(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    [audit] = round_of(cast, ["20388"])
    action = act(audit, due_on=date(2026, 6, 1))
    shared(cast, audit)
    action.refresh_from_db()
    on(clock, date(2026, 3, 3))
    assert [RETURNED in said for said in told(post, cast.dana)] == [False]
    clock.shift(timedelta(hours=2))
    done = {"what_was_done": "The plan is new.", "on": today()}
    mark_done(by=cast.dana, action=action, version=action.version, **done)
    action.refresh_from_db()
    send_back(by=cast.tariq, action=action, version=action.version, why="Not on the record.")
    for day, is_said in ((4, True), (5, False)):
        on(clock, date(2026, 3, day))
        assert [RETURNED in said for said in told(post, cast.dana, cast.tariq)] == [is_said, False]


def test_a_dispute_is_told_to_the_moderators_who_may_decide_it(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    audit = round_of(cast, ["1"], rate=100)[0]
    submitted(audit)
    moderated(cast, audit)
    share_feedback(by=cast.pat, audit=audit)
    dispute = raise_dispute(by=cast.tariq, audit=audit, why="The father was seen in May.")
    mel = person("Mel Finch", Role.MODERATOR)
    on(clock, date(2026, 3, 3))
    # Mo moderated it and Tariq raised it.
    assert [DISPUTE in said for said in told(post, mel, cast.mo, cast.tariq)] == [
        True,
        False,
        False,
    ]
    decide_dispute(by=mel, dispute=dispute, why="The grades stand.")
    on(clock, date(2026, 3, 4))
    assert [DISPUTE in said for said in told(post, mel)] == [False]
