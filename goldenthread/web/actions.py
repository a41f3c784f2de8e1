"""The tracker of actions, and each action: done, checked by somebody else, moved, given to another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.audits.queries import audit_form, visible_audits
from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.action_forms import (
    CheckForm,
    DoneForm,
    FilterForm,
    NewDueForm,
    NewOwnerForm,
    WhyForm,
)
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import allowed, found, shows, who
from goldenthread.web.long_lists import KeptList
from goldenthread.web.reopening import reopen as reopen  # noqa: PLC0414 - a page of this room
from goldenthread.web.unsaved import too_late
from goldenthread.web.whole_numbers import whole_number
from goldenthread.writers.excel import Sheet, workbook

PAGE = 25
HEADER = (
    "Action", "Case", "Round", "Owner", "Team", "Due", "First due", "Days overdue", "Status",
    "Done on", "Action reference", "Audit reference",
)  # fmt: skip


def tracker(request: HttpRequest) -> HttpResponse:
    """Every action this person may see, overdue first."""
    person = allowed(request, *queries.SEES)
    form = FilterForm(request.GET, choices=queries.filter_choices(person))
    asked = form.asked()
    counts = queries.status_counts(person, asked)
    form.count(counts)
    page = KeptList(
        person, ("actions", asked), lambda: queries.filtered(person, asked), queries.action_rows,
        PAGE, count=sum(counts[status] for status in asked.statuses),
    ).get_page(request.GET.get("page"))  # fmt: skip
    context = {
        "page": page,
        "filter": form,
        "statuses": asked.statuses,
        "today": today(),
        "may_move": person.may(Permission.ROUND_RUN),
        "days_overdue": queries.days_overdue,
    }
    shows(request, "actions", *{action.subject_ref for action in page})
    return render(request, "actions/tracker.html", context)


def download(request: HttpRequest) -> HttpResponse:
    """The tracker as its filter stands, as an Excel workbook."""
    person = allowed(request, *queries.SEES)
    asked = FilterForm(request.GET, choices=queries.filter_choices(person)).asked()
    actions = list(queries.filtered(person, asked))
    words = vocabulary()
    rows = [_row(action, words) for action in actions]
    note = f"Actions as at {today():%d/%m/%Y}, as filtered on the page by whoever downloaded them."
    book = workbook(
        [Sheet("Actions", HEADER, rows, note)],
        title="Actions",
        organisation=authority().name,
        dated=today(),
    )
    shows(request, "actions", *{action.audit.subject.ref for action in actions})
    return file_to_keep(book, f"actions-{today():%Y-%m-%d}.xlsx")


def _row(action: Any, words: Callable[[str, str], str]) -> tuple[Any, ...]:
    return (
        str(action.what), action.audit.subject.number, action.audit.round.title,
        queries.owner_name(action), action.team.name if action.team else "", action.due_on,
        action.first_due_on, queries.days_overdue(action), words("action_state", action.state),
        action.done_on, action.ref, action.audit.ref,
    )  # fmt: skip


def action(request: HttpRequest, ref: str) -> HttpResponse:
    """What is to be done, why, by whom, by when, and everything that happened to it."""
    person = who(request)
    shown = found(queries.visible_action(person, ref))
    steps = list(queries.action_steps(shown))
    section = audit_form(shown.audit).section(shown.section)
    context = {
        "action": shown,
        "steps": steps,
        "names": names(step.taken_by for step in steps),
        "section": section,
        "findings": queries.findings_behind(shown),
        "sees_audit": visible_audits(person).filter(pk=shown.audit_id).exists(),
        "owner": queries.owner_name(shown),
        "days_overdue": queries.days_overdue(shown),
        "is_entered_for": bool(shown.done_by) and not queries.did_own(shown),
        "may": queries.rights(person, shown),
    }
    shows(request, "action", shown.ref, shown.audit.subject.ref)
    return render(request, "actions/action.html", context)


def done(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that it is done: what, and when."""
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
            change(by=person, action=shown, version=_version(request, shown), **form.cleaned_data)
            messages.success(request, said)
            return redirect("actions:action", shown.ref)
        except (changes.ActionChanged, changes.ActionNotReady) as refused:
            form.add_error(None, str(refused))
    shows(request, "action", shown.ref, shown.audit.subject.ref)
    context = {"action": shown, "form": form, "owner": queries.owner_name(shown)}
    return render(request, f"actions/{page}.html", context)


def _version(request: HttpRequest, shown: Any) -> int:
    """The version that the page was made from; one that is no number was never ours."""
    return whole_number(request.POST.get(f"version-{shown.ref}", ""))


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
        except (changes.ActionChanged, changes.ActionNotReady) as refused:
            form.add_error(None, str(refused))
    shows(request, "action", shown.ref, shown.audit.subject.ref)
    done_step = next((s for s in queries.action_steps(shown) if s.kind == "done"), None)
    context = {"action": shown, "form": form, "owner": queries.owner_name(shown), "done": done_step}
    return render(request, "actions/check.html", context)


def _checked(request: HttpRequest, shown: Any, said: dict[str, str]) -> None:
    person, version = who(request), _version(request, shown)
    if said["outcome"] == "close":
        changes.close_action(by=person, action=shown, version=version, words=said["words"])
    elif said["outcome"] == "send_back":
        changes.send_back(by=person, action=shown, version=version, why=said["words"])
    else:
        changes.not_done(by=person, action=shown, version=version, why=said["words"])


def change_due(request: HttpRequest) -> HttpResponse:
    """Another due date for one action or for several together, with the reason."""
    chosen = _chosen(request)
    form = NewDueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        due_on, why = form.due_on(), form.cleaned_data["why"]
        moved = _moved(request, form, chosen, changes.change_due_of_many, due_on=due_on, why=why)
        if moved:
            return moved
    return _moving(request, "actions/change_due.html", form, chosen)


def change_owner(request: HttpRequest) -> HttpResponse:
    """Another owner for one action or for several together, with the reason."""
    chosen = _chosen(request)
    form = NewOwnerForm(request.POST or None, owners=queries.possible_owners(chosen[0].audit))
    if request.method == "POST" and form.is_valid():
        owner, practitioner = queries.owner_by_ref(form.cleaned_data["owner"])
        moved = _moved(
            request, form, chosen, changes.change_owner_of_many,
            owner=owner, owner_practitioner=practitioner, why=form.cleaned_data["why"],
        )  # fmt: skip
        if moved:
            return moved
    return _moving(request, "actions/change_owner.html", form, chosen)


def _chosen(request: HttpRequest) -> list[Any]:
    """The actions named in the address or the form, a page of them at most, all within reach."""
    person = who(request)
    refs = (request.POST if request.method == "POST" else request.GET).getlist("ref")[:PAGE]
    chosen = [found(queries.visible_action(person, ref)) for ref in dict.fromkeys(refs)]
    if not chosen or not all(queries.rights(person, each).move for each in chosen):
        raise Http404
    return chosen


def _moved(
    request: HttpRequest, form: Any, chosen: list[Any], change: Callable[..., None], **what: Any
) -> HttpResponse | None:
    seen = [(each, _version(request, each)) for each in chosen]
    try:
        change(by=who(request), actions=seen, **what)
    except (changes.ActionChanged, changes.ActionNotReady) as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, "Saved.")
    return (
        redirect("actions:action", chosen[0].ref)
        if len(chosen) == 1
        else redirect("actions:tracker")
    )


def _moving(request: HttpRequest, page: str, form: Any, chosen: list[Any]) -> HttpResponse:
    shows(request, "actions", *{each.audit.subject.ref for each in chosen})
    return render(request, page, {"form": form, "chosen": chosen, "owner_name": queries.owner_name})
