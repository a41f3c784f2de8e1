"""The authority's tools and the library; a draft begun from either, from nothing or from a file."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.programme.queries import rounds_by_tool_version
from goldenthread.tools import changes, queries
from goldenthread.tools.building.comparing import compare
from goldenthread.tools.files.reading import ENDINGS, read_tool
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.form import body_sha256, form_from
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.tools.library import library_bodies, library_body
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.tools.frame import RUN

LARGEST = 5_000_000  # bytes
MOST_FAULTS = 50


def tools(request: HttpRequest) -> HttpResponse:
    """Every tool with its versions, and what the library offers."""
    allowed(request, RUN)
    ours = queries.versions_by_tool()
    context = {
        "drafts": _in_state(ours, "draft"),
        "published": [*_in_state(ours, "published"), *_in_state(ours, "retired")],
        "rounds": rounds_by_tool_version(),
        "library": [_offered(body, ours.get(body["code"], [])) for body in library_bodies()
                    if not body.get("for_tests")],
    }  # fmt: skip
    return render(request, "tools/tools.html", context)


def _in_state(ours: dict[str, list[Any]], state: str) -> list[Any]:
    """Versions in one state, by title, the newest of each tool first."""
    found = [each for versions in ours.values() for each in versions if each.state == state]
    return sorted(found, key=lambda version: (version.title.lower(), -version.number))


def _offered(body: dict[str, Any], versions: list[Any]) -> dict[str, Any]:
    """A tool of the library, with how far the authority's own has gone on from it."""
    form = form_from(body)
    own = [version for version in versions if version.state != "draft"]
    return {
        "code": body["code"],
        "title": body["title"],
        "note": body.get("note", ""),
        "scale": form.scale.label if form.scale else "Not graded",
        "questions": len(form.questions),
        "about": SUBJECTS[form.subject].label,
        "is_ours": bool(own),
        "has_gone_on": bool(own) and own[0].number > body["version"],
        "is_same": body_sha256(body) in {version.sha256 for version in own},
    }


class NewToolForm(PageForm):
    title = forms.CharField(
        label="Title", max_length=120, help_text="As auditors and papers call it."
    )
    subject = forms.ChoiceField(
        label="What is one audit about?",
        choices=[(key, kind.label) for key, kind in SUBJECTS.items()],
        help_text="It decides what the tool asks first.",
    )


def new_tool(request: HttpRequest) -> HttpResponse:
    """A tool of one's own, begun with nothing in it."""
    by = allowed(request, RUN)
    form = NewToolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = changes.begin_tool(by=by, **form.cleaned_data)
        return redirect("tools:version", draft.ref)
    return render(request, "tools/new_tool.html", {"form": form})


class CopyForm(PageForm):
    title = forms.CharField(
        label="Title of your tool", max_length=120,
        help_text="The library's tool stays as it is, beside yours.",
    )  # fmt: skip


def library_tool(request: HttpRequest, code: str) -> HttpResponse:
    """What a tool of the library asks, how the authority's own differs, and a tool made from it."""
    by, body = allowed(request, RUN), found(library_body(code))
    form = CopyForm(request.POST or None, initial={"title": f"{body['title']} (our own)"[:120]})
    if request.method == "POST" and form.is_valid():
        draft = changes.begin_draft(by=by, body=body, title=form.cleaned_data["title"])
        return redirect("tools:version", draft.ref)
    own = queries.newest_version(code)
    context = {
        "form": form, "body": body, "asked": form_from(body), "own": own,
        "differences": compare(own.body, body).differences if own else (),
    }  # fmt: skip
    return render(request, "tools/library_tool.html", context)


class UploadForm(PageForm):
    tool_file = forms.FileField(
        label="File", help_text=f"A tool's file: YAML (.yaml) or XLSForm (.xlsx), {LARGEST // 1_000_000} MB at most.",
        error_messages={"required": "Select the tool's file"},
    )  # fmt: skip

    def clean_tool_file(self) -> Any:
        file = self.cleaned_data["tool_file"]
        if Path(file.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(f"Select a file that ends in {', '.join(ENDINGS)}")
        if file.size > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // 1_000_000} MB")
        return file


def upload_tool(request: HttpRequest) -> HttpResponse:
    """A draft from a file; what is wrong with it is said with its line or row, and nothing is kept."""
    by = allowed(request, RUN)
    form = UploadForm(request.POST or None, request.FILES or None)
    read: ToolFile | None = None
    if request.method == "POST" and form.is_valid():
        read = _read(form.cleaned_data["tool_file"])
        if read.body is not None:
            return _begun(request, by, form, read)
        form.add_error("tool_file", _count(read))
    context = {"form": form, "faults": read.faults[:MOST_FAULTS] if read else ()}
    return render(request, "tools/upload_tool.html", context)


def _count(read: ToolFile) -> str:
    count = len(read.faults)
    return f"The file has {count:,} fault{'' if count == 1 else 's'}, so nothing was kept of it"


def _read(file: Any) -> ToolFile:
    """What the file says; it lies on the disk for no longer than that, under a name of ours."""
    with TemporaryDirectory(prefix="goldenthread-tool-") as folder:
        path = Path(folder) / f"tool{Path(file.name).suffix.lower()}"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return read_tool(path)


def _begun(request: HttpRequest, by: Any, form: UploadForm, read: ToolFile) -> HttpResponse:
    try:
        draft = changes.begin_draft(by=by, body=read.body or {})
    except changes.DraftStands as stands:
        form.add_error("tool_file", str(stands))
        return render(request, "tools/upload_tool.html", {"form": form, "faults": ()})
    left_out = f" Left out: {'; '.join(map(str, read.left_out[:10]))}." if read.left_out else ""
    messages.success(request, f"Read as a draft, version {draft.number}.{left_out}")
    return redirect("tools:version", draft.ref)
