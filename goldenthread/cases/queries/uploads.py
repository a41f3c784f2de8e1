"""Uploads on their way to a case list."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateWorker

from goldenthread.cases import uploaded
from goldenthread.cases.models import CaseListDraft, ColumnMapping
from goldenthread.cases.queries.lists import seen_by
from goldenthread.cases.queries.particulars import children
from goldenthread.cases.report import Report
from goldenthread.journal.changes import now
from goldenthread.people.actors import Actor
from goldenthread.people.roles import Permission
from goldenthread.readers.cells import heading_key
from goldenthread.readers.reading import CaseRow, from_json
from goldenthread.readers.subject_lists import CASE_FILE
from goldenthread.readers.tables import SheetHeads, TableHeads, TableMapping

__all__ = [
    "CaseListDraft",
    "Matching",
    "cases_of",
    "children_in",
    "headings_hash",
    "is_worker_running",
    "matching",
    "report",
    "report_of_draft",
    "saved_mapping",
    "saved_table_mapping",
    "upload_paths",
    "uploads_on_their_way",
    "visible_upload",
]

# A worker writes its heartbeat every ten seconds.
SILENT_AFTER = timedelta(seconds=30)
ON_THEIR_WAY = (
    CaseListDraft.State.WAITING,
    CaseListDraft.State.READING,
    CaseListDraft.State.NEEDS_COLUMNS,
    CaseListDraft.State.READ,
)


@dataclass(frozen=True)
class Matching:
    """What the page that matches columns shows: the headings, and a reading tried with them."""

    heads: TableHeads
    tried: Report | None
    saved: ColumnMapping | None

    @property
    def sheet(self) -> SheetHeads:
        """The sheet to match: the one of the saved matching, else the best."""
        wanted = self.saved.mapping.get("sheet") if self.saved else ""
        return next((s for s in self.heads.sheets if s.sheet == wanted), self.heads.best())

    @property
    def columns(self) -> Mapping[str, str]:
        """Our field -> heading, as saved for this layout or else as suggested."""
        if self.saved:
            saved: dict[str, str] = self.saved.mapping["columns"]
            return saved
        return self.sheet.suggested()


def visible_upload(person: Actor, ref: str) -> CaseListDraft | None:
    if not person.may(Permission.CASES_IMPORT):
        return None
    found = CaseListDraft.objects.filter(seen_by(person, "uploaded_by"))
    found = found.select_related("reading", "case_list")
    return found.filter(ref=ref).first()


def uploads_on_their_way(person: Actor) -> QuerySet[CaseListDraft]:
    """Uploads that somebody still has to see through, newest first."""
    if not person.may(Permission.CASES_IMPORT):
        return CaseListDraft.objects.none()
    found = CaseListDraft.objects.filter(seen_by(person, "uploaded_by"))
    return found.filter(state__in=ON_THEIR_WAY).order_by("-id")


def is_worker_running() -> bool:
    """Whether any process works through background jobs, by its last heartbeat."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now() - SILENT_AFTER).exists()


def report(body: Mapping[str, Any]) -> Report:
    said: Report = from_json(Report, body["report"])
    return said


def cases_of(body: Mapping[str, Any]) -> tuple[CaseRow, ...]:
    cases: tuple[CaseRow, ...] = from_json(tuple[CaseRow, ...], body["cases"])
    return cases


def report_of_draft(draft: CaseListDraft) -> Report | None:
    """The report of an upload that has been read and waits for a decision."""
    if draft.state != CaseListDraft.State.READ or draft.reading is None:
        return None
    return report(json.loads(draft.reading.body))


def children_in(draft: CaseListDraft) -> int:
    """How many different children the contacts or families of an upload are about."""
    if draft.kind == CASE_FILE or draft.reading is None:
        return 0
    cases = cases_of(json.loads(draft.reading.body))
    return len({number for case in cases for number in children(case.particulars)})


def upload_paths(draft: CaseListDraft) -> list[Path]:
    """Where the files of an upload lie while they are being read, on this node's disk."""
    return uploaded.fetched(draft.ref, len(draft.files))


def headings_hash(headings: Sequence[str], kind: str = CASE_FILE) -> str:
    """By what a layout is known again: its headings in their order, and what it is a list of."""
    text = "\n".join(heading_key(heading) for heading in headings if heading)
    if kind != CASE_FILE:
        text = f"{kind}\n\n{text}"
    return hashlib.sha256(text.encode()).hexdigest()


def saved_mapping(heads: TableHeads, kind: str = CASE_FILE) -> ColumnMapping | None:
    """The matching that was saved for a sheet with just these headings."""
    hashes = [
        headings_hash([c.heading for c in sheet.columns], kind) for sheet in heads.sheets[:20]
    ]
    return ColumnMapping.objects.filter(headers__in=hashes).first()


def saved_table_mapping(saved: ColumnMapping) -> TableMapping:
    mapping: TableMapping = from_json(TableMapping, saved.mapping)
    return mapping


def matching(draft: CaseListDraft) -> Matching | None:
    """What is asked about an upload whose columns have to be matched."""
    if draft.state != CaseListDraft.State.NEEDS_COLUMNS or draft.reading is None:
        return None
    body = json.loads(draft.reading.body)
    heads: TableHeads = from_json(TableHeads, body["heads"])
    tried = report(body) if body.get("report") else None
    return Matching(heads, tried, saved_mapping(heads, draft.kind))
