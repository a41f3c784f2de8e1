"""The parts of a tool's body with what each depends on: for the checks, which look at it before it is a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from goldenthread.tools.form.questions import (
    FIXED_ANSWERS,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    SEVERAL,
)
from goldenthread.tools.form.shapes import Path

Data = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Part:
    """A section or a question; `place` is its order in the tool, `above` the part it stands in."""

    key: str
    data: Data
    path: Path
    where: str
    place: int
    above: "Part | None" = None

    @property
    def when(self) -> Data:
        found = self.data.get("shown_when")
        return found if isinstance(found, Mapping) else {}

    def line_up(self) -> Iterator["Part"]:
        """This part and those it stands in."""
        yield self
        if self.above:
            yield from self.above.line_up()


@dataclass
class Parts:
    """Every part of a body that is sound enough to be looked at."""

    body: Data
    sections: list[Part] = field(default_factory=list)
    questions: list[Part] = field(default_factory=list)

    _by_key: dict[str, Part] = field(default_factory=dict)
    _answers: dict[Part, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._add(self.body.get("sections", []), ("sections",), None)
        self._by_key.update({part.key: part for part in self.questions})

    def _add(self, sections: list[Any], path: Path, above: Part | None) -> None:
        for n, data in enumerate(sections):
            if not isinstance(data, Mapping):
                continue
            at, key = (*path, n), str(data.get("key", "?"))
            where = f"{above.where}, section {key}" if above else f"section {key}"
            section = Part(key, data, at, where, self._place(), above)
            self.sections.append(section)
            for m, question in enumerate(data.get("questions", [])):
                if isinstance(question, Mapping):
                    its_key = str(question.get("key", "?"))
                    self.questions.append(
                        Part(
                            its_key, question, (*at, "questions", m),
                            f"{where}, question {its_key}", self._place(), section,
                        )
                    )  # fmt: skip
            self._add(data.get("sections", []), (*at, "sections"), section)

    def _place(self) -> int:
        return len(self.sections) + len(self.questions)

    def question(self, key: str) -> Part | None:
        return self._by_key.get(key)

    def section(self, key: str) -> Part | None:
        return next((part for part in self.sections if part.key == key), None)

    def scale(self, key: str = "") -> Data | None:
        """The scale of the tool's grades, or the one of a key; None where it is not there, or not sound."""
        named = [each for each in (*self.body.get("scales", ()), self.body.get("scale")) if each]
        if not key:
            return self.body.get("scale")
        return next((each for each in named if each.get("key") == key), None)

    def steps(self, question: Part) -> list[Data]:
        kind = question.data.get("type")
        key = "" if kind == "grade" else question.data.get("scale", "?")
        scale = self.scale(key) if kind in ("grade", "scale") else None
        return [step for step in (scale or {}).get("steps", []) if isinstance(step, Mapping)]

    def answers(self, question: Part) -> set[str]:
        """The values that an answer to a question can have, not-applicable among them where it may be."""
        if question not in self._answers:
            self._answers[question] = self._answers_of(question)
        return self._answers[question]

    def _answers_of(self, question: Part) -> set[str]:
        data = question.data
        kind = data.get("type", "")
        found = {str(step.get("key")) for step in self.steps(question)}
        found |= {str(c.get("key")) for c in data.get("choices", []) if isinstance(c, Mapping)}
        found |= {value for value, _ in FIXED_ANSWERS.get(kind, ())}
        if kind in (*SEVERAL, "months_since"):
            found.add(NONE_OF_THESE)
        if any(part.data.get("may_be_not_applicable") for part in question.line_up()):
            found.add(NOT_APPLICABLE)
        return found
