"""Questions of a tool: their types, the answers each may have, and the sections they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goldenthread.tools.form.conditions import Condition, condition_from

NOT_APPLICABLE = "na"
OVERALL = "overall"
NONE_OF_THESE = "none"
FOR_THE_WORKER = "worker"  # an audience: the worker and their manager, never the child's file
QUESTION_TYPES = (
    "grade", "scale", "yes_no", "yes_partly_no", "choice", "multiple_choice", "checklist", "number",
    "date", "months_since", "document", "seen", "short_text", "text",
)  # fmt: skip
SEVERAL = (
    "multiple_choice",
    "checklist",
)  # answers may have several values, kept with a space between
WORDED = ("text", "short_text")  # answered by words alone
DATED = ("date", "document", "months_since", "seen")
FIXED_ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "yes_no": (("yes", "Yes"), ("no", "No")),
    "yes_partly_no": (("yes", "Yes"), ("partly", "Partly"), ("no", "No")),
    "document": (("yes", "On file"), ("no", "Not on file"), ("not_needed", "Not needed")),
    "seen": (
        ("yes", "Seen or spoken to"),
        ("no", "Not seen or spoken to"),
        ("not_known", "The record does not say"),
    ),
}


@dataclass(frozen=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True)
class Standard:
    """A practice standard that a question stands on, and where it can be read."""

    title: str
    address: str = ""


@dataclass(frozen=True)
class Question:
    """`words_for`: answers that need words; `evidence_required`: None where the type decides."""

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
    number: int = 0
    above: str = ""
    scale: str = ""
    example: str = ""
    standard: Standard | None = None
    evidence_required: bool | None = None
    words_for: tuple[str, ...] = ()
    na_needs_reason: bool = False
    limit_months: int | None = None
    least: int | None = None
    most: int | None = None
    unit: str = ""
    shown_when: Condition | None = None
    formerly: str = ""


@dataclass(frozen=True)
class Section:
    """`heading` is the title of the section it is a part of, empty where it stands by itself, and
    `heading_hint` that section's hint where it has no page of its own."""

    key: str
    letter: str
    title: str
    kind: str
    hint: str
    may_be_not_applicable: bool
    questions: tuple[Question, ...]
    within: str = ""
    heading: str = ""
    heading_hint: str = ""
    shown_when: Condition | None = None
    heading_when: Condition | None = None

    @property
    def grade_question(self) -> Question | None:
        """The question whose answer becomes the section's judgement."""
        return next((q for q in self.questions if q.key == f"{self.key}.grade"), None)


def question_from(data: Mapping[str, Any], number: int) -> Question:
    standard = data.get("standard")
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
        number=number,
        above=data.get("above", ""),
        scale=data.get("scale", ""),
        example=data.get("example", ""),
        standard=Standard(standard["title"], standard.get("address", "")) if standard else None,
        evidence_required=data.get("evidence_required"),
        words_for=tuple(data.get("words_for", ())),
        na_needs_reason=data.get("na_needs_reason", False),
        limit_months=data.get("limit_months"),
        least=data.get("least"),
        most=data.get("most"),
        unit=data.get("unit", ""),
        shown_when=condition_from(data.get("shown_when")),
        formerly=data.get("formerly", ""),
    )
