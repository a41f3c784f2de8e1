"""Exemplars of good practice: written, read by a second person, shown, withdrawn."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.learning import changes, queries
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found
from goldenthread.web.learning.frame import tabs_of
from goldenthread.web.learning.plan_forms import offer

PAGE = 25
RUN = Permission.LEARNING_RUN


class ExemplarForm(PageForm):
    title = forms.CharField(label="Title", max_length=120)
    theme = forms.ChoiceField(label="Theme (optional)", required=False)
    words = forms.CharField(
        label="What was done?", widget=forms.Textarea, max_length=4_000,
        help_text="In words of your own. No names, no case numbers, no places, no dates.",
        error_messages={"required": "Enter what was done"},
    )  # fmt: skip
    why_good = forms.CharField(
        label="What makes it good?", widget=forms.Textarea, max_length=2_000,
        error_messages={"required": "Enter what makes it good"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {each.code: each for each in queries.themes_in_use()}
        offer(self, "theme", [("", "None"), *((c, t.name) for c, t in self.by_code.items())])

    def clean_theme(self) -> Any:
        return self.by_code.get(self.cleaned_data["theme"])


class CheckForm(PageForm):
    is_read = forms.BooleanField(
        label="I have read it, and nobody can be told from it",
        error_messages={"required": "Tick that you have read it"},
    )


class WhyForm(PageForm):
    why = forms.CharField(label="Reason", widget=forms.Textarea)


def exemplars(request: HttpRequest) -> HttpResponse:
    """Exemplars that are shown; for whoever keeps them also those that wait."""
    person = allowed(request, *queries.READS_EXEMPLARS)
    page = Paginator(queries.exemplars(person), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_run": person.may(RUN), "tabs": tabs_of(person, "exemplars")}
    return render(request, "learning/exemplars.html", context)


def add_exemplar(request: HttpRequest) -> HttpResponse:
    """An exemplar, which waits for a second person."""
    person = allowed(request, RUN)
    form = ExemplarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = changes.write_exemplar(by=person, **form.cleaned_data)
            messages.success(request, "Saved. A second person has to read it before it is shown.")
            return redirect("learning:exemplar", made.ref)
        except changes.Identifies as refused:
            form.add_error("words", str(refused))
    return render(request, "learning/add_exemplar.html", {"form": form})


def exemplar(request: HttpRequest, ref: str) -> HttpResponse:
    person = allowed(request, *queries.READS_EXEMPLARS)
    shown = found(queries.exemplar_by_ref(person, ref))
    is_waiting = shown.state == "waiting" and shown.written_by != person.actor_label
    context = {
        "exemplar": shown, "may_run": person.may(RUN), "may_check": person.may(RUN) and is_waiting,
        "names": names((shown.written_by, shown.checked_by, shown.withdrawn_by)),
    }  # fmt: skip
    return render(request, "learning/exemplar.html", context)


def check_exemplar(request: HttpRequest, ref: str) -> HttpResponse:
    """A second person has read it."""
    form = CheckForm(request.POST or None)
    return _step(
        request, ref, "learning/check_exemplar.html", form,
        lambda person, shown: changes.check_exemplar(by=person, exemplar=shown),
    )  # fmt: skip


def withdraw_exemplar(request: HttpRequest, ref: str) -> HttpResponse:
    """It is shown no longer, with the reason."""
    form = WhyForm(request.POST or None)
    return _step(
        request, ref, "learning/withdraw_exemplar.html", form,
        lambda person, shown: changes.withdraw_exemplar(
            by=person, exemplar=shown, why=form.cleaned_data["why"]
        ),
    )  # fmt: skip


def _step(
    request: HttpRequest, ref: str, template: str, form: PageForm,
    change: Callable[[Person, Any], None],
) -> HttpResponse:  # fmt: skip
    person = allowed(request, RUN)
    shown = found(queries.exemplar_by_ref(person, ref))
    if request.method == "POST" and form.is_valid():
        try:
            change(person, shown)
            messages.success(request, "Saved.")
            return redirect("learning:exemplar", shown.ref)
        except (changes.NotWaiting, changes.Identifies) as refused:
            form.add_error(None, str(refused))
    return render(request, template, {"form": form, "exemplar": shown})
