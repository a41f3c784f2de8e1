"""Cases selected, looked at, swapped, selected again; and the record of each selection."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.method.sampling.refusing import Refused
from goldenthread.people.queries import names, vocabulary
from goldenthread.programme.changes import (
    AlreadyInRound,
    NoneLeft,
    NothingAsked,
    NotSelected,
    RoundChanged,
    design_round,
    select_cases,
)
from goldenthread.programme.changes import name_case as name_the_case
from goldenthread.programme.changes import swap_case as swap_the_case
from goldenthread.programme.queries import (
    LEFT_OUT,
    Round,
    available,
    committed_seed,
    cover,
    entry_by_number,
    in_case_type_order,
    round_by_ref,
    round_case_by_ref,
    round_cases,
    selection_by_ref,
    selection_cases,
    selection_rows,
    selections,
)
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, shows
from goldenthread.web.programme.set_up import A_PAGE, RUN, held_round

WAYS = [
    ("typed", "I type the number for each case type"),
    ("proportional", "In proportion to the open cases of each case type"),
    ("equal", "The same number of each case type"),
]
WHOLE = {
    "invalid": "Enter a whole number, such as 20",
    "min_value": "Enter a whole number, such as 20",
    "max_value": "A round takes at most 500 cases",
}


class QuotaForm(PageForm):
    """How many cases of each case type; a number field for each type that has cases."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label="How many of each case type?", widget=forms.RadioSelect, choices=WAYS
    )
    size = forms.IntegerField(
        label="Number of cases to select", min_value=1, max_value=500, required=False,
        error_messages=WHOLE,
    )  # fmt: skip

    def __init__(self, open_cases: dict[str, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_cases, words = open_cases, vocabulary()
        for stratum, n in open_cases.items():
            self.fields[f"quota_{stratum}"] = forms.IntegerField(
                label=words("case_type", stratum), help_text=f"{n:,} can be selected", min_value=0,
                max_value=n, required=False, error_messages={
                    "invalid": f"{words('case_type', stratum)} must be a whole number",
                    "min_value": f"{words('case_type', stratum)} must be 0 or more",
                    "max_value": f"{words('case_type', stratum)}: there are only {n:,} cases to select from",
                },
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed = {h: data.get(f"quota_{h}") or 0 for h in self.open_cases}
        data["quotas"] = {h: n for h, n in typed.items() if n}
        if data.get("way") == "typed":
            if not data["quotas"] and not self.errors:
                self.add_error("way", "Enter a number for at least one case type")
        elif "size" not in self.errors:
            self._check_size(data)
        return data

    def _check_size(self, data: dict[str, Any]) -> None:
        if not data.get("size"):
            self.add_error("size", "Enter the number of cases to select")
            return
        there = sum(self.open_cases.values())
        if data["size"] > there:
            self.add_error("size", f"There are only {there:,} cases to select from")

    def quota_fields(self) -> list[forms.BoundField]:
        return [self[f"quota_{stratum}"] for stratum in self.open_cases]


def set_up_selection(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan of the selection and the cases named beside it; then the first selection."""
    by, held = held_round(request, ref)
    found(held.case_list)
    open_cases, made = available(held), held.selections.count()
    form = QuotaForm(open_cases, request.POST or None, initial=_design_now(held))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            plan = {"way": data["way"], "size": data["size"] or 0, "quotas": data["quotas"]}
            saved = design_round(by=by, round=held, seen=data["seen"], **plan)
            if not made:
                select_cases(by=by, round=saved, seed=committed_seed(saved))
            return redirect(f"programme:{'select_again' if made else 'preview'}", held.ref)
        except RoundChanged as error:
            form.add_error(None, str(error))
        except (Refused, NothingAsked):
            form.add_error("way", "The case list has fewer cases than this now. Check the numbers.")
    named = [case for case in round_cases(held) if case.came == "named"]
    shows(request, "round", held.ref, *(case.subject.ref for case in named))
    context = {
        "round": held, "form": form, "named": named, "total": sum(open_cases.values()),
        "named_by": names([case.named_by for case in named]), "made": made,
    }  # fmt: skip
    return render(request, "programme/set_up_selection.html", context)


def _design_now(held: Round) -> dict[str, Any]:
    design = held.design
    quotas = {f"quota_{h}": n for h, n in design.get("quotas", {}).items()}
    return {
        "way": design.get("way", "proportional"), "size": design.get("size") or None,
        "seen": held.version, **quotas,
    }  # fmt: skip


class NameForm(PageForm):
    number = forms.CharField(label="Case number", max_length=60)
    named_by = forms.CharField(
        label="Who named it?", max_length=120, help_text="A role or a name, such as IRO"
    )
    why = forms.CharField(label="Why?", widget=forms.Textarea)


def name_case(request: HttpRequest, ref: str) -> HttpResponse:
    """A case that somebody wants audited, whatever the selection brings."""
    by, held = held_round(request, ref)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        entry = entry_by_number(held.case_list, data["number"])
        if entry is None:
            form.add_error(
                "number", f"Case {data['number']} is not on this case list. Check the number."
            )
        else:
            try:
                name_the_case(
                    by=by, round=held, entry=entry, named_by=data["named_by"], why=data["why"]
                )
                return redirect("programme:set_up_selection", held.ref)
            except AlreadyInRound as error:
                form.add_error("number", str(error))
    return render(request, "programme/name_case.html", {"round": held, "form": form})


def preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The selection as it stands: cover, what was left out and why, things to check, the cases."""
    _, held = held_round(request, ref)
    made = found(selections(held).last())
    page = Paginator(selection_cases(made), A_PAGE).get_page(request.GET.get("page"))
    shown = cover(made)
    workers = Paginator(shown.by_practitioner, A_PAGE).get_page(request.GET.get("workers"))
    shows(request, "selection", made.ref, *(case.subject.ref for case in page))
    context = {
        "round": held, "made": made, "cover": shown, "page": page, "workers": workers,
        "left_out": _left_out(made.exclusions), "earlier": list(selections(held))[:-1],
        "named_by": names([case.named_by for case in page]),
    }  # fmt: skip
    return render(request, "programme/preview.html", context)


def _left_out(exclusions: dict[str, int]) -> list[tuple[str, int]]:
    return [(LEFT_OUT.get(reason, reason), n) for reason, n in exclusions.items()]


class WhyForm(PageForm):
    why = forms.CharField(label="Why?", widget=forms.Textarea)


def select_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Another selection, only with a reason; the earlier ones stay on record."""
    by, held = held_round(request, ref)
    found(selections(held).last())
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            select_cases(
                by=by, round=held, seed=committed_seed(held), why_again=form.cleaned_data["why"]
            )
            return redirect("programme:preview", held.ref)
        except (Refused, NothingAsked):
            form.add_error(
                None, "The case list cannot give the numbers asked for. Change the numbers first."
            )
    context = {"round": held, "form": form, "earlier": list(selections(held))}
    return render(request, "programme/select_again.html", context)


def swap(request: HttpRequest, ref: str, case: str) -> HttpResponse:
    """One case for the next in the order of the selection."""
    by, held = held_round(request, ref)
    old = found(round_case_by_ref(by, case))
    found(held if old.round_id == held.id else None)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = swap_the_case(by=by, round_case=old, why=form.cleaned_data["why"])
            messages.success(
                request, f"Case {old.subject.number} was swapped for case {fresh.subject.number}."
            )
            return redirect("programme:preview", held.ref)
        except (NoneLeft, NotSelected) as error:
            form.add_error(None, str(error))
    shows(request, "round_case", old.ref, old.subject.ref)
    return render(request, "programme/swap.html", {"round": held, "case": old, "form": form})


def selection(request: HttpRequest, ref: str, selection: str) -> HttpResponse:
    """The record of one selection: what anyone needs to make it again."""
    by = allowed(request, RUN)
    held, made = found(round_by_ref(by, ref)), found(selection_by_ref(by, selection))
    found(made if made.round_id == held.id else None)
    page = Paginator(selection_rows(made), 4 * A_PAGE).get_page(request.GET.get("page"))
    shows(request, "selection", made.ref, *(row.entry.subject.ref for row in page))
    every = list(selections(held))
    context = {
        "round": held, "made": made, "page": page, "left_out": _left_out(made.exclusions),
        "counts": [(code, made.counts[code]) for code in in_case_type_order(made.counts)],
        "earlier": every[: made.number - 1], "people": names([each.made_by for each in every]),
    }  # fmt: skip
    return render(request, "programme/selection.html", context)
