"""The end of an audit for its auditor: checked and submitted, or handed back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes as action_changes
from goldenthread.actions.queries import todays_manager_actions
from goldenthread.audits import changes, queries
from goldenthread.people.queries import vocabulary
from goldenthread.web.audits.frame import audit_page, keeps_words
from goldenthread.web.audits.questions import numbers
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import who

KNOWS = "I know this family or worker"


class SubmitForm(PageForm):
    why = forms.CharField(
        label="Why are you submitting it as it is?", required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class HandBackForm(PageForm):
    why = forms.CharField(
        label="Another reason", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason why you are handing this case back"},
    )  # fmt: skip


@keeps_words
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """What is missing, what asks for a reason, and the button that hands the audit in."""
    context = audit_page(request, ref, writing=True)
    audit, state = context["audit"], context["state"]
    if not context["is_auditor"]:
        raise Http404
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _submit(request, audit, form):
        messages.success(request, "Your audit is submitted. Thank you.")
        return redirect("audits:audit", ref)
    context |= {
        "form": form, "numbers": numbers(state.form), "lacking": queries.errors(audit, state),
        "warnings": queries.warnings(audit, state),
        "needs_action": queries.below_standard(audit, state) and not context["actions"],
        "needs_manager": queries.decision_not_right(audit, state)
        and not todays_manager_actions(audit),
    }  # fmt: skip
    return render(request, "audits/check.html", context)


def _submit(request: HttpRequest, audit: Any, form: SubmitForm) -> bool:
    """Submit; where it cannot be, say why on the form."""
    try:
        action_changes.submit_audit(
            by=who(request), audit=audit, warnings_why=form.cleaned_data["why"]
        )
    except changes.WarningsNotAnswered as warned:
        form.add_error("why", str(warned))
    except (
        action_changes.BelowStandardWithoutAction,
        action_changes.DecisionWithoutManager,
    ) as missing:
        form.add_error(None, str(missing))
    except changes.AuditNotComplete:
        form.add_error(None, "The audit cannot be submitted yet. See what is missing below.")
    else:
        return True
    return False


@keeps_words
def hand_back(request: HttpRequest, ref: str) -> HttpResponse:
    """One click for the usual reason, a sentence for any other; the QA lead gives the case to another."""
    context = audit_page(request, ref, writing=True)
    if not context["is_auditor"]:
        raise Http404
    knows = request.POST.get("go") == "knows"
    form = HandBackForm(None if knows else request.POST or None)
    if request.method == "POST" and (knows or form.is_valid()):
        why = KNOWS if knows else form.cleaned_data["why"]
        changes.hand_back(by=who(request), audit=context["audit"], why=why)
        what = vocabulary().called(context["audit"].subject)
        messages.success(
            request, f"{what} is handed back. The QA team will give it to another auditor."
        )
        return redirect("home:home")
    return render(request, "audits/hand_back.html", {**context, "form": form, "knows": KNOWS})
