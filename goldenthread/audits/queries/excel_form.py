"""The audits of a round as one Excel sheet, a row for each case; and what came back in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.brought import Preview, Stray, all_places, brought, versions_said
from goldenthread.audits.queries.form import AnswerNow, audit_form, form_state
from goldenthread.audits.queries.places import Place, labels_of, places_of, stands
from goldenthread.audits.queries.visible import BEING_WRITTEN, is_auditor, own_audits
from goldenthread.people.models import Person
from goldenthread.people.queries import vocabulary
from goldenthread.programme.models import Round
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.sheet_forms import read_sheet_form
from goldenthread.readers.word_rows import RowRead
from goldenthread.writers.excel_form import ABOUT, SHEET, Column, ExcelForm, xlsx

MOST_CASES, MOST_PLACES = 60, 90  # of one sheet: a dip sample asks few questions of many cases
MARK, EDITION, ROUND, VERSION = "Goldenthread sheet", "1", "Round", "Tool version"
KEYS = ("gt_audit", "gt_versions")
AGAIN = "Download the sheet again and copy your answers into it."
HOW_TO = (
    "A row is a case, a column a question. Choose from the lists; where several answers may be given, "
    "write them with ; between.",
    "Leave a cell as it is to leave its answer as it is. Rows may be sorted; leave the hidden row and "
    "columns where they are.",
    "Save it as an Excel workbook (.xlsx) and upload it where you downloaded it. You see what was read "
    "before anything is saved.",
    "This file is confidential. Delete it once it is uploaded.",
)  # fmt: skip


@dataclass(frozen=True)
class SheetRead:
    """What a sheet would do, audit by audit; `left_out` says which rows were not read, and why."""

    audits: tuple[tuple[Audit, Preview], ...]
    left_out: tuple[str, ...] = ()


def audits_of_sheet(person: Person, round_ref: str) -> list[Audit]:
    """The audits of a round that this person has still to write, where a sheet has room for its questions."""
    waiting = own_audits(person).filter(
        round__ref=round_ref, state__in=BEING_WRITTEN, round__state=Round.State.OPEN
    )
    audits = list(waiting.order_by("subject__number", "id")[:MOST_CASES])
    audits = [audit for audit in audits if audit.tool_version_id == audits[0].tool_version_id]
    return audits if audits and len(_columns(person, audits[0])) <= MOST_PLACES else []


def sheets_to_take_away(person: Person, audits: Iterable[Audit]) -> list[tuple[str, str]]:
    """The rounds of these audits that fit a sheet: reference and title."""
    first = {audit.round.ref: audit for audit in reversed(list(audits))}
    return [
        (ref, audit.round.title)
        for ref, audit in sorted(first.items(), key=lambda pair: pair[1].round.title)
        if len(_columns(person, audit)) <= MOST_PLACES
    ]


def excel_form(person: Person, audits: list[Audit]) -> bytes:
    """The sheet of these audits of one round, with the answers so far, as .xlsx."""
    places, first = _columns(person, audits[0]), audits[0]
    states = {audit.pk: form_state(audit).answers for audit in audits}
    asked = {audit.pk: _names(person, audit) for audit in audits}
    rows = [
        (audit.subject.number, _worker(audit),
         *(_cell(place, states[audit.pk]) if place.name in asked[audit.pk] else None for place in places))
        for audit in audits
    ]  # fmt: skip
    form = audit_form(first)
    keys = [(audit.ref, ",".join(versions_said(states[audit.pk], form))) for audit in audits]
    marks = ((MARK, EDITION), (ROUND, first.round.ref), (VERSION, first.tool_version.sha256))
    fixed = (Column("gt_case", "Case", "fixed"), Column("gt_worker", "Allocated worker", "fixed"))
    columns = (*fixed, *(_column(place) for place in places))
    return xlsx(ExcelForm(first.round.title, columns, rows, keys, KEYS, marks, HOW_TO))


def _columns(person: Person, audit: Audit) -> list[Place]:
    """The places of every question of the tool, whichever of them a case is asked."""
    form, words, grades = audit_form(audit), vocabulary(), is_auditor(person, audit)
    return [p for q in form.questions for p in places_of(form, q, words, grades=grades)]


def _names(person: Person, audit: Audit) -> set[str]:
    return {place.name for each in all_places(person, audit).values() for place in each}


def _worker(audit: Audit) -> str:
    return audit.header.practitioner.name if audit.header.practitioner else "Not known"


def _column(place: Place) -> Column:
    question = place.question
    heading = f"{question.number}. {question.label}"
    if place.part != "answer":
        heading += f": {place.label}"
    labels = tuple(label for _, label in place.options)
    if place.part == "words":
        return Column(place.name, heading, "words")
    if place.part == "date":
        return Column(place.name, heading, "day")
    if place.part == "answer" and place.is_several:
        return Column(place.name, f"{heading} ({'; '.join(labels)})", "words")
    return Column(place.name, heading, "choice" if labels else "line", labels)


def _cell(place: Place, answers: Mapping[str, AnswerNow]) -> str | date | None:
    said = stands(place, answers.get(place.question.key, AnswerNow()))
    if place.part == "date":
        return said.on
    return "; ".join(labels_of(place, said.value)) if place.options else said.text


def read_excel(person: Person, round_ref: str, path: Path, name: str) -> SheetRead:
    """What the sheet would do to the audits of this round. Changes nothing. Raises FileRefused."""
    sheets = read_sheet_form(path, name)
    marks = {cells[0]: cells[1] for _, cells in sheets.get(ABOUT.lower(), ()) if len(cells) > 1}
    rows = sheets.get(SHEET.lower(), [])
    heads = rows[0][1] if rows else []
    if marks.get(MARK) != EDITION or not set(KEYS) <= set(heads):
        what = "Upload the workbook that you downloaded here, with its sheets and its hidden row."
        raise FileRefused(name, "This workbook is not a sheet that was downloaded here.", what)
    if marks.get(ROUND) != round_ref:
        raise FileRefused(
            name, "This is the sheet of another round.", "Upload it on the page of its own round."
        )
    audits = {audit.ref: audit for audit in audits_of_sheet(person, round_ref)}
    if any(a.tool_version.sha256 != marks.get(VERSION) for a in audits.values()):
        raise FileRefused(
            name, "This sheet was made with another version of the audit tool.", AGAIN
        )
    return _read_rows(person, audits, heads, rows[2:])


def _read_rows(
    person: Person, audits: Mapping[str, Audit], heads: list[str], rows: list[tuple[int, list[str]]]
) -> SheetRead:
    by_audit: dict[str, list[dict[str, str]]] = {}
    left_out = []
    for number, cells in rows:
        row = dict(zip(heads, [*cells, *[""] * len(heads)], strict=False))
        ref = row.get(KEYS[0], "").strip()
        if ref in audits:
            by_audit.setdefault(ref, []).append(row)
        elif ref:
            left_out.append(f"Row {number} is of an audit that you cannot write in, or no longer.")
        elif any(cell.strip() for cell in cells):
            left_out.append(f"Row {number} is of no case of this sheet.")
    done = tuple((audits[ref], _preview(person, audits[ref], by_audit[ref])) for ref in by_audit)
    return SheetRead(done, tuple(left_out))


def _preview(person: Person, audit: Audit, rows: list[dict[str, str]]) -> Preview:
    places = all_places(person, audit)
    found = {
        place.name: [_row_read(place, row[place.name]) for row in rows if place.name in row]
        for each in places.values()
        for place in each
    }
    versions = rows[0].get(KEYS[1], "").split(",")
    strays = tuple(
        Stray(row[place.name].strip(), place.question.number, is_table=False)
        for place in _columns(person, audit)
        for row in rows
        if place.name not in found and row.get(place.name, "").strip()
    )
    return Preview(brought(audit, places, found, versions), strays)


def _row_read(place: Place, cell: str) -> RowRead:
    """A cell as the row of a form. Where several may be given, those that are named are ticked."""
    lines = tuple(cell.split("\n"))
    if place.is_several:
        named = [part.strip() for line in lines for part in line.split(";") if part.strip()]
        ticked = {part.casefold() for part in named}
        rest = [label for _, label in place.options if label.casefold() not in ticked]
        lines = (*(f"☒ {part}" for part in named), *(f"☐ {label}" for label in rest))
    return RowRead(place.name, (), place.label, lines, 1)
