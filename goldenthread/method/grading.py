"""Grades: what an audit still lacks, how grades are counted, and how one moved to another.

A scale is an order of grade keys, worst first. "Not applicable" is no grade and is never counted,
neither above the line nor below it; nor is an audit or section without a grade (None).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

NOT_APPLICABLE = "na"


@dataclass(frozen=True)
class Scale:
    """Grade keys from worst to best, and which of them meet the standard ("good or better")."""

    grades: tuple[str, ...]
    meets_standard: frozenset[str]


@dataclass(frozen=True)
class Question:
    """What submission asks of one answer.

    ``allowed``: the values it may take, empty where any text will do. ``needs_words``: a value
    alone is not enough, it must say why. ``is_grade``: "not applicable" here is said of the whole
    section.
    """

    key: str
    allowed: frozenset[str] = frozenset()
    is_required: bool = True
    needs_words: bool = False
    is_grade: bool = False
    may_be_not_applicable: bool = False


@dataclass(frozen=True)
class Section:
    """A section of an audit tool."""

    key: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answer:
    """What was answered: a value (a grade, a choice, a date as text) and words, either may lack."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class Missing:
    """An answer that is missing or not one of those allowed; or the words that must go with it."""

    section: str
    question: str
    what: Literal["answer", "words"]


@dataclass(frozen=True)
class Change:
    """From one grade to another on the same scale, ``by`` so many grades."""

    direction: Literal["up", "down", "same"]
    by: int


class UnknownGrade(Exception):
    """A grade that is not on the scale."""

    def __init__(self, grade: str) -> None:
        super().__init__(grade)
        self.grade = grade


def missing(sections: Iterable[Section], answers: Mapping[str, Answer]) -> list[Missing]:
    """What must still be answered before the audit can be submitted, in the tool's order.

    ``answers`` are by question key. Where a section's grade is "not applicable", and may be,
    nothing more is asked of that section; "not applicable" needs no words.

    >>> risk = Section("risk", (Question("risk.grade", frozenset({"good"}), needs_words=True),))
    >>> missing([risk], {"risk.grade": Answer("good")})
    [Missing(section='risk', question='risk.grade', what='words')]
    """
    return [
        Missing(section.key, question.key, what)
        for section in sections
        if not _is_left_out(section, answers)
        for question in section.questions
        if (what := _lacks(question, answers.get(question.key, Answer())))
    ]


def tally(grades: Iterable[str | None], scale: Scale) -> dict[str, int]:
    """How many there are of each grade, in the scale's order, noughts included.

    Raises UnknownGrade.

    >>> scale = Scale(("does_not_meet", "meets", "exceeds"), frozenset({"meets", "exceeds"}))
    >>> tally(["meets", "na", "does_not_meet", None, "meets"], scale)
    {'does_not_meet': 1, 'meets': 2, 'exceeds': 0}
    """
    counts = dict.fromkeys(scale.grades, 0)
    for grade in _counted(grades, scale):
        counts[grade] += 1
    return counts


def meeting_standard(grades: Iterable[str | None], scale: Scale) -> tuple[int, int]:
    """How many meet the standard, and of how many that were graded.

    Raises UnknownGrade.

    >>> scale = Scale(("does_not_meet", "meets", "exceeds"), frozenset({"meets", "exceeds"}))
    >>> meeting_standard(["meets", "na", "does_not_meet", None, "exceeds"], scale)
    (2, 3)
    """
    counted = _counted(grades, scale)
    return sum(grade in scale.meets_standard for grade in counted), len(counted)


def direction(before: str | None, after: str | None, scale: Scale) -> Change | None:
    """Which way a grade moved, and by how many grades; None where either side has no grade.

    Raises UnknownGrade.

    >>> scale = Scale(("does_not_meet", "meets", "exceeds"), frozenset({"meets", "exceeds"}))
    >>> direction("exceeds", "does_not_meet", scale)
    Change(direction='down', by=2)
    """
    pair = _counted([before, after], scale)
    if len(pair) < 2:
        return None
    step = scale.grades.index(pair[1]) - scale.grades.index(pair[0])
    if step == 0:
        return Change("same", 0)
    return Change("up" if step > 0 else "down", abs(step))


def matrix(
    pairs: Iterable[tuple[str | None, str | None]], scale: Scale
) -> dict[str, dict[str, int]]:
    """How often each grade became each: counts by grade before, then after, over the full scale.

    Noughts are included, since agreement coefficients depend on the number of grades there are.
    A pair with no grade on either side is left out. Raises UnknownGrade.

    >>> scale = Scale(("does_not_meet", "meets"), frozenset({"meets"}))
    >>> matrix([("meets", "does_not_meet"), ("meets", "meets"), ("na", "meets")], scale)
    {'does_not_meet': {'does_not_meet': 0, 'meets': 0}, 'meets': {'does_not_meet': 1, 'meets': 1}}
    """
    counts = {before: dict.fromkeys(scale.grades, 0) for before in scale.grades}
    for pair in pairs:
        if len(graded := _counted(pair, scale)) == 2:
            counts[graded[0]][graded[1]] += 1
    return counts


def moves(counts: Mapping[str, Mapping[str, int]], scale: Scale) -> dict[str, int]:
    """How many went up, went down and stayed the same, from a before and after matrix.

    >>> scale = Scale(("does_not_meet", "meets"), frozenset({"meets"}))
    >>> moves(matrix([("meets", "does_not_meet"), ("meets", "meets")], scale), scale)
    {'up': 0, 'down': 1, 'same': 1}
    """
    totals = {"up": 0, "down": 0, "same": 0}
    for before, row in counts.items():
        for after, count in row.items():
            if change := direction(before, after, scale):
                totals[change.direction] += count
    return totals


def _counted(grades: Iterable[str | None], scale: Scale) -> Sequence[str]:
    counted = [grade for grade in grades if grade is not None and grade != NOT_APPLICABLE]
    for grade in counted:
        if grade not in scale.grades:
            raise UnknownGrade(grade)
    return counted


def _is_left_out(section: Section, answers: Mapping[str, Answer]) -> bool:
    return any(
        question.is_grade and _is_not_applicable(question, answers.get(question.key, Answer()))
        for question in section.questions
    )


def _is_not_applicable(question: Question, answer: Answer) -> bool:
    return question.may_be_not_applicable and answer.value == NOT_APPLICABLE


def _lacks(question: Question, answer: Answer) -> Literal["answer", "words"] | None:
    if not question.is_required or _is_not_applicable(question, answer):
        return None
    if question.allowed:
        has_answer = answer.value in question.allowed
    else:
        has_answer = bool(answer.value.strip() or answer.words.strip())
    if not has_answer:
        return "answer"
    return "words" if question.needs_words and not answer.words.strip() else None
