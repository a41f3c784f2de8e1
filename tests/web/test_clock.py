"""The clock of the machine is put forward and back: people can work, and the journal verifies."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from goldenthread.journal.changes import now, today
from goldenthread.journal.queries import faults
from goldenthread.people.models import RoleHeld
from tests.cast import PASSWORD, Cast
from tests.loop import answered, round_of

pytestmark = pytest.mark.django_db
SHIFTS = [timedelta(hours=-3), timedelta(days=-2), timedelta(minutes=30), timedelta(days=400)]


@pytest.fixture(autouse=True)
def _roles_of_long_standing(cast: Cast) -> None:
    """A role that begins today is not in force for a clock that says yesterday."""
    RoleHeld.objects.filter(until_on=None).update(from_on=today() - timedelta(days=10))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/sign-in/", {"login": email, "password": password}).status_code


@pytest.mark.parametrize("shift", SHIFTS, ids=str)
def test_a_clock_that_jumps_asks_to_sign_in_at_worst(
    client: Client, cast: Cast, shift: timedelta
) -> None:
    assert sign_in(client, cast.pat.email) == 302
    assert client.get("/rounds/").status_code == 200
    with time_machine.travel(now() + shift, tick=False):
        answer = client.get("/rounds/")
        assert answer.status_code == 200 or answer["Location"].startswith("/sign-in/")
        assert sign_in(Client(), cast.mo.email) == 302
    assert sign_in(Client(), cast.pat.email) == 302


def test_guesses_made_under_a_wrong_clock_lock_nobody_out(cast: Cast) -> None:
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        for number in range(12):
            sign_in(Client(), cast.pat.email, f"guess-{number}")
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7"), cast.pat.email) == 302


def test_the_journal_verifies_in_the_order_things_happened(cast: Cast) -> None:
    audits = round_of(cast, ["20301", "20302", "20303"])
    for audit, shift in zip(audits, SHIFTS, strict=False):
        with time_machine.travel(now() + shift, tick=False):
            answered(audit)
    assert list(faults()) == []
