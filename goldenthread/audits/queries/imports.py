"""Files of audits from the case system: what each would bring into its round, and what came that way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from goldenthread.audits.incoming import Columns, RowRead, rows_read, suggested
from goldenthread.audits.models import Audit, AuditImport, ExportColumns, ImportedAudit
from goldenthread.cases.models import CaseEntry
from goldenthread.cases.queries.uploads import headings_hash
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries import REASONS, auditors, bars, entries_by_number
from goldenthread.programme.queries.restricted import open_to
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.reading import from_json
from goldenthread.tools.form import CONSENT, NOT_APPLICABLE, OVERALL, is_agreed
from goldenthread.tools.queries import form

NEW, SAME, REFUSED = "new", "same", "refused"


@dataclass(frozen=True)
class PlannedRow:
    """What becomes of a row: brought in, there already, or refused and why."""

    read: RowRead
    becomes: str
    why: str = ""
    auditor: Person | None = None
    round_case: RoundCase | None = None
    entry: CaseEntry | None = None


@dataclass(frozen=True)
class Report:
    """Every row of a file with what becomes of it, and what of the file is left aside."""

    rows: tuple[PlannedRow, ...]
    unused: tuple[str, ...]

    def of(self, becomes: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.becomes == becomes]

    @property
    def unsure(self) -> list[tuple[int, str]]:
        """(row, what could not be used as an answer and is kept as words) of the rows brought in."""
        return [(row.read.row, each) for row in self.of(NEW) for each in row.read.unsure]


def visible_import(person: Actor, ref: str) -> AuditImport | None:
    if not person.may(Permission.ROUND_RUN):
        return None
    found = AuditImport.objects.select_related("round__tool_version", "reading")
    return found.filter(open_to(person), ref=ref).first()


def imports_of(person: Actor, round: Round) -> QuerySet[AuditImport]:
    """The files of a round that were used or wait for a decision, newest first."""
    if not person.may(Permission.ROUND_RUN):
        return AuditImport.objects.none()
    found = AuditImport.objects.filter(open_to(person), round=round)
    return found.exclude(state=AuditImport.State.DROPPED)


def reading_of(held: AuditImport) -> ExportRead | None:
    """What was read of a file; None once somebody has decided."""
    if held.reading is None or not held.reading.body:
        return None
    read: ExportRead = from_json(ExportRead, json.loads(held.reading.body))
    return read


def columns_of(held: AuditImport) -> Columns | None:
    return _columns(held.columns) if held.columns else None


def columns_for(round: Round, headings: Sequence[str]) -> tuple[Columns, bool]:
    """The matching saved for these headings, or what they say by themselves; whether it was saved."""
    saved = ExportColumns.objects.filter(
        tool=round.tool_version.tool_id, headers=headings_hash(headings)
    ).first()
    asked = form(round.tool_version)
    if saved is None:
        return suggested(asked, headings), False
    found = _columns(saved.columns)
    # A later version of the tool may no longer ask what was matched with an earlier one.
    known = {question.key for question in asked.questions}
    answers = {key: heading for key, heading in found.answers.items() if key in known}
    words = {key: heading for key, heading in found.words.items() if key in known}
    return Columns(found.fields, answers, words), True


def _columns(data: Mapping[str, Mapping[str, str]]) -> Columns:
    return Columns(data["fields"], data.get("answers", {}), data.get("words", {}))


def report(by: Actor, round: Round, read: ExportRead, columns: Columns) -> Report:
    """What a file would bring into a round as things stand now. Nothing is written."""
    rows = rows_read(form(round.tool_version), columns, read.headings, read.rows)
    used = set(columns.headings())
    planner = _Planner(by, round, rows)
    return Report(
        tuple(planner.planned(row) for row in rows),
        tuple(heading for heading in read.headings if heading and heading not in used),
    )


class _Planner:
    """What is known of a round and its people, asked once for all rows of a file."""

    def __init__(self, by: Actor, round: Round, rows: Sequence[RowRead]) -> None:
        self.round, self.form = round, form(round.tool_version)
        people = list(auditors(round))
        self.bars = bars(people)
        self.by_name: dict[str, list[Person]] = {}
        for person in people:
            for name in {person.email.casefold(), person.name.casefold()}:
                self.by_name.setdefault(name, []).append(person)
        numbers = [row.number for row in rows if row.number]
        cases = round.cases.filter(removed_at=None, second_of=None).select_related(
            "round", "subject", "header__practitioner", "audit__imported", "audit__auditor"
        )
        self.cases = {case.subject.number.casefold(): case for case in cases}
        self.entries = entries_by_number(round.case_list, numbers)
        self.seen: dict[str, int] = {}

    def planned(self, row: RowRead) -> PlannedRow:
        number = row.number.casefold()
        if row.problems:
            return PlannedRow(row, REFUSED, "; ".join(row.problems))
        if number in self.seen:
            return PlannedRow(row, REFUSED, f"the case stands in row {self.seen[number]} already")
        self.seen[number] = row.row
        case, entry = self.cases.get(number), self.entries.get(number)
        if case is not None and (known := self._known(case, row)):
            return known
        found = self.by_name.get(row.auditor.casefold(), [])
        why = self._against(found, row, case, entry) or self._lacks(row)
        if why:
            return PlannedRow(row, REFUSED, why)
        return PlannedRow(row, NEW, auditor=found[0], round_case=case, entry=entry)

    def _known(self, case: RoundCase, row: RowRead) -> PlannedRow | None:
        """What stands in the round already: the same row, another one, or an audit made here."""
        audit = getattr(case, "audit", None)
        if audit is None or audit.state == Audit.State.NOT_STARTED:
            return None
        imported = getattr(audit, "imported", None)
        if imported is None:
            return PlannedRow(row, REFUSED, "this case is being audited here, or was")
        if imported.sha256 == row.sha256:
            return PlannedRow(row, SAME)
        why = "this audit was brought in before and said something else; it stays as it is"
        return PlannedRow(row, REFUSED, why)

    def _against(
        self, found: list[Person], row: RowRead, case: RoundCase | None, entry: CaseEntry | None
    ) -> str:
        if not found:
            return f"nobody who may audit in this round is called “{row.auditor[:60]}”"
        if len(found) > 1:
            return f"two people are called “{row.auditor[:60]}”; give the e-mail address"
        placed = case.header if case else entry
        worker = placed.practitioner if placed else None
        teams = (placed.team_id if placed else None, worker.team_id if worker else None)
        reason = self.bars[found[0].id].reason(
            self.round.ref, placed.practitioner_id if placed else None, teams
        )
        return f"{found[0].name} {REASONS[reason]}" if reason else ""

    def _lacks(self, row: RowRead) -> str:
        if self.form.subject == "observed_event":
            consent = row.answers.get(CONSENT)
            if consent is None or not is_agreed(consent.value):
                return "it does not say that the family agreed to the observation"
        scale, overall = self.form.scale, self.form.section(OVERALL)
        if not (self.form.graded and scale and overall and overall.grade_question):
            return ""
        given = row.answers.get(overall.grade_question.key)
        is_graded = given is not None and given.value not in ("", NOT_APPLICABLE)
        return "" if is_graded else "there is no overall grade"


def imported(audit: Audit) -> ImportedAudit | None:
    """Where an audit came from that was completed in the case system."""
    return ImportedAudit.objects.select_related("source").filter(audit=audit).first()


def audited_on(audit: Audit) -> date | None:
    """The day an audit was completed: in the case system, or handed in here."""
    if came := imported(audit):
        return came.completed_on
    return localdate(audit.submitted_at) if audit.submitted_at else None
