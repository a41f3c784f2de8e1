"""Cases are given to auditors, evenly and never to somebody whose own they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.method.allocation import Allocation as SharedOut
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing
from goldenthread.programme.changes.rounds import _locked
from goldenthread.programme.models import Assignment, Outcome, Round, RoundCase
from goldenthread.programme.queries.auditors import (
    REASONS,
    may_audit,
)
from goldenthread.programme.queries.giving import moved
from goldenthread.programme.queries.rounds import cases_to_audit


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
def assign_all(
    *, by: Actor, round: Round, auditors: Mapping[str, Person], locked: Mapping[str, bool] | None = None
) -> None:  # fmt: skip
    """Give cases of a round being set up to auditors, by the case's ref. Raises AuditorConflict.

    `locked` says of cases whether they stay where they are when the round is shared out afresh.
    """
    require(by, Permission.ROUND_RUN)
    _locked(round, Round.State.SETTING_UP)
    wanted = locked or {}
    cases = cases_to_audit(round).filter(ref__in=list(auditors)).select_related("round")
    for case in cases:
        given = assign(by=by, round_case=case, auditor=auditors[case.ref])
        if wanted.get(case.ref, given.is_locked) != given.is_locked:
            given.is_locked = wanted[case.ref]
            given.save(update_fields=["is_locked"])
            record(by, "lock_assignment", given.ref, case.ref, locked=given.is_locked)


@change
def give_away(
    *, by: Actor, round: Round, cases: Sequence[RoundCase], due_on: Mapping[str, date],
    to: Sequence[Person], why: str,
) -> SharedOut:  # fmt: skip
    """Give cases of an open round to others of these people, by the rules of sharing out; all or, where
    the answer says that some cannot be placed, none. `due_on` by the case's ref."""
    require(by, Permission.ROUND_RUN)
    _locked(round, Round.State.OPEN)
    made = moved(round, cases, to)
    if made.unplaced:
        return made
    people = {person.ref: person for person in to}
    standing = Assignment.objects.filter(round_case__round=round, ended_at=None)
    present = {each.round_case_id: each for each in standing.select_related("round_case")}
    for case in cases:
        if case.id in present:
            _end(by, present[case.id], Assignment.Ending.REASSIGNED, why)
        given = Assignment.objects.create(
            round_case=case, auditor=people[made.assigned[case.ref]], given_by=by.actor_label,
            due_on=due_on[case.ref],
        )  # fmt: skip
        record(by, "assign", given.ref, case.ref, given.auditor.ref, due_on=str(given.due_on))
    return made


@change
def move_due(*, by: Actor, round_case: RoundCase, due_on: date) -> None:
    """Whoever audits the case now has until another day; called with the audit's own due date."""
    require(by, Permission.ROUND_RUN)
    for held in round_case.assignments.filter(ended_at=None):
        held.due_on = due_on
        held.save(update_fields=["due_on"])
        record(by, "move_due", held.ref, round_case.ref, due_on=due_on.isoformat())


@change
def end_assignment(*, by: Actor, assignment: Assignment, ending: str, why: str) -> None:
    """End an assignment: by whoever runs the round, or by the auditor who hands the case back."""
    if by.actor_label != assignment.auditor.actor_label:
        require(by, Permission.ROUND_RUN)
    if ending == Assignment.Ending.HANDED_BACK and not why.strip():
        raise ReasonMissing("the case is handed back")
    _end(by, assignment, ending, why)


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
