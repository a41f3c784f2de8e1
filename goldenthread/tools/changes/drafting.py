"""A draft begun, thrown away, or published with a note."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.tools.building.parts import new_body
from goldenthread.tools.building.places import fresh
from goldenthread.tools.building.subjects import header_questions
from goldenthread.tools.changes.editing import DraftChanged, NotADraft
from goldenthread.tools.changes.storing import ToolFaulty, name_grades
from goldenthread.tools.form import body_sha256, faults
from goldenthread.tools.models import Tool, ToolVersion
from goldenthread.tools.queries import next_number


@dataclass(unsafe_hash=True)
class DraftStands(Exception):
    """The tool has a draft already; `ref` is it."""

    code: str
    ref: str

    def __str__(self) -> str:
        return f"There is already a draft of {self.code}. Work on it, or discard it first."


@change
def begin_tool(*, by: Actor, title: str, subject: str) -> ToolVersion:
    """A draft with nothing in it but what its subject has to ask first."""
    require(by, Permission.ROUND_RUN)
    body = new_body(title, _free_code(title), subject, header_questions(subject))
    return _begun(by, body, "begin_tool")


@change
def begin_draft(*, by: Actor, body: dict[str, Any], title: str = "") -> ToolVersion:
    """A draft from what a file or another tool says, as a tool of its own where `title` is given.

    Raises DraftStands.
    """
    require(by, Permission.ROUND_RUN)
    body = deepcopy(body)
    body.pop("for_tests", None)
    if title:
        body |= {"title": title, "code": _free_code(title), "version": 1}
    else:
        body["version"] = next_number(body["code"])
    return _begun(by, body, "begin_draft")


@change
def begin_next_version(*, by: Actor, version: ToolVersion) -> ToolVersion:
    """A draft of the same tool, with the number that follows; its questions keep their keys.

    Raises DraftStands.
    """
    require(by, Permission.ROUND_RUN)
    body = deepcopy(version.body)
    _forget_earlier(body["sections"])
    body["version"] = next_number(version.tool.code)
    return _begun(by, body, "begin_next_version")


@change
def discard_draft(*, by: Actor, draft: ToolVersion) -> None:
    """Throw a draft away, and its tool where it has no other version. Raises NotADraft."""
    require(by, Permission.ROUND_RUN)
    held = _draft(draft)
    record(by, "discard_draft", held.ref, code=held.tool.code, number=held.number)
    tool = held.tool
    held.delete()
    if not tool.versions.exists():
        tool.delete()


@change
def publish_draft(*, by: Actor, draft: ToolVersion, note: str, seen: str) -> ToolVersion:
    """Rounds may use it, and it never changes again. `seen`: the SHA-256 that the page showed.

    Raises NotADraft, DraftChanged, ToolFaulty.
    """
    require(by, Permission.ROUND_RUN)
    held = _draft(draft)
    if held.sha256 != seen:
        raise DraftChanged(held.body)
    found = faults(held.body)
    if found:
        raise ToolFaulty(held.title, tuple(found))
    held.state, held.note = ToolVersion.State.PUBLISHED, note
    held.published_at, held.published_by = now(), by.actor_label
    held.save(update_fields=["state", "note", "published_at", "published_by"])
    held.edits.all().delete()
    held.typed.all().delete()
    name_grades(by, held.body)
    code, number = held.tool.code, held.number
    record(by, "publish_tool", held.ref, code=code, number=number, sha256=held.sha256)
    return held


def _draft(draft: ToolVersion) -> ToolVersion:
    held = ToolVersion.objects.select_for_update(of=("self",)).select_related("tool")
    found = held.filter(pk=draft.pk, state=ToolVersion.State.DRAFT).first()
    if found is None:
        raise NotADraft(draft.tool.code, draft.number)
    return found


def _begun(by: Actor, body: dict[str, Any], what: str) -> ToolVersion:
    tool, _ = Tool.objects.get_or_create(code=body["code"])
    Tool.objects.select_for_update().get(pk=tool.pk)
    other = ToolVersion.objects.filter(tool=tool, state=ToolVersion.State.DRAFT).first()
    if other:
        raise DraftStands(tool.code, other.ref)
    made = ToolVersion.objects.create(
        tool=tool, number=body["version"], title=body["title"], body=body, sha256=body_sha256(body)
    )
    record(by, what, made.ref, code=tool.code, number=made.number)
    return made


def _free_code(title: str) -> str:
    taken = set(Tool.objects.values_list("code", flat=True))
    made = fresh(title, taken)
    return made if made[0].isalpha() else fresh(f"tool {title}", taken)


def _forget_earlier(sections: list[dict[str, Any]]) -> None:
    """`formerly` says what a question was in the version before; the next one begins without."""
    for section in sections:
        section.pop("formerly", None)
        for question in section.get("questions", ()):
            question.pop("formerly", None)
        _forget_earlier(section.get("sections", []))
