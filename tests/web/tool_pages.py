"""The pages of building a tool: their addresses, what they show, what is sent to them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from goldenthread.people.models import Person
from goldenthread.tools import queries
from goldenthread.tools.library import library_bodies
from goldenthread.tools.models import ToolVersion
from tests.rooms.built_tools import now
from tests.web.asking import html, signed_in

LIBRARY = {body["code"]: body for body in library_bodies()}
# What stands in an address besides the version.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "section": ("visits",), "add_question": ("visits",), "question": ("visits.grade",),
    "map_question": ("visits.grade",), "condition": ("question", "visits.grade"),
    "scale": ("two_points",), "rule": ("rule",), "tool_file": ("yaml",),
}  # fmt: skip
NO_VERSION = ("tools", "new_tool", "upload_tool", "library_tool")


def address(page: str, version: ToolVersion | None = None, *more: str) -> str:
    if page == "library_tool":
        return reverse("tools:library_tool", args=more or ["core"])
    if page in NO_VERSION:
        return reverse(f"tools:{page}")
    assert version is not None
    return reverse(f"tools:{page}", args=[version.ref, *(more or ARGUMENTS.get(page, ()))])


def shown(who: Person, page: str, version: ToolVersion | None = None, *more: str) -> str:
    answer = signed_in(who).get(address(page, version, *more))
    assert answer.status_code == 200
    return html(answer)


def posted(
    who: Person, page: str, version: ToolVersion | None, *more: str, **data: Any
) -> HttpResponse:
    return signed_in(who).post(address(page, version, *more), data)


def seen(version: ToolVersion, kind: str, key: str = "") -> str:
    return queries.fingerprint(now(version).body, kind, key)
