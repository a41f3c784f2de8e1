"""What a file says of an audit, question by question: what would change, what is unsure, what changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
from goldenthread.people.models import Person
from goldenthread.people.queries import vocabulary
from goldenthread.readers.word_rows import RowRead
from goldenthread.tools.form import Form, Question, in_order, problem_with
from goldenthread.writers.word_controls import EMPTY

# What Word itself shows in a control that was emptied.
_WORDS_OWN = (
    "click or tap here to enter text.", "choose an item.", "click or tap to enter a date.",
    "click here to enter text.", "click here to enter a date.",
)  # fmt: skip
SHOWN_EMPTY = frozenset(text.casefold() for text in (*EMPTY.values(), *_WORDS_OWN))


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


def all_places(person: Person, audit: Audit) -> dict[str, list[Place]]:
    """The places of each question that a file asks of this audit, for this person."""
    form, words, grades = whole_form(audit), vocabulary(), is_auditor(person, audit)
    return {q.key: places_of(form, q, words, grades=grades) for q in form.questions}


def brought(
    audit: Audit, places: Mapping[str, list[Place]], rows: Mapping[str, list[RowRead]],
    versions: Sequence[str],
) -> tuple[Brought, ...]:  # fmt: skip
    """What the rows of a file say of each question. `rows` are by the name of a place; `versions`, in
    the order of the tool, are those of the answers that the file showed."""
    form, stored = audit_form(audit), form_state(audit).answers
    seen = _versions_seen(form, versions)
    before = _answers_before(audit, seen, stored)
    return tuple(
        _brought(form, each, rows, stored.get(key, NOT_GIVEN), before.get(key, NOT_GIVEN))
        for key, each in places.items()
        if each
    )


def versions_said(answers: Mapping[str, AnswerNow], form: Form) -> list[str]:
    """The version of each answer, in the order of the tool, as a file carries them."""
    return [str(answers.get(q.key, NOT_GIVEN).version) for q in form.questions]


def _versions_seen(form: Form, said: Sequence[str]) -> dict[str, int]:
    """Which version of each answer a file showed, by question."""
    found = [int(v) if v.isdecimal() and len(v) < 8 else 0 for v in said]
    keys = [question.key for question in form.questions]
    return dict(zip(keys, [*found, *[0] * len(keys)], strict=False))


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
        return None, [f"The place for “{place.label}” is no longer in the file."]
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
    return () if text in SHOWN_EMPTY else row.lines


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
