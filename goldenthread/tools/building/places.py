"""Where a part of a body stands: each section, question, scale and rule by its kind and key."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from goldenthread.tools.form.shapes import QUESTION, RULE, SCALE, SECTION, Path, Shape, sections_of

Body = dict[str, Any]
KINDS = ("section", "question", "scale", "rule")
SHAPES: dict[str, Shape] = {
    "section": SECTION, "question": QUESTION, "scale": SCALE, "rule": RULE,
}  # fmt: skip
LONGEST_SLUG = 30


class NoSuchPart(LookupError):
    """The body has no part of this kind and key: somebody took it out."""

    def __str__(self) -> str:
        return "This part is no longer in the tool. Somebody took it out."


def rows(body: Body, kind: str) -> Iterator[tuple[list[Body], int]]:
    """Every part of a kind, as the list it stands in and its place there."""
    if kind == "section":
        yield from ((body["sections"], n) for n in range(len(body["sections"])))
        for section in body["sections"]:
            parts = section.get("sections", [])
            yield from ((parts, n) for n in range(len(parts)))
    elif kind == "question":
        for section, _, _ in sections_of(body):
            asked = section.get("questions", [])
            yield from ((asked, n) for n in range(len(asked)))
    elif kind == "scale":
        yield from ((body["scales"], n) for n in range(len(body.get("scales", ()))))
    else:
        yield from ((body["rules"], n) for n in range(len(body.get("rules", ()))))


def place(body: Body, kind: str, key: str) -> tuple[list[Body], int]:
    """The list a part stands in, and its place there. Raises NoSuchPart."""
    for around, n in rows(body, kind):
        if around[n]["key"] == key:
            return around, n
    raise NoSuchPart(kind, key)


def part(body: Body, kind: str, key: str) -> Body:
    """A part as it stands. Raises NoSuchPart."""
    if kind == "scale" and (body.get("scale") or {}).get("key") == key:
        found: Body = body["scale"]
        return found
    around, n = place(body, kind, key)
    return around[n]


def keys(body: Body, kind: str) -> list[str]:
    """The keys of a kind in the order of the tool; the scale of its grades before other scales."""
    own = [body["scale"]["key"]] if kind == "scale" and body.get("scale") else []
    return own + [around[n]["key"] for around, n in rows(body, kind)]


def scales(body: Body) -> list[Body]:
    return [scale for scale in (body.get("scale"), *body.get("scales", ())) if scale]


def section_of(body: Body, question: str) -> Body:
    """The section, or part of one, that a question stands in. Raises NoSuchPart."""
    for section, _, _ in sections_of(body):
        if any(each["key"] == question for each in section.get("questions", ())):
            return section
    raise NoSuchPart("question", question)


def whole_of(body: Body, section: str) -> Body | None:
    """The section that a section is a part of; None where it stands by itself."""
    return next((above for each, above, _ in sections_of(body) if each["key"] == section), None)


def part_at(body: Body, path: Path) -> tuple[str, str]:
    """The nearest part around a path, as kind and key; ("tool", "") where there is none.

    >>> part_at({"sections": [{"key": "risk", "questions": [{"key": "risk.a"}]}]},
    ...         ("sections", 0, "questions", 0, "label"))
    ('question', 'risk.a')
    """
    found, value = ("tool", ""), body
    names = {"sections": "section", "questions": "question", "scales": "scale", "rules": "rule"}
    if path[:1] == ("scale",) and body.get("scale"):
        return "scale", body["scale"]["key"]
    for name, n in zip(path[::2], path[1::2], strict=False):
        if name not in names or not isinstance(n, int):
            break
        value = value[str(name)][n]
        found = (names[str(name)], value["key"])
    return found


def fresh(wanted: str, taken: set[str], longest: int = 40) -> str:
    """A key made of words, and told apart from those that are taken.

    >>> fresh("Is the child safe?", {"is_the_child_safe"})
    'is_the_child_safe_2'
    """
    made = re.sub(r"[^a-z0-9_]", "", slugify(wanted).replace("-", "_"))[:LONGEST_SLUG].strip("_")
    return told_apart(made or "part", taken, longest)


def told_apart(key: str, taken: set[str], longest: int = 60) -> str:
    """The key, with a number after it where it is taken."""
    made, n = key[:longest], 1
    while made in taken:
        n += 1
        made = f"{key[: longest - 3]}_{n}"
    return made
