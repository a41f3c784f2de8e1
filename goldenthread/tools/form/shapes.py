"""The shape of a tool's file: what each part may hold, in the order in which it is written.

This is the format's schema. A file is read as mappings, lists and texts; `shaped` turns it into the
body that is stored, with flags and numbers where the schema has them, and says what does not fit.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.tools.form.questions import QUESTION_TYPES
from goldenthread.tools.form.scales import MOST_STEPS
from goldenthread.tools.form.subjects import SUBJECTS

Path = tuple[str | int, ...]
LONGEST_LINE, LONGEST_TEXT = 300, 4_000
MOST_SECTIONS, MOST_QUESTIONS, MOST_ITEMS = 100, 300, 100
MOST_QUESTIONS_OF_A_TOOL = 1_000
KINDS = ("header", "facts", "domain", "overall")
LAYOUTS = ("section", "question", "single")
AUDIENCES = ("both", "worker")
FLAGS = {"true": True, "false": False, "yes": True, "no": False}
_FORMULA = re.compile(r"\s*([=@]|[+-]\s*[\w.:$]+\s*[(!|])")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a tool file, and where: the part in words, its path, its line or row."""

    where: str
    what: str
    path: Path = ()
    at: str = ""

    def __str__(self) -> str:
        if not self.at:
            return f"{self.where}: {self.what}"
        return " ".join(filter(None, (f"{self.at}:", self.where, self.what)))


class _Unfit(Exception):
    """A value that does not fit: what is wrong with it."""


Kind = Callable[[Any], Any]


def _words(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise _Unfit("has to be words")
    if len(value) > longest:
        raise _Unfit(f"has {len(value):,} characters; {longest:,} is the most")
    if _FORMULA.match(value):
        raise _Unfit("begins like a formula of a spreadsheet; begin it with a letter")
    if any(ord(character) < 32 and character not in "\n\t" for character in value):
        raise _Unfit("has a character that cannot be printed")
    return value


def text(value: Any) -> str:
    return _words(value, LONGEST_TEXT)


def line(value: Any) -> str:
    words = _words(value, LONGEST_LINE)
    if not words.strip():
        raise _Unfit("is empty")
    return words


def key(pattern: str, says: str) -> Kind:
    """A name that other parts refer to by."""
    compiled = re.compile(pattern)

    def checked(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            shown = value[:40] if isinstance(value, str) else "a list"
            raise _Unfit(f"is “{shown}”; {says}")
        return value

    return checked


def one_of(*values: str) -> Kind:
    def checked(value: Any) -> str:
        if value not in values:
            shown = f"“{value[:40]}”" if isinstance(value, str) else "no word"
            raise _Unfit(f"is {shown}; it has to be one of {', '.join(values)}")
        return str(value)

    return checked


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in FLAGS:
        raise _Unfit("has to be true or false")
    return FLAGS[value.lower()]


def whole(least: int, most: int) -> Kind:
    def checked(value: Any) -> int:
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,6}", str(value)):
            raise _Unfit("has to be a whole number")
        if not least <= int(value) <= most:
            raise _Unfit(f"is {int(value)}; it has to be from {least} to {most}")
        return int(value)

    return checked


def address(value: Any) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"']{3,280}", str(value)):
        raise _Unfit("has to be an address that begins with https:// or http://")
    return str(value)


@dataclass(frozen=True)
class Many:
    """A list."""

    of: "Kind | Shape"
    most: int = MOST_ITEMS


@dataclass(frozen=True)
class Words:
    """Texts by key."""

    of: Kind = text


@dataclass(frozen=True)
class Field:
    name: str
    kind: "Kind | Many | Words | Shape"
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """A mapping: its fields in the order of the file. `called` names one of them in a fault."""

    called: str
    fields: tuple[Field, ...]


SMALL = "use small letters, digits and _"
CODE = key(r"[a-z][a-z0-9_-]{0,39}", "use small letters, digits, _ and -, 40 at most")
SECTION_KEY = key(r"[a-z][a-z0-9_]{0,39}", f"{SMALL}, 40 at most, a letter first")
QUESTION_KEY = key(
    r"[a-z][a-z0-9_.]{0,59}", "use small letters, digits, _ and dots, 60 at most, a letter first"
)
VALUE_KEY = key(r"[a-z0-9_]{1,40}", f"{SMALL}, 40 at most")
COLOUR = key(r"#[0-9A-Fa-f]{6}", "write it as # and six digits or letters A to F")

STEP = Shape("step", (
    Field("key", VALUE_KEY, True), Field("label", line, True), Field("short", line),
    Field("meets_standard", flag), Field("escalates", flag), Field("value", whole(-1000, 1000)),
    Field("descriptor", text), Field("fill", COLOUR), Field("pattern", one_of("none", "hatch")),
    Field("text", COLOUR), Field("tint", COLOUR), Field("tint_text", COLOUR),
))  # fmt: skip
SCALE = Shape("scale", (
    Field("key", VALUE_KEY, True), Field("label", line, True),
    Field("steps", Many(STEP, MOST_STEPS), True),
))  # fmt: skip
ANSWER_IS = Shape("answer", (
    Field("question", QUESTION_KEY, True), Field("is", Many(VALUE_KEY), True),
))  # fmt: skip
SHOWN_WHEN = Shape("shown_when", (
    Field("case_type", Many(VALUE_KEY)), Field("role", Many(VALUE_KEY)),
    Field("answers", Many(ANSWER_IS, 20)),
))  # fmt: skip
QUESTION = Shape("question", (
    Field("key", QUESTION_KEY, True), Field("formerly", QUESTION_KEY),
    Field("type", one_of(*QUESTION_TYPES), True), Field("scale", VALUE_KEY),
    Field("counts_as_feedback", flag), Field("may_be_not_applicable", flag),
    Field("na_needs_reason", flag), Field("shown_when", SHOWN_WHEN), Field("above", text),
    Field("label", line, True), Field("text_label", line), Field("hint", text),
    Field("audience", one_of(*AUDIENCES)), Field("words_for", Many(VALUE_KEY)),
    Field("evidence_required", flag), Field("limit_months", whole(0, 240)),
    Field("least", whole(-100_000, 999_999)), Field("most", whole(-100_000, 999_999)),
    Field("unit", line),
    Field("choices", Many(Shape("choice", (
        Field("key", VALUE_KEY, True), Field("label", line, True),
    )))),
    Field("prompts", Many(text, 30)), Field("descriptors", Words()), Field("example", text),
    Field("standard", Shape("standard", (Field("title", line, True), Field("address", address)))),
))  # fmt: skip
_SECTION = (
    Field("key", SECTION_KEY, True), Field("title", line, True),
    Field("kind", one_of(*KINDS), True), Field("may_be_not_applicable", flag),
    Field("shown_when", SHOWN_WHEN), Field("hint", text),
    Field("questions", Many(QUESTION, MOST_QUESTIONS)),
)  # fmt: skip
SECTION = Shape("section", (*_SECTION, Field("sections", Many(Shape("section", _SECTION), 30))))
RULE = Shape("rule", (
    Field("key", VALUE_KEY, True), Field("section", SECTION_KEY, True),
    Field("grades", Many(VALUE_KEY), True), Field("limits", SECTION_KEY, True),
    Field("no_better_than", VALUE_KEY, True), Field("says", text, True),
))  # fmt: skip
TOOL = Shape("tool", (
    Field("code", CODE, True), Field("title", key(r"[^\n]{1,120}", "120 characters are the most"), True),
    Field("version", whole(1, 9_999)), Field("for_tests", flag), Field("subject", one_of(*SUBJECTS)),
    Field("scale", SCALE), Field("scales", Many(SCALE, 20)), Field("graded", flag, True),
    Field("look_back_months", whole(0, 240), True), Field("judge_on_months", whole(1, 240)),
    Field("layout", one_of(*LAYOUTS), True), Field("sign_off", Many(line, 10)), Field("note", text),
    Field("sections", Many(SECTION, MOST_SECTIONS), True), Field("rules", Many(RULE, 50)),
))  # fmt: skip


def shaped(tree: Any) -> tuple[Any, list[Fault]]:
    """The body that a tree says, and what of it does not fit, which the body is then without.

    Nothing is filled in that the tree leaves out; an entry of a list that does not fit is None.
    """
    found: list[Fault] = []
    body = _shape(tree, TOOL, (), "the tool", found)
    return body, found


def shaped_as(tree: Any, shape: Shape) -> Any:
    """A part of a body that is known to be sound."""
    found: list[Fault] = []
    made = _shape(tree, shape, (), shape.called, found)
    if found:
        raise ValueError(str(found[0]))
    return made


def _shape(value: Any, shape: Shape, path: Path, where: str, found: list[Fault]) -> Any:
    if not isinstance(value, Mapping):
        found.append(Fault(where, f"has to be a {shape.called}, written as name: value", path))
        return None
    where = named(where, shape, value)
    known = {each.name: each for each in shape.fields}
    for name in value:
        if name not in known:
            found.append(
                Fault(where, f"says “{str(name)[:40]}”, which no {shape.called} has", (*path, name))
            )
    for name, each in known.items():
        if each.required and name not in value:
            found.append(Fault(where, f"says nothing about {name}", path))
    read = {
        name: _value(value[name], each.kind, (*path, name), where, found)
        for name, each in known.items()
        if name in value
    }
    # "scale: null" says that there is none, and a body keeps what it says.
    kept = {"scale"} if shape is TOOL and value.get("scale", "") is None else set()
    return {name: each for name, each in read.items() if each is not None or name in kept}


def _value(value: Any, kind: Any, path: Path, where: str, found: list[Fault]) -> Any:
    if isinstance(kind, Shape):
        return (
            None
            if value is None and path == ("scale",)
            else _shape(value, kind, path, where, found)
        )
    if isinstance(kind, Many):
        return _many(value, kind, path, where, found)
    if isinstance(kind, Words):
        if not isinstance(value, Mapping):
            found.append(Fault(where, f"{path[-1]} has to be words by key", path))
            return {}
        return {k: _value(v, kind.of, (*path, k), where, found) for k, v in value.items()}
    try:
        return kind(value)
    except _Unfit as unfit:
        found.append(Fault(f"{where}, {_name(path)}", str(unfit), path))
        return None


def _many(value: Any, kind: Many, path: Path, where: str, found: list[Fault]) -> Any:
    if not isinstance(value, list):
        found.append(Fault(f"{where}, {path[-1]}", "has to be a list", path))
        return []
    if len(value) > kind.most:
        what = f"has {len(value):,} entries; {kind.most} is the most"
        found.append(Fault(f"{where}, {path[-1]}", what, path))
        return []
    return [_value(each, kind.of, (*path, n), where, found) for n, each in enumerate(value)]


def named(where: str, shape: Shape, value: Mapping[str, Any]) -> str:
    """The part in words: "section risk, question risk.grade"."""
    if shape is TOOL:
        return where
    called = str(value.get("key", "")) if isinstance(value.get("key", ""), str) else ""
    inside = "" if where == "the tool" else f"{where}, "
    return f"{inside}{shape.called} {called[:60]}".rstrip()


def _name(path: Path) -> str:
    """The field a value stands in; in a list, with its place."""
    last = path[-1]
    return f"{path[-2]} {last + 1}" if isinstance(last, int) else str(last)


def in_order(body: Mapping[str, Any], shape: Shape = TOOL) -> dict[str, Any]:
    """The same body with its fields in the order of the format, whatever order it came in."""
    return {
        each.name: _ordered(body[each.name], each.kind)
        for each in shape.fields
        if each.name in body
    }


def _ordered(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Shape):
        return in_order(value, kind)
    if isinstance(kind, Many):
        return [_ordered(each, kind.of) for each in value]
    return value


def sections_of(
    body: Mapping[str, Any],
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, Path]]:
    """Every section and part of a section, with the section it is a part of and its path."""
    for n, section in enumerate(body["sections"]):
        yield section, None, ("sections", n)
        for m, part in enumerate(section.get("sections", ())):
            yield part, section, ("sections", n, "sections", m)
