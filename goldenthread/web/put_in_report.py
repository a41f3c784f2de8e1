"""Put in a report: a sentence of a page of figures goes into a box of a draft, its numbers as fields."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.people.roles import Permission
from goldenthread.reports import changes
from goldenthread.reports.build import boxes_of
from goldenthread.reports.queries import drafts_of, rounds_to_report
from goldenthread.web.fields import PageForm
from goldenthread.web.figure_sentences import PAGES, Sentence, sentences
from goldenthread.web.guards import Person, allowed, found

MOST = 40  # sentences offered; a page of more groups is narrowed by its filter


class PutForm(PageForm):
    """Which sentence of the page, and into which box of which draft."""

    sentence = forms.ChoiceField(label="Sentence", widget=forms.RadioSelect)
    place = forms.ChoiceField(
        label="Report and box",
        help_text="The sentence becomes the last paragraph of the box. What is written there stays.",
    )

    def __init__(self, data: Any, offered: list[Sentence], drafts: list[Any]) -> None:
        super().__init__(data)
        self.drafts = {each.ref: each for each in drafts}
        self._offer("sentence", [(each.field, each.shown) for each in offered])
        places = [
            (f"{draft.ref}:{box.key}", f"{draft.kind_label}: {box.label}")
            for draft in drafts for box in boxes_of(draft.kind) if box.kind == "text"
        ]  # fmt: skip
        self._offer("place", [("", "Select a box"), *places])
        if len(offered) == 1:
            self.initial["sentence"] = offered[0].field

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def put_in_report(request: HttpRequest) -> HttpResponse:
    """The sentences of a page for one round, and the boxes of the drafts there are."""
    person = allowed(request, Permission.REPORT_WRITE)
    page = request.GET.get("page", "grades")
    found(PAGES.get(page))
    rounds = rounds_to_report(person)
    code = request.GET.get("round", "")
    round = found(rounds.filter(code=code).first()) if code else None
    offered = sentences(page, person, request.GET, round)[:MOST] if round else []
    drafts = drafts_of(person, round) if round else []
    form = PutForm(request.POST if request.method == "POST" else None, offered, drafts)
    if request.method == "POST" and form.is_valid() and _put(person, form):
        messages.success(request, "The sentence is in the report. Its numbers are kept right.")
        return redirect("reports:edit", form.cleaned_data["place"].partition(":")[0])
    context = {
        "form": form, "page": page, "round": round, "rounds": rounds, "offered": offered,
        "drafts": drafts, "back": f"{reverse(f'figures:{page}')}?{_asked(request.GET)}",
        "hidden": [(k, v) for k, v in request.GET.items() if k != "round"],
    }  # fmt: skip
    return render(request, "figures/put_in_report.html", context)


def _put(person: Person, form: PutForm) -> bool:
    """Whether the sentence was put in; if not, the form says why."""
    ref, _, box = form.cleaned_data["place"].partition(":")
    words = form.cleaned_data["sentence"]
    try:
        changes.put_in_box(by=person, report=form.drafts[ref], box=box, words=words)
    except changes.ReportFinal as refused:
        form.add_error("place", str(refused))
    return form.is_valid()


def _asked(data: QueryDict) -> str:
    """The address of the page as it was asked for."""
    asked = data.copy()
    asked.pop("page", None)
    return asked.urlencode()
