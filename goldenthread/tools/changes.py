"""Tools come from files; a version, once published, never changes."""

from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.tools.form import Fault, body_sha256, faults
from goldenthread.tools.library import library_bodies
from goldenthread.tools.models import Tool, ToolVersion


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

    def __str__(self) -> str:
        return (
            f"Version {self.number} of {self.code} is already published and never changes. "
            "Give the changed tool the next version number."
        )


@change
def publish_tool(*, by: Actor, body: dict[str, Any]) -> ToolVersion:
    """Publish a version of a tool. The same content again is the same version."""
    require(by, Permission.ROUND_RUN)
    found = faults(body)
    if found:
        raise ToolFaulty(str(body.get("code", "The tool")), tuple(found))
    tool, _ = Tool.objects.get_or_create(
        code=body["code"], defaults={"is_for_tests": bool(body.get("for_tests", False))}
    )
    sha256, number = body_sha256(body), int(body.get("version", 1))
    known = ToolVersion.objects.filter(tool=tool, number=number).first()
    if known:
        if known.sha256 != sha256:
            raise VersionTaken(tool.code, number)
        return known
    version = ToolVersion.objects.create(
        tool=tool, number=number, title=body["title"], body=body, sha256=sha256,
        state=ToolVersion.State.PUBLISHED, published_at=now(), published_by=by.actor_label,
    )  # fmt: skip
    record(by, "publish_tool", version.ref, code=tool.code, number=number, sha256=sha256)
    return version


@change
def load_library(*, by: Actor) -> list[ToolVersion]:
    """Publish the tools that come with the product; those already there stay as they are."""
    return [publish_tool(by=by, body=body) for body in library_bodies()]
