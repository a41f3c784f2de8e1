"""An audit as a Word form: its guidance in print, its answers so far in content controls."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.brought import versions_said
from goldenthread.audits.queries.form import NOT_GIVEN, AnswerNow, audit_form, form_state
from goldenthread.audits.queries.places import (
    Place,
    labels_of,
    places_of,
    stands,
    whole_form,
)
from goldenthread.audits.queries.visible import BEING_WRITTEN, is_auditor, own_audits
from goldenthread.cases.queries import particulars, worker_label
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.models import Round
from goldenthread.tools.form import Condition, Form, Question
from goldenthread.tools.paper import condition_words
from goldenthread.writers.archive import settled
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Inline,
    Note,
    Paragraph,
    Table,
    Text,
)
from goldenthread.writers.word_controls import Control, Fields
from goldenthread.writers.word_form import LONGEST_MARK, WordForm, docx

OURS, EDITION = "Goldenthread form", "1"  # what makes a file one of ours
AUDIT, TOOL, VERSION, ANSWERS = "Audit", "Tool", "Tool version", "Answers"
MOST_FORMS = 20  # in one zip file
_TITLES = {"answer": "answer", "date": "date", "instead": "or", "words": "words"}


def word_form(person: Person, audit: Audit) -> bytes:
    """The form of one audit for somebody who may write in it, as .docx with the answers so far."""
    state, words = form_state(audit), vocabulary()
    asked = whole_form(audit)
    parts = tuple(
        _parts(asked, audit_form(audit), state.answers, words, grades=is_auditor(person, audit))
    )
    return docx(WordForm(_head(audit, asked, words), parts, _marks(audit, state.answers)))


def file_name(audit: Audit) -> str:
    """Under which the form is kept: what tells one audit from another, and nobody's name."""
    return f"audit-{audit.ref}.docx"


def audits_to_take_away(person: Person) -> list[Audit]:
    """The audits given to this person that they have still to write, the soonest due first."""
    waiting = own_audits(person).filter(state__in=BEING_WRITTEN, round__state=Round.State.OPEN)
    return list(waiting[:MOST_FORMS])


def word_forms_zip(person: Person, audits: Iterable[Audit]) -> bytes:
    """Their forms in one zip file."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for audit in audits:
            archive.writestr(file_name(audit), word_form(person, audit))
    return settled(packed.getvalue())


def _marks(audit: Audit, answers: Mapping[str, AnswerNow]) -> dict[str, str]:
    """Which audit, which version of which tool, and which version of each answer the form shows."""
    form = audit_form(audit)
    versions = versions_said(answers, form)
    marks = {OURS: EDITION, AUDIT: audit.ref, TOOL: form.code, VERSION: audit.tool_version.sha256}
    line = ""
    lines: list[str] = []
    for version in versions:
        if len(line) + len(version) + 1 > LONGEST_MARK:
            lines, line = [*lines, line], ""
        line = f"{line},{version}" if line else version
    marks |= {f"{ANSWERS} {n}": part for n, part in enumerate([*lines, line], 1)}
    return marks


def _head(audit: Audit, form: Form, words: Vocabulary) -> Document:
    held, header, round, subject = authority(), audit.header, audit.round, audit.subject
    kind = (
        words("case_type", header.case_type.code)
        if header.case_type
        else words("status", header.status)
    )
    worker = header.practitioner.name if header.practitioner else "not known"
    facts: tuple[tuple[str, Inline], ...] = (
        (words("subject", subject.kind, "Case"), f"{subject.number}, {kind}"),
        *((each.label, each.text) for each in particulars(subject.kind, header.particulars)),
        (worker_label(subject.kind), worker + (f", {header.team.name}" if header.team else "")),
        ("Period audited", f"{round.period_from:%-d %B %Y} to {round.period_to:%-d %B %Y}"),
        ("Auditor", audit.auditor.name if audit.auditor else "Not yet given to anybody"),
        ("Due", f"{audit.due_on:%-d %B %Y}"),
    )
    return Document(
        title=f"Audit of {words.amid(subject)}",
        author="The QA team",
        organisation=held.name,
        dated=today(),
        blocks=(Facts(facts), *_how_to(form)),
        subtitle=f"{form.title}, version {audit.tool_version.number}: {round.title}",
        marking="Confidential",
    )


def _how_to(form: Form) -> Iterator[Block]:
    yield Heading(2, "How to fill this in")
    yield Bullets((
        "Write only in the right-hand column of the tables; words anywhere else are not read.",
        "Give one answer to each question. Leave a place as it is to leave its answer as it is.",
        "Save the file as a Word document (.docx), then upload it on the page of this audit. You see "
        "what was read before anything is saved.",
    ))  # fmt: skip
    yield Note(
        "This file is confidential. Keep it where your authority keeps audits, and delete it once it "
        "is uploaded. Evidence, conversations, findings and actions are entered on screen."
    )
    if form.note:
        yield Paragraph(form.note)
    if form.scale:
        rows = tuple((step.label, step.descriptor) for step in reversed(form.scale.steps))
        if any(said for _, said in rows):
            yield Table(f"Grades: {form.scale.label}", ("Grade", "What it means"), rows)


def _parts(
    form: Form, full: Form, answers: Mapping[str, AnswerNow], words: Vocabulary, *, grades: bool
) -> Iterator[Block | Fields]:
    heading = ""
    for section in form.sections:
        if section.heading and section.heading != heading:
            yield Heading(2, section.heading)
        heading = section.heading
        level = 3 if section.heading else 2
        yield Heading(level, f"{section.letter}. {section.title}")
        whole = full.section(section.key) or section
        for when in (whole.heading_when, whole.shown_when):
            yield from _condition(full, when, words)
        if section.hint:
            yield Paragraph(section.hint)
        for question in section.questions:
            yield from _question(full, full.question(question.key) or question, level + 1, words)
            answer = answers.get(question.key, NOT_GIVEN)
            places = places_of(form, question, words, grades=grades)
            if not any(place.part == "answer" for place in places) and question.type == "grade":
                given = dict(form.options(question)).get(answer.value, "none yet")
                yield Paragraph(f"Grade: {given}. Only the auditor gives it.")
            if places:
                rows = tuple(_control(place, answer) for place in places)
                yield Fields(f"Question {question.number}: your answer", rows)


def _control(place: Place, answer: AnswerNow) -> Control:
    said, question = stands(place, answer), place.question
    title = f"Question {question.number}: {_TITLES[place.part]}"
    chosen = labels_of(place, said.value)
    text = said.text
    if place.part == "words":
        kind = "words"
    elif place.part == "date":
        kind = "day"
    elif place.options:
        kind = "ticks" if place.is_several else "choice"
    else:
        kind = "line"
    return Control(
        place.name, place.tag, place.label, kind, title,  # type: ignore[arg-type]
        tuple(label for _, label in place.options), chosen, text, said.on,
    )  # fmt: skip


def _question(form: Form, question: Question, level: int, words: Vocabulary) -> Iterator[Block]:
    yield Heading(level, f"{question.number}. {question.label}")
    if question.above:
        yield Paragraph(question.above)
    yield from _condition(form, question.shown_when, words)
    if question.hint:
        yield Paragraph(question.hint)
    if question.prompts:
        yield Bullets(question.prompts)
    described = [
        (words("grade", value, label) if question.type == "grade" else label, said)
        for value, label in form.options(question)
        if (said := question.descriptors.get(value))
    ]
    if described:
        caption = f"What each answer to question {question.number} looks like"
        yield Table(caption, ("Answer", "Looks like"), tuple(described))
    notes = [
        ("For example", question.example),
        ("Practice standard", question.standard.title if question.standard else ""),
        ("For", "the worker and their manager only" if question.audience == "worker" else ""),
    ]
    for name, said in notes:
        if said:
            yield Paragraph((Text(f"{name}: ", bold=True), Text(said)))


def _condition(form: Form, when: Condition | None, words: Vocabulary) -> Iterator[Block]:
    """By which earlier answers something is asked: on paper it stands there whatever they are."""
    if when and when.answers:
        yield Paragraph(f"{condition_words(form, when, words)}.", style="quiet")
