"""The throttle: a guesser is stopped, the owner of the account is not."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from goldenthread.jobs.tasks import sweep_sign_ins
from goldenthread.journal.models import Entry
from goldenthread.people.changes import (
    TooManyTries,
    release_attempt,
    remember_place,
    reserve_attempt,
    set_password,
    sweep_attempts,
)
from goldenthread.people.models import Attempt, KnownPlace
from goldenthread.people.places import Place, account_hash
from tests.cast import OPERATOR, Cast

pytestmark = pytest.mark.django_db
PAT = "pat.ellis@example.org"
NOON = datetime(2026, 7, 31, 12, 0, 0, tzinfo=timezone.get_current_timezone())


def tries(account: str, place: Place, count: int = 30) -> int:
    """How many of these are looked at."""
    looked_at = 0
    for _ in range(count):
        try:
            reserve_attempt(by=OPERATOR, account=account, place=place)
        except TooManyTries:
            continue
        looked_at += 1
    return looked_at


def at(number: int) -> Place:
    return Place(f"203.0.113.{number}")


def test_one_network_has_five_tries_and_all_unknown_ones_together_ten(cast: Cast) -> None:
    assert [tries(PAT, at(1)), tries(PAT, at(2)), tries(PAT, at(3))] == [5, 5, 0]


def test_an_account_that_nobody_has_is_counted_alike(cast: Cast) -> None:
    assert [tries("nobody@example.org", at(number)) for number in (1, 2, 3)] == [5, 5, 0]


def test_an_address_without_tries_is_let_in_while_another_is_refused(cast: Cast) -> None:
    assert tries(PAT, at(1), 100) == 5
    assert tries(PAT, at(2), 1) == 1


def test_a_network_the_account_has_signed_in_from_is_not_locked_out(cast: Cast) -> None:
    remember_place(by=cast.pat, place=at(9))
    assert [tries(PAT, at(1)), tries(PAT, at(2)), tries(PAT, at(3))] == [5, 5, 0]
    assert tries(PAT, at(9)) == 5
    assert tries("mo.lark@example.org", at(9), 1) == 1


def test_a_browser_the_account_has_signed_in_with_has_ten_tries_wherever_it_is(cast: Cast) -> None:
    remember_place(by=cast.pat, place=Place("198.51.100.1", "pats-laptop"))
    assert tries(PAT, at(1)) == 5
    assert tries(PAT, Place(at(1).address, "another")) == 0
    assert tries(PAT, Place(at(1).address, "pats-laptop")) == 10
    assert tries("mo.lark@example.org", Place(at(1).address, "pats-laptop")) == 5


def test_a_household_with_ipv6_is_one_network(cast: Cast) -> None:
    looked_at = [tries(PAT, Place(f"2001:db8:1:2::{number:x}"), 1) for number in range(1, 9)]
    assert sum(looked_at) == 5


def test_letters_that_look_the_same_are_one_account() -> None:
    assert account_hash(" Pat.Ellis@EXAMPLE.org") == account_hash("pat.ellis@example.org")
    assert account_hash("\uff50at@example.org") == account_hash("pat@example.org")


def test_codes_are_counted_apart_from_passwords(cast: Cast) -> None:
    remember_place(by=cast.pat, place=Place("198.51.100.1", "pats-laptop"))
    assert tries(PAT, at(1)) == 5
    reserve_attempt(by=OPERATOR, account=PAT, place=at(1), secret="code")
    assert [row.is_known for row in Attempt.objects.order_by("id")] == [False] * 6


def test_one_network_cannot_try_every_account(cast: Cast) -> None:
    assert sum(tries(f"worker{number}@example.org", at(1), 1) for number in range(150)) == 100


def test_a_try_counts_for_a_quarter_of_an_hour_and_the_refusal_says_until_when(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tries(PAT, at(1), 2)
        clock.shift(timedelta(minutes=5))
        tries(PAT, at(1), 3)
        with pytest.raises(TooManyTries, match="Try again at 12:15, or in the browser"):
            reserve_attempt(by=OPERATOR, account=PAT, place=at(1))
        clock.shift(timedelta(minutes=10))
        assert tries(PAT, at(1)) == 2
        clock.shift(timedelta(minutes=5))
        assert tries(PAT, at(1)) == 3


def test_a_clock_that_was_ahead_locks_nobody_out(cast: Cast) -> None:
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert tries(PAT, at(1)) == 5
    with time_machine.travel(NOON, tick=False):
        assert tries(PAT, at(1)) == 5


def test_the_right_password_counts_against_nobody(cast: Cast) -> None:
    for _ in range(30):
        release_attempt(by=OPERATOR, attempt=reserve_attempt(by=OPERATOR, account=PAT, place=at(1)))
    assert Attempt.objects.count() == 0


def test_a_new_password_has_tries_of_its_own(cast: Cast) -> None:
    assert [tries(PAT, at(1)), tries(PAT, at(2))] == [5, 5]
    set_password(by=OPERATOR, person=cast.pat, password="amber-kettle-horizon-7")
    assert tries(PAT, at(1)) == 5


def test_the_sweep_deletes_what_is_over_and_tells_the_journal_of_many(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        remember_place(by=cast.mo, place=at(7))
        for email, count in ((PAT, 5), ("mo.lark@example.org", 2), ("nobody@example.org", 5)):
            tries(email, at(1), count)
        clock.shift(timedelta(minutes=16))
        tries(PAT, at(2), 1)
        sweep_attempts(by=OPERATOR)
        assert Attempt.objects.count() == 1
        line = Entry.objects.filter(what="many_wrong_passwords").get()
        assert (line.refs, line.details) == ([cast.pat.ref], {"count": 5})
        clock.shift(timedelta(days=200))
        sweep_attempts(by=OPERATOR)
        assert (Attempt.objects.count(), KnownPlace.objects.count()) == (0, 0)


def test_the_table_tells_nobody_who_was_tried_from_where(cast: Cast) -> None:
    tries(PAT, at(1), 1)
    row = Attempt.objects.values().get()
    assert all(len(row[name]) == 64 and "pat" not in row[name] for name in ("account", "place"))


def test_the_job_deletes_wrong_passwords_and_sessions_that_are_over(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tries(PAT, at(1), 1)
        SessionStore().save(must_create=True)
        clock.shift(timedelta(minutes=61))
        sweep_sign_ins(timestamp=0)
    assert (Attempt.objects.count(), Session.objects.count()) == (0, 0)
