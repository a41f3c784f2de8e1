"""An audit's form as it stands: sections, answers, how much is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from goldenthread.audits.models import Answer, AnswerVersion, Audit
from goldenthread.audits.queries.applying import applied_to, applied_to_rows, values_of
from goldenthread.config.statements import prepared, written_once
from goldenthread.tools.form import (
    NOT_APPLICABLE,
    WORDED,
    Form,
    Question,
    Section,
    form_from,
    is_given,
)
from goldenthread.tools.models import ToolVersion


@dataclass(frozen=True)
class AnswerNow:
    """An answer as it stands. Version 0 is an answer that nobody has given yet."""

    version: int = 0
    value: str = ""
    text: str = ""
    on: date | None = None
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def content(self) -> tuple[str, str, date | None]:
        return self.value, self.text, self.on


NOT_GIVEN = AnswerNow()
GIVEN = """
SELECT given.audit_id, given.question, given.value, given."on" IS NOT NULL, words.body > ''
FROM audits_answer given LEFT JOIN journal_words words ON words.id = given.words_id
WHERE given.audit_id = ANY(%s)
"""


# One row for each answer; the words, the moment and the name only of those that a page shows, and
# the newest moment of all, which says since when everything is saved.
SHOWN = """
SELECT given.question, version, value,
  CASE WHEN shown IS NULL THEN CASE WHEN words_id IS NULL THEN '' ELSE '…' END
    ELSE coalesce((SELECT body FROM journal_words WHERE id = given.words_id), '') END,
  "on",
  CASE WHEN shown IS NOT NULL OR saved_at = max(saved_at) OVER () THEN saved_at END,
  CASE WHEN shown IS NOT NULL THEN saved_by ELSE '' END
FROM audits_answer given LEFT JOIN unnest(%(in_words)s::text[]) shown ON shown = given.question
WHERE audit_id = %(audit)s
"""


@dataclass(frozen=True)
class SectionState:
    section: Section
    answered: int
    total: int
    is_not_applicable: bool

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total


@dataclass(frozen=True)
class FormState:
    """The form of one audit, as far as it applies to it, with its answers; counts are of questions."""

    form: Form
    answers: Mapping[str, AnswerNow] = field(default_factory=dict)

    def answer(self, question: str) -> AnswerNow:
        return self.answers.get(question, NOT_GIVEN)

    @cached_property
    def sections(self) -> list[SectionState]:
        return [self._section(section) for section in self.form.sections]

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        return len(self.form.questions)

    @property
    def next_section(self) -> Section | None:
        """Where "Continue" goes: the section last written in, or the next one that is not complete."""
        last = max(self.answers, key=self._when, default="")
        here = self.form.section_of(last)
        at = self.form.sections.index(here) if here else 0
        around = [*self.sections[at:], *self.sections[:at]]
        return next((s.section for s in around if not s.is_complete), None)

    def _when(self, question: str) -> float:
        saved_at = self.answers[question].saved_at
        return saved_at.timestamp() if saved_at else 0.0

    @property
    def saved_at(self) -> datetime | None:
        return max((a.saved_at for a in self.answers.values() if a.saved_at), default=None)

    def grade(self, section: Section) -> str:
        """The grade that the auditor gave this section, or "na", or nothing yet."""
        question = section.grade_question
        return self.answer(question.key).value if question else ""

    def unanswered(self, section: Section) -> list[Question]:
        return [q for q in section.questions if not is_answered(q, self.answer(q.key))]

    def _section(self, section: Section) -> SectionState:
        given = [(question, self.answer(question.key)) for question in section.questions]
        return SectionState(
            section=section,
            answered=sum(is_answered(question, answer) for question, answer in given),
            total=len(given),
            is_not_applicable=all(answer.value == NOT_APPLICABLE for _, answer in given),
        )


def is_answered(question: Question, answer: AnswerNow) -> bool:
    """Words alone answer a text question; a choice needs its choice, a date its date."""
    return is_given(
        question.type, value=answer.value, has_words=bool(answer.text.strip()),
        has_date=answer.on is not None,
    )  # fmt: skip


def audit_form(audit: Audit) -> Form:
    """The form of the audit's tool version. A published version never changes, so it is kept by hash."""
    return form_by_hash(audit.tool_version.sha256)


@lru_cache(maxsize=32)
def form_by_hash(sha256: str) -> Form:
    """The form of the version of a tool that has this hash."""
    body = ToolVersion.objects.filter(sha256=sha256).values_list("body", flat=True)[:1].get()
    return form_from(body)


def form_of(row: Any) -> Form:
    """The form of a row of a list."""
    return form_by_hash(row.tool)


def state_of(row: Any) -> FormState:
    """The form of a row of a list with its answers."""
    answers = _by_question(_answers(row.id))
    forms = applied_to_rows(
        [row.id], {row.id: form_by_hash(row.tool)}, {row.id: values_of(answers)}
    )
    return FormState(forms[row.id], answers)


def form_state(audit: Audit) -> FormState:
    """The form with every answer, in one query; a tool with conditions takes another."""
    return state_with(audit, _by_question(_answers(audit.pk)))


def form_state_for(audit: Audit, questions: Iterable[str]) -> FormState:
    """The same for a page that shows the words of these questions alone."""
    return state_with(audit, answers_for(audit, questions))


def answers_for(audit: Audit, questions: Iterable[str]) -> dict[str, AnswerNow]:
    """Every answer of an audit as it stands, these with their words; of others, whether there are any."""
    # Where words alone are the answer, they say whether there is one.
    worded = (q.key for q in audit_form(audit).questions if q.type in WORDED)
    values: dict[str, Any] = {"audit": audit.pk, "in_words": list({*questions, *worded})}
    with prepared() as cursor:
        cursor.execute(SHOWN, values)
        rows = cursor.fetchall()
    return {row[0]: AnswerNow(*row[1:]) if row[5] else _of_a_kind(*row[1:5]) for row in rows}


@lru_cache(maxsize=1024)
def _of_a_kind(version: int, value: str, text: str, on: date | None) -> AnswerNow:
    """An answer that a page does not show: of however many there are, most are alike."""
    return AnswerNow(version, value, text, on)


def state_with(audit: Audit, answers: Mapping[str, AnswerNow]) -> FormState:
    """The form as it applies to an audit with these answers."""
    return FormState(applied_to(audit, audit_form(audit), values_of(answers)), answers)


def applied_form(audit: Audit) -> Form:
    """What of the audit's tool applies to it; its answers are asked for only where they decide that."""
    form = audit_form(audit)
    return form_state(audit).form if form.is_conditional else form


def _by_question(rows: Iterable[tuple[Any, ...]]) -> dict[str, AnswerNow]:
    return {
        question: AnswerNow(version, value, text or "", on, saved_at, saved_by)
        for question, version, value, text, on, saved_at, saved_by in rows
    }


@written_once
def _answers(audit: int) -> QuerySet[Answer, tuple[Any, ...]]:
    rows = Answer.objects.filter(audit=audit)
    return rows.values_list(
        "question", "version", "value", "words__body", "on", "saved_at", "saved_by"
    )  # fmt: skip


def answer_now(row: Answer | AnswerVersion) -> AnswerNow:
    text = row.words.body if row.words else ""
    return AnswerNow(row.version, row.value, text, row.on, row.saved_at, row.saved_by)


def progress(audits: Iterable[Audit]) -> dict[str, FormState]:
    """How far each audit of a page of audits is, by ref, in one query that fetches no words."""
    by_id = {audit.id: audit for audit in audits}
    answers: dict[int, dict[str, AnswerNow]] = {audit_id: {} for audit_id in by_id}
    rows = (
        Answer.objects.filter(audit__in=by_id)
        .annotate(has_words=Q(words__body__gt=""))
        .values_list("audit_id", "question", "value", "on", "has_words", "version", "saved_at")
    )
    for audit_id, question, value, on, has_words, version, saved_at in rows:
        text = "…" if has_words else ""
        answers[audit_id][question] = AnswerNow(version, value, text, on, saved_at)
    forms = applied_to_rows(
        by_id, {audit.id: audit_form(audit) for audit in by_id.values()},
        {audit: values_of(given) for audit, given in answers.items()},
    )  # fmt: skip
    return {audit.ref: FormState(forms[audit.id], answers[audit.id]) for audit in by_id.values()}


def answered(audits: Iterable[Any]) -> dict[str, tuple[int, int]]:
    """How many questions of each row of a list are answered, and of how many, by ref."""
    rows = list(audits)
    given: dict[int, dict[str, str]] = {row.id: {} for row in rows}
    types = {row.id: _types(row.tool) for row in rows}
    counted: dict[int, set[str]] = {row.id: set() for row in rows}
    with prepared() as cursor:
        cursor.execute(GIVEN, [list(given)])
        for audit, question, value, has_date, has_words in cursor.fetchall():
            kind = types[audit].get(question, "")
            given[audit][question] = value
            if kind and is_given(kind, value=value, has_words=has_words, has_date=has_date):
                counted[audit].add(question)
    forms = applied_to_rows(given, {row.id: form_by_hash(row.tool) for row in rows}, given)
    return {row.ref: _count(forms[row.id], types[row.id], counted[row.id]) for row in rows}


def _count(form: Form, types: Mapping[str, str], given: set[str]) -> tuple[int, int]:
    if not form.is_conditional and len(form.questions) == len(types):
        return len(given), len(types)
    asked = {question.key for question in form.questions}
    return len(given & asked), len(asked)


@lru_cache(maxsize=32)
def _types(sha256: str) -> dict[str, str]:
    return {question.key: question.type for question in form_by_hash(sha256).questions}


def answer_history(audit: Audit, question: str) -> list[AnswerNow]:
    """Every version of one answer, the newest first."""
    rows = AnswerVersion.objects.filter(answer__audit=audit, answer__question=question)
    return [answer_now(row) for row in rows.select_related("words").order_by("-version")]
