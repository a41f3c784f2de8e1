"""The record of an audit for the child's file, written so that the young person could read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.timezone import localdate

from goldenthread.audits.models import Audit, Moderation, Source
from goldenthread.audits.queries import (
    FormState,
    Graded,
    corrections,
    family_links,
    form_state,
    is_provisional,
    sheet,
    sources,
)
from goldenthread.cases.queries import particulars
from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.reports.build.feedback import actions_table, both_grades
from goldenthread.reports.build.method import day, mode_words
from goldenthread.tools.form import FOR_THE_WORKER, NOT_APPLICABLE, OVERALL, Question, Section
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS, SubjectKind
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

ANSWERS = {"yes": "Yes", "no": "No", "partly": "Partly", "na": "Not applicable"}
FACTS = ("header", "facts")
FAMILY = ("child", "parent_carer")


def audit_record(audit: Audit) -> Document:
    """The audit as it belongs on the file: no words meant for the worker alone, no other child,
    nothing about how the auditor grades."""
    held, words = authority(), vocabulary()
    about = SUBJECTS[audit.subject.kind]
    return Document(
        title=f"Audit record for {about.file}",
        author="The QA team",
        organisation=held.name,
        dated=today(),
        blocks=tuple(_Record(audit, form_state(audit), words, about).blocks()),
        subtitle=words.called(audit.subject),
        marking="Confidential",
        footer=f"Audit {audit.ref}. You may ask to see this record and to have a mistake put right.",
        is_draft=is_provisional(audit),
    )


@dataclass(frozen=True)
class _Record:
    audit: Audit
    state: FormState
    words: Vocabulary
    about: SubjectKind

    @property
    def is_of_a_child(self) -> bool:
        return self.about.file == SUBJECTS[CASE_FILE].file

    def blocks(self) -> Iterator[Block]:
        found = sheet(self.audit)
        yield self._about()
        yield Paragraph(
            "Somebody who did not do this work read the record to find out how well we had worked "
            f"with {self.about.it}. It is about our work, not about "
            f"{'the child or the family' if self.is_of_a_child else self.about.it}. Where it "
            "says “you”, it speaks to the worker."
        )
        yield from self._overall()
        for heading, lines in (
            ("What went well", found.strengths),
            ("What should have been better", found.improvements),
        ):
            yield Heading(2, heading)
            yield Bullets(tuple(lines)) if lines else Paragraph("Nothing was written down.")
        yield from self._domains()
        yield from self._facts()
        yield from self._family()
        yield Heading(2, "What we will do")
        yield from actions_table(self.audit, self.words)

    def _about(self) -> Facts:
        a = self.audit
        done = day(localdate(a.submitted_at)) if a.submitted_at else "Not finished"
        shared = day(localdate(a.shared_at)) if a.shared_at else "Not yet"
        on_file = a.recorded_on_file_on
        known = particulars(a.subject.kind, a.header.particulars)
        return Facts(
            (
                *((each.label, each.text) for each in known),
                ("Period looked at", f"{day(a.round.period_from)} to {day(a.round.period_to)}"),
                ("Read on", done),
                ("Read by", a.auditor.name if a.auditor else "Not known"),
                (
                    "How",
                    f"{self.state.form.title}, {mode_words(a.mode, is_of_a_child=self.is_of_a_child)}",
                ),
                ("Second opinion", self._moderation()),
                ("Shared with the worker", shared),
                (f"On {self.about.file} since", day(on_file) if on_file else "Not yet"),
            )
        )

    def _moderation(self) -> str:
        if is_provisional(self.audit):
            return "Still to come: the grades are provisional"
        if self.audit.moderated_at and self.audit.moderator:
            on = day(localdate(self.audit.moderated_at))
            return f"A second person, {self.audit.moderator.name}, checked this audit on {on}"
        return "This audit was not among those that a second person checked"

    def _overall(self) -> Iterator[Block]:
        overall = next((r for r in sheet(self.audit).grades if r.section.key == OVERALL), None)
        if overall is None or not overall.auditor:
            return
        yield Heading(2, "Overall")
        grade = both_grades(overall.auditor, overall.moderated, self.words)
        yield Paragraph((Text(grade, bold=True),))
        if overall.section.grade_question:
            yield from self._words(overall.section.grade_question)

    def _words(self, question: Question) -> Iterator[Block]:
        text = self.state.answer(question.key).text.strip()
        yield from (Paragraph(part) for part in text.split("\n\n") if part.strip())

    def _domains(self) -> Iterator[Block]:
        graded = {row.section.key: row for row in sheet(self.audit).grades}
        domains = [s for s in self.state.form.sections if s.kind == "domain" and self._said(s)]
        left_out = [s for s in domains if self.state.grade(s) == NOT_APPLICABLE]
        shown = [s for s in domains if s not in left_out]
        if shown:
            yield Heading(2, "Part by part")
        for section in shown:
            yield Heading(3, section.title)
            yield from self._domain(section, graded.get(section.key))
        if left_out:
            titles = "; ".join(section.title for section in left_out)
            what = "Not part of this child's life at this time" * self.is_of_a_child
            yield Paragraph(f"{what or 'Not part of this audit'}: {titles}.")

    def _domain(self, section: Section, row: Graded | None) -> Iterator[Block]:
        """The grade with its reasons in one paragraph, so that no grade stands alone on a page."""
        for question in self._questions(section):
            if question.type == "grade" and row and row.auditor:
                grade = both_grades(row.auditor, row.moderated, self.words)
                yield from self._together(f"{grade}.", self.state.answer(question.key).text)
            else:
                yield from self._answered(question)

    def _together(self, label: str, words: str) -> Iterator[Block]:
        """A label in bold, and the words on the same line."""
        first, *rest = [part.strip() for part in words.split("\n\n") if part.strip()] or [""]
        yield Paragraph((Text(f"{label} ", bold=True), Text(first)))
        yield from (Paragraph(part) for part in rest)

    def _said(self, section: Section) -> bool:
        answers = (self.state.answer(q.key) for q in self._questions(section))
        return any(answer.value or answer.text for answer in answers)

    def _questions(self, section: Section) -> list[Question]:
        return [q for q in section.questions if q.audience != FOR_THE_WORKER]

    def _answered(self, question: Question) -> Iterator[Block]:
        answer = self.state.answer(question.key)
        if question.type == "grade":
            yield from self._words(question)
        elif answer.value or answer.text:
            said = [self._value(question), answer.text.strip()]
            yield from self._together(question.label, ". ".join(part for part in said if part))

    def _value(self, question: Question) -> str:
        answer = self.state.answer(question.key)
        labels = (
            dict(self.state.form.options(question)) if question.choices or question.scale else {}
        )
        labels = {**dict(self.state.form.options(question)), **ANSWERS, **labels}
        value = "; ".join(labels.get(each, each) for each in answer.value.split())
        return f"{value} ({day(answer.on)})" if answer.on and value else value

    def _facts(self) -> Iterator[Block]:
        """What was found on the record, question by question."""
        rows: list[tuple[Inline, ...]] = []
        for section in self.state.form.sections:
            if section.kind in FACTS:
                for question in self._questions(section):
                    answer = self.state.answer(question.key)
                    if answer.value or answer.text:
                        said = [self._value(question), answer.text.strip()]
                        rows.append((question.label, ". ".join(part for part in said if part)))
        if rows:
            yield Heading(2, "What was on the record")
            yield Table("Key facts on the day of the audit", ("Question", "Answer"), tuple(rows))

    def _family(self) -> Iterator[Block]:
        """The child's, parents' and carers' voice: what they said, or that they were not asked."""
        whose = "the child and family said" if self.is_of_a_child else "people said to us"
        yield Heading(2, f"What {whose}")
        found = {source.kind: source for source in sources(self.audit)}
        for kind in FAMILY:
            who = Text(f"{self.words('source', kind)}: ", bold=True)
            said = _heard(found.get(kind))
            if family_links(self.audit, kind).filter(answer__isnull=False).exists():
                said = (
                    f"{found[kind].said or ''} Answered a short form, which is kept with the audit."
                )
            yield Paragraph((who, Text(said.strip())))
        for each in corrections(self.audit):
            right = each.correction.body if each.correction else ""
            yield Paragraph((Text("Corrected since the audit: ", bold=True), Text(right)))
        views = Moderation.objects.filter(audit=self.audit, ending=Moderation.Ending.CONFIRMED)
        view = views.order_by("-attempt").values_list("child_views", flat=True).first()
        if view in ("yes", "partly", "no"):
            yield Paragraph(f"Are the child's views on the record? {ANSWERS[view]}.")


def _heard(source: Source | None) -> str:
    if source and source.state == Source.State.OBTAINED:
        return source.said.body if source.said else "Spoken to. The words were not written down."
    if source and source.state in (Source.State.SOUGHT, Source.State.DECLINED):
        return "Asked, but did not take part."
    return "Not spoken to for this audit."
