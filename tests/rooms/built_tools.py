"""Audit tools built part by part, through changes: what tests of the builder stand on."""

from typing import Any

from goldenthread.tools import changes, queries
from goldenthread.tools.building.places import part
from goldenthread.tools.models import ToolVersion
from tests.cast import Cast

STEPS = [
    {"key": "weak", "label": "Weak", "descriptor": "Little of it is there."},
    {"key": "sound", "label": "Sound", "meets_standard": True, "descriptor": "It is there."},
]


def begun(cast: Cast) -> ToolVersion:
    return changes.begin_tool(by=cast.pat, title="Visits and plans", subject="closure")


def add(cast: Cast, draft: ToolVersion, kind: str, within: str = "", /, **data: Any) -> str:
    return changes.add_part(by=cast.pat, draft=draft, kind=kind, data=data, within=within)


def now(draft: ToolVersion) -> ToolVersion:
    return ToolVersion.objects.select_related("tool").get(pk=draft.pk)


def edit(cast: Cast, draft: ToolVersion, kind: str, key: str, /, **said: Any) -> None:
    body = now(draft).body
    kept = {n: v for n, v in part(body, kind, key).items() if n not in ("questions", "sections")}
    seen = queries.fingerprint(body, kind, key)
    data = {**kept, **said}
    changes.edit_part(by=cast.pat, draft=draft, kind=kind, key=key, data=data, seen=seen)


def a_tool(cast: Cast) -> ToolVersion:
    draft = begun(cast)
    add(cast, draft, "scale", label="Two points", steps=STEPS)
    said = {n: now(draft).body[n] for n in ("title", "subject", "look_back_months", "layout")}
    seen = queries.fingerprint(now(draft).body, "tool")
    data = {**said, "graded": False}
    changes.set_tool(by=cast.pat, draft=draft, data=data, scale="two_points", seen=seen)
    add(cast, draft, "section", title="Visits", kind="domain")
    add(cast, draft, "question", "visits", label="How good were the visits?", type="grade")
    add(cast, draft, "question", "visits", label="Was the child seen alone?", type="yes_no")
    return now(draft)


def published(cast: Cast, draft: ToolVersion, note: str = "For the autumn.") -> ToolVersion:
    seen = now(draft).sha256
    return changes.publish_draft(by=cast.pat, draft=draft, note=note, seen=seen)


def a_ruled_tool(cast: Cast) -> ToolVersion:
    """The same with a limiting rule that can never fire, which is said beside it."""
    draft = a_tool(cast)
    data = {
        "section": "visits", "grades": ["weak"], "limits": "visits", "no_better_than": "weak",
        "says": "Rule",
    }  # fmt: skip
    changes.add_part(by=cast.pat, draft=draft, kind="rule", data=data)
    return now(draft)


def a_second_version(cast: Cast) -> tuple[ToolVersion, ToolVersion]:
    """A published tool, and the draft that follows it with one question more and a rule."""
    first = published(cast, a_tool(cast))
    second = changes.begin_next_version(by=cast.pat, version=first)
    add(cast, second, "question", "visits", label="Was it on time?", type="yes_no")
    add(
        cast, second, "rule", section="visits", grades=["weak"], limits="visits",
        no_better_than="weak", says="Rule",
    )  # fmt: skip
    return now(first), now(second)
