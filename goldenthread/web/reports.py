"""Reports: the list, the boxes an author fills beside a preview, reading, finalising, downloads."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from markupsafe import Markup

from goldenthread.method.narrative import BLIND_TO
from goldenthread.people.actors import OwnWork
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.reports import build, changes, queries
from goldenthread.reports.access import audits_named
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.figure_panels import traced_at
from goldenthread.web.guards import Person, allowed, found, shows, who
from goldenthread.web.inspection_pack import inspection_pack as inspection_pack  # noqa: PLC0414
from goldenthread.web.report_forms import BoxesForm
from goldenthread.writers import html, pdf, word
from goldenthread.writers.document import Document

STOPPED = (
    build.SumsDoNotAddUp, build.FigureDiffers, build.EditionTells, build.FigureHeldBack,
    build.UnknownField, changes.ReportFinal, changes.WordsNotRead,
)  # fmt: skip
READS = (Permission.FIGURES_SEE, Permission.REPORT_WRITE)
FORMS = ("docx", "pdf", "html", "xlsx")
# A kept paper says where the service was when it was finalised; read inside it, links stay inside.
OUR_OWN = re.compile(r'href="https?://[^"/]+(?=/insights/trace/\?edition=)')
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": word.docx,
    "pdf": pdf.pdf,
    "html": html.page,
}


class BeginForm(PageForm):
    """Which report, on which round or rounds."""

    kind = forms.ChoiceField(
        label="Kind of report", choices=queries.KINDS, widget=forms.RadioSelect
    )
    round = forms.ChoiceField(label="Round")
    others = forms.MultipleChoiceField(
        label="Further rounds that it stands on", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For papers about several rounds, such as those of a year.",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {each.code: each for each in queries.rounds_to_report(person)}
        titles = [(code, each.title) for code, each in self.rounds.items()]
        self.fields["round"].choices = [("", "Select a round"), *titles]  # type: ignore[attr-defined]
        self.fields["others"].choices = titles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Several rounds only for a kind of report that takes them, and rounds that it fits."""
        found: dict[str, Any] = super().clean() or {}
        kind = found.get("kind")
        if kind and len(self.chosen(found)) > 1 and not build.KINDS[kind].takes_several:
            self.add_error("others", str(changes.OneRoundOnly(dict(queries.KINDS)[kind])))
        for each in self.chosen(found):
            if kind and not queries.fits(kind, each):
                self.add_error("round", str(changes.KindDoesNotFit(kind, each.title)))
        return found

    def chosen(self, found: Mapping[str, Any]) -> list[Any]:
        """The rounds that were chosen, each once."""
        codes = {found.get("round"): None} | dict.fromkeys(found.get("others", ()))
        return [self.rounds[code] for code in codes if code in self.rounds]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def reports(request: HttpRequest) -> HttpResponse:
    """The reports there are; whoever writes reports begins one here."""
    person = allowed(request, *READS)
    may_write = person.may(Permission.REPORT_WRITE)
    form = BeginForm(_posted(request), person=person) if may_write else None
    if request.method == "POST" and form and form.is_valid():
        round, *others = form.chosen(form.cleaned_data)
        kind = form.cleaned_data["kind"]
        report = changes.begin_report(by=person, round=round, kind=kind, others=others)
        return redirect("reports:edit", report.ref)
    context = {
        "reports": queries.reports(person), "form": form, "may_write": may_write,
        "may_check": person.may(Permission.REPORT_CHECK), "may_pack": person.may(Permission.REPORT_FINALISE),
    }  # fmt: skip
    return render(request, "reports/reports.html", context)


def report(request: HttpRequest, ref: str) -> HttpResponse:
    """A finalised report as it was sent, or a draft as it stands now."""
    person = allowed(request, *READS)
    held = found(queries.report_by_ref(person, ref))
    edition = queries.edition_of(held)
    paper = None if edition else _draft(person, held)
    words = _kept(bytes(edition.html)) if edition else _linked(paper)
    context = {
        "report": held,
        "edition": edition,
        "names": names([held.finalised_by]),
        "paper": words,
        "may_write": person.may(Permission.REPORT_WRITE),
        "others": held.others.order_by("period_to", "pk"),
        "replaced_by": queries.report_after(person, held),
        "numbers": _numbers(edition, words) if edition else [],
    }
    shows(request, "report", held.ref, *audits_named(words))
    return render(request, "reports/report.html", context)


def _numbers(edition: Any, words: Markup) -> list[tuple[str, str]]:
    """Each number of a finalised paper that carries no links, with the page that takes it apart."""
    if "/insights/trace/" in words:
        return []
    printed = [(text, traced_at(key, edition.ref)) for key, text in edition.figures["printed"]]
    return list(dict.fromkeys(printed))


def _draft(person: Person, held: Any) -> Document:
    gathered = build.gather(person, *queries.rounds_of(held))
    return build.document_of(held.kind, gathered, queries.texts(held))


def _kept(page: bytes) -> Markup:
    """The paper inside the page that was kept: what stands below its own title."""
    words = OUR_OWN.sub('href="', page.decode())
    start = words.index('<div class="gt-paper">')
    return Markup(words[start : words.index("</main>", start)])  # noqa: S704 - our own writer's


def _linked(paper: Document | None) -> Markup:
    """A draft's markup, each number with a link to what it counts."""
    return Markup(html.fragment(paper, traced_at) if paper else "")  # noqa: S704 - our own writer's


def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """The boxes at the left, the paper as saved at the right, checks on top."""
    person = allowed(request, Permission.REPORT_WRITE)
    # What was typed while somebody else finalised the report comes back, with why it was not saved.
    by_ref = queries.report_by_ref if _posted(request) else queries.draft_by_ref
    held = found(by_ref(person, ref))
    form = BoxesForm(_posted(request), kind=held.kind, written=queries.written(held))
    if request.method == "POST" and form.is_valid() and _saved(person, held, form):
        messages.success(request, "Saved.")
        return redirect("reports:edit", held.ref)
    gathered = build.gather(person, *queries.rounds_of(held))
    texts = queries.texts(held)
    words = _linked(build.document_of(held.kind, gathered, texts))
    said = gathered.said[:200]
    context = {
        "report": held,
        "form": form,
        "remarks": build.remarks(held.kind, gathered, texts),
        "fields": list(build.FIELDS),
        "said": said,
        "title_of": gathered.domain,
        "paper": words,
        "names": names(form.savers),
        "may_finalise": person.may(Permission.REPORT_FINALISE),
    }
    shows(request, "report", held.ref, *sorted({s.audit for s in said}.union(audits_named(words))))
    return render(request, "reports/edit.html", context)


def _saved(person: Person, held: Any, form: BoxesForm) -> bool:
    """Whether the boxes were saved; if not, the form says why and keeps every word."""
    try:
        changes.save_boxes(by=person, report=held, boxes=form.texts, seen=form.seen)
    except changes.BoxConflict as conflict:
        form.show_theirs(conflict.theirs)
    except build.UnknownField as unknown:
        form.refuse(unknown.box, str(unknown))
    except changes.ReportFinal as final:
        form.add_error(None, str(final))
    return form.is_valid()


class CheckForm(PageForm):
    """The sentences to be ticked, and the version of the report that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def check(request: HttpRequest, ref: str) -> HttpResponse:
    """The words of a public paper, read by a second person: every listed sentence with a box to tick."""
    person = allowed(request, Permission.REPORT_CHECK)
    held = found(queries.draft_to_check(person, ref))
    form = CheckForm(_posted(request), initial={"version": held.version})
    ticked = set(request.POST.getlist("read"))
    if request.method == "POST" and form.is_valid() and _signed_off(person, held, form, ticked):
        messages.success(request, "You have signed the words off.")
        return redirect("reports:check", held.ref)
    texts = queries.texts(held)
    gathered = build.gather(person, *queries.rounds_of(held))
    words = _linked(build.document_of(held.kind, gathered, texts))
    signed = queries.sign_offs(held)
    context = {
        "report": held, "form": form, "paper": words, "signed": signed, "blind_to": BLIND_TO,
        "listed": build.sentences_to_read(held.kind, gathered, texts),
        "ticked": ticked.union(*(each.digests for each in signed)),
        "why_not": _why_not(person, held, gathered, texts), "names": names([s.signed_by for s in signed]),
    }  # fmt: skip
    shows(request, "report", held.ref, *audits_named(words))
    return render(request, "reports/check.html", context)


def _signed_off(person: Person, held: Any, form: CheckForm, ticked: set[str]) -> bool:
    """Whether the words were signed off; if not, the form says why."""
    version = form.cleaned_data["version"]
    try:
        changes.sign_off_words(by=person, report=held, version=version, read=ticked)
    except changes.BoxConflict:
        form.add_error(None, "The report was saved since you opened the page. Read it again.")
    except (changes.NotAllRead, changes.ReportFinal, OwnWork) as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _why_not(person: Person, held: Any, gathered: Any, texts: Mapping[str, str]) -> str:
    """Why there is nothing to sign off here; empty where there is."""
    if not build.is_public(held.kind, texts):
        return "This is the internal version. Only a public one is checked."
    if build.is_read(held, gathered, texts):
        return "The words are signed off as they stand now. The report can be finalised."
    if person.actor_label in queries.authors(held):
        return (
            "You wrote in this report, so somebody else checks its words. Ask a colleague who may."
        )
    return ""


def finalise(request: HttpRequest, ref: str) -> HttpResponse:
    """A last look at the checks; then the numbers are locked."""
    person = allowed(request, Permission.REPORT_FINALISE)
    held = found(queries.draft_by_ref(person, ref))
    form = FinaliseForm(_posted(request), initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        try:
            changes.finalise_report(by=person, report=held, version=form.cleaned_data["version"])
        except STOPPED as refused:
            form.add_error(None, str(refused))
        except changes.BoxConflict:
            form.add_error(
                None, "Somebody saved this report since you opened the page. Look again."
            )
        else:
            messages.success(request, "The report is finalised and its numbers are locked.")
            return redirect("reports:report", held.ref)
    gathered, texts = build.gather(person, *queries.rounds_of(held)), queries.texts(held)
    context = {
        "report": held, "form": form, "sums": build.sums(gathered),
        "remarks": build.remarks(held.kind, gathered, texts),
        "is_public": build.is_public(held.kind, texts), "is_read": build.is_read(held, gathered, texts),
    }  # fmt: skip
    return render(request, "reports/finalise.html", context)


class FinaliseForm(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def download(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """The report as Word, PDF, HTML, or its figures as Excel."""
    person = allowed(request, *READS)
    held = found(queries.report_by_ref(person, ref))
    if form not in FORMS:
        raise Http404
    edition = queries.edition_of(held)
    if edition:
        data, words = _of_edition(edition, held, form), bytes(edition.html).decode()
    else:
        data, words = _of_draft(person, held, form)
    shows(request, "report", held.ref, *audits_named(words))
    return file_to_keep(data, f"{held.kind}-{held.round.code}.{form}")


def _of_edition(edition: Any, held: Any, form: str) -> bytes:
    if form == "xlsx":
        return build.figures_workbook(edition.figures, held.round.title, "")
    return bytes(getattr(edition, form))


def _of_draft(person: Person, held: Any, form: str) -> tuple[bytes, str]:
    """The file, and the same paper as words."""
    gathered = build.gather(person, *queries.rounds_of(held))
    paper = build.document_of(held.kind, gathered, queries.texts(held))
    words = html.fragment(paper)
    if form == "xlsx":
        kept = build.figures_kept(gathered, paper) | build.tables_kept(paper)
        return build.figures_workbook(kept, held.round.title, gathered.authority.name), words
    if form == "docx":
        return build.word_file(held.kind, gathered, queries.texts(held), paper), words
    return WRITERS[form](paper), words


def audit_document(request: HttpRequest, ref: str, kind: str, form: str) -> HttpResponse:
    """One audit's letter, its feedback sheet, or its record for the child's file, as Word or PDF."""
    person = who(request)
    if kind not in queries.AUDIT_PAPERS or form not in ("docx", "pdf"):
        raise Http404
    audit = found(queries.audit_for_paper(person, ref, kind))
    shows(request, f"{kind}_document", audit.ref, audit.subject.ref)
    return file_to_keep(WRITERS[form](build.OF_AN_AUDIT[kind](audit)), f"{kind}-{audit.ref}.{form}")
