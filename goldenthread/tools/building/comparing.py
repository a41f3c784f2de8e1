"""Two bodies side by side: what was added, taken out and changed, and what that does to figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.tools.building.places import Body, keys, part, scales
from goldenthread.tools.form.series import Series, series
from goldenthread.tools.form.whole import form_from

# A name of the format in the words of a page.
FIELDS: Mapping[str, str] = {
    "above": "Words above", "audience": "Who may see it", "choices": "Answers to choose from",
    "counts_as_feedback": "Counts as feedback", "descriptors": "What each grade looks like",
    "evidence_required": "Evidence", "example": "Worked example", "formerly": "Goes on from",
    "graded": "Graded", "grades": "When graded", "hint": "Guidance", "judge_on_months": "Judged on months",
    "kind": "Kind", "label": "Words", "layout": "Shown as", "least": "Least",
    "limit_months": "Limit in months", "limits": "Limits", "look_back_months": "Looks back months",
    "may_be_not_applicable": "May be not applicable", "most": "Most", "na_needs_reason": "Reason where not applicable",
    "no_better_than": "No better than", "note": "What it is for", "prompts": "What to look at",
    "says": "What it says", "scale": "Scale", "section": "Section", "shown_when": "Who is asked",
    "sign_off": "Signed off by", "standard": "Practice standard", "steps": "Steps", "subject": "About",
    "text_label": "Box for words", "title": "Title", "type": "Type", "unit": "Unit",
    "words_for": "Answers that need words",
}  # fmt: skip
INSIDE = ("key", "questions", "sections", "scales", "rules", "code", "version", "for_tests")


@dataclass(frozen=True)
class Difference:
    """One part that differs. `what`: added, removed, changed or moved; `fields`: name, old and new words."""

    kind: str
    key: str
    label: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()
    figures: str = ""


@dataclass(frozen=True)
class Comparison:
    differences: tuple[Difference, ...]
    series: Series


def compare(old: Body, new: Body) -> Comparison:
    """What the new body says otherwise than the old; questions are told by their keys."""
    found = series(form_from(old), form_from(new))
    return Comparison(tuple(_differences(old, new, found)), found)


def _differences(old: Body, new: Body, found: Series) -> Iterator[Difference]:
    about = _fields(old, new, (*INSIDE, "scale"))
    if about:
        yield Difference("tool", "", "The tool itself", "changed", about)
    yield from _of_kind("scale", old, new, {}, found)
    yield from _of_kind("section", old, new, {}, found)
    was = {q["key"]: q["formerly"] for q in _parts(new, "question") if "formerly" in q}
    yield from _of_kind("question", old, new, was, found)
    yield from _of_kind("rule", old, new, {}, found)


def _parts(body: Body, kind: str) -> list[Body]:
    return scales(body) if kind == "scale" else [part(body, kind, key) for key in keys(body, kind)]


def _of_kind(
    kind: str, old: Body, new: Body, was: Mapping[str, str], found: Series
) -> Iterator[Difference]:
    before = {each["key"]: each for each in _parts(old, kind)}
    after = {each["key"]: each for each in _parts(new, kind)}
    mapped = {was.get(key, key) for key in after}
    moved = _moved([key for key in before if key in mapped], [was.get(key, key) for key in after])
    for key, each in after.items():
        earlier = before.get(was.get(key, key))
        figures = _figures(kind, key, found)
        if earlier is None:
            yield Difference(kind, key, label(each), "added", (), figures)
            continue
        fields = _fields(earlier, each, INSIDE)
        if fields or figures:
            yield Difference(kind, key, label(each), "changed", fields, figures)
        elif was.get(key, key) in moved:
            yield Difference(kind, key, label(each), "moved")
    for key, each in before.items():
        if key not in mapped:
            ends = "end" if kind == "question" else ""
            yield Difference(kind, key, label(each), "removed", (), ends)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Keys that stand after one they stood before; of two that changed places, the one that went down."""
    places = {key: n for n, key in enumerate(key for key in after if key in before)}
    moved, last = set(), -1
    for key in before:
        if key in places and places[key] < last:
            moved.add(key)
        last = max(last, places.get(key, -1))
    return moved


def _figures(kind: str, key: str, found: Series) -> str:
    if kind != "question":
        return ""
    if key in found.new:
        return "begin"
    return "break" if key in found.changed else ""


def label(data: Mapping[str, Any]) -> str:
    """What a part is called."""
    return str(data.get("label") or data.get("title") or data.get("says") or data["key"])


def _fields(old: Body, new: Body, without: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (words, said(old.get(name)), said(new.get(name)))
        for name, words in FIELDS.items()
        if name not in without and said(old.get(name)) != said(new.get(name))
    )


def said(value: Any) -> str:
    """A value of a body in words, for people."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        if "label" in value:
            rest = [_named(n, v) for n, v in value.items() if n not in ("key", "label") and said(v)]
            return f"{value['label']} ({', '.join(rest)})" if rest else str(value["label"])
        return "; ".join(
            f"{str(name).replace('_', ' ')}: {said(each)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return "; ".join(said(each) for each in value)
    return str(value)


def _named(name: str, value: Any) -> str:
    name = FIELDS.get(name, name.replace("_", " ")).lower()
    return name if value is True else f"{name}: {said(value)}"
