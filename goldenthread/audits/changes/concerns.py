"""A child may not be safe now: recorded here, after somebody has been told by telephone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.timezone import localtime

from goldenthread.audits.models import Audit, Concern
from goldenthread.audits.queries.concerns import is_own_concern, visible_concern
from goldenthread.audits.queries.telling import is_time_again, to_tell, unacknowledged
from goldenthread.audits.queries.visible import is_auditor, may_write, visible_audit
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Retention, Words
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.changes import queue_message
from goldenthread.people.models import Message, Person
from goldenthread.people.roles import Permission

log = logging.getLogger("goldenthread.mail")


@dataclass(unsafe_hash=True)
class AlreadyAcknowledged(Exception):
    """Somebody acknowledged this concern first."""

    by: str

    def __str__(self) -> str:
        return "Somebody has already acknowledged this concern."


@change
def raise_concern(
    *, by: Actor, audit: Audit, what: str, is_reached: bool, spoke_to: str = "",
    spoken_at: datetime | None = None, will_do: str = "", is_on_record: bool | None = None,
    numbers_tried: Sequence[str] = (), kind: str = Concern.Kind.CHILD,
) -> Concern:  # fmt: skip
    """Record a concern, whether or not anybody could be reached, and tell those who are named, by mail.

    `kind` is an immediate concern for the child, or work that has to be put right at once.
    """
    require(by, Permission.CONCERN_RAISE)
    if isinstance(by, Person) and not _sees(by, audit):
        raise NotAllowed(Permission.CONCERN_RAISE)
    concern = Concern.objects.create(
        audit=audit, kind=kind, what=_keep(what), is_reached=is_reached, numbers_tried=list(numbers_tried),
        spoke_to=_keep(spoke_to) if spoke_to.strip() else None, spoken_at=spoken_at,
        spoken_by=by.actor_label if is_reached else "",
        will_do=_keep(will_do) if will_do.strip() else None, is_on_record=is_on_record,
        raised_by=by.actor_label, retention=Retention.CONCERN,
    )  # fmt: skip
    record(by, "raise_concern", audit.ref, concern.ref, is_reached=is_reached, kind=kind)
    # What is recorded stays recorded, whatever becomes of the mail; the job tells within a minute.
    try:
        with transaction.atomic():
            _tell(by, concern)
    except DatabaseError as error:
        log.error("A concern could not be put in the queue of mails", exc_info=error)
    return concern


@change
def climb_concerns(*, by: Actor) -> int:
    """Tell of every concern that nobody acknowledged whoever is to know by now; how many messages.

    Run again it tells nobody twice.
    """
    require(by, Permission.CONCERN_ACKNOWLEDGE)
    return sum(_tell(by, concern) for concern in unacknowledged())


def _tell(by: Actor, concern: Concern) -> int:
    """A message to each, once for a level, and once a day while it waits; one at a time, however many
    levels somebody stands on. References alone."""
    if not settings.HAS_EMAIL:
        return 0
    kind = Message.Kind.CONCERN if concern.kind == Concern.Kind.CHILD else Message.Kind.REMEDIAL
    raised_on, people = localtime(concern.raised_at).date(), list(to_tell(concern))
    due = [(person, level, raised_on) for level, person in people]
    if is_time_again(concern):
        due += [(person, "again", today()) for person, _, _ in due]
    told: set[int] = set()
    for person, reason, day in due:
        is_new = queue_message(
            by=by, person=person, kind=kind, reason=f"{concern.ref} {reason}", day=day,
            about=concern.ref, is_told=person.pk in told,
        )  # fmt: skip
        told |= {person.pk} if is_new else set()
    if told:
        levels = sorted({level for level, _ in people})
        record(by, "tell_of_concern", concern.ref, *{p.ref for _, p in people}, levels=levels)
    return len(told)


@change
def record_call(
    *, by: Actor, concern: Concern, is_reached: bool, number: str = "", spoke_to: str = "",
    spoken_at: datetime | None = None, will_do: str = "", is_on_record: bool | None = None,
) -> None:  # fmt: skip
    """Another try: a number that nobody answered, or at last somebody who was spoken to."""
    require(by, Permission.CONCERN_RAISE)
    held = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if isinstance(by, Person) and visible_concern(by, held.ref) is None:
        raise NotAllowed(Permission.CONCERN_RAISE)
    if number:
        held.numbers_tried = [*held.numbers_tried, number]
    if is_reached and not held.is_reached:
        held.is_reached, held.spoken_at, held.spoken_by = True, spoken_at, by.actor_label
        held.spoke_to, held.will_do = _keep(spoke_to), _keep(will_do)
        held.is_on_record = is_on_record
    held.save()
    record(by, "record_call", held.ref, is_reached=is_reached, tried=len(held.numbers_tried))


@change
def acknowledge_concern(*, by: Actor, concern: Concern, words: str) -> None:
    """Somebody in charge has read the concern and says what happens; it leaves the homes of all.

    Never whoever raised it or audits the case: a second pair of eyes is the point of it.
    """
    require(by, Permission.CONCERN_ACKNOWLEDGE)
    held = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if isinstance(by, Person) and visible_concern(by, held.ref) is None:
        raise NotAllowed(Permission.CONCERN_ACKNOWLEDGE)
    if is_own_concern(by, held):
        raise OwnWork("acknowledge this concern")
    if held.acknowledged_at is not None:
        raise AlreadyAcknowledged(held.acknowledged_by)
    held.acknowledged_at, held.acknowledged_by = now(), by.actor_label
    held.acknowledgement = _keep(words)
    held.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement"])
    record(by, "acknowledge_concern", held.ref)


def _sees(by: Person, audit: Audit) -> bool:
    return is_auditor(by, audit) or may_write(by, audit) or visible_audit(by, audit.ref) is not None


def _keep(text: str) -> Words:
    return keep_words(text.replace("\r\n", "\n").strip(), Retention.CONCERN)
