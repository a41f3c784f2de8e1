"""What stands round every page of one tool: its version, how it stands, and what was done last."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from goldenthread.people.actors import NotAllowed
from goldenthread.people.roles import Permission
from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, NoSuchPart, keys, part
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, who
from goldenthread.web.jinja import moment
from goldenthread.web.whole_numbers import whole_number

RUN = Permission.ROUND_RUN
Page = Callable[..., HttpResponse]
# What was done, for the line that offers to take it back.
DONE = {
    "add": "added", "edit": "changed", "move": "moved", "remove": "removed", "copy": "copied",
    "map": "mapped", "read": "read from a file",
}  # fmt: skip


def still_there(page: Page) -> Page:
    """Where a part was taken out, or the draft published, meanwhile: back to the tool, in words."""

    @wraps(page)
    def answered(request: HttpRequest, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = page(request, ref, *args, **kwargs)
            if request.method == "POST" and answer.status_code == 302:
                _let_go(request, ref)
            return answer
        except (NoSuchPart, changes.NotADraft) as gone:
            if request.method != "POST":
                raise Http404 from None
            messages.error(request, str(gone))
            return redirect("tools:version", ref)
        except NotAllowed:
            raise Http404 from None

    return answered


def _let_go(request: HttpRequest, ref: str) -> None:
    """What was typed into this page is saved now, and need not be kept any longer."""
    draft, by, page = queries.draft_by_ref(ref), who(request), request.get_full_path()
    number = request.POST.get("typed-number")
    if draft and (number is not None or queries.typed(by, draft, page)):
        seen = whole_number(number or "0")
        changes.forget_typed(by=by, draft=draft, page=page, number=seen)


def drafted(request: HttpRequest, ref: str) -> tuple[Person, Any]:
    """Who builds, and the draft with what they typed into this page and did not save, as `kept`.

    404 for whoever may not, and for a version that is no draft.
    """
    by = allowed(request, RUN)
    draft = found(queries.draft_by_ref(ref))
    kept: Any = queries.typed(by, draft, request.get_full_path())
    draft.kept = kept_said(kept)  # type: ignore[attr-defined]
    return by, draft


def kept_said(kept: Any) -> dict[str, Any]:
    """What is kept of a page's words, as its script reads it; no fields where nothing waits."""
    if kept is None or not kept.fields:
        return {"version": kept.number if kept else 0, "fields": None}
    return {"version": kept.number, "fields": kept.fields, "at": moment(kept.saved_at)}


def around(version: Any, **more: Any) -> dict[str, Any]:
    """The context of every page of one version. Of a draft: its checks, and the last edit."""
    is_draft, body = queries.is_draft(version), version.body
    last = queries.last_edit(version) if is_draft else None
    there = last.before if last and last.what == "remove" else body
    context = {
        "tool": version,
        "body": body,
        "is_draft": is_draft,
        "checks": queries.checks(body) if is_draft else [],
        "last": last,
        "last_done": f"{called(last.part, there)} {DONE[last.what]}" if last else "",
    }
    return context | more


def called(key: str, body: Body) -> str:
    """A part by its words, where it is still there; else by its key."""
    for kind in ("section", "question", "scale", "rule"):
        if key in keys(body, kind):
            data = part(body, kind, key)
            words = str(data.get("label") or data.get("title") or data["says"])
            return f"“{words[:60]}{'…' if len(words) > 60 else ''}”"
    return f"“{key}”" if key else "The tool"


def numbers(body: Body) -> dict[str, int]:
    """The number of each question, as an auditor sees it."""
    return {key: n for n, key in enumerate(keys(body, "question"), 1)}


def show_faults(form: PageForm, refused: PartRefused) -> None:
    """Puts what is wrong with a part beside the fields that it is about."""
    for name, what in refused.by_field().items():
        form.add_error(name if name in form.fields else None, f"This {what}.")


def lines(text: str) -> list[str]:
    """What stands on each line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
