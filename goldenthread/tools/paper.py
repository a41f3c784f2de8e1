"""A tool on paper: every question with its answers and guidance, to read, agree and sign."""

from collections.abc import Iterator
from datetime import date

from goldenthread.people.vocabulary import Vocabulary
from goldenthread.tools.form import Condition, Form, Question, Section
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Inline,
    Paragraph,
    Table,
    Text,
)

LAYOUTS = {
    "section": "a page for each section",
    "question": "one question at a time",
    "single": "one page",
}
ANSWERED = {
    "text": "In words", "short_text": "In a few words", "number": "A number", "date": "A date",
    "document": "and the date it was last updated", "seen": "and when",
}  # fmt: skip


def tool_paper(
    form: Form, number: int, *, organisation: str, dated: date, words: Vocabulary, is_draft: bool
) -> Document:
    """The whole tool as a document."""
    return Document(
        title=form.title,
        author="The QA team",
        organisation=organisation,
        dated=dated,
        blocks=tuple(_blocks(form, words)),
        subtitle=f"Audit tool {form.code}, version {number}",
        is_draft=is_draft,
    )


def _blocks(form: Form, words: Vocabulary) -> Iterator[Block]:
    if form.note:
        yield Paragraph(form.note)
    back = f"{form.look_back_months} months"
    if form.judge_on_months:
        back += f", judged on the last {form.judge_on_months}"
    yield Facts((
        ("About", SUBJECTS[form.subject].label),
        ("Looks back", back),
        ("On screen", LAYOUTS[form.layout]),
        ("Graded", form.scale.label if form.graded and form.scale else "No"),
    ))  # fmt: skip
    if form.scale:
        rows = tuple((step.label, step.descriptor or "") for step in reversed(form.scale.steps))
        if any(described for _, described in rows):
            yield Table(f"Grades: {form.scale.label}", ("Grade", "What it means"), rows)
    heading = ""
    for section in form.sections:
        if section.heading and section.heading != heading:
            yield Heading(2, section.heading)
        heading = section.heading
        yield from _section(form, section, words)
    if form.rules:
        yield Heading(2, "Limiting judgements")
        yield Bullets(tuple(rule.says for rule in form.rules))
    if form.sign_off:
        yield Heading(2, "Signed off by")
        yield Table(
            "Sign-off", ("Who", "Name", "Date"), tuple((who, "", "") for who in form.sign_off)
        )


def _section(form: Form, section: Section, words: Vocabulary) -> Iterator[Block]:
    yield Heading(3 if section.heading else 2, f"{section.letter}. {section.title}")
    for hint in (section.heading_hint, section.hint):
        if hint:
            yield Paragraph(hint)
    notes = [
        condition_words(form, when, words)
        for when in (section.heading_when, section.shown_when)
        if when
    ]
    if section.may_be_not_applicable:
        notes.append("May be not applicable")
    if notes:
        yield Paragraph(". ".join(notes) + ".", style="quiet")
    for question in section.questions:
        yield from _question(form, question, words)


def _question(form: Form, question: Question, words: Vocabulary) -> Iterator[Block]:
    if question.above:
        yield Paragraph(question.above)
    yield Paragraph((Text(f"{question.number}. {question.label}", bold=True),))
    if question.shown_when:
        yield Paragraph(condition_words(form, question.shown_when, words) + ".", style="quiet")
    if question.hint:
        yield Paragraph(question.hint, style="quiet")
    scale = form.scale_of(question) if question.type in ("grade", "scale") else None
    if scale:
        rows = tuple(
            (step.label, question.descriptors.get(step.key, "")) for step in reversed(scale.steps)
        )
        yield Table(f"Answers to question {question.number}", ("Answer", "Looks like"), rows)
    else:
        yield Paragraph(f"Answer: {_answers(form, question)}.")
    yield from _guidance(question)


def _answers(form: Form, question: Question) -> str:
    said = [label for _, label in form.options(question)]
    if question.type == "months_since":
        months = "month" if question.limit_months == 1 else "months"
        said = [f"a date, no more than {question.limit_months} {months} ago", "no date is recorded"]
    if question.type in ANSWERED:
        said.append(ANSWERED[question.type] + _bounds(question))
    if question.may_be_not_applicable:
        said.append("not applicable")
    return "; ".join(said)


def _bounds(question: Question) -> str:
    """From where to where a number may go, and what it counts."""
    least = f" from {question.least}" if question.least is not None else ""
    most = f" to {question.most}" if question.most is not None else ""
    return f"{least}{most}{' ' if question.unit else ''}{question.unit}"


def _guidance(question: Question) -> Iterator[Block]:
    if question.prompts:
        yield Bullets(question.prompts)
    beside: tuple[tuple[str, Inline], ...] = (
        ("Example", question.example),
        ("Practice standard", " ".join((question.standard.title, question.standard.address)).strip()
         if question.standard else ""),
        ("In words", question.text_label),
        ("For", "the worker and their manager only" if question.audience == "worker" else ""),
    )  # fmt: skip
    kept = tuple((name, said) for name, said in beside if said)
    if kept:
        yield Facts(kept)


def condition_words(form: Form, when: Condition, words: Vocabulary) -> str:
    """When something is shown, as a person reads it: "Only for a child in need"."""
    parts = [words("case_type", code) for code in when.case_types]
    said = [f"for {' or '.join(parts).lower()}"] if parts else []
    if when.roles:
        said.append(f"to {' or '.join(words('role', role) for role in when.roles).lower()}")
    for each in when.answers:
        asked = form.question(each.question)
        if asked:
            labels = dict(form.options(asked))
            answers = " or ".join(labels.get(value, value) for value in each.values)
            said.append(f"where question {asked.number} is {answers}")
    return "Only " + " and ".join(said)
