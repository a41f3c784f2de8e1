"""Indicators: upload a spreadsheet, say which column is what, see what it would bring in, import or take back."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import indicators as changes
from goldenthread.programme.queries.indicators import (
    indicator_files,
    indicator_plan,
    indicator_reading,
    value_said,
    values_of,
    visible_indicator_file,
)
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.indicators import FIELDS, NEEDED
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found

RUN = Permission.ROUND_RUN
LARGEST = 5 * 1024 * 1024
SHOWN = 100  # rows and problems on the page; the numbers say all


class IndicatorsForm(PageForm):
    file = forms.FileField(
        label="File of indicators",
        help_text="An Excel workbook (.xlsx, .xls) or a CSV file: a row of headings, then a row for each "
        "value, with its indicator, period and source, and, where it has one, its unit and team. At most "
        "5 MB and 2,000 rows.",
        error_messages={"required": "Select the file of indicators", "empty": "The file is empty."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Divide it by years.")
        return file


class ColumnsForm(PageForm):
    """Which heading is what."""

    def __init__(self, data: Any, headings: list[str], columns: dict[str, str]) -> None:
        super().__init__(data, initial=columns)
        choices = [("", "Not in the file"), *((each, each) for each in headings if each)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=name in NEEDED,
                error_messages={"required": f"Select the column of the {label.lower()}"},
            )  # fmt: skip


class TakeBackForm(PageForm):
    why = forms.CharField(
        label="Why it is taken back", max_length=300,
        error_messages={"required": "Say why the import is taken back"},
    )  # fmt: skip


def indicators(request: HttpRequest) -> HttpResponse:
    """What was imported, and the upload of another file; nothing is imported before it was looked at."""
    by = allowed(request, RUN)
    form = IndicatorsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            held = _kept(by, form.cleaned_data["file"])
            return redirect("programme:indicator_file", held.ref)
        except FileRefused as error:
            form.add_error("file", str(error))
    context = {"form": form, "held": list(indicator_files(by)[:100])}
    return render(request, "programme/indicators.html", context)


def _kept(by: Person, file: Any) -> Any:
    """The file lies on disk only while it is read."""
    name = (file.name or "file")[-200:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "indicators"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        read = read_audit_export(path, name)
        return changes.keep_indicators(by=by, read=read, path=path, name=name)


def indicator_file(request: HttpRequest, ref: str) -> HttpResponse:
    """What the file would bring in, with its columns and its problems; or what it brought in."""
    by = allowed(request, RUN)
    held = found(visible_indicator_file(by, ref))
    read = indicator_reading(held)
    decision = request.POST.get("decision", "")
    headings = list(read.headings) if read else []
    columns = ColumnsForm(request.POST if decision == "match" else None, headings, held.columns)
    form = TakeBackForm(request.POST if decision == "take_back" else None)
    if request.method == "POST" and (answer := _decided(request, by, held, columns, form)):
        return answer
    context = {
        "held": held, "columns": columns, "form": form if held.state == "used" else columns, "shown": SHOWN,
        "plan": indicator_plan(read, held.columns) if read else None,
        "values": values_of(held)[:SHOWN] if held.state == "used" else [], "value_said": value_said,
        "names": names([held.read_by, held.ended_by, held.withdrawn_by]),
    }  # fmt: skip
    return render(request, "programme/indicator_file.html", context)


def _decided(
    request: HttpRequest, by: Person, held: Any, columns: ColumnsForm, form: TakeBackForm
) -> HttpResponse | None:
    """Say which column is what, import the whole file, delete it, or take it back; None where refused."""
    decision = request.POST.get("decision")
    try:
        if decision == "match":
            if not columns.is_valid():
                return None
            changes.match_indicators(by=by, held=held, columns=columns.cleaned_data)
        elif decision == "use":
            plan = changes.import_indicators(by=by, held=held)
            messages.success(request, f"{held.file} is imported: {len(plan.rows):,} values.")
        elif decision == "drop":
            changes.drop_indicators(by=by, held=held)
            messages.success(request, "The file is deleted. Nothing of it was kept.")
            return redirect("programme:indicators")
        elif decision == "take_back":
            if not form.is_valid():
                return None
            changes.withdraw_indicators(by=by, held=held, why=form.cleaned_data["why"])
            messages.success(request, f"The import of {held.file} is taken back.")
    except (changes.IndicatorProblems, changes.IndicatorsDecided) as error:
        messages.error(request, str(error).splitlines()[0])
    return redirect("programme:indicator_file", held.ref)
