"""A draft edited part by part: each edit is kept at once, and can be taken back."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.tools.building import copying, parts
from goldenthread.tools.building.places import Body, part
from goldenthread.tools.building.subjects import ask_header
from goldenthread.tools.form import body_sha256
from goldenthread.tools.models import DraftEdit, ToolVersion
from goldenthread.tools.queries import fingerprint, keys_of_earlier_versions

MOST_EDITS = 30  # that can be taken back


@dataclass(unsafe_hash=True)
class NotADraft(Exception):
    """This version is published, or retired, and never changes."""

    code: str
    number: int

    def __str__(self) -> str:
        return f"Version {self.number} of {self.code} is no longer a draft, so nothing was changed."


@dataclass(eq=False)
class DraftChanged(Exception):
    """Somebody saved this part since the page was opened. `theirs` is how it stands."""

    theirs: Any

    def __str__(self) -> str:
        return "This was changed elsewhere since you opened the page, so yours is not saved yet."


@change
def add_part(
    *, by: Actor, draft: ToolVersion, kind: str, data: dict[str, Any], within: str = ""
) -> str:
    """Put a new section, question, scale or rule last where it belongs; its key is returned.

    Raises PartRefused, NoSuchPart, NotADraft.
    """
    held = draft_held(by, draft)
    taken = keys_of_earlier_versions(held)
    return _edited(by, held, "add", lambda body: parts.add(body, kind, data, within, taken))


@change
def edit_part(
    *, by: Actor, draft: ToolVersion, kind: str, key: str, data: dict[str, Any], seen: str
) -> None:
    """Say a part anew. `seen`: the fingerprint that the page showed.

    Raises DraftChanged, PartRefused, NoSuchPart, NotADraft.
    """
    held = draft_held(by, draft)
    if fingerprint(held.body, kind, key) != seen:
        raise DraftChanged(part(held.body, kind, key))
    _edited(by, held, "edit", lambda body: parts.edit(body, kind, key, data), key)


@change
def set_tool(*, by: Actor, draft: ToolVersion, data: dict[str, Any], scale: str, seen: str) -> None:
    """What is said of the tool itself, and which of its scales its grades are given on; "" for none.

    What a new subject has to ask first is put into the header.

    Raises DraftChanged, PartRefused, NoSuchPart, NotADraft.
    """
    held = draft_held(by, draft)
    if fingerprint(held.body, "tool") != seen:
        raise DraftChanged(held.body)

    def put(body: Body) -> None:
        parts.grade_on(body, scale)
        parts.edit(body, "tool", "", data)
        ask_header(body)

    _edited(by, held, "edit", put)


@change
def move_part(*, by: Actor, draft: ToolVersion, kind: str, key: str, is_up: bool) -> None:
    """One place up or down. Raises NoSuchPart, NotADraft."""
    _edited(by, draft_held(by, draft), "move", lambda body: parts.move(body, kind, key, is_up), key)


@change
def move_question(*, by: Actor, draft: ToolVersion, key: str, section: str) -> None:
    """Into another section, as its last. Raises PartRefused, NoSuchPart, NotADraft."""
    _edited(by, draft_held(by, draft), "move", lambda body: parts.put_into(body, key, section), key)


@change
def remove_part(*, by: Actor, draft: ToolVersion, kind: str, key: str) -> None:
    """Take a part out, with what stands in it. Raises NoSuchPart, NotADraft."""
    _edited(by, draft_held(by, draft), "remove", lambda body: parts.remove(body, kind, key), key)


@change
def copy_part(
    *, by: Actor, draft: ToolVersion, source: dict[str, Any], kind: str, key: str, within: str = ""
) -> str:
    """Copy a section or a question of another tool into a draft; its key here is returned.

    Raises PartRefused, NoSuchPart, NotADraft.
    """
    held = draft_held(by, draft)
    taken = keys_of_earlier_versions(held)
    return _edited(
        by,
        held,
        "copy",
        lambda body: copying.copy(body, source, kind, key, within=within, taken=taken),
    )


@change
def put_parts(*, by: Actor, draft: ToolVersion, sections: list[dict[str, Any]]) -> None:
    """Sections with their questions, as read from a paper form and confirmed, put last as one edit.

    Raises PartRefused, NotADraft.
    """

    def put(body: Body) -> str:
        for section in sections:
            said = {name: each for name, each in section.items() if name != "questions"}
            key = parts.add(body, "section", said)
            for question in section["questions"]:
                parts.add(body, "question", question, key)
        return ""

    _edited(by, draft_held(by, draft), "read", put)


@change
def map_question(*, by: Actor, draft: ToolVersion, key: str, earlier: str) -> str:
    """Say which question of the version before a question goes on from; "": its figures begin anew.

    Its key, which is another where it begins anew. Raises NoSuchPart, NotADraft.
    """
    held = draft_held(by, draft)
    taken = keys_of_earlier_versions(held)
    return _edited(by, held, "map", lambda body: parts.goes_on_from(body, key, earlier, taken), key)


@change
def undo_edit(*, by: Actor, draft: ToolVersion, seen: int) -> DraftEdit | None:
    """Take the last edit back; None where there is nothing, or where another edit came between.

    `seen` is the number of the edit that the page offered to take back.
    """
    held = draft_held(by, draft)
    last = DraftEdit.objects.filter(version=held).first()
    if last is None or last.pk != seen:
        return None
    _keep(held, last.before)
    DraftEdit.objects.filter(pk=last.pk).delete()
    record(by, "undo_edit", held.ref, code=held.tool.code, number=held.number, part=last.part)
    return last


def draft_held(by: Actor, draft: ToolVersion) -> ToolVersion:
    """The draft, locked for this change. Raises NotAllowed, NotADraft."""
    require(by, Permission.ROUND_RUN)
    held = ToolVersion.objects.select_for_update(of=("self",)).select_related("tool")
    found = held.filter(pk=draft.pk, state=ToolVersion.State.DRAFT).first()
    if found is None:
        raise NotADraft(draft.tool.code, draft.number)
    return found


def _edited(
    by: Actor, held: ToolVersion, what: str, edit: Callable[[Body], str | None], key: str = ""
) -> str:
    """Make the edit and keep what was there; nothing is kept of an edit that changes nothing."""
    body = deepcopy(held.body)
    made = edit(body) or key
    if body == held.body:
        return made
    DraftEdit.objects.create(
        version=held, what=what, part=made, before=held.body, made_at=now(), made_by=by.actor_label
    )
    old = DraftEdit.objects.filter(version=held).values_list("pk", flat=True)[MOST_EDITS:]
    DraftEdit.objects.filter(pk__in=list(old)).delete()
    _keep(held, body)
    code, number = held.tool.code, held.number
    record(by, f"{what}_part", held.ref, code=code, number=number, part=made)
    return made


def _keep(held: ToolVersion, body: Body) -> None:
    held.title, held.body, held.sha256 = body["title"], body, body_sha256(body)
    held.save(update_fields=["title", "body", "sha256"])
