"""Which findings an action answers, and the actions that come from a recommendation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.actions.history import DueInPast, OwnerMissing, WhatMissing, kept, took_step
from goldenthread.actions.models import Action, ActionFinding, Priority, Step
from goldenthread.audits.models import Finding
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.models import Person, Team
from goldenthread.people.roles import Permission
from goldenthread.programme.queries.restricted import is_open_to

RECOMMENDED = "recommend"  # the stage of an action that comes from a recommendation


@dataclass(unsafe_hash=True)
class FindingElsewhere(Exception):
    """A finding that the action cannot answer: of another audit, taken back, or in a restricted round."""

    ref: str

    def __str__(self) -> str:
        return (
            "An action can only answer findings that stand and that everybody who sees it may see"
        )


@dataclass(frozen=True)
class Wanted:
    """One action that a recommendation leads to. Its owner has an account, so that they can be told."""

    what: str
    owner: Person
    due_on: date
    why: str = ""
    measure: str = ""
    priority: str = Priority.STANDARD
    team: Team | None = None
    findings: tuple[Finding, ...] = ()


@change
def open_actions(*, by: Actor, from_ref: str, wanted: Sequence[Wanted]) -> list[Action]:
    """Open the actions of a recommendation (or of a plan): about the service, not about one case.

    They are open at once. `from_ref` is the reference of what they come from; each may answer many
    findings, of as many audits. Raises WhatMissing, DueInPast and FindingElsewhere.
    """
    require(by, Permission.ROUND_RUN)
    return [_open(by, from_ref, each) for each in wanted]


def _open(by: Actor, from_ref: str, wanted: Wanted) -> Action:
    if not wanted.what.strip():
        raise WhatMissing
    if wanted.owner is None:
        raise OwnerMissing
    if wanted.due_on < today():
        raise DueInPast(wanted.due_on)
    action = Action.objects.create(
        from_ref=from_ref, what=keep_words(wanted.what.strip()), why=kept(wanted.why),
        measure=kept(wanted.measure), priority=wanted.priority, owner=wanted.owner, team=wanted.team,
        due_on=wanted.due_on, first_due_on=wanted.due_on, from_stage=RECOMMENDED,
        state=Action.State.OPEN, proposed_by=by.actor_label, opened_at=now(),
        opened_by=by.actor_label,
    )  # fmt: skip
    answer_findings(by, action, wanted.findings)
    took_step(action, by, Step.Kind.PROPOSED, on=wanted.due_on)
    took_step(action, by, Step.Kind.OPENED)
    record(
        by, "open_actions", from_ref, action.ref, due_on=str(wanted.due_on),
        findings=len(wanted.findings),
    )  # fmt: skip
    return action


def answer_findings(by: Actor, action: Action, findings: Sequence[Finding]) -> None:
    """Inside a change: link the action to the findings it answers."""
    for finding in findings:
        if finding.removed_at is not None:
            raise FindingElsewhere(finding.ref)
        if action.audit_id and finding.audit_id != action.audit_id:
            raise FindingElsewhere(finding.ref)
        if not action.audit_id:
            if not by.may(Permission.AUDITS_ALL):
                raise NotAllowed(Permission.AUDITS_ALL)
            if finding.audit.round.is_restricted or not is_open_to(by, finding.audit.round):
                raise FindingElsewhere(finding.ref)
    ActionFinding.objects.bulk_create(
        ActionFinding(action=action, finding=finding) for finding in dict.fromkeys(findings)
    )
