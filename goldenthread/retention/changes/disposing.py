"""The one change that lets words, names and numbers go; counts, grades and hashes stay."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from goldenthread.cases.loading import one_import_at_a_time
from goldenthread.cases.models import CaseEntry, CaseList, Subject
from goldenthread.cases.reducing import reduce_entries, reduce_entries_of, remove_unused_subjects
from goldenthread.journal.changes import change, keep_words, later, now, record, today
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import RoundCase
from goldenthread.retention import emptying
from goldenthread.retention.changes.periods import ReasonMissing
from goldenthread.retention.emptying import column, run
from goldenthread.retention.models import Disposal
from goldenthread.retention.queries import months
from goldenthread.retention.settling import follow, settle

DUE_CASES = """
SELECT rc.id FROM programme_roundcase rc JOIN cases_header h ON h.id = rc.header_id
JOIN cases_subject s ON s.id = rc.subject_id
WHERE rc.due_to_go_on <= %(as_at)s AND NOT rc.is_on_hold
  AND (NOT h.is_reduced OR s.id_scheme <> 'disposed')
"""
# A list goes when it is due, or when its rounds have closed and a hold on it has ended since.
LISTS = """
SELECT DISTINCT e.case_list_id FROM cases_caseentry e
WHERE NOT e.is_reduced AND NOT e.is_on_hold
  AND NOT EXISTS (SELECT FROM cases_header h WHERE h.entry_id = e.id)
  AND (e.due_to_go_on <= %(as_at)s OR (
    EXISTS (SELECT FROM programme_round r WHERE r.case_list_id = e.case_list_id)
    AND NOT EXISTS (SELECT FROM programme_round r
                    WHERE r.case_list_id = e.case_list_id AND r.state <> 'closed')))
"""
ODD_VALUES = """
UPDATE cases_caselist l SET report = l.report - 'unknown_values' WHERE l.reduced_at IS NOT NULL
  AND l.report ? 'unknown_values'
  AND NOT EXISTS (SELECT FROM cases_caseentry e WHERE e.case_list_id = l.id AND e.is_on_hold)
"""
DUE_NOW = """
WITH concerns AS (
  UPDATE audits_concern c SET due_to_go_on = %(as_at)s FROM audits_audit a
  WHERE a.id = c.audit_id AND a.round_case_id = ANY(%(ids)s) RETURNING c.id
)
UPDATE programme_roundcase SET due_to_go_on = %(as_at)s WHERE id = ANY(%(ids)s)
"""


@dataclass(unsafe_hash=True)
class HeldBack(Exception):
    """A case is on hold, so nothing of it may go."""

    refs: tuple[str, ...]

    def __str__(self) -> str:
        return f"This case is on hold ({', '.join(self.refs)}). End the hold first."


@dataclass(unsafe_hash=True)
class AuditNotEnded(Exception):
    """A case is in an audit that somebody still works on."""

    refs: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"This case is in work that has not ended ({', '.join(self.refs)}). Close the audit, end "
            "its actions, or take the case out of its round and close the round."
        )


@dataclass
class Disposed:
    """What went, in counts and references; `ref` is empty where nothing did, or in a rehearsal."""

    as_at: date
    ref: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@change
def dispose(*, by: Actor, as_at: date, is_rehearsal: bool = False) -> Disposed:
    """Let go everything that is due by this day and not on hold. A rehearsal only counts."""
    require(by, Permission.RETENTION_MANAGE)
    done = Disposed(as_at)
    one_import_at_a_time()
    with _undone_if(lambda: is_rehearsal):
        settle()
        with _undone_if(lambda: not done.total):
            disposal = _begun(by, as_at, Disposal.Kind.RULE)
            cases = column(DUE_CASES, as_at=as_at)
            follow(cases)
            done.counts["uploads"] = run(
                emptying.UPLOADS, as_at=as_at, months=months()[Retention.CASE_LIST]
            )
            known = {"as_at": as_at, "at": disposal.made_at, "by": by.actor_label}
            done.counts["texts"] = run(emptying.DUE_TEXTS, **known)
            done.counts["texts_written_over"] = run(emptying.LEFT_BEHIND, **known)
            _empty_cases(cases, disposal.ref, done)
            _reduce_lists(by, done)
            _empty_reports(done)
            _remove_unused(done)
            _end(by, disposal, done, is_recorded=not is_rehearsal)
    return done


@change
def dispose_case(*, by: Actor, subject_ref: str, why: str) -> Disposed:
    """Let go everything about one case at once, by a recorded decision; finished reports stay.

    Raises ReasonMissing, HeldBack, AuditNotEnded.
    """
    require(by, Permission.RETENTION_MANAGE)
    if not why.strip():
        raise ReasonMissing
    one_import_at_a_time()
    settle()
    subject = Subject.objects.select_for_update().get(ref=subject_ref)
    cases = _ended_cases(subject)
    done = Disposed(today())
    disposal = _begun(by, done.as_at, Disposal.Kind.DECISION, why.strip())
    run(DUE_NOW, ids=cases, as_at=done.as_at)
    known = {"ids": cases, "at": disposal.made_at, "by": by.actor_label}
    done.counts["texts"] = run(emptying.TEXTS_OF_CASES, **known)
    _empty_cases(cases, disposal.ref, done)
    done.counts["cases_of_lists"] = reduce_entries_of(subject)
    _remove_unused(done)
    _end(by, disposal, done, subject.ref)
    return done


def _ended_cases(subject: Subject) -> list[int]:
    """The rounds' cases of a subject that may go. Raises HeldBack, AuditNotEnded."""
    found = RoundCase.objects.filter(subject=subject).select_related("audit")
    entries = CaseEntry.objects.filter(subject=subject, is_on_hold=True)
    held = [_ref(case) for case in found.filter(is_on_hold=True)]
    if held or entries.exists():
        raise HeldBack(tuple(held) or (subject.ref,))
    live = [_ref(case) for case in found.filter(due_to_go_on=None)]
    if live:
        raise AuditNotEnded(tuple(live))
    return list(found.values_list("id", flat=True))


def _ref(case: RoundCase) -> str:
    audit = getattr(case, "audit", None)
    return audit.ref if audit else case.ref


@contextmanager
def _undone_if(condition: Callable[[], bool]) -> Iterator[None]:
    with transaction.atomic():
        yield
        if condition():
            transaction.set_rollback(True)


def _begun(by: Actor, as_at: date, kind: str, why: str = "") -> Disposal:
    """The row that opens the guards of the database, for this transaction alone."""
    return Disposal.objects.create(
        kind=Disposal.Kind(kind), up_to_on=as_at, why=keep_words(why) if why else None, counts={},
        made_at=now(), made_by=by.actor_label,
    )  # fmt: skip


def _empty_cases(cases: list[int], disposal: str, done: Disposed) -> None:
    whole = RoundCase.objects.filter(id__in=cases, header__is_reduced=False)
    going = list(whole.values_list("audit__ref", "ref"))
    done.refs += [audit or case for audit, case in going]
    done.counts["audits"] = len(going)
    emptying.empty_details(cases, disposal)
    done.counts["concerns"] = run(emptying.CONCERNS, as_at=done.as_at)
    emptying.empty_identity(cases, done.as_at)


def _reduce_lists(by: Actor, done: Disposed) -> None:
    reduced = 0
    lists = CaseList.objects.filter(id__in=column(LISTS, as_at=done.as_at))
    for case_list in lists.order_by("id"):
        reduced += reduce_entries(case_list, by.actor_label)
        done.refs.append(case_list.ref)
    run(ODD_VALUES)
    done.counts["cases_of_lists"] = reduced


def _empty_reports(done: Disposed) -> None:
    reports = column(emptying.EDITIONS, as_at=done.as_at)
    done.refs += reports
    done.counts["reports"] = len(reports)


def _remove_unused(done: Disposed) -> None:
    """Case numbers and names of practitioners that nothing here needs any more."""
    done.counts["case_numbers"] = remove_unused_subjects()
    done.counts["names"] = run(emptying.UNUSED_PRACTITIONERS)


def _end(
    by: Actor, disposal: Disposal, done: Disposed, *refs: str, is_recorded: bool = True
) -> None:
    done.counts = {what: n for what, n in done.counts.items() if n}
    if not done.total and disposal.kind == Disposal.Kind.RULE:
        return
    disposal.counts, done.ref = done.counts, disposal.ref if is_recorded else ""
    disposal.save(update_fields=["counts"])
    if is_recorded:
        record(
            by, "dispose", disposal.ref, *refs, *done.refs, as_at=done.as_at.isoformat(),
            reason=disposal.kind, counts=done.counts,
        )  # fmt: skip
        later("jobs.rewrite_tables")
