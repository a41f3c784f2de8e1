"""Answers are saved one by one, each against the version that was seen; nothing is overwritten unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldenthread.audits.changes.writing import _held
from goldenthread.audits.models import Audit
from goldenthread.audits.queries.form import (
    NOT_GIVEN,
    AnswerNow,
    answer_history,
    answers_for,
    audit_form,
    form_state,
    state_with,
)
from goldenthread.audits.queries.visible import is_auditor
from goldenthread.config.statements import prepared
from goldenthread.journal.changes import change, now, record, words_hash
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor
from goldenthread.tools.form import (
    CONSENT,
    NOT_APPLICABLE,
    Form,
    Question,
    in_order,
    is_agreed,
    problem_with,
)

LONGEST_TEXT = 20_000
LONGEST_SHORT_TEXT = 300


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
    answers = answers_for(held, [question])
    stored = _save(by, held, answers, given, now())
    state = state_with(held, answers)
    return Saved(stored.version, stored.saved_at or now(), state.answered, state.total)


@change
def save_section(*, by: Actor, audit: Audit, answers: Sequence[Given]) -> SectionSaved:
    """Save the answers of one page: each that can be, and for each that cannot, why."""
    held, at = _held(by, audit), now()
    stands = answers_for(held, [given.question for given in answers])
    saved, conflicts, refused = [], [], []
    for given in answers:
        try:
            stored = _save(by, held, stands, given, at)
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
    answers = dict(form_state(held).answers)
    for question in found.questions:
        now_said = answers.get(question.key, NOT_GIVEN)
        words = now_said.text
        if question == reason_goes_to and why.strip() not in words:
            words = f"{why.strip()}\n\n{words}".strip()
        given = Given(question.key, now_said.version, NOT_APPLICABLE, words)
        _save(by, held, answers, given, at)
    record(by, "mark_section_not_applicable", held.ref, section=section)


@change
def undo_section_not_applicable(*, by: Actor, audit: Audit, section: str) -> None:
    """Every answer that the last "not applicable" of this section changed goes back to what it was."""
    held = _held(by, audit)
    found = audit_form(held).section(section)
    if found is None:
        raise AnswerRefused(section, "There is no such section.")
    answers = dict(form_state(held).answers)
    marked = [q for q in found.questions if _is_left_out(answers, q)]
    last, at = max((answers[q.key].saved_at or now() for q in marked), default=None), now()
    for question in marked:
        answer = answers[question.key]
        if answer.saved_at == last:
            history = answer_history(held, question.key)
            was = next((before for before in history if before.version < answer.version), NOT_GIVEN)
            again = Given(question.key, answer.version, was.value, was.text, was.on, True)
            _save(by, held, answers, again, at)
    record(by, "undo_section_not_applicable", held.ref, section=section)


def _save(
    by: Actor, held: Audit, answers: dict[str, AnswerNow], given: Given, at: datetime
) -> AnswerNow:
    """Save one answer of an audit that is held; the audit's lock keeps two writers of it apart.

    `answers` are those that stand, and have this one among them afterwards.
    """
    form, stored = audit_form(held), answers.get(given.question, NOT_GIVEN)
    wanted = _checked(form, given, stored)
    _need_consent(form, answers, given.question)
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
    _store(held, given.question, new, has_new_words=new.text != stored.text)
    record(by, "save_answer", held.ref, question=given.question, version=new.version)
    answers[given.question] = new
    return new


# The words, the answer and its version in one statement; words that did not change keep their row.
STORE = """
WITH new_words AS (
  INSERT INTO journal_words (retention, is_on_hold, body, sha256, emptied_by)
  SELECT %(retention)s, FALSE, %(text)s, %(sha256)s, '' WHERE %(has_new_words)s AND %(text)s <> ''
  RETURNING id
), stored AS (
  INSERT INTO audits_answer AS answer
    (retention, is_on_hold, audit_id, question, value, "on", words_id, version, saved_at, saved_by)
  VALUES (%(retention)s, FALSE, %(audit)s, %(question)s, %(value)s, %(on)s,
    (SELECT id FROM new_words), %(version)s, %(saved_at)s, %(saved_by)s)
  ON CONFLICT (audit_id, question) DO UPDATE SET
    value = EXCLUDED.value, "on" = EXCLUDED."on", version = EXCLUDED.version,
    saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by,
    words_id = CASE WHEN %(has_new_words)s THEN EXCLUDED.words_id ELSE answer.words_id END
  RETURNING *
)
INSERT INTO audits_answerversion (answer_id, version, value, "on", words_id, saved_at, saved_by)
SELECT id, version, value, "on", words_id, saved_at, saved_by FROM stored
"""


def _store(held: Audit, question: str, new: AnswerNow, *, has_new_words: bool) -> None:
    values: dict[str, Any] = {
        "retention": Retention.AUDIT.value, "audit": held.pk, "question": question,
        "value": new.value, "on": new.on, "version": new.version, "saved_at": new.saved_at,
        "saved_by": new.saved_by, "text": new.text, "sha256": words_hash(new.text),
        "has_new_words": has_new_words,
    }  # fmt: skip
    with prepared() as cursor:
        cursor.execute(STORE, values)


def _is_left_out(answers: dict[str, AnswerNow], question: Question) -> bool:
    return answers.get(question.key, NOT_GIVEN).value == NOT_APPLICABLE


def _checked(form: Form, given: Given, stored: AnswerNow) -> AnswerNow:
    """The whole answer that is wanted, or AnswerRefused."""
    question = form.question(given.question)
    if question is None:
        raise AnswerRefused(given.question, "This question is not in the audit tool.")
    value = stored.value if given.value is None else given.value.strip()
    value = in_order(form, question, value)
    text = stored.text if given.text is None else _clean(given.text)
    most = LONGEST_SHORT_TEXT if question.type == "short_text" else LONGEST_TEXT
    if len(text) > most:
        raise AnswerRefused(
            question.key, f"Keep this to {most:,} characters: it has {len(text):,}."
        )
    on = given.on if given.has_date else stored.on
    if value != stored.value or on != stored.on:
        problem = problem_with(form, question, value, has_date=on is not None)
        if problem:
            raise AnswerRefused(question.key, problem)
    return AnswerNow(given.version, value, text, on)


def _need_consent(form: Form, answers: dict[str, AnswerNow], question: str) -> None:
    """Nothing of an observed event is written before the family has agreed to the observer."""
    section = form.section_of(question)
    if form.subject != "observed_event" or section is None or section.kind == "header":
        return
    if not is_agreed(answers.get(CONSENT, NOT_GIVEN).value):
        raise AnswerRefused(
            question,
            "The family has to agree to the observation before it begins. Say first that they have, "
            "in the section about the event.",
        )


def _clean(text: str) -> str:
    """Line ends as one character, and nothing that the database cannot hold: NUL, halves of characters."""
    whole = text.encode("utf-8", "ignore").decode()
    return whole.replace("\r\n", "\n").replace("\x00", "")


def _begin(by: Actor, held: Audit, at: datetime) -> None:
    if held.state != Audit.State.NOT_STARTED:
        return
    held.state, held.started_at, held.started_by = Audit.State.IN_PROGRESS, at, by.actor_label
    held.save(update_fields=["state", "started_at", "started_by"])
    record(by, "start_audit", held.ref)
