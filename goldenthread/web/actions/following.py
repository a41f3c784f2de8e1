"""Each action: done, checked by somebody else, confirmed, and whether it made a difference."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.audits.queries import audit_form, visible_audits
from goldenthread.people.queries import names
from goldenthread.web.action_forms import (
    CheckForm,
    ConfirmForm,
    DifferenceForm,
    DoneForm,
    WhyForm,
)
from goldenthread.web.actions.moving import REFUSED, version_seen
from goldenthread.web.guards import found, shows, who
from goldenthread.web.unsaved import too_late


def action(request: HttpRequest, ref: str) -> HttpResponse:
    """What is to be done, why, by whom, by when, and everything that happened to it."""
    person = who(request)
    shown = found(queries.visible_action(person, ref))
    steps = list(queries.action_steps(shown))
    section, question = _where_from(shown)
    context = {
        "action": shown, "steps": steps,
        "names": names([shown.confirmed_by, shown.done_by, *(step.taken_by for step in steps)]),
        "section": section, "question": question,
        "findings": queries.findings_behind(shown),
        "escalations": queries.escalations_of([shown]).get(shown.pk, []),
        "sees_audit": shown.audit and visible_audits(person).filter(pk=shown.audit.pk).exists(),
        "owner": queries.owner_name(shown), "days_overdue": queries.days_overdue(shown),
        "is_entered_for": bool(shown.done_by) and not queries.did_own(shown),
        "may": queries.rights(person, shown),
        "vague": queries.vague_words(str(shown.what)),
    }  # fmt: skip
    shows(request, "action", *shown.shown)
    return render(request, "actions/action.html", context)


def _where_from(shown: Any) -> tuple[Any, Any]:
    """The section and the question that it comes from, where it does from one."""
    if shown.audit is None:
        return None, None
    form = audit_form(shown.audit)
    return form.section(shown.section), form.question(shown.question)


def done(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that it is done: what, where it can be seen, and when."""
    said = "Marked as done. Somebody else will check it."
    return _step(
        request, ref, page="done", form_class=DoneForm, change=changes.mark_done, said=said
    )


def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an action back, with the reason."""
    said = "Action withdrawn."
    return _step(
        request, ref, page="withdraw", form_class=WhyForm, change=changes.withdraw, said=said
    )


def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """The manager says that the action of an audit below the standard will be done in time."""
    said = "Confirmed."
    return _step(
        request, ref, page="confirm", form_class=ConfirmForm, change=changes.confirm_action, said=said
    )  # fmt: skip


def difference(request: HttpRequest, ref: str) -> HttpResponse:
    """Did it make a difference?"""
    return _step(
        request, ref, page="difference", form_class=DifferenceForm,
        change=changes.answer_difference, said="Saved.",
    )  # fmt: skip


def _step(
    request: HttpRequest, ref: str, *, page: str, form_class: type[Any],
    change: Callable[..., None], said: str,
) -> HttpResponse:  # fmt: skip
    """One page with one form whose fields are the change's own arguments; the right is named as the page."""
    person = who(request)
    shown = queries.visible_action(person, ref)
    if shown is None or not getattr(queries.rights(person, shown), page):
        return too_late(request)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = version_seen(request, shown)
            change(by=person, action=shown, version=version, **form.cleaned_data)
            messages.success(request, said)
            return redirect("actions:action", shown.ref)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    shows(request, "action", *shown.shown)
    context = {"action": shown, "form": form, "owner": queries.owner_name(shown)}
    return render(request, f"actions/{page}.html", context)


def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Close an action, send it back, or end it as not done: never one's own."""
    person = who(request)
    shown = queries.visible_action(person, ref)
    if shown is None or not queries.rights(person, shown).check:
        return too_late(request)
    form = CheckForm(request.POST or None, is_done=shown.state == "done")
    if request.method == "POST" and form.is_valid():
        try:
            _checked(request, shown, form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("actions:action", shown.ref)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    shows(request, "action", *shown.shown)
    done_step = next((s for s in queries.action_steps(shown) if s.kind == "done"), None)
    context = {"action": shown, "form": form, "owner": queries.owner_name(shown), "done": done_step}
    return render(request, "actions/check.html", context)


def _checked(request: HttpRequest, shown: Any, said: dict[str, Any]) -> None:
    person, version = who(request), version_seen(request, shown)
    if said["outcome"] == "close":
        changes.close_action(
            by=person, action=shown, version=version, words=said["words"],
            difference_on=said.get("difference_on"),
        )  # fmt: skip
    elif said["outcome"] == "send_back":
        changes.send_back(by=person, action=shown, version=version, why=said["words"])
    else:
        changes.not_done(by=person, action=shown, version=version, why=said["words"])
