"""Past audits come into rounds of their own, all of a file or nothing, and can be taken back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils.timezone import get_default_timezone

from goldenthread.audits.models import (
    Audit,
    Judgement,
    PastAudit,
    PastImport,
    PastPercent,
    Stage,
    Standing,
)
from goldenthread.audits.past.map import (
    AUDITS,
    SECTIONS,
    PastMap,
    map_from,
    require_columns,
)
from goldenthread.audits.past.rows import PastRow, Problem
from goldenthread.audits.past.tools import grade_key, tool_body
from goldenthread.audits.queries.past import PastPlan, PlannedRound, past_plan, past_reading
from goldenthread.cases.changes import ensure_named_case_type, past_cases
from goldenthread.cases.uploaded import empty
from goldenthread.journal.changes import change, keep_words, later, now, record
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme import changes as programme
from goldenthread.programme.models import Round, RoundCase
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.reading import as_json
from goldenthread.readers.run_child import describe
from goldenthread.tools.changes import tool_of_past_audits
from goldenthread.tools.form import OVERALL
from goldenthread.tools.queries import form

State = PastImport.State
WAITS = timedelta(days=7)
# Who made what came from a file: the file does not say, or says no name that is kept.
IMPORTED = "Imported"


@dataclass(unsafe_hash=True)
class PastProblems(Exception):
    """The file has problems, so nothing of it was imported."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        n = len(self.problems)
        said = "\n".join(f"  {each.text}" for each in self.problems[:50])
        more = f"\n  and {n - 50} more" if n > 50 else ""
        what = "1 problem" if n == 1 else f"{n} problems"
        return f"Nothing was imported: the file has {what}.\n{said}{more}"


@dataclass(unsafe_hash=True)
class PastImportedBefore(Exception):
    """The same file was imported already; again would count every audit twice."""

    file: str
    ref: str
    day: str

    def __str__(self) -> str:
        return (
            f"This file was imported on {self.day} as {self.file} ({self.ref}). Nothing was changed. "
            "Take that import back first if it has to be imported again."
        )


@dataclass(unsafe_hash=True)
class PastDecided(Exception):
    """The file was used, deleted or taken back since the page was opened."""

    ref: str

    def __str__(self) -> str:
        return "This file has been dealt with already. Upload it again if you need to."


@dataclass(unsafe_hash=True)
class PastInUse(Exception):
    """Something hangs on what was imported, so it cannot be taken back."""

    what: tuple[str, ...]

    def __str__(self) -> str:
        return f"This import cannot be taken back: {'; '.join(self.what)}."


@dataclass(unsafe_hash=True)
class WhyMissing(Exception):
    """An import is taken back with a reason."""

    def __str__(self) -> str:
        return "Say why the import is taken back."


@change
def keep_past_audits(
    *, by: Actor, read: ExportRead, used: PastMap, path: Path, name: str
) -> PastImport:
    """Keep what was read of a file, with its map, until somebody decides. Raises PastImportedBefore."""
    require(by, Permission.ROUND_RUN)
    require_columns(used, read.headings)
    _forget_old(by)
    sha256 = describe(path, name).sha256
    _require_new(sha256)
    body = json.dumps(as_json(read), ensure_ascii=False, separators=(",", ":"))
    held = PastImport.objects.create(
        kind=used.kind, file=name[-200:], sha256=sha256, map=used.tree, rows=len(read.rows),
        reading=keep_words(body, Retention.CASE_LIST), read_by=by.actor_label,
    )  # fmt: skip
    record(by, "keep_past_audits", held.ref, kind=held.kind, rows=held.rows, sha256=sha256)
    return held


@change
def import_past_audits(*, by: Actor, held: PastImport) -> PastPlan:
    """Import the whole file, or nothing of it.

    Raises PastProblems, PastImportedBefore, PastDecided.
    """
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.READ)
    read = past_reading(current)
    if read is None:
        raise PastDecided(held.ref)
    _require_new(current.sha256)
    plan = past_plan(by, read, map_from(current.map))
    if plan.problems:
        raise PastProblems(plan.problems)
    made = [_made(by, current, each) for each in plan.rounds]
    PastPercent.objects.bulk_create(
        PastPercent(
            source=current, row=each.row, authority=each.authority, cohort=each.cohort,
            what=each.what, percent=each.percent, n=each.n,
        )
        for each in plan.percents
    )  # fmt: skip
    current.rounds.set(made)
    current.made = plan.makes
    _end(by, current, State.USED)
    refs = [round.ref for round in made]
    record(by, "import_past_audits", current.ref, *refs, made=plan.makes, sha256=current.sha256)
    later("jobs.settle_dates")
    return plan


@change
def import_past_file(
    *, by: Actor, read: ExportRead, used: PastMap, path: Path, name: str
) -> tuple[PastImport, PastPlan]:
    """Both at once, for whoever has looked at the file by a dry run: a file with problems is not kept."""
    held = keep_past_audits(by=by, read=read, used=used, path=path, name=name)
    plan = import_past_audits(by=by, held=held)
    held.refresh_from_db()
    return held, plan


@change
def drop_past_audits(*, by: Actor, held: PastImport) -> None:
    """Somebody decided against a file: nothing of it is kept but its name and hash."""
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.READ)
    _end(by, current, State.DROPPED)
    record(by, "drop_past_audits", current.ref)


@change
def withdraw_past_audits(*, by: Actor, held: PastImport, why: str) -> None:
    """Take an import back: its audits count nowhere any more, and its rounds are gone from every list.

    Grades of sections go with the file of their audits. `reports.changes.take_back_past_audits` looks
    first whether a report stands on it. Raises PastInUse, PastDecided, WhyMissing.
    """
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.USED)
    if not why.strip():
        raise WhyMissing
    if current.kind == SECTIONS:
        first = PastImport.objects.filter(
            kind=AUDITS, state=State.USED, rounds__in=current.rounds.all()
        ).first()
        name = f"the grades of sections go with their audits; take back {first.file if first else 'those'}"
        raise PastInUse((name,))
    rounds = list(current.rounds.all()) if current.kind == AUDITS else []
    programme.withdraw_imported_rounds(by=by, rounds=rounds)
    upon = PastImport.objects.filter(state=State.USED, rounds__in=rounds).exclude(pk=current.pk)
    for each in (current, *upon.distinct()):
        each.state, each.withdrawn_why = State.WITHDRAWN, why.strip()[:300]
        each.withdrawn_at, each.withdrawn_by = now(), by.actor_label
        each.save(update_fields=["state", "withdrawn_why", "withdrawn_at", "withdrawn_by"])
        record(by, "withdraw_past_audits", each.ref, *(round.ref for round in rounds))


def _made(by: Actor, held: PastImport, planned: PlannedRound) -> Round:
    if planned.round is not None:
        return _graded(by, planned, planned.round)
    version = tool_of_past_audits(by=by, body=tool_body(planned.scale, {}))
    round = programme.create_imported_round(
        by=by, code=planned.code, title=planned.title, authority=planned.authority,
        tool_version=version, period=planned.period,
    )  # fmt: skip
    audits = _audits(by, held, planned, round)
    _judge(
        (audit, OVERALL, stage, grade_key(planned.scale, text))
        for audit, row in zip(audits, planned.rows, strict=True)
        for stage, text in (
            (Stage.AUDITOR, row.auditor_grade), (Stage.MODERATOR, row.moderated_grade),
        )
        if planned.scale and text
    )  # fmt: skip
    return round


def _audits(by: Actor, held: PastImport, planned: PlannedRound, round: Round) -> list[Audit]:
    """The rows of one round as closed audits that nobody is waiting for."""
    types = _case_types(by, planned.rows)
    headers = past_cases(
        by=by, authority=planned.authority, stood_on=round.period_to,
        rows=[
            (row.case_number or row.number, types.get(row.case_type), row.family, row.flags)
            for row in planned.rows
        ],
    )  # fmt: skip
    cases = RoundCase.objects.bulk_create(
        RoundCase(
            round=round, subject=header.subject, header=header, came=RoundCase.Came.TYPED,
            added_by=by.actor_label,
        )
        for header in headers
    )  # fmt: skip
    at = _noon(round)
    audits = Audit.objects.bulk_create(
        Audit(
            round_case=case, round=round, subject_id=case.subject_id, header_id=case.header_id,
            tool_version_id=round.tool_version_id, mode="", due_on=round.due_on,
            state=Audit.State.CLOSED, submitted_at=at, submitted_by=IMPORTED,
            closed_at=at, closed_by=IMPORTED,
            moderated_at=at if row.is_moderated else None,
            moderated_by=IMPORTED if row.is_moderated else "",
        )
        for case, row in zip(cases, planned.rows, strict=True)
    )  # fmt: skip
    PastAudit.objects.bulk_create(
        PastAudit(
            audit=audit, source=held, row=row.row, key=row.key, audit_type=row.audit_type,
            service=row.service, auditor_kind=row.auditor_kind, is_moderated=row.is_moderated,
        )
        for audit, row in zip(audits, planned.rows, strict=True)
    )  # fmt: skip
    return audits


def _case_types(by: Actor, rows: Iterable[PastRow]) -> dict[str, int]:
    labels = dict.fromkeys(row.case_type for row in rows if row.case_type)
    return {label: ensure_named_case_type(by=by, label=label).pk for label in labels}


def _graded(by: Actor, planned: PlannedRound, round: Round) -> Round:
    """The sections of a round's audits, at the stage that stood: after moderation, where there was one."""
    known = {s.key: s.title for s in form(round.tool_version).domains}
    body = tool_body(planned.scale, {**known, **planned.sections})
    version = tool_of_past_audits(by=by, body=body)
    programme.retool_imported_round(by=by, round=round, tool_version=version)
    Audit.objects.filter(round=round).update(tool_version=version)
    moderated = set(
        Standing.objects.filter(
            audit__round=round, section=OVERALL, stage=Stage.MODERATOR
        ).values_list("audit", flat=True)
    )
    titles = {title: key for key, title in planned.sections.items()}
    _judge(
        (audit, titles[row.section], _stage(audit, moderated), grade)
        for row, audit, grade in planned.graded
    )
    return round


def _stage(audit: Audit, moderated: set[int]) -> str:
    return Stage.MODERATOR if audit.pk in moderated else Stage.AUDITOR


def _judge(grades: Iterable[tuple[Audit, str, str, str]]) -> None:
    judgements = Judgement.objects.bulk_create(
        Judgement(
            audit=audit, section=section, stage=stage, attempt=1, grade=grade,
            made_at=_noon(audit.round), made_by=IMPORTED,
        )
        for audit, section, stage, grade in grades
    )  # fmt: skip
    Standing.objects.bulk_create(
        Standing(
            audit_id=made.audit_id, section=made.section, stage=made.stage, grade=made.grade,
            judgement=made,
        )
        for made in judgements
    )  # fmt: skip


def _noon(round: Round) -> datetime:
    """Noon of the round's last day: no file says the hour, and few the day."""
    return datetime.combine(round.period_to, time(12), get_default_timezone())


def _require_new(sha256: str) -> None:
    known = PastImport.objects.filter(sha256=sha256, state=State.USED).first()
    if known is not None and known.ended_at is not None:
        raise PastImportedBefore(known.file, known.ref, f"{known.ended_at:%-d %B %Y}")


def _locked(held: PastImport, state: str) -> PastImport:
    rows = PastImport.objects.select_for_update(of=("self",)).select_related("reading")
    current = rows.get(pk=held.pk)
    if current.state != state:
        raise PastDecided(held.ref)
    return current


def _end(by: Actor, held: PastImport, state: str) -> None:
    held.state, held.ended_at, held.ended_by = state, now(), by.actor_label
    held.save(update_fields=["state", "ended_at", "ended_by", "made"])
    empty(held.reading, by.actor_label)


def _forget_old(by: Actor) -> None:
    """What nobody decided on within a week goes."""
    old = PastImport.objects.filter(state=State.READ, read_at__lt=now() - WAITS)
    for held in old.select_for_update(of=("self",)).select_related("reading"):
        _end(by, held, State.DROPPED)
        record(by, "drop_past_audits", held.ref)
