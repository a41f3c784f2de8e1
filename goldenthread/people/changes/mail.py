"""Mail: queued with the change that is its reason, sent once, and tried again while the server is down.

What was sent stands in a table, one row for a person, a reason and a day. A message is locked, handed to
the mail server and marked as sent in one transaction: a worker that is killed before leaves it waiting.
Between the server's acceptance and COMMIT it would be sent again, under the same Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum
from smtplib import SMTPException

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When

from goldenthread.journal.changes import change, later, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Message, Person
from goldenthread.people.roles import Permission

log = logging.getLogger("goldenthread.mail")
AT_ONCE = (Message.Kind.CONCERN, Message.Kind.REMEDIAL, Message.Kind.TEST)
# Minutes until the next try after each failure; the last goes on.
WAITS = (1, 2, 5, 10, 20, 30)
KEPT_FOR = timedelta(days=365)
Send = Callable[[Message], None]


class Outcome(Enum):
    """What became of the next message."""

    NOTHING = "nothing waits"
    SENT = "sent"
    REFUSED = "this one was not taken"
    DOWN = "the server cannot be reached"


@change
def queue_message(
    *, by: Actor, person: Person, kind: str, reason: str, day: date | None = None,
    counts: dict[str, int] | None = None, about: str = "", is_told: bool = False,
) -> bool:  # fmt: skip
    """Put a mail in the queue, inside the change that is its reason; False where it is there already,
    where mail is not set up, or where the account is off.

    `counts` and `about` (a reference) are all it can say. A summary without a count is noted, not sent;
    so is what the person is told in another mail (`is_told`).
    """
    if not settings.HAS_EMAIL or not person.is_active:
        return False
    at, is_noted = now(), is_told or (kind == Message.Kind.SUMMARY and not counts)
    end = {"dropped_at": at, "dropped_by": by.actor_label} if is_noted else {}
    _, is_new = Message.objects.get_or_create(
        person=person, reason=reason, day=day or today(),
        defaults={
            "kind": kind, "counts": counts or {}, "about": about, "queued_at": at,
            "queued_by": by.actor_label, "try_after": at, **end,
        },
    )  # fmt: skip
    if is_new and not is_noted and kind in AT_ONCE:
        later("jobs.send_mail_now")
    return is_new and not is_noted


@change
def deliver_next(*, by: Actor, send: Send) -> Outcome:
    """Hand the next waiting message to `send`: those that are sent at once first, then the oldest.

    A failure is noted, and the message waits for its next try.
    """
    require(by, Permission.SETTINGS_CHANGE)
    first = Case(
        When(kind__in=AT_ONCE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    waiting = Message.objects.filter(sent_at=None, dropped_at=None, try_after__lte=now())
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    message = locked.order_by(first, "queued_at", "id").first()
    if message is None:
        return Outcome.NOTHING
    if not message.person.is_active or _is_over(message):
        message.dropped_at, message.dropped_by = now(), by.actor_label
        message.save(update_fields=["dropped_at", "dropped_by"])
        return Outcome.REFUSED
    try:
        send(message)
    except (SMTPException, OSError) as error:
        return _failed(message, error)
    message.sent_at, message.sent_by, message.failed_as = now(), by.actor_label, ""
    message.save(update_fields=["sent_at", "sent_by", "failed_as"])
    about = [message.about] if message.about else []
    record(by, "send_mail", message.ref, message.person.ref, *about, kind=message.kind)
    return Outcome.SENT


def _is_over(message: Message) -> bool:
    """A summary is of one day; a concern is told until it was told."""
    return message.kind == Message.Kind.SUMMARY and message.day < today()


def _failed(message: Message, error: Exception) -> Outcome:
    """By the error's type alone: its text may hold an address."""
    wait = WAITS[min(message.tries, len(WAITS) - 1)]
    message.tries += 1
    message.failed_as = type(error).__name__[:60]
    message.try_after = now() + timedelta(minutes=wait)
    message.save(update_fields=["tries", "failed_as", "try_after"])
    log.warning(
        "A mail could not be sent", extra={"kind": message.kind, "error": message.failed_as}
    )
    is_theirs = message.failed_as in ("SMTPRecipientsRefused", "SMTPDataError")
    return Outcome.REFUSED if is_theirs else Outcome.DOWN


@change
def set_summary(*, by: Person, wants: bool) -> None:
    """Whether the summary of the day is sent to oneself; concerns are told in any case."""
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.wants_summary = wants
    person.save(update_fields=["wants_summary"])
    record(by, "set_summary", by.ref, wants=wants)


@change
def send_test(*, by: Person) -> bool:
    """A test mail to oneself, at once; False where mail is not set up."""
    require(by, Permission.SETTINGS_CHANGE)
    told = queue_message(by=by, person=by, kind=Message.Kind.TEST, reason=f"test {now():%H:%M:%S}")
    record(by, "test_mail", by.ref, told=told)
    return told


@change
def forget_messages(*, by: Actor) -> int:
    """Delete what was sent more than a year ago."""
    require(by, Permission.SETTINGS_CHANGE)
    count, _ = Message.objects.filter(day__lt=today() - KEPT_FOR).delete()
    if count:
        record(by, "forget_messages", count=count)
    return count
