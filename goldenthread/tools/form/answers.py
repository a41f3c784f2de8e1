"""What is an answer to a question: as it is kept, and what is wrong with one that cannot be."""

import re

from goldenthread.tools.form.questions import (
    NONE_OF_THESE,
    NOT_APPLICABLE,
    SEVERAL,
    WORDED,
    Question,
    Section,
)
from goldenthread.tools.form.whole import Form


def is_given(kind: str, *, value: str, has_words: bool, has_date: bool) -> bool:
    """Words alone answer a question in words; a choice needs its choice, a date its date."""
    if value == NOT_APPLICABLE:
        return True
    if kind in WORDED:
        return has_words
    if kind == "date":
        return has_date
    if kind == "months_since":
        return has_date or bool(value)
    return bool(value)


def may_be_left_out(question: Question, section: Section | None) -> bool:
    return question.may_be_not_applicable or bool(section and section.may_be_not_applicable)


def in_order(form: Form, question: Question, value: str) -> str:
    """An answer of several values as it is kept: each once, in the order of the question."""
    if question.type not in SEVERAL:
        return value
    given = value.split()
    known = [key for key, _ in form.options(question)]
    return " ".join(
        [*(key for key in known if key in given), *(g for g in given if g not in known)]
    )


def problem_with(form: Form, question: Question, value: str, *, has_date: bool) -> str:
    """What is wrong with a value, in words; "" where it is an answer, or none."""
    if not value:
        return ""
    if value == NOT_APPLICABLE:
        section = form.section_of(question.key)
        return "" if may_be_left_out(question, section) else "This question always applies."
    if question.type == "number":
        return _problem_with_number(question, value)
    return _problem_with_choice(form, question, value, has_date)


def _problem_with_choice(form: Form, question: Question, value: str, has_date: bool) -> str:
    values = value.split() if question.type in SEVERAL else [value]
    known = [key for key, _ in form.options(question)]
    if not all(each in known for each in values):
        return "Choose one of the answers shown."
    if NONE_OF_THESE in values and question.type in SEVERAL and len(values) > 1:
        return "Choose “None of these” alone, or take it away."
    if question.type == "months_since" and has_date:
        return "Give the date, or say that none is recorded; not both."
    return ""


def _problem_with_number(question: Question, value: str) -> str:
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,2})?", value) or (
        question.least is None and value[0] == "-"
    ):
        return "Give a number, such as 4."
    if question.least is not None and float(value) < question.least:
        return f"Give a number that is not below {question.least}."
    if question.most is not None and float(value) > question.most:
        return f"Give a number that is not above {question.most}."
    return ""
