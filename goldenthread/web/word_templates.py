"""The authority's own Word templates: kind by kind, uploaded and tried, switched on and taken off."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.readers.form_guard import TEMPLATE
from goldenthread.readers.guard import MEGABYTE, FileRefused
from goldenthread.readers.templates import TemplateRead, read_template
from goldenthread.reports import build, word_templates
from goldenthread.reports.kinds import LABELS
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found
from goldenthread.writers.word_template import TemplateFaulty

CHANGE = Permission.SETTINGS_CHANGE
MOST = TEMPLATE.largest // MEGABYTE


class UploadForm(PageForm):
    template = forms.FileField(
        label="Word template",
        help_text=f"A Word document (.docx) with placeholders, at most {MOST} MB. It is tried with a "
        "made-up paper before it is kept, and not used before you switch it on.",
        error_messages={"required": "Select a Word document"},
    )

    def clean_template(self) -> Any:
        file = self.cleaned_data["template"]
        if file.size > TEMPLATE.largest:
            raise forms.ValidationError(f"The file is larger than {MOST} MB. Take out pictures.")
        return file


def kinds(request: HttpRequest) -> HttpResponse:
    """Each kind of report, and the template that its Word files are written into."""
    by = allowed(request, CHANGE)
    used = {each.kind: each for each in word_templates.word_templates(by) if each.used_since_at}
    context = {"kinds": LABELS, "used": used, "fits": build.fits}
    return render(request, "word_templates/kinds.html", context)


def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The versions of one kind's template, a form for the next, and what it may ask for."""
    by = allowed(request, CHANGE)
    label = found(LABELS.get(kind))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    faults: tuple[str, ...] = ()
    if sent and form.is_valid():
        faults = _faults(request, by, kind, form)
        if not form.errors:
            return redirect("word_templates:kind", kind)
    versions = list(word_templates.word_templates(by, kind))
    context = {
        "kind": kind, "label": label, "form": form, "faults": faults, "versions": versions, "fits": build.fits,
        "names": names([each.added_by for each in versions]),
        "placeholders": build.placeholders(kind),
    }  # fmt: skip
    return render(request, "word_templates/kind.html", context)


def _faults(request: HttpRequest, by: Person, kind: str, form: UploadForm) -> tuple[str, ...]:
    """Reads the file, tries and keeps it; or says on the form that it cannot be used, and here why."""
    file = form.cleaned_data["template"]
    try:
        read = _read(file)
        asked, _ = build.tried(kind, read.data)
    except FileRefused as refused:
        form.add_error("template", f"{refused.reason} {refused.what_to_do}")
        return ()
    except TemplateFaulty as faulty:
        form.add_error("template", f"{file.name} cannot be used yet: see what is wrong with it.")
        return faulty.faults
    made = word_templates.add_word_template(
        by=by, kind=kind, file_name=file.name, data=read.data, names=asked, taken_out=read.taken_out
    )
    messages.success(request, f"Version {made.number} is kept. Look at it, then switch it on.")
    return ()


def _read(file: Any) -> TemplateRead:
    """It lies on the disk for no longer than it is read, under a name of ours."""
    with TemporaryDirectory(prefix="goldenthread-template-") as folder:
        path = Path(folder) / "template.docx"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return read_template(path, file.name[-200:])


def switch(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Write papers of this kind into a version from now on, or no longer."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = allowed(request, CHANGE)
    held = _version(by, kind, ref)
    if request.POST.get("use") == "no":
        word_templates.take_word_template_off(by=by, template=held)
        messages.success(request, f"Version {held.number} is switched off.")
    elif request.POST.get("use") == "yes":
        word_templates.use_word_template(by=by, template=held)
        messages.success(
            request, f"Version {held.number} is switched on: reports are written into it."
        )
    return redirect("word_templates:kind", kind)


def _version(by: Person, kind: str, ref: str) -> Any:
    held = found(word_templates.word_template_by_ref(by, ref))
    if held.kind != kind:
        raise Http404
    return held


def file(request: HttpRequest, kind: str, ref: str, which: str) -> HttpResponse:
    """A version as it is kept, or a made-up paper in it."""
    held = _version(allowed(request, CHANGE), kind, ref)
    data = bytes(held.data)
    if which == "tried":
        data = build.tried(kind, data)[1]
    elif which != "template":
        raise Http404
    return file_to_keep(data, f"{kind}-{which}-{held.number}.docx")


def example(request: HttpRequest, kind: str) -> HttpResponse:
    """A template to begin with."""
    allowed(request, CHANGE)
    found(LABELS.get(kind))
    return file_to_keep(build.example(kind), f"{kind}-template.docx")
