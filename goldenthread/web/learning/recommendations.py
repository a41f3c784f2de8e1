"""Recommendations: made from a theme and its findings, answered by those they are addressed to."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions.changes import FindingElsewhere, Wanted, open_actions
from goldenthread.actions.queries import possible_owners, visible_actions
from goldenthread.learning import changes, queries
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.web.due import ActionForm
from goldenthread.web.guards import allowed, found, shows, who
from goldenthread.web.learning.frame import tabs_of
from goldenthread.web.learning.plan_forms import AnswerForm, RecommendForm
from goldenthread.web.unsaved import too_late

PAGE = 25
RUN, SEE = Permission.LEARNING_RUN, Permission.FIGURES_SEE
# Addressees need not see figures: whoever leads a team may be asked.
READS = (SEE, RUN, Permission.TEAM_SEE)


def recommendations(request: HttpRequest) -> HttpResponse:
    """Every recommendation that this person may see, those that wait for an answer first."""
    person = allowed(request, *READS)
    page = Paginator(queries.recommendations(person), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "may_run": person.may(RUN),
        "sees_all": person.may(SEE),
    }
    context["tabs"] = tabs_of(person, "recommendations")
    return render(request, "learning/recommendations.html", context)


def recommend(request: HttpRequest) -> HttpResponse:
    """A recommendation, from a theme where the address names one."""
    person = allowed(request, RUN)
    theme = queries.theme_by_ref(request.GET.get("theme", ""))
    findings = queries.findings_to_recommend_from(person, theme)
    form = RecommendForm(request.POST or None, findings=findings)
    if request.method == "POST" and form.is_valid():
        made = changes.recommend(by=person, theme=theme, **form.said())
        messages.success(request, "The recommendation is made and waits for an answer.")
        return redirect("learning:recommendation", made.ref)
    shows(request, "findings", *{each.audit.subject.ref for each in findings})
    return render(request, "learning/recommend.html", {"form": form, "theme": theme})


def recommendation(request: HttpRequest, ref: str) -> HttpResponse:
    """What is recommended, from what, what was answered, and what followed."""
    person = allowed(request, *READS)
    shown = found(queries.recommendation_by_ref(person, ref))
    findings = list(queries.findings_behind_recommendation(person, shown))
    context = {
        "recommendation": shown, "findings": findings,
        "objectives": shown.objectives.select_related("what", "plan"),
        "may_answer": queries.may_answer_recommendation(person, shown),
        "may_run": person.may(RUN), "sees_plans": person.may(SEE),
        "actions": visible_actions(person).filter(from_ref=shown.ref).order_by("id"),
        "may_act": person.may(Permission.ROUND_RUN) and shown.state == "accepted",
        "running": [each.plan for each in queries.plans(person) if not each.plan.closed_at],
        "names": names((shown.made_by, shown.answered_by)),
    }  # fmt: skip
    shows(request, "recommendation", shown.ref, *{each.audit.subject.ref for each in findings})
    return render(request, "learning/recommendation.html", context)


def answer_recommendation(request: HttpRequest, ref: str) -> HttpResponse:
    """Accepted, or not with the reason."""
    person = who(request)
    shown = queries.recommendation_by_ref(person, ref)
    if shown is None or not queries.may_answer_recommendation(person, shown):
        return too_late(request)
    form = AnswerForm(request.POST or None, may_withdraw=person.may(RUN))
    if request.method == "POST" and form.is_valid():
        try:
            changes.answer_recommendation(by=person, recommendation=shown, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("learning:recommendation", shown.ref)
        except changes.AlreadyAnswered as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "recommendation": shown}
    return render(request, "learning/answer_recommendation.html", context)


class FollowForm(ActionForm):
    """An action that a recommendation leads to: about the service, so of no part of an audit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, owners=possible_owners(None), **kwargs)
        del self.fields["section"]

    def wanted(self) -> Wanted:
        said = {**self.cleaned_data, "section": ""}
        self.cleaned_data = said
        given = self.action()
        return Wanted(
            what=given["what"], owner=given["owner"], due_on=given["due_on"], why=given["why"],
            measure=given["measure"], priority=given["priority"],
            findings=tuple(given["findings"]),
        )  # fmt: skip


def recommendation_action(request: HttpRequest, ref: str) -> HttpResponse:
    """An action that follows from a recommendation that was accepted; it opens at once."""
    person = allowed(request, Permission.ROUND_RUN)
    shown = found(queries.recommendation_by_ref(person, ref))
    found(True if shown.state == "accepted" else None)
    findings = queries.findings_behind_recommendation(person, shown)
    form = FollowForm(request.POST or None, findings=findings, initial={"why": str(shown.what)})
    if request.method == "POST" and form.is_valid():
        try:
            open_actions(by=person, from_ref=shown.ref, wanted=[form.wanted()])
            messages.success(request, "The action is open.")
            return redirect("learning:recommendation", shown.ref)
        except FindingElsewhere as refused:
            form.add_error(None, str(refused))
    shows(request, "findings", *{each.audit.subject.ref for each in findings})
    context = {"form": form, "recommendation": shown}
    return render(request, "learning/recommendation_action.html", context)
