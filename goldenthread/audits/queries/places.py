"""Where the answers of a question go in a file, Word or Excel, and what was found there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.applying import applied_to
from goldenthread.audits.queries.form import AnswerNow, audit_form
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.readers.cells import Unreadable, date_of
from goldenthread.tools.form import (
    DATED,
    NONE_OF_THESE,
    NOT_APPLICABLE,
    SEVERAL,
    Condition,
    Form,
    Question,
    may_be_left_out,
)

Part = Literal["answer", "date", "instead", "words"]
DATES = {"document": "Date last updated", "seen": "Date last seen or spoken to"}
IN_A_LINE = ("number", "short_text")
# Answered by words, a date or a number; that it does not apply, or is not recorded, is said beside.
_INSTEAD = ("text", "short_text", "date", "number", "months_since")
_TICKED, _UNTICKED = "☒☑✓✔", "☐□"
_BOX = re.compile(rf"\s*(?:([{_TICKED}])|([{_UNTICKED}])|\[([xX✓]?)\s*\]|([xX](?=\s)))\s*(.*)")


@dataclass(frozen=True)
class Place:
    """One place of a question. `options` are (value, label); of `instead`, ticks beside a date or words."""

    question: Question
    part: Part
    label: str
    options: tuple[tuple[str, str], ...] = ()
    is_several: bool = False

    @property
    def name(self) -> str:
        return f"q{self.question.number}_{self.part}"

    @property
    def tag(self) -> str:
        end = {"answer": "", "date": ":on", "instead": ":or", "words": ":w"}[self.part]
        return f"{self.question.key}{end}"


@dataclass(frozen=True)
class Said:
    """What a place says: `value` of the answer or the ticks beside it, words, or a date; and, where it
    cannot be told, why."""

    value: str = ""
    text: str = ""
    on: date | None = None
    unsure: str = ""


def whole_form(audit: Audit) -> Form:
    """What a file asks of an audit: as its page does, with every question that an answer would show."""
    return applied_to(audit, _whatever_is_answered(audit_form(audit)), {})


def _whatever_is_answered(form: Form) -> Form:
    if not form.is_conditional:
        return form
    sections = tuple(
        replace(
            section,
            shown_when=_without_answers(section.shown_when),
            heading_when=_without_answers(section.heading_when),
            questions=tuple(
                replace(q, shown_when=_without_answers(q.shown_when)) for q in section.questions
            ),
        )
        for section in form.sections
    )
    return replace(form, sections=sections)


def _without_answers(when: Condition | None) -> Condition | None:
    return replace(when, answers=()) if when else None


def places_of(form: Form, question: Question, words: Vocabulary, *, grades: bool) -> list[Place]:
    """The places of a question, in order. `grades`: whether this person may give grades."""
    left_out = may_be_left_out(question, form.section_of(question.key))
    return list(_places(form, question, words, grades=grades, left_out=left_out))


def _places(
    form: Form, question: Question, words: Vocabulary, *, grades: bool, left_out: bool
) -> Iterator[Place]:
    kind, options = question.type, form.options(question)
    if kind == "grade":
        options = tuple((value, words("grade", value, label)) for value, label in options)
    not_applicable = ((NOT_APPLICABLE, "Not applicable"),) if left_out else ()
    if kind in IN_A_LINE:
        unit = f" ({question.unit})" if question.unit else ""
        yield Place(question, "answer", f"Answer{unit}")
    elif kind not in _INSTEAD and (kind != "grade" or grades):
        label = "Grade" if kind == "grade" else "Answer"
        offered = _told_apart((*options, *not_applicable))
        yield Place(question, "answer", label, offered, kind in SEVERAL)
    if kind in DATED:
        yield Place(question, "date", DATES.get(kind, "Date"))
    beside = (*(options if kind == "months_since" else ()), *not_applicable)
    if kind in _INSTEAD and beside:
        yield Place(question, "instead", "Or tick", beside, is_several=True)
    if kind == "text" or (question.text_label and kind != "short_text"):
        yield Place(question, "words", question.text_label or "Your words")


def _told_apart(options: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    labels = [" ".join(label.split()) for _, label in options]
    return tuple(
        (value, label if labels.count(label) == 1 else f"{label} ({value})")
        for (value, _), label in zip(options, labels, strict=True)
    )


def stands(place: Place, answer: AnswerNow) -> Said:
    """What the place says of an answer as it is kept."""
    if place.part == "words":
        return Said(text=answer.text)
    if place.part == "date":
        return Said(on=answer.on)
    if place.part == "answer" and place.question.type == "short_text":
        return Said(text=answer.text)
    if place.part == "answer" and place.question.type == "number":
        return Said(text="" if answer.value in ("", NOT_APPLICABLE) else answer.value)
    return Said(value=answer.value)


def labels_of(place: Place, value: str) -> tuple[str, ...]:
    """The labels that are chosen or ticked for a value."""
    chosen = value.split() if place.is_several else [value]
    return tuple(label for key, label in place.options if key in chosen)


def read(place: Place, lines: Sequence[str]) -> Said:
    """What the lines of a place say."""
    text = "\n".join(line.rstrip() for line in lines).strip()
    if place.part == "words":
        return Said(text=text)
    if place.part == "date":
        return _read_date(" ".join(text.split()))
    if place.is_several:
        return _read_ticks(place, lines)
    if place.options:
        return _read_choice(place, " ".join(text.split()))
    return Said(text=" ".join(text.split()))


def _read_date(text: str) -> Said:
    try:
        return Said(on=date_of(text))
    except Unreadable as problem:
        return Said(unsure=f"“{text[:80]}” {problem}.")


def _read_choice(place: Place, text: str) -> Said:
    if not text:
        return Said()
    wanted = _key(text)
    found = [value for value, label in place.options if _key(label) == wanted]
    if len(found) == 1:
        return Said(value=found[0])
    named = [
        label for _, label in place.options if re.search(rf"\b{re.escape(_key(label))}\b", wanted)
    ]
    named = [
        label for label in named if not any(_key(label) in _key(o) != _key(label) for o in named)
    ]
    if len(named) > 1:
        return Said(
            unsure=f"Two answers are given: {' and '.join(f'“{label}”' for label in named)}."
        )
    return Said(unsure=f"“{text[:80]}” is not one of the answers.")


def _read_ticks(place: Place, lines: Sequence[str]) -> Said:
    options = {_key(label): value for value, label in place.options}
    ticked, seen, odd = [], set(), []
    for line in lines:
        box = _BOX.fullmatch(line)
        value = options.get(_key(box[5])) if box else None
        if box is None or value is None:
            odd += [line.strip()] if line.strip() else []
            continue
        seen.add(value)
        if box[1] or box[3] or box[4]:
            ticked.append(value)
    unsure = ""
    if odd:
        unsure = f"“{odd[0][:80]}” stands among the boxes."
    elif len(seen) < len(place.options):
        missing = next(label for value, label in place.options if value not in seen)
        unsure = f"The box for “{missing}” is no longer there."
    elif len(ticked) > 1 and {NONE_OF_THESE, NOT_APPLICABLE} & set(ticked):
        both = [label for value, label in place.options if value in ticked]
        unsure = f"Two answers are given: {' and '.join(f'“{label}”' for label in both)}."
    return Said(
        value=" ".join(value for value, _ in place.options if value in ticked), unsure=unsure
    )


def _key(label: str) -> str:
    tidy = label.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return " ".join(tidy.split()).casefold()
