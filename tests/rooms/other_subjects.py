"""Lists of contacts, carers and other subjects for tests: a file of each kind, read as an upload is."""

import datetime as dt
from pathlib import Path
from typing import Any

from goldenthread.cases.changes import import_case_list
from goldenthread.cases.models import CaseList
from goldenthread.people.actors import Actor
from goldenthread.readers.reading import FileRead, Reading
from goldenthread.readers.subject_lists import DATE, LISTED, NUMBERS, fields_of
from goldenthread.readers.table_rows import read_table
from goldenthread.readers.tables import TableMapping, suggest
from goldenthread.tools import changes
from goldenthread.tools.building.subjects import header_questions
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.tools.models import ToolVersion

DAY = dt.date(2026, 3, 2)
KINDS = [kind for kind in SUBJECTS if kind in LISTED]


def headings(kind: str) -> dict[str, str]:
    """Our column -> a heading by which it is known at once."""
    found: dict[str, str] = {}
    for name, field in fields_of(kind).items():
        found[name] = next(h for h in field.headings if h not in found.values())
    return found


def cell(kind: str, name: str, number: int, child: int = 0) -> str:
    """What a row says in a column."""
    field = fields_of(kind)[name]
    if name == "person_id":
        return f"{kind[:2].upper()}{number}"
    if field.type == DATE:
        return "" if name == "closed_on" else f"{number:02}/02/2026"
    if field.type == NUMBERS:
        return str(1000 + 10 * number + child)
    return {"status": "Open", "team": "North", "worker": "Dana Pike", "case_type": ""}.get(
        name, {"age": "9", "sex": "Female"}.get(name, field.label)
    )


def table(kind: str, size: int = 4, children: int = 1) -> str:
    """A CSV of `size` subjects; of those with several children, a row for each child."""
    columns = headings(kind)
    has_many = kind in ("contact", "family")
    lines = [",".join(columns.values())]
    for number in range(1, size + 1):
        for child in range(children if has_many else 1):
            lines.append(",".join(cell(kind, name, number, child) for name in columns))
    return "\n".join(lines) + "\n"


def read(folder: Path, kind: str, text: str) -> Reading:
    """The list, its columns matched as they are suggested; here without a process of its own."""
    path = folder / f"{kind}.csv"
    path.write_text(text)
    heads = text.partition("\n")[0].split(",")
    file = FileRead(path.name, f"{kind:0>64}"[:64], len(text))
    mapping = TableMapping(suggest(heads, kind))
    return read_table([(path, file, "csv")], mapping, DAY, lambda rows: None, kind)


def listed(by: Actor, folder: Path, kind: str, **more: Any) -> CaseList:
    return import_case_list(by=by, reading=read(folder, kind, table(kind, **more)))


def tool_about(by: Actor, kind: str) -> ToolVersion:
    """A published tool of two questions about a kind of subject, with what it has to ask first."""
    header = [
        {"key": "header", "title": "About", "kind": "header", "questions": header_questions(kind)}
    ]
    body = {
        "code": f"a_{kind}", "title": f"About {SUBJECTS[kind].plural}", "version": 1, "subject": kind,
        "scale": {"key": "two", "label": "Two points", "steps": [
            {"key": "weak", "label": "Weak", "descriptor": "Little of it."},
            {"key": "sound", "label": "Sound", "meets_standard": True, "descriptor": "It is there."},
        ]},
        "graded": True, "look_back_months": 6, "layout": "section",
        "sections": [
            *(header if header_questions(kind) else []),
            {"key": "overall", "title": "Overall", "kind": "overall", "questions": [
                {"key": "overall.grade", "type": "grade", "label": "How good?"},
            ]},
        ],
    }  # fmt: skip
    return changes.publish_tool(by=by, body=body)
