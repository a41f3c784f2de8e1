"""Cases selected, looked at, swapped, selected again; and the record of each selection."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases.queries import is_worker_running, number_label
from goldenthread.method.sampling.refusing import Refused
from goldenthread.people.queries import names, vocabulary
from goldenthread.programme.changes import (
    MOST,
    AlreadyInRound,
    NobodyToSelect,
    NoneLeft,
    NothingAsked,
    NotSelected,
    RoundChanged,
    StillSelecting,
    TooManyCases,
    WaveTaken,
    ask_selection,
    plan_selection,
    stop_selection,
)
from goldenthread.programme.changes import name_case as name_the_case
from goldenthread.programme.changes import swap_case as swap_the_case
from goldenthread.programme.queries import (
    BECAUSE,
    BY_TYPE,
    LEFT_OUT,
    LEFT_OUT_BY_PLAN,
    Effect,
    Round,
    SelectedAgain,
    available,
    cover,
    effect,
    entry_by_number,
    in_case_type_order,
    is_planned,
    is_whole,
    plan_in_words,
    round_by_ref,
    round_case_by_ref,
    round_cases,
    selection_by_ref,
    selection_cases,
    selection_request,
    selection_rows,
    selections,
    with_names,
)
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.programme.sampling import SampleForm, in_case_types
from goldenthread.web.programme.set_up import A_PAGE, RUN, held_round

LARGE = 20_000  # cases, of which the effect of a plan is shown only when it is asked for
REFUSALS = (Refused, NobodyToSelect, NothingAsked, StillSelecting, TooManyCases, WaveTaken)


def set_up_selection(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan of the selection, its effect, and the cases named beside it; then the selection."""
    by, held = held_round(request, ref)
    found(held.case_list)
    if _is_waiting(held):
        return redirect("programme:selecting", held.ref)
    open_cases, made = available(held), held.selections.count()
    form, shown = SampleForm(by, held, open_cases, request.POST or None), None
    if request.method == "POST" and form.is_valid():
        shown = _tried(held, form)
        if form.is_valid() and "try" not in request.POST and _selected(by, held, form, made):
            return redirect(_after(held, again=bool(made)), held.ref)
    elif request.method != "POST" and sum(open_cases.values()) <= LARGE:
        shown = _effect_now(held)
    named = [case for case in round_cases(held) if case.came == "named"]
    shows(request, "round", held.ref, *(case.subject.ref for case in named))
    context = {
        "round": held, "form": form, "named": named, "total": sum(open_cases.values()),
        "named_by": names([case.named_by for case in named]), "made": made, "effect": shown,
        "left_out": _left_out(shown.left_out) if shown else [],
    }  # fmt: skip
    return render(request, "programme/set_up_selection.html", context)


def _is_waiting(held: Round) -> bool:
    asked = selection_request(held)
    return asked is not None and asked.state == "waiting"


def _after(held: Round, *, again: bool) -> str:
    """The page that follows a plan that was saved."""
    if again:
        return "programme:select_again"
    return "programme:selecting" if _is_waiting(held) else "programme:preview"


def _tried(held: Round, form: SampleForm) -> Effect | None:
    """What the plan on the form would bring; if it cannot, the form says why."""
    data = form.cleaned_data
    try:
        shown = effect(held, {**held.design, "sample": data["sample"], "again": data["again"]})
    except Refused as error:
        form.refuse(with_names(str(error)))
        return None
    if shown.size + shown.named > MOST:
        form.add_error("kind", str(TooManyCases(shown.size + shown.named)))
    return shown


def _effect_now(held: Round) -> Effect | None:
    """What the plan as saved would bring; nothing where there is none, or it cannot be met."""
    try:
        return effect(held, held.design) if is_planned(held.design) else None
    except Refused:
        return None


def _selected(by: Person, held: Round, form: SampleForm, made: int) -> bool:
    """Whether the plan was saved and, for the first time, the cases selected; the form says why not."""
    data = form.cleaned_data
    plan = {name: data[name] for name in ("seen", "sample", "kind", "again")}
    try:
        saved = plan_selection(by=by, round=held, **plan)
        if not made:
            ask_selection(by=by, round=saved)
    except RoundChanged as error:
        form.add_error(None, str(error))
    except REFUSALS as error:
        form.refuse(with_names(str(error)))
    return form.is_valid()


class NameForm(PageForm):
    number = forms.CharField(max_length=60)
    named_by = forms.CharField(
        label="Who named it?", max_length=120, help_text="A role or a name, such as IRO"
    )
    why = forms.CharField(label="Why?", widget=forms.Textarea)

    def __init__(self, held: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = number_label(held.case_list.kind if held.case_list else "")


def name_case(request: HttpRequest, ref: str) -> HttpResponse:
    """A case that somebody wants audited, whatever the selection brings."""
    by, held = held_round(request, ref)
    form = NameForm(held, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        entry = entry_by_number(held.case_list, data["number"])
        if entry is None:
            listed = held.case_list.title.lower() if held.case_list else "list"
            form.add_error("number", f"{data['number']} is not on this {listed}. Check the number.")
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
        "plan": plan_in_words(held, made.design),
    }  # fmt: skip
    return render(request, "programme/preview.html", context)


def _left_out(exclusions: Mapping[str, int]) -> list[tuple[str, int]]:
    words = LEFT_OUT | LEFT_OUT_BY_PLAN
    return [(words.get(reason, reason), n) for reason, n in exclusions.items()]


REFRESH_AFTER = 3  # seconds


def selecting(request: HttpRequest, ref: str) -> HttpResponse:
    """How far a job is that selects from a long case list; it comes again by itself."""
    by, held = held_round(request, ref)
    asked = selection_request(held)
    if asked is None or asked.state == "done":
        page = "preview" if asked else "set_up_selection"
        return redirect(f"programme:{page}", held.ref)
    if request.method == "POST":
        stop_selection(by=by, ref=asked.ref, why="Somebody stopped it.")
        return redirect("programme:selecting", held.ref)
    context = {
        "round": held, "asked": asked, "again": held.selections.exists(),
        "is_stuck": not is_worker_running(),
        "why": in_case_types(with_names(asked.stopped_why), list(available(held))),
    }  # fmt: skip
    answer = render(request, "programme/selecting.html", context)
    if asked.state == "waiting" and "still" not in request.GET:
        answer["Refresh"] = str(REFRESH_AFTER)
    return answer


class WhyForm(PageForm):
    why = forms.CharField(label="Why?", widget=forms.Textarea)


class AgainForm(WhyForm):
    why = forms.CharField(label="Why, in your own words", widget=forms.Textarea)
    because = forms.ChoiceField(
        label="Why are the cases selected again?", widget=forms.RadioSelect,
        choices=SelectedAgain.choices,
        error_messages={"required": "Select why the cases are selected again"},
    )  # fmt: skip
    field_order = ("because", "why")


def select_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Another selection, only with a reason; the earlier ones stay on record."""
    by, held = held_round(request, ref)
    found(selections(held).last())
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ask_selection(by=by, round=held, why_again=data["why"], because=data["because"])
            return redirect(_after(held, again=False), held.ref)
        except REFUSALS as error:
            form.add_error(None, f"{with_names(str(error))} Change the plan first.")
    context = {"round": held, "form": form, "earlier": list(selections(held))}
    return render(request, "programme/select_again.html", context)


class SwapForm(WhyForm):
    because = forms.ChoiceField(
        label="Why is this case swapped?", widget=forms.RadioSelect, choices=BECAUSE.items(),
        error_messages={"required": "Select why this case is swapped"},
    )  # fmt: skip


def swap(request: HttpRequest, ref: str, case: str) -> HttpResponse:
    """One case for the next in the order of the selection."""
    by, held = held_round(request, ref)
    old = found(round_case_by_ref(by, case))
    found(held if old.round_id == held.id else None)
    form = SwapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = swap_the_case(by=by, round_case=old, **form.cleaned_data)
            words = vocabulary()
            messages.success(
                request, f"{words.called(old.subject)} was swapped for {words.amid(fresh.subject)}."
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
        "plan": plan_in_words(held, made.design), "by_design": made.method != BY_TYPE,
        "is_whole": is_whole(made),
    }  # fmt: skip
    return render(request, "programme/selection.html", context)
