"""Upload files, watch them being read, and decide on the report."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases import changes, queries
from goldenthread.journal.changes import now, today
from goldenthread.people.roles import Permission
from goldenthread.readers.guard import FileRefused
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import allowed, found, shows

A_PAGE = 25
REFRESH_AFTER = 3  # seconds
LONG_WAIT = 30  # seconds
MOST_FILES = 11  # one for each list
LIST_OF = {
    CASE_FILE: "Children’s cases (Annex A, or a table of your own)",
    **{
        key: kind.plural[0].upper() + kind.plural[1:]
        for key, kind in SUBJECTS.items()
        if key != CASE_FILE
    },
}


class Files(forms.FileField):
    """One or several files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        # Empty files go on to the guard, which says what to do about them.
        given = [file for file in data or [] if file]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Select at most {MOST_FILES} files, one for each list.")
        return given


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(PageForm):
    kind = forms.ChoiceField(
        label="What is it a list of?",
        choices=list(LIST_OF.items()), required=False,
        help_text="A list of referrals to the designated officer is seen only by whoever loads it.",
    )  # fmt: skip
    case_files = Files(
        label="Files",
        widget=ManyFilesInput,
        help_text="A workbook (.xlsx, .xlsm or .xls) or CSV; of children’s cases all lists in one "
        "workbook, or several files of the same day: one CSV for each list.",
        error_messages={"required": "Select the files of your case list"},
    )
    taken_on = DateField(
        label="Which day does the list describe?",
        help_text="The day it was taken from your case system.",
    )

    def clean_taken_on(self) -> date:
        day: date = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError(str(changes.DateToCome(day)))
        return day


def new_case_list(request: HttpRequest) -> HttpResponse:
    """Take the files in; a job reads them, and nothing is written before its report is used."""
    by = allowed(request, Permission.CASES_IMPORT)
    kind = request.GET.get("of", "")
    start = {"taken_on": today(), "kind": kind if kind in LIST_OF else CASE_FILE}
    form = UploadForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            draft = changes.start_import(
                by=by,
                files=given["case_files"],
                taken_on=given["taken_on"],
                kind=given["kind"] or CASE_FILE,
            )
            return redirect("cases:upload", draft.ref)
        except (FileRefused, changes.FileTooLarge) as error:
            form.add_error("case_files", str(error))
    return render(request, "cases/new_case_list.html", {"form": form})


def upload(request: HttpRequest, ref: str) -> HttpResponse:
    """Where an upload is: being read, refused, or read and waiting for a decision."""
    by = allowed(request, Permission.CASES_IMPORT)
    draft = found(queries.visible_upload(by, ref))
    if request.method == "POST":
        return _decide(request, draft)
    if draft.state == "needs_columns":
        return redirect("cases:match_columns", draft.ref)
    if draft.state == "used" and draft.case_list:
        return redirect("cases:case_list", draft.case_list.ref)
    shows(request, "case_list_upload", draft.ref)
    is_on_its_way = draft.state in ("waiting", "reading")
    context = {"draft": draft, "still": "still" in request.GET, "is_on_its_way": is_on_its_way}
    if is_on_its_way:
        return _progress(request, draft, context)
    return render(request, "cases/upload.html", {**context, **_report(request, draft)})


def _progress(
    request: HttpRequest, draft: queries.CaseListDraft, context: dict[str, Any]
) -> HttpResponse:
    """A page that comes again by itself, without a script, unless it was asked to stand still."""
    waited = (now() - draft.uploaded_at).total_seconds()
    is_stuck = draft.state == "waiting" and waited > LONG_WAIT and not queries.is_worker_running()
    answer = render(request, "cases/upload.html", {**context, "is_stuck": is_stuck})
    if not context["still"]:
        answer["Refresh"] = str(REFRESH_AFTER)
    return answer


def _report(request: HttpRequest, draft: queries.CaseListDraft) -> dict[str, Any]:
    said = queries.report_of_draft(draft)
    if said is None:
        return {}
    mapping, types = queries.case_type_mapping(draft.kind), list(queries.case_types_in_use())
    counts = mapping.counts(said.kinds)
    known = dict.fromkeys((*(each.code for each in types), *counts))
    in_order = [code for code in known if code in counts and code != queries.UNKNOWN]
    in_order += [queries.UNKNOWN] * (queries.UNKNOWN in counts)
    return {
        "report": said,
        "is_of_cases": draft.kind == CASE_FILE,
        "things": SUBJECTS[draft.kind].plural,
        "children": queries.children_in(draft),
        "already": queries.list_already_there(said.fingerprint, said.taken_on, said.kind),
        "by_case_type": {code: counts[code] for code in in_order},
        "unmapped": mapping.unmapped(said.kinds),
        "case_types": types,
        "problems": Paginator(said.problems, A_PAGE).get_page(request.GET.get("page")),
    }


def _decide(request: HttpRequest, draft: queries.CaseListDraft) -> HttpResponse:
    """Use the report, or drop it."""
    by = allowed(request, Permission.CASES_IMPORT)
    try:
        if request.POST.get("decision") == "use":
            already = queries.report_of_draft(draft)
            there = already and queries.list_already_there(
                already.fingerprint, already.taken_on, already.kind
            )
            made = changes.confirm_import(by=by, draft=draft)
            words = "These files had been loaded before. Nothing has changed."
            messages.success(request, words if there else f"The {made.title.lower()} is loaded.")
            return redirect("cases:case_list", made.ref)
        if request.POST.get("decision") == "drop":
            changes.drop_import(by=by, draft=draft)
            messages.success(request, "The upload is deleted. Nothing of it was kept.")
    except changes.NotReadYet as error:
        messages.error(request, str(error))
    return redirect("cases:case_lists")
