"""The questions of a page: what is shown of each, and what was posted for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from goldenthread.audits.changes import AnswerConflict, Given, SectionSaved
from goldenthread.audits.queries import AnswerNow, FormState
from goldenthread.method.timescales import months_out_of_date
from goldenthread.tools.form import (
    DATED,
    NOT_APPLICABLE,
    SEVERAL,
    Form,
    Question,
    Section,
    may_be_left_out,
)
from goldenthread.web.dates import DateField, DateParts, Parts
from goldenthread.web.whole_numbers import whole_number

# "Not applicable" is a box to tick, not one more radio; so is "no date is recorded".
TICKED = ("text", "short_text", "date", "number", "months_since")
DATES = {"document": "Date last updated", "seen": "Date last seen or spoken to"}


@dataclass(frozen=True)
class Shown:
    """One question as the page shows it. `theirs` is there where two versions have to be told apart."""

    question: Question
    section: Section
    number: int
    answer: AnswerNow
    version: int
    options: tuple[tuple[str, str], ...]
    may_be_not_applicable: bool
    may_be_given: bool
    parts: Parts = field(default_factory=Parts)
    problem: str = ""
    theirs: AnswerNow | None = None
    evidence: tuple[Any, ...] = ()


def numbers(form: Form) -> dict[str, int]:
    """Questions are numbered through the whole tool, so that people can speak of "question 16"."""
    return {question.key: question.number for question in form.questions}


def shown(
    state: FormState, questions: Iterable[Question], evidence: Iterable[Any], grades: bool
) -> list[Shown]:
    """What the page shows of these questions. `grades`: whether this person may give grades."""
    by_question: dict[str, list[Any]] = {}
    for row in evidence:
        by_question.setdefault(row.question, []).append(row)
    made = []
    for question in questions:
        section = state.form.section_of(question.key)
        if section:
            seen = tuple(by_question.get(question.key, ()))
            made.append(_shown(state, section, question, grades, seen))
    return made


def _shown(
    state: FormState, section: Section, question: Question, grades: bool, evidence: tuple[Any, ...]
) -> Shown:
    answer = state.answer(question.key)
    may_be_na = may_be_left_out(question, section)
    return Shown(
        question=question,
        section=section,
        number=question.number,
        answer=answer,
        version=answer.version,
        options=options(state.form, question),
        may_be_not_applicable=may_be_na or answer.value == NOT_APPLICABLE,
        may_be_given=grades or question.type != "grade",
        parts=parts_of(answer.on),
        evidence=evidence,
    )


def options(form: Form, question: Question) -> tuple[tuple[str, str], ...]:
    """The answers to choose from, the lowest grade first, as (value, label)."""
    return form.options(question)


def said(form: Form, question: Question, answer: AnswerNow) -> str:
    """The chosen answer in words; a number as it is; empty while there is none."""
    if answer.value == NOT_APPLICABLE:
        return "Not applicable"
    labels = dict(options(form, question))
    if question.type in SEVERAL:
        return "; ".join(labels.get(value, value) for value in answer.value.split())
    return labels.get(answer.value, answer.value)


def age_said(question: Question, answer: AnswerNow, on: date) -> str:
    """How many months a date lies back, against the question's limit; "" where none is asked for."""
    if question.limit_months is None or answer.on is None:
        return ""
    months = months_out_of_date(answer.on, on)
    held = "within" if months <= question.limit_months else "over"
    unit = "month" if months == 1 else "months"
    return f"{months} {unit} on {on:%-d %B %Y}, {held} the limit of {question.limit_months}"


def posted(data: QueryDict, each: Shown) -> tuple[Given, str]:
    """The answer that a form carries for a question, and what is wrong with its date, if anything."""
    key = each.question.key
    values = data.getlist(f"{key}-value")
    value: str | None = None
    if each.may_be_given and (each.options or each.question.type in TICKED):
        chosen = " ".join(values) if each.question.type in SEVERAL else "".join(values[:1])
        value = NOT_APPLICABLE if NOT_APPLICABLE in values else chosen
    on, problem = _posted_date(data, each)
    given = Given(
        question=key,
        version=whole_number(data.get(f"{key}-version") or "0"),
        value=value,
        text=data.get(f"{key}-text"),
        on=on,
        has_date=each.question.type in DATED and not problem,
    )
    return _chosen(data, each, given), problem


def _posted_date(data: QueryDict, each: Shown) -> tuple[date | None, str]:
    if each.question.type not in DATED:
        return None, ""
    field = DateField(label=date_label(each.question), required=False)
    try:
        raw = DateParts().value_from_datadict(data, {}, f"{each.question.key}-date")
        return field.clean(raw), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def date_label(question: Question) -> str:
    return DATES.get(question.type, "Date")


def _chosen(data: QueryDict, each: Shown, given: Given) -> Given:
    """Where two versions stood side by side: mine, theirs, or both texts one after the other.

    "Both" takes a choice or date of theirs where mine has none.
    """
    keep = data.get(f"{given.question}-keep")
    theirs = each.answer
    if keep == "theirs":
        return replace(given, value=theirs.value, text=theirs.text, on=theirs.on)
    if keep == "both" and theirs.text and given.text:
        value = given.value if given.value is None else given.value or theirs.value
        text = f"{theirs.text}\n\n{given.text}"
        return replace(given, value=value, text=text, on=given.on or theirs.on)
    return given


def undecided(data: QueryDict, each: Shown, given: Given) -> bool:
    """Whether two versions were shown for this answer and neither, nor both, was chosen."""
    key = given.question
    return bool(data.get(f"{key}-choose")) and not data.get(f"{key}-keep") and _differs(each, given)


def _differs(each: Shown, given: Given) -> bool:
    text = None if given.text is None else given.text.replace("\r\n", "\n")
    return (text is not None and text != each.answer.text) or (
        given.value is not None and given.value != each.answer.value
    )


def collected(
    data: QueryDict, questions: Iterable[Shown]
) -> tuple[list[Given], dict[str, str], list[AnswerConflict]]:
    """The answers that a form carries, what is wrong with their dates, and those still to be decided."""
    given, problems, again = [], {}, []
    for each in questions:
        answer, problem = posted(data, each)
        if problem:
            problems[each.question.key] = problem
        if undecided(data, each, answer):
            again.append(conflict_of(each, answer))
        else:
            given.append(answer)
    return given, problems, again


def with_outcome(
    questions: list[Shown], data: QueryDict, done: SectionSaved, problems: Mapping[str, str]
) -> list[Shown]:
    """The questions again, with what was typed where it could not be saved, and why."""
    conflicts = {conflict.question: conflict for conflict in done.conflicts}
    refused = {problem.question: str(problem) for problem in done.refused}
    return [
        _again(each, data, conflicts.get(each.question.key), {**refused, **problems})
        for each in questions
    ]


def _again(
    each: Shown, data: QueryDict, conflict: AnswerConflict | None, problems: Mapping[str, str]
) -> Shown:
    key = each.question.key
    problem = problems.get(key, "")
    if conflict:
        return replace(
            each, answer=conflict.yours, theirs=conflict.theirs, version=conflict.theirs.version,
            parts=parts_of(conflict.yours.on), problem=problem or str(conflict),
        )  # fmt: skip
    if not problem:
        return each
    typed, _ = posted(data, each)
    parts = Parts(*(data.get(f"{key}-date-{part}", "") for part in Parts._fields))
    mine = replace(
        each.answer,
        value=each.answer.value if typed.value is None else typed.value,
        text=each.answer.text if typed.text is None else typed.text,
    )
    return replace(each, answer=mine, parts=parts, problem=problem)


def conflict_of(each: Shown, given: Given) -> AnswerConflict:
    """Two versions shown again, because nothing was chosen between them."""
    yours = AnswerNow(
        given.version,
        each.answer.value if given.value is None else given.value,
        each.answer.text if given.text is None else given.text,
        given.on,
    )
    return AnswerConflict(given.question, yours, each.answer)


def parts_of(on: date | None) -> Parts:
    """A date as its three boxes."""
    return Parts(str(on.day), str(on.month), str(on.year)) if on else Parts()
