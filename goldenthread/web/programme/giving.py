"""Cases given to auditors while a round is set up: shared out levelly, then one by one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases.queries import is_worker_running
from goldenthread.people.queries import vocabulary
from goldenthread.programme.changes import (
    AuditorConflict,
    StillSharing,
    ask_allocation,
    assign_all,
    stop_allocation,
)
from goldenthread.programme.queries import (
    REASONS,
    Round,
    allocations,
    audit_count,
    auditors,
    bars,
    cases_to_audit,
    present_assignment,
    reason_against,
    standings,
    why_words,
    without_anybody,
)
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, shows
from goldenthread.web.programme.doubles import TwiceForm, twice_set
from goldenthread.web.programme.set_up import A_PAGE, held_round


class ShareForm(PageForm):
    auditors = forms.MultipleChoiceField(
        label="Auditors",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one auditor"},
    )
    afresh = forms.BooleanField(
        label="Start afresh: take back the cases already given out, but for those marked Keep",
        required=False,
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
        words = vocabulary()
        for case in cases:
            present, what = present_assignment(case), words.amid(case.subject)
            self.fields[case.ref] = forms.ChoiceField(
                label=f"{'Second auditor' if case.second_of_id else 'Auditor'} of {what}", choices=options, required=False,
                initial=present.auditor.ref if present else "",
            )  # fmt: skip
            self.fields[keep(case)] = forms.BooleanField(
                label=f"Keep {'the second audit of ' if case.second_of_id else ''}{what} there", required=False,
                initial=bool(present and present.is_locked),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for case in self.cases:
            person = self.people.get(data.get(case.ref, ""))
            reason = reason_against(self.bars[person.id], case) if person else ""
            if person and reason:
                what = vocabulary().amid(case.subject)
                self.add_error(
                    case.ref,
                    f"{person.name} cannot audit {what}: {person.name} {REASONS[reason]}.",
                )
        return data

    def barred(self, case: Any) -> str:
        found = [p.name for p in self.people.values() if reason_against(self.bars[p.id], case)]
        return ", ".join(found)


def keep(case: Any) -> str:
    return f"keep-{case.ref}"


def set_up_auditors(request: HttpRequest, ref: str) -> HttpResponse:
    """Share the cases out levelly, then change any of them."""
    by, held = held_round(request, ref)
    people = list(auditors(held))
    step = request.POST.get("step", "")
    share = ShareForm(people, request.POST if step == "share" else None)
    twice = TwiceForm(held, request.POST if step == "twice" else None)
    if (twice.is_bound and twice.is_valid() and twice_set(by, held, twice)) or (
        (share.is_bound and share.is_valid() and _asked(by, held, share))
        or (step == "stop" and _stopped(by, held))
    ):
        return redirect("programme:set_up_auditors", held.ref)
    rows = cases_to_audit(held).select_related("round")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    give = GiveForm(list(page), people, request.POST if step == "give" else None)
    if step == "give" and give.is_valid() and _given(by, held, give):
        messages.success(request, "The auditors are saved.")
        return redirect(request.get_full_path())
    left = list(without_anybody(held)[:A_PAGE])
    shows(request, "round", held.ref, *{case.subject.ref for case in [*page, *left]})
    context = {
        "round": held, "share": share, "give": give, "page": page, "left": left,
        "standings": standings(people, held), "twice": twice,
        "form": {"share": share, "twice": twice}.get(step, give),
        **_last_time(held),
    }  # fmt: skip
    return _refreshed(request, render(request, "programme/set_up_auditors.html", context), context)


def _asked(by: Person, held: Round, share: ShareForm) -> bool:
    """Whether the sharing out was done or asked for; if not, the form says why."""
    try:
        ask_allocation(
            by=by, round=held, auditors=share.chosen, afresh=share.cleaned_data["afresh"]
        )
    except StillSharing as error:
        share.add_error(None, str(error))
    return share.is_valid()


def _stopped(by: Person, held: Round) -> bool:
    """What a job has not done yet is waited for no longer."""
    for made in allocations(held)[:1]:
        stop_allocation(by=by, ref=made.ref)
    return True


def _given(by: Person, held: Round, give: GiveForm) -> bool:
    """Whether all were given as chosen; if not, none was, and the form says why."""
    data = give.cleaned_data
    chosen = {case.ref: give.people[data[case.ref]] for case in give.cases if data[case.ref]}
    kept = {case.ref: data[keep(case)] for case in give.cases}
    try:
        assign_all(by=by, round=held, auditors=chosen, locked=kept)
    except AuditorConflict as error:
        give.add_error(None, str(error))
    return give.is_valid()


def _last_time(held: Round) -> dict[str, Any]:
    """The latest sharing out and what it could not meet, in words by case; how many nobody has."""
    made = next(iter(allocations(held)), None)
    is_done = made is not None and made.state == "done"
    told = {ref: why_words(each) for ref, each in made.unplaced.items()} if made and is_done else {}
    poor = set(made.poor_fits) if made and is_done else set()
    broken = {case for _, case in made.locked_against_rules} if made and is_done else set()
    return {
        "made": made, "why_left": told, "poor_fits": poor, "against_rules": broken,
        "without": without_anybody(held).count(), "cases": audit_count(held),
        "is_stuck": made is not None and made.state == "waiting" and not is_worker_running(),
    }  # fmt: skip


REFRESH_AFTER = 3  # seconds


def _refreshed(request: HttpRequest, answer: HttpResponse, context: dict[str, Any]) -> HttpResponse:
    """While a job shares the cases out, the page comes again by itself."""
    made = context["made"]
    if made and made.state == "waiting" and "still" not in request.GET:
        answer["Refresh"] = str(REFRESH_AFTER)
    return answer
