"""Cases are given to auditors, evenly and never to somebody whose own they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing
from goldenthread.programme.changes.rounds import _locked
from goldenthread.programme.models import Assignment, Outcome, Round, RoundCase
from goldenthread.programme.queries.auditors import (
    NOT_PLACED,
    REASONS,
    may_audit,
    placing,
    shared_out,
)
from goldenthread.programme.queries.rounds import round_cases


@dataclass(unsafe_hash=True)
class AuditorConflict(Exception):
    """This person may not audit this case; `reason` is a key of REASONS."""

    reason: str
    auditor: str
    number: str

    def __str__(self) -> str:
        return (
            f"{self.auditor} cannot audit case {self.number}: {self.auditor} {REASONS[self.reason]}. "
            "Choose another auditor."
        )


@dataclass(frozen=True)
class NotPlaced:
    """A case that nobody could be given, and why in words."""

    round_case: RoundCase
    why: str


@change
def assign(
    *, by: Actor, round_case: RoundCase, auditor: Person, due_on: date | None = None,
    ending: str = Assignment.Ending.REASSIGNED, why: str = "",
) -> Assignment:  # fmt: skip
    """Give a case to an auditor; whoever has it now no longer does. Raises AuditorConflict."""
    require(by, Permission.ROUND_RUN)
    _locked(round_case.round, Round.State.SETTING_UP, Round.State.OPEN)
    if reason := may_audit(auditor, round_case):
        raise AuditorConflict(reason, auditor.name, round_case.subject.number)
    present = round_case.assignments.filter(ended_at=None).first()
    due = due_on or (present.due_on if present else round_case.round.due_on)
    if present and present.auditor_id == auditor.id and present.due_on == due:
        return present
    if present:
        _end(by, present, ending, why)
    given = Assignment.objects.create(
        round_case=round_case, auditor=auditor, due_on=due, given_by=by.actor_label
    )
    record(by, "assign", given.ref, round_case.ref, auditor.ref, due_on=due.isoformat())
    return given


@change
def assign_all(*, by: Actor, round: Round, auditors: Mapping[str, Person]) -> None:
    """Give cases of a round being set up to auditors, by the case's ref. Raises AuditorConflict."""
    require(by, Permission.ROUND_RUN)
    _locked(round, Round.State.SETTING_UP)
    cases = round_cases(round).filter(ref__in=list(auditors)).select_related("round")
    for case in cases:
        assign(by=by, round_case=case, auditor=auditors[case.ref])


@change
def end_assignment(*, by: Actor, assignment: Assignment, ending: str, why: str) -> None:
    """End an assignment: by whoever runs the round, or by the auditor who hands the case back."""
    if by.actor_label != assignment.auditor.actor_label:
        require(by, Permission.ROUND_RUN)
    if ending == Assignment.Ending.HANDED_BACK and not why.strip():
        raise ReasonMissing("the case is handed back")
    _end(by, assignment, ending, why)


@change
def balance_auditors(
    *, by: Actor, round: Round, auditors: Sequence[Person], afresh: bool = False
) -> list[NotPlaced]:
    """Share the round's cases out as evenly as the rules allow; returns what could not be placed.

    Cases already given stay where they are, unless it is done `afresh`.
    """
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    cases = {case.ref: case for case in round_cases(held).select_related("round")}
    if afresh:
        for case in cases.values():
            for present in case.present:  # type: ignore[attr-defined]
                _end(by, present, Assignment.Ending.REASSIGNED, "")
            case.present = []  # type: ignore[attr-defined]
    given = {ref: c.present[0].auditor.ref for ref, c in cases.items() if c.present}  # type: ignore[attr-defined]
    done = shared_out([placing(c) for c in cases.values()], auditors, held.ref, given)
    people = {person.ref: person for person in auditors}
    Assignment.objects.bulk_create(
        Assignment(
            round_case=cases[case], auditor=people[person], due_on=held.due_on,
            given_by=by.actor_label,
        )
        for case, person in done.assigned.items()
        if case not in given
    )  # fmt: skip
    record(by, "balance_auditors", held.ref, given=len(done.assigned), unplaced=len(done.unplaced))
    return [
        NotPlaced(cases[case], NOT_PLACED[unplaced.why])
        for unplaced in done.unplaced
        for case in unplaced.cases
    ]


@change
def record_outcome(
    *, by: Actor, round_case: RoundCase, auditor: Person, audited_on: date, grade: str, stage: str
) -> Outcome:
    """What came of an audit, written down by the audits room for later rounds to read."""
    _require_any(by, OUTCOME_RIGHTS)
    outcome, _ = Outcome.objects.update_or_create(
        round_case=round_case,
        defaults={
            "subject_id": round_case.subject_id, "round_id": round_case.round_id,
            "auditor": auditor, "audited_on": audited_on, "grade": grade, "stage": stage,
        },
    )  # fmt: skip
    record(by, "record_outcome", round_case.ref, stage=stage, grade=grade)
    return outcome


OUTCOME_RIGHTS = (
    Permission.ROUND_RUN, Permission.AUDIT_ANSWER, Permission.AUDIT_ENTER_FOR,
    Permission.AUDIT_MODERATE, Permission.FEEDBACK_RELEASE,
)  # fmt: skip


def _require_any(by: Actor, permissions: Iterable[Permission]) -> None:
    if not any(by.may(permission) for permission in permissions):
        raise NotAllowed(Permission.ROUND_RUN)


def _end(by: Actor, assignment: Assignment, ending: str, why: str) -> None:
    assignment.ended_at, assignment.ended_by = now(), by.actor_label
    assignment.ending = ending
    assignment.why = keep_words(why.strip()) if why.strip() else None
    assignment.save(update_fields=["ended_at", "ended_by", "ending", "why"])
    record(by, "end_assignment", assignment.ref, assignment.round_case.ref, ending=ending)
