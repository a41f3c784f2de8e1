"""Another date or another owner, for one action or for several together."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.web.action_forms import NewDueForm, NewOwnerForm
from goldenthread.web.guards import found, shows, who
from goldenthread.web.whole_numbers import whole_number

MOST = 25
REFUSED = (
    changes.ActionChanged, changes.ActionNotReady, changes.ChallengeMissing, changes.DueInPast,
    changes.OwnerMissing,
)  # fmt: skip


def change_due(request: HttpRequest) -> HttpResponse:
    """Another due date for one action or for several together, with the reason."""
    chosen = chosen_actions(request)
    form = NewDueForm(request.POST or None, carried=max(each.carried for each in chosen))
    if request.method == "POST" and form.is_valid():
        said = {key: form.cleaned_data.get(key, "") for key in ("why", "challenge")}
        moved = _moved(
            request, form, chosen, changes.change_due_of_many, due_on=form.due_on(), **said
        )
        if moved:
            return moved
    return _moving(request, "actions/change_due.html", form, chosen)


def change_owner(request: HttpRequest) -> HttpResponse:
    """Another owner for one action or for several together, with the reason."""
    chosen = chosen_actions(request)
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


def chosen_actions(request: HttpRequest) -> list[Any]:
    """The actions named in the address or the form, a page of them at most, all within reach."""
    person = who(request)
    refs = (request.POST if request.method == "POST" else request.GET).getlist("ref")[:MOST]
    chosen = [found(queries.visible_action(person, ref)) for ref in dict.fromkeys(refs)]
    if not chosen or not all(queries.rights(person, each).move for each in chosen):
        raise Http404
    return chosen


def version_seen(request: HttpRequest, shown: Any) -> int:
    """The version that the page was made from; one that is no number was never ours."""
    return whole_number(request.POST.get(f"version-{shown.ref}", ""))


def _moved(
    request: HttpRequest, form: Any, chosen: list[Any], change: Callable[..., None], **what: Any
) -> HttpResponse | None:
    seen = [(each, version_seen(request, each)) for each in chosen]
    try:
        change(by=who(request), actions=seen, **what)
    except REFUSED as refused:
        is_challenge = isinstance(refused, changes.ChallengeMissing)
        form.add_error("challenge" if is_challenge else None, str(refused))
        return None
    messages.success(request, "Saved.")
    return (
        redirect("actions:action", chosen[0].ref)
        if len(chosen) == 1
        else redirect("actions:tracker")
    )


def _moving(request: HttpRequest, page: str, form: Any, chosen: list[Any]) -> HttpResponse:
    shows(request, "actions", *{ref for each in chosen for ref in each.shown[1:]})
    return render(request, page, {"form": form, "chosen": chosen, "owner_name": queries.owner_name})
