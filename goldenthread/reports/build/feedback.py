"""The practitioner's feedback sheet: praise first, one page."""

from collections.abc import Iterator

from goldenthread.actions.queries import actions_of, owner_name
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import Sheet, corrections, is_provisional, sheet
from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.reports.build.method import day
from goldenthread.tools.form import OVERALL, form_from
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


def feedback_sheet(audit: Audit) -> Document:
    """What the worker and their manager read: strengths, what would be stronger, grades, actions."""
    held = authority()
    return Document(
        title="Feedback on your practice",
        author="The QA team",
        organisation=held.name,
        dated=today(),
        blocks=tuple(_blocks(audit, sheet(audit), vocabulary())),
        subtitle=f"{vocabulary().called(audit.subject)}: {audit.round.title}",
        marking="Confidential",
        footer="You, your managers, the auditor, the moderator and the QA team can read this sheet. "
        "It is not for the child's file.",
        is_draft=is_provisional(audit),
        is_compact=True,
    )


def _blocks(audit: Audit, held: Sheet, words: Vocabulary) -> Iterator[Block]:
    worker = audit.header.practitioner
    thanks = f"Thank you, {worker.name}, for" if worker else "Thank you for"
    yield Paragraph(
        f"{thanks} the work this audit looked at, from {day(audit.round.period_from)} to "
        f"{day(audit.round.period_to)}."
    )
    for each in corrections(audit):
        right = each.correction.body if each.correction else ""
        yield Paragraph((Text("Corrected since: ", bold=True), Text(right)))
    yield Heading(2, "What went well")
    yield from _listed(held.strengths, none_found(held))
    yield Heading(2, "What would make it stronger")
    yield from _listed(held.improvements, "Nothing was written down.")
    if held.to_worker:
        yield Paragraph((Text("From your auditor: ", bold=True), Text(held.to_worker)))
    yield from _grades(audit, held, words)
    yield Heading(2, "What happens next")
    yield from actions_table(audit, words)
    yield Paragraph(
        "You can say that you have read this, ask to talk, or say that something is factually "
        "wrong: sign in and open My feedback, or tell your manager.",
        style="quiet",
    )


def none_found(held: Sheet) -> str:
    """Why there is no strength, as whoever released the feedback said it."""
    none = "No strength was found in what this audit looked at."
    return f"{none} The reason given: {held.no_strength_why}" if held.no_strength_why else none


def _listed(lines: list[str], otherwise: str) -> Iterator[Block]:
    yield Bullets(tuple(lines)) if lines else Paragraph(otherwise)


def _grades(audit: Audit, held: Sheet, words: Vocabulary) -> Iterator[Block]:
    """The overall grade, the moderator's beside the auditor's, then the domains grade by grade."""
    scale = form_from(audit.tool_version.body).scale
    if scale is None:
        return
    yield Heading(2, "Grades")
    overall = next((row for row in held.grades if row.section.key == OVERALL), None)
    rows: list[tuple[str, Inline]] = []
    if overall and overall.auditor:
        rows.append(("Overall", both_grades(overall.auditor, overall.moderated, words)))
    for grade in (*reversed(scale.keys), "na"):
        titles = [
            row.section.title
            for row in held.grades
            if row.section.key != OVERALL and (row.moderated or row.auditor) == grade
        ]
        if titles:
            rows.append((words("grade", grade), "; ".join(titles)))
    yield Facts(tuple(rows))


def both_grades(auditor: str, moderated: str, words: Vocabulary) -> str:
    """Both grades where a moderator has looked: both are kept for ever."""
    if not moderated:
        return f"{words('grade', auditor)} (auditor's grade)"
    if moderated == auditor:
        return f"{words('grade', moderated)} (auditor and moderator agree)"
    return f"{words('grade', moderated)} (moderator); the auditor gave {words('grade', auditor)}"


def actions_table(audit: Audit, words: Vocabulary) -> Iterator[Block]:
    """The actions of the audit with owner, date and where they stand; a sentence where none is."""
    found = list(actions_of(audit))
    if not found:
        yield Paragraph("No actions were agreed.")
        return
    yield Table(
        caption="Actions",
        header=("Action", "Who", "By when", "Status"),
        rows=tuple(
            (
                action.what.body,
                owner_name(action),
                day(action.due_on),
                words("action_state", action.state),
            )
            for action in found
        ),
    )
