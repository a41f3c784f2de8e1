"""A Word form that came back: whose it is, and what it would do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.brought import SHOWN_EMPTY, Preview, Stray, all_places, brought
from goldenthread.audits.queries.places import Place
from goldenthread.audits.queries.word_form import ANSWERS, AUDIT, EDITION, OURS, VERSION
from goldenthread.people.models import Person
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.word_forms import read_word_form
from goldenthread.readers.word_rows import RowRead, WordFormRead
from goldenthread.writers.word_form import line_hash, lines_known

DOWNLOAD = "Download the form of this audit again and copy your answers into it."
NOT_YOURS = (
    "This is the form of an audit that you cannot write in, or no longer.",
    "Ask the QA team who has the audit now.",
)


def audit_named(path: Path, name: str) -> tuple[str, WordFormRead]:
    """The reference of the audit that a file says it is of, and what stands in it. Raises FileRefused."""
    found = read_word_form(path, name)
    marks = found.marks
    if not marks.get(OURS) or not marks.get(AUDIT):
        what = (
            "Upload the file that you downloaded from the audit, saved as a Word document (.docx)."
        )
        raise FileRefused(name, "This document is not a form that was downloaded here.", what)
    if marks[OURS] != EDITION:
        raise FileRefused(name, "This form was made by another version of this service.", DOWNLOAD)
    return marks[AUDIT], found


def preview(person: Person, audit: Audit, found: WordFormRead, name: str) -> Preview:
    """What the file would do to this audit. Changes nothing. Raises FileRefused."""
    if found.marks[AUDIT] != audit.ref:
        what = "Upload it on the page of its own audit, or choose the file of this one."
        raise FileRefused(name, "This is the form of another audit.", what)
    if found.marks.get(VERSION) != audit.tool_version.sha256:
        raise FileRefused(
            name, "This form was made with another version of the audit tool.", DOWNLOAD
        )
    if not found.rows:
        raise FileRefused(name, "None of the places for answers is left in the document.", DOWNLOAD)
    places = all_places(person, audit)
    rows = _rows_by_place(found.rows, [place for each in places.values() for place in each])
    done = brought(audit, places, rows, _versions(found.marks))
    return Preview(done, tuple(_strays(found)), found.comments, found.tracked > 0)


def _versions(marks: Mapping[str, str]) -> list[str]:
    parts: list[str] = []
    while part := marks.get(f"{ANSWERS} {len(parts) + 1}"):
        parts.append(part)
    return ",".join(parts).split(",")


def _rows_by_place(rows: Iterable[RowRead], places: Iterable[Place]) -> dict[str, list[RowRead]]:
    """The rows of each place, by its name: more than one where it was copied."""
    tags = {place.tag: place.name for place in places}
    made: dict[str, list[RowRead]] = {}
    for row in rows:
        named = row.name or next((tags[tag] for tag in row.tags if tag in tags), "")
        if named:
            made.setdefault(named, []).append(row)
    return made


def _strays(found: WordFormRead) -> Iterator[Stray]:
    """What was written outside the places, a pasted table as one."""
    known, held = lines_known(found.marks), None
    for each in found.outside:
        if line_hash(each.words) in known or each.words.casefold() in SHOWN_EMPTY:
            continue
        number = re.match(r"q(\d+)_", each.after)
        stray = Stray(each.words, int(number[1]) if number else 0, each.is_table)
        if held and held.is_table and stray.is_table and held.question == stray.question:
            held = replace(held, words=f"{held.words}\n{stray.words}")
            continue
        if held:
            yield held
        held = stray
    if held:
        yield held
