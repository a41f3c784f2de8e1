"""A tool as an XLSForm: a workbook that other form programs open, and that comes back without loss.

What XLSForm has a place for stands in its own columns. What it has none for stands beside it, in a
column `goldenthread` that other programs pass over, and is named to whoever asks for the file.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from goldenthread.tools.form.questions import (
    FIXED_ANSWERS,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    SEVERAL,
    WORDED,
)
from goldenthread.tools.form.shapes import Fault, in_order
from goldenthread.writers.excel import Sheet, workbook

OURS = "goldenthread"
SURVEY = ("type", "name", "label", "hint", "guidance_hint", "relevant", "appearance", OURS)
CHOICES = ("list_name", "name", "label", OURS)
SETTINGS = ("form_title", "form_id", "version", OURS)
WORDS, DATE, ABOVE, NOTE = ".words", ".date", ".above", ".note"
DATED_BESIDE = ("document", "seen")  # a choice with a date of its own
LONGEST_CELL = 32_000
NATIVE = {
    "question": ("key", "label", "hint", "text_label", "above", "choices"),
    "section": ("key", "title", "hint", "questions", "sections"),
}
NAMED = {
    "descriptors": "descriptors", "example": "a worked example", "standard": "a practice standard",
    "audience": "who may see it", "words_for": "answers that need words",
    "na_needs_reason": "a reason for not applicable", "limit_months": "months against a limit",
}  # fmt: skip
Body = Mapping[str, Any]


class DoesNotFit(Exception):
    """A tool that no XLSForm can hold: which part."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where

    def __str__(self) -> str:
        return (
            f"This tool does not fit in an XLSForm: {self.where} has more words than a cell holds."
        )


@dataclass
class _Writing:
    body: Body
    survey: list[tuple[str, ...]] = field(default_factory=list)
    choices: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    outside: list[Fault] = field(default_factory=list)

    def section(self, data: Body, is_optional: bool) -> None:
        ours, relevant = self._rest(data, "section", f"section {data['key']}")
        self._row(
            type="begin_group", name=data["key"], label=data["title"], relevant=relevant, ours=ours
        )
        if data.get("hint"):
            self._row(type="note", name=data["key"] + NOTE, label=data["hint"])
        left_out = is_optional or data.get("may_be_not_applicable", False)
        for question in data.get("questions", ()):
            self.question(question, left_out)
        for part in data.get("sections", ()):
            self.section(part, left_out)
        self._row(type="end_group")

    def question(self, data: Body, is_optional: bool) -> None:
        key, kind = data["key"], data["type"]
        if data.get("above"):
            self._row(type="note", name=key + ABOVE, label=data["above"])
        ours, relevant = self._rest(data, "question", f"question {key}")
        prompts = data.get("prompts", [])
        is_plain = all(_survives(each) and "\n" not in each for each in prompts)
        guidance = "\n".join(prompts) if is_plain else ""
        if guidance:
            ours.pop("prompts")
        left_out = is_optional or data.get("may_be_not_applicable", False)
        self._row(
            type=self._type(data, left_out), name=key, label=data["label"],
            hint=data.get("hint", ""), guidance_hint=guidance, relevant=relevant,
            appearance="multiline" if kind == "text" else "", ours=ours,
        )  # fmt: skip
        if kind in DATED_BESIDE:
            label = "Date last updated" if kind == "document" else "Date last seen"
            self._row(type="date", name=key + DATE, label=label)
        if data.get("text_label"):
            name = key + WORDS
            self._row(type="text", name=name, label=data["text_label"], appearance="multiline")

    def _type(self, data: Body, left_out: bool) -> str:
        kind = data["type"]
        if kind in WORDED:
            return "text"
        if kind == "number":
            return "integer"
        if kind in ("date", "months_since"):
            return "date"
        if data.get("choices"):
            name = data["key"].replace(".", "_")
            choices = [(c["key"], c["label"]) for c in data["choices"]]
            if kind in SEVERAL:
                choices.append((NONE_OF_THESE, "None of these"))
        elif kind in FIXED_ANSWERS:
            name, choices = kind, list(FIXED_ANSWERS[kind])
        else:
            name = data["scale"] if kind == "scale" else self.body["scale"]["key"]
            choices = [(value, label) for _, value, label, _ in self.choices[name]]
        if left_out:
            name, choices = f"{name}_na", [*choices, (NOT_APPLICABLE, "Not applicable")]
        self.choices[name] = self.choices.get(name) or [(name, *c, "") for c in choices]
        return f"select_{'multiple' if kind in SEVERAL else 'one'} {name}"

    def scale(self, data: Body) -> None:
        self.choices[data["key"]] = [
            (data["key"], step["key"], step["label"], _json(step, "key", "label"))
            for step in data["steps"]
        ]

    def _rest(self, data: Body, what: str, where: str) -> tuple[dict[str, Any], str]:
        """What has no column of its own, and the condition as XLSForm says it."""
        ours = {
            name: value
            for name, value in data.items()
            if name not in NATIVE[what] or not _survives(value)
        }
        when = dict(ours.pop("shown_when", {}))
        relevant = self._relevant(when.pop("answers", ()))
        if when:
            ours["shown_when"] = when
            self.outside.append(Fault(where, f"is shown by {' and '.join(when).replace('_', ' ')}"))
        for name, said in NAMED.items():
            if name in ours:
                self.outside.append(Fault(where, f"has {said}"))
        return ours, relevant

    def _relevant(self, answers: Any) -> str:
        said = []
        for each in answers:
            ways = [f"selected(${{{each['question']}}}, '{value}')" for value in each["is"]]
            said.append(ways[0] if len(ways) == 1 else f"({' or '.join(ways)})")
        return " and ".join(said)

    def _row(self, *, ours: Body | None = None, **cells: str) -> None:
        cells[OURS] = _json(ours) if ours else ""
        if any(len(cell) > LONGEST_CELL for cell in cells.values()):
            raise DoesNotFit(cells.get("name", "a part"))
        self.survey.append(tuple(cells.get(name, "") for name in SURVEY))


def to_xlsform(body: Body) -> tuple[bytes, tuple[Fault, ...]]:
    """The workbook, and what of the tool other form programs will not show. Raises DoesNotFit."""
    body = in_order(body)
    writing = _Writing(body)
    for scale in _scales(body):
        writing.scale(scale)
    for section in body["sections"]:
        writing.section(section, False)
    settings = _json(_settings(body))
    if len(settings) > LONGEST_CELL:
        raise DoesNotFit("what it says of itself")
    if body.get("rules"):
        writing.outside.append(Fault("the tool", "has limiting rules"))
    version = str(body.get("version", ""))
    sheets = (
        Sheet("survey", SURVEY, writing.survey),
        Sheet("choices", CHOICES, [row for rows in writing.choices.values() for row in rows]),
        Sheet("settings", SETTINGS, [(body["title"], body["code"], version, settings)]),
    )
    return workbook(sheets), tuple(writing.outside)


def _survives(value: Any) -> bool:
    """Whether a cell gives back what it was given: not where it is empty, or begins or ends with a space."""
    return not isinstance(value, str) or (value != "" and value == value.strip())


def _scales(body: Body) -> Iterator[Body]:
    yield from (scale for scale in (body.get("scale"), *body.get("scales", ())) if scale)


def _settings(body: Body) -> Body:
    """What is neither a section nor has a column of its own; of scales the name alone."""
    kept = {k: v for k, v in body.items() if k not in ("code", "title", "version", "sections")}
    if kept.get("scale"):
        kept["scale"] = {name: kept["scale"][name] for name in ("key", "label")}
    if "scales" in kept:
        kept["scales"] = [{name: s[name] for name in ("key", "label")} for s in kept["scales"]]
    return kept


def _json(data: Body, *without: str) -> str:
    kept = {name: value for name, value in data.items() if name not in without}
    return json.dumps(kept, ensure_ascii=False) if kept else ""
