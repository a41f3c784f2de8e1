"""Themes: how often each was found, round by round, and the themes themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.figures.queries import looked_at, theme_counts, theme_over_rounds
from goldenthread.learning import changes, queries
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.learning.frame import tabs_of
from goldenthread.web.whole_numbers import whole_number

PAGE = 25
RUN, SEE = Permission.LEARNING_RUN, Permission.FIGURES_SEE


class ThemeForm(PageForm):
    name = forms.CharField(label="Name", max_length=80)
    about = forms.CharField(
        label="What it is about", max_length=300, required=False,
        help_text="One sentence. Suggestions are made of it too.",
    )  # fmt: skip
    cues = forms.CharField(
        label="Words that speak for it", widget=forms.Textarea, required=False, max_length=4_000,
        help_text="One word or short phrase to a line. A finding that holds one is suggested this theme.",
    )  # fmt: skip


def themes(request: HttpRequest) -> HttpResponse:
    """Every theme with the audits it was found in, those that come back round after round told apart."""
    reader = allowed(request, *queries.READS_BRIEFINGS)
    if request.method == "GET" and not reader.may(SEE):
        return redirect("learning:briefings")
    person = allowed(request, SEE)
    counted = theme_counts(person, queries.themes())
    looked = looked_at(person).values()
    context = {
        "counted": sorted(
            (each for each in counted if not each.theme.retired_at),
            key=lambda each: (-each.rounds, -each.improvements, each.theme.order),
        ),
        "retired": [each for each in counted if each.theme.retired_at],
        "tagged": sum(each.tagged for each in looked),
        "findings": sum(each.findings for each in looked),
        "may_run": person.may(RUN),
        "tabs": tabs_of(person, "themes"),
    }
    return render(request, "learning/themes.html", context)


def theme(request: HttpRequest, ref: str) -> HttpResponse:
    """One theme: round by round, and the findings behind it that this person may see."""
    person, shown = allowed(request, SEE), found(queries.theme_by_ref(ref))
    asked = request.GET.get("round", "")
    findings = queries.findings_of_theme(person, shown, asked)
    page = Paginator(findings, PAGE).get_page(request.GET.get("page"))
    over = theme_over_rounds(person, shown)
    context = {
        "theme": shown, "over": over, "page": page, "asked": asked, "may_run": person.may(RUN),
        "differing": [each for each in over if each.differs],
        "names": names(each.held[0].added_by for each in page if each.held),
    }  # fmt: skip
    shows(request, "findings", *{each.audit.subject.ref for each in page})
    return render(request, "learning/theme.html", context)


def add_theme(request: HttpRequest) -> HttpResponse:
    """A theme of the authority's own."""
    person = allowed(request, RUN)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = changes.add_theme(by=person, **form.cleaned_data)
            messages.success(request, f"The theme “{made.name}” is there to be chosen.")
            return redirect("learning:themes")
        except changes.ThemeNameTaken as refused:
            form.add_error("name", str(refused))
    return render(request, "learning/add_theme.html", {"form": form})


def edit_theme(request: HttpRequest, ref: str) -> HttpResponse:
    """What a theme is called, and what speaks for it."""
    person, shown = allowed(request, RUN), found(queries.theme_by_ref(ref))
    form = ThemeForm(
        request.POST or None,
        initial={"name": shown.name, "about": shown.about, "cues": shown.cues},
    )
    if request.method == "POST" and form.is_valid() and _edited(request, person, shown, form):
        return redirect("learning:theme", shown.ref)
    return render(request, "learning/edit_theme.html", {"form": form, "theme": shown})


def _edited(request: HttpRequest, person: Person, shown: Any, form: ThemeForm) -> bool:
    version = whole_number(request.POST.get("version", ""))
    try:
        changes.edit_theme(by=person, theme=shown, version=version, **form.cleaned_data)
    except changes.ThemeNameTaken as refused:
        form.add_error("name", str(refused))
    except changes.ThemeChanged as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, "Saved.")
    return form.is_valid()


def retire_theme(request: HttpRequest, ref: str) -> HttpResponse:
    """Retire a theme, or bring it back; what it counted stays either way."""
    person, shown = allowed(request, RUN), found(queries.theme_by_ref(ref))
    if request.method == "POST":
        change = changes.bring_back_theme if shown.retired_at else changes.retire_theme
        try:
            change(by=person, theme=shown, version=whole_number(request.POST.get("version", "")))
            messages.success(request, "Saved.")
        except changes.ThemeChanged as refused:
            messages.error(request, str(refused))
        return redirect("learning:themes")
    return render(request, "learning/retire_theme.html", {"theme": shown})
