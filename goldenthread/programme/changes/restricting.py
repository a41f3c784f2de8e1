"""A round is restricted to people named on it, people are named and taken off, and it is opened up again."""

from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor, NotAllowed, Operator, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing
from goldenthread.programme.changes.rounds import _locked, create_round, restricting_tool
from goldenthread.programme.models import Assignment, NamedPerson, Restriction, Round
from goldenthread.programme.queries.restricted import is_open_to, named_runners, restriction_now


@dataclass(unsafe_hash=True)
class LastNamed(Exception):
    """Without this person nobody could see the round who may run it."""

    name: str

    def __str__(self) -> str:
        return (
            f"{self.name} is the last person named here who may run rounds. Name another first, "
            "or nobody could reach this round."
        )


@dataclass(unsafe_hash=True)
class StillAuditing(Exception):
    """Somebody who is to be taken off has audits of the round that are not handed in."""

    name: str
    count: int

    def __str__(self) -> str:
        audits = "1 audit" if self.count == 1 else f"{self.count} audits"
        return f"{self.name} has {audits} of this round. Give them to somebody else first."


@dataclass(unsafe_hash=True)
class NotRestricted(Exception):
    """Nobody is named on a round that everybody may see."""

    round: str

    def __str__(self) -> str:
        return "This round is not restricted. Restrict it first."


@dataclass(unsafe_hash=True)
class StillReachable(Exception):
    """Somebody named on the round may run rounds, so it is for them to name others."""

    round: str

    def __str__(self) -> str:
        return (
            f"Somebody who may run rounds is named on {self.round}. They name others on its page, "
            "under Who may see this round. If they have left, turn their account off first."
        )


@dataclass(unsafe_hash=True)
class NotARunner(Exception):
    """Naming this person would leave the round as much out of reach as before."""

    name: str

    def __str__(self) -> str:
        return (
            f"{self.name} may not run rounds. Name a QA lead or a QA officer whose account is on."
        )


@dataclass(unsafe_hash=True)
class AlwaysRestricted(Exception):
    """The round's tool is about a named adult."""

    round: str

    def __str__(self) -> str:
        return "This round's tool is about a named adult, so the round stays restricted."


@change
def create_restricted_round(*, by: Actor, why: str, **plan: Any) -> Round:
    """A round that is restricted from its first moment; `plan` is what create_round takes."""
    round = create_round(by=by, **plan)
    return restrict_round(by=by, round=round, why=why)


@change
def restrict_round(*, by: Actor, round: Round, why: str) -> Round:
    """Let only the people named on the round see it: at first whoever restricts it and its auditors.

    Its code becomes its reference, since a code is made from the title and would be told to others.
    """
    held = _held(by, round)
    if held.is_restricted:
        return held
    if not isinstance(by, Person):
        raise NotAllowed(Permission.ROUND_RUN)
    _need(why, "the round is restricted")
    held.is_restricted, held.code = True, held.ref.lower()
    held.version += 1
    held.save(update_fields=["is_restricted", "code", "version"])
    Restriction.objects.create(round=held, why=keep_words(why.strip()), begun_by=by.actor_label)
    record(by, "restrict_round", held.ref)
    given = Assignment.objects.filter(round_case__round=held, ended_at=None).values("auditor")
    auditors = Person.objects.filter(pk__in=given).exclude(pk=by.pk).order_by("name")
    for person in (by, *auditors):
        _name(by, held, person, why)
    round.refresh_from_db()
    return round


@change
def name_person(*, by: Actor, round: Round, person: Person, why: str) -> NamedPerson:
    """Let one more person see the round. Raises NotRestricted, ReasonMissing."""
    held = _held(by, round)
    if not held.is_restricted:
        raise NotRestricted(held.ref)
    _need(why, f"{person.name} may see this round")
    return _name(by, held, person, why)


@change
def name_runner(*, by: Operator, round: Round, person: Person, why: str) -> NamedPerson:
    """Let somebody who may run rounds see a restricted round that nobody named can reach any more.

    Raises NotRestricted, StillReachable, NotARunner, ReasonMissing.
    """
    if not isinstance(by, Operator):
        raise NotAllowed(Permission.ROUND_RUN)
    held = _locked(round, *Round.State)
    if not held.is_restricted:
        raise NotRestricted(held.ref)
    if named_runners(held).exists():
        raise StillReachable(held.ref)
    if not person.may(Permission.ROUND_RUN):
        raise NotARunner(person.name)
    _need(why, f"{person.name} may see this round")
    return _name(by, held, person, why)


@change
def end_naming(*, by: Actor, named: NamedPerson) -> None:
    """Take somebody off the round. Raises LastNamed, StillAuditing."""
    held = _held(by, named.round)
    others = named_runners(held).exclude(person=named.person)
    if held.is_restricted and not others.exists():
        raise LastNamed(named.person.name)
    having = Assignment.objects.filter(
        round_case__round=held, auditor=named.person, ended_at=None, round_case__outcome=None
    ).count()
    if having and held.state != Round.State.CLOSED:
        raise StillAuditing(named.person.name, having)
    _end(by, held, named)


@change
def lift_restriction(*, by: Actor, round: Round, why: str) -> Round:
    """Let everybody see the round whose role lets them see rounds. Raises ReasonMissing, NotRestricted, AlwaysRestricted."""
    held = _held(by, round)
    restriction = restriction_now(held)
    if not held.is_restricted or restriction is None:
        raise NotRestricted(held.ref)
    if restricting_tool(held.tool_version):
        raise AlwaysRestricted(held.ref)
    _need(why, "the round is no longer restricted")
    restriction.ended_at, restriction.ended_by = now(), by.actor_label
    restriction.ended_why = keep_words(why.strip())
    restriction.save(update_fields=["ended_at", "ended_by", "ended_why"])
    held.is_restricted = False
    held.version += 1
    held.save(update_fields=["is_restricted", "version"])
    record(by, "lift_restriction", held.ref)
    for named in held.named_people.filter(ended_at=None):
        _end(by, held, named)
    return held


def _held(by: Actor, round: Round) -> Round:
    """The round's row, locked, for whoever may run rounds and know of this one."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, *Round.State)
    if not is_open_to(by, held):
        raise NotAllowed(Permission.ROUND_RUN)
    return held


def _need(why: str, what: str) -> None:
    if not why.strip():
        raise ReasonMissing(what)


def _name(by: Actor, held: Round, person: Person, why: str) -> NamedPerson:
    known = held.named_people.filter(person=person, ended_at=None).first()
    if known:
        return known
    words = keep_words(why.strip())
    named = NamedPerson.objects.create(
        round=held, person=person, why=words, named_by=by.actor_label
    )
    record(by, "name_person", held.ref, person.ref)
    return named


def _end(by: Actor, held: Round, named: NamedPerson) -> None:
    named.ended_at, named.ended_by = now(), by.actor_label
    named.save(update_fields=["ended_at", "ended_by"])
    record(by, "end_naming", held.ref, named.person.ref)
