"""A Word form that came back: what it says of each question, what is unsure, what was changed since."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models.expressions import RawSQL

from goldenthread.audits.models import AnswerVersion, Audit
from goldenthread.audits.queries.form import (
    NOT_GIVEN,
    AnswerNow,
    answer_now,
    audit_form,
    form_state,
)
from goldenthread.audits.queries.places import Place, Said, places_of, read, stands, whole_form
from goldenthread.audits.queries.visible import is_auditor
from goldenthread.audits.queries.word_form import ANSWERS, AUDIT, EDITION, OURS, VERSION
from goldenthread.people.models import Person
from goldenthread.people.queries import vocabulary
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.word_forms import read_word_form
from goldenthread.readers.word_rows import RowRead, WordFormRead
from goldenthread.tools.form import Form, Question, in_order, problem_with
from goldenthread.writers.word_controls import EMPTY
from goldenthread.writers.word_form import line_hash, lines_known

DOWNLOAD = "Download the form of this audit again and copy your answers into it."
MOST_WORDS = 1_500_000  # characters of one form, which has to go through a browser once more
# What Word itself shows in a control that was emptied.
_WORDS_OWN = (
    "click or tap here to enter text.", "choose an item.", "click or tap to enter a date.",
    "click here to enter text.", "click here to enter a date.",
)  # fmt: skip
_SHOWN_EMPTY = frozenset(text.casefold() for text in (*EMPTY.values(), *_WORDS_OWN))


@dataclass(frozen=True)
class Brought:
    """What a file says of one question. `answer` is the whole answer as it would stand; `now`, as it
    stands; `is_conflict`: both were changed since the file was made. `unsure` says what could not be
    told, or how it was told; `is_change`: saving it would change something."""

    question: Question
    answer: AnswerNow
    now: AnswerNow
    is_change: bool = False
    is_conflict: bool = False
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stray:
    """Words outside every place; `question` is the number of the question they stand after, or 0."""

    words: str
    question: int
    is_table: bool


@dataclass(frozen=True)
class Preview:
    """What a file would do to an audit: one entry for each question that it asks."""

    brought: tuple[Brought, ...]
    strays: tuple[Stray, ...] = ()
    comments: int = 0
    is_tracked: bool = False

    @property
    def changes(self) -> list[Brought]:
        return [each for each in self.brought if each.is_change]

    @property
    def unsure(self) -> list[Brought]:
        return [each for each in self.brought if each.unsure]

    @property
    def conflicts(self) -> list[Brought]:
        return [each for each in self.brought if each.is_conflict]


NOT_YOURS = (
    "This is the form of an audit that you cannot write in, or no longer.",
    "Ask the QA team who has the audit now.",
)


def audit_named(path: Path, name: str) -> tuple[str, WordFormRead]:
    """The reference of the audit that a file says it is of, and what stands in it. Raises FileRefused."""
    found = read_word_form(path, name)
    marks = found.marks
    if not marks.get(OURS) or not marks.get(AUDIT):
        what = (
            "Upload the file that you downloaded from the audit, saved as a Word document (.docx)."
        )
        raise FileRefused(name, "This document is not a form that was downloaded here.", what)
    if marks[OURS] != EDITION:
        raise FileRefused(name, "This form was made by another version of this service.", DOWNLOAD)
    return marks[AUDIT], found


def preview(person: Person, audit: Audit, found: WordFormRead, name: str) -> Preview:
    """What the file would do to this audit. Changes nothing. Raises FileRefused."""
    if found.marks[AUDIT] != audit.ref:
        what = "Upload it on the page of its own audit, or choose the file of this one."
        raise FileRefused(name, "This is the form of another audit.", what)
    if found.marks.get(VERSION) != audit.tool_version.sha256:
        raise FileRefused(
            name, "This form was made with another version of the audit tool.", DOWNLOAD
        )
    if not found.rows:
        raise FileRefused(name, "None of the places for answers is left in the document.", DOWNLOAD)
    if sum(len(line) for row in found.rows for line in row.lines) > MOST_WORDS:
        reason = f"The answers have more than {MOST_WORDS:,} characters in all."
        raise FileRefused(name, reason, "Take out what was pasted in, save it and try again.")
    form, words = whole_form(audit), vocabulary()
    grades = is_auditor(person, audit)
    places = {
        question.key: places_of(form, question, words, grades=grades) for question in form.questions
    }
    seen = _versions_seen(audit, found.marks)
    stored = form_state(audit).answers
    before = _answers_before(audit, seen, stored)
    rows = _rows_by_place(found.rows, [place for each in places.values() for place in each])
    brought = tuple(
        _brought(form, each, rows, stored.get(key, NOT_GIVEN), before.get(key, NOT_GIVEN))
        for key, each in places.items()
        if each
    )
    return Preview(brought, tuple(_strays(found)), found.comments, found.tracked > 0)


def _versions_seen(audit: Audit, marks: Mapping[str, str]) -> dict[str, int]:
    """Which version of each answer the form showed, by question."""
    parts: list[str] = []
    while part := marks.get(f"{ANSWERS} {len(parts) + 1}"):
        parts.append(part)
    said = [int(v) if v.isdecimal() and len(v) < 8 else 0 for v in ",".join(parts).split(",")]
    keys = [question.key for question in audit_form(audit).questions]
    return dict(zip(keys, [*said, *[0] * len(keys)], strict=False))


def _answers_before(
    audit: Audit, seen: Mapping[str, int], stored: Mapping[str, AnswerNow]
) -> dict[str, AnswerNow]:
    """The answers as the form showed them, from their versions."""
    found = {key: now for key, now in stored.items() if seen.get(key) == now.version}
    older = {key: v for key, v in seen.items() if key not in found and v}
    if older:
        keys = RawSQL("SELECT unnest(%s::text[])", [list(older)])
        versions = RawSQL("SELECT unnest(%s::int[])", [list(set(older.values()))])
        rows = AnswerVersion.objects.filter(
            answer__audit=audit, answer__question__in=keys, version__in=versions
        ).select_related("words", "answer")
        for row in rows:
            if older.get(row.answer.question) == row.version:
                found[row.answer.question] = answer_now(row)
    return found


def _rows_by_place(rows: Iterable[RowRead], places: Iterable[Place]) -> dict[str, list[RowRead]]:
    """The rows of each place, by its name: more than one where it was copied."""
    tags = {place.tag: place.name for place in places}
    made: dict[str, list[RowRead]] = {}
    for row in rows:
        named = row.name or next((tags[tag] for tag in row.tags if tag in tags), "")
        if named:
            made.setdefault(named, []).append(row)
    return made


def _brought(
    form: Form, places: Sequence[Place], rows: Mapping[str, list[RowRead]],
    now: AnswerNow, before: AnswerNow,
) -> Brought:  # fmt: skip
    """The whole answer that the file gives: parts that it leaves alone, or that are unsure, stay."""
    question, wanted, unsure = places[0].question, now, []
    for place in places:
        said, doubts = _said(place, rows.get(place.name, []), stands(place, before))
        unsure += doubts
        if said is not None and _differs(place, said, stands(place, before)):
            wanted = _with(place, wanted, said)
    wanted = replace(wanted, value=in_order(form, question, wanted.value))
    problem = problem_with(form, question, wanted.value, has_date=wanted.on is not None)
    if problem and wanted.content != now.content:
        unsure, wanted = [*unsure, problem], replace(wanted, value=now.value, on=now.on)
    is_change = wanted.content != now.content
    is_newer = now.version != before.version
    return Brought(question, wanted, now, is_change, is_change and is_newer, tuple(unsure))


def _said(place: Place, rows: list[RowRead], before: Said) -> tuple[Said | None, list[str]]:
    """What a place says, None where it says nothing that can be told; and what is unsure about it."""
    if not rows:
        return None, [f"The place for “{place.label}” is no longer in the document."]
    said, doubts = read(place, _lines(rows[0])), list(_doubts(place, rows[0]))
    if said.unsure:
        return None, [said.unsure, *doubts]
    others = [read(place, _lines(row)) for row in rows[1:]]
    if any(_differs(place, said, other) for other in others):
        return None, [
            f"The place for “{place.label}” stands there twice, with two answers.",
            *doubts,
        ]
    if not rows[0].controls and said == Said():
        return None, [f"The control for “{place.label}” was deleted."]
    if not rows[0].controls and _differs(place, said, before):
        doubts.append(f"The control for “{place.label}” was deleted; read as typed in its place.")
    return said, doubts


def _lines(row: RowRead) -> tuple[str, ...]:
    """The lines of a place, none where it only shows what to do."""
    text = " ".join(" ".join(row.lines).split()).casefold()
    return () if text in _SHOWN_EMPTY else row.lines


def _doubts(place: Place, row: RowRead) -> Iterator[str]:
    if not _lines(row):
        return
    if row.is_tracked:
        yield f"“{place.label}” has tracked changes; it was read as if all were accepted."
    if row.has_table:
        yield f"A table was pasted into “{place.label}”; its cells were read as lines."
    if row.has_picture:
        yield f"A picture or file was pasted into “{place.label}”; only words are kept."
    if (
        row.name
        and row.tags
        and place.tag.partition(":")[0] not in {tag.partition(":")[0] for tag in row.tags}
    ):
        yield f"The control of another question stands in the place for “{place.label}”."


def _differs(place: Place, said: Said, before: Said) -> bool:
    if place.part == "instead":
        ticks = {value for value, _ in place.options}
        return set(said.value.split()) != set(before.value.split()) & ticks
    if place.part == "words":
        return _tidy(said.text) != _tidy(before.text)
    return (said.value, " ".join(said.text.split()), said.on) != (
        before.value, " ".join(before.text.split()), before.on,
    )  # fmt: skip


def _tidy(text: str) -> str:
    """Words without what a word processor changes by itself: spaces at line ends and round the whole."""
    lines = text.replace("\r\n", "\n").replace("\u200b", "").replace("\xa0", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _with(place: Place, wanted: AnswerNow, said: Said) -> AnswerNow:
    """The answer with what one place says put in."""
    if place.part == "date":
        return replace(wanted, on=said.on)
    if place.part == "words" or (place.part == "answer" and place.question.type == "short_text"):
        return replace(wanted, text=said.text)
    if place.part == "instead":
        ticks = {value for value, _ in place.options}
        kept = wanted.value if wanted.value not in ticks else ""
        return replace(wanted, value=said.value or kept)
    return replace(wanted, value=said.value or said.text)


def _strays(found: WordFormRead) -> Iterator[Stray]:
    """What was written outside the places, a pasted table as one."""
    known, held = lines_known(found.marks), None
    for each in found.outside:
        if line_hash(each.words) in known or each.words.casefold() in _SHOWN_EMPTY:
            continue
        number = re.match(r"q(\d+)_", each.after)
        stray = Stray(each.words, int(number[1]) if number else 0, each.is_table)
        if held and held.is_table and stray.is_table and held.question == stray.question:
            held = replace(held, words=f"{held.words}\n{stray.words}")
            continue
        if held:
            yield held
        held = stray
    if held:
        yield held
