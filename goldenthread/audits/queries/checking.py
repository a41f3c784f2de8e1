"""What stands between an audit and its submission: errors that stop it, warnings that ask for a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from goldenthread.audits.models import Audit, Evidence, Source, SourceKind
from goldenthread.audits.queries.form import FormState, audit_form, form_state, is_answered
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Question, Section


@dataclass(frozen=True)
class Lack:
    """One thing the check page says: a code, and the section or question it is about."""

    code: str
    section: str = ""
    question: str = ""
    count: int = 0
    says: str = ""


def errors(audit: Audit, state: FormState | None = None) -> list[Lack]:
    """What must be there before the audit can be submitted; actions are asked for a floor above."""
    state = state or form_state(audit)
    found = []
    overall = state.form.section(OVERALL)
    if state.form.graded and overall and not _is_graded(state, overall):
        found.append(Lack("no_overall_grade", OVERALL))
    if audit.workers_confirmed_at is None:
        found.append(Lack("workers_not_confirmed"))
    return found


def warnings(audit: Audit, state: FormState | None = None) -> list[Lack]:
    """What the check page asks about; the auditor may submit all the same and say why."""
    state = state or form_state(audit)
    evidence = set(
        Evidence.objects.filter(audit=audit, removed_at=None).values_list("question", flat=True)
    )
    return [
        *_unanswered(state), *_grades_alone(state, evidence), *_answers_alone(state, evidence),
        *_limited(state), *_voices(audit),
    ]  # fmt: skip


def remarks(state: FormState) -> list[Lack]:
    """What the check page would ask of these answers alone, where no audit is behind them."""
    seen = {
        question.key for question in state.form.questions
    }  # evidence is recorded in audits alone
    return [
        *_unanswered(state),
        *_grades_alone(state, seen),
        *_answers_alone(state, seen),
        *_limited(state),
    ]


def below_standard(audit: Audit, state: FormState | None = None) -> bool:
    """Whether the auditor's overall grade does not meet the standard of the scale."""
    state = state or form_state(audit)
    overall, scale = state.form.section(OVERALL), state.form.scale
    grade = state.grade(overall) if overall else ""
    return bool(scale and scale.step(grade) and not scale.meets_standard(grade))


def decision_not_right(audit: Audit, state: FormState | None = None) -> bool:
    """Whether the audit is of a decision, and judged it not right."""
    if (state.form if state else audit_form(audit)).subject != "decision":
        return False
    state = state or form_state(audit)
    return any(state.answer(q.key).value == "not_right" for q in state.form.questions)


def overall_grade(state: FormState) -> str:
    """The auditor's overall grade, empty while there is none or where the tool gives none."""
    overall, scale = state.form.section(OVERALL), state.form.scale
    grade = state.grade(overall) if overall and scale else ""
    return grade if scale and scale.step(grade) else ""


def _is_graded(state: FormState, section: Section) -> bool:
    scale = state.form.scale
    return scale is not None and scale.step(state.grade(section)) is not None


def _unanswered(state: FormState) -> Iterator[Lack]:
    for each in state.sections:
        if not each.is_complete:
            yield Lack("unanswered", each.section.key, count=each.total - each.answered)


def _grades_alone(state: FormState, evidence: set[str]) -> Iterator[Lack]:
    """A grade needs its why; a grade of a domain needs a reference to what was seen."""
    for section in state.form.sections:
        for question in section.questions:
            answer = state.answer(question.key)
            if question.type != "grade" or not answer.value:
                continue
            if not answer.text.strip():
                yield Lack(_code(question, answer.value), section.key, question.key)
            elif question.key not in evidence and _needs_evidence(question, answer.value):
                yield Lack("no_evidence", section.key, question.key)


def _code(question: Question, value: str) -> str:
    return "no_reason_for_na" if value == NOT_APPLICABLE else "no_why"


def _answers_alone(state: FormState, evidence: set[str]) -> Iterator[Lack]:
    """What the tool asks for beside answers that are no grades: words, a reason, a reference."""
    for each in state.sections:
        for question in each.section.questions:
            answer = state.answer(question.key)
            if question.type == "grade" or not is_answered(question, answer):
                continue
            has_words, where = bool(answer.text.strip()), (each.section.key, question.key)
            if answer.value == NOT_APPLICABLE:
                if question.na_needs_reason and not has_words and not each.is_not_applicable:
                    yield Lack("no_reason_for_na", *where)
            elif set(answer.value.split()) & set(question.words_for) and not has_words:
                yield Lack("no_words", *where)
            elif question.evidence_required and question.key not in evidence:
                yield Lack("no_evidence", *where)


def _limited(state: FormState) -> Iterator[Lack]:
    """Limiting judgements that the grades go beyond. The auditor decides all the same, and says why."""
    form, scale = state.form, state.form.scale
    for rule in form.rules:
        section, limits = form.section(rule.section), form.section(rule.limits)
        if not (scale and section and limits and state.grade(section) in rule.grades):
            continue
        if scale.is_better(state.grade(limits), rule.no_better_than):
            yield Lack("limited", rule.limits, says=rule.says)


def _needs_evidence(question: Question, value: str) -> bool:
    if question.evidence_required is not None:
        return question.evidence_required and value != NOT_APPLICABLE
    return value != NOT_APPLICABLE and not question.key.startswith(f"{OVERALL}.")


def _voices(audit: Audit) -> Iterator[Lack]:
    """The family's and the worker's part: missing where it belongs to this audit and nothing is said."""
    states = dict(Source.objects.filter(audit=audit).values_list("kind", "state"))
    heard = {kind for kind, state in states.items() if state == Source.State.OBTAINED}
    if not heard & {SourceKind.CHILD.value, SourceKind.PARENT_CARER.value}:
        yield Lack("no_family_voice")
    for kind, state in states.items():
        if state in (Source.State.NOT_SAID, Source.State.SOUGHT):
            yield Lack("source_open", question=kind)
