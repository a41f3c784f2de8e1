"""A tool as its auditor sees it: looked at section by section, and tried with a practice case.

Nothing that is entered here is kept: it goes to the server and comes back in the page.
"""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.audits.queries import AnswerNow, FormState, remarks
from goldenthread.cases.queries import case_types_in_use
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Role
from goldenthread.tools import queries
from goldenthread.tools.form import About, Condition, Form, Section, in_order, problem_with
from goldenthread.web.audits.questions import Shown, posted, shown
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.tools.frame import RUN, around


class AsForm(PageForm):
    """As whom one looks at a tool; asked for with GET."""

    case_type = forms.ChoiceField(label="Case type", required=False)
    role = forms.ChoiceField(label="The auditor's role", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = vocabulary()
        types = [(each.code, words("case_type", each.code)) for each in case_types_in_use()]
        roles = [(role.code, words("role", role.code)) for role in Role]
        for name, every, choices in (
            ("case_type", "Not known", types), ("role", "Any", roles),
        ):  # fmt: skip
            field: Any = self.fields[name]
            field.choices = [("", every), *choices]

    @property
    def about(self) -> About:
        data = self.cleaned_data if self.is_valid() else {}
        role = data.get("role", "")
        return About(data.get("case_type", ""), (role,) if role else ())


def preview(request: HttpRequest, ref: str) -> HttpResponse:
    """One section as the auditor of a case type sees it, with what answers would bring."""
    allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    form = AsForm(request.GET)
    tool = _whatever_is_answered(queries.form(held), form.about)
    here = tool.section(request.GET.get("section", "")) or next(iter(tool.sections), None)
    state = FormState(tool)
    context = around(
        held, form=form, state=state, here=here, hidden=_later(queries.form(held), tool),
        questions=shown(state, here.questions, (), grades=True) if here else [],
    )  # fmt: skip
    return render(request, "tools/preview.html", context)


def _whatever_is_answered(tool: Form, about: About) -> Form:
    """The form for a case type and role; what waits for an answer is there, whatever is answered."""

    def holds(when: Condition | None) -> bool:
        return when is None or replace(when, answers=()).holds(about, lambda _: "")

    sections = tuple(
        replace(each, questions=tuple(q for q in each.questions if holds(q.shown_when)))
        for each in tool.sections
        if holds(each.shown_when) and holds(each.heading_when)
    )
    return replace(tool, sections=tuple(each for each in sections if each.questions))


def _later(whole: Form, tool: Form) -> list[Section]:
    """Sections that this auditor is not shown."""
    there = {section.key for section in tool.sections}
    return [section for section in whole.sections if section.key not in there]


def try_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Fill the whole tool for a practice case; each press of the button shows what follows."""
    allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    form = AsForm(request.GET)
    tool = queries.form(held)
    answers, problems = _answers(request, tool) if request.method == "POST" else ({}, {})
    values = {key: answer.value for key, answer in answers.items() if key not in problems}
    state = FormState(tool.applied(form.about, values), answers)
    questions = [
        _with_problem(q, problems) for q in shown(state, state.form.questions, (), grades=True)
    ]
    context = around(
        held, form=form, state=state, questions=questions, is_tried=request.method == "POST",
        remarks=remarks(state) if request.method == "POST" and not problems else [],
    )  # fmt: skip
    return render(request, "tools/try_out.html", context)


def _answers(request: HttpRequest, tool: Form) -> tuple[dict[str, AnswerNow], dict[str, str]]:
    """What was typed, by question, and what is wrong with it."""
    given, problems = {}, {}
    for each in shown(FormState(tool), tool.questions, (), grades=True):
        key, question = each.question.key, each.question
        answer, problem = posted(request.POST, each)
        value = in_order(tool, question, answer.value or "")
        given[key] = AnswerNow(0, value, answer.text or "", answer.on)
        problem = problem or problem_with(tool, question, value, has_date=answer.on is not None)
        if problem:
            problems[key] = problem
    return given, problems


def _with_problem(each: Shown, problems: dict[str, str]) -> Shown:
    return replace(each, problem=problems.get(each.question.key, ""))
