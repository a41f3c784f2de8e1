"""Audits completed in the case system come into a running round: read, matched, checked, brought in."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from goldenthread.audits.changes.answers import _store
from goldenthread.audits.changes.rounds import _draw_for_moderation, _make, assign_auditor
from goldenthread.audits.changes.submission import _judge, _moderation_due
from goldenthread.audits.changes.writing import _locked
from goldenthread.audits.incoming import REQUIRED, Columns, ColumnsMissing, require_sound
from goldenthread.audits.models import (
    Audit,
    AuditImport,
    ExportColumns,
    Finding,
    ImportedAudit,
    Stage,
)
from goldenthread.audits.queries.checking import below_standard, overall_grade
from goldenthread.audits.queries.form import AnswerNow, form_state
from goldenthread.audits.queries.imports import (
    NEW,
    SAME,
    PlannedRow,
    Report,
    columns_for,
    columns_of,
    reading_of,
    report,
)
from goldenthread.cases.queries.uploads import headings_hash
from goldenthread.cases.uploaded import empty
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme import changes as programme
from goldenthread.programme.models import Round, RoundCase
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.reading import as_json
from goldenthread.readers.run_child import describe
from goldenthread.tools.form import OVERALL

State = AuditImport.State
WAITS = timedelta(days=7)
CAME_FROM = "The case system's export"


@dataclass(unsafe_hash=True)
class RoundNotOpen(Exception):
    """Audits come into a round that runs."""

    title: str

    def __str__(self) -> str:
        return f"{self.title} is not open, so no audits can be brought into it."


@dataclass(unsafe_hash=True)
class ImportDecided(Exception):
    """The file was used or deleted since the page was opened."""

    ref: str

    def __str__(self) -> str:
        return "This file has been used or deleted already. Upload it again if you need to."


@dataclass(unsafe_hash=True)
class CompletedInFuture(Exception):
    """An audit that is completed on a day to come is not completed."""

    rows: tuple[int, ...]

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows[:10]))
        return f"The date completed is in the future in row {rows}. Correct the export."


@change
def keep_export(*, by: Actor, round: Round, read: ExportRead, path: Path, name: str) -> AuditImport:
    """Keep what was read of a file, with the matching its headings suggest, until somebody decides."""
    require(by, Permission.ROUND_RUN)
    _require_open(round)
    _forget_old(by)
    about = describe(path, name)
    columns, is_saved = columns_for(round, read.headings)
    body = json.dumps(as_json(read), ensure_ascii=False, separators=(",", ":"))
    held = AuditImport.objects.create(
        round=round, file=name[-200:], sha256=about.sha256, reading=keep_words(body, Retention.CASE_LIST),
        columns=as_json(columns) if is_saved else {}, rows=len(read.rows), read_by=by.actor_label,
    )  # fmt: skip
    record(by, "keep_export", held.ref, round.ref, rows=held.rows, sha256=held.sha256)
    return held


@change
def match_export(*, by: Actor, held: AuditImport, columns: Columns) -> AuditImport:
    """Say which column is which, and remember it for the next file with these headings.

    Raises ColumnsMissing, ColumnUsedTwice, ImportDecided.
    """
    require(by, Permission.ROUND_RUN)
    current = _waiting(held)
    read = reading_of(current)
    if read is None:
        raise ImportDecided(held.ref)
    require_sound(columns)
    current.columns = as_json(columns)
    current.save(update_fields=["columns"])
    ExportColumns.objects.update_or_create(
        tool=current.round.tool_version.tool, headers=headings_hash(read.headings),
        defaults={"columns": current.columns, "saved_by": by.actor_label},
    )  # fmt: skip
    record(by, "match_export", current.ref, questions=len(columns.answers))
    return current


@change
def import_audits(*, by: Actor, held: AuditImport) -> Report:
    """Bring in every row that can be; the report says what became of each. All of it, or nothing.

    Raises ImportDecided, RoundNotOpen, ColumnsMissing, CompletedInFuture.
    """
    require(by, Permission.ROUND_RUN)
    current = _waiting(held)
    round = Round.objects.select_for_update(of=("self",)).get(pk=current.round_id)
    _require_open(round)
    read, columns = reading_of(current), columns_of(current)
    if read is None or columns is None:
        raise ColumnsMissing(REQUIRED)
    found = report(by, round, read, columns)
    late = [
        r.read.row for r in found.of(NEW) if r.read.completed_on and r.read.completed_on > today()
    ]
    if late:
        raise CompletedInFuture(tuple(late))
    for row in found.of(NEW):
        _bring_in(by, current, round, row)
    _draw_for_moderation(round)
    current.made = len(found.of(NEW))
    current.refused = len(found.rows) - current.made - len(found.of(SAME))
    _end(by, current, State.USED)
    record(by, "import_audits", current.ref, round.ref, made=current.made, refused=current.refused)
    return found


@change
def drop_export(*, by: Actor, held: AuditImport) -> None:
    """Somebody decided against a file: nothing of it is kept but its name and hash."""
    require(by, Permission.ROUND_RUN)
    current = _waiting(held)
    _end(by, current, State.DROPPED)
    record(by, "drop_export", current.ref)


def _bring_in(by: Actor, held: AuditImport, round: Round, row: PlannedRow) -> None:
    """One row as an audit that is handed in, with its auditor's grades as judgements."""
    audit = _locked(_audit_for(by, round, row))
    at = now()
    there = dict(audit.answers.values_list("question", "version"))
    for key, said in row.read.answers.items():
        answer = AnswerNow(
            there.get(key, 0) + 1, said.value, said.text, said.on, at, by.actor_label
        )
        _store(audit, key, answer, has_new_words=bool(said.text))
    for kind, lines in row.read.findings.items():
        for line in lines:
            Finding.objects.create(
                audit=audit, kind=kind, section=OVERALL, words=keep_words(line),
                added_by=by.actor_label,
            )  # fmt: skip
    assert row.read.completed_on and row.auditor
    ImportedAudit.objects.create(
        audit=audit, source=held, row=row.read.row, completed_on=row.read.completed_on,
        sha256=row.read.sha256,
    )  # fmt: skip
    _hand_in(by, audit)
    programme.record_outcome(
        by=by, round_case=audit.round_case, auditor=row.auditor, grade=overall_grade(form_state(audit)),
        audited_on=row.read.completed_on, stage=Stage.AUDITOR.value,
    )  # fmt: skip
    record(by, "import_audit", audit.ref, held.ref, row.auditor.ref, row=row.read.row)


def _hand_in(by: Actor, audit: Audit) -> None:
    state = form_state(audit)
    _judge(by, audit, state)
    audit.state, at = Audit.State.SUBMITTED, now()
    audit.started_at = audit.submitted_at = at
    audit.started_by = audit.submitted_by = by.actor_label
    audit.moderation_due = _moderation_due(audit, overall_grade(state))
    if below_standard(audit, state):
        # Work below the standard needs an action; here its moderator is the first who can ask for one.
        audit.moderation_due = audit.moderation_due or "grade"
    audit.save()


def _audit_for(by: Actor, round: Round, row: PlannedRow) -> Audit:
    """The audit of the case in this round, made where there is none, given to the row's auditor."""
    assert row.auditor
    case = row.round_case or _added(by, round, row)
    audit = Audit.objects.filter(round_case=case).first()
    if audit is None:
        programme.assign(by=by, round_case=case, auditor=row.auditor)
        return _make(by, round, case)
    assign_auditor(by=by, audit=audit, auditor=row.auditor)
    return audit


def _added(by: Actor, round: Round, row: PlannedRow) -> RoundCase:
    if row.entry is not None:
        return programme.add_listed_case(
            by=by, round=round, entry=row.entry, came=RoundCase.Came.NAMED,
            why="Audited in the case system", named_by=CAME_FROM, probability=1.0,
        )  # fmt: skip
    return programme.add_typed_case(
        by=by, round=round, number=row.read.number, worker=row.read.worker
    )


def _waiting(held: AuditImport) -> AuditImport:
    rows = AuditImport.objects.select_for_update(of=("self",))
    current = rows.select_related("round__tool_version__tool", "reading").get(pk=held.pk)
    if current.state != State.READ:
        raise ImportDecided(held.ref)
    return current


def _require_open(round: Round) -> None:
    if round.state != Round.State.OPEN:
        raise RoundNotOpen(round.title)


def _end(by: Actor, held: AuditImport, state: AuditImport.State) -> None:
    held.state, held.ended_at, held.ended_by = state, now(), by.actor_label
    held.save(update_fields=["state", "ended_at", "ended_by", "made", "refused"])
    empty(held.reading, by.actor_label)


def _forget_old(by: Actor) -> None:
    """What nobody decided on within a week goes."""
    old = AuditImport.objects.filter(state=State.READ, read_at__lt=now() - WAITS)
    for held in old.select_for_update(of=("self",)).select_related("reading"):
        _end(by, held, State.DROPPED)
        record(by, "drop_export", held.ref)
