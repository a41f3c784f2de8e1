"""Past audits: upload an old spreadsheet, see what it would make, import all of it, and take it back."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes
from goldenthread.audits.past.map import (
    EXAMPLE,
    FIELDS,
    REQUIRED,
    MapFaulty,
    NoMapFits,
    map_for,
    map_from,
)
from goldenthread.audits.queries.past import (
    past_imports as imports_seen,
)
from goldenthread.audits.queries.past import past_plan, past_reading, visible_past_import
from goldenthread.figures.queries import reported
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.design_files import DesignFileRefused, read_design
from goldenthread.readers.guard import FileRefused
from goldenthread.reports.changes import take_back_past_audits
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows

RUN = Permission.ROUND_RUN
LARGEST, LARGEST_MAP = 10 * 1024 * 1024, 100_000
SHOWN = 100  # problems on the page; the number says all


class PastForm(PageForm):
    file = forms.FileField(
        label="File of past audits",
        help_text="An Excel workbook (.xlsx, .xls) or a CSV file: a row of headings, then a row for "
        "each audit, or for each audit and section. At most 10 MB and 2,000 rows.",
        error_messages={
            "required": "Select the file of past audits",
            "empty": "The file is empty.",
        },
    )
    map = forms.FileField(
        label="Map of its columns (optional)",
        required=False,
        help_text="A YAML file that says which column is which. Not needed where the headings are "
        "those of a map that comes with the product.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB. Divide it by years.")
        return file

    def clean_map(self) -> Any:
        file = self.cleaned_data["map"]
        if file and file.size > LARGEST_MAP:
            raise forms.ValidationError("The map is larger than 100 kB, more than any map needs.")
        return file


class TakeBackForm(PageForm):
    why = forms.CharField(
        label="Why it is taken back",
        max_length=300,
        error_messages={"required": "Say why the import is taken back"},
    )


def past_imports(request: HttpRequest) -> HttpResponse:
    """What was imported, and the upload of another file; nothing is imported before it was looked at."""
    by = allowed(request, RUN)
    form = PastForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(by, form.cleaned_data["file"], form.cleaned_data["map"])
            return redirect("audits:past_import", kept.ref)
        except (FileRefused, changes.PastImportedBefore) as error:
            form.add_error("file", str(error))
        except NoMapFits as error:
            form.add_error(
                "map",
                str(error).replace(" and give it with --map FILE.yaml", " and upload it here"),
            )
        except (MapFaulty, DesignFileRefused) as error:
            form.add_error("map", str(error))
    shows(request, "past_imports")
    about = {"fields": FIELDS, "required": REQUIRED, "example": EXAMPLE}
    held = list(imports_seen(by)[:100])
    return render(request, "audits/past_imports.html", {"form": form, "held": held, **about})


def _kept(by: Person, file: Any, map_file: Any) -> Any:
    """The file lies on disk only while it is read."""
    name = (file.name or "file")[-200:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "past"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        read = read_audit_export(path, name)
        used = map_from(read_design(map_file.read())) if map_file else map_for(read.headings)
        return changes.keep_past_audits(by=by, read=read, used=used, path=path, name=name)


def past_import(request: HttpRequest, ref: str) -> HttpResponse:
    """What the file would make, with its map and its problems; or what it made."""
    by = allowed(request, RUN)
    held = found(visible_past_import(by, ref))
    form = TakeBackForm(request.POST if request.POST.get("decision") == "take_back" else None)
    if request.method == "POST" and (answer := _decided(request, by, held, form)):
        return answer
    read = past_reading(held)
    shows(request, "past_import", held.ref)
    used = map_from(held.map)
    context = {
        "held": held, "form": form, "shown": SHOWN, "map": used,
        "columns": [(label, used.columns.get(name) or (f"always “{used.fixed[name]}”" if name in used.fixed else "")) for name, label in FIELDS[held.kind].items()],
        "plan": past_plan(by, read, used) if read is not None else None,
        "rounds": list(held.rounds.all()) if read is None else [],
        "percents": [row for row in reported(by) if row.source == held.ref] if held.kind == "percents" else [],
        "names": names([held.read_by, held.ended_by, held.withdrawn_by]),
    }  # fmt: skip
    return render(request, "audits/past_import.html", context)


def _decided(
    request: HttpRequest, by: Person, held: Any, form: TakeBackForm
) -> HttpResponse | None:
    """Import the whole file, delete what was read, or take the import back; None where that is refused."""
    decision = request.POST.get("decision")
    try:
        if decision == "use":
            plan = changes.import_past_audits(by=by, held=held)
            messages.success(
                request, f"{held.file} is imported: {plan.makes:,} of {plan.rows:,} rows."
            )
        elif decision == "drop":
            changes.drop_past_audits(by=by, held=held)
            messages.success(request, "The file is deleted. Nothing of it was kept.")
            return redirect("audits:past_imports")
        elif decision == "take_back":
            if not form.is_valid():
                return None
            take_back_past_audits(by=by, held=held, why=form.cleaned_data["why"])
            messages.success(request, f"The import of {held.file} is taken back.")
    except changes.PastInUse as error:
        form.add_error("why", str(error))
        return None
    except (changes.PastProblems, changes.PastDecided, changes.PastImportedBefore) as error:
        messages.error(request, str(error).splitlines()[0])
    return redirect("audits:past_import", held.ref)
