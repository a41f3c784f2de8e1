"""Parts of a body put in, changed, moved and taken out. Each function changes the body it is given."""

from dataclasses import dataclass
from typing import Any

from goldenthread.tools.building.places import (
    SHAPES,
    Body,
    fresh,
    keys,
    part,
    place,
    section_of,
    told_apart,
    whole_of,
)
from goldenthread.tools.form.questions import OVERALL
from goldenthread.tools.form.shapes import (
    MOST_QUESTIONS,
    MOST_SECTIONS,
    TOOL,
    Fault,
    fitted,
    in_order,
)

MOST_PARTS = {"section": MOST_SECTIONS, "question": MOST_QUESTIONS, "scale": 20, "rule": 50}
# What is said of the tool itself, by the names of the format; code and version are not chosen.
ABOUT_TOOL = (
    "title", "subject", "graded", "look_back_months", "judge_on_months", "layout", "sign_off", "note",
)  # fmt: skip


@dataclass(unsafe_hash=True)
class PartRefused(Exception):
    """What was given is no such part: each fault with the field it is about."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "; ".join(fault.what for fault in self.faults)

    def by_field(self) -> dict[str, str]:
        """What is wrong, by the name of the field; "" where it is of no field."""
        return {str((fault.path or ("",))[0]): fault.what for fault in self.faults}


def add(body: Body, kind: str, data: Body, within: str = "", taken: set[str] | None = None) -> str:
    """Put a new part last where it belongs; its key is made here and returned.

    `within`: the section of a question, or of a part of a section. `taken`: keys that earlier versions
    used, which a new question must not take by chance.
    """
    known = {"add", *keys(body, kind), *(taken or ())}  # "add" is an address of its own
    data = {"key": _key(body, kind, data, within, known), **data}
    around = _list(body, kind, within)
    if len(around) >= MOST_PARTS[kind]:
        raise PartRefused((Fault(kind, f"has no room: {MOST_PARTS[kind]} are the most"),))
    around.append(_sound(kind, data))
    return str(data["key"])


def _key(body: Body, kind: str, data: Body, within: str, known: set[str]) -> str:
    if kind == "section" and data.get("kind") == OVERALL and OVERALL not in keys(body, kind):
        return OVERALL
    if kind == "question":
        # Key KEY.grade makes an answer the section's judgement; one section has one.
        grade = f"{within}.grade"
        if data.get("type") == "grade" and grade not in keys(body, "question"):
            return grade
        return told_apart(f"{within}.{fresh(data['label'], set())}"[:60], {*known, grade})
    wanted = data.get("title") or data.get("label") or data.get("says", "")
    made = fresh(wanted, known)
    return made if made[0].isalpha() else told_apart(f"{kind[0]}_{made}"[:40], known, 40)


def _list(body: Body, kind: str, within: str) -> list[Body]:
    if kind == "question":
        found: list[Body] = part(body, "section", within).setdefault("questions", [])
    elif kind == "section" and within:
        found = part(body, "section", within).setdefault("sections", [])
    else:
        found = body.setdefault(f"{kind}s", [])
    return found


def edit(body: Body, kind: str, key: str, data: Body) -> None:
    """Say a part anew; its key, and what stands in it, stay. Raises PartRefused, NoSuchPart."""
    if kind == "tool":
        kept = {name: value for name, value in body.items() if name not in ABOUT_TOOL}
        made, faults = fitted({**kept, **data}, TOOL)
        if faults:
            raise PartRefused(tuple(faults))
        body.clear()
        body.update(in_order(made))
        return
    there = part(body, kind, key)
    inside: Body = {name: there[name] for name in ("questions", "sections") if name in there}
    made = _sound(kind, {**inside, **data, "key": key})
    there.clear()
    there.update(made)


def _sound(kind: str, data: Body) -> Body:
    """The part as it is kept: in the order of the format, without what says nothing."""
    said = {name: value for name, value in data.items() if value not in (None, "", [], {}, False)}
    made, faults = fitted(said | _must(kind, data), SHAPES[kind])
    if faults:
        raise PartRefused(tuple(faults))
    return in_order(made, SHAPES[kind])


def _must(kind: str, data: Body) -> Body:
    """What is kept though it is empty, or says no: a tool may mean it."""
    names = ["label", "title", "counts_as_feedback", "evidence_required", "steps"]
    return {name: data[name] for name in names if name in data and data[name] not in (None,)}


def move(body: Body, kind: str, key: str, is_up: bool) -> None:
    """One place up or down among its neighbours; nothing happens at the edge."""
    around, n = place(body, kind, key)
    to = n - 1 if is_up else n + 1
    if 0 <= to < len(around):
        around[n], around[to] = around[to], around[n]


def put_into(body: Body, key: str, section: str) -> None:
    """A question stands last in another section; its key, and with it its figures, stays."""
    if is_judgement(body, key):
        what = "is its section's grade, and stays there"
        raise PartRefused((Fault(f"question {key}", what, ()),))
    target = part(body, "section", section)
    data = part(body, "question", key)
    if len(target.get("questions", ())) >= MOST_QUESTIONS:
        raise PartRefused((Fault("section", f"has no room: {MOST_QUESTIONS} are the most"),))
    if data not in target.get("questions", ()):
        remove(body, "question", key)
        target.setdefault("questions", []).append(data)


def remove(body: Body, kind: str, key: str) -> None:
    """Take a part out, with what stands in it. Raises NoSuchPart."""
    if kind == "scale" and (body.get("scale") or {}).get("key") == key:
        body["scale"] = None
        return
    around, n = place(body, kind, key)
    del around[n]
    above = None
    if kind == "question" or (kind == "section" and around is not body["sections"]):
        above = next(
            (s for s in _sections(body) if around in (s.get("questions"), s.get("sections"))), None
        )
    if not around and above is not None:
        above.pop("questions" if kind == "question" else "sections")
    if not around and kind in ("scale", "rule"):
        body.pop(f"{kind}s")


def _sections(body: Body) -> list[Body]:
    return [part(body, "section", key) for key in keys(body, "section")]


def grade_on(body: Body, key: str) -> None:
    """Grades are given on one of the tool's scales, or ("") on none; the others stay as they are."""
    if key and key == (body.get("scale") or {}).get("key"):
        return
    chosen = part(body, "scale", key) if key else None
    others = [scale for scale in body.get("scales", ()) if scale is not chosen]
    if body.get("scale"):
        others.append(body["scale"])
    body["scale"] = chosen
    body.pop("scales", None)
    if others:
        body["scales"] = others


def name_anew(body: Body, old: str, new: str) -> None:
    """A question gets another key, and whatever is shown by its answers goes by it."""
    part(body, "question", old)["key"] = new
    for kind in ("section", "question"):
        for key in keys(body, kind):
            when = part(body, kind, key).get("shown_when", {})
            for each in when.get("answers", ()):
                if each["question"] == old:
                    each["question"] = new


def goes_on_from(body: Body, key: str, earlier: str, taken: set[str]) -> str:
    """Say which question of the version before this one goes on from; "": from none, it begins anew.

    The question's key, which is new where it had gone on by it. `taken`: the keys of earlier versions.
    """
    question = part(body, "question", key)
    question.pop("formerly", None)
    if earlier and earlier != key:
        question["formerly"] = earlier
    elif not earlier and key in taken:
        new = told_apart(key, {*taken, *keys(body, "question")})
        name_anew(body, key, new)
        key = new
    there = part(body, "question", key)
    ordered = in_order(there, SHAPES["question"])
    there.clear()
    there.update(ordered)
    return key


def is_judgement(body: Body, key: str) -> bool:
    """Whether a question is its section's grade, which goes by its key."""
    return key == f"{section_of(body, key)['key']}.grade"


def may_have_parts(body: Body, section: str) -> bool:
    """Parts have no parts of their own."""
    return whole_of(body, section) is None


def new_body(title: str, code: str, subject: str, header: list[dict[str, Any]]) -> Body:
    """A tool with nothing in it but what its subject has to ask first."""
    sections = [{"key": "header", "title": "About", "kind": "header", "questions": header}]
    return in_order({
        "code": code, "title": title, "version": 1, "subject": subject, "scale": None,
        "graded": False, "look_back_months": 12, "layout": "section",
        "sections": sections if header else [],
    })  # fmt: skip
