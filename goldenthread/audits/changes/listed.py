"""What a list says of a subject already is answered when its audit is made: nothing is asked twice."""

from collections.abc import Iterator, Mapping
from datetime import date

from goldenthread.audits.changes.answers import AnswerRefused, Given, _checked, _store
from goldenthread.audits.models import Audit
from goldenthread.audits.queries.form import NOT_GIVEN, AnswerNow, audit_form
from goldenthread.cases.queries import children
from goldenthread.journal.changes import now, record
from goldenthread.people.actors import Actor
from goldenthread.tools.form import Form

HOW_MANY_CHILDREN = "header.children"


def answer_from_list(by: Actor, audit: Audit, held: Mapping[str, str]) -> None:
    """Answer the questions of the form's header from `held`, what the subject's list says of it.

    The auditor puts right what is wrong; what the question does not take stays unanswered.
    """
    form, at, answered = audit_form(audit), now(), 0
    for given in _from_list(form, held):
        try:
            wanted = _checked(form, given, NOT_GIVEN)
        except AnswerRefused:
            continue
        new = AnswerNow(1, *wanted.content, at, by.actor_label)
        _store(audit, given.question, new, has_new_words=bool(new.text))
        answered += 1
    if answered:
        record(by, "answer_from_list", audit.ref, answers=answered)


def _from_list(form: Form, held: Mapping[str, str]) -> Iterator[Given]:
    said = dict(held)
    if numbers := children(held):
        said[HOW_MANY_CHILDREN] = str(len(numbers))
    for key, text in said.items():
        question = form.question(key)
        if question is None:
            continue
        if question.type == "date":
            yield Given(key, 0, on=date.fromisoformat(text), has_date=True)
        elif question.type in ("short_text", "text"):
            yield Given(key, 0, text=text)
        else:
            yield Given(key, 0, value=text)
