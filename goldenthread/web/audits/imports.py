"""Audits from the case system: upload the export, match its columns, look at the report, bring them in."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.audits.incoming import (
    FIELDS,
    REQUIRED,
    Columns,
    ColumnsMissing,
    ColumnUsedTwice,
)
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import round_by_ref
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.guard import FileRefused
from goldenthread.tools.queries import form as form_of_tool
from goldenthread.web.fields import PageForm, choices_of
from goldenthread.web.guards import Person, allowed, found, shows

RUN = Permission.ROUND_RUN
LARGEST = 10 * 1024 * 1024
SHOWN = 200  # rows of a kind on the page; the numbers say all
ANSWER, WORDS = "answer-", "words-"


class ExportForm(PageForm):
    export = forms.FileField(
        label="File from the case system",
        help_text="An Excel workbook (.xlsx, .xls) or a CSV file: a row of headings, then a row for "
        "each audit. At most 10 MB and 2,000 audits.",
        error_messages={"required": "Select the file of audits", "empty": "The file is empty."},
    )

    def clean_export(self) -> Any:
        file = self.cleaned_data["export"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB. Export one round alone.")
        return file


class MatchForm(PageForm):
    """A choice of column for each field of ours, and for each question of the tool: answer and words."""

    def __init__(self, data: Any, held: Any, read: ExportRead, columns: Columns) -> None:
        super().__init__(data)
        self.read, self.form = read, form_of_tool(held.round.tool_version)
        choices = choices_of(((h, h) for h in read.headings if h), every="Not in the file")
        for name, (label, _) in FIELDS.items():
            self._choice(name, label, choices, columns.fields)
        for question in self.form.questions:
            self._choice(f"{ANSWER}{question.key}", question.label, choices, columns.answers)
            words = f"Words about: {question.label}"
            self._choice(f"{WORDS}{question.key}", words, choices, columns.words)

    def _choice(self, name: str, label: str, choices: Any, chosen: Mapping[str, str]) -> None:
        key = name.removeprefix(ANSWER).removeprefix(WORDS)
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=chosen.get(key, "")
        )

    def first_values(self, heading: str) -> str:
        place = self.read.headings.index(heading)
        cells = (row[place] for _, row in self.read.rows if len(row) > place and row[place])
        return ", ".join(cell[:40] for cell, _ in zip(cells, range(3), strict=False))

    def ours(self) -> list[tuple[str, bool]]:
        return [(name, name in REQUIRED) for name in FIELDS]

    def columns(self) -> Columns:
        given = self.cleaned_data

        def chosen(start: str) -> dict[str, str]:
            return {n.removeprefix(start): h for n, h in given.items() if n.startswith(start) and h}

        ours = {name: given[name] for name in FIELDS if given[name]}
        return Columns(ours, chosen(ANSWER), chosen(WORDS))


def import_audits(request: HttpRequest, ref: str) -> HttpResponse:
    """Read a file for a round that runs; nothing comes into the round before its report is used."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    form = ExportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(by, held, form.cleaned_data["export"])
            page = "audit_import" if kept.columns else "match_audits"
            return redirect(f"audits:{page}", kept.ref)
        except (FileRefused, changes.RoundNotOpen) as error:
            form.add_error("export", str(error))
    shows(request, "round", held.ref)
    context = {"form": form, "round": held, "earlier": list(queries.imports_of(by, held)[:20])}
    return render(request, "audits/import_audits.html", context)


def _kept(by: Person, held: Any, file: Any) -> Any:
    """The file lies on disk only while it is read."""
    name = (file.name or "file")[-200:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        read = read_audit_export(path, name)
        return changes.keep_export(by=by, round=held, read=read, path=path, name=name)


def match_audits(request: HttpRequest, ref: str) -> HttpResponse:
    """Which column is which; the matching is kept for the next file with these headings."""
    by = allowed(request, RUN)
    held = found(queries.visible_import(by, ref))
    read = queries.reading_of(held)
    if read is None:
        return redirect("audits:audit_import", held.ref)
    columns, is_saved = queries.columns_for(held.round, read.headings)
    form = MatchForm(request.POST or None, held, read, queries.columns_of(held) or columns)
    if request.method == "POST" and form.is_valid():
        try:
            changes.match_export(by=by, held=held, columns=form.columns())
            return redirect("audits:audit_import", held.ref)
        except (ColumnsMissing, ColumnUsedTwice) as error:
            form.add_error(None, str(error))
        except changes.ImportDecided as error:
            messages.error(request, str(error))
            return redirect("audits:import_audits", held.round.ref)
    shows(request, "audit_import", held.ref, held.round.ref)
    context = {"form": form, "held": held, "round": held.round, "is_saved": is_saved}
    return render(request, "audits/match_audits.html", context)


def audit_import(request: HttpRequest, ref: str) -> HttpResponse:
    """What each row of the file would become; then bring them in, or delete the file."""
    by = allowed(request, RUN)
    held = found(queries.visible_import(by, ref))
    if request.method == "POST":
        return _decided(request, by, held)
    read, columns = queries.reading_of(held), queries.columns_of(held)
    if read is not None and columns is None:
        return redirect("audits:match_audits", held.ref)
    shows(request, "audit_import", held.ref, held.round.ref)
    context = {"held": held, "round": held.round, "shown": SHOWN, "names": names([held.ended_by])}
    if read is not None and columns is not None:
        context["report"] = queries.report(by, held.round, read, columns)
    return render(request, "audits/audit_import.html", context)


def _decided(request: HttpRequest, by: Person, held: Any) -> HttpResponse:
    """Bring the audits in, or delete what was read."""
    try:
        if request.POST.get("decision") == "use":
            said = changes.import_audits(by=by, held=held)
            made, there = len(said.of("new")), len(said.of("same"))
            told = f"Audits brought in: {made}. There already: {there}. Refused: {len(said.of('refused'))}."
            messages.success(request, told)
        elif request.POST.get("decision") == "drop":
            changes.drop_export(by=by, held=held)
            messages.success(request, "The file is deleted. Nothing of it was kept.")
            return redirect("audits:import_audits", held.round.ref)
    except (
        changes.ImportDecided, changes.RoundNotOpen, ColumnsMissing, changes.CompletedInFuture,
    ) as error:  # fmt: skip
        messages.error(request, str(error))
    return redirect("audits:audit_import", held.ref)
