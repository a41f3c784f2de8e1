"""What auditors can take, when they are away, and how long audits are expected to take."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.queries import person_by_ref, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme import changes
from goldenthread.programme.queries import (
    Standing,
    absence_by_ref,
    absences_of,
    audit_times,
    standings,
)
from goldenthread.programme.queries import auditors as all_auditors
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, allowed, found

RUN = Permission.ROUND_RUN
A_PAGE = 25
WHO = [("", "Any auditor"), ("external", "External auditors only"), ("internal", "Our own auditors only")]  # fmt: skip


def auditors(request: HttpRequest) -> HttpResponse:
    """Everybody who audits, with what they have in running rounds and what they can take."""
    allowed(request, RUN)
    page = Paginator(all_auditors(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "standings": standings(list(page))}
    return render(request, "programme/auditors.html", context)


class CapacityForm(PageForm):
    audits = forms.IntegerField(
        label="Most cases in one round", min_value=0, max_value=500, required=False,
        help_text="Leave empty for no limit.",
    )  # fmt: skip
    hours = forms.IntegerField(
        label="Most hours of auditing in a month", min_value=0, max_value=200, required=False,
        help_text="Over all rounds that are running. Leave empty for no limit.",
    )  # fmt: skip
    specialisms = forms.MultipleChoiceField(
        label="Case types they know well", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Cases of these types go to them first. Tick none if they take any type.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        self.types = {each.case_type.code: each.case_type for each in audit_times()}
        options = [(code, words("case_type", code)) for code in self.types]
        self.fields["specialisms"].choices = options  # type: ignore[attr-defined]


class AbsenceForm(PageForm):
    from_on = DateField(label="First day away")
    until_on = DateField(label="Last day away")


def auditor(request: HttpRequest, ref: str) -> HttpResponse:
    """What one auditor can take, and when they are away."""
    by = allowed(request, RUN)
    person = found(all_auditors().filter(ref=ref).first())
    step, standing = request.POST.get("step", ""), standings([person])[0]
    form = CapacityForm(request.POST if step == "take" else None, initial=_standing(standing))
    away = AbsenceForm(request.POST if step == "away" else None)
    if form.is_valid() and _taken(by, person, form):
        messages.success(request, f"What {person.name} can take is saved.")
        return redirect("programme:auditors")
    if away.is_valid() and _noted(by, person, away):
        messages.success(request, "The absence is noted.")
        return redirect("programme:auditor", ref)
    context = {
        "auditor": person, "take": form, "away": away, "absences": absences_of(person),
        "form": away if step == "away" else form,
    }  # fmt: skip
    return render(request, "programme/auditor.html", context)


def _standing(standing: Standing) -> dict[str, Any]:
    most = standing.most
    return {
        "audits": most.audits if most else None, "hours": most.hours if most else None,
        "specialisms": standing.specialisms, "seen": most.version if most else 0,
    }  # fmt: skip


def _taken(by: Person, person: Person, form: CapacityForm) -> bool:
    """Whether it was saved; if not, the form says why."""
    data = dict(form.cleaned_data)
    data["specialisms"] = [form.types[code] for code in data["specialisms"]]
    try:
        changes.set_capacity(by=by, person=person, **data)
    except changes.CapacityChanged as error:
        form.add_error(None, str(error))
    return form.is_valid()


def _noted(by: Person, person: Person, form: AbsenceForm) -> bool:
    try:
        changes.note_absence(by=by, person=person, **form.cleaned_data)
    except changes.AbsenceBackwards as error:
        form.add_error("until_on", str(error))
    return form.is_valid()


def end_absence(request: HttpRequest, ref: str, absence: str) -> HttpResponse:
    """An absence that does not hold is taken back."""
    by = allowed(request, RUN)
    person = found(person_by_ref(ref))
    noted = found(absence_by_ref(person, absence))
    if request.method == "POST":
        changes.end_absence(by=by, absence=noted)
        messages.success(request, "The absence is taken back.")
    return redirect("programme:auditor", ref)


def times(request: HttpRequest) -> HttpResponse:
    """How long an audit of each case type is expected to take, and who may make it."""
    allowed(request, RUN)
    return render(request, "programme/times.html", {"times": audit_times(), "who": dict(WHO)})


class TimeForm(PageForm):
    hours = forms.DecimalField(
        label="Hours an audit is expected to take", min_value=0, max_value=40, decimal_places=2,
        help_text="For example, 1.5. With reading, talking to people and writing.",
    )  # fmt: skip
    audited_by = forms.ChoiceField(
        label="Who may audit it", choices=WHO, widget=forms.RadioSelect, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_hours(self) -> int:
        """As minutes; at least a quarter of an hour."""
        minutes: int = round(self.cleaned_data["hours"] * 60)
        if minutes < 15:
            raise forms.ValidationError("Enter at least a quarter of an hour, 0.25")
        return minutes


def time(request: HttpRequest, code: str) -> HttpResponse:
    by = allowed(request, RUN)
    held = found(next((each for each in audit_times() if each.case_type.code == code), None))
    first = {"hours": f"{held.minutes / 60:g}", "audited_by": held.audited_by, "seen": held.seen}
    form = TimeForm(request.POST or None, initial=first)
    if form.is_valid():
        data = form.cleaned_data
        try:
            changes.set_effort(
                by=by, case_type=held.case_type, seen=data["seen"], minutes=data["hours"],
                audited_by=data["audited_by"],
            )  # fmt: skip
            messages.success(request, "Saved. It counts when cases are shared out from now on.")
            return redirect("programme:times")
        except changes.CapacityChanged as error:
            form.add_error(None, str(error))
    return render(request, "programme/time.html", {"form": form, "case_type": held.case_type})
