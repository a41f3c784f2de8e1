"""A round opens, its audits find their auditors, and it closes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.audits.changes.listed import answer_from_list
from goldenthread.audits.changes.writing import NotBeingWritten, _held_by_auditor, _locked
from goldenthread.audits.models import Audit, Source, SourceKind, Worked
from goldenthread.audits.queries.moderation import rule_of
from goldenthread.audits.queries.visible import BEING_WRITTEN
from goldenthread.config import home
from goldenthread.journal.changes import change, now, record
from goldenthread.method.allocation import Unplaced
from goldenthread.method.moderation import Rule, Submission, due_for_moderation
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme import changes as programme
from goldenthread.programme.models import Assignment, Mode, Round, RoundCase
from goldenthread.programme.queries import AGAINST, why_words

SUBMITTED = "It has been submitted in the meantime."

# The record alone is read; the people who know the child are asked only where the mode says so.
NOT_PART = {Mode.RECORD: (SourceKind.WORKER, SourceKind.MANAGER)}


@change
def open_round(*, by: Actor, round: Round) -> list[Audit]:
    """Open the round: an audit for each of its cases, two where it is audited twice, and the rate of
    moderation drawn."""
    require(by, Permission.ROUND_RUN)
    programme.settle_second_audits(by=by, round=round)
    programme.mark_open(by=by, round=round)
    cases = RoundCase.objects.filter(round=round, removed_at=None).select_related("header")
    audits = [_make(by, round, case) for case in cases.order_by("subject__number", "id")]
    _draw_for_moderation(round)
    record(by, "open_round", round.ref, audits=len(audits))
    return audits


@change
def add_audit_for_case(*, by: Actor, round_case: RoundCase) -> Audit:
    """The audit of a case that came into the round after it was opened."""
    require(by, Permission.ROUND_RUN)
    known = Audit.objects.filter(round_case=round_case).first()
    if known:
        return known
    audit = _make(by, round_case.round, round_case)
    _draw_for_moderation(round_case.round)
    record(by, "add_audit_for_case", round_case.round.ref, audit.ref)
    return audit


@change
def assign_auditor(*, by: Actor, audit: Audit, auditor: Person, why: str = "") -> None:
    """Give an audit to an auditor, or to another one; what was answered so far stays."""
    require(by, Permission.ROUND_RUN)
    held = _locked(audit)
    if held.state not in BEING_WRITTEN:
        raise NotBeingWritten(held.ref, held.state)
    if held.auditor_id == auditor.id:
        return
    programme.assign(
        by=by, round_case=held.round_case, auditor=auditor, due_on=held.due_on, why=why
    )
    held.auditor = auditor
    held.save(update_fields=["auditor"])
    record(by, "assign_auditor", held.ref, auditor.ref)


@dataclass(eq=False)
class CannotMove(Exception):
    """Audits that cannot be given to whom they were to go, each with why, in words, by its ref."""

    why: Mapping[str, str]

    def __str__(self) -> str:
        n = len(self.why)
        return f"Nothing was changed: {n} {'audit' if n == 1 else 'audits'} cannot be given away like this."


@change
def reassign_audits(
    *, by: Actor, audits: Sequence[Audit], to: Sequence[Person], why: str
) -> dict[str, Person]:
    """Give audits of one round to another auditor, or share them out by hours between several: all of
    them or none. What was answered so far stays. Raises CannotMove, ReasonMissing.

    Unlike one case given by hand, these keep every rule of sharing out: limits and absences too.
    """
    require(by, Permission.ROUND_RUN)
    if not why.strip():
        raise programme.ReasonMissing("these audits go to somebody else")
    keys = RawSQL("SELECT unnest(%s::bigint[])", [[each.pk for each in audits]])
    rows = Audit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    found = rows.select_related("round", "round_case").order_by("pk")
    held = {each.round_case.ref: each for each in found}
    if closed := {each.ref: SUBMITTED for each in held.values() if each.state not in BEING_WRITTEN}:
        raise CannotMove(closed)
    [round] = {each.round for each in held.values()}
    made = programme.give_away(
        by=by, round=round, to=to, why=why, cases=[each.round_case for each in held.values()],
        due_on={case: each.due_on for case, each in held.items()},
    )  # fmt: skip
    if left := [(case, each) for each in made.unplaced for case in each.cases]:
        raise CannotMove({held[case].ref: _why(each, to) for case, each in left})
    people = {person.ref: person for person in to}
    for case, audit in held.items():
        audit.auditor = people[made.assigned[case]]
        audit.save(update_fields=["auditor"])
        record(by, "assign_auditor", audit.ref, audit.auditor.ref)
    record(by, "reassign_audits", round.ref, audits=len(held), auditors=len(to))
    return {audit.ref: people[made.assigned[case]] for case, audit in held.items()}


def _why(left: Unplaced, to: Sequence[Person]) -> str:
    """Why an audit cannot go to one auditor; of several, how many stood in its way by what."""
    if len(to) == 1:
        return f"{to[0].name}: {', '.join(AGAINST[code] for code in left.against)}."
    return why_words({"why": left.why, "against": left.against})


@change
def hand_back(*, by: Actor, audit: Audit, why: str) -> None:
    """The auditor gives the case back; it needs another auditor."""
    held = _held_by_auditor(by, audit)
    assignment = Assignment.objects.filter(round_case=held.round_case, ended_at=None).first()
    if assignment:
        programme.end_assignment(
            by=by, assignment=assignment, ending=Assignment.Ending.HANDED_BACK, why=why
        )
    held.auditor = None
    held.save(update_fields=["auditor"])
    record(by, "hand_back", held.ref)


@change
def change_due_date(*, by: Actor, audits: Iterable[Audit], due_on: date) -> None:
    """Another due date for audits that are not handed in yet."""
    require(by, Permission.ROUND_RUN)
    for audit in audits:
        held = _locked(audit)
        if held.state in BEING_WRITTEN:
            held.due_on = due_on
            held.save(update_fields=["due_on"])
            record(by, "change_due_date", held.ref, due_on=due_on.isoformat())


@change
def close_round(*, by: Actor, round: Round) -> None:
    """Close the round: audits not handed in can no longer be written."""
    require(by, Permission.ROUND_RUN)
    unfinished = _audits_of(round).filter(state__in=BEING_WRITTEN).count()
    programme.mark_closed(by=by, round=round)
    record(by, "close_round", round.ref, unfinished=unfinished)


def _make(by: Actor, round: Round, case: RoundCase) -> Audit:
    assignment = Assignment.objects.filter(round_case=case, ended_at=None).first()
    audit = Audit.objects.create(
        round_case=case, round=round, subject_id=case.subject_id, header_id=case.header_id,
        tool_version_id=round.tool_version_id, mode=round.mode,
        auditor_id=assignment.auditor_id if assignment else None,
        due_on=assignment.due_on if assignment else round.due_on,
    )  # fmt: skip
    left_out = NOT_PART.get(Mode(round.mode), ())
    Source.objects.bulk_create(
        Source(
            audit=audit, kind=kind, saved_at=now(), saved_by=by.actor_label,
            state=Source.State.NOT_PART if kind in left_out else Source.State.NOT_SAID,
        )
        for kind in SourceKind
    )  # fmt: skip
    if case.header.practitioner_id:
        Worked.objects.create(
            audit=audit, practitioner_id=case.header.practitioner_id, role="worker",
            added_by=by.actor_label,
        )  # fmt: skip
    if case.header.particulars:
        answer_from_list(by, audit, case.header.particulars)
    return audit


def _audits_of(round: Round) -> QuerySet[Audit]:
    return Audit.objects.filter(round=round, round_case__removed_at=None)


def _draw_for_moderation(round: Round) -> None:
    """Mark the audits that the rate draws. One already marked stays so when the round grows.

    The seed is a secret of this home: an auditor must not be able to work out whose audit is read.
    """
    first = _audits_of(round).filter(round_case__second_of=None)
    refs = list(first.values_list("ref", flat=True))
    seed = f"{home.key('moderation_key')}|{round.ref}"
    rule = Rule(rate=rule_of(round).rate)
    due = due_for_moderation([Submission(ref) for ref in refs], rule, seed)
    Audit.objects.filter(ref__in=[each.ref for each in due], moderation_due="").update(
        moderation_due="rate"
    )
