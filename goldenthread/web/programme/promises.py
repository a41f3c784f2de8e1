"""What was promised to boards and to Ofsted: noted, changed, kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme import changes
from goldenthread.programme.changes import KeptInFuture, ScheduleChanged
from goldenthread.programme.queries import Promise
from goldenthread.programme.queries.schedule import promise_by_ref, promise_state
from goldenthread.web.guards import Person, allowed, found
from goldenthread.web.programme.schedule_forms import KeptForm, PromiseForm

RUN = Permission.ROUND_RUN


def add_promise(request: HttpRequest) -> HttpResponse:
    """A promise to keep, with the day it is due, or for each round."""
    by = allowed(request, RUN)
    form = PromiseForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.note_promise(by=by, **form.fields_said)
        messages.success(request, "The promise is noted.")
        return redirect("programme:schedule")
    return render(request, "programme/add_promise.html", {"form": form})


def promise(request: HttpRequest, ref: str) -> HttpResponse:
    """One promise: change it while it is to be kept; afterwards how it was kept."""
    by = allowed(request, RUN)
    held = found(promise_by_ref(by, ref))
    form = PromiseForm(by, request.POST or None, promise=held)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or 0
            changes.change_promise(by=by, promise=held, seen=seen, **form.fields_said)
            messages.success(request, "The promise is saved.")
            return redirect("programme:schedule")
        except ScheduleChanged as error:
            form.add_error(None, str(error))
    return render(request, "programme/promise.html", _shown(held) | {"form": form})


def _shown(held: Promise) -> dict[str, object]:
    return {
        "promise": held, "state": promise_state(held),
        "names": names([held.noted_by, held.kept_by]),
    }  # fmt: skip


def keep_promise(request: HttpRequest, ref: str) -> HttpResponse:
    """It was kept: when and by what."""
    by = allowed(request, RUN)
    held = found(promise_by_ref(by, ref))
    found(None if held.kept_at else held)
    form = KeptForm(request.POST or None, initial={"seen": held.version})
    if request.method == "POST" and form.is_valid() and _kept(by, held, form):
        messages.success(request, "The promise is kept.")
        return redirect("programme:schedule")
    return render(request, "programme/keep_promise.html", {"promise": held, "form": form})


def _kept(by: Person, held: Promise, form: KeptForm) -> bool:
    """Whether it was saved; if not, the form says why."""
    try:
        changes.keep_promise(by=by, promise=held, **form.cleaned_data)
    except KeptInFuture as error:
        form.add_error("on", str(error))
    except ScheduleChanged as error:
        form.add_error(None, str(error))
    return form.is_valid()
