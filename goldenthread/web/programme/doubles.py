"""Cases audited twice, blind: how many are, and what came of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions.changes import (
    ActionChanged,
    ActionNotReady,
    FirstNotHandedIn,
    take_up,
)
from goldenthread.actions.queries import proposed_by_second_audits
from goldenthread.audits.queries import pairs_of
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import RoundChanged, TwiceFaulty, set_twice
from goldenthread.programme.queries import Round, round_by_ref
from goldenthread.tools.queries import form as tool_form
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows

HOW = [
    ("none", "None"),
    ("count", "A number of cases"),
    ("percent", "A share of the cases, in per cent"),
]


class TwiceForm(PageForm):
    how = forms.ChoiceField(
        label="Audited twice, blind", widget=forms.RadioSelect, choices=HOW,
        help_text=(
            "A second auditor audits the case as well, and neither can see that there are two. Which "
            "cases is drawn. It tells how far auditors agree."
        ),
    )  # fmt: skip
    number = forms.IntegerField(
        label="How many, or how many per cent", min_value=1, required=False,
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, held: Round, *args: Any, **kwargs: Any) -> None:
        how, number = next(iter(held.twice.items()), ("none", None))
        super().__init__(
            *args, initial={"how": how, "number": number, "seen": held.version}, **kwargs
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("how") != "none" and not self.errors and not data.get("number"):
            self.add_error("number", "Enter how many cases are audited twice")
        return data

    @property
    def plan(self) -> dict[str, int]:
        how = self.cleaned_data["how"]
        return {} if how == "none" else {how: self.cleaned_data["number"]}


def twice_set(by: Person, held: Round, form: TwiceForm) -> bool:
    """Whether it was saved; if not, the form says why."""
    try:
        set_twice(by=by, round=held, seen=form.cleaned_data["seen"], **form.plan)
    except TwiceFaulty as error:
        form.add_error("number", str(error))
    except RoundChanged as error:
        form.add_error(None, str(error))
    return form.is_valid()


def second_audits(request: HttpRequest, ref: str) -> HttpResponse:
    """Both audits of each case audited twice, how far they agree, and what the second ones propose."""
    by = allowed(request, Permission.ROUND_RUN)
    held = found(round_by_ref(by, ref))
    proposed = list(proposed_by_second_audits(by, held))
    problem = _taken_up(by, proposed, request) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        messages.success(request, "The action stands with the first audit now.")
        return redirect("programme:second_audits", held.ref)
    pairs = pairs_of(by, held)
    audits = [audit for pair in pairs.pairs for audit in (pair.first, pair.second)]
    shows(
        request, "second_audits", held.ref,
        *sorted({ref for audit in audits for ref in (audit.ref, audit.subject.ref)}),
    )  # fmt: skip
    titles = {section.key: section.title for section in tool_form(held.tool_version).sections}
    context = {
        "round": held, "pairs": pairs, "proposed": proposed, "problem": problem, "titles": titles,
    }  # fmt: skip
    return render(request, "programme/second_audits.html", context)


def _taken_up(by: Person, proposed: list[Any], request: HttpRequest) -> str:
    """Take up the action named; why it could not be, in words, or nothing."""
    wanted = request.POST.get("action", "")
    action = next((each for each in proposed if each.ref == wanted), None)
    if action is None:
        return "Choose an action that nobody has taken up yet."
    try:
        take_up(by=by, action=action, version=action.version)
    except (ActionChanged, ActionNotReady, FirstNotHandedIn) as error:
        return str(error)
    return ""
