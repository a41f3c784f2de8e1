"""What stands round every page of one audit: whose it is, how far it is, where one can go."""

from typing import Any

from django.http import HttpRequest

from goldenthread.actions import queries as actions
from goldenthread.audits import queries
from goldenthread.people.roles import Permission
from goldenthread.web.guards import found, shows, who


def audit_page(request: HttpRequest, ref: str, *, writing: bool = False) -> dict[str, Any]:
    """The audit this person may see (or, `writing`, may write in), with what its pages share; or 404."""
    find = queries.audit_to_answer if writing else queries.visible_audit
    audit = found(find(who(request), ref))
    shows(request, "audit", audit.ref, audit.subject.ref)
    return around(request, audit)


def around(request: HttpRequest, audit: Any) -> dict[str, Any]:
    """The context of every page of one audit; the case bar and the section list are made from it."""
    person = who(request)
    said, asked = queries.sources_said(audit)
    return {
        "audit": audit,
        "state": queries.form_state(audit),
        "sources_said": said,
        "sources_asked": asked,
        "findings": list(queries.findings(audit)),
        "actions": list(actions.actions_of(audit)),
        "may_write": queries.may_write(person, audit),
        "is_auditor": queries.is_auditor(person, audit),
        "may_raise": person.may(Permission.CONCERN_RAISE),
    }
