"""A council's own Word or Excel form read into a draft: each line is confirmed or mended by a person first."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.readers.guard import FileRefused
from goldenthread.tools import changes
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.files.paper_form import (
    HINT,
    KINDS,
    LEAVE_OUT,
    MOST_LINES,
    SECTION,
    Guess,
    PaperForm,
    sections,
)
from goldenthread.tools.files.reading_paper import PAPER_ENDINGS, read_paper_form
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import around, drafted, still_there
from goldenthread.web.tools.question_forms import TYPES
from goldenthread.web.whole_numbers import whole_number

LARGEST = 5_000_000  # bytes
# What a line can be, in the words of the page.
MEANINGS = {
    SECTION: "Section",
    **{kind: f"Question: {words}" for kind, words in TYPES.items()},
    HINT: "Guidance to what stands before it",
    LEAVE_OUT: "Leave it out",
}


class PaperUploadForm(PageForm):
    paper_form = forms.FileField(
        label="Your form", error_messages={"required": "Select your form"},
        help_text="A Word document (.docx) or an Excel workbook (.xlsx), empty: with no case in it.",
    )  # fmt: skip

    def clean_paper_form(self) -> Any:
        file = self.cleaned_data["paper_form"]
        if Path(file.name).suffix.lower() not in PAPER_ENDINGS:
            raise forms.ValidationError(f"Select a file that ends in {' or '.join(PAPER_ENDINGS)}")
        if file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1_000_000} MB")
        return file


@still_there
def import_form(request: HttpRequest, ref: str) -> HttpResponse:
    """Read the file, show what each line seems to be, then put in what the person has confirmed."""
    by, draft = drafted(request, ref)
    form = PaperUploadForm(request.POST or None, request.FILES or None)
    read, problem = None, ""
    if "lines" in request.POST:
        read = PaperForm(tuple(_confirmed(request)))
        problem = _put(request, by, draft, read)
        if not problem:
            return redirect("tools:version", ref)
        form = PaperUploadForm()
    elif request.method == "POST" and form.is_valid():
        read = _read(form)
    context = around(draft, form=form, read=read, problem=problem, meanings=MEANINGS)
    return render(request, "tools/import_form.html", context)


def _read(form: PaperUploadForm) -> PaperForm | None:
    """What the file seems to ask; it lies on the disk for no longer than that, under a name of ours."""
    file = form.cleaned_data["paper_form"]
    with TemporaryDirectory(prefix="goldenthread-form-") as folder:
        path = Path(folder) / f"form{Path(file.name).suffix.lower()}"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        try:
            read = read_paper_form(path, file.name[-200:])
        except FileRefused as refused:
            form.add_error("paper_form", f"{refused.reason} {refused.what_to_do}")
            return None
    if not read.questions:
        form.add_error("paper_form", "No question was found in it. Is it the right file?")
        return None
    return read


def _confirmed(request: HttpRequest) -> list[Guess]:
    count = min(whole_number(request.POST.get("lines", "0")), MOST_LINES)
    made = []
    for n in range(count):
        kind = request.POST.get(f"kind{n}", LEAVE_OUT)
        words = " ".join(request.POST.get(f"words{n}", "").split())
        may_be_na = request.POST.get(f"na{n}") == "on"
        made.append(Guess(words, kind if kind in KINDS else LEAVE_OUT, "", may_be_na))
    return made


def _put(request: HttpRequest, by: Any, draft: Any, read: PaperForm) -> str:
    """Puts the confirmed lines into the draft; what stands in the way, "" where nothing does."""
    found: Any = sections(read.lines)
    if not found:
        return "Nothing is left to put in: say of one line at least that it is a question."
    try:
        changes.put_parts(by=by, draft=draft, sections=found)
    except PartRefused as refused:
        return f"One of the lines cannot be used: it {refused}."
    count = sum(len(section["questions"]) for section in found)
    messages.success(
        request, f"{count} questions were put into the draft. Undo takes them out again."
    )
    return ""
