"""Who has done what was asked of them: quotas by month, exemptions, and whom to chase."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, names
from goldenthread.people.roles import Permission
from goldenthread.programme import changes
from goldenthread.programme.changes import (
    AskedAlready,
    ExemptionDecided,
    ExemptTooLong,
    MonthsBackwards,
)
from goldenthread.programme.queries.quotas import (
    QUOTA_WHY,
    STATES,
    Asked,
    asked_in_year,
    asked_of,
    asked_person,
    completion,
    exemptions_to_decide,
    has_quota,
    people_to_ask,
    quota_exemption_by_ref,
    quota_exemptions_of,
    quotas_of,
    to_chase,
    unfinished,
)
from goldenthread.programme.queries.schedule import months
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, who
from goldenthread.web.programme.schedule import asked_year
from goldenthread.web.programme.schedule_forms import month_choices

RUN = Permission.ROUND_RUN


def asked_month(request: HttpRequest, year: int) -> date:
    """The month asked for in the address; without one this month, or the last of a year that is over."""
    offered = {date(year, n, 1).isoformat(): date(year, n, 1) for n in range(1, 13)}
    now = today().replace(day=1)
    return offered.get(request.GET.get("month", ""), now if now.year == year else date(year, 12, 1))


def managers(request: HttpRequest) -> HttpResponse:
    """Two measures, kept apart: audits done of planned, and people who met what was asked of them."""
    by, year = allowed(request, RUN), asked_year(request)
    rows, month = asked_in_year(by, year), asked_month(request, year)
    shown = [each for each in rows if each.month == month]
    context = {
        "year": year, "month": month, "states": STATES, "people": completion(rows),
        "plan": [each for each in months(by, year) if each.first <= today()],
        "rows_of_month": shown,
        "chased": len(unfinished(shown)), "waiting": list(exemptions_to_decide(by)),
        "today": today(),
    }  # fmt: skip
    return render(request, "programme/managers.html", context)


class QuotaForm(PageForm):
    people = forms.MultipleChoiceField(
        label="Of whom?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one person"},
    )  # fmt: skip
    audits = forms.IntegerField(
        label="How many audits a month?", min_value=0, max_value=50,
        help_text="0 asks none any more.",
        error_messages={
            "invalid": "Audits a month must be a whole number, such as 1",
            "min_value": "Audits a month must be 0 or more",
            "max_value": "Audits a month must be 50 or fewer",
        },
    )  # fmt: skip
    from_month = forms.ChoiceField(label="From which month on?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {person.ref: person for person in people_to_ask()}
        options = [(r, f"{p.name}, {p.post}" if p.post else p.name) for r, p in self.known.items()]
        self.fields["people"].choices = options  # type: ignore[attr-defined]
        self.fields["from_month"].choices = month_choices()  # type: ignore[attr-defined]


def ask_quotas(request: HttpRequest) -> HttpResponse:
    """So many audits a month of each of these people, from a month on."""
    by = allowed(request, RUN)
    start: dict[str, Any] = {
        "audits": 1, "from_month": today().replace(day=1).isoformat(),
        "people": request.GET.getlist("person"),
    }  # fmt: skip
    form = QuotaForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        people = [form.known[ref] for ref in said["people"]]
        month = date.fromisoformat(said["from_month"])
        changes.set_quotas(by=by, people=people, audits=said["audits"], from_month=month)
        who_said = "1 person" if len(people) == 1 else f"{len(people)} people"
        messages.success(
            request, f"{said['audits']} a month from {month:%B %Y} is asked of {who_said}."
        )
        return redirect("programme:managers")
    return render(request, "programme/ask_quotas.html", {"form": form})


class FreeForm(PageForm):
    """Months in which nothing is asked of a person, and why."""

    why = forms.ChoiceField(
        label="Why?", choices=QUOTA_WHY, widget=forms.RadioSelect,
        error_messages={"required": "Select why"},
    )  # fmt: skip
    note = forms.CharField(
        label="The other reason, in a few words", max_length=200, required=False,
        help_text="Only for another reason. Nothing about anybody’s health.",
    )  # fmt: skip
    from_month = forms.ChoiceField(label="First month")
    until_month = forms.ChoiceField(label="Last month")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        month = today().replace(day=1).isoformat()
        kwargs.setdefault("initial", {"from_month": month, "until_month": month})
        super().__init__(*args, **kwargs)
        for name in ("from_month", "until_month"):
            self.fields[name].choices = month_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("why") == "other" and not data.get("note", "").strip():
            self.add_error("note", "Enter the other reason")
        return data

    def saved(self, change: Any, by: Person, person: Person) -> bool:
        """Whether the change was made; if not, the form says why."""
        said = dict(self.cleaned_data)
        span = {n: date.fromisoformat(said.pop(n)) for n in ("from_month", "until_month")}
        try:
            change(by=by, person=person, **said, **span)
        except (MonthsBackwards, ExemptTooLong) as error:
            self.add_error("until_month", str(error))
        except AskedAlready as error:
            self.add_error("from_month", str(error))
        return self.is_valid()


def manager(request: HttpRequest, ref: str) -> HttpResponse:
    """What is asked of one person, what they did, and when nothing is asked."""
    by = allowed(request, RUN)
    asked = found(asked_person(by, ref))
    form = FreeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(changes.exempt_person, by, asked)
    ):
        is_own = asked.ref == by.ref
        said = "waits for somebody else to decide" if is_own else "is noted and approved by you"
        messages.success(request, f"The exemption of {asked.name} {said}.")
        return redirect("programme:manager", ref)
    return render(request, "programme/manager.html", _of(asked) | {"form": form, "by": by})


def _of(asked: Person) -> dict[str, Any]:
    given, quotas = list(quota_exemptions_of(asked)), list(quotas_of(asked))
    labels = [each.set_by for each in quotas]
    labels += [label for e in given for label in (e.asked_by, e.decided_by, e.ended_by)]
    return {
        "asked": asked, "given": given, "quotas": quotas, "names": names(labels),
        "months": asked_of(asked), "states": STATES, "this_month": today().replace(day=1),
    }  # fmt: skip


def decide_exemption(request: HttpRequest, ref: str, exemption: str) -> HttpResponse:
    """Approved or refused, by somebody else than the person it is for."""
    by = allowed(request, RUN)
    asked = found(asked_person(by, ref))
    held = found(quota_exemption_by_ref(asked, exemption))
    decision = request.POST.get("decision", "")
    if request.method == "POST" and decision in ("approve", "refuse"):
        is_approved = decision == "approve"
        try:
            changes.decide_exemption(by=by, exemption=held, is_approved=is_approved)
            said = "approved" if is_approved else "refused"
            messages.success(request, f"The exemption of {asked.name} is {said}.")
        except ExemptionDecided as error:
            messages.error(request, str(error))
    return redirect("programme:manager", ref)


def end_quota_exemption(request: HttpRequest, ref: str, exemption: str) -> HttpResponse:
    """An exemption that holds no longer; one's own wish is taken back while it waits."""
    by = who(request)
    asked = found(by if by.ref == ref and has_quota(by) else asked_person(by, ref))
    held = found(quota_exemption_by_ref(asked, exemption))
    if request.method == "POST":
        changes.end_quota_exemption(by=by, exemption=held)
        messages.success(request, "The exemption has ended.")
    if by.may(RUN):
        return redirect("programme:manager", ref)
    return redirect("programme:asked")


def asked(request: HttpRequest) -> HttpResponse:
    """What is asked of oneself each month; one may ask to be free of it for a time."""
    by = who(request)
    found(by if has_quota(by) else None)
    form = FreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.saved(changes.ask_exemption, by, by):
        messages.success(request, "You have asked. Somebody of the QA team decides.")
        return redirect("programme:asked")
    return render(request, "programme/asked.html", _of(by) | {"form": form})


def chase(request: HttpRequest) -> HttpResponse:
    """Words to send to whoever has not done what was asked; the page itself sends nothing."""
    by, year = allowed(request, RUN), asked_year(request)
    month = asked_month(request, year)
    home = request.build_absolute_uri("/")
    letters = [(each.person, _letter(each, by, home)) for each in to_chase(by, month)]
    addresses = "; ".join(person.email for person, _ in letters)
    context = {"month": month, "letters": letters, "addresses": addresses}
    return render(request, "programme/chase.html", context)


def _letter(each: Asked, by: Person, home: str) -> str:
    wanted = "1 audit was" if each.asked == 1 else f"{each.asked} audits were"
    left = "1 is" if each.missing == 1 else f"{each.missing} are"
    return "\n".join(
        [
            f"Dear {each.person.name},", "",
            f"{wanted} asked of you for {each.month:%B %Y}. {left} still to be submitted.",
            f"You can go on with it here: {home}",
            "If you cannot, tell me, or ask there to be exempt for a time.", "",
            by.name, authority().name,
        ]
    )  # fmt: skip
