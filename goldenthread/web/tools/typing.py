"""What is typed into a page of the builder, kept while it is typed, and shown again to whoever typed it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

from goldenthread.tools import changes, queries
from goldenthread.tools.building.places import Body, NoSuchPart, part
from goldenthread.web.guards import Person, found
from goldenthread.web.jinja import clock
from goldenthread.web.tools.frame import called, drafted, kept_said

LONGEST_ADDRESS = 300
# What a page is called, by its name; {} is the part that it is about.
CALLED = {
    "tool_settings": "About this tool", "add_section": "A new section", "section": "Section {}",
    "add_question": "A new question in {}", "question": "Question {}", "condition": "Who is asked: {}",
    "add_scale": "A new scale", "scale": "Scale {}", "add_rule": "A new limiting rule",
    "rule": "Limiting rule {}",
}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A page with words that are not saved: what it is called, and the words where it is no longer there."""

    page: str
    called: str
    saved_at: datetime
    words: tuple[str, ...] = ()


def waiting(by: Person, draft: Any) -> list[Waiting]:
    """The pages of a draft that this person typed into and has not saved."""
    return [_waiting(each, draft.body) for each in queries.typed_pages(by, draft)]


def _waiting(kept: Any, body: Body) -> Waiting:
    where = resolve(kept.page.partition("?")[0])
    key = where.kwargs.get("key", "")
    page = str(where.url_name)
    kind = where.kwargs.get("kind") or page.replace("add_question", "section")
    name = CALLED.get(page, "A page").format(called(key, body))
    try:
        if key:
            part(body, kind, key)
        return Waiting(kept.page, name, kept.saved_at)
    except NoSuchPart:
        pass
    every = [value for name, values in kept.fields.items() if name != "seen" for value in values]
    return Waiting("", name, kept.saved_at, tuple(value for value in every if value.strip()))


class _Unreadable(Exception):
    """What came is not a page's fields in the agreed form."""

    def __str__(self) -> str:
        return "This could not be read as the fields of a page. Reload the page and try again."


def typed(request: HttpRequest, ref: str) -> HttpResponse:
    """The fields of one page, ?page=, kept as they are typed."""
    by, draft = drafted(request, ref)
    page = _page(request, ref)
    try:
        number, fields = _from_json(request.body if page else b"")
        if not fields:
            gone = changes.forget_typed(by=by, draft=draft, page=page, number=number)
            return JsonResponse({"version": gone.number, "saved_at": ""})
        kept = changes.keep_typed(by=by, draft=draft, page=page, number=number, fields=fields)
    except changes.TypedElsewhere as elsewhere:
        return JsonResponse({"theirs": kept_said(elsewhere.theirs)}, status=409)
    except (changes.NotADraft, changes.TypedTooMuch, _Unreadable) as problem:
        return JsonResponse({"problem": str(problem), "message": str(problem)}, status=422)
    return JsonResponse({"version": kept.number, "saved_at": clock(kept.saved_at)})


def _page(request: HttpRequest, ref: str) -> str:
    """The address that was typed into, "" where none is said; 404 where it is none of this draft's."""
    page = request.GET.get("page", "")
    try:
        where = resolve(page.partition("?")[0]) if page else None
    except Resolver404:
        raise Http404 from None
    if where and (where.namespace, where.kwargs.get("ref")) != ("tools", ref):
        raise Http404
    return found(page if len(page) <= LONGEST_ADDRESS else None)


def _from_json(body: bytes) -> tuple[int, dict[str, Any] | None]:
    """The number that the tab saw, and every field with its values; None lets go what is kept."""
    try:
        data = json.loads(body)
        number, fields = int(data["version"]), data["fields"]
        if fields is not None:
            fields = {str(name): [str(each) for each in values] for name, values in fields.items()}
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise _Unreadable from error
    return number, fields
