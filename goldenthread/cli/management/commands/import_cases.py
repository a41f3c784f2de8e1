"""Read a case list from files and load it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cases.changes import import_case_list
from goldenthread.cases.queries import (
    FIRST_MAPPING,
    CaseTypeMapping,
    case_type_mapping,
    kinds,
    saved_mapping,
    saved_table_mapping,
)
from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.dates import day
from goldenthread.journal.changes import now, today
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.readers.case_files import read_case_files
from goldenthread.readers.case_table import read_case_table, read_table_heads
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import FileRead, Problem, Reading, as_json
from goldenthread.readers.subject_lists import CASE_FILE, LISTED, fields_of
from goldenthread.readers.tables import REQUIRED, TableMapping
from goldenthread.tools.form.subjects import SUBJECTS

# A list about named adults is seen only by whoever loads it, and so is loaded in the browser.
KINDS = [CASE_FILE, *(kind for kind in LISTED if not SUBJECTS[kind].is_restricted)]


class Command(OurCommand):
    help = (
        "Load a case list from Annex A workbooks, or from one CSV for each list; "
        "or a list of contacts, foster carers or another subject."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--taken-on", type=day, metavar="DATE", help="the day of the list (default: today)"
        )
        parser.add_argument(
            "--of", default=CASE_FILE, choices=KINDS, metavar="SUBJECT",
            help="what the files are a list of: " + ", ".join(KINDS),
        )  # fmt: skip
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="read and report; write nothing, open no database",
        )
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def opens_database(self, options: dict[str, Any]) -> bool:
        return not options["dry_run"]

    def handle(self, *args: Any, **options: Any) -> None:
        reading, matched = self._read(options)
        mapping = FIRST_MAPPING
        if not options["dry_run"]:
            self._load(reading, matched, options)
            mapping = case_type_mapping(reading.kind)
        if options["json"]:
            self.answer_json(document(reading, mapping))
        else:
            self.answer(sentences(reading, mapping, is_dry=options["dry_run"]))

    def _read(self, options: dict[str, Any]) -> tuple[Reading, TableMapping | None]:
        """The reading and, of another subject than a child's case file, how its columns were matched."""
        taken_on, paths, kind = options["taken_on"] or today(), options["files"], options["of"]
        tell = lambda rows: self.say(f"{rows:,} rows read")  # noqa: E731
        if kind == CASE_FILE:
            return read_case_files(paths, taken_on=taken_on, progress=tell), None
        heads = read_table_heads(paths[0], kind=kind)
        saved = None if options["dry_run"] else saved_mapping(heads, kind)
        matched = saved_table_mapping(saved) if saved else TableMapping(heads.best().suggested())
        if not all(matched.columns.get(field) for field in REQUIRED):
            raise FileRefused(
                paths[0].name, f"No column is known as the {fields_of(kind)['person_id'].label.lower()}.",
                "Load it once in the browser and match its columns; the matching is kept.",
            )  # fmt: skip
        read = read_case_table(paths, matched, taken_on=taken_on, progress=tell, kind=kind)
        return read, matched

    def _load(
        self, reading: Reading, matched: TableMapping | None, options: dict[str, Any]
    ) -> None:
        self.say(f"Loading {len(reading.cases):,} cases...")
        started_at = now()
        mapping = as_json(matched) if matched else None
        made = import_case_list(by=self.by(options), reading=reading, mapping=mapping)
        self.say(f"This is {made.title.lower()} {made.ref} of {made.taken_on:%-d %B %Y}.")
        if made.read_at < started_at:
            self.say("It had been loaded before. Nothing has changed.")


def document(reading: Reading, mapping: CaseTypeMapping) -> dict[str, Any]:
    """The answer as one JSON value: about one file, or about several and all of them together."""
    lists = [each for file in reading.files for each in _lists(file)]
    if len(reading.files) == 1:
        about: dict[str, Any] = _about(reading.files[0])
    else:
        about = {"files": [{**_about(f), "lists": _lists(f)} for f in reading.files]}
    return {
        **about,
        "lists": lists,
        "rows_read": reading.rows_read,
        "rows_rejected": reading.rows_rejected,
        "cases": len(reading.cases),
        "by_status": reading.by_status(),
        "by_case_type": mapping.counts(kinds(reading.cases)),
        "problems": [_problem(problem) for problem in reading.problems],
        "unknown_values": [
            {"column": u.column, "value": u.value, "count": u.count} for u in reading.unknown_values
        ],
    }


def _about(file: FileRead) -> dict[str, str]:
    return {"file": file.name, "sha256": file.sha256}


def _lists(file: FileRead) -> list[dict[str, Any]]:
    return [{"list": f.list, "sheet": f.sheet, "rows": f.rows} for f in file.lists]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "problem": problem.problem,
    }


def sentences(reading: Reading, mapping: CaseTypeMapping, *, is_dry: bool) -> str:
    """The answer for a person."""
    words = Vocabulary()
    lines = [f"{'Would load' if is_dry else 'Loaded'} {len(reading.cases):,} cases."]
    for file in reading.files:
        lines.append(f"{file.name} (SHA-256 {file.sha256})")
        lines += [f"  List {f.list}, rows: {f.rows:,} (sheet {f.sheet})" for f in file.lists]
    lines.append(f"Rows read: {reading.rows_read:,}; rejected: {reading.rows_rejected:,}")
    lines += [_place(problem) for problem in reading.problems if problem.is_rejected]
    lines += ["By status:", *_counts(reading.by_status(), "status", words)]
    by_type = mapping.counts(kinds(reading.cases))
    lines += ["By case type:", *_counts(by_type, "case_type", words)]
    lines += _remarks(reading)
    return "\n".join(lines)


def _counts(counts: dict[str, int], kind: str, words: Vocabulary) -> list[str]:
    return [f"  {words(kind, code)}: {count:,}" for code, count in counts.items()]


def _place(problem: Problem) -> str:
    column = f", column {problem.column}" if problem.column else ""
    return f"  {problem.sheet}, row {problem.row}{column}: {problem.problem}"


def _remarks(reading: Reading) -> list[str]:
    found: Sequence[tuple[str, int]] = (
        ("Other cells that could not be used", sum(not p.is_rejected for p in reading.problems)),
        ("Different values outside their code set", len(reading.unknown_values)),
        ("Repeated rows", len(reading.duplicates)),
        ("Contradictions between lists", len(reading.conflicts)),
        ("Open cases without a worker", len(reading.unallocated)),
        ("Workers that are probably no single person", len(reading.generic_workers)),
    )
    return [f"{what}: {count:,}" for what, count in found if count]
