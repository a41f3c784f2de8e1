"""A round is shared out: at once where it is small, by a job where it is large."""

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.journal.changes import change, later, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.auditors import _end
from goldenthread.programme.changes.doubles import settle_second_audits
from goldenthread.programme.changes.rounds import RoundInState, _locked
from goldenthread.programme.models import Allocation, Assignment, Round, RoundCase
from goldenthread.programme.queries.auditors import auditors as auditors_of
from goldenthread.programme.queries.giving import shared_out
from goldenthread.programme.queries.rounds import audit_count, cases_to_audit
from goldenthread.programme.queries.sharing import placing, why_words

MOST_AT_ONCE = 200  # cases


@dataclass(frozen=True)
class NotPlaced:
    """A case that nobody could be given, and why in words."""

    round_case: RoundCase
    why: str


@dataclass(unsafe_hash=True)
class StillSharing(Exception):
    """The round is being shared out already, since this allocation was asked for."""

    allocation: str

    def __str__(self) -> str:
        return "The cases are being shared out already. Wait until that is done."


@change
def balance_auditors(
    *, by: Actor, round: Round, auditors: Sequence[Person], afresh: bool = False
) -> list[NotPlaced]:
    """Share the round's cases out as evenly as the rules allow; returns what could not be placed.

    Cases already given stay where they are, unless it is done `afresh`: then locked ones stay.
    """
    made = ask_allocation(by=by, round=round, auditors=auditors, afresh=afresh, at_once=True)
    if not made.unplaced:
        return []
    return [
        NotPlaced(case, why_words(made.unplaced[case.ref]))
        for case in cases_to_audit(round)
        if case.ref in made.unplaced
    ]


@change
def ask_allocation(
    *, by: Actor, round: Round, auditors: Sequence[Person], afresh: bool = False, at_once: bool = False
) -> Allocation:  # fmt: skip
    """Share a round out between auditors: now, or where it has many cases by a job. Raises StillSharing."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    if waiting := held.allocations.filter(state=Allocation.State.WAITING).first():
        raise StillSharing(waiting.ref)
    settle_second_audits(by=by, round=held)
    asked = Allocation.objects.create(
        round=held, auditors=[person.ref for person in auditors], is_afresh=afresh,
        asked_by=by.actor_label,
    )  # fmt: skip
    if at_once or audit_count(held) <= MOST_AT_ONCE:
        return _shared_out(by, asked, auditors)
    later("jobs.share_out", ref=asked.ref)
    record(by, "ask_allocation", held.ref, asked.ref, auditors=len(asked.auditors))
    return asked


@change
def finish_allocation(*, by: Actor, ref: str) -> Allocation | None:
    """What was asked for before is done now; nothing where it is done, or the round is opened."""
    require(by, Permission.ROUND_RUN)
    asked = Allocation.objects.select_for_update().filter(ref=ref, state="waiting").first()
    if asked is None:
        return None
    chosen = set(asked.auditors)
    people = [person for person in auditors_of(asked.round) if person.ref in chosen]
    try:
        return _shared_out(by, asked, people)
    except RoundInState:
        stop_allocation(by=by, ref=ref)
        return None


@change
def stop_allocation(*, by: Actor, ref: str) -> None:
    """A sharing out that cannot be done is not waited for any longer."""
    require(by, Permission.ROUND_RUN)
    asked = Allocation.objects.select_for_update().filter(ref=ref, state="waiting").first()
    if asked is not None:
        asked.state, asked.done_at, asked.done_by = "stopped", now(), by.actor_label
        asked.save(update_fields=["state", "done_at", "done_by"])
        record(by, "stop_allocation", asked.round.ref, asked.ref)


def _shared_out(by: Actor, asked: Allocation, auditors: Sequence[Person]) -> Allocation:
    held = _locked(asked.round, Round.State.SETTING_UP)
    cases = {case.ref: case for case in cases_to_audit(held).select_related("round", "second_of")}
    given = {
        ref: case.present[0]  # type: ignore[attr-defined]
        for ref, case in cases.items()
        if case.present  # type: ignore[attr-defined]
    }
    kept = {ref: each for ref, each in given.items() if each.is_locked or not asked.is_afresh}
    done = shared_out(
        [placing(case) for case in cases.values()], auditors, held,
        {ref: each.auditor.ref for ref, each in kept.items()},
        {ref: case.second_of.ref for ref, case in cases.items() if case.second_of},
    )  # fmt: skip
    people = {person.ref: person for person in auditors}
    for ref, each in given.items():
        if ref not in kept and done.assigned.get(ref) != each.auditor.ref:
            _end(by, each, Assignment.Ending.REASSIGNED, "")
            del cases[ref].present  # type: ignore[attr-defined]
    Assignment.objects.bulk_create(
        Assignment(
            round_case=cases[case], auditor=people[person], due_on=held.due_on,
            given_by=asked.asked_by,
        )
        for case, person in done.assigned.items()
        if case not in given or given[case].auditor.ref != person
    )  # fmt: skip
    asked.state, asked.way, asked.given = "done", done.way, len(done.assigned)
    asked.unplaced = {
        case: {"why": left.why, "against": left.against}
        for left in done.unplaced
        for case in left.cases
    }
    asked.poor_fits, asked.locked_against_rules = (
        list(done.poor_fits),
        list(done.locked_against_rules),
    )
    asked.done_at, asked.done_by = now(), by.actor_label
    asked.save()
    record(
        by, "balance_auditors", held.ref, asked.ref, given=asked.given,
        unplaced=len(asked.unplaced), way=asked.way,
    )  # fmt: skip
    return asked
