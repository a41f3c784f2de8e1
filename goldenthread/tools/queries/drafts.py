"""How a draft stands: its checks beside the parts they are about, what was done last, what went before."""

import hashlib
import json
from dataclasses import dataclass

from goldenthread.people.actors import Actor
from goldenthread.tools.building.places import Body, part, part_at
from goldenthread.tools.form import Fault, Question, Series, faults, form_from, series
from goldenthread.tools.form.shapes import sections_of
from goldenthread.tools.models import DraftEdit, ToolVersion, Typed


@dataclass(frozen=True)
class Check:
    """What is not yet right, and the part it is about: its kind and key; kind "tool" is the tool itself."""

    kind: str
    key: str
    what: str


def draft_by_ref(ref: str) -> ToolVersion | None:
    found = ToolVersion.objects.select_related("tool").filter(ref=ref)
    return found.filter(state=ToolVersion.State.DRAFT).first()


def checks(body: Body) -> list[Check]:
    """The standing checks of a body, in the order of its parts."""
    return [_check(body, fault) for fault in faults(body)]


def _check(body: Body, fault: Fault) -> Check:
    kind, key = part_at(body, fault.path)
    return Check(kind, key, fault.what[:1].upper() + fault.what[1:])


def fingerprint(body: Body, kind: str, key: str = "") -> str:
    """What a page has to show again when it saves: a part without the parts in it. Raises NoSuchPart."""
    shown = body if kind == "tool" else part(body, kind, key)
    inside = ("questions", "sections", "scales", "rules")
    return part_fingerprint(shown if kind not in {"tool", "section"} else _without(shown, inside))


def part_fingerprint(own: Body) -> str:
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:16]


def _without(shown: Body, names: tuple[str, ...]) -> Body:
    return {name: value for name, value in shown.items() if name not in names}


def last_edit(version: ToolVersion) -> DraftEdit | None:
    """The edit that can be taken back; None where there is none."""
    return DraftEdit.objects.filter(version=version).first()


def typed(by: Actor, draft: ToolVersion, page: str) -> Typed | None:
    """What this person typed into a page of a draft, without fields where it is saved; None where nothing was."""
    return Typed.objects.filter(version=draft, saved_by=by.actor_label, page=page).first()


def typed_pages(by: Actor, draft: ToolVersion) -> list[Typed]:
    """Every page of a draft that this person typed into and has not saved, the oldest first."""
    rows = Typed.objects.filter(version=draft, saved_by=by.actor_label).exclude(fields={})
    return list(rows.order_by("saved_at", "pk"))


def version_before(version: ToolVersion) -> ToolVersion | None:
    """The version that was published before this one."""
    earlier = ToolVersion.objects.filter(tool=version.tool_id, number__lt=version.number)
    return earlier.exclude(state=ToolVersion.State.DRAFT).order_by("-number").first()


def keys_of_earlier_versions(version: ToolVersion) -> set[str]:
    """The keys of the questions of every earlier version that was published."""
    earlier = ToolVersion.objects.filter(tool=version.tool_id, number__lt=version.number)
    bodies = earlier.exclude(state=ToolVersion.State.DRAFT).values_list("body", flat=True)
    return {
        question["key"]
        for body in bodies
        for section, _, _ in sections_of(body)
        for question in section.get("questions", ())
    }


def questions_to_map(draft: ToolVersion) -> tuple[Series | None, list[Question]]:
    """How a draft's questions go on from the version before, and those of it that nothing goes on from."""
    before = version_before(draft)
    if before is None:
        return None, []
    old = form_from(before.body)
    found = series(old, form_from(draft.body))
    left = [question for question in old.questions if question.key in found.left_out]
    return found, left
