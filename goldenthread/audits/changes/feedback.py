"""Feedback is released, answered, recorded on the child's file; then the audit is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from goldenthread.audits.changes.writing import _locked
from goldenthread.audits.models import Audit, Finding, Reply, Response, Stage, Standing
from goldenthread.audits.queries.feedback import (
    RELEASED,
    has_worker_account,
    is_about,
    manages_case,
    may_keep_dates,
    may_reply,
    may_undo_release,
    opened_by_release,
)
from goldenthread.audits.queries.moderation import is_provisional
from goldenthread.audits.queries.signing import next_to_sign, sign_off_chain
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import record_outcome
from goldenthread.tools.form import OVERALL

FINAL, MAY_REPLY = "final", "reply"


@dataclass(unsafe_hash=True)
class NotReadyToShare(Exception):
    """The audit is not submitted, or a moderation that is due is not concluded."""

    state: str

    def __str__(self) -> str:
        if self.state in (Audit.State.SHARED, Audit.State.ACKNOWLEDGED, Audit.State.CLOSED):
            return "Its feedback has been released already."
        return (
            "Feedback can be released once the audit is submitted and any moderation is finished."
        )


@dataclass(unsafe_hash=True)
class SecondAudit(Exception):
    """Feedback on a case that is audited twice is released from its first audit only."""

    ref: str

    def __str__(self) -> str:
        return "This is a second audit. Feedback on the case is released from its first audit."


@dataclass(unsafe_hash=True)
class StrengthMissing(Exception):
    """Feedback opens with what went well: one strength at least, or why there is none.

    `ref` and `number` are the audit's and its case's.
    """

    ref: str
    number: str

    def __str__(self) -> str:
        return (
            f"Case {self.number} has no strength. Say why none was found, or leave the case out "
            "and ask the auditor for one"
        )


@dataclass(unsafe_hash=True)
class UndoTooLate(Exception):
    """More than ten minutes have gone by, or somebody has answered."""

    def __str__(self) -> str:
        return "A release can be undone within 10 minutes, and only before anybody has answered."


@dataclass(unsafe_hash=True)
class NotShared(Exception):
    """Something was asked that comes only after the release of feedback."""

    state: str

    def __str__(self) -> str:
        return "Feedback on this audit has not been released."


@dataclass(unsafe_hash=True)
class NotSignedOff(Exception):
    """The tool asks for a signature that is not there yet."""

    label: str

    def __str__(self) -> str:
        return f"This audit has to be signed off first. Next to sign: {self.label}."


@dataclass(unsafe_hash=True)
class AuditClosed(Exception):
    """An answer to feedback on an audit that was closed in the meantime."""

    on: date

    def __str__(self) -> str:
        return "This audit is closed, and can no longer be answered here."


@dataclass(unsafe_hash=True)
class WordsMissing(Exception):
    """An answer or reply that says nothing where it has to."""

    what: str

    def __str__(self) -> str:
        return f"Enter {self.what}"


@dataclass(unsafe_hash=True)
class DateInFuture(Exception):
    """Something is said to have happened on a day still to come."""

    on: date

    def __str__(self) -> str:
        return "The date must be today or in the past"


@dataclass(unsafe_hash=True)
class ReplyMissing(Exception):
    """Somebody thinks that something is factually wrong and has had no reply."""

    count: int

    def __str__(self) -> str:
        return "Reply first to what somebody thinks is factually wrong. Then close the audit."


@dataclass(eq=False)
class NotAllShared(Exception):
    """Audits whose feedback cannot be released, each with why, in words, by its ref; none was."""

    why: Mapping[str, str]

    def __str__(self) -> str:
        n = len(self.why)
        return (
            f"Nothing was released: {n} {'audit stands' if n == 1 else 'audits stand'} in the way."
        )


@dataclass(unsafe_hash=True)
class DisputeOpen(Exception):
    """The service disputes the grades, and nobody has decided yet."""

    ref: str

    def __str__(self) -> str:
        return "The grades are disputed. The audit can be closed once that is decided."


@change
def share_feedback(*, by: Actor, audit: Audit, no_strength_why: str = "") -> None:
    """Release the feedback to whoever worked on the case and to their managers.

    Where no strength stands in the audit, `no_strength_why` says why, and the sheet prints it.
    """
    require(by, Permission.FEEDBACK_RELEASE)
    locked = _locked(audit)
    if locked.round_case.second_of_id:
        raise SecondAudit(locked.ref)
    is_ready = locked.state == Audit.State.MODERATED or (
        locked.state == Audit.State.SUBMITTED and not is_provisional(locked)
    )
    if not is_ready:
        raise NotReadyToShare(locked.state)
    audit.no_strength_why = _no_strength(locked, no_strength_why.strip())
    audit.worker_may, audit.manager_may = opened_by_release(locked)
    audit.state = Audit.State.SHARED
    audit.shared_at, audit.shared_by = now(), by.actor_label
    audit.save(
        update_fields=[
            "state", "shared_at", "shared_by", "no_strength_why", "worker_may", "manager_may",
        ]
    )  # fmt: skip
    record(
        by, "share_feedback", audit.ref, has_strength=audit.no_strength_why is None,
        worker_may=audit.worker_may, manager_may=audit.manager_may,
    )  # fmt: skip


def _no_strength(audit: Audit, why: str) -> Words | None:
    """Why the feedback has no strength; none where it has one. Raises StrengthMissing."""
    if audit.findings.filter(kind=Finding.Kind.STRENGTH, removed_at=None).exists():
        return None
    if not why:
        raise StrengthMissing(audit.ref, audit.subject.number)
    return keep_words(why)


@change
def share_feedback_of_many(
    *, by: Actor, audits: Sequence[Audit], no_strength: Mapping[str, str] | None = None
) -> None:
    """Release the feedback on several audits together: all of them or none.

    `no_strength` says, by the audits' refs, why no strength was found. Raises NotAllShared.
    """
    require(by, Permission.FEEDBACK_RELEASE)
    stuck: dict[str, str] = {}
    for audit in audits:
        why = (no_strength or {}).get(audit.ref, "")
        try:
            share_feedback(by=by, audit=audit, no_strength_why=why)
        except StrengthMissing as error:
            stuck[audit.ref] = str(error)
        except (NotReadyToShare, SecondAudit) as error:
            stuck[audit.ref] = f"Case {audit.subject.number}: {error}"
    if stuck:
        raise NotAllShared(stuck)


@change
def undo_share(*, by: Actor, audit: Audit) -> None:
    """Take a release back within ten minutes, before anybody has answered."""
    require(by, Permission.FEEDBACK_RELEASE)
    locked = _locked(audit)
    if not may_undo_release(locked):
        raise UndoTooLate
    audit.state = Audit.State.MODERATED if locked.moderated_at else Audit.State.SUBMITTED
    audit.shared_at, audit.shared_by = None, ""
    audit.save(update_fields=["state", "shared_at", "shared_by"])
    record(by, "undo_share", audit.ref)


@change
def answer_feedback(*, by: Actor, audit: Audit, kind: str, text: str = "") -> Response:
    """Answer released feedback on one's own work, or on one's team's, as far as its release opened that.

    The answer of whoever worked on the case acknowledges it; a manager's does where nobody
    who did can answer.
    """
    locked = _shared(audit)
    is_own = isinstance(by, Person) and is_about(by, locked) and locked.worker_may == MAY_REPLY
    is_manager = manages_case(by, locked) and locked.manager_may == MAY_REPLY
    if not is_own and not is_manager:
        raise NotAllowed(Permission.FEEDBACK_ANSWER)
    if locked.closed_at is not None:
        raise AuditClosed(localdate(locked.closed_at))
    if kind == Response.Kind.WRONG and not text.strip():
        raise WordsMissing("what you think is factually wrong")
    words = keep_words(text.strip()) if text.strip() else None
    response = Response.objects.create(
        audit=audit, kind=Response.Kind(kind), words=words, answered_by=by.actor_label
    )
    worker_can = locked.worker_may == MAY_REPLY and has_worker_account(locked)
    if locked.state == Audit.State.SHARED and (is_own or not worker_can):
        audit.state = Audit.State.ACKNOWLEDGED
        audit.acknowledged_at, audit.acknowledged_by = now(), by.actor_label
        audit.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    record(by, "answer_feedback", audit.ref, kind=kind)
    return response


@change
def reply_to_response(
    *, by: Actor, response: Response, text: str, decision: str, correction: str = ""
) -> Reply:
    """Say why it stands, or what is right instead: a correction beside the audit's words, which stay.

    Never to one's own answer. Raises WordsMissing for a correction that says nothing.
    """
    if response.answered_by == by.actor_label:
        raise OwnWork("reply to this answer")
    if not may_reply(by, response.audit):
        raise NotAllowed(Permission.FEEDBACK_RELEASE)
    if not text.strip():
        raise WordsMissing("your reply")
    is_wrong = decision == Reply.Decision.CORRECTED
    if is_wrong and not correction.strip():
        raise WordsMissing("what is right instead")
    reply, is_new = Reply.objects.get_or_create(
        response=response,
        defaults={
            "words": keep_words(text.strip()), "replied_by": by.actor_label,
            "decision": Reply.Decision(decision),
            "correction": keep_words(correction.strip()) if is_wrong else None,
        },
    )  # fmt: skip
    if is_new:
        record(by, "reply_to_response", response.audit.ref, decision=decision)
    return reply


@change
def mark_recorded_on_file(*, by: Actor, audit: Audit, on: date) -> None:
    """The day on which the audit record was put on the child's file."""
    _may_keep_dates(by, audit, on)
    audit.recorded_on_file_on = on
    audit.save(update_fields=["recorded_on_file_on"])
    record(by, "mark_recorded_on_file", audit.ref, on=str(on))


@change
def close_audit(*, by: Actor, audit: Audit) -> None:
    """Close an audit whose feedback is released: its grade is final. Never by its own auditor."""
    require(by, Permission.ROUND_RUN)
    locked = _shared(audit)
    if isinstance(by, Person) and (locked.auditor_id == by.pk or is_about(by, locked)):
        raise OwnWork("close this audit")
    waiting = locked.responses.filter(kind=Response.Kind.WRONG, reply__isnull=True).count()
    if waiting:
        raise ReplyMissing(waiting)
    if locked.disputes.filter(decided_at=None).exists():
        raise DisputeOpen(locked.ref)
    if locked.state == Audit.State.CLOSED:
        return
    if following := next_to_sign(sign_off_chain(locked)):
        raise NotSignedOff(following.label)
    audit.state = Audit.State.CLOSED
    audit.closed_at, audit.closed_by = now(), by.actor_label
    audit.save(update_fields=["state", "closed_at", "closed_by"])
    _write_final(by, audit)
    record(by, "close_audit", audit.ref)
    _close_second(by, audit)


def _close_second(by: Actor, first: Audit) -> None:
    """The second audit of the case, if it is handed in, ends with the first."""
    found = Audit.objects.filter(round_case__second_of=first.round_case_id, state="submitted")
    for second in found.filter(round_case__removed_at=None).select_for_update(of=("self",)):
        second.state, second.closed_at, second.closed_by = Audit.State.CLOSED, now(), by.actor_label
        second.save(update_fields=["state", "closed_at", "closed_by"])
        record(by, "close_second_audit", second.ref, first.ref)


def _shared(audit: Audit) -> Audit:
    locked = _locked(audit)
    if locked.state not in RELEASED:
        raise NotShared(locked.state)
    return locked


def _may_keep_dates(by: Actor, audit: Audit, on: date) -> None:
    locked = _shared(audit)
    if not may_keep_dates(by, locked):
        raise NotAllowed(Permission.FEEDBACK_RELEASE)
    if on > today():
        raise DateInFuture(on)


def _write_final(by: Actor, audit: Audit) -> None:
    """The moderator's overall grade where there is one, else the auditor's, is final now."""
    stages = dict(
        Standing.objects.filter(audit=audit, section=OVERALL).values_list("stage", "grade")
    )
    if audit.auditor is None or audit.submitted_at is None:
        return
    record_outcome(
        by=by,
        round_case=audit.round_case,
        auditor=audit.auditor,
        audited_on=localdate(audit.submitted_at),
        grade=stages.get(Stage.MODERATOR) or stages.get(Stage.AUDITOR) or "",
        stage=FINAL,
    )
