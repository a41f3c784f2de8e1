"""Who worked the case, what was asked of whom, what was seen, and what was found."""

from dataclasses import dataclass
from datetime import date

from goldenthread.audits.changes.writing import _held
from goldenthread.audits.models import Audit, Evidence, Finding, Source, Worked
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, OwnWork
from goldenthread.people.models import Practitioner


@dataclass(unsafe_hash=True)
class SourceConflict(Exception):
    """Somebody saved this source since the page was opened; what they saved is in `theirs`."""

    theirs: Source

    def __str__(self) -> str:
        return "This was changed elsewhere since you opened the page. Both versions are here."


@dataclass(unsafe_hash=True)
class ReasonMissing(Exception):
    """Somebody declined, or was not asked for a reason, and the reason is not there."""

    state: str = Source.State.DECLINED.value

    def __str__(self) -> str:
        if self.state == Source.State.UNSUITABLE:
            return "Say why it was not appropriate to ask them."
        return "Say why they declined, or that they gave no reason."


@change
def add_worked(
    *, by: Actor, audit: Audit, name: str, role: str, from_on: date | None = None,
    to_on: date | None = None,
) -> Worked:  # fmt: skip
    """Somebody who worked or supervised the case in the period. One who audits it must hand it back."""
    held = _held(by, audit)
    practitioner = _practitioner(held, name.strip())
    if practitioner.person_id and practitioner.person_id == held.auditor_id:
        raise OwnWork("audit this case")
    row = Worked.objects.create(
        audit=held, practitioner=practitioner, role=role, from_on=from_on, to_on=to_on,
        added_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_worked", held.ref, row.ref, practitioner.ref, role=role)
    return row


@change
def date_worked(*, by: Actor, worked: Worked, from_on: date | None, to_on: date | None) -> None:
    """From when until when somebody had the case: two workers of one period are told apart by it."""
    held = _held(by, worked.audit)
    worked.from_on, worked.to_on = from_on, to_on
    worked.save(update_fields=["from_on", "to_on"])
    record(by, "date_worked", held.ref, worked.ref)


@change
def remove_worked(*, by: Actor, worked: Worked) -> None:
    """This person did not work the case in the period after all. It can be undone."""
    held = _held(by, worked.audit)
    _take_away(by, worked)
    record(by, "remove_worked", held.ref, worked.ref)


@change
def restore_worked(*, by: Actor, worked: Worked) -> None:
    held = _held(by, worked.audit)
    _bring_back(worked)
    record(by, "restore_worked", held.ref, worked.ref)


@change
def confirm_workers(*, by: Actor, audit: Audit, worker_changes: int) -> None:
    """The auditor has checked who worked and who supervised, and how often the worker changed."""
    held = _held(by, audit)
    held.worker_changes = worker_changes
    held.workers_confirmed_at, held.workers_confirmed_by = now(), by.actor_label
    held.save(update_fields=["worker_changes", "workers_confirmed_at", "workers_confirmed_by"])
    record(by, "confirm_workers", held.ref, worker_changes=worker_changes)


@change
def save_source(
    *, by: Actor, audit: Audit, kind: str, version: int, state: str, on: date | None = None,
    present: str = "", said: str = "", disagreement: str = "", why: str = "",
) -> Source:  # fmt: skip
    """What one source was asked and gave, against the version that was seen."""
    held = _held(by, audit)
    row = Source.objects.select_related("present", "said", "disagreement", "why").get(
        audit=held, kind=kind
    )
    if row.version != version:
        raise SourceConflict(row)
    if state in (Source.State.DECLINED, Source.State.UNSUITABLE) and not why.strip():
        raise ReasonMissing(state)
    row.state, row.on = state, on
    row.present, row.said = _words(row.present, present), _words(row.said, said)
    row.disagreement, row.why = _words(row.disagreement, disagreement), _words(row.why, why)
    row.version += 1
    row.saved_at, row.saved_by = now(), by.actor_label
    row.save()
    record(by, "save_source", held.ref, kind=kind, state=state, version=row.version)
    return row


@change
def add_evidence(
    *, by: Actor, audit: Audit, question: str, source: str, what: str, on: date | None = None
) -> Evidence:
    """A reference to what was seen for a question: never a copy of it."""
    held = _held(by, audit)
    row = Evidence.objects.create(
        audit=held, question=question, source=source, words=keep_words(what.strip()), on=on,
        added_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_evidence", held.ref, row.ref, question=question, source=source)
    return row


@change
def remove_evidence(*, by: Actor, evidence: Evidence) -> None:
    held = _held(by, evidence.audit)
    _take_away(by, evidence)
    record(by, "remove_evidence", held.ref, evidence.ref)


@change
def restore_evidence(*, by: Actor, evidence: Evidence) -> None:
    held = _held(by, evidence.audit)
    _bring_back(evidence)
    record(by, "restore_evidence", held.ref, evidence.ref)


@change
def record_finding(*, by: Actor, audit: Audit, section: str, kind: str, words: str) -> Finding:
    """A strength or an area for improvement, in a sentence that may stand in a report."""
    held = _held(by, audit)
    row = Finding.objects.create(
        audit=held, section=section, kind=kind, words=keep_words(words.strip()),
        added_by=by.actor_label,
    )  # fmt: skip
    record(by, "record_finding", held.ref, row.ref, section=section, kind=kind)
    return row


@change
def remove_finding(*, by: Actor, finding: Finding) -> None:
    held = _held(by, finding.audit)
    _take_away(by, finding)
    record(by, "remove_finding", held.ref, finding.ref)


@change
def restore_finding(*, by: Actor, finding: Finding) -> None:
    held = _held(by, finding.audit)
    _bring_back(finding)
    record(by, "restore_finding", held.ref, finding.ref)


def _practitioner(held: Audit, name: str) -> Practitioner:
    """The one of this name in the case's team, else anywhere if only one; else typed by hand."""
    named = list(Practitioner.objects.filter(name__iexact=name)[:20])
    same_team = [row for row in named if row.team_id and row.team_id == held.header.team_id]
    if len(same_team or named) == 1:
        return (same_team or named)[0]
    found, _ = Practitioner.objects.get_or_create(
        source="typed", key=name, defaults={"name": name, "team": held.header.team}
    )
    return found


def _words(row: Words | None, text: str) -> Words | None:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if row is not None and row.body == text:
        return row
    return keep_words(text) if text else None


def _take_away(by: Actor, row: Worked | Evidence | Finding) -> None:
    row.removed_at, row.removed_by = now(), by.actor_label
    row.save(update_fields=["removed_at", "removed_by"])


def _bring_back(row: Worked | Evidence | Finding) -> None:
    row.removed_at, row.removed_by = None, ""
    row.save(update_fields=["removed_at", "removed_by"])
