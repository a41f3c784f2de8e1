"""Cases of an open round: added, taken out, given to another auditor, due another day, reminded of."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.changes import (
    CannotMove,
    add_audit_for_case,
    change_due_date,
    reassign_audits,
)
from goldenthread.audits.queries import BEING_WRITTEN, visible_audits
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.changes import (
    AlreadyInRound,
    AuditHandedIn,
    AuditorConflict,
    RoundInState,
    add_recognised_case,
    change_round_due,
    remove_case,
)
from goldenthread.programme.queries import (
    REASONS,
    Round,
    auditors,
    bars,
    due_text,
    lists_for,
    loads,
    pasted,
    recognised,
    round_by_ref,
    round_case_by_ref,
)
from goldenthread.tools.queries import form as tool_form
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.programme.planning import DueForm
from goldenthread.web.programme.rounds import A_PAGE, RUN

OTHERS = "others"
MOST = 200  # audits given away at once


def changing_round(request: HttpRequest, ref: str) -> tuple[Person, Round]:
    """The person and a round whose cases may still change."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    return by, found(held if held.state != "closed" else None)


class AddForm(PageForm):
    line = forms.CharField(
        label="Case", max_length=300,
        help_text=(
            "The case number; for a case that is not on the case list its number, case type, "
            "worker and team, separated by commas."
        ),
    )  # fmt: skip
    auditor = forms.ChoiceField(label="Auditor", required=False)

    def __init__(self, by: Person, held: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = tool_form(held.tool_version).subject
        self.lists = lists_for(by, self.subject)
        self.held, self.people = held, {person.ref: person for person in auditors(held)}
        self.fields["auditor"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody yet"), *((ref, person.name) for ref, person in self.people.items())
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        read = recognised(pasted(data.get("line", "")), self.lists, vocabulary(), self.subject)
        for problem in read.problems:
            self.add_error("line", problem.removeprefix("Line 1: "))
        if not read.problems and data.get("line") and len(read.cases) != 1:
            self.add_error("line", "Enter one case at a time")
        data["case"] = read.cases[0] if len(read.cases) == 1 else None
        self._check_auditor(data)
        return data

    def _check_auditor(self, data: dict[str, Any]) -> None:
        person, case = self.people.get(data.get("auditor", "")), data["case"]
        if person is None or case is None:
            return
        placing = case.placing
        reason = bars([person])[person.id].reason(
            self.held.ref, placing.practitioner_id, placing.team_ids
        )
        if reason:
            self.add_error(
                "auditor", f"{person.name} cannot audit this case: {person.name} {REASONS[reason]}."
            )


def add_case(request: HttpRequest, ref: str) -> HttpResponse:
    """One more case, with its auditor."""
    by, held = changing_round(request, ref)
    form = AddForm(by, held, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            subject = _add(by, held, form)
            messages.success(request, f"{vocabulary().called(subject)} is in the round.")
            return redirect("programme:round", held.ref)
        except (AlreadyInRound, AuditorConflict) as error:
            form.add_error("line", str(error))
    return render(request, "programme/add_case.html", {"round": held, "form": form})


def _add(by: Person, held: Round, form: AddForm) -> Any:
    added = add_recognised_case(
        by=by, round=held, case=form.cleaned_data["case"], named_by=by.actor_label,
        auditor=form.people.get(form.cleaned_data["auditor"]),
    )  # fmt: skip
    if held.state == "open":
        add_audit_for_case(by=by, round_case=added)
    return added.subject


class WhyForm(PageForm):
    why = forms.CharField(label="Why is it taken out?", widget=forms.Textarea)


def take_out(request: HttpRequest, ref: str, case: str) -> HttpResponse:
    """A case out of the round; its row and the reason stay."""
    by, held = changing_round(request, ref)
    there = found(round_case_by_ref(by, case))
    found(held if there.round_id == held.id else None)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_case(by=by, round_case=there, why=form.cleaned_data["why"])
            words = vocabulary()
            what = words.called(there.subject)
            if there.second_of_id:
                what = f"The second audit of {words.amid(there.subject)}"
            messages.success(request, f"{what} was taken out of the round.")
            return redirect("programme:round", held.ref)
        except AuditHandedIn as error:
            form.add_error(None, str(error))
    shows(request, "round_case", there.ref, there.subject.ref)
    return render(request, "programme/take_out.html", {"round": held, "case": there, "form": form})


def chosen_audits(request: HttpRequest, by: Person, held: Round) -> QuerySet[Any]:
    """The audits ticked on the round's page that are still being written, or all those of one auditor;
    all of the round where neither is said."""
    refs = request.GET.getlist("case")[:A_PAGE]
    audits = visible_audits(by).filter(round=held, state__in=BEING_WRITTEN)
    audits = audits.order_by("auditor__name", "subject__number", "id")
    if not refs and "of" in request.GET:
        return audits.filter(auditor__ref=request.GET["of"])
    return audits.filter(round_case__ref__in=refs) if refs else audits


class ReassignForm(PageForm):
    """To one auditor, or to the others who audit in the round, by hours."""

    auditor = forms.ChoiceField(label="New auditor")
    why = forms.CharField(label="Why?", widget=forms.Textarea)

    def __init__(self, held: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.people = held, {person.ref: person for person in auditors(held)}
        options = [(ref, person.name) for ref, person in self.people.items()]
        others = (OTHERS, "The others who audit in this round, shared out by hours")
        self.fields["auditor"].choices = [("", "Choose an auditor"), others, *options]  # type: ignore[attr-defined]

    @property
    def to(self) -> list[Person]:
        chosen = self.cleaned_data["auditor"]
        if chosen != OTHERS:
            return [self.people[chosen]]
        given = loads(self.held)
        return [person for ref, person in self.people.items() if given[ref]]


def reassign(request: HttpRequest, ref: str) -> HttpResponse:
    """Cases ticked on the round's page, or all of one auditor, given to others, with a reason."""
    by, held = changing_round(request, ref)
    audits = []
    if request.GET.getlist("case") or "of" in request.GET:
        audits = list(chosen_audits(request, by, held).select_related("round_case")[:MOST])
    form = ReassignForm(held, request.POST or None)
    stuck: Mapping[str, str] = {}
    if request.method == "POST" and audits and form.is_valid():
        stuck = _given(by, audits, form)
        if form.is_valid():
            n = len(audits)
            messages.success(
                request, f"{n} {'audit has' if n == 1 else 'audits have'} another auditor now."
            )
            return redirect("programme:round", held.ref)
    shows(request, "round", held.ref, *(audit.subject.ref for audit in audits))
    context = {"round": held, "audits": audits, "form": form, "stuck": stuck}
    return render(request, "programme/reassign.html", context)


def _given(by: Person, audits: list[Any], form: ReassignForm) -> Mapping[str, str]:
    """All are given or none; why which could not be, in words, by the audit's ref."""
    try:
        reassign_audits(by=by, audits=audits, to=form.to, why=form.cleaned_data["why"])
    except CannotMove as error:
        form.add_error("auditor", str(error))
        return error.why
    except RoundInState as error:
        form.add_error("auditor", str(error))
    return {}


def due_date(request: HttpRequest, ref: str) -> HttpResponse:
    """Another due date for the cases ticked, or for the whole round."""
    by, held = changing_round(request, ref)
    audits = list(chosen_audits(request, by, held))
    form = DueForm(request.POST or None, initial={"due": "5"})
    if request.method == "POST" and form.is_valid():
        due_on = form.cleaned_data["due_on"]
        if not request.GET.getlist("case"):
            change_round_due(by=by, round=held, due_on=due_on)
        change_due_date(by=by, audits=audits, due_on=due_on)
        messages.success(request, f"The due date of {len(audits)} audits has changed.")
        return redirect("programme:round", held.ref)
    shows(request, "round", held.ref, *(audit.subject.ref for audit in audits))
    context = {
        "round": held,
        "audits": audits,
        "form": form,
        "is_whole": not request.GET.getlist("case"),
    }
    return render(request, "programme/due_date.html", context)


def remind(request: HttpRequest, ref: str) -> HttpResponse:
    """Words to send to auditors who have not submitted yet; the page itself sends nothing."""
    by, held = changing_round(request, ref)
    audits = list(chosen_audits(request, by, held).filter(auditor__isnull=False))
    by_auditor: dict[Any, list[Any]] = {}
    for audit in audits:
        by_auditor.setdefault(audit.auditor, []).append(audit)
    words = vocabulary()
    reminders = [
        (person, _reminder(person, own, held, by, request.build_absolute_uri("/"), words=words))
        for person, own in by_auditor.items()
    ]
    shows(request, "round", held.ref, *(audit.subject.ref for audit in audits))
    addresses = "; ".join(person.email for person in by_auditor)
    context = {"round": held, "reminders": reminders, "addresses": addresses}
    return render(request, "programme/remind.html", context)


def _reminder(
    person: Person, own: list[Any], held: Round, by: Person, address: str, *, words: Vocabulary
) -> str:
    lines = [
        f"- {words.amid(a.subject)}, due {a.due_on.day} {a.due_on:%B}, {due_text(a.due_on)}"
        for a in own
    ]
    return "\n".join(
        [
            f"Dear {person.name},", "",
            f"These audits of “{held.title}” are waiting for you:", *lines, "",
            f"You can go on with them here: {address}",
            "If you cannot do one, tell me, or hand it back on its page.", "",
            by.name, authority().name,
        ]
    )  # fmt: skip
