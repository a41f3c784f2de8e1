"""What stands round every page of one audit: whose it is, how far it is, where one can go."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.actions import queries as actions
from goldenthread.audits import changes, queries
from goldenthread.people.actors import NotAllowed
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import months_before
from goldenthread.web.guards import found, shows, unsent, who

# Fields that hold what a person wrote, as against choices, dates and versions.
WRITTEN = (
    "disagreement", "name", "present", "said", "spoke_to", "what", "why", "will_do", "words",
)  # fmt: skip
Page = Callable[..., HttpResponse]


def keeps_words(page: Page) -> Page:
    """Where an audit can no longer be changed, or is no longer theirs, people get their words back.

    It shows nothing but what was sent, so that it tells a stranger no more than the plain 404 does.
    """

    @wraps(page)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except (Http404, NotAllowed, changes.NotBeingWritten):
            typed = [
                value
                for name, value in unsent(request)
                if value.strip() and (name in WRITTEN or name.endswith("-text"))
            ]
            if not typed:
                raise Http404 from None
            return render(request, "audits/not_saved.html", {"typed": typed}, status=404)

    return kept


def audit_page(request: HttpRequest, ref: str, *, writing: bool = False) -> dict[str, Any]:
    """The audit this person may see (or, `writing`, may write in), with what its pages share; or 404."""
    find = queries.audit_to_answer if writing else queries.visible_audit
    audit = found(find(who(request), ref))
    shows(request, "audit", audit.ref, audit.subject.ref)
    return around(request, audit)


def around(
    request: HttpRequest, audit: Any, questions: Collection[str] | None = None
) -> dict[str, Any]:
    """The context of every page of one audit; the case bar and the section list are made from it.

    `questions`: those whose words the page shows, where it does not show all of them.
    """
    person = who(request)
    before = queries.earlier(person, audit)
    if before:
        shows(request, "audit", before.audit.ref, before.audit.subject.ref)
    said, asked = queries.sources_said(audit)
    if questions is None:
        state = queries.form_state(audit)
    else:
        state = queries.form_state_for(audit, questions)
    months = state.form.judge_on_months
    return {
        "audit": audit,
        "state": state,
        "judge_from": months_before(audit.round.period_to, months) if months else None,
        "sources_said": said,
        "sources_asked": asked,
        "findings": queries.findings(audit),
        "actions": actions.actions_of(audit),
        "earlier": before,
        "earlier_actions": actions.actions_of(before.audit) if before else [],
        "may_write": queries.may_write(person, audit),
        "is_auditor": queries.is_auditor(person, audit),
        "may_raise": person.may(Permission.CONCERN_RAISE),
    }
