"""An upload, from the files that arrive to the report that somebody decides on.

The job that reads (`jobs.read_case_list`) goes through these one by one, so that its progress can be
seen, and so that it may be killed anywhere and run again.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from goldenthread.cases import uploaded
from goldenthread.cases.changes.lists import DateToCome, NotReadYet, report_with_gone
from goldenthread.cases.models import FILES_WAIT, REPORTS_WAIT, CaseListDraft, ColumnMapping
from goldenthread.cases.queries.uploads import headings_hash, matching
from goldenthread.cases.report import report_of
from goldenthread.journal.changes import change, keep_words, later, now, record, today
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.readers.guard import check
from goldenthread.readers.reading import FileRead, Reading, as_json
from goldenthread.readers.run_child import describe
from goldenthread.readers.subject_lists import CASE_FILE, LISTED
from goldenthread.readers.tables import REQUIRED, SheetHeads, TableHeads, TableMapping

State = CaseListDraft.State
NOT_READ_IN_TIME = (
    "The files were not read within two hours and have been deleted. Upload them again."
)


@dataclass(unsafe_hash=True)
class FileTooLarge(Exception):
    """A file that is larger than the service takes; `limit` in bytes."""

    file: str
    limit: int

    def __str__(self) -> str:
        return (
            f"{self.file} is larger than {self.limit // 1024**2} MB. "
            "Export only the lists, without other sheets."
        )


@dataclass(unsafe_hash=True)
class NotToMatch(Exception):
    """The upload does not wait for its columns to be matched; `state` is where it is."""

    state: str

    def __str__(self) -> str:
        return "The columns of this upload can no longer be matched. Upload the files again."


@dataclass(unsafe_hash=True)
class NumberColumnMissing(Exception):
    """Without a number nothing says what a row is about; `number` is what people call it."""

    number: str

    def __str__(self) -> str:
        return f"Select the column that holds the {self.number}."


@dataclass(unsafe_hash=True)
class SameColumnTwice(Exception):
    """One column cannot be two things; `fields` are ours."""

    heading: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"The column {self.heading} is selected more than once."


@change
def start_import(
    *, by: Actor, files: Sequence[uploaded.Upload], taken_on: dt.date, kind: str = CASE_FILE
) -> CaseListDraft:
    """Keep the files until a job has read them. Nothing is read here but their first bytes.

    `kind`: what they are a list of, a key of SUBJECTS.

    Raises FileRefused, FileTooLarge, DateToCome; then nothing of the files is kept.
    """
    require(by, Permission.CASES_IMPORT)
    if taken_on > today():
        raise DateToCome(taken_on)
    draft = CaseListDraft(kind=kind, taken_on=taken_on, uploaded_by=by.actor_label)
    try:
        draft.files = [as_json(file) for file in _saved(draft.ref, files)]
        uploaded.share(draft.ref, len(draft.files))
        draft.save()
        record(
            by,
            "start_import",
            draft.ref,
            kind=kind,
            files=len(files),
            taken_on=taken_on.isoformat(),
        )
        later("jobs.read_case_list", ref=draft.ref)
    except BaseException:
        uploaded.remove(draft.ref)
        raise
    return draft


def _saved(ref: str, files: Sequence[uploaded.Upload]) -> list[FileRead]:
    found = []
    names = [(file.name or "file")[-200:] for file in files]
    for file, name in zip(files, names, strict=True):
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise FileTooLarge(name, settings.UPLOAD_LIMIT)
    for path, name in zip(uploaded.save(ref, files), names, strict=True):
        check(path, name)
        found.append(describe(path, name))
    return found


@change
def begin_reading(*, by: Actor, ref: str) -> CaseListDraft | None:
    """The upload that a job is to read; None where there is nothing (left) to read.

    A job that was killed leaves its upload as "reading", and is simply run again.
    """
    require(by, Permission.CASES_IMPORT)
    draft = CaseListDraft.objects.select_for_update().filter(ref=ref).first()
    if draft is None or draft.state not in (State.WAITING, State.READING):
        return None
    if not uploaded.are_there(ref, len(draft.files)):
        _refuse(by, draft, "The files are no longer there. Upload them again.")
        return None
    draft.state, draft.rows_so_far = State.READING, 0
    draft.save(update_fields=["state", "rows_so_far"])
    record(by, "begin_reading", ref)
    return draft


@change
def note_progress(*, by: Actor, draft: CaseListDraft, rows: int) -> None:
    """How many rows have been read so far. No line of the journal: nothing has been done yet."""
    require(by, Permission.CASES_IMPORT)
    CaseListDraft.objects.filter(id=draft.id, state=State.READING).update(rows_so_far=rows)


@change
def keep_reading(*, by: Actor, draft: CaseListDraft, reading: Reading) -> None:
    """Keep what was read, with its report, until somebody uses it or drops it."""
    require(by, Permission.CASES_IMPORT)
    current = _still_reading(draft)
    if current is None:
        return
    said = report_with_gone(reading, current.mapping)
    body = {"report": as_json(said), "cases": as_json(reading.cases)}
    _keep(current, State.READ, body)
    record(by, "keep_reading", current.ref, cases=said.cases, rows_rejected=said.rows_rejected)


@change
def ask_columns(
    *, by: Actor, draft: CaseListDraft, heads: TableHeads, tried: Reading | None
) -> None:
    """The files hold no list we know: a person says which column is which.

    `tried` is a reading with the columns as they would be matched without a person.
    """
    require(by, Permission.CASES_IMPORT)
    current = _still_reading(draft)
    if current is None:
        return
    said = as_json(report_of(tried)) if tried else None
    _keep(current, State.NEEDS_COLUMNS, {"heads": as_json(heads), "report": said})
    record(by, "ask_columns", current.ref)


@change
def refuse_draft(*, by: Actor, draft: CaseListDraft, why: str) -> None:
    """The files cannot be read, and why, in words for the person who uploaded them."""
    require(by, Permission.CASES_IMPORT)
    current = _still_reading(draft)
    if current is not None:
        _refuse(by, current, why)


@change
def forget_files(*, by: Actor, draft: CaseListDraft) -> None:
    """Delete the files of an upload that no longer waits for anything to be read from them.

    Files that wait for a person are left where every node finds them.
    """
    require(by, Permission.CASES_IMPORT)
    uploaded.leave(draft.ref)
    current = CaseListDraft.objects.get(id=draft.id)
    if current.state not in (State.WAITING, State.READING, State.NEEDS_COLUMNS):
        uploaded.remove(current.ref)


@change
def match_columns(
    *,
    by: Actor,
    draft: CaseListDraft,
    columns: Mapping[str, str],
    case_types: Mapping[str, str],
    sheet: str,
    name: str = "",
) -> None:
    """Say which column is which, remember it for files with the same headings, and read on.

    `columns`: our field -> heading. `case_types`: a case type as written -> a status.
    Raises NumberColumnMissing, SameColumnTwice, NotToMatch.
    """
    require(by, Permission.CASES_IMPORT)
    current = CaseListDraft.objects.select_for_update().get(id=draft.id)
    asked = matching(current)
    if asked is None:
        raise NotToMatch(current.state)
    chosen = {field: heading for field, heading in columns.items() if heading}
    _check_columns(chosen, current.kind)
    mapping = as_json(TableMapping(chosen, dict(case_types), sheet))
    heads = next(each for each in asked.heads.sheets if each.sheet == sheet)
    _save_mapping(by, heads, mapping, name or asked.heads.file.name, current.kind)
    uploaded.empty(current.reading, by.actor_label)
    current.mapping, current.state, current.reading = mapping, State.WAITING, None
    current.save(update_fields=["mapping", "state", "reading"])
    record(by, "match_columns", current.ref, fields=sorted(chosen))
    later("jobs.read_case_list", ref=current.ref)


def _check_columns(chosen: Mapping[str, str], kind: str) -> None:
    if not all(chosen.get(field) for field in REQUIRED):
        raise NumberColumnMissing(
            "case number" if kind == CASE_FILE else LISTED[kind].number.label.lower()
        )
    for heading in chosen.values():
        fields = tuple(field for field, each in chosen.items() if each == heading)
        if len(fields) > 1:
            raise SameColumnTwice(heading, fields)


def _save_mapping(by: Actor, heads: SheetHeads, mapping: Any, name: str, kind: str) -> None:
    headers = headings_hash([column.heading for column in heads.columns], kind)
    taken = set(ColumnMapping.objects.exclude(headers=headers).values_list("name", flat=True))
    free = (f"{name[:70]} ({n})" for n in range(2, len(taken) + 3))
    kept = name[:80] if name[:80] not in taken else next(n for n in free if n not in taken)
    ColumnMapping.objects.update_or_create(
        headers=headers,
        defaults={"name": kept, "mapping": mapping, "saved_by": by.actor_label},
    )


@change
def drop_import(*, by: Actor, draft: CaseListDraft) -> None:
    """Somebody decided against an upload: nothing of it is kept but its names and hashes.

    Raises NotReadYet where it has been used.
    """
    require(by, Permission.CASES_IMPORT)
    current = CaseListDraft.objects.select_for_update().get(id=draft.id)
    if current.state == State.USED:
        raise NotReadYet(current.state)
    _end(by, current, State.DROPPED)
    record(by, "drop_import", current.ref)


@change
def sweep_uploads(*, by: Actor, but: str = "") -> int:
    """Delete what nobody waits for: old files, files of no upload, reports nobody decided on.

    `but` is the upload that a job has just begun with. Returns how many uploads were ended.
    """
    require(by, Permission.CASES_IMPORT)
    with_files = Q(state__in=(State.WAITING, State.READING, State.NEEDS_COLUMNS))
    is_old = with_files & Q(uploaded_at__lt=now() - FILES_WAIT)
    is_old |= Q(state=State.READ, uploaded_at__lt=now() - REPORTS_WAIT)
    old = list(CaseListDraft.objects.select_for_update().filter(is_old).exclude(ref=but))
    for draft in old:
        if draft.state == State.READ:
            _end(by, draft, State.DROPPED)
        else:
            _refuse(by, draft, NOT_READ_IN_TIME)
    if old:
        record(by, "sweep_uploads", *(draft.ref for draft in old))
    needed = set(CaseListDraft.objects.filter(with_files).values_list("ref", flat=True))
    for ref, is_orphan in uploaded.folders():
        if is_orphan and ref not in needed:
            uploaded.remove(ref)
    return len(old)


def _still_reading(draft: CaseListDraft) -> CaseListDraft | None:
    """The draft, locked; None where somebody dropped it while it was being read."""
    found = CaseListDraft.objects.select_for_update()
    return found.filter(id=draft.id, state=State.READING).first()


def _keep(draft: CaseListDraft, state: State, body: Any) -> None:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    draft.reading, draft.state = keep_words(text, Retention.CASE_LIST), state
    draft.save(update_fields=["reading", "state"])


def _refuse(by: Actor, draft: CaseListDraft, why: str) -> None:
    draft.refusal = why
    _end(by, draft, State.REFUSED)
    record(by, "refuse_draft", draft.ref)


def _end(by: Actor, draft: CaseListDraft, state: State) -> None:
    draft.state = state
    draft.save(update_fields=["state", "refusal"])
    uploaded.empty(draft.reading, by.actor_label)
    uploaded.remove(draft.ref)
