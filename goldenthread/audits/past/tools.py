"""The tool of a round of past audits: a scale and the sections that were graded, and no questions of ours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import slugify

from goldenthread.audits.past.map import OwnScale
from goldenthread.readers.cells import heading_key
from goldenthread.tools.files.yaml_file import shipped_scales
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL

UNGRADED = "past_ungraded"
# How reports write a grade otherwise than its scale does, folded -> the key.
OTHERWISE = {
    "requiringimprovement": "requires_improvement", "ri": "requires_improvement",
    "requiresimprovementtobegood": "requires_improvement", "dnmg": "does_not_meet_good",
    "didnotmeetgood": "does_not_meet_good", "mg": "meets_good", "eg": "exceeds_good",
}  # fmt: skip
AS_GIVEN = "As the imported file says it; what was meant by it there is not recorded."
LEFT_OUT = ("na", "notapplicable")
Scale = Mapping[str, Any]


def scale_of(own: OwnScale) -> dict[str, Any]:
    """A scale of a map as a tool has it."""
    steps = [
        {"key": _key(label), "label": label, "meets_standard": label in own.meets}
        for label in own.steps
    ]
    return {"key": _key(own.key), "label": own.label, "steps": steps}


def known_scales(own: Iterable[OwnScale]) -> list[Scale]:
    """Those of the map first, then those that come with the product."""
    return [*map(scale_of, own), *shipped_scales().values()]


def grade_key(scale: Scale, text: str) -> str:
    """The grade's key for a label, a short label or what people write for it; empty where it is none."""
    fold = heading_key(text)
    if fold in LEFT_OUT:
        return NOT_APPLICABLE
    keys = {step["key"]: step for step in scale["steps"]}
    for key, step in keys.items():
        if fold in (
            heading_key(step["label"]),
            heading_key(step.get("short", "")),
            heading_key(key),
        ):
            return str(key)
    return OTHERWISE[fold] if OTHERWISE.get(fold) in keys else ""


def fitting(scales: Sequence[Scale], grades: Iterable[str]) -> Scale | None:
    """The first scale that has every one of the grades."""
    wanted = set(grades)
    return next((s for s in scales if all(grade_key(s, grade) for grade in wanted)), None)


def section_key(title: str) -> str:
    key = _key(title)
    return f"{key[:30]}_section" if key in ("", OVERALL) else key


def tool_body(scale: Scale | None, sections: Mapping[str, str], number: int = 1) -> dict[str, Any]:
    """The tool of rounds with this scale, which has these sections: key -> title."""
    code = f"past_{scale['key']}"[:40] if scale else UNGRADED
    about = str(scale["label"]) if scale else "not graded"
    steps = [step["key"] for step in scale["steps"]] if scale else []
    body: dict[str, Any] = {
        "code": code, "title": f"Past audits: {about[0].lower()}{about[1:]}"[:120],
        "version": number, "subject": "case_file", "graded": scale is not None,
        "look_back_months": 0, "layout": "section",
        "note": "Made from imported files: their grades, without the questions that were asked.",
        "sections": [
            _section(key, title, "domain", steps) for key, title in sections.items()
        ],
    }  # fmt: skip
    if scale:
        body["scale"] = dict(scale)
        body["sections"].append(_section(OVERALL, "Overall grade", OVERALL, steps))
    else:
        notes = {"key": f"{OVERALL}.notes", "type": "text", "label": "Notes"}
        body["sections"].append(
            {"key": OVERALL, "title": "Overall", "kind": OVERALL, "questions": [notes]}
        )
    return body


def _section(key: str, title: str, kind: str, steps: Sequence[str]) -> dict[str, Any]:
    question = {
        "key": f"{key}.grade", "type": "grade", "label": title,
        "descriptors": dict.fromkeys(steps, AS_GIVEN),
    }  # fmt: skip
    return {
        "key": key, "title": title, "kind": kind, "may_be_not_applicable": kind == "domain",
        "questions": [question],
    }  # fmt: skip


def _key(text: str) -> str:
    found = slugify(text).replace("-", "_")[:40].strip("_")
    return found if found[:1].isalpha() else f"s_{found}"[:40] if found else ""
