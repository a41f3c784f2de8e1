"""What an audit tool says, as plain data: sections, questions, scales. Read from a version's stored body."""

from goldenthread.tools.form.answers import in_order, is_given, may_be_left_out, problem_with
from goldenthread.tools.form.checks import faults
from goldenthread.tools.form.conditions import About, AnswerIs, Condition
from goldenthread.tools.form.hashing import body_sha256
from goldenthread.tools.form.questions import (
    DATED,
    FOR_THE_WORKER,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    OVERALL,
    QUESTION_TYPES,
    SEVERAL,
    WORDED,
    Choice,
    Question,
    Section,
    Standard,
)
from goldenthread.tools.form.scales import Scale, Step, scale_from
from goldenthread.tools.form.series import Series, series
from goldenthread.tools.form.shapes import Fault
from goldenthread.tools.form.subjects import CONSENT, SUBJECTS, is_agreed
from goldenthread.tools.form.whole import Form, Rule, form_from

__all__ = [
    "CONSENT",
    "DATED",
    "FOR_THE_WORKER",
    "NONE_OF_THESE",
    "NOT_APPLICABLE",
    "OVERALL",
    "QUESTION_TYPES",
    "SEVERAL",
    "SUBJECTS",
    "WORDED",
    "About",
    "AnswerIs",
    "Choice",
    "Condition",
    "Fault",
    "Form",
    "Question",
    "Rule",
    "Scale",
    "Section",
    "Series",
    "Standard",
    "Step",
    "body_sha256",
    "faults",
    "form_from",
    "in_order",
    "is_agreed",
    "is_given",
    "may_be_left_out",
    "problem_with",
    "scale_from",
    "series",
]
