"""A version published with a note, followed by the next, retired, thrown away, or kept as a file."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, vocabulary
from goldenthread.programme.queries import rounds_by_tool_version
from goldenthread.tools import changes, queries
from goldenthread.tools.files.reading import written_tool
from goldenthread.tools.files.xlsform_out import DoesNotFit
from goldenthread.tools.paper import tool_paper
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.tools.frame import RUN, around, drafted, still_there
from goldenthread.writers import pdf, word
from goldenthread.writers.document import Document

PAPERS: dict[str, Callable[[Document], bytes]] = {"docx": word.docx, "pdf": pdf.pdf}
FILES = ("yaml", "xlsx")


class PublishForm(PageForm):
    note = forms.CharField(
        label="What is new, for those who will use it", widget=forms.Textarea,
        help_text="It stands beside the version for good.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)


@still_there
def publish(request: HttpRequest, ref: str) -> HttpResponse:
    """Publish a draft; the page says what of it breaks the figures of the version before."""
    by, draft = drafted(request, ref)
    form = PublishForm(request.POST or None, initial={"seen": draft.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            changes.publish_draft(by=by, draft=draft, **form.cleaned_data)
            messages.success(
                request, f"Version {draft.number} is published. Rounds may use it now."
            )
            return redirect("tools:version", ref)
        except changes.DraftChanged:
            form.add_error(
                None,
                "The draft was changed since you opened this page. Look at it again, then publish.",
            )
        except changes.ToolFaulty:
            form.add_error(None, "It cannot be published yet: put right what is listed below.")
    series, _ = queries.questions_to_map(draft)
    context = around(draft, form=form, series=series, before=queries.version_before(draft))
    return render(request, "tools/publish.html", context)


@require_POST
def next_version(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft of the version that follows; where there is one already, that one."""
    by = allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    try:
        return redirect("tools:version", changes.begin_next_version(by=by, version=held).ref)
    except changes.DraftStands as stands:
        messages.success(request, "This is the draft that there is already.")
        return redirect("tools:version", stands.ref)


def retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once, then take a version out of what new rounds may use."""
    by = allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    if request.method == "POST":
        try:
            changes.retire_version(by=by, version=held)
            messages.success(
                request, f"Version {held.number} is retired. Audits made with it stay as they are."
            )
        except changes.NotPublished as problem:
            messages.error(request, str(problem))
        return redirect("tools:version", ref)
    rounds = rounds_by_tool_version().get(ref, 0)
    return render(request, "tools/retire.html", around(held, rounds=rounds))


@still_there
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once, then throw the draft away."""
    by, draft = drafted(request, ref)
    if request.method == "POST":
        changes.discard_draft(by=by, draft=draft)
        messages.success(request, f"The draft of {draft.title} was thrown away.")
        return redirect("tools:tools")
    return render(request, "tools/discard.html", around(draft))


def tool_file(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """A version as a file: YAML or XLSForm to read in again, Word or PDF to read and sign."""
    allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    name = f"{held.tool.code}-{held.number}.{form}"
    if form in PAPERS:
        paper = tool_paper(
            queries.form(held), held.number, organisation=authority().name, dated=today(),
            words=vocabulary(), is_draft=queries.is_draft(held),
        )  # fmt: skip
        return file_to_keep(PAPERS[form](paper), name)
    if form not in FILES:
        raise Http404
    if form == "xlsx" and queries.checks(held.body):
        messages.error(request, "Put right what the checks say before you take it as an XLSForm.")
        return redirect("tools:version", ref)
    try:
        return file_to_keep(written_tool(held.body, f".{form}")[0], name)
    except DoesNotFit as unfit:
        messages.error(request, str(unfit))
        return redirect("tools:version", ref)
