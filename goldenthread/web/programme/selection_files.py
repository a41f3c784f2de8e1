"""What a selection gives out, so that anyone can make it again: certificate, case list, record."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from goldenthread.method.sampling.certificate import public, written
from goldenthread.programme.queries import (
    BY_TYPE,
    Kept,
    Selection,
    method_note,
    record_paper,
    round_by_ref,
    selection_by_ref,
    selection_record,
    subject_refs,
)
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import allowed, found, shows
from goldenthread.web.programme.set_up import RUN
from goldenthread.writers import pdf, word

PAPERS = {"docx": word.docx, "pdf": pdf.pdf}
TEXTS: dict[str, Callable[[Kept], str]] = {
    "certificate.json": lambda kept: written(kept.record.certificate),
    "public.json": lambda kept: written(public(kept.record.certificate)),
    "frame.csv": lambda kept: kept.frame_csv,
    "selection.csv": lambda kept: kept.record.selection_csv,
    "replacements.csv": lambda kept: kept.record.replacements_csv,
}
RECORDS = ("record", "public-record")
NOTE = "method-note"  # names nobody, and outlives the case numbers
NAMES_NOBODY = ("public.json", "public-record.docx", "public-record.pdf")


def selection_file(
    request: HttpRequest, ref: str, selection: str, kind: str, form: str
) -> HttpResponse:
    """One file of a selection, under the name by which `verify_sample` looks for it."""
    by, name = allowed(request, RUN), f"{kind}.{form}"
    held, made = found(round_by_ref(by, ref)), found(selection_by_ref(by, selection))
    found(made if made.round_id == held.id else None)
    if kind == NOTE and form in PAPERS and made.method != BY_TYPE:
        return file_to_keep(PAPERS[form](method_note(made)), name)
    found(name if name in TEXTS or (kind in RECORDS and form in PAPERS) else None)
    data = _content(made, found(selection_record(made)), name)
    if name not in NAMES_NOBODY:
        shows(request, "selection", made.ref, *subject_refs(made, is_all=name == "frame.csv"))
    return file_to_keep(data, name)


def _content(made: Selection, kept: Kept, name: str) -> bytes:
    if name in TEXTS:
        return TEXTS[name](kept).encode()
    kind, form = name.split(".")
    return PAPERS[form](record_paper(made, kept, is_public=kind == "public-record"))
