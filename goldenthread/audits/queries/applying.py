"""What of a tool applies to an audit: by its case type, by its auditor's roles on the day, by its answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.people.queries import roles_on
from goldenthread.tools.form import About, Form

ABOUT = ("pk", "header__case_type__code", "auditor", "submitted_at")


def applied_to(audit: Audit, form: Form, values: Mapping[str, str]) -> Form:
    """The form as it applies to one audit; a tool without conditions costs nothing."""
    if not form.is_conditional:
        return form
    return applied_to_rows([audit.pk], {audit.pk: form}, {audit.pk: values})[audit.pk]


def applied_to_rows(
    audits: Iterable[int], forms: Mapping[int, Form], values: Mapping[int, Mapping[str, str]]
) -> dict[int, Form]:
    """The same for the audits of a page, in one query; two where a tool asks for roles."""
    asked = [audit for audit in audits if forms[audit].is_conditional]
    if not asked:
        return dict(forms)
    rows = list(Audit.objects.filter(pk__in=asked).values_list(*ABOUT))
    held: dict[tuple[int, date], tuple[str, ...]] = {}
    made = dict(forms)
    for audit, case_type, auditor, submitted_at in rows:
        roles: tuple[str, ...] = ()
        if auditor and forms[audit].asks_for_roles:
            # The day it was handed in: a role that ends or begins later changes no old audit.
            day = submitted_at.date() if submitted_at else today()
            key = (auditor, day)
            held[key] = held.get(key) or roles_on(auditor, day)
            roles = held[key]
        made[audit] = forms[audit].applied(About(case_type or "", roles), values[audit])
    return made


def values_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """The values of answers, by question."""
    return {question: answer.value for question, answer in answers.items()}
