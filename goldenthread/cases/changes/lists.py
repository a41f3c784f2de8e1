"""Case lists: made of what was read, and withdrawn with a reason."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from goldenthread.cases import uploaded
from goldenthread.cases.loading import one_import_at_a_time, write_case_list
from goldenthread.cases.models import CaseEntry, CaseList, CaseListDraft, Status
from goldenthread.cases.queries.lists import list_already_there, list_before
from goldenthread.cases.queries.uploads import cases_of, report
from goldenthread.cases.reducing import reduce_entries, remove_unused_subjects
from goldenthread.cases.report import Report, fingerprint, report_of
from goldenthread.journal.changes import change, now, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.readers.reading import CaseRow, Reading
from goldenthread.readers.subject_lists import CASE_FILE, LISTED


@dataclass(unsafe_hash=True)
class DateToCome(Exception):
    """A case list says how things stood; it cannot be of a day to come."""

    taken_on: dt.date

    def __str__(self) -> str:
        return (
            f"The case list cannot be of {self.taken_on:%-d %B %Y}, which is still to come. "
            "Give the day on which it was taken."
        )


@dataclass(unsafe_hash=True)
class NotReadYet(Exception):
    """The upload is not, or no longer, one whose report could be used; `state` is where it is."""

    state: str

    def __str__(self) -> str:
        return "This upload can no longer be used. Upload the files again."


@dataclass(unsafe_hash=True)
class AlreadyWithdrawn(Exception):
    """Somebody else has withdrawn the list."""

    case_list: CaseList

    def __str__(self) -> str:
        return "This case list has already been withdrawn."


class ReasonMissing(Exception):
    """A case list is withdrawn for a reason that others can read."""

    def __str__(self) -> str:
        return "Say why the case list is withdrawn."


@change
def import_case_list(*, by: Actor, reading: Reading, mapping: Any = None) -> CaseList:
    """A case list from a reading, in one step. The same files again change nothing.

    Raises DateToCome.
    """
    require(by, Permission.CASES_IMPORT)
    if reading.taken_on > today():
        raise DateToCome(reading.taken_on)
    return _import(by, report_with_gone(reading, mapping), reading.cases)


@change
def confirm_import(*, by: Actor, draft: CaseListDraft) -> CaseList:
    """Make a case list of what was read and reported. Raises NotReadYet.

    The same files of the same day as before give the list that is already there.
    """
    require(by, Permission.CASES_IMPORT)
    current = CaseListDraft.objects.select_for_update().get(id=draft.id)
    if current.state == CaseListDraft.State.USED and current.case_list:
        return current.case_list
    if current.state != CaseListDraft.State.READ or current.reading is None:
        raise NotReadYet(current.state)
    body = json.loads(current.reading.body)
    case_list = _import(by, report(body), cases_of(body))
    current.state, current.case_list = CaseListDraft.State.USED, case_list
    current.save(update_fields=["state", "case_list"])
    # The entries hold what is needed; nobody keeps a second copy of the cases.
    uploaded.empty(current.reading, by.actor_label)
    record(by, "confirm_import", current.ref, case_list.ref)
    return case_list


def report_with_gone(reading: Reading, mapping: Any) -> Report:
    """The report, with the open cases of the list before that this one does not have."""
    before = _list_before(reading, mapping)
    if before is None:
        return report_of(reading, mapping=mapping)
    numbers = CaseEntry.objects.filter(case_list=before).exclude(status=Status.CLOSED)
    listed = {case.person_id for case in reading.cases}
    gone = set(numbers.values_list("subject__number", flat=True)) - listed
    return report_of(reading, mapping=mapping, gone=sorted(gone), gone_since=before.taken_on)


def _list_before(reading: Reading, mapping: Any) -> CaseList | None:
    """The list before of a register; what came in a window of dates goes with the window."""
    if reading.kind != CASE_FILE and not LISTED[reading.kind].is_register:
        return None
    said = fingerprint(reading.files, mapping, reading.kind)
    return list_before(reading.taken_on, said, reading.kind)


def _import(by: Actor, said: Report, cases: tuple[CaseRow, ...]) -> CaseList:
    one_import_at_a_time()
    there = list_already_there(said.fingerprint, said.taken_on, said.kind)
    if there is not None:
        return there
    case_list = write_case_list(said, cases, by.actor_label)
    record(
        by, "import_case_list", case_list.ref, kind=said.kind, taken_on=said.taken_on.isoformat(),
        cases=said.cases, rows_read=said.rows_read, rows_rejected=said.rows_rejected,
        sha256=[file.sha256 for file in said.files],
    )  # fmt: skip
    return case_list


@change
def withdraw_case_list(*, by: Actor, case_list: CaseList, why: str) -> None:
    """Take a mistaken list out of use. Rounds that came from it keep what they have.

    Raises ReasonMissing, AlreadyWithdrawn.
    """
    require(by, Permission.CASES_IMPORT)
    if not why.strip():
        raise ReasonMissing
    current = CaseList.objects.select_for_update().get(id=case_list.id)
    if current.withdrawn_at is not None:
        raise AlreadyWithdrawn(current)
    current.withdrawn_at, current.withdrawn_by = now(), by.actor_label
    current.withdrawn_why = why.strip()
    current.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record(by, "withdraw_case_list", current.ref)


@change
def reduce_case_list(*, by: Actor, case_list: CaseList) -> int:
    """Reduce the cases of a list that no round took to case type, team and status.

    Whoever needs the list again loads its files again. Returns how many cases were reduced.
    """
    require(by, Permission.ROUND_RUN)
    current = CaseList.objects.select_for_update().get(id=case_list.id)
    reduced = reduce_entries(current, by.actor_label)
    if reduced:
        remove_unused_subjects()
        record(by, "reduce_case_list", current.ref, cases=reduced)
    return reduced
