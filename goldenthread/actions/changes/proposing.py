"""Actions are proposed with an audit, and opened when the audit is submitted or moderated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.actions.changes.answering import answer_findings
from goldenthread.actions.history import (
    ActionNotReady,
    DueInPast,
    OwnerMissing,
    ReasonMissing,
    WhatMissing,
    current,
    kept,
    took_step,
)
from goldenthread.actions.models import Action, Priority, Step
from goldenthread.actions.queries import (
    actions_of,
    is_below_standard,
    standing_grade,
    todays_manager_actions,
)
from goldenthread.audits import changes as audits_changes
from goldenthread.audits.models import Audit, Finding, Stage
from goldenthread.audits.queries import decision_not_right
from goldenthread.audits.queries.judging import Draft
from goldenthread.audits.queries.moderation import is_own_work
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round

SECOND = "second"  # the stage of an action taken up from a second audit
BEING_AUDITED = (Audit.State.NOT_STARTED, Audit.State.IN_PROGRESS, Audit.State.RETURNED)


@dataclass(unsafe_hash=True)
class BelowStandardWithoutAction(Exception):
    """The work was graded below the standard, and nothing is to be put right by anybody."""

    audit: str
    grade: str

    def __str__(self) -> str:
        return (
            "The overall grade is below the standard, so there must be at least one action, "
            "with somebody to do it and a date"
        )


@dataclass(unsafe_hash=True)
class DecisionWithoutManager(Exception):
    """A decision was judged not right, and no manager has been given it for today."""

    audit: str

    def __str__(self) -> str:
        return (
            "You judged the decision not right, so it goes to a manager today: add an action for a "
            "named manager, due today. They say there what came of it"
        )


@dataclass(unsafe_hash=True)
class FirstNotHandedIn(Exception):
    """The first audit of a case audited twice is still being made, and its auditor must not know."""

    audit: str

    def __str__(self) -> str:
        return (
            "The first audit of this case is not handed in yet. Take the action up once it is; a child "
            "who is not safe now is an immediate concern, whichever audit it is found in."
        )


@change
def propose_action(
    *, by: Actor, audit: Audit, what: str, due_on: date, owner: Person | None = None,
    owner_practitioner: Practitioner | None = None, section: str = "", question: str = "",
    stage: str = Stage.AUDITOR, why: str = "", measure: str = "",
    priority: str = Priority.STANDARD, findings: Sequence[Finding] = (),
) -> Action:  # fmt: skip
    """An action from an audit that is being made, or from its moderation; it opens with the next step.

    `section` and `question` are keys of what it comes from, empty for the audit as a whole; it
    answers those of the audit's findings that are given. `measure`: how we shall know it worked.
    """
    _may_propose(by, audit, stage)
    if not what.strip():
        raise WhatMissing
    if owner is None and owner_practitioner is None:
        raise OwnerMissing
    if due_on < today():
        raise DueInPast(due_on)
    practitioner_team = owner_practitioner.team if owner_practitioner else None
    action = Action.objects.create(
        audit=audit,
        section=section,
        question=question,
        what=keep_words(what.strip()),
        why=kept(why),
        measure=kept(measure),
        priority=priority,
        # A practitioner's account is looked up through the practitioner: it may be linked later.
        owner=owner,
        owner_practitioner=owner_practitioner,
        team=practitioner_team or audit.header.team,
        due_on=due_on,
        first_due_on=due_on,
        from_stage=stage,
        proposed_by=by.actor_label,
    )
    answer_findings(by, action, findings)
    took_step(action, by, Step.Kind.PROPOSED, on=due_on)
    record(
        by, "propose_action", action.ref, audit.ref, section=section, due_on=str(due_on),
        priority=priority, findings=len(findings),
    )  # fmt: skip
    return action


def _may_propose(by: Actor, audit: Audit, stage: str) -> None:
    """The audit's auditor, or whoever enters for them, while it is being made; then its moderator."""
    if stage == Stage.MODERATOR:
        require(by, Permission.AUDIT_MODERATE)
        if is_own_work(by, audit):
            raise OwnWork("add an action as this audit's moderator")
        if audit.state != Audit.State.SUBMITTED:
            raise ActionNotReady(audit.state)
        return
    _is_auditor(by, audit)
    if audit.state not in BEING_AUDITED:
        raise ActionNotReady(audit.state)


def _is_auditor(by: Actor, audit: Audit) -> None:
    if by.may(Permission.AUDIT_ENTER_FOR):
        return
    require(by, Permission.AUDIT_ANSWER)
    if isinstance(by, Person) and audit.auditor_id != by.pk:
        raise NotAllowed(Permission.AUDIT_ANSWER)


@change
def submit_audit(*, by: Actor, audit: Audit, warnings_why: str = "") -> None:
    """Submit an audit; its actions open unless a moderator has to look at it first.

    Those of a second audit do not: the QA team takes up what the first audit lacks.

    Raises BelowStandardWithoutAction and DecisionWithoutManager besides what the audit itself may
    still lack.
    """
    _is_auditor(by, audit)
    grade = audit.answers.filter(question="overall.grade").values_list("value", flat=True).first()
    _need_action(audit, grade or "")
    is_wrong = not audit.round_case.second_of_id and decision_not_right(audit)
    for_today = todays_manager_actions(audit) if is_wrong else []
    if is_wrong and not for_today:
        raise DecisionWithoutManager(audit.ref)
    audits_changes.submit_audit(by=by, audit=audit, warnings_why=warnings_why)
    audit.refresh_from_db()
    is_below = is_below_standard(audit, grade or "")
    if not audit.moderation_due and not audit.round_case.second_of_id:
        _open_proposed(by, audit, is_below)
    elif is_wrong:
        # The manager hears of it the same day, whoever moderates the audit and whenever.
        _open_proposed(by, audit, is_below, [action.pk for action in for_today])


@change
def conclude_moderation(*, by: Actor, audit: Audit, version: int, draft: Draft) -> None:
    """Confirm a moderation; the actions of auditor and moderator open."""
    require(by, Permission.AUDIT_MODERATE)
    overall = draft.grades.get("overall")
    grade = overall.grade if overall else ""
    _need_action(audit, grade)
    audits_changes.moderate_audit(by=by, audit=audit, version=version, draft=draft)
    _open_proposed(by, audit, is_below_standard(audit, grade))


def _need_action(audit: Audit, grade: str) -> None:
    if is_below_standard(audit, grade) and not actions_of(audit):
        raise BelowStandardWithoutAction(audit.ref, grade)


def _open_proposed(by: Actor, audit: Audit, is_below: bool, only: list[int] | None = None) -> None:
    """Actions of an audit below the standard are urgent enough to be high, and wait to be confirmed."""
    opened, waiting = [], audit.actions.filter(state=Action.State.PROPOSED)
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    for action in waiting.select_for_update(of=("self",)):
        action.state = Action.State.OPEN
        action.opened_at, action.opened_by = now(), by.actor_label
        if is_below:
            action.needs_confirming = True
            if action.priority == Priority.STANDARD:
                action.priority = Priority.HIGH
        action.version += 1
        action.save()
        took_step(action, by, Step.Kind.OPENED)
        opened.append(action.ref)
    if opened:
        record(by, "open_actions", audit.ref, *opened, count=len(opened))


@change
def take_up(*, by: Actor, action: Action, version: int) -> Action:
    """What a second audit found missing is added to the first audit of the case, and followed there.

    Raises FirstNotHandedIn: until then it would tell the first auditor of the second.
    """
    require(by, Permission.ROUND_RUN)
    locked = current(action, version)
    case = locked.audit.round_case if locked.audit else None
    if locked.state != Action.State.PROPOSED or case is None or case.second_of_id is None:
        raise ActionNotReady(locked.state)
    first = Audit.objects.get(round_case=case.second_of_id)
    if first.state in BEING_AUDITED:
        raise FirstNotHandedIn(first.ref)
    due_on = max(locked.due_on, today())
    taken = Action.objects.create(
        audit=first, section=locked.section, what=keep_words(locked.what.body), owner=locked.owner,
        owner_practitioner=locked.owner_practitioner, team=locked.team, due_on=due_on,
        first_due_on=due_on, from_stage=SECOND, proposed_by=by.actor_label,
        question=locked.question, priority=locked.priority,
        why=kept(locked.why.body) if locked.why else None,
        measure=kept(locked.measure.body) if locked.measure else None,
    )  # fmt: skip
    took_step(taken, by, Step.Kind.PROPOSED, on=due_on)
    if first.moderated_at or not first.moderation_due:
        _open_proposed(by, first, is_below_standard(first, standing_grade(first)))
    _end_second(by, locked, "Taken up with the first audit of the case.")
    record(by, "take_up_action", locked.ref, taken.ref, first.ref)
    return taken


@change
def close_round(*, by: Actor, round: Round) -> None:
    """Close the round; what second audits proposed and nobody took up ends with it."""
    require(by, Permission.ROUND_RUN)
    left = Action.objects.filter(
        audit__round=round, audit__round_case__second_of__isnull=False, state=Action.State.PROPOSED
    )
    for action in left.select_for_update(of=("self",)).order_by("id"):
        _end_second(by, action, "Not taken up before the round was closed.")
        record(by, "withdraw_action", *action.refs)
    audits_changes.close_round(by=by, round=round)


def _end_second(by: Actor, action: Action, why: str) -> None:
    action.state = Action.State.WITHDRAWN
    action.ended_at, action.ended_by = now(), by.actor_label
    action.save()
    took_step(action, by, Step.Kind.WITHDRAWN, words=why)


@change
def withdraw(*, by: Actor, action: Action, version: int, why: str) -> None:
    """Take back an action: a proposed one by whoever proposes there, an open one by the QA team."""
    locked = current(action, version)
    is_proposed = locked.state == Action.State.PROPOSED
    if is_proposed and locked.audit and not by.may(Permission.ROUND_RUN):
        _may_propose(by, locked.audit, locked.from_stage)
    else:
        require(by, Permission.ROUND_RUN)
    if locked.state not in (Action.State.PROPOSED, Action.State.OPEN):
        raise ActionNotReady(locked.state)
    if not why.strip():
        raise ReasonMissing
    locked.state = Action.State.WITHDRAWN
    locked.ended_at, locked.ended_by = now(), by.actor_label
    locked.save()
    took_step(locked, by, Step.Kind.WITHDRAWN, words=why)
    record(by, "withdraw_action", *locked.refs)
