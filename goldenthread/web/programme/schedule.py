"""The year by month: what is planned, how far it is, and the schedule as a paper."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.queries import promised_in_open_rounds
from goldenthread.journal.changes import today
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme import changes
from goldenthread.programme.changes import ActivityOver, ActivityUnderWay, ScheduleChanged
from goldenthread.programme.queries import Activity, Promise, rounds_in_order
from goldenthread.programme.queries.calendars import may_subscribe
from goldenthread.programme.queries.quotas import asked_in_year, completion
from goldenthread.programme.queries.schedule import (
    LABELS,
    STATES,
    activity_by_ref,
    activity_steps,
    months,
    promise_state,
    promises,
    said_of,
    scheduled,
    years_with_activities,
)
from goldenthread.programme.queries.schedule_paper import schedule_paper
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import Person, allowed, found
from goldenthread.web.programme.schedule_forms import ActivityForm, CancelForm, SeenForm
from goldenthread.web.whole_numbers import whole_number
from goldenthread.writers import pdf, word

SEES = (Permission.ROUND_RUN, Permission.FIGURES_SEE)
RUN = Permission.ROUND_RUN
PAPERS = {"docx": word.docx, "pdf": pdf.pdf}
ROUNDS_SHOWN = 12
EARLIEST, LATEST = 2000, 2100


def asked_year(request: HttpRequest) -> int:
    """The year asked for in the address; this one where none is, and 404 for one that no year is."""
    year = whole_number(request.GET.get("year", ""), today().year)
    return found(year if EARLIEST <= year <= LATEST else None)


def schedule(request: HttpRequest) -> HttpResponse:
    """Twelve months with what is planned in each, how far it is, and the promises to keep."""
    by, year = allowed(request, *SEES), asked_year(request)
    shown = months(by, year)
    runs = by.may(RUN)
    context = {
        "year": year, "months": shown, "years": years_with_activities(by), "states": STATES,
        "is_list": request.GET.get("view") == "list", "runs": runs,
        "begun": [month for month in shown if month.first <= today()],
        "people": completion(asked_in_year(by, year)), "promises": _promised(by),
        "rounds": [r for r in rounds_in_order(by)[:ROUNDS_SHOWN] if r.state != "closed"],
        "subscribes": may_subscribe(by),
    }  # fmt: skip
    return render(request, "programme/schedule.html", context)


def _promised(by: Person) -> list[tuple[Promise, str, str]]:
    """Each promise with its state, and how it is kept in the rounds that are open."""
    held = list(promises(by))
    kept = promised_in_open_rounds(by) if any(each.measure for each in held) else None
    said = {"": ""}
    if kept and kept.handed_in:
        said |= {
            "moderated": f"{kept.moderated} of {kept.handed_in} submitted",
            "family": f"{kept.family} of {kept.handed_in} submitted",
        }
    return [
        (each, promise_state(each), said.get(each.measure, "No audit submitted in an open round"))
        for each in held
    ]


def schedule_file(request: HttpRequest, form: str) -> HttpResponse:
    """The schedule as papers print it, in Word and as a PDF."""
    by, year = allowed(request, *SEES), asked_year(request)
    make = found(PAPERS.get(form))
    return file_to_keep(make(schedule_paper(by, year)), f"audit-programme-{year}.{form}")


def add_activity(request: HttpRequest) -> HttpResponse:
    """Something more on the schedule."""
    by = allowed(request, RUN)
    form = ActivityForm(request.POST or None, month=request.GET.get("month", ""))
    if request.method == "POST" and form.is_valid():
        made = changes.plan_activity(by=by, **form.fields_said)
        messages.success(request, f"{made.title} is on the schedule for {made.month:%B %Y}.")
        return redirect("programme:activity", made.ref)
    return render(request, "programme/add_activity.html", {"form": form})


def activity(request: HttpRequest, ref: str) -> HttpResponse:
    """One activity: what it is, its rounds, and who changed what."""
    by = allowed(request, *SEES)
    held = found(activity_by_ref(by, ref))
    steps = list(activity_steps(held))
    context = {
        "activity": held, "scheduled": scheduled(by, [held])[0], "said": _facts(held),
        "steps": steps, "names": names(step.taken_by for step in steps), "runs": by.may(RUN),
        "states": STATES, "labels": LABELS, "promises": list(held.promises.all()),
    }  # fmt: skip
    return render(request, "programme/activity.html", context)


def _facts(held: Activity) -> Iterable[tuple[str, str]]:
    return [(LABELS[key], value) for key, value in said_of(held).items() if key != "title"]


def _changing(request: HttpRequest, ref: str) -> tuple[Person, Activity]:
    """The person and an activity that may still change."""
    by = allowed(request, RUN)
    held = found(activity_by_ref(by, ref))
    return by, found(None if held.cancelled_at else held)


def edit_activity(request: HttpRequest, ref: str) -> HttpResponse:
    """Another month, number or lead: whatever changed, and the page says who changed it."""
    by, held = _changing(request, ref)
    form = ActivityForm(request.POST or None, activity=held)
    if request.method == "POST" and form.is_valid():
        try:
            changes.change_activity(
                by=by, activity=held, seen=form.cleaned_data["seen"], **form.fields_said
            )
            messages.success(request, f"{form.cleaned_data['title']} is saved.")
            return redirect("programme:activity", held.ref)
        except (ScheduleChanged, ActivityOver) as error:
            form.add_error(None, str(error))
    return render(request, "programme/edit_activity.html", {"activity": held, "form": form})


def finish_activity(request: HttpRequest, ref: str) -> HttpResponse:
    """Said to be finished, or not finished after all: for what has no round, or no more of them."""
    by, held = _changing(request, ref)
    form = SeenForm(request.POST or None, initial={"seen": held.version})
    if request.method == "POST" and form.is_valid():
        change = changes.reopen_activity if held.finished_at else changes.finish_activity
        try:
            change(by=by, activity=held, seen=form.cleaned_data["seen"])
            return redirect("programme:activity", held.ref)
        except (ScheduleChanged, ActivityOver, ActivityUnderWay) as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"activity": held, "form": form}
    return render(request, "programme/finish_activity.html", context)


def cancel_activity(request: HttpRequest, ref: str) -> HttpResponse:
    """It will not be done, and why."""
    by, held = _changing(request, ref)
    form = CancelForm(request.POST or None, initial={"seen": held.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            changes.cancel_activity(by=by, activity=held, seen=said["seen"], why=said["why"])
            messages.success(request, f"{held.title} is cancelled.")
            return redirect("programme:activity", held.ref)
        except (ScheduleChanged, ActivityOver, ActivityUnderWay) as error:
            form.add_error(None, str(error))
    return render(request, "programme/cancel_activity.html", {"activity": held, "form": form})
