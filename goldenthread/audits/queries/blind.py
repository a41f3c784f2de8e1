"""Moderated blind: until it is moderated or released, no moderator can see what the auditor graded.

Whoever sees every audit, or reads the journal, could not be blind, and so moderates no such round.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.form import AnswerNow, audit_form, form_state
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL, Form, Question, Section
from goldenthread.tools.form.conditions import Condition

SEES_GRADES = (Permission.AUDITS_ALL, Permission.JOURNAL_READ, Permission.ACCESS_REPORT)


def blind_rounds() -> QuerySet[Round]:
    return Round.objects.filter(moderation_rule__blind=True).order_by()


def is_blind(audit: Audit) -> bool:
    """Whether its moderators are still blind to it."""
    is_over = audit.moderated_at is not None or audit.shared_at is not None
    return bool(audit.round.moderation_rule.get("blind")) and not is_over


def kept_from_moderators(prefix: str = "") -> Q:
    """Audits that moderators are blind to; `prefix` leads from the row to its audit."""
    return Q(
        **{
            f"{prefix}round__in": blind_rounds().values("pk"),
            f"{prefix}moderated_at": None,
            f"{prefix}shared_at": None,
        }
    )


def not_blind(by: Actor, prefix: str = "") -> Q:
    """Rows whose audit's grades this actor may know, as far as blind moderation goes."""
    if not isinstance(by, Person) or not by.may(Permission.AUDIT_MODERATE):
        return Q()
    return Q() if by.may(Permission.AUDITS_ALL) else ~kept_from_moderators(prefix)


def may_moderate_blind(person: Person) -> bool:
    return not any(person.may(permission) for permission in SEES_GRADES)


GRADED = ("grade", "scale")


@dataclass(frozen=True)
class Read:
    """What a blind moderator may read of one section: answers that are no grades, as they were given."""

    section: Section
    answers: tuple[tuple[Question, AnswerNow], ...]


def blind_reading(audit: Audit) -> list[Read]:
    """An audit without its grades, the reasons for them, and whatever is asked only after some grade."""
    tool = audit_form(audit)
    given = form_state(audit).answers
    found = []
    for section in tool.sections:
        if section.key == OVERALL or tells_a_grade(tool, section.shown_when):
            continue
        answers = [
            (question, given[question.key])
            for question in section.questions
            if question.key in given and not _is_told(tool, section, question)
        ]
        found.append(Read(section, tuple(answers)))
    return found


def _is_told(tool: Form, section: Section, question: Question) -> bool:
    """Whether the answer is a grade, gives the reason for one, or is asked only after one."""
    is_grade = question.type in GRADED or question == section.grade_question
    return is_grade or tells_a_grade(tool, question.shown_when)


def tells_a_grade(tool: Form, condition: Condition | None) -> bool:
    """Whether something is asked only after some grade was given."""
    asked = [tool.question(each.question) for each in condition.answers] if condition else []
    return any(question is not None and question.type in GRADED for question in asked)
