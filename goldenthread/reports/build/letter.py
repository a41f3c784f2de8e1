"""The letter to the practitioner whose work was audited: praise first, never more than one page.

It is shorter than the feedback sheet, which has everything: what does not fit is counted, and the
letter says where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goldenthread.actions.queries import actions_of, owner_name
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import (
    Sheet,
    corrections,
    discussion_due_on,
    is_provisional,
    sheet,
)
from goldenthread.journal.changes import today
from goldenthread.people.models import Authority, FeedbackLevel
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.reports.build.feedback import both_grades, none_found
from goldenthread.reports.build.method import day
from goldenthread.reports.build.tables import listed
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, form_from
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Paragraph,
    Signature,
    Text,
)

# So many of each, so long, are one page at 11 pt, in the PDF and in Word.
MOST_FINDINGS, MOST_ACTIONS, MOST_CORRECTIONS, MOST_GRADES = 3, 3, 1, 6
LONGEST, SHORT, SHORT_TITLES, LONG_TITLES, MOST_LONG = 150, 90, 70, 160, 1


def feedback_letter(audit: Audit) -> Document:
    """What went well, what would make it stronger, grades, actions, how to answer, who sees it."""
    held = authority()
    return Document(
        title="Feedback on your practice",
        author="The QA team",
        organisation=held.name,
        dated=today(),
        blocks=tuple(_Letter(audit, sheet(audit), vocabulary(), held).blocks()),
        subtitle=f"{vocabulary().called(audit.subject)}: {shortened(audit.round.title, 80)}",
        marking="Confidential",
        is_draft=is_provisional(audit),
        is_compact=True,
    )


def shortened(words: str, longest: int = LONGEST) -> str:
    """The words on one line, cut after a whole word where they are too long.

    >>> shortened("A visit every week, and a call between visits.", 20)
    'A visit every …'
    """
    line = " ".join(words.split())
    if len(line) <= longest:
        return line
    kept = line[: longest - 1].rsplit(" ", 1)[0]
    return f"{kept[: longest - 2].rstrip(' ,;:.')} …"


@dataclass(frozen=True)
class _Letter:
    audit: Audit
    sheet: Sheet
    words: Vocabulary
    authority: Authority

    def blocks(self) -> Iterator[Block]:
        a, worker = self.audit, self.audit.header.practitioner
        yield Paragraph(f"Dear {shortened(worker.name, 60) if worker else 'colleague'},")
        yield Paragraph(
            f"Thank you for the work that this audit looked at, from {day(a.round.period_from)} to "
            f"{day(a.round.period_to)}."
        )
        yield from self._corrected()
        yield Heading(2, "What went well")
        yield self._few(self.sheet.strengths, shortened(none_found(self.sheet), 2 * LONGEST))
        yield Heading(2, "What would make it stronger")
        yield self._few(self.sheet.improvements, "Nothing was written down.")
        yield from self._grades()
        yield Heading(2, "What happens next")
        yield from self._actions()
        yield Heading(2, "How to answer, and who sees this")
        yield Paragraph(
            (Text("If you want to answer, or a fact is wrong: ", bold=True), Text(self._answer()))
        )
        yield Paragraph((Text("Who sees this: ", bold=True), Text(self._readers())))
        yield Signature("The QA team", contacts=self._contacts())

    def _contacts(self) -> tuple[str, ...]:
        return (self.authority.contact_email,) if self.authority.contact_email else ()

    def _corrected(self) -> Iterator[Block]:
        said = [each.correction.body for each in corrections(self.audit) if each.correction]
        for each in said[:MOST_CORRECTIONS]:
            yield Paragraph((Text("Corrected since the audit: ", bold=True), Text(shortened(each))))

    def _few(self, said: Sequence[str], otherwise: str) -> Block:
        """The first of them, shortened."""
        lines = tuple(shortened(each) for each in said[:MOST_FINDINGS])
        return Bullets(lines) if lines else Paragraph(otherwise)

    def _left(self) -> Iterator[Block]:
        """How much more there is than the page holds, and where it stands."""
        held = self.sheet
        lists = (
            (len(held.strengths) - MOST_FINDINGS, "strength", "strengths"),
            (len(held.improvements) - MOST_FINDINGS, "point to make stronger", "points to make stronger"),
            (len(actions_of(self.audit)) - MOST_ACTIONS, "action", "actions"),
        )  # fmt: skip
        more = [f"{n} more {one if n == 1 else many}" for n, one, many in lists if n > 0]
        if more:
            yield Paragraph(f"The feedback sheet has {listed(more)}.", style="quiet")

    def _grades(self) -> Iterator[Block]:
        scale = form_from(self.audit.tool_version.body).scale
        graded = [row for row in self.sheet.grades if row.auditor or row.moderated]
        if scale is None or not graded:
            return
        yield Heading(2, "Grades")
        lines: list[Inline] = []
        overall = next((row for row in graded if row.section.key == OVERALL), None)
        if overall:
            both = both_grades(overall.auditor, overall.moderated, self.words)
            lines.append(_labelled("Overall", both))
        parts, spare = [row for row in graded if row is not overall], MOST_LONG
        for grade in (*reversed(scale.keys), NOT_APPLICABLE):
            titles = [r.section.title for r in parts if (r.moderated or r.auditor) == grade]
            if titles:
                said = "; ".join(titles)
                spare -= len(said) > SHORT_TITLES
                fits = len(said) <= (LONG_TITLES if spare >= 0 else SHORT_TITLES)
                said = said if fits else f"{len(titles)} parts of the audit"
                lines.append(_labelled(self.words("grade", grade), said))
        # A scale of many steps would fill the page: then the overall grade stands alone.
        yield Bullets(tuple(lines if len(lines) <= MOST_GRADES else lines[:1]))

    def _actions(self) -> Iterator[Block]:
        said = [
            f"{shortened(each.what.body, SHORT)} ({shortened(owner_name(each), 40)}, by {day(each.due_on)})"
            for each in actions_of(self.audit)[:MOST_ACTIONS]
        ]
        talk = discussion_due_on(self.audit)
        if talk and self.audit.discussed_on is None:
            said.append(f"You talk this over with your manager by {day(talk)}.")
        yield Bullets(tuple(said)) if said else Paragraph("No actions were agreed.")
        yield from self._left()

    def _answer(self) -> str:
        a = self.audit
        if a.closed_at or a.worker_may != FeedbackLevel.REPLY:
            return (
                "speak to your manager, to the auditor or to the QA team. What is found to be wrong is "
                "corrected where everybody who reads this audit sees it."
            )
        return (
            "sign in, open My feedback, and say that you have read this, that you want to talk, or which "
            "fact is wrong; or tell your manager. You get a reply. What is found to be wrong is corrected "
            "where everybody who reads this audit sees it."
        )

    def _readers(self) -> str:
        managers = self.audit.manager_may != FeedbackLevel.NONE
        return (
            f"you, {'your team manager and service manager, ' if managers else ''}the auditor, the "
            "moderator, the principal social worker and the QA team. It is not for the child’s file, and "
            "no report uses your name."
        )


def _labelled(label: str, words: str) -> Inline:
    return (Text(f"{label}: ", bold=True), Text(words))
