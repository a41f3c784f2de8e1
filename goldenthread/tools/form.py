"""What an audit tool says, as plain data: sections, questions, scales. Read from a version's stored body."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

NOT_APPLICABLE = "na"
OVERALL = "overall"
QUESTION_TYPES = (
    "grade", "text", "yes_no", "yes_partly_no", "choice", "document", "date", "number",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with a tool file, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Step:
    """One point of a scale. Scales run from worst to best."""

    key: str
    label: str
    short: str
    meets_standard: bool
    escalates: bool
    fill: str
    pattern: str
    text: str
    tint: str
    tint_text: str


STEP_FIELDS = tuple(Step.__dataclass_fields__)


@dataclass(frozen=True)
class Scale:
    key: str
    label: str
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.steps)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def meets_standard(self, key: str) -> bool:
        step = self.step(key)
        return step is not None and step.meets_standard


@dataclass(frozen=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True)
class Question:
    key: str
    type: str
    label: str
    hint: str = ""
    text_label: str = ""
    may_be_not_applicable: bool = False
    audience: str = "both"
    prompts: tuple[str, ...] = ()
    descriptors: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Section:
    key: str
    letter: str
    title: str
    kind: str
    hint: str
    may_be_not_applicable: bool
    questions: tuple[Question, ...]

    @property
    def grade_question(self) -> Question | None:
        """The question whose answer becomes the section's judgement."""
        return next((q for q in self.questions if q.key == f"{self.key}.grade"), None)


@dataclass(frozen=True)
class Form:
    code: str
    title: str
    graded: bool
    look_back_months: int
    layout: str
    note: str
    scale: Scale | None
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for section in self.sections for q in section.questions)

    @property
    def domains(self) -> tuple[Section, ...]:
        """Sections that are judged, without the overall one."""
        return tuple(s for s in self.sections if s.grade_question and s.key != OVERALL)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def question(self, key: str) -> Question | None:
        return next((q for q in self.questions if q.key == key), None)

    def section_of(self, question_key: str) -> Section | None:
        return next(
            (s for s in self.sections if any(q.key == question_key for q in s.questions)), None
        )


def form_from(body: dict[str, Any]) -> Form:
    """The form that a stored body says; the body has been checked when it was loaded."""
    return _form(json.dumps(body, sort_keys=True))


@lru_cache(maxsize=64)
def _form(text: str) -> Form:
    body = json.loads(text)
    scale = body.get("scale")
    return Form(
        code=body["code"],
        title=body["title"],
        graded=body["graded"],
        look_back_months=body["look_back_months"],
        layout=body["layout"],
        note=body.get("note", ""),
        scale=_scale(scale) if scale else None,
        sections=tuple(_section(n, s) for n, s in enumerate(body["sections"])),
    )


def _scale(data: dict[str, Any]) -> Scale:
    return Scale(
        data["key"],
        data["label"],
        tuple(Step(**{name: step[name] for name in STEP_FIELDS}) for step in data["steps"]),
    )


def _section(number: int, data: dict[str, Any]) -> Section:
    return Section(
        key=data["key"],
        letter=chr(ord("A") + number),
        title=data["title"],
        kind=data["kind"],
        hint=data.get("hint", ""),
        may_be_not_applicable=data.get("may_be_not_applicable", False),
        questions=tuple(_question(q) for q in data["questions"]),
    )


def _question(data: dict[str, Any]) -> Question:
    return Question(
        key=data["key"],
        type=data["type"],
        label=data["label"],
        hint=data.get("hint", ""),
        text_label=data.get("text_label", ""),
        may_be_not_applicable=data.get("may_be_not_applicable", False),
        audience=data.get("audience", "both"),
        prompts=tuple(data.get("prompts", ())),
        descriptors=dict(data.get("descriptors", {})),
        choices=tuple(Choice(c["key"], c["label"]) for c in data.get("choices", ())),
    )


def faults(body: dict[str, Any]) -> list[Fault]:
    """What is wrong with a body before it is stored, each fault with its place; empty when all is well."""
    found = [
        Fault("the tool", f"says nothing about {name}")
        for name in ("code", "title", "graded", "look_back_months", "layout", "sections")
        if name not in body
    ]
    if found:
        return found
    seen: set[str] = set()
    for section in body["sections"]:
        where = f"section {section.get('key', '?')}"
        found += _section_faults(where, section, seen, body)
    if body["graded"] and not body.get("scale"):
        found.append(Fault("the tool", "is graded but names no scale"))
    return found


def _section_faults(
    where: str, section: dict[str, Any], seen: set[str], body: dict[str, Any]
) -> list[Fault]:
    found = []
    if section.get("kind") not in ("facts", "domain", "overall"):
        found.append(Fault(where, "has to be of kind facts, domain or overall"))
    for question in section.get("questions", []):
        key = question.get("key", "?")
        place = f"{where}, question {key}"
        if key in seen:
            found.append(Fault(place, "stands twice in the tool"))
        seen.add(key)
        if question.get("type") not in QUESTION_TYPES:
            found.append(Fault(place, f"is of the unknown type {question.get('type')}"))
        if question.get("type") == "grade" and not body.get("scale"):
            found.append(Fault(place, "is a grade, but the tool names no scale"))
        if question.get("type") == "choice" and not question.get("choices"):
            found.append(Fault(place, "has no choices"))
    return found


def body_sha256(body: dict[str, Any]) -> str:
    """SHA-256 of the body's canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
