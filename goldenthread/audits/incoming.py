"""A row of a case system's export as an audit: its columns matched with a tool, its cells with answers."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goldenthread.readers.cells import Unreadable, date_of, heading_key, identifier_of
from goldenthread.tools.form import (
    NOT_APPLICABLE,
    OVERALL,
    SEVERAL,
    Form,
    Question,
    in_order,
    problem_with,
)

NUMBER, AUDITOR, COMPLETED = "number", "auditor", "completed_on"
REQUIRED = (NUMBER, AUDITOR, COMPLETED)
# Our field -> what a person calls it, and the headings by which case systems do.
FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    NUMBER: ("Case number", (
        "casenumber", "caseno", "caseid", "personid", "childid", "clientid", "mosaicid",
        "liquidlogicid", "lcsid", "reference", "caseref", "case",
    )),
    AUDITOR: ("Auditor (e-mail address or name)", (
        "auditor", "auditoremail", "auditedby", "completedby", "auditorname", "reviewer",
    )),
    COMPLETED: ("Date completed", (
        "datecompleted", "completedon", "completed", "dateofaudit", "auditdate", "audited",
        "completiondate", "dateaudited",
    )),
    "worker": ("Allocated worker", (
        "worker", "allocatedworker", "socialworker", "practitioner", "caseworker", "workername",
    )),
    "strengths": ("Strengths", ("strengths", "strength", "whatwentwell", "goodpractice")),
    "improvements": ("Areas for improvement", (
        "areasforimprovement", "improvements", "areasfordevelopment", "whatcouldbebetter",
    )),
}  # fmt: skip
YES = {"y": "yes", "true": "yes", "n": "no", "false": "no", "partially": "partly"}
LEFT_OUT = ("na", "notapplicable", "doesnotapply")


@dataclass(unsafe_hash=True)
class ColumnsMissing(Exception):
    """Nothing says whom an audit is about, who made it or when; `fields` are ours."""

    fields: tuple[str, ...]

    def __str__(self) -> str:
        return "Say which columns hold the case number, the auditor and the date completed."


@dataclass(unsafe_hash=True)
class ColumnUsedTwice(Exception):
    """One column cannot be two things."""

    heading: str

    def __str__(self) -> str:
        return f"The column {self.heading} is selected more than once."


@dataclass(frozen=True)
class Columns:
    """Which column holds what: by our field, by question for its answer, by question for its words."""

    fields: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def headings(self) -> list[str]:
        every = (*self.fields.values(), *self.answers.values(), *self.words.values())
        return [heading for heading in every if heading]


def require_sound(columns: Columns) -> None:
    """Raises ColumnsMissing or ColumnUsedTwice."""
    missing = tuple(name for name in REQUIRED if not columns.fields.get(name))
    if missing:
        raise ColumnsMissing(missing)
    every = columns.headings()
    for heading in every:
        if every.count(heading) > 1:
            raise ColumnUsedTwice(heading)


@dataclass(frozen=True)
class Answered:
    """An answer as a row gives it. `unsure` says what of the cell could not be used as an answer."""

    value: str = ""
    text: str = ""
    on: dt.date | None = None
    unsure: str = ""


@dataclass(frozen=True)
class RowRead:
    """One audit of the file. `problems` stop it; what is unsure does not, and is named."""

    row: int
    number: str = ""
    auditor: str = ""
    completed_on: dt.date | None = None
    worker: str = ""
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Answered] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def unsure(self) -> list[str]:
        return [answer.unsure for answer in self.answers.values() if answer.unsure]


def suggested(form: Form, headings: Sequence[str]) -> Columns:
    """What the headings say by themselves: our fields, questions by key or label, words beside them."""
    by_key: dict[str, str] = {}
    for heading in headings:
        by_key.setdefault(heading_key(heading), heading)
    by_key.pop("", None)
    fields = {}
    for name, (_, synonyms) in FIELDS.items():
        fields[name] = next((by_key[key] for key in synonyms if key in by_key), "")
    left = {key: heading for key, heading in by_key.items() if heading not in fields.values()}
    answers, words = {}, {}
    for question in form.questions:
        named = [key for key in _names(form, question) if key]
        answers[question.key] = next((left[key] for key in named if key in left), "")
        beside = [key + end for key in named for end in ("words", "why", "comments", "evidence")]
        words[question.key] = next((left[key] for key in beside if key in left), "")
    return Columns(
        {name: each for name, each in fields.items() if each},
        {key: each for key, each in answers.items() if each},
        {key: each for key, each in words.items() if each},
    )


def _names(form: Form, question: Question) -> Iterator[str]:
    yield heading_key(question.key)
    section = form.section_of(question.key)
    if section and section.grade_question is question:
        yield from (heading_key(section.title), heading_key(f"{section.title} grade"))
        if section.key == OVERALL:
            yield from ("overallgrade", "overalljudgement", "overall", "grade")
    if sum(heading_key(q.label) == heading_key(question.label) for q in form.questions) == 1:
        yield heading_key(question.label)


def rows_read(
    form: Form, columns: Columns, headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]
) -> list[RowRead]:
    """Every row that says anything, in the order of the file."""
    place = {heading: n for n, heading in enumerate(headings) if heading}
    found = []
    for number, cells in rows:
        said = {h: cells[n].strip() if n < len(cells) else "" for h, n in place.items()}
        if any(said.values()):
            found.append(_row(form, columns, number, said))
    return found


def _row(form: Form, columns: Columns, row: int, said: Mapping[str, str]) -> RowRead:
    cell = {name: said.get(heading, "") for name, heading in columns.fields.items()}
    problems: list[str] = []
    number = _number(cell.get(NUMBER, ""), problems)
    completed = _completed(cell.get(COMPLETED, ""), problems)
    if not cell.get(AUDITOR):
        problems.append("no auditor is named")
    answers = dict(_answers(form, columns, said, problems))
    used = {heading: said.get(heading, "") for heading in sorted(set(columns.headings()))}
    content = json.dumps([used, number], sort_keys=True, ensure_ascii=False)
    return RowRead(
        row, number, cell.get(AUDITOR, ""), completed, " ".join(cell.get("worker", "").split()),
        {kind: _lines(cell.get(f"{kind}s", "")) for kind in ("strength", "improvement")},
        answers, tuple(problems), hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def _number(cell: str, problems: list[str]) -> str:
    try:
        if number := identifier_of(cell):
            return number
        problems.append("there is no case number")
    except Unreadable as error:
        problems.append(f"the case number “{cell[:40]}” {error}")
    return ""


def _completed(cell: str, problems: list[str]) -> dt.date | None:
    try:
        if day := date_of(cell):
            return day
        problems.append("there is no date of completion")
    except Unreadable as error:
        problems.append(f"the date of completion “{cell[:40]}” {error}")
    return None


def _answers(
    form: Form, columns: Columns, said: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, Answered]]:
    for question in form.questions:
        cell = said.get(columns.answers.get(question.key, ""), "")
        words = said.get(columns.words.get(question.key, ""), "")
        if not cell and not words:
            continue
        made = answered(form, question, cell, words)
        if made.unsure and question.type == "grade":
            problems.append(made.unsure)
        yield question.key, made


def answered(form: Form, question: Question, cell: str, words: str = "") -> Answered:
    """A cell as an answer to a question; one that is none is kept as words, and said to be unsure."""
    if not cell:
        return Answered(text=words)
    if question.type in ("text", "short_text"):
        return Answered(text="\n\n".join(filter(None, (cell, words))))
    if question.type in ("date", "months_since"):
        try:
            return Answered(text=words, on=date_of(cell))
        except Unreadable as error:
            return _unsure(question, cell, words, str(error))
    value = _value(form, question, cell)
    problem = problem_with(form, question, value, has_date=False)
    if problem:
        known = ", ".join(label for _, label in form.options(question))
        return _unsure(question, cell, words, f"is none of: {known}" if known else problem)
    return Answered(value, words)


def _unsure(question: Question, cell: str, words: str, why: str) -> Answered:
    kept = "\n\n".join(filter(None, (cell, words)))
    return Answered(text=kept, unsure=f"{question.label}: “{cell[:60]}” {why}")


def _value(form: Form, question: Question, cell: str) -> str:
    """The answer's key for a label, a short label or a key, however it is spelled."""
    known = {heading_key(label): key for key, label in form.options(question)}
    scale = form.scale_of(question)
    known |= {heading_key(step.short): step.key for step in (scale.steps if scale else ())}
    known |= {heading_key(key): key for key, _ in form.options(question)}

    def one(text: str) -> str:
        folded = heading_key(text)
        if folded in LEFT_OUT and folded not in known:
            return NOT_APPLICABLE
        return known.get(folded) or known.get(YES.get(folded, "")) or text.strip()

    if question.type in SEVERAL:
        keys = [one(each) for each in re.split(r"[;,|\n]", cell) if each.strip()]
        return in_order(form, question, " ".join(keys))
    return one(cell)


def _lines(cell: str) -> tuple[str, ...]:
    """One finding for each line, without the marks that lists are written with."""
    lines = (re.sub(r"^\s*(?:[-*•·]|\d+[.)])\s+", "", line).strip() for line in cell.split("\n"))
    return tuple(line for line in lines if line)
