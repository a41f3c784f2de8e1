"""Reads an upload in a child process and hands what came out to the case list."""

import logging
import secrets
import time
from pathlib import Path

from goldenthread.cases.changes import (
    ask_columns,
    begin_reading,
    forget_files,
    keep_reading,
    note_progress,
    refuse_draft,
    sweep_uploads,
)
from goldenthread.cases.queries import (
    CaseListDraft,
    saved_mapping,
    saved_table_mapping,
    upload_paths,
)
from goldenthread.people.actors import Schedule
from goldenthread.readers.case_files import read_case_files
from goldenthread.readers.case_table import read_case_table, read_table_heads
from goldenthread.readers.guard import FileRefused, NoListFound
from goldenthread.readers.reading import Reading, from_json
from goldenthread.readers.run_child import Progress
from goldenthread.readers.subject_lists import CASE_FILE
from goldenthread.readers.tables import REQUIRED, TableHeads, TableMapping

log = logging.getLogger(__name__)
BY = Schedule("read_case_list")
MOST_ATTEMPTS = 3
BETWEEN_NOTES = 1.0  # seconds


def read_draft(ref: str, attempt: int = 1) -> None:
    """Read the files of an upload: the report stands, its columns are asked for, or it is refused.

    Whatever happens, the files do not outlive it, unless a person has to match their columns.
    """
    sweep_uploads(by=BY, but=ref)
    draft = begin_reading(by=BY, ref=ref)
    if draft is None:
        return
    try:
        if attempt > MOST_ATTEMPTS:
            refuse_draft(by=BY, draft=draft, why="Reading was stopped three times.")
        else:
            _read(draft)
    except FileRefused as refused:
        refuse_draft(by=BY, draft=draft, why=str(refused))
    except Exception as error:
        code = secrets.token_hex(4)
        log.error("An upload could not be read (%s)", code, exc_info=error)
        why = f"Something went wrong that is not the file's doing (code {code})."
        refuse_draft(by=BY, draft=draft, why=why)
    forget_files(by=BY, draft=draft)


def _read(draft: CaseListDraft) -> None:
    paths = upload_paths(draft)
    names = [file["name"] for file in draft.files]
    if draft.mapping:
        mapping = from_json(TableMapping, draft.mapping)
        reading = read_case_table(
            paths, mapping, taken_on=draft.taken_on, names=names, progress=_progress(draft),
            kind=draft.kind,
        )  # fmt: skip
    elif draft.kind != CASE_FILE:
        _ask(draft, paths, names)
        return
    else:
        try:
            reading = read_case_files(
                paths, taken_on=draft.taken_on, names=names, progress=_progress(draft)
            )
        except NoListFound as error:
            if error.file != names[0]:
                raise  # one file of several is a stranger: no matching fits them all
            _ask(draft, paths, names)
            return
    keep_reading(by=BY, draft=draft, reading=reading)


def _ask(draft: CaseListDraft, paths: list[Path], names: list[str]) -> None:
    heads = read_table_heads(paths[0], names[0], kind=draft.kind)
    ask_columns(by=BY, draft=draft, heads=heads, tried=_tried(draft, heads))


def _tried(draft: CaseListDraft, heads: TableHeads) -> Reading | None:
    """What the columns would give as they are known or suggested; the page shows the problems."""
    saved = saved_mapping(heads, draft.kind)
    best = heads.best()
    mapping = (
        saved_table_mapping(saved) if saved else TableMapping(best.suggested(), sheet=best.sheet)
    )
    if not all(mapping.columns.get(field) for field in REQUIRED):
        return None
    paths = upload_paths(draft)
    names = [file["name"] for file in draft.files]
    try:
        return read_case_table(
            paths, mapping, taken_on=draft.taken_on, names=names, kind=draft.kind
        )
    except FileRefused:
        return None


def _progress(draft: CaseListDraft) -> Progress:
    """Writes down how far the reading is, at most once a second."""
    last = 0.0

    def note(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BETWEEN_NOTES:
            last = time.monotonic()
            note_progress(by=BY, draft=draft, rows=rows)

    return note
