"""An audit is handed in: its grades become judgements that nobody edits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from goldenthread.audits.changes.writing import _held_by_auditor
from goldenthread.audits.models import Answer, Audit, Judgement, Stage, Standing
from goldenthread.audits.queries.checking import Lack, errors, overall_grade, warnings
from goldenthread.audits.queries.form import FormState, form_state
from goldenthread.audits.queries.moderation import is_among_first, rule_of
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Words
from goldenthread.method.moderation import Submission, due_for_moderation
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.roles import Permission
from goldenthread.programme import changes as programme


@dataclass(unsafe_hash=True)
class AuditNotComplete(Exception):
    """What must be there before this audit can be submitted."""

    lacks: tuple[Lack, ...]

    def __str__(self) -> str:
        return f"The audit is not complete: {', '.join(lack.code for lack in self.lacks)}."


@dataclass(unsafe_hash=True)
class WarningsNotAnswered(Exception):
    """The check page has warnings, and no reason was given for submitting all the same."""

    lacks: tuple[Lack, ...]

    def __str__(self) -> str:
        return "Say why you are submitting the audit as it is."


@change
def submit_audit(*, by: Actor, audit: Audit, warnings_why: str = "") -> Audit:
    """Hand the audit in: a judgement for every graded section, and whether moderation is due.

    Faces call `actions.changes.submit_audit`, which also holds a below-standard audit to an action.
    """
    held = _held_by_auditor(by, audit)
    state = form_state(held)
    auditor = held.auditor
    if auditor is None:  # the hold above has seen to it
        raise NotAllowed(Permission.AUDIT_ANSWER)
    if lacks := errors(held, state):
        raise AuditNotComplete(tuple(lacks))
    if (warned := warnings(held, state)) and not warnings_why.strip():
        raise WarningsNotAnswered(tuple(warned))
    _judge(by, held, state)
    grade = overall_grade(state)
    held.state = Audit.State.SUBMITTED
    held.submitted_at, held.submitted_by = now(), by.actor_label
    held.warnings_why = keep_words(warnings_why.strip()) if warnings_why.strip() else None
    held.moderation_due = _moderation_due(held, grade)
    held.save()
    programme.record_outcome(
        by=by, round_case=held.round_case, auditor=auditor, audited_on=today(), grade=grade,
        stage=Stage.AUDITOR.value,
    )  # fmt: skip
    record(by, "submit_audit", held.ref, attempt=held.attempt, grade=grade, warnings=len(warned))
    return held


@change
def rebuild_standing(*, by: Actor, audit: Audit) -> int:
    """Point again at the judgements of each stage's last attempt; how many pointers changed."""
    require(by, Permission.AUDITS_ALL)
    rows = list(Judgement.objects.filter(audit=audit))
    last = {
        stage: max(r.attempt for r in rows if r.stage == stage) for stage in {r.stage for r in rows}
    }
    newest = {(row.section, row.stage): row for row in rows if row.attempt == last[row.stage]}
    standing = {(row.section, row.stage): row for row in Standing.objects.filter(audit=audit)}
    changed = 0
    for key, row in newest.items():
        pointer = standing.pop(key, None)
        if pointer is None or (pointer.judgement_id, pointer.grade) != (row.id, row.grade):
            _stand(row)
            changed += 1
    for pointer in standing.values():
        pointer.delete()
        changed += 1
    record(by, "rebuild_standing", audit.ref, changed=changed)
    return changed


def _judge(by: Actor, held: Audit, state: FormState) -> None:
    """One judgement of the auditor for every section that has a grade; "na" is one, never counted."""
    words = _words_of(held)
    for section in state.form.sections:
        grade, question = state.grade(section), section.grade_question
        if grade and question:
            _judgement(
                by, held, section.key, Stage.AUDITOR, grade=grade, words=words.get(question.key)
            )
    # A section graded in an earlier attempt and not in this one has no grade that stands.
    earlier = Standing.objects.filter(audit=held, stage=Stage.AUDITOR)
    earlier.exclude(judgement__attempt=held.attempt).delete()


def _judgement(
    by: Actor, held: Audit, section: str, stage: Stage, *, grade: str, words: Words | None,
    attempt: int = 0,
) -> Judgement:  # fmt: skip
    """One more judgement, and the pointer to it; shared with moderation and disputes."""
    row = Judgement.objects.create(
        audit=held, section=section, stage=stage, attempt=attempt or held.attempt, grade=grade,
        words=words, made_at=now(), made_by=by.actor_label,
    )  # fmt: skip
    _stand(row)
    return row


def _stand(row: Judgement) -> None:
    Standing.objects.update_or_create(
        audit_id=row.audit_id, section=row.section, stage=row.stage,
        defaults={"judgement": row, "grade": row.grade},
    )  # fmt: skip


def _words_of(held: Audit) -> Mapping[str, Words | None]:
    rows = Answer.objects.filter(audit=held).select_related("words")
    return {row.question: row.words for row in rows}


def _moderation_due(held: Audit, grade: str) -> str:
    """Grades and a new auditor's first audit come on top of the rate; what was once due stays due
    after a return.

    A second audit is never moderated: it is there to be set beside the first as it was made.
    """
    if held.round_case.second_of_id:
        return ""
    rule = replace(rule_of(held.round), rate=0)
    submission = Submission(held.ref, grade, is_first=is_among_first(held, rule.firsts))
    due = due_for_moderation([submission], rule, seed="")
    return due[0].reason if due else held.moderation_due
