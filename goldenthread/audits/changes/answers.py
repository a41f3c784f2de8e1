"""Answers are saved one by one, each against the version that was seen; nothing is overwritten unseen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from goldenthread.audits.changes.writing import _held
from goldenthread.audits.models import Answer, AnswerVersion, Audit
from goldenthread.audits.queries.form import (
    NOT_GIVEN,
    AnswerNow,
    answer_now,
    audit_form,
    progress,
)
from goldenthread.audits.queries.visible import is_auditor
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor
from goldenthread.tools.form import NOT_APPLICABLE, Form, Question, Section

LONGEST_TEXT = 20_000
ANSWERED = ("audit", "question", "value", "on", "version", "saved_at", "saved_by", "words__body")
FIXED_VALUES = {
    "yes_no": ("yes", "no"),
    "yes_partly_no": ("yes", "partly", "no"),
    "document": ("yes", "no", "not_needed"),
    "text": (),
    "date": (),
}


@dataclass(unsafe_hash=True)
class AnswerConflict(Exception):
    """Somebody, or another tab, saved this answer since it was read. Both are here, neither is lost."""

    question: str
    yours: AnswerNow
    theirs: AnswerNow

    def __str__(self) -> str:
        return "This answer was changed elsewhere since you opened the page. Choose which words to keep."


@dataclass(unsafe_hash=True)
class AnswerRefused(Exception):
    """This is not an answer to the question: what is wrong, in words."""

    question: str
    problem: str

    def __str__(self) -> str:
        return self.problem


@dataclass(frozen=True)
class Saved:
    """An answer as it was saved, and how far the audit is now."""

    version: int
    saved_at: datetime
    answered: int
    total: int


@dataclass(frozen=True)
class Given:
    """An answer as somebody gave it, with the version they saw. A part that is None stays as it is."""

    question: str
    version: int
    value: str | None = None
    text: str | None = None
    on: date | None = None
    has_date: bool = False


@dataclass(frozen=True)
class SectionSaved:
    """What became of the answers of one page."""

    saved: tuple[str, ...]
    conflicts: tuple[AnswerConflict, ...]
    refused: tuple[AnswerRefused, ...]


@change
def start_audit(*, by: Actor, audit: Audit) -> None:
    """The auditor begins; the first answer saved does the same."""
    _begin(by, _held(by, audit), now())


@change
def save_answer(
    *, by: Actor, audit: Audit, question: str, version: int, value: str | None = None,
    text: str | None = None, on: date | None = None, has_date: bool = False,
) -> Saved:  # fmt: skip
    """Save one answer. What is equal to the stored answer is saved already, whatever its version.

    `value`, `text`: None leaves the part as it is; `on` counts where `has_date` is set.
    Raises AnswerConflict, AnswerRefused, NotBeingWritten.
    """
    held = _held(by, audit)
    given = Given(question, version, value, text, on, has_date or on is not None)
    stored = _save(by, held, given, now())
    state = progress([held])[held.ref]
    return Saved(stored.version, stored.saved_at or now(), state.answered, state.total)


@change
def save_section(*, by: Actor, audit: Audit, answers: Sequence[Given]) -> SectionSaved:
    """Save the answers of one page: each that can be, and for each that cannot, why."""
    held, at = _held(by, audit), now()
    saved, conflicts, refused = [], [], []
    for given in answers:
        try:
            stored = _save(by, held, given, at)
        except AnswerConflict as conflict:
            conflicts.append(conflict)
        except AnswerRefused as problem:
            refused.append(problem)
        else:
            if stored.saved_at == at:
                saved.append(given.question)
    return SectionSaved(tuple(saved), tuple(conflicts), tuple(refused))


@change
def mark_section_not_applicable(*, by: Actor, audit: Audit, section: str, why: str) -> None:
    """Every question of a section becomes "not applicable", with one reason; it can be undone."""
    held, at = _held(by, audit), now()
    form = audit_form(held)
    found = form.section(section)
    if found is None or not found.may_be_not_applicable:
        raise AnswerRefused(section, "This section always applies.")
    if not why.strip():
        raise AnswerRefused(section, "Say why this section does not apply to this child.")
    reason_goes_to = found.grade_question or found.questions[0]
    answers = _answers(held, found)
    for question in found.questions:
        now_said = answer_now(answers[question.key]) if question.key in answers else NOT_GIVEN
        words = now_said.text
        if question == reason_goes_to and why.strip() not in words:
            words = f"{why.strip()}\n\n{words}".strip()
        _save(by, held, Given(question.key, now_said.version, NOT_APPLICABLE, words), at)
    record(by, "mark_section_not_applicable", held.ref, section=section)


@change
def undo_section_not_applicable(*, by: Actor, audit: Audit, section: str) -> None:
    """Every answer that the last "not applicable" of this section changed goes back to what it was."""
    held = _held(by, audit)
    found = audit_form(held).section(section)
    if found is None:
        raise AnswerRefused(section, "There is no such section.")
    marked = [a for a in _answers(held, found).values() if a.value == NOT_APPLICABLE]
    last, at = max((answer.saved_at for answer in marked), default=None), now()
    for answer in marked:
        if answer.saved_at == last:
            before = answer.versions.filter(version=answer.version - 1).first()
            was = answer_now(before) if before else NOT_GIVEN
            again = Given(answer.question, answer.version, was.value, was.text, was.on, True)
            _save(by, held, again, at)
    record(by, "undo_section_not_applicable", held.ref, section=section)


def _answers(held: Audit, section: Section) -> dict[str, Answer]:
    rows = Answer.objects.filter(audit=held, question__in=[q.key for q in section.questions])
    return {row.question: row for row in rows.select_related("words")}


def _save(by: Actor, held: Audit, given: Given, at: datetime) -> AnswerNow:
    """Save one answer of an audit that is held; the audit's lock keeps two writers of it apart."""
    form = audit_form(held)
    rows = Answer.objects.filter(audit=held, question=given.question).select_related("words")
    row = rows.only(*ANSWERED).first()
    stored = answer_now(row) if row else NOT_GIVEN
    wanted = _checked(form, given, stored)
    if wanted.content == stored.content:
        return stored
    if given.version != stored.version:
        raise AnswerConflict(given.question, wanted, stored)
    question = form.question(given.question)
    grades = question is not None and question.type == "grade" and wanted.value != stored.value
    if grades and not is_auditor(by, held):
        raise AnswerRefused(
            given.question, "Only the auditor gives grades. The words can be entered for them."
        )
    _begin(by, held, at)
    new = AnswerNow(stored.version + 1, *wanted.content, at, by.actor_label)
    _store(row or Answer(audit=held, question=given.question), new)
    record(by, "save_answer", held.ref, question=given.question, version=new.version)
    return new


def _store(row: Answer, new: AnswerNow) -> None:
    """Write the answer and its version; words that did not change keep their row."""
    if not row.words or row.words.body != new.text:
        row.words = keep_words(new.text) if new.text else None
    row.value, row.on, row.version = new.value, new.on, new.version
    row.saved_at, row.saved_by = new.saved_at or now(), new.saved_by
    row.save()
    AnswerVersion.objects.create(
        answer=row, version=row.version, value=row.value, on=row.on, words=row.words,
        saved_at=row.saved_at, saved_by=row.saved_by,
    )  # fmt: skip


def _checked(form: Form, given: Given, stored: AnswerNow) -> AnswerNow:
    """The whole answer that is wanted, or AnswerRefused."""
    question = form.question(given.question)
    if question is None:
        raise AnswerRefused(given.question, "This question is not in the audit tool.")
    value = stored.value if given.value is None else given.value.strip()
    text = stored.text if given.text is None else _clean(given.text)
    if len(text) > LONGEST_TEXT:
        raise AnswerRefused(
            question.key, f"Keep this to {LONGEST_TEXT:,} characters: it has {len(text):,}."
        )
    if value != stored.value:
        _check_value(form, question, value)
    return AnswerNow(given.version, value, text, given.on if given.has_date else stored.on)


def _clean(text: str) -> str:
    """Line ends as one character, and nothing that the database cannot hold: NUL, halves of characters."""
    whole = text.encode("utf-8", "ignore").decode()
    return whole.replace("\r\n", "\n").replace("\x00", "")


def _check_value(form: Form, question: Question, value: str) -> None:
    if not value:
        return
    if value == NOT_APPLICABLE:
        section = form.section_of(question.key)
        if not question.may_be_not_applicable and not (section and section.may_be_not_applicable):
            raise AnswerRefused(question.key, "This question always applies.")
    elif question.type == "number":
        if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", value):
            raise AnswerRefused(question.key, "Give a number, such as 4.")
    elif value not in _values(form, question):
        raise AnswerRefused(question.key, "Choose one of the answers shown.")


def _values(form: Form, question: Question) -> Sequence[str]:
    if question.type == "grade":
        return form.scale.keys if form.scale else ()
    if question.type == "choice":
        return [choice.key for choice in question.choices]
    return FIXED_VALUES.get(question.type, ())


def _begin(by: Actor, held: Audit, at: datetime) -> None:
    if held.state != Audit.State.NOT_STARTED:
        return
    held.state, held.started_at, held.started_by = Audit.State.IN_PROGRESS, at, by.actor_label
    held.save(update_fields=["state", "started_at", "started_by"])
    record(by, "start_audit", held.ref)
