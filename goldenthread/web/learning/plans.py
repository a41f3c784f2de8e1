"""Improvement plans: the board view, its paper, the objectives and what was said of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.learning import changes, queries
from goldenthread.people.queries import authority, names
from goldenthread.people.roles import Permission
from goldenthread.reports.build import plan_paper
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import Person, allowed, found, who
from goldenthread.web.learning.frame import tabs_of
from goldenthread.web.learning.plan_forms import ObjectiveForm, PlanForm, ProgressForm
from goldenthread.web.unsaved import too_late
from goldenthread.web.whole_numbers import whole_number
from goldenthread.writers.pdf import pdf
from goldenthread.writers.word import docx

RUN, SEE = Permission.LEARNING_RUN, Permission.FIGURES_SEE
FILES = {"docx": docx, "pdf": pdf}


def plans(request: HttpRequest) -> HttpResponse:
    """Every improvement plan, those still running first."""
    person = allowed(request, SEE)
    context = {
        "plans": queries.plans(person), "may_run": person.may(RUN), "tabs": tabs_of(person, "plans"),
    }  # fmt: skip
    return render(request, "learning/plans.html", context)


def new_plan(request: HttpRequest) -> HttpResponse:
    """A plan without objectives yet."""
    person = allowed(request, RUN)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = changes.begin_plan(by=person, **form.cleaned_data)
        return redirect("learning:plan", made.ref)
    return render(request, "learning/new_plan.html", {"form": form})


def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The board view: every objective with its owner, date, where it stands and what shows it."""
    person = allowed(request, SEE)
    shown = found(queries.plan_by_ref(person, ref))
    objectives = queries.objectives_of(shown)
    context = {
        "plan": shown, "objectives": objectives, "is_late": queries.is_late,
        "may_run": person.may(RUN) and not shown.closed_at,
        "late": sum(map(queries.is_late, objectives)),
        "achieved": sum(each.state == "achieved" for each in objectives),
    }  # fmt: skip
    return render(request, "learning/plan.html", context)


def plan_document(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """The board view as Word or PDF."""
    person = allowed(request, SEE)
    shown = found(queries.plan_by_ref(person, ref))
    if form not in FILES:
        raise Http404
    paper = plan_paper(shown, queries.objectives_of(shown), authority(), person.name)
    return file_to_keep(FILES[form](paper), f"improvement-plan-{shown.ref}.{form}")


def close_plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Close a plan, after asking."""
    person = allowed(request, RUN)
    shown = found(queries.plan_by_ref(person, ref))
    if request.method == "POST":
        try:
            changes.close_plan(by=person, plan=shown)
            messages.success(request, "The plan is closed.")
        except changes.PlanClosed as refused:
            messages.error(request, str(refused))
        return redirect("learning:plan", shown.ref)
    return render(request, "learning/close_plan.html", {"plan": shown})


def add_objective(request: HttpRequest, ref: str) -> HttpResponse:
    """An objective, from a recommendation where the address names one."""
    person = allowed(request, RUN)
    shown = found(queries.plan_by_ref(person, ref))
    behind = queries.recommendation_by_ref(person, request.GET.get("recommendation", ""))
    form = ObjectiveForm(request.POST or None, initial=_beginning(behind))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            changes.add_objective(
                by=person, plan=shown, recommendation=behind, owner=said.pop("person"), **said
            )
            return redirect("learning:plan", shown.ref)
        except changes.PlanClosed as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "plan": shown, "recommendation": behind}
    return render(request, "learning/add_objective.html", context)


def _beginning(behind: Any) -> dict[str, str]:
    """What an objective that follows from a recommendation begins with."""
    if behind is None:
        return {}
    return {
        "what": str(behind.what), "theme": behind.theme.code if behind.theme else "",
        "person": behind.person.ref if behind.person else "",
    }  # fmt: skip


def objective(request: HttpRequest, ref: str) -> HttpResponse:
    """One objective with all that was said of it; its owner, or whoever keeps plans, says more."""
    person = who(request)
    shown = queries.objective_by_ref(person, ref)
    if shown is None:
        return too_late(request)
    states = queries.states_to_say(person, shown)
    form = ProgressForm(request.POST or None, states=states)
    is_said = request.method == "POST" and states and form.is_valid()
    if is_said and _said(request, person, shown, form):
        return redirect("learning:objective", shown.ref)
    said = list(queries.progress_of(shown))
    context = {
        "objective": shown, "said": said, "form": form, "may_say": bool(states),
        "names": names({shown.added_by, *(each.said_by for each in said)}),
        "is_late": queries.is_late(shown), "sees_plans": person.may(SEE),
    }  # fmt: skip
    return render(request, "learning/objective.html", context)


def _said(request: HttpRequest, person: Person, shown: Any, form: ProgressForm) -> bool:
    version = whole_number(request.POST.get("version", ""))
    try:
        changes.say_progress(by=person, objective=shown, version=version, **form.cleaned_data)
    except changes.EvidenceMissing as refused:
        form.add_error("evidence", str(refused))
    except (changes.ObjectiveChanged, changes.PlanClosed) as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, "Saved.")
    return form.is_valid()
