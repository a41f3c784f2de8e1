"""Cases come into a round, are swapped, and are taken out with a reason."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from goldenthread.cases.changes import (
    ensure_practitioner,
    ensure_subject,
    header_from_entry,
    header_typed,
)
from goldenthread.cases.models import CaseEntry, CaseType, Header, Subject
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Team
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.rounds import _locked
from goldenthread.programme.models import (
    Assignment,
    Outcome,
    Round,
    RoundCase,
    Selection,
    SelectionRow,
)
from goldenthread.programme.queries.quick import TYPED
from goldenthread.tools.queries import form

# How near a case swapped in is to the one it replaces: the same worker, team, or only case type.
NEARNESS = ("same_cell", "same_team", "same_type")


@dataclass(unsafe_hash=True)
class AlreadyInRound(Exception):
    number: str

    def __str__(self) -> str:
        return f"Case {self.number} is in this round already."


@dataclass(unsafe_hash=True)
class ReasonMissing(Exception):
    """This is only done with a reason, which is kept."""

    what: str

    def __str__(self) -> str:
        return f"Say why {self.what}."


@dataclass(unsafe_hash=True)
class NoneLeft(Exception):
    """Every case of this case type on the list has been used."""

    stratum: str

    def __str__(self) -> str:
        return "There is no further case of this case type to swap in. Take the case out instead."


@dataclass(unsafe_hash=True)
class NotSelected(Exception):
    """Only a case that the selection chose can be swapped for the next in its order."""

    number: str

    def __str__(self) -> str:
        return f"Case {self.number} was named by somebody, not selected. Take it out instead."


@dataclass(unsafe_hash=True)
class AuditHandedIn(Exception):
    """The case's audit has been handed in: it counts, and the case stays."""

    number: str

    def __str__(self) -> str:
        return (
            f"The audit of case {self.number} has been handed in, so the case stays in the round."
        )


@change
def add_typed_case(
    *, by: Actor, round: Round, number: str, case_type: CaseType | None = None, worker: str = "",
    team: Team | None = None,
) -> RoundCase:  # fmt: skip
    """A case that no case list holds, as somebody typed it."""
    require(by, Permission.ROUND_RUN)
    subject = ensure_subject(by=by, number=number, kind=form(round.tool_version).subject)
    practitioner = None
    if worker.strip():
        name = worker.strip()
        practitioner = ensure_practitioner(by=by, source=TYPED, key=name, name=name, team=team)
    header = header_typed(
        by=by, subject=subject, case_type=case_type, practitioner=practitioner, team=team
    )
    return _add(by, round, subject, header, came=RoundCase.Came.TYPED)


@change
def add_listed_case(
    *, by: Actor, round: Round, entry: CaseEntry, came: str, why: str = "", named_by: str = "",
    probability: float | None = None,
) -> RoundCase:  # fmt: skip
    """A case of the case list: selected, or named (then with who named it and why)."""
    require(by, Permission.ROUND_RUN)
    header = header_from_entry(by=by, entry=entry)
    words = keep_words(why) if why else None
    return _add(
        by, round, entry.subject, header, came=came, why=words, named_by=named_by,
        probability=probability,
    )  # fmt: skip


@change
def name_case(*, by: Actor, round: Round, entry: CaseEntry, named_by: str, why: str) -> RoundCase:
    """A case that somebody wants audited, beside those selected and told apart from them."""
    if not named_by.strip() or not why.strip():
        raise ReasonMissing("this case is named, and who named it")
    return add_listed_case(
        by=by, round=round, entry=entry, came=RoundCase.Came.NAMED, why=why.strip(),
        named_by=named_by.strip(), probability=1.0,
    )  # fmt: skip


@change
def remove_case(*, by: Actor, round_case: RoundCase, why: str) -> None:
    """Take a case out of a round that is not closed; its row, and the reason, stay."""
    require(by, Permission.ROUND_RUN)
    if not why.strip():
        raise ReasonMissing("this case is taken out")
    _locked(round_case.round, Round.State.SETTING_UP, Round.State.OPEN)
    either = Q(round_case=round_case) | Q(
        round_case__second_of=round_case, round_case__removed_at=None
    )
    if Outcome.objects.filter(either).exists():
        raise AuditHandedIn(round_case.subject.number)
    _take_out(by, round_case, keep_words(why.strip()))
    record(by, "remove_case", round_case.ref, round_case.round.ref)


@change
def swap_case(*, by: Actor, round_case: RoundCase, why: str, because: str = "other") -> RoundCase:
    """Put the next case in the order of the selection in this one's place.

    Of the same practitioner where there is one, else of the same team, always of the same case
    type. `because` is a key of BECAUSE: it stands on the selection record, `why` only here.
    """
    require(by, Permission.ROUND_RUN)
    if not why.strip():
        raise ReasonMissing("this case is swapped")
    _locked(round_case.round, Round.State.SETTING_UP)
    row = _next_in_order(round_case)
    _take_out(by, round_case, keep_words(why.strip()))
    fresh = _add(
        by, round_case.round, row.entry.subject, header_from_entry(by=by, entry=row.entry),
        came=RoundCase.Came.SWAPPED, why=round_case.removed_why,
        probability=round_case.probability,
    )  # fmt: skip
    fresh.replaces, fresh.because = round_case, because
    fresh.nearness = NEARNESS[row.near]
    fresh.save(update_fields=["replaces", "because", "nearness"])
    codes = {"because": because, "nearness": fresh.nearness}
    record(by, "swap_case", round_case.ref, fresh.ref, round_case.round.ref, **codes)
    return fresh


def _next_in_order(round_case: RoundCase) -> Any:
    """The nearest row of the same case type that this selection has not used; raises NoneLeft."""
    if round_case.came not in (RoundCase.Came.SELECTED, RoundCase.Came.SWAPPED):
        raise NotSelected(round_case.subject.number)
    selection = round_case.round.selections.latest("number")
    old = selection.rows.select_related("entry").get(entry__subject=round_case.subject_id)
    same_team = Q(entry__team=old.entry.team_id)
    same_worker = same_team & Q(entry__practitioner=old.entry.practitioner_id)
    near = Case(When(same_worker, then=0), When(same_team, then=1), default=2)
    left = _unused(selection).filter(stratum=old.stratum).annotate(near=near)
    row = left.order_by("near", "number").first()
    if row is None:
        raise NoneLeft(old.stratum)
    return row


def _unused(selection: Selection) -> QuerySet[SelectionRow]:
    """Reserves of a selection that neither stand in the round nor were put in by this selection."""
    cases = selection.round.cases
    there = cases.filter(removed_at=None) | cases.filter(added_at__gte=selection.made_at)
    return selection.rows.filter(reason="reserve").exclude(
        entry__subject__in=there.values("subject")
    )


def _take_out(by: Actor, round_case: RoundCase, words: Words) -> None:
    """End the case's assignment and mark it removed, its second audit too; the caller records why."""
    for second in round_case.seconds.filter(removed_at=None):
        _take_out(by, second, words)
    at = now()
    round_case.assignments.filter(ended_at=None).update(
        ended_at=at, ended_by=by.actor_label, ending=Assignment.Ending.REMOVED
    )
    round_case.removed_at, round_case.removed_by = at, by.actor_label
    round_case.removed_why = words
    round_case.save(update_fields=["removed_at", "removed_by", "removed_why"])


def _add(
    by: Actor, round: Round, subject: Subject, header: Header, *, came: str,
    why: Words | None = None, named_by: str = "", probability: float | None = None,
) -> RoundCase:  # fmt: skip
    _locked(round, Round.State.SETTING_UP, Round.State.OPEN)
    if round.cases.filter(subject__number=subject.number, removed_at=None).exists():
        raise AlreadyInRound(subject.number)
    added = RoundCase.objects.create(
        round=round, subject=subject, header=header, came=came, why=why, named_by=named_by,
        probability=probability, added_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_case", added.ref, round.ref, subject.ref, came=came)
    return added
