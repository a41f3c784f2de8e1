"""Briefings are written, sent and used; exemplars are written, checked by a second person, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.journal.changes import change, now, record, today
from goldenthread.learning.changes.plans import ReasonMissing, _kept
from goldenthread.learning.models import Briefing, BriefingPart, BriefingUse, Exemplar, Theme
from goldenthread.learning.queries.sharing import PARTS, identifiers_in, may_say_used
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person, Team
from goldenthread.people.roles import Permission


@dataclass(unsafe_hash=True)
class Identifies(Exception):
    """A text that is to be shared holds case numbers or names."""

    found: tuple[str, ...]

    def __str__(self) -> str:
        return f"Take out what could identify somebody: {', '.join(self.found)}"


@dataclass(unsafe_hash=True)
class BriefingChanged(Exception):
    """Somebody saved this briefing since the page was opened, or sent it."""

    briefing: Briefing

    def __str__(self) -> str:
        return "Somebody else changed or sent this briefing since you opened the page."


@dataclass(unsafe_hash=True)
class PartsMissing(Exception):
    """A briefing that is not written out cannot be sent."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"These parts have no words yet: {', '.join(self.parts)}"


@dataclass(unsafe_hash=True)
class NotWaiting(Exception):
    """The exemplar was checked or withdrawn since the page was opened."""

    state: str

    def __str__(self) -> str:
        return "Somebody else has checked or withdrawn this exemplar since you opened the page."


@change
def begin_briefing(*, by: Actor, title: str, theme: Theme | None = None) -> Briefing:
    """A briefing without words yet."""
    require(by, Permission.LEARNING_RUN)
    made = Briefing.objects.create(title=title.strip(), theme=theme, begun_by=by.actor_label)
    record(by, "begin_briefing", made.ref)
    return made


@change
def write_briefing(
    *, by: Actor, briefing: Briefing, version: int, title: str, parts: Mapping[int, str]
) -> None:
    """The words of a briefing that is not sent yet. Raises BriefingChanged, Identifies."""
    require(by, Permission.LEARNING_RUN)
    held = _unsent(briefing, version)
    _without_identifiers(title, *parts.values())
    held.title = title.strip()
    held.save()
    for number in range(1, len(PARTS) + 1):
        words = parts.get(number, "").strip()
        held.parts.filter(number=number).delete()
        if words:
            BriefingPart.objects.create(briefing=held, number=number, words=_kept(words))
    record(by, "write_briefing", held.ref, parts=held.parts.count())


@change
def send_briefing(*, by: Actor, briefing: Briefing, version: int, teams: Sequence[Team]) -> None:
    """To these teams; their managers are asked how it was used. A sent one is sent on to more.

    Raises PartsMissing, BriefingChanged.
    """
    require(by, Permission.LEARNING_RUN)
    held = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if held.version != version:
        raise BriefingChanged(held)
    there = set(held.parts.values_list("number", flat=True))
    missing = tuple(name for n, name in enumerate(PARTS, start=1) if n not in there)
    if missing:
        raise PartsMissing(missing)
    held.sent_at, held.sent_by = held.sent_at or now(), held.sent_by or by.actor_label
    held.version += 1
    held.save()
    known = set(held.uses.values_list("team", flat=True))
    fresh = [team for team in teams if team.pk not in known]
    for team in fresh:
        BriefingUse.objects.create(briefing=held, team=team, sent_at=now(), sent_by=by.actor_label)
    record(by, "send_briefing", held.ref, *(team.ref for team in fresh))


@change
def say_used(*, by: Actor, use: BriefingUse, on: date, how: str) -> None:
    """How a team used a briefing, once, by its manager. Raises ReasonMissing."""
    held = BriefingUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if not isinstance(by, Person) or not may_say_used(by, held):
        raise NotAllowed(Permission.TEAM_SEE)
    if not how.strip():
        raise ReasonMissing
    held.used_on, held.how = min(on, today()), _kept(how)
    held.answered_at, held.answered_by = now(), by.actor_label
    held.save()
    record(by, "say_used", held.briefing.ref, held.team.ref, on=str(held.used_on))


@change
def write_exemplar(
    *, by: Actor, title: str, words: str, why_good: str, theme: Theme | None = None
) -> Exemplar:
    """An example of good practice, without anybody's name: nobody else sees it before it is checked.

    Raises Identifies.
    """
    require(by, Permission.LEARNING_RUN)
    _without_identifiers(title, words, why_good)
    made = Exemplar.objects.create(
        title=title.strip(), words=_kept(words), why_good=_kept(why_good), theme=theme,
        written_by=by.actor_label,
    )  # fmt: skip
    record(by, "write_exemplar", made.ref)
    return made


@change
def check_exemplar(*, by: Actor, exemplar: Exemplar) -> None:
    """A second person has read it and nobody can be told from it: it is shown. Never by its writer."""
    require(by, Permission.LEARNING_RUN)
    held = Exemplar.objects.select_for_update(of=("self",)).get(pk=exemplar.pk)
    if held.state != Exemplar.State.WAITING:
        raise NotWaiting(held.state)
    if held.written_by == by.actor_label:
        raise OwnWork("check this exemplar")
    _without_identifiers(held.title, str(held.words), str(held.why_good))
    held.state = Exemplar.State.SHOWN
    held.checked_at, held.checked_by = now(), by.actor_label
    held.save()
    record(by, "check_exemplar", held.ref)


@change
def withdraw_exemplar(*, by: Actor, exemplar: Exemplar, why: str) -> None:
    """It is shown no longer, or never was, with the reason."""
    require(by, Permission.LEARNING_RUN)
    held = Exemplar.objects.select_for_update(of=("self",)).get(pk=exemplar.pk)
    if held.state == Exemplar.State.WITHDRAWN:
        raise NotWaiting(held.state)
    if not why.strip():
        raise ReasonMissing
    held.state, held.withdrawn_why = Exemplar.State.WITHDRAWN, _kept(why)
    held.withdrawn_at, held.withdrawn_by = now(), by.actor_label
    held.save()
    record(by, "withdraw_exemplar", held.ref)


def _unsent(briefing: Briefing, version: int) -> Briefing:
    held = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if held.version != version or held.sent_at:
        raise BriefingChanged(held)
    held.version += 1
    return held


def _without_identifiers(*texts: str) -> None:
    found = identifiers_in(*texts)
    if found:
        raise Identifies(tuple(found))
