"""Tables of how the questions of a tool were answered, question by question; no answer is never a no."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from goldenthread.figures.queries import UNANSWERED
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import is_small
from goldenthread.tools.form import FOR_THE_WORKER, NOT_APPLICABLE, SEVERAL, Question, Section
from goldenthread.tools.form.questions import FIXED_ANSWERS, WORDED
from goldenthread.writers.document import (
    Align,
    Block,
    FigureText,
    Heading,
    Inline,
    Note,
    Table,
    Text,
)

NO_ANSWER, LEFT_OPEN = "Not known", (
    "“Not known”: the auditor left the question open. That is counted as it is, never as a no."
)  # fmt: skip
FEW_ASKED = (
    "Questions that were asked about the work of few practitioners or families only are left out, so that "
    "nobody can be recognised."
)
# Questions whose answers are always the same, and what their table adds to the section's title.
ABOUT = {
    "yes_no": "", "yes_partly_no": "", "document": ": documents", "seen": ": who was seen or spoken to",
}  # fmt: skip
MOST_ROWS = 6
WRITTEN = (*WORDED, "date", "number")


@dataclass(frozen=True)
class Answered:
    """The answers of a round, as an edition may print them. `numbers` counts the paper's tables."""

    g: Gathered
    is_public: bool
    numbers: "count[int]"

    def sections(
        self, sections: Iterable[Section], *, kinds: tuple[str, ...] = ()
    ) -> Iterator[Block]:
        """Section by section, each with its own heading, what was asked and how it was answered."""
        for section in sections:
            tables = list(self.tables(section)) if not kinds or section.kind in kinds else []
            if tables:
                yield Heading(4, section.title)
                yield from tables

    def tables(self, section: Section) -> Iterator[Table]:
        """In the tool's order. Questions with the same answers stand in one table; a list to choose from
        has its own; what was written down comes last, without the answers that say what an audit is of."""
        asked = [q for q in section.questions if self._prints(q)]
        together: dict[str, list[Question]] = {}
        for question in asked:
            together.setdefault(_table_of(question), []).append(question)
        for kind, questions in together.items():
            if kind in ABOUT:
                yield self.by_answer(f"{section.title}{ABOUT[kind]}", questions)
            elif kind == "months_since":
                yield self.dates(section.title, questions)
            elif kind not in ("written", ""):
                yield self.choice(questions[0])
        if section.kind != "header" and "written" in together:
            yield self.written(section.title, together["written"])

    def by_answer(self, title: str, questions: list[Question]) -> Table:
        """A row for each question, a column for each answer, for not applicable and for none."""
        options = FIXED_ANSWERS[questions[0].type]
        rows: list[tuple[Inline, ...]] = [
            (q.label, *(self.number(q, value=key) for key, _ in options), *self._rest(q))
            for q in questions
        ]
        header = ("Question", *(label for _, label in options), "Not applicable", NO_ANSWER)
        return self._table(title, header, rows)

    def times(self, title: str, questions: list[Question]) -> Table:
        """Standards of time: met, missed with a reason written beside it or without, or not known."""
        rows = [
            (
                q.label, self.number(q, value="yes"), self.number(q, value="no", reason="with"),
                self.number(q, value="no", reason="without"), *self._rest(q),
            )
            for q in questions
        ]  # fmt: skip
        late = ("Late, reason written", "Late, no reason written")
        return self._table(title, ("Standard", "In time", *late, "Not applicable", NO_ANSWER), rows)

    def dates(self, title: str, questions: list[Question]) -> Table:
        """How recent dates are, by the limit that each question states."""
        rows = [
            (
                f"{q.label} At most {q.limit_months} months ago.", self.number(q, dated="in_time"),
                self.number(q, dated="late"), self.number(q, value="none"), *self._rest(q),
            )
            for q in questions
        ]  # fmt: skip
        header = ("Date", "In time", "Longer ago", "No date recorded", "Not applicable", NO_ANSWER)
        return self._table(f"{title}: dates", header, rows)

    def choice(self, question: Question) -> Table:
        """A row for each answer to one question; of a long list, for each that somebody gave."""
        options = self.g.form.options(question)
        given = [(label, self.number(question, value=key)) for key, label in options]
        rows: list[tuple[Inline, ...]] = [
            each for each in given if len(given) <= MOST_ROWS or _counts(each[1])
        ]
        notes = ["An audit may stand in several rows."] if question.type in SEVERAL else []
        notes += ["Answers that nobody gave are left out."] if len(rows) < len(given) else []
        if question.may_be_not_applicable:
            rows.append(("Not applicable", self.number(question, value=NOT_APPLICABLE)))
        rows.append((NO_ANSWER, self.number(question, value=UNANSWERED)))
        rows.append((Text("Asked of", bold=True), self.number(question)))
        table = self._table(question.label, ("Answer", "Audits"), rows)
        return replace(table, footnotes=tuple(notes))

    def written(self, title: str, questions: list[Question]) -> Table:
        """What was to be written down: whether it was."""
        rows = [(q.label, self.number(q, given=True), *self._rest(q)) for q in questions]
        return self._table(
            f"{title}: what was written down",
            ("Question", "Given", "Not applicable", NO_ANSWER),
            rows,
        )

    def number(
        self, question: Question, *, value: str | None = None, reason: str = "", dated: str = "",
        given: bool = False,
    ) -> FigureText:  # fmt: skip
        """How many audits answered so, traced to them."""
        held = self.g.answers.counted(
            question.key, value=value, reason=reason, dated=dated, is_given=given
        )
        asked = {"question": question.key, "reason": reason or None, "dated": dated or None}
        return self.g.number(
            "answers", len(held), **asked, given="1" if given else None, **{"is": value}
        )

    def notes(self) -> Iterator[Block]:
        """How to read the tables; in a public paper too what is left out of them."""
        if any(self._prints(q) for q in self.g.form.questions):
            yield Note(LEFT_OPEN)
        if any(not self._may_print(q) for q in self.g.form.questions):
            yield Note(FEW_ASKED)

    def asked_of(self, question: Question) -> list[str]:
        """The references of the audits of which a question was asked."""
        return [self.g.answers.refs[pk] for pk in self.g.answers.asked(question.key)]

    def _rest(self, question: Question) -> tuple[FigureText, FigureText]:
        return self.number(question, value=NOT_APPLICABLE), self.number(question, value=UNANSWERED)

    def _prints(self, question: Question) -> bool:
        is_for_worker = question.audience == FOR_THE_WORKER
        return not is_for_worker and self._may_print(question) and bool(self.asked_of(question))

    def _may_print(self, question: Question) -> bool:
        """A public paper prints no row that few people stand behind; one that nobody does says nothing."""
        refs = self.asked_of(question)
        return not (self.is_public and refs) or not is_small(self.g.behind, refs)

    def _table(
        self, title: str, header: tuple[str, ...], rows: Sequence[tuple[Inline, ...]]
    ) -> Table:
        """Columns in which every audit has nought are left out, but for the one of what is not known."""
        kept = [
            at for at, head in enumerate(header)
            if at == 0 or head != "Not applicable" or any(_counts(row[at]) for row in rows)
        ]  # fmt: skip
        right: Align = "right"
        return Table(
            caption=f"Table {next(self.numbers)}: {title.rstrip(':')}",
            header=tuple(header[at] for at in kept),
            rows=tuple(tuple(row[at] for at in kept) for row in rows),
            align=("left", *(right,) * (len(kept) - 1)),
        )


def _table_of(question: Question) -> str:
    """Questions of one table have the same; empty for one that stands in no table."""
    if question.type in ABOUT:
        return question.type
    if question.type == "months_since" and question.limit_months is not None:
        return "months_since"
    if question.type in WRITTEN:
        return "written"
    return question.key if question.choices else ""


def _counts(cell: Inline) -> bool:
    return isinstance(cell, FigureText) and cell.text != "0"
