"""A section or a question copied into a draft from the library, or from another of the authority's tools."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, part
from goldenthread.tools.form import Form, form_from
from goldenthread.tools.library import library_bodies
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import around, drafted, still_there


class SourceForm(PageForm):
    """Which tool to copy from; it is asked for with GET, and changes nothing."""

    source = forms.ChoiceField(label="Copy from")

    def __init__(self, draft: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        library = [
            (f"library:{body['code']}", f"Library: {body['title']}")
            for body in library_bodies() if not body.get("for_tests")
        ]  # fmt: skip
        own = [
            (version.ref, f"{version.title}, version {version.number}")
            for versions in queries.versions_by_tool().values() for version in versions[:3]
            if version.ref != draft.ref
        ]  # fmt: skip
        source: Any = self.fields["source"]
        source.choices = [*library, *own]


@still_there
def copy(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose a tool, then press Copy beside what is wanted; ?within= is the section for a question."""
    by, draft = drafted(request, ref)
    within, chosen = request.GET.get("within", ""), request.GET.get("source", "")
    here = part(draft.body, "section", within) if within else None
    source = _source(chosen)
    if request.method == "POST":
        return _copied(request, by, draft, source)
    context = around(
        draft, form=SourceForm(draft, initial={"source": chosen}), here=here, chosen=chosen,
        source=_asked(source), source_title=source["title"] if source else "",
    )  # fmt: skip
    return render(request, "tools/copy.html", context)


def _asked(source: Body | None) -> Form | None:
    return form_from(source) if source else None


def _source(chosen: str) -> Body | None:
    if chosen.startswith("library:"):
        code = chosen.removeprefix("library:")
        return next((body for body in library_bodies() if body["code"] == code), None)
    version = queries.version_by_ref(chosen) if chosen else None
    return version.body if version else None


def _copied(request: HttpRequest, by: Any, draft: Any, source: Body | None) -> HttpResponse:
    kind, _, key = request.POST.get("part", "").partition(":")
    within = request.GET.get("within", "")
    if source is None or kind not in ("section", "question") or (kind == "question" and not within):
        return redirect(request.get_full_path())
    try:
        made = changes.copy_part(
            by=by, draft=draft, source=source, kind=kind, key=key, within=within
        )
    except PartRefused as refused:
        messages.error(request, f"Nothing was copied: {refused}.")
        return redirect(request.get_full_path())
    messages.success(request, "Copied. It is yours now: change it as you like.")
    return redirect(f"tools:{kind}", draft.ref, made)
