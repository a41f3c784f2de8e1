"""Another date or another owner for one action or for several together; or a reminder to their owners."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.people.roles import Permission
from goldenthread.web.action_forms import NewDueForm, NewOwnerForm
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, shows, who
from goldenthread.web.unsaved import too_late
from goldenthread.web.whole_numbers import whole_number

MOST = 25
REFUSED = (
    changes.ActionChanged, changes.ActionNotReady, changes.ChallengeMissing, changes.DueInPast,
    changes.OwnerMissing,
)  # fmt: skip


def change_due(request: HttpRequest) -> HttpResponse:
    """Another due date for one action or for several together, with the reason."""
    chosen = _movable(request)
    if not chosen:
        return too_late(request)
    form = NewDueForm(request.POST or None, carried=max(each.carried for each in chosen))
    stuck: Mapping[str, str] = {}
    if request.method == "POST" and form.is_valid():
        said = {key: form.cleaned_data.get(key, "") for key in ("why", "challenge")}
        stuck = _stuck(
            form, chosen, changes.change_due_of_many, by=who(request),
            actions=_seen(request, chosen), due_on=form.due_on(), **said,
        )  # fmt: skip
        if form.is_valid():
            return _saved(request, chosen)
    return _moving(request, "actions/change_due.html", form, chosen, stuck)


def change_owner(request: HttpRequest) -> HttpResponse:
    """Another owner for one action or for several together, with the reason."""
    chosen = _movable(request)
    if not chosen:
        return too_late(request)
    form = NewOwnerForm(request.POST or None, owners=queries.possible_owners(chosen[0].audit))
    stuck: Mapping[str, str] = {}
    if request.method == "POST" and form.is_valid():
        owner, practitioner = queries.owner_by_ref(form.cleaned_data["owner"])
        stuck = _stuck(
            form, chosen, changes.change_owner_of_many, by=who(request),
            actions=_seen(request, chosen), owner=owner, owner_practitioner=practitioner,
            why=form.cleaned_data["why"],
        )  # fmt: skip
        if form.is_valid():
            return _saved(request, chosen)
    return _moving(request, "actions/change_owner.html", form, chosen, stuck)


def remind(request: HttpRequest) -> HttpResponse:
    """Ask the owners of the ticked actions about them, in their next summary."""
    person = allowed(request, Permission.ROUND_RUN)
    chosen, form = chosen_actions(request), PageForm(request.POST or None)
    if not chosen:
        raise Http404
    stuck: Mapping[str, str] = {}
    if request.method == "POST" and form.is_valid():
        stuck = _stuck(form, chosen, changes.remind_of, by=person, actions=chosen)
        if form.is_valid():
            number = "1 reminder is" if len(chosen) == 1 else f"{len(chosen)} reminders are"
            messages.success(request, f"{number} in the next summary.")
            return redirect("actions:tracker")
    return _moving(request, "actions/remind.html", form, chosen, stuck)


def chosen_actions(request: HttpRequest) -> list[Any]:
    """The actions named in the address or the form, a page of them at most, all within reach; on the
    button that goes on without those that stood in the way, the others."""
    asked = request.POST if request.method == "POST" else request.GET
    refs = list(dict.fromkeys(asked.getlist("ref")))[:MOST]
    found = {each.ref: each for each in queries.visible_actions(who(request)).filter(ref__in=refs)}
    if set(refs) != set(found):
        raise Http404
    left = set(request.POST.getlist("stuck")) if "without" in request.POST else set()
    return [found[ref] for ref in refs if ref not in left]


def _movable(request: HttpRequest) -> list[Any]:
    """The chosen actions, if this person may move one of them at least: then it is said of the others
    what stands in the way."""
    chosen = chosen_actions(request)
    person = who(request)
    return chosen if any(queries.rights(person, each).move for each in chosen) else []


def version_seen(request: HttpRequest, shown: Any) -> int:
    """The version that the page was made from; one that is no number was never ours."""
    return whole_number(request.POST.get(f"version-{shown.ref}", ""))


def _seen(request: HttpRequest, chosen: list[Any]) -> list[tuple[Any, int]]:
    return [(each, version_seen(request, each)) for each in chosen]


def _stuck(
    form: PageForm, chosen: list[Any], change: Callable[..., None], **what: Any
) -> Mapping[str, str]:
    """Make the change; or say in the form that nothing was changed, and why by the ref of each."""
    try:
        change(**what)
    except changes.NotAllChanged as refused:
        said = str(refused)
        if len(chosen) == 1:
            [said] = refused.why.values()
        refusals = refused.refusals.values()
        is_challenge = all(isinstance(each, changes.ChallengeMissing) for each in refusals)
        form.add_error("challenge" if is_challenge and "challenge" in form.fields else None, said)
        return refused.why
    return {}


def _saved(request: HttpRequest, chosen: list[Any]) -> HttpResponse:
    if len(chosen) == 1:
        messages.success(request, "Saved.")
        return redirect("actions:action", chosen[0].ref)
    messages.success(request, f"{len(chosen)} actions changed.")
    return redirect("actions:tracker")


def _moving(
    request: HttpRequest, page: str, form: PageForm, chosen: list[Any], stuck: Mapping[str, str]
) -> HttpResponse:
    shows(request, "actions", *{ref for each in chosen for ref in each.shown[1:]})
    context = {"form": form, "chosen": chosen, "stuck": stuck, "owner_name": queries.owner_name}
    return render(request, page, context)
