"""A quick round on one page: paste numbers, choose, check, and the audits are given out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.changes import open_round
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import (
    AuditorConflict,
    RoundNeedsRestriction,
    TitleTaken,
    create_quick_round,
)
from goldenthread.programme.queries import (
    REASONS,
    CaseList,
    Pasted,
    Recognised,
    auditors,
    bars,
    lists_for,
    lists_to_select_from,
    not_placed,
    pasted,
    recognised,
    shared_out,
)
from goldenthread.tools.form.subjects import CASE_FILE
from goldenthread.tools.queries import form as tool_form
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, shows
from goldenthread.web.programme.planning import (
    USUAL_RATE,
    PlanForm,
    RestrictionForm,
    moderation_words,
)
from goldenthread.web.programme.starting import quick_start, started_from

SHORT = {"own_team": "own team", "own_case": "own case", "other_round": "other rounds only"}
START = {"mode": "record", "due": "10", "moderation": "rate", "rate": USUAL_RATE, "sharing": "even"}


class QuickForm(RestrictionForm, PlanForm):
    numbers = forms.CharField(
        label="Case numbers",
        widget=forms.Textarea,
        help_text=(
            "One on a line, or separated by commas. For a case that is not on the case list, give "
            "its number, case type, worker and team on a line of its own, separated by commas."
        ),
    )
    auditors = forms.MultipleChoiceField(
        label="Auditors",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one auditor"},
    )
    sharing = forms.ChoiceField(
        label="How are the cases given out?",
        widget=forms.RadioSelect,
        choices=[
            ("even", "Share out evenly, never to somebody's own team"),
            ("choose", "I choose the auditor of each case on the next page"),
        ],
    )

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.known = {person.ref: person for person in auditors()}
        options = [
            (ref, f"{p.name}, {p.post}" if p.post else p.name) for ref, p in self.known.items()
        ]
        self.fields["auditors"].choices = options  # type: ignore[attr-defined]

    def clean_numbers(self) -> Pasted:
        read = pasted(self.cleaned_data["numbers"])
        if not read.cases and not read.problems:
            raise forms.ValidationError("Enter case numbers")
        return read

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "numbers" in data:
            subject = (
                tool_form(data["tool_version"]).subject if "tool_version" in data else CASE_FILE
            )
            lists = lists_for(self.by, subject)
            data["read"] = recognised(data["numbers"], lists, vocabulary(), subject)
            for problem in data["read"].problems:
                self.add_error("numbers", problem)
        data["people"] = [self.known[ref] for ref in data.get("auditors", [])]
        return data


class AllotForm(PageForm):
    """The auditor of each case, one select for each."""

    def __init__(
        self, cases: tuple[Recognised, ...], people: list[Person], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self.people = cases, {person.ref: person for person in people}
        self.bars = bars(people)
        self.left: dict[str, str] = {}  # why sharing out could not give a case to anybody
        options = [("", "Nobody yet"), *((person.ref, person.name) for person in people)]
        for n, case in enumerate(cases):
            self.fields[f"auditor_{n}"] = forms.ChoiceField(
                label=f"Auditor of case {case.number}", choices=options, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for n, case in enumerate(self.cases):
            person = self.people.get(data.get(f"auditor_{n}", ""))
            if person and (reason := self._reason(person, case)):
                self.add_error(
                    f"auditor_{n}",
                    f"{person.name} cannot audit case {case.number}: {person.name} {REASONS[reason]}.",
                )
        return data

    def _reason(self, person: Person, case: Recognised) -> str:
        placing = case.placing
        return self.bars[person.id].reason("", placing.practitioner_id, placing.team_ids)

    @property
    def chosen(self) -> dict[str, Person]:
        """Auditors by case number, where one is chosen."""
        given = {
            case.number: self.cleaned_data[f"auditor_{n}"] for n, case in enumerate(self.cases)
        }
        return {number: self.people[ref] for number, ref in given.items() if ref}

    def rows(self) -> list[tuple[Recognised, Any, str]]:
        """Each case with its select and the auditors who may not have it."""
        return [
            (
                case,
                self[f"auditor_{n}"],
                ", ".join(
                    f"{person.name} ({SHORT.get(reason, reason)})"
                    for person in self.people.values()
                    if (reason := self._reason(person, case))
                ),
            )
            for n, case in enumerate(self.cases)
        ]


def quick(request: HttpRequest) -> HttpResponse:
    """The page, its check, and the round."""
    by = allowed(request, Permission.ROUND_RUN)
    activity = started_from(request, by)
    form = QuickForm(by, request.POST or None, initial=START | quick_start(activity))
    if request.method != "POST" or request.POST.get("step") == "change" or not form.is_valid():
        if request.POST.get("step") == "change":
            form.errors.clear()
        context = {"form": form, "case_lists": _current_lists(by), "activity": activity}
        return render(request, "programme/quick.html", context)
    allot = _allotted(request, form)
    if request.POST.get("step") == "open" and allot.is_valid():
        try:
            return _opened(request, by, form, allot)
        except (TitleTaken, AuditorConflict, RoundNeedsRestriction) as error:
            allot.add_error(None, str(error))
    return _check(request, form, allot)


def _current_lists(by: Person) -> list[CaseList]:
    """The newest list of each kind of subject, children's case files first."""
    newest = {each.kind: each for each in reversed(lists_to_select_from(by))}
    return sorted(newest.values(), key=lambda each: (each.kind != CASE_FILE, each.kind))


def _allotted(request: HttpRequest, form: QuickForm) -> AllotForm:
    """What the check page shows: the selects as posted, or a fair proposal at first."""
    cases, people = form.cleaned_data["read"].cases, form.cleaned_data["people"]
    if request.POST.get("step") == "open":
        return AllotForm(cases, people, request.POST)
    proposal, left = {}, {}
    if form.cleaned_data["sharing"] == "even":
        made = shared_out(
            [case.placing for case in cases], people,
            subject=tool_form(form.cleaned_data["tool_version"]).subject,
        )  # fmt: skip
        proposal, left = made.assigned, not_placed(made)
    start = {f"auditor_{n}": proposal.get(case.number, "") for n, case in enumerate(cases)}
    allot = AllotForm(cases, people, initial=start)
    allot.left = left
    return allot


def _opened(request: HttpRequest, by: Person, form: QuickForm, allot: AllotForm) -> HttpResponse:
    round = create_quick_round(
        by=by, cases=allot.cases, auditors=allot.chosen, named_by=by.actor_label,
        restricted_why=form.restricted_because, activity=started_from(request, by), **form.plan,
    )  # fmt: skip
    open_round(by=by, round=round)
    count, people = len(allot.chosen), len({person.ref for person in allot.chosen.values()})
    messages.success(
        request,
        f"The round is open. {count} cases were given to {people} auditors. Now tell people.",
    )
    return redirect("programme:round", round.ref)


def _check(request: HttpRequest, form: QuickForm, allot: AllotForm) -> HttpResponse:
    kept = [
        (name, value)
        for name in request.POST
        for value in request.POST.getlist(name)
        if name not in ("csrfmiddlewaretoken", "step") and not name.startswith("auditor_")
    ]
    listed = [case.entry.subject.ref for case in allot.cases if case.entry]
    if listed:
        shows(request, "quick_round", *listed)
    context = {
        "forms": [allot], "allot": allot, "kept": kept, "read": form.cleaned_data["read"],
        "plan": form.plan, "moderation": moderation_words(form.plan["moderation_rule"], form.plan["tool_version"]),
        "restricted_why": form.restricted_because,
    }  # fmt: skip
    return render(request, "programme/quick_check.html", context)
