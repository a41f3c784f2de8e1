"""Legal holds: placed and ended by information governance, each with a reason."""

from dataclasses import dataclass

from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.retention.changes.periods import ReasonMissing
from goldenthread.retention.models import Hold
from goldenthread.retention.queries import is_there
from goldenthread.retention.settling import settle


@dataclass(unsafe_hash=True)
class NothingToHold(Exception):
    """There is no such case, audit, round or case list."""

    ref: str

    def __str__(self) -> str:
        return f"There is nothing here with the number or reference {self.ref}. Check it."


@dataclass(unsafe_hash=True)
class AlreadyHeld(Exception):
    """The same thing is on hold already."""

    ref: str

    def __str__(self) -> str:
        return f"This is on hold already ({self.ref}). End that hold first, or leave it as it is."


@dataclass(unsafe_hash=True)
class HoldEnded(Exception):
    """Somebody else has ended the hold."""

    ref: str

    def __str__(self) -> str:
        return f"The hold {self.ref} has ended already."


@change
def place_hold(*, by: Actor, kind: str, target_ref: str, why: str) -> Hold:
    """Nothing of this is disposed of until the hold is ended.

    Raises ReasonMissing, NothingToHold, AlreadyHeld.
    """
    require(by, Permission.RETENTION_MANAGE)
    if not why.strip():
        raise ReasonMissing
    if not is_there(kind, target_ref):
        raise NothingToHold(target_ref)
    there = Hold.objects.filter(target_ref=target_ref, ended_at=None).first()
    if there:
        raise AlreadyHeld(there.ref)
    hold = Hold.objects.create(
        kind=Hold.Kind(kind), target_ref=target_ref, why=keep_words(why.strip()), begun_at=now(),
        begun_by=by.actor_label,
    )  # fmt: skip
    settle()
    record(by, "place_hold", hold.ref, target_ref, kind=kind)
    return hold


@change
def end_hold(*, by: Actor, hold: Hold, why: str) -> None:
    """What was held is disposed of when it is due, as if it had never been held.

    Raises ReasonMissing, HoldEnded.
    """
    require(by, Permission.RETENTION_MANAGE)
    if not why.strip():
        raise ReasonMissing
    held = Hold.objects.select_for_update().get(id=hold.id)
    if held.ended_at:
        raise HoldEnded(held.ref)
    held.ended_at, held.ended_by, held.ended_why = now(), by.actor_label, keep_words(why.strip())
    held.save(update_fields=["ended_at", "ended_by", "ended_why"])
    settle()
    record(by, "end_hold", held.ref, held.target_ref)
