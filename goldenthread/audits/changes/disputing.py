"""The auditor answers the moderator; the service disputes the grades; somebody else decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from goldenthread.audits.changes.feedback import WordsMissing, _shared
from goldenthread.audits.changes.submission import _judgement
from goldenthread.audits.models import Audit, AuditorAnswer, Dispute, Judgement, Moderation, Stage
from goldenthread.audits.queries.disputes import (
    changed_grades,
    dispute_to_decide,
    may_answer_moderator,
    may_dispute,
    standing_now,
)
from goldenthread.audits.queries.imports import audited_on
from goldenthread.audits.queries.judging import Judged
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor, NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import record_outcome
from goldenthread.tools.form import OVERALL

BY_DISPUTE = "dispute"


@dataclass(unsafe_hash=True)
class NothingChanged(Exception):
    """A decision to change grades that changes none, or gives one that the tool does not have."""

    def __str__(self) -> str:
        return "Change one grade or more, or say that the grades stand"


@dataclass(unsafe_hash=True)
class DisputeDecided(Exception):
    """Somebody else has decided it in the meantime."""

    def __str__(self) -> str:
        return "This dispute has been decided in the meantime."


@change
def answer_moderator(*, by: Actor, moderation: Moderation, text: str = "") -> AuditorAnswer:
    """The auditor has read what the moderator says to them, and answers if they wish. Once."""
    if not may_answer_moderator(by, moderation):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    row = AuditorAnswer.objects.create(
        moderation=moderation, words=keep_words(text.strip()) if text.strip() else None,
        answered_by=by.actor_label,
    )  # fmt: skip
    record(
        by, "answer_moderator", moderation.audit.ref, moderation.ref, has_words=bool(text.strip())
    )
    return row


@change
def raise_dispute(*, by: Actor, audit: Audit, why: str) -> Dispute:
    """The manager of the team disputes the grades of a released audit, once. Raises WordsMissing."""
    if not may_dispute(by, _shared(audit)):
        raise NotAllowed(Permission.TEAM_SEE)
    if not why.strip():
        raise WordsMissing("what you dispute, and why")
    row = Dispute.objects.create(audit=audit, why=keep_words(why.strip()), raised_by=by.actor_label)
    record(by, "raise_dispute", audit.ref, row.ref)
    return row


@change
def decide_dispute(
    *, by: Actor, dispute: Dispute, why: str, grades: Mapping[str, Judged] | None = None
) -> None:
    """The grades stand (none given), or some are changed: further judgements beside the earlier ones.

    By a moderator who had no part in the audit. Raises DisputeDecided, NothingChanged, WordsMissing.
    """
    locked = _shared(dispute.audit)
    held = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if held.decided_at is not None:
        raise DisputeDecided
    if not isinstance(by, Person) or dispute_to_decide(by, held.ref) is None:
        raise OwnWork("decide this dispute")
    if not why.strip():
        raise WordsMissing("why you decide so")
    changed = changed_grades(locked, dict(grades)) if grades is not None else {}
    if grades is not None and not changed:
        raise NothingChanged
    held.decision = Dispute.Decision.CHANGED if changed else Dispute.Decision.STANDS
    held.decided_at, held.decided_by = now(), by.actor_label
    held.decided_why = keep_words(why.strip())
    held.save()
    if changed:
        _judge_again(by, locked, changed, held)
    record(by, "decide_dispute", locked.ref, held.ref, decision=held.decision, changed=len(changed))


def _judge_again(by: Person, audit: Audit, changed: Mapping[str, str], held: Dispute) -> None:
    """A further attempt of moderation, with every section, so that what stands can be rebuilt from it."""
    of_stage = Judgement.objects.filter(audit=audit, stage=Stage.MODERATOR)
    attempt = (of_stage.aggregate(last=Max("attempt"))["last"] or audit.attempt - 1) + 1
    stand = standing_now(audit) | dict(changed)
    for section, grade in stand.items():
        words = held.decided_why if section in changed else None
        _judgement(by, audit, section, Stage.MODERATOR, grade=grade, words=words, attempt=attempt)
    if audit.moderated_at is None:
        audit.moderation_due = audit.moderation_due or BY_DISPUTE
        audit.moderator, audit.moderated_at, audit.moderated_by = by, now(), by.actor_label
        audit.save(update_fields=["moderation_due", "moderator", "moderated_at", "moderated_by"])
    day = audited_on(audit)
    if audit.auditor is not None and day is not None:
        record_outcome(
            by=by, round_case=audit.round_case, auditor=audit.auditor, audited_on=day,
            grade=stand.get(OVERALL, ""), stage=Stage.MODERATOR,
        )  # fmt: skip
