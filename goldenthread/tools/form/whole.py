"""A tool as a form: its sections in order, with their questions, and what of it applies to one audit."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from goldenthread.tools.form.conditions import About, condition_from
from goldenthread.tools.form.questions import (
    FIXED_ANSWERS,
    NONE_OF_THESE,
    OVERALL,
    SEVERAL,
    Question,
    Section,
    question_from,
)
from goldenthread.tools.form.scales import Scale, scale_from

MOST_CUTS = 200


@dataclass(frozen=True)
class Rule:
    """A limiting judgement: while `section` has one of `grades`, `limits` should be no better than a
    grade. It warns; the auditor decides and says why."""

    key: str
    section: str
    grades: tuple[str, ...]
    limits: str
    no_better_than: str
    says: str


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
    subject: str = "case_file"
    judge_on_months: int | None = None
    scales: tuple[Scale, ...] = ()
    rules: tuple[Rule, ...] = ()
    sign_off: tuple[str, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for section in self.sections for q in section.questions)

    @property
    def domains(self) -> tuple[Section, ...]:
        """Sections that are judged, without the overall one."""
        return tuple(s for s in self.sections if s.grade_question and s.key != OVERALL)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def question(self, key: str) -> Question | None:
        found = self._by_key.get(key)
        return found[0] if found else None

    def section_of(self, question_key: str) -> Section | None:
        found = self._by_key.get(question_key)
        return found[1] if found else None

    @cached_property
    def _by_key(self) -> dict[str, tuple[Question, Section]]:
        return {q.key: (q, section) for section in self.sections for q in section.questions}

    def scale_of(self, question: Question) -> Scale | None:
        """The scale that a grade, or an answer on a scale of its own, is given on."""
        if question.type == "grade":
            return self.scale
        return next((s for s in (*self.scales, self.scale) if s and s.key == question.scale), None)

    def options(self, question: Question) -> tuple[tuple[str, str], ...]:
        """The answers to choose from, the lowest grade first, as (value, label)."""
        if question.type in ("grade", "scale"):
            scale = self.scale_of(question)
            return tuple((step.key, step.label) for step in scale.steps) if scale else ()
        if question.choices:
            chosen = tuple((choice.key, choice.label) for choice in question.choices)
            none = ((NONE_OF_THESE, "None of these"),) if question.type in SEVERAL else ()
            return (*chosen, *none)
        if question.type == "months_since":
            return ((NONE_OF_THESE, "No date is recorded"),)
        return FIXED_ANSWERS.get(question.type, ())

    @cached_property
    def is_conditional(self) -> bool:
        """Whether anything of it is shown to some audits only."""
        return any(q.shown_when for q in self.questions) or any(
            section.shown_when or section.heading_when for section in self.sections
        )

    @cached_property
    def asks_for_roles(self) -> bool:
        """Whether anything of it is shown by the auditor's role."""
        conditions = [q.shown_when for q in self.questions]
        conditions += [when for s in self.sections for when in (s.shown_when, s.heading_when)]
        return any(when.roles for when in conditions if when)

    def applied(self, about: About, values: Mapping[str, str]) -> "Form":
        """The form without the sections and questions that do not apply, numbers and letters as they
        were. `values`: the answers given so far; those to what is hidden count as not given."""
        if not self.is_conditional:
            return self
        hidden = frozenset(self._hidden(about, values))
        if not hidden:
            return self
        if hidden not in self._cuts:
            if len(self._cuts) >= MOST_CUTS:
                self._cuts.clear()
            self._cuts[hidden] = self._without(hidden)
        return self._cuts[hidden]

    @cached_property
    def _cuts(self) -> dict[frozenset[str], "Form"]:
        return {}

    def _hidden(self, about: About, values: Mapping[str, str]) -> Iterator[str]:
        known: dict[str, str] = {}
        hidden_sections = set()
        for section in self.sections:
            conditions = [when for when in (section.heading_when, section.shown_when) if when]
            if section.within in hidden_sections or not all(
                when.holds(about, lambda key: known.get(key, "")) for when in conditions
            ):
                hidden_sections.add(section.key)
                yield f"section {section.key}"
                continue
            for question in section.questions:
                asked = question.shown_when
                if asked and not asked.holds(about, lambda key: known.get(key, "")):
                    yield question.key
                else:
                    known[question.key] = values.get(question.key, "")

    def _without(self, hidden: frozenset[str]) -> "Form":
        kept = (
            replace(s, questions=tuple(q for q in s.questions if q.key not in hidden))
            for s in self.sections
            if f"section {s.key}" not in hidden
        )
        return replace(self, sections=tuple(section for section in kept if section.questions))


def form_from(body: dict[str, Any]) -> Form:
    """The form that a stored body says; the body has been checked when it was loaded."""
    return _form(json.dumps(body, sort_keys=True))


@lru_cache(maxsize=64)
def _form(text: str) -> Form:
    body = json.loads(text)
    scale = body.get("scale")
    scales = tuple(scale_from(each) for each in body.get("scales", ()))
    graded = scale_from(scale) if scale else None
    meant = {"": graded, **{each.key: each for each in (graded, *scales) if each}}
    return Form(
        code=body["code"],
        title=body["title"],
        graded=body["graded"],
        look_back_months=body["look_back_months"],
        layout=body["layout"],
        note=body.get("note", ""),
        scale=graded,
        sections=tuple(_described(section, meant) for section in _sections(body["sections"])),
        subject=body.get("subject", "case_file"),
        judge_on_months=body.get("judge_on_months"),
        scales=scales,
        rules=tuple(_rule(rule) for rule in body.get("rules", ())),
        sign_off=tuple(body.get("sign_off", ())),
    )


def _described(section: Section, meant: Mapping[str, Scale | None]) -> Section:
    """The section with the scale's own words wherever a question says nothing of a grade."""
    return replace(section, questions=tuple(_with_words(q, meant) for q in section.questions))


def _with_words(question: Question, meant: Mapping[str, Scale | None]) -> Question:
    scale = meant.get(question.scale) if question.type in ("grade", "scale") else None
    said = {step.key: step.descriptor for step in scale.steps if step.descriptor} if scale else {}
    return replace(question, descriptors={**said, **question.descriptors}) if said else question


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        data["key"], data["section"], tuple(data["grades"]), data["limits"],
        data["no_better_than"], data["says"],
    )  # fmt: skip


def _sections(data: list[dict[str, Any]]) -> Iterator[Section]:
    """Sections and their parts in one row; a section that has only parts is their heading."""
    number = 0
    for place, whole in enumerate(data):
        letter = _letters(place)
        parts = [(whole, letter, "", "")]
        for n, part in enumerate(whole.get("sections", ()), 1):
            parts.append((part, f"{letter}{n}", whole["key"], whole["title"]))
        for part, its_letter, within, heading in parts:
            asked = part.get("questions", [])
            if asked:
                made = _section(part, its_letter, number)
                if within:
                    when = condition_from(whole.get("shown_when"))
                    hint = "" if whole.get("questions") else whole.get("hint", "")
                    made = replace(
                        made, within=within, heading=heading, heading_hint=hint, heading_when=when
                    )
                yield made
            number += len(asked)


def _section(data: Mapping[str, Any], letter: str, number: int) -> Section:
    """`number` is how many questions stand before it."""
    return Section(
        key=data["key"],
        letter=letter,
        title=data["title"],
        kind=data["kind"],
        hint=data.get("hint", ""),
        may_be_not_applicable=data.get("may_be_not_applicable", False),
        questions=tuple(question_from(q, number + n) for n, q in enumerate(data["questions"], 1)),
        shown_when=condition_from(data.get("shown_when")),
    )


def _letters(place: int) -> str:
    """A to Z, then AA, AB and on."""
    first, last = divmod(place, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
