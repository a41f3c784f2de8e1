"""Auditors practise on invented cases; who is ready to audit with which tool, since when."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.queries import training_talks
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme import changes, queries
from goldenthread.tools.form import NOT_APPLICABLE, Form, Section
from goldenthread.tools.practice import practice_case
from goldenthread.tools.queries import newest_version
from goldenthread.web.fields import PageForm
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import Person, allowed, found, shows

MAY = (Permission.AUDIT_ANSWER, Permission.ROUND_RUN)
A_PAGE = 25


class GradesForm(PageForm):
    """A grade for each section of a tool."""

    def __init__(self, asked: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        self.sections = queries.practice_sections(asked)
        for section in self.sections:
            keys = queries.grades_of(asked, section)
            self.fields[section.key] = forms.ChoiceField(
                label=f"{section.letter}. {section.title}",
                widget=forms.RadioSelect,
                choices=[(k, "Not applicable" if k == NOT_APPLICABLE else words("grade", k)) for k in keys],
                error_messages={"required": f"Select a grade: {section.title}"},
            )  # fmt: skip

    def rows(self) -> list[tuple[Section, Any]]:
        return [(section, self[section.key]) for section in self.sections]


def practice(request: HttpRequest) -> HttpResponse:
    """The tools that can be practised, since when one is ready for each, and one's own tries."""
    person = allowed(request, *MAY)
    talks = training_talks([person]).get(person.id)
    context = {
        "tools": queries.to_practise(person), "tries": list(queries.own_practice(person)[:A_PAGE]),
        "is_asked": authority().practice_first, "talks": talks,
    }  # fmt: skip
    return render(request, "programme/practice.html", context)


def practise(request: HttpRequest, tool: str, case: str) -> HttpResponse:
    """Read an invented case and grade it section by section."""
    person = allowed(request, *MAY)
    invented, asked = found(practice_case(case, tool)), found(queries.form_to_practise(tool))
    form = GradesForm(asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = found(newest_version(tool))
        made = changes.practise(by=person, version=version, case=case, grades=form.cleaned_data)
        return redirect("programme:practised", made.ref)
    context = {"form": form, "case": invented, "asked": asked}
    return render(request, "programme/practise.html", context)


def practised(request: HttpRequest, ref: str) -> HttpResponse:
    """A try beside the reference: where they differ, and why the reference is what it is."""
    person = allowed(request, *MAY)
    made = found(queries.practice_by_ref(person, ref))
    invented = found(practice_case(made.case, made.tool.code))
    asked = found(queries.form_to_practise(made.tool.code))
    shows(request, "practice", made.ref, made.person.ref)
    context = {
        "made": made, "case": invented, "asked": asked, "is_own": made.person == person,
        "rows": queries.compared(asked, invented, made.grades),
        "grades": GradeLooks(asked.scale, vocabulary()),
    }  # fmt: skip
    return render(request, "programme/practised.html", context)


def ready(request: HttpRequest) -> HttpResponse:
    """Who has practised with which tool, since when, and what they have learned in training rounds."""
    by = allowed(request, Permission.ROUND_RUN)
    page = Paginator(queries.auditors(), A_PAGE).get_page(request.GET.get("page"))
    people: list[Person] = list(page)
    since, talks = queries.ready_since(people), training_talks(people)
    tools = queries.to_practise(by)
    rows = [
        (p, [(t.version.title, since[p.id, t.version.tool.code]) for t in tools
             if (p.id, t.version.tool.code) in since], talks.get(p.id))
        for p in people
    ]  # fmt: skip
    shows(request, "auditors_ready", *(person.ref for person in people))
    context = {
        "page": page, "rows": rows, "is_asked": authority().practice_first, "tools": tools,
        "may_change": by.may(Permission.SETTINGS_CHANGE),
    }  # fmt: skip
    return render(request, "programme/ready.html", context)
