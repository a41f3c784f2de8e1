"""The audits of a round in one Excel sheet, a row for each case: taken away, and what came back."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.readers.guard import FileRefused
from goldenthread.web.audits.brought import (
    Room,
    UploadForm,
    as_brought,
    as_left,
    as_they_stand,
    in_words,
    kept_a_moment,
    keys_posted,
    say_saved,
)
from goldenthread.web.audits.frame import keeps_words
from goldenthread.web.audits.questions import collected
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import found, shows, who


class ExcelForm(UploadForm):
    file = forms.FileField(
        label="Your filled-in sheet",
        help_text="The Excel workbook (.xlsx) that you downloaded here, 5 MB at most.",
        allow_empty_file=True,
        error_messages={"required": "Select the Excel workbook that you filled in"},
    )


def excel(request: HttpRequest, ref: str) -> HttpResponse:
    """The sheet of a round's audits to take away; uploaded, what it says, before anything is saved."""
    audits = _audits(request, ref)
    form = ExcelForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with kept_a_moment(form) as (path, name):
                done = queries.read_excel(who(request), ref, path, name)
            return _show_preview(request, audits[0].round, done)
        except FileRefused as refused:
            form.add_error("file", f"{refused.reason} {refused.what_to_do}")
    context = {"form": form, "audits": audits, "round": audits[0].round}
    return render(request, "audits/excel.html", context)


def excel_file(request: HttpRequest, ref: str) -> HttpResponse:
    """The sheet of the audits of a round that the person has still to write."""
    audits = _audits(request, ref)
    return file_to_keep(queries.excel_form(who(request), audits), f"audits-{ref}.xlsx")


@keeps_words
def excel_read(request: HttpRequest, ref: str) -> HttpResponse:
    """Save what the preview showed; what cannot be saved comes back with every word of it."""
    audits = _audits(request, ref)
    if request.method != "POST":
        return redirect("audits:excel", ref)
    posted = list(_posted(request, audits))
    given = [(audit, collected(data, asked)) for audit, data, asked in posted]
    done = changes.save_from_sheet(
        by=who(request), answers=[(audit, answers) for audit, (answers, _, _) in given]
    )
    left = []
    for (audit, data, asked), (_, (_, problems, again)), saved in zip(
        posted, given, done, strict=True
    ):
        outcome = changes.SectionSaved(saved.saved, (*saved.conflicts, *again), saved.refused)
        if questions := as_left(asked, data, outcome, problems):
            left.append(_part(audit, queries.form_state(audit), questions))
    count = sum(len(saved.saved) for saved in done)
    if left:
        context = {"parts": left, "saved": count, "round": audits[0].round}
        return render(request, "audits/excel_read.html", context)
    say_saved(request, count, "Excel sheet")
    return redirect("audits:excel", ref)


def _audits(request: HttpRequest, ref: str) -> list[Any]:
    audits = found(queries.audits_of_sheet(who(request), ref) or None)
    shows(request, "audit_sheet", *(ref for a in audits for ref in (a.ref, a.subject.ref)))
    return audits


def _posted(request: HttpRequest, audits: list[Any]) -> Iterator[tuple[Any, QueryDict, list[Any]]]:
    """Each audit of which the form carries answers: these alone, and the questions as they stand."""
    for audit in audits:
        data, start = QueryDict(mutable=True), f"{audit.ref}:"
        for name, values in request.POST.lists():
            if name.startswith(start):
                data.setlist(name.removeprefix(start), values)
        if keys := keys_posted(data):
            grades = queries.is_auditor(who(request), audit)
            yield audit, data, as_they_stand(audit, queries.form_state(audit), keys, grades=grades)


def _part(
    audit: Any, state: Any, questions: list[Any], preview: queries.Preview | None = None
) -> dict[str, Any]:
    return {
        "audit": audit, "state": state, "questions": questions, "preview": preview,
        "names": in_words(audit, state, questions),
    }  # fmt: skip


def _show_preview(request: HttpRequest, held: Any, done: queries.SheetRead) -> HttpResponse:
    parts, room = [], Room()
    for audit, preview in done.audits:
        state, grades = queries.form_state(audit), queries.is_auditor(who(request), audit)
        questions = as_brought(audit, state, room.take(preview.changes), grades=grades)
        parts.append(_part(audit, state, questions, preview))
    context = {
        "parts": parts, "rows_left_out": done.left_out, "left_out": room.left_out, "round": held,
    }  # fmt: skip
    return render(request, "audits/excel_read.html", context)
