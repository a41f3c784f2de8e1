"""Mail through a real server: once for a reason and day, tried again while it is down, no word of a case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import remind_of
from goldenthread.actions.models import Action
from goldenthread.audits.changes import raise_concern, share_feedback
from goldenthread.audits.models import Audit
from goldenthread.config.health import mail_check
from goldenthread.jobs.mail import counted, send_waiting, summarise
from goldenthread.journal.changes import now, today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import (
    Outcome,
    deliver_next,
    disable_account,
    forget_messages,
    queue_message,
    send_test,
    set_summary,
)
from goldenthread.people.mail import mail_standing
from goldenthread.people.models import Message, Person
from tests.cast import OPERATOR, Cast
from tests.loop import act, round_of, submitted
from tests.mail_server import Post

pytestmark = pytest.mark.django_db
JOB = Schedule("send_mail")
CANARY = "Zanzibar"
# A Tuesday in winter, when London keeps UTC; 08:00.
EIGHT = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(EIGHT, tick=False)
    return time_machine


def owned(cast: Cast) -> Action:
    """An open action of Dana's, every word of whose audit is the canary."""
    few = [
        cast.dana.pk,
        cast.pat.pk,
        cast.dee.pk,
    ]  # the others would cost as much and show the same
    Person.objects.exclude(pk__in=few).update(wants_summary=False)
    [audit] = round_of(cast, [f"{CANARY}1"], title=f"{CANARY} round")
    action = act(audit, what=f"{CANARY} plan", due_on=today() + timedelta(days=3))
    share_feedback(by=cast.pat, audit=submitted(audit))
    return Action.objects.get(pk=action.pk)


def queued(person: Person, reason: str = "test") -> bool:
    return queue_message(by=JOB, person=person, kind="test", reason=reason)


def test_a_summary_counts_what_waits_and_links_to_it(cast: Cast, post: Post) -> None:
    owned(cast)
    assert summarise() > 0
    send_waiting()
    [mail] = post.to(cast.dana.email)
    assert "1 new action is yours" in mail.get_content()
    assert "1 action of yours is due soon" in mail.get_content()
    assert "https://audits.council.example/actions/?whose=mine" in mail.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_what_is_asked_after_eight_stands_in_the_next_summary_and_in_no_other(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    action = owned(cast)
    told = []
    for day in range(3):
        clock.move_to(EIGHT + timedelta(days=day), tick=False)
        summarise()
        send_waiting()
        told.append(
            [
                "the QA team asks you about" in mail.get_content()
                for mail in post.to(cast.dana.email)
            ].count(True)
        )
        if day == 0:
            clock.move_to(EIGHT + timedelta(hours=1), tick=False)
            remind_of(by=cast.pat, actions=[action])
    assert told == [0, 1, 1]


def test_whom_nothing_waits_for_gets_no_mail(cast: Cast, post: Post) -> None:
    owned(cast)
    summarise()
    send_waiting()
    assert [each.name for each in (cast.stranger, cast.sunita) if counted(each)] == []
    assert post.to(cast.dee.email) == [] and post.to(cast.dana.email) != []


def test_a_day_has_one_summary_however_often_it_is_made(cast: Cast, post: Post) -> None:
    owned(cast)
    for _ in range(3):
        summarise()
        send_waiting()
    assert len(post.to(cast.dana.email)) == 1
    assert summarise() == 0


@pytest.mark.parametrize(
    ("at", "is_made"),
    [
        (datetime(2026, 3, 3, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 3, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 19, 0, tzinfo=UTC), False),
        (datetime(2026, 6, 2, 6, 59, tzinfo=UTC), False),  # in summer eight is seven in UTC
        (datetime(2026, 6, 2, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 7, 9, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 4, 6, 9, 0, tzinfo=UTC), False),  # Easter Monday
    ],
)
def test_summaries_go_out_from_eight_in_london_on_working_days(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, clock: TimeMachineFixture,
    at: datetime, is_made: bool,
) -> None:  # fmt: skip
    settings.HAS_EMAIL = True
    monkeypatch.setattr("goldenthread.jobs.mail.counted", lambda person: {"start": 1})
    clock.move_to(at, tick=False)
    assert bool(summarise()) == is_made


def test_who_turned_it_off_gets_none(cast: Cast, post: Post) -> None:
    owned(cast)
    set_summary(by=cast.dana, wants=False)
    summarise()
    send_waiting()
    assert post.to(cast.dana.email) == []
    assert not Message.objects.filter(person=cast.dana).exists()


def test_without_a_mail_server_nothing_is_queued(cast: Cast, settings: Any) -> None:
    settings.HAS_EMAIL = False
    owned(cast)
    assert (summarise(), queued(cast.dana), send_waiting()) == (0, False, 0)
    assert not Message.objects.exists() and not mail_standing().is_set_up


def every_kind(cast: Cast) -> None:
    """Each kind of mail, about a case whose number and every word are the canary."""
    action = owned(cast)
    audit = Audit.objects.get(pk=action.audit_id)
    for kind in ("child", "remedial"):
        raise_concern(
            by=cast.ines, audit=audit, what=f"{CANARY} found alone", is_reached=False, kind=kind
        )
    summarise()
    send_test(by=cast.ada)


def test_no_mail_of_any_kind_holds_a_word_a_name_or_a_number_of_a_case(
    cast: Cast, post: Post
) -> None:
    every_kind(cast)
    send_waiting()
    kinds = set(Message.objects.filter(sent_at__isnull=False).values_list("kind", flat=True))
    assert kinds == set(Message.Kind.values)
    people = Person.objects.values_list("name", flat=True)
    for mail in post.mails():
        said = f"{mail['Subject']} {mail.get_content()}"
        assert CANARY.lower() not in said.lower()
        assert [name for name in people if name in said] == []
        assert "North" not in said and "chronology" not in said.lower()


def test_a_worker_killed_before_the_server_took_it_loses_nothing(cast: Cast, post: Post) -> None:
    queued(cast.dana)

    def killed(message: Message) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_next(by=JOB, send=killed)
    assert send_waiting() == 1
    assert send_waiting() == 0 and len(post.taken) == 1


def test_a_worker_killed_after_the_server_took_it_shows_the_reader_one_mail(
    cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(cast.dana)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("goldenthread.people.changes.mail.record", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting()
    assert send_waiting() == 1
    assert len(post.inbox()) == 1


def test_a_server_that_is_down_is_asked_again_later_and_operators_are_told(
    cast: Cast, post: Post, settings: Any, clock: TimeMachineFixture
) -> None:
    queued(cast.dana)
    queued(cast.tariq)
    settings.EMAIL_PORT = 1
    assert send_waiting() == 0
    assert Message.objects.get(person=cast.dana).failed_as == "ConnectionRefusedError"
    assert Message.objects.get(person=cast.tariq).tries == 0  # the server was asked once
    assert mail_check().is_well
    clock.move_to(now() + timedelta(minutes=16), tick=False)
    assert not mail_check().is_well and "2 mails wait" in mail_check().words
    assert mail_standing().is_late
    settings.EMAIL_PORT = post.port
    assert send_waiting() == 2 and mail_check().is_well


def test_an_address_that_is_not_taken_holds_up_nobody_else(cast: Cast, post: Post) -> None:
    post.refuses = lambda address: address == cast.dana.email
    queued(cast.dana)
    queued(cast.tariq)
    assert send_waiting() == 1
    assert Message.objects.get(person=cast.dana).failed_as == "SMTPRecipientsRefused"


def test_a_summary_of_yesterday_is_not_sent_today(
    cast: Cast, post: Post, clock: TimeMachineFixture
) -> None:
    owned(cast)
    summarise()
    clock.move_to(now() + timedelta(days=1), tick=False)
    send_waiting()
    assert post.taken == [] and mail_standing().waiting == 0


def test_an_account_that_is_off_is_sent_nothing(cast: Cast, post: Post) -> None:
    queued(cast.dana)
    disable_account(by=OPERATOR, person=cast.dana)
    assert send_waiting() == 0 and post.taken == []
    assert not queued(Person.objects.get(pk=cast.dana.pk), "later")


def test_what_was_sent_is_in_the_journal_by_reference(cast: Cast, post: Post) -> None:
    queued(cast.dana)
    send_waiting()
    entry = Entry.objects.get(what="send_mail")
    assert cast.dana.ref in entry.refs and entry.details == {"kind": "test"}


def test_concerns_go_before_summaries(cast: Cast, post: Post) -> None:
    queue_message(by=JOB, person=cast.dana, kind="summary", reason="summary", counts={"start": 1})
    queue_message(by=JOB, person=cast.tariq, kind="concern", reason="CON-2222222222 named")
    send_waiting()
    assert [address for address, _ in post.taken] == [cast.tariq.email, cast.dana.email]


def test_messages_are_forgotten_after_a_year(cast: Cast, clock: TimeMachineFixture) -> None:
    Message.objects.create(
        person=cast.dana, kind="test", reason="old", day=date(2025, 3, 1), queued_at=now(),
        queued_by="tests", try_after=now(),
    )  # fmt: skip
    assert forget_messages(by=JOB) == 1


def test_nothing_waits_in_an_empty_queue() -> None:
    assert deliver_next(by=JOB, send=lambda message: None) is Outcome.NOTHING
