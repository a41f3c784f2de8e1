"""What is typed into a page of a draft is kept while it is typed, and goes once it is saved."""

import json
from dataclasses import dataclass
from typing import Any

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor
from goldenthread.tools.changes.editing import draft_held
from goldenthread.tools.models import ToolVersion, Typed

MOST_BYTES = 500_000
MOST_PAGES = 200  # of one draft that one person has typed into and not saved


@dataclass(eq=False)
class TypedElsewhere(Exception):
    """Another tab of theirs kept other words for the same page."""

    theirs: Typed

    def __str__(self) -> str:
        return "Other words were kept for this page in another tab."


@dataclass(unsafe_hash=True)
class TypedTooMuch(Exception):
    """More than a page of a tool can hold, or on more pages than anybody works on."""

    def __str__(self) -> str:
        return "This is more than can be kept while you type. Press Save."


@change
def keep_typed(
    *, by: Actor, draft: ToolVersion, page: str, number: int, fields: dict[str, Any]
) -> Typed:
    """Keep the fields of a page as they are typed. `number`: of what the tab saw kept last, 0 for nothing.

    The same fields again are kept already, whatever their number. Raises TypedElsewhere, TypedTooMuch,
    NotADraft.
    """
    held = draft_held(by, draft)
    if len(json.dumps(fields)) > MOST_BYTES:
        raise TypedTooMuch
    mine = Typed.objects.filter(version=held, saved_by=by.actor_label)
    kept = mine.filter(page=page).first()
    if kept and kept.fields == fields:
        return kept
    if kept and kept.number != number:
        raise TypedElsewhere(kept)
    if mine.exclude(fields={}).count() >= MOST_PAGES:
        raise TypedTooMuch
    kept = kept or Typed(version=held, page=page, saved_by=by.actor_label)
    kept.fields, kept.number, kept.saved_at = fields, number + 1, now()
    kept.save()
    record(by, "keep_typed", held.ref, number=kept.number)
    return kept


@change
def forget_typed(*, by: Actor, draft: ToolVersion, page: str, number: int = 0) -> Typed:
    """Let go what was typed: it is saved, or not wanted. Raises NotADraft.

    What is still on its way with the number seen before finds another one, and is not kept.
    """
    held = draft_held(by, draft)
    mine = Typed.objects.filter(version=held, saved_by=by.actor_label, page=page)
    kept = mine.first() or Typed(
        version=held, page=page, saved_by=by.actor_label, number=number, fields={}
    )
    if kept.fields:
        record(by, "forget_typed", held.ref)
    kept.fields, kept.number, kept.saved_at = {}, kept.number + 1, now()
    kept.save()
    return kept
