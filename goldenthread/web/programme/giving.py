"""Cases given to auditors while a round is set up: shared out evenly, then one by one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.programme.changes import assign_all, balance_auditors
from goldenthread.programme.queries import (
    REASONS,
    auditors,
    bars,
    present_assignment,
    reason_against,
    round_cases,
)
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, shows
from goldenthread.web.programme.set_up import A_PAGE, held_round, loads_by_name


class ShareForm(PageForm):
    auditors = forms.MultipleChoiceField(
        label="Auditors",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one auditor"},
    )
    afresh = forms.BooleanField(
        label="Start afresh: take back the cases already given out", required=False
    )

    def __init__(self, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["auditors"].choices = [  # type: ignore[attr-defined]
            (p.ref, f"{p.name}, {p.post}" if p.post else p.name) for p in people
        ]

    @property
    def chosen(self) -> list[Person]:
        return [person for person in self.people if person.ref in self.cleaned_data["auditors"]]


class GiveForm(PageForm):
    """The auditor of each case on the page, by the case's ref."""

    def __init__(self, cases: list[Any], people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self.people, self.bars = cases, {p.ref: p for p in people}, bars(people)
        options = [("", "Nobody yet"), *((person.ref, person.name) for person in people)]
        for case in cases:
            present = present_assignment(case)
            self.fields[case.ref] = forms.ChoiceField(
                label=f"Auditor of case {case.subject.number}", choices=options, required=False,
                initial=present.auditor.ref if present else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for case in self.cases:
            person = self.people.get(data.get(case.ref, ""))
            reason = reason_against(self.bars[person.id], case) if person else ""
            if person and reason:
                number = case.subject.number
                self.add_error(
                    case.ref,
                    f"{person.name} cannot audit case {number}: {person.name} {REASONS[reason]}.",
                )
        return data

    def barred(self, case: Any) -> str:
        found = [p.name for p in self.people.values() if reason_against(self.bars[p.id], case)]
        return ", ".join(found)


def set_up_auditors(request: HttpRequest, ref: str) -> HttpResponse:
    """Share the cases out evenly, then change any of them."""
    by, held = held_round(request, ref)
    people = list(auditors(held))
    step = request.POST.get("step", "")
    share = ShareForm(people, request.POST if step == "share" else None)
    left: list[Any] | None = None
    if step == "share" and share.is_valid():
        left = balance_auditors(
            by=by, round=held, auditors=share.chosen, afresh=share.cleaned_data["afresh"]
        )
    rows = round_cases(held).select_related("round")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    give = GiveForm(list(page), people, request.POST if step == "give" else None)
    if step == "give" and give.is_valid():
        chosen = {case: give.people[ref] for case, ref in give.cleaned_data.items() if ref}
        assign_all(by=by, round=held, auditors=chosen)
        messages.success(request, "The auditors are saved.")
        return redirect(request.get_full_path())
    shows(request, "round", held.ref, *(case.subject.ref for case in page))
    context = {
        "round": held, "share": share, "give": give, "page": page, "left": left,
        "loads": loads_by_name(held, people), "form": share if step == "share" else give,
    }  # fmt: skip
    return render(request, "programme/set_up_auditors.html", context)
