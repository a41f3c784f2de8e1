"""Tools come from files; a version, once published, never changes."""

from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.changes import name_code
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.tools.form import Fault, body_sha256, faults
from goldenthread.tools.library import library_bodies
from goldenthread.tools.models import DraftEdit, Tool, ToolVersion
from goldenthread.tools.queries import known_versions, next_number


@dataclass(unsafe_hash=True)
class ToolFaulty(Exception):
    """A tool file cannot be published: each fault with its place."""

    name: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return f"{self.name} cannot be used. " + "; ".join(str(fault) for fault in self.faults)


@dataclass(unsafe_hash=True)
class VersionTaken(Exception):
    """This version number is already published with other content."""

    code: str
    number: int
    next: int

    def __str__(self) -> str:
        return (
            f"Version {self.number} of {self.code} is already published and never changes. "
            f"Give the changed tool the next version number, {self.next}."
        )


@dataclass(unsafe_hash=True)
class NotPublished(Exception):
    """Only a published version can be retired."""

    code: str
    number: int

    def __str__(self) -> str:
        return f"Version {self.number} of {self.code} is not published, so it cannot be retired."


@change
def publish_tool(*, by: Actor, body: dict[str, Any]) -> ToolVersion:
    """Publish a version of a tool. The same content again is the same version."""
    return _stored(by, body, ToolVersion.State.PUBLISHED)


@change
def save_draft(*, by: Actor, body: dict[str, Any]) -> ToolVersion:
    """Keep a version that is not yet published; an earlier draft of the same number is replaced."""
    return _stored(by, body, ToolVersion.State.DRAFT)


@change
def retire_version(*, by: Actor, version: ToolVersion) -> ToolVersion:
    """No new round uses it; the audits made with it stay as they are."""
    require(by, Permission.ROUND_RUN)
    held = ToolVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if held.state != ToolVersion.State.PUBLISHED:
        raise NotPublished(version.tool.code, version.number)
    held.state = ToolVersion.State.RETIRED
    held.save(update_fields=["state"])
    record(by, "retire_version", held.ref, code=version.tool.code, number=held.number)
    return held


@change
def tool_of_past_audits(*, by: Actor, body: dict[str, Any]) -> ToolVersion:
    """The version of this content, whatever its number; retired from the first day, so that no round
    but an imported one uses it."""
    require(by, Permission.ROUND_RUN)
    code = body["code"]
    for known in ToolVersion.objects.filter(tool__code=code):
        if {**known.body, "version": 0} == {**body, "version": 0}:
            return known
    version = publish_tool(by=by, body={**body, "version": next_number(code)})
    return retire_version(by=by, version=version)


@change
def load_library(*, by: Actor) -> list[ToolVersion]:
    """Publish the tools that come with the product; those already there stay as they are.

    Where the authority has given a number to a version of its own, its version stands: the pages
    offer the library's beside it, to be compared.
    """
    known = known_versions()
    fresh = [body for body in library_bodies() if (body["code"], body["version"]) not in known]
    return [publish_tool(by=by, body=body) for body in fresh]


def _stored(by: Actor, body: dict[str, Any], state: ToolVersion.State) -> ToolVersion:
    require(by, Permission.ROUND_RUN)
    found = faults(body)
    if found:
        raise ToolFaulty(str(body.get("code", "The tool")), tuple(found))
    is_for_tests = bool(body.get("for_tests", False))
    tool, _ = Tool.objects.get_or_create(code=body["code"], defaults={"is_for_tests": is_for_tests})
    sha256, number = body_sha256(body), int(body.get("version", 1))
    known = ToolVersion.objects.select_for_update().filter(tool=tool, number=number).first()
    if known and known.state != ToolVersion.State.DRAFT:
        if known.sha256 != sha256:
            raise VersionTaken(tool.code, number, next_number(tool.code))
        return known
    version = known or ToolVersion(tool=tool, number=number)
    if known:
        _keep_what_was_there(by, known, state)
    version.title, version.body, version.sha256 = body["title"], body, sha256
    version.state = state
    if state == ToolVersion.State.PUBLISHED:
        version.published_at, version.published_by = now(), by.actor_label
        name_grades(by, body)
    version.save()
    what = "publish_tool" if state == ToolVersion.State.PUBLISHED else "save_draft"
    record(by, what, version.ref, code=tool.code, number=number, sha256=sha256)
    return version


def _keep_what_was_there(by: Actor, draft: ToolVersion, state: ToolVersion.State) -> None:
    """A file over a draft is one more edit of it, which the builder can take back until it is published."""
    if state == ToolVersion.State.PUBLISHED:
        draft.edits.all().delete()
        return
    before, label = draft.body, by.actor_label
    DraftEdit.objects.create(
        version=draft, what="read", before=before, made_at=now(), made_by=label
    )


def name_grades(by: Actor, body: dict[str, Any]) -> None:
    """Pages and papers call a grade by the words for its key: a key that is new brings its own."""
    words = vocabulary()
    for step in (body.get("scale") or {}).get("steps", ()):
        if words("grade", step["key"]) != step["label"]:
            name_code(by=by, kind="grade", code=step["key"], text=step["label"])
