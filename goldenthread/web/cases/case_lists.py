"""The case lists there are, and the cases in one of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases import changes, queries
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.readers.subject_lists import CASE_FILE, LISTED
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.web.cases.columns import labels_of
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, shows

A_PAGE = 25


class CaseFilter(PageForm):
    """Which cases of a list to show; the choices are those that occur in it."""

    number = forms.CharField(label="Case number", required=False)
    status = forms.ChoiceField(label="Status", required=False)
    case_type = forms.ChoiceField(label="Case type", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    worker = forms.CharField(label="Worker", required=False)
    flag = forms.ChoiceField(label="Flag", required=False)

    def __init__(self, data: object, case_list: queries.CaseList) -> None:
        super().__init__(data)
        counts, words = queries.counts(case_list), vocabulary()
        self.fields["number"].label = queries.number_label(case_list.kind)
        for name in ("status", "case_type", "flag"):
            options = [(code, words(name, code)) for code in counts[name]]
            self.fields[name].choices = [("", "All"), *options]  # type: ignore[attr-defined]
        teams = [(team.ref, team.name) for team in queries.teams_of(case_list)]
        self.fields["team"].choices = [("", "All"), *teams, ("none", "No team")]  # type: ignore[attr-defined]
        self.counts = counts

    def filters(self) -> queries.Filters:
        """What was asked for; what is no choice any more counts as not asked."""
        self.is_valid()
        return queries.Filters(**{k: v for k, v in self.cleaned_data.items() if v})


def case_lists(request: HttpRequest) -> HttpResponse:
    """Every list there is, with those withdrawn, and uploads that somebody has to see through."""
    by = allowed(request, Permission.CASES_IMPORT)
    lists = Paginator(queries.visible_case_lists(by), A_PAGE).get_page(request.GET.get("page"))
    uploads = list(queries.uploads_on_their_way(by)[:A_PAGE])
    labels = {each.read_by for each in lists} | {each.uploaded_by for each in uploads}
    labels |= {each.withdrawn_by for each in lists}
    newest = {each.kind: each.ref for each in reversed(queries.lists_to_select_from(by))}
    context = {
        "lists": lists,
        "uploads": [(each, _same_files(each, uploads)) for each in uploads],
        "current": set(newest.values()),
        "names": names(labels),
    }
    return render(request, "cases/case_lists.html", context)


def _same_files(
    upload: queries.CaseListDraft, uploads: list[queries.CaseListDraft]
) -> tuple[str, queries.CaseListDraft] | None:
    """Whether this upload is the "newer" or "older" of two of the same files, and the other one."""
    content = sorted(file["sha256"] for file in upload.files)
    for other in uploads:
        if other != upload and sorted(file["sha256"] for file in other.files) == content:
            return ("newer" if upload.uploaded_at > other.uploaded_at else "older"), other
    return None


def case_list(request: HttpRequest, ref: str) -> HttpResponse:
    """What a list says: counts, and its cases by number, a page at a time."""
    by = allowed(request, Permission.CASES_IMPORT)
    shown = found(queries.visible_case_list(by, ref))
    form = CaseFilter(request.GET, shown)
    entries = queries.entries(shown, form.filters())
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    subjects = [entry.subject.ref for entry in page]
    shows(request, "case_list", shown.ref, *subjects)
    context = {
        "case_list": shown,
        **_as_listed(shown.kind, page.object_list),
        "counts": form.counts,
        "filter": form,
        "page": page,
        "names": names({shown.read_by, shown.withdrawn_by}),
    }
    return render(request, "cases/case_list.html", context)


def _as_listed(kind: str, entries: Any) -> dict[str, Any]:
    """The columns of a list of another kind of subject, and what they say of each entry by its key."""
    if kind == CASE_FILE:
        return {"columns": []}
    keys = list(LISTED[kind].fields)
    said = {
        entry.pk: {each.key: each.text for each in queries.particulars(kind, entry.particulars)}
        for entry in entries
    }
    return {
        "columns": [LISTED[kind].fields[key].label for key in keys],
        "labels": labels_of(kind),
        "cells": {pk: [texts.get(key, "") for key in keys] for pk, texts in said.items()},
        "things": SUBJECTS[kind].plural,
    }


class WithdrawForm(PageForm):
    why = forms.CharField(
        label="Why is it withdrawn?",
        widget=forms.Textarea,
        help_text="Everybody who loads case lists can read this. Do not name a child.",
    )


def withdraw_case_list(request: HttpRequest, ref: str) -> HttpResponse:
    by = allowed(request, Permission.CASES_IMPORT)
    shown = found(queries.visible_case_list(by, ref))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.withdraw_case_list(by=by, case_list=shown, **form.cleaned_data)
            messages.success(request, "The case list is withdrawn.")
            return redirect("cases:case_lists")
        except changes.AlreadyWithdrawn as error:
            form.add_error(None, str(error))
    context = {"form": form, "case_list": shown}
    return render(request, "cases/withdraw_case_list.html", context)
