"""How long things are kept, what is held, what is due and what went: counts and references, no content."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.retention import changes, queries
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, shows

MANAGE = Permission.RETENTION_MANAGE
A_PAGE = 25
WHY = "Do not name a child or a worker. Those who look after retention can read this."


class PeriodForm(PageForm):
    months = forms.IntegerField(label="Months", help_text="Such as 72 for six years.")
    why = forms.CharField(
        label="Why is it changed?",
        widget=forms.Textarea,
        help_text="Such as the number in your schedule.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class HoldForm(PageForm):
    target = forms.CharField(
        label="What is held?",
        help_text="A case number, or the reference of an audit (AUD-), a round (RND-) or a case list (LST-).",
    )
    why = forms.CharField(label="Why is it held?", widget=forms.Textarea, help_text=WHY)


class WhyForm(PageForm):
    why = forms.CharField(label="Why does the hold end?", widget=forms.Textarea, help_text=WHY)


class OneCaseForm(PageForm):
    case = forms.CharField(label="Case number")
    why = forms.CharField(
        label="What was decided, and where is it recorded?", widget=forms.Textarea, help_text=WHY
    )
    is_sure = forms.BooleanField(label="I know that this cannot be undone")


def kept(request: HttpRequest) -> HttpResponse:
    """The classes with their periods, and every change of one."""
    by = allowed(request, MANAGE)
    page = Paginator(queries.period_changes(by), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "classes": queries.kept_classes(by),
        "page": page,
        "who": names(change.set_by for change in page),
        "label": dict(queries.Retention.choices),
    }
    return render(request, "retention/kept.html", context)


def edit_period(request: HttpRequest, code: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    shown = found(queries.kept_class(by, code))
    data = request.POST.copy() if request.method == "POST" else None
    form = PeriodForm(data, initial={"months": shown.months, "seen": shown.months})
    if data is not None and form.is_valid():
        try:
            changes.set_period(by=by, retention=code, **form.cleaned_data)
            messages.success(
                request, f"{shown.label}: kept for {form.cleaned_data['months']} months."
            )
            return redirect("retention:kept")
        except changes.PeriodChanged as error:
            form.add_error("months", str(error))
            data["seen"] = str(error.current)
        except changes.PeriodOutOfRange as error:
            form.add_error("months", str(error))
    return render(request, "retention/edit_period.html", {"form": form, "shown": shown})


def holds(request: HttpRequest) -> HttpResponse:
    """Holds in force, then those that ended."""
    by = allowed(request, MANAGE)
    page = Paginator(queries.holds(by), A_PAGE).get_page(request.GET.get("page"))
    people = {label for hold in page for label in (hold.begun_by, hold.ended_by)}
    if people:
        shows(request, "holds", *(hold.target_ref for hold in page))
    return render(request, "retention/holds.html", {"page": page, "who": names(people)})


def place_hold(request: HttpRequest) -> HttpResponse:
    by = allowed(request, MANAGE)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text, why = form.cleaned_data["target"], form.cleaned_data["why"]
        kind, ref = queries.target_of(by, text) or ("", text)
        try:
            hold = changes.place_hold(by=by, kind=kind, target_ref=ref, why=why)
            messages.success(request, f"{hold.target_ref} is on hold.")
            return redirect("retention:holds")
        except (changes.NothingToHold, changes.AlreadyHeld) as error:
            form.add_error("target", str(error))
    return render(request, "retention/place_hold.html", {"form": form})


def end_hold(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, MANAGE)
    hold = found(queries.hold_by_ref(by, ref))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.end_hold(by=by, hold=hold, **form.cleaned_data)
            messages.success(request, f"The hold on {hold.target_ref} has ended.")
            return redirect("retention:holds")
        except changes.HoldEnded as error:
            form.add_error(None, str(error))
    shows(request, "hold", hold.target_ref)
    return render(request, "retention/end_hold.html", {"form": form, "hold": hold})


def disposals(request: HttpRequest) -> HttpResponse:
    """What is due today and in years to come, and what went; the button lets go what is due."""
    by = allowed(request, MANAGE)
    if request.method == "POST":
        done = changes.dispose(by=by, as_at=today())
        said = f"Let go: {_counted(done.counts)}." if done.total else "Nothing was due."
        messages.success(request, said)
        return redirect("retention:disposals")
    page = Paginator(queries.disposals(by), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "due": queries.due(by, today()),
        "years": queries.due_by_year(by),
        "page": page,
        "who": names(each.made_by for each in page),
        "counted": _counted,
    }
    return render(request, "retention/disposals.html", context)


def dispose_case(request: HttpRequest) -> HttpResponse:
    """Everything about one case goes at once, by a recorded decision."""
    by = allowed(request, MANAGE)
    form = OneCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, ref = queries.target_of(by, form.cleaned_data["case"]) or ("", "")
        try:
            if kind != queries.Hold.Kind.SUBJECT:
                raise changes.NothingToHold(form.cleaned_data["case"])
            done = changes.dispose_case(by=by, subject_ref=ref, why=form.cleaned_data["why"])
            messages.success(request, f"Let go ({done.ref}): {_counted(done.counts)}.")
            return redirect("retention:disposals")
        except (changes.NothingToHold, changes.HeldBack, changes.AuditNotEnded) as error:
            form.add_error("case", str(error))
    return render(request, "retention/dispose_case.html", {"form": form})


def _counted(counts: dict[str, int]) -> str:
    """The counts of a disposal in a line."""
    said = [f"{queries.COUNTED[what].lower()}: {n:,}" for what, n in counts.items()]
    return "; ".join(said) or "nothing but its case number"
