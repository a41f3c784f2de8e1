"""The throttle: how many wrong passwords are looked at, over all processes and restarts.

A try is reserved in the database before the password is looked at, one account at a time, so that
no number of processes can look at more than the limits say. A guesser uses up the tries of the place
they guess from, and the few that all unknown places share; a browser or a network from which the
account has signed in before has tries of its own, so its owner is not locked out. (The browser's own
tries are OWASP's device cookie.) What an account that nobody has is tried with is counted alike.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor
from goldenthread.people.models import Attempt, KnownPlace, Person
from goldenthread.people.places import PASSWORD, SECRETS, Place, account_hash

log = logging.getLogger("goldenthread.sign_in")
WINDOW = timedelta(minutes=15)
FROM_ONE_NETWORK = (
    5  # the same for a network that is known: else the count would say who has an account
)
FROM_A_KNOWN_BROWSER = 10
FROM_ALL_UNKNOWN_PLACES = 10
FROM_ONE_NETWORK_ON_ALL_ACCOUNTS = 100
MANY = 5  # wrong passwords for one account that information governance may want to know of
FORGOTTEN_AFTER = timedelta(days=180)
LOCK = 1_179_403_655


@dataclass(unsafe_hash=True)
class TooManyTries(Exception):
    """Nothing more is looked at before `again_at`; whether there is such an account is not said."""

    again_at: datetime

    def __str__(self) -> str:
        until = timezone.localtime(self.again_at + timedelta(seconds=59))
        return (
            "There have been too many tries with a wrong password or code. What you typed was not "
            f"checked. Try again at {until:%H:%M}, or in the browser in which you last signed in."
        )


@change
def reserve_attempt(*, by: Actor, account: str, place: Place, secret: str = PASSWORD) -> Attempt:
    """Take one of the tries at a secret of this account (its e-mail address) from here, or refuse."""
    owner = account_hash(account, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, int(owner[:7], 16)])
    hashes = [each for each in (place.browser_hash, place.network_hash) if each]
    known = set(
        KnownPlace.objects.filter(
            person__email__iexact=account.strip(), place__in=hashes
        ).values_list("place", flat=True)
    )
    here = place.browser_hash if place.browser_hash in known else place.network_hash
    counted = _counted(owner, here, here in known, here == place.browser_hash)
    waits = [_again_at(rows, limit) for rows, limit in counted]
    if any(waits):
        log.warning("A sign-in was refused: too many wrong passwords for %s", owner[:12])
        raise TooManyTries(max(each for each in waits if each))
    return Attempt.objects.create(account=owner, place=here, is_known=here in known, at=now())


def _counted(
    owner: str, here: str, is_known: bool, is_browser: bool
) -> list[tuple["QuerySet[Attempt]", int]]:
    """Which rows count against a try from here, and how many there may be."""
    own = Attempt.objects.filter(account=owner)
    counted = [(own.filter(place=here), FROM_A_KNOWN_BROWSER if is_browser else FROM_ONE_NETWORK)]
    if not is_known:
        all_here = Attempt.objects.filter(place=here, is_known=False)
        counted += [
            (own.filter(is_known=False), FROM_ALL_UNKNOWN_PLACES),
            (all_here, FROM_ONE_NETWORK_ON_ALL_ACCOUNTS),
        ]
    return counted


def _again_at(rows: "QuerySet[Attempt]", limit: int) -> datetime | None:
    """When the try that fills the limit is a quarter of an hour old; None where there is one left.

    Rows from a clock that was ahead and has been put right count no longer than others.
    """
    fills = rows.filter(_in_the_window()).order_by("-at").values_list("at", flat=True)[limit - 1 :]
    found = fills.first()
    return found + WINDOW if found else None


def _in_the_window() -> Q:
    return Q(at__gt=now() - WINDOW, at__lt=now() + WINDOW)


@change
def release_attempt(*, by: Actor, attempt: Attempt) -> None:
    """The secret was right: it counts against nobody."""
    Attempt.objects.filter(id=attempt.id).delete()


@change
def forget_attempts(*, by: Actor, person: Person) -> None:
    """A new password deserves tries of its own."""
    Attempt.objects.filter(account__in=_hashes(person.email)).delete()


def _hashes(email: str) -> list[str]:
    return [account_hash(email, secret) for secret in SECRETS]


@change
def remember_place(*, by: Person, place: Place) -> None:
    """This browser and this network have tries of their own for this account from now on."""
    for each in filter(None, (place.browser_hash, place.network_hash)):
        KnownPlace.objects.update_or_create(person=by, place=each, defaults={"last_on": today()})


@change
def sweep_attempts(*, by: Actor) -> None:
    """Delete what counts no longer; a line of the journal for each account that was tried often."""
    over = Attempt.objects.exclude(_in_the_window())
    often = dict(
        over.values_list("account").annotate(n=Count("id")).filter(n__gte=MANY).order_by("account")
    )
    if often:
        for ref, email in Person.objects.values_list("ref", "email").iterator():
            if tried := sum(often.get(each, 0) for each in _hashes(email)):
                record(by, "many_wrong_passwords", ref, count=tried)
    over.delete()
    KnownPlace.objects.filter(last_on__lt=today() - FORGOTTEN_AFTER).delete()
