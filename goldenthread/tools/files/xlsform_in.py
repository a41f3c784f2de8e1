"""An XLSForm as a tool: sheets of rows turned into the body, whatever program made them.

A row that a tool cannot hold is a fault with its row. A column that changes nothing about who is
asked what, such as `required`, is left out and named.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goldenthread.readers.form_sheets import Sheets
from goldenthread.tools.files.choice_lists import ChoiceList, choice_lists
from goldenthread.tools.files.relevance import Clause, NotOfTheseForms, clauses
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.files.xlsform_out import ABOVE, DATE, DATED_BESIDE, OURS, WORDS
from goldenthread.tools.form.checks import faults
from goldenthread.tools.form.questions import NOT_APPLICABLE
from goldenthread.tools.form.shapes import (
    MOST_QUESTIONS_OF_A_TOOL,
    Fault,
    Path,
    in_order,
    shaped,
)

KNOWN = ("type", "name", "label", "hint", "guidance_hint", "relevant", "appearance", OURS)
PASSED_OVER = ("start", "end", "today", "deviceid", "username", "email", "phonenumber", "audit")
MERGED = ("label", "hint", "guidance_hint")
LOOK_BACK = 6
LONGEST_CONDITIONS = 100_000  # characters of all of them


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def at(self) -> str:
        return f"sheet survey, row {self.number}"


@dataclass
class _Reading:
    lists: dict[str, ChoiceList]
    rows: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    # The groups that are open, each with the path of its section.
    open: list[tuple[dict[str, Any], Path]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    last: dict[str, Any] | None = None
    conditions: list[tuple[dict[str, Any], str, Row]] = field(default_factory=list)

    def fault(self, row: Row, what: str) -> None:
        self.faults.append(Fault("", what, (), row.at))

    def read(self, row: Row) -> None:
        kind = re.sub(r"\s+", " ", row["type"].strip())
        first, _, rest = kind.partition(" ")
        if kind.lower() in ("begin_group", "begin group"):
            self._begin(row)
        elif kind.lower() in ("end_group", "end group"):
            self._end(row)
        elif kind == "note":
            self._note(row)
        elif kind in PASSED_OVER:
            self.left_out.append(Fault("", f"“{kind}” is noted by the form itself", (), row.at))
        elif self._is_beside(row, kind):
            return
        elif first in ("select_one", "select_multiple"):
            self._chosen(row, first, rest)
        elif kind in ("integer", "date", "text"):
            given = {"integer": "number", "date": "date", "text": "text"}[kind]
            self._add(row, {"type": given})
        else:
            shown = kind[:60] or "nothing"
            self.fault(row, f"is of type “{shown}”, which a tool does not hold")

    def _begin(self, row: Row) -> None:
        if len(self.open) == 2:
            self.fault(
                row, "is a group inside a group inside a group; a section has parts, no deeper"
            )
        above = self.open[-1] if self.open else None
        kept = above[0].setdefault("sections", []) if above else self.sections
        ours = self._ours(row)
        data = {
            "key": _key(row["name"]),
            "title": row["label"] or row["name"],
            "kind": "facts",
            **ours,
        }
        kept.append(data)
        path: Path = (
            (*above[1], "sections", len(kept) - 1) if above else ("sections", len(kept) - 1)
        )
        self.rows[path] = row.number
        self.open.append((data, path))
        self._condition(data, row)
        self.last = None

    def _end(self, row: Row) -> None:
        if not self.open:
            self.fault(row, "ends a group that was not begun")
            return
        self._trailing(row)
        self.open.pop()
        self.last = None

    def _trailing(self, row: Row) -> None:
        if self.above:
            self.fault(row, "has a note before it that no question follows; move the note up")
            self.above.clear()

    def _note(self, row: Row) -> None:
        section = self.open[-1][0] if self.open else None
        is_first = section is not None and not section.get("questions") and "hint" not in section
        is_ours = row["name"].endswith(ABOVE)
        if section is not None and is_first and not self.above and not is_ours:
            section["hint"] = row["label"]
        else:
            self.above.append(row["label"])
        if row["relevant"]:
            self.fault(
                row, "is a note with a condition; put the condition on the question below it"
            )

    def _is_beside(self, row: Row, kind: str) -> bool:
        """The words or the date that belong to the question above."""
        if self.last is None:
            return False
        key = self.last["key"]
        if kind == "text" and row["name"] == key + WORDS:
            self.last.setdefault("text_label", row["label"])
            return True
        return kind == "date" and row["name"] == key + DATE and self.last["type"] in DATED_BESIDE

    def _chosen(self, row: Row, how: str, name: str) -> None:
        found = self.lists.get(name)
        if found is None:
            self.fault(
                row, f"takes its answers from “{name[:60]}”, which is not in the sheet choices"
            )
            return
        self._add(row, found.question(several=how == "select_multiple"), found)

    def _add(self, row: Row, given: dict[str, Any], choices: ChoiceList | None = None) -> None:
        data: dict[str, Any] = {"key": _key(row["name"]), **given}
        for name in MERGED[:2]:
            if row[name]:
                data[name] = row[name]
        data.setdefault("label", row["name"])
        if row["guidance_hint"]:
            data["prompts"] = [line for line in row["guidance_hint"].splitlines() if line.strip()]
        if self.above:
            data["above"] = "\n\n".join(self.above)
            self.above.clear()
        ours = self._ours(row)
        if choices and ours.get("type"):
            choices.as_ours(data, ours["type"])
        data |= ours
        section, path = self._here(row)
        if section.get("sections"):
            self.fault(row, "stands after a group inside its group; move it above that group")
        section.setdefault("questions", []).append(data)
        self.rows[(*path, "questions", len(section["questions"]) - 1)] = row.number
        if row["name"] in self.keys:
            self.fault(row, f"has the name {row['name'][:60]}, which another row has")
        self.keys[row["name"]] = data["key"]
        self._condition(data, row)
        self.last = data

    def _here(self, row: Row) -> tuple[dict[str, Any], Path]:
        """The section that is open; questions outside every group have one of their own."""
        if self.open:
            return self.open[-1]
        if not self.sections or not self.sections[-1].get("is_loose"):
            n = sum(1 for section in self.sections if section.get("is_loose"))
            key = f"questions_{n + 1}" if n else "questions"
            self.sections.append(
                {"key": key, "title": "Questions", "kind": "facts", "is_loose": True}
            )
        return self.sections[-1], ("sections", len(self.sections) - 1)

    def _ours(self, row: Row) -> dict[str, Any]:
        """What our own column says besides; nothing in a form that another program made."""
        if not row[OURS]:
            return {}
        try:
            found = json.loads(row[OURS])
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.fault(
                row, f"has words in the column {OURS} that are not as they were written there"
            )
            return {}
        return found

    def _condition(self, data: dict[str, Any], row: Row) -> None:
        if row["relevant"].strip():
            self.conditions.append((data, row["relevant"], row))

    def settle_conditions(self) -> None:
        """Once every question is known: conditions refer to questions by the names of their rows."""
        if sum(len(expression) for _, expression, _ in self.conditions) > LONGEST_CONDITIONS:
            self.fault(self.conditions[0][2], "is the first of more conditions than a tool holds")
            return
        for data, expression, row in self.conditions:
            try:
                found = [self._answers(each) for each in clauses(expression)]
            except NotOfTheseForms as unfit:
                self.fault(row, f"has a condition that {unfit}")
            else:
                when = data.get("shown_when")
                data["shown_when"] = {**(when if isinstance(when, dict) else {}), "answers": found}

    def _answers(self, clause: Clause) -> dict[str, Any]:
        asked = self.keys.get(clause.question)
        if asked is None:
            raise NotOfTheseForms(f"asks for {clause.question[:60]}, which is no question")
        values = [_value(value) for value in clause.values]
        if clause.is_not:
            values = [value for value in self._possible(asked) if value not in values]
        return {"question": asked, "is": values}

    def _possible(self, key: str) -> list[str]:
        every = (
            q
            for s in self.sections
            for part in (s, *s.get("sections", []))
            for q in part.get("questions", [])
        )
        asked = next(q for q in every if q["key"] == key)
        if "choices" in asked:
            return [choice["key"] for choice in asked["choices"]]
        return {"yes_no": ["yes", "no"], "yes_partly_no": ["yes", "partly", "no"]}.get(
            asked["type"], []
        )


def from_xlsform(sheets: Sheets) -> ToolFile:
    """The tool that the sheets say, or its faults, each with its row; and what was left out of it."""
    if "survey" not in sheets:
        names = ", ".join(sheets) or "none"
        what = f"there is no sheet “survey”: this is no XLSForm (sheets: {names[:200]})"
        return ToolFile(None, (Fault("", what, (), "The file"),))
    lists, found = choice_lists(rows_of(sheets.get("choices", [])))
    reading = _Reading(lists, faults=found)
    survey = rows_of(sheets["survey"])
    for row in survey:
        if len(reading.keys) > MOST_QUESTIONS_OF_A_TOOL:
            most = f"{MOST_QUESTIONS_OF_A_TOOL:,}"
            reading.fault(row, f"is beyond the {most} questions that a tool has at most")
            return ToolFile(None, tuple(reading.faults))
        if row["type"] or row["name"]:
            reading.read(row)
    if survey and reading.open:
        reading.fault(survey[-1], "is the last, and a group is still open")
    reading.settle_conditions()
    _name_what_is_left_out(survey, reading)
    body = _body(rows_of(sheets.get("settings", [])), reading)
    return _checked(body, reading)


def rows_of(cells: list[tuple[int, list[str]]]) -> list[Row]:
    """Rows by column name, the first row being the names; a column in a language stands for itself."""
    if not cells:
        return []
    names: list[str] = []
    for name in cells[0][1]:
        plain = name.strip().lower().replace(" ", "_") if name.strip() != OURS else OURS
        short = plain.partition("::")[0]
        names.append(short if short in MERGED and short not in names else plain)
    return [
        Row(
            number,
            {n: cell.strip() for n, cell in zip(names, row, strict=False) if n and cell.strip()},
        )
        for number, row in cells[1:]
    ]


def _name_what_is_left_out(survey: list[Row], reading: _Reading) -> None:
    for row in survey:
        for name in row.cells:
            is_shape = name == "appearance" and row[name] != "multiline"
            if name not in KNOWN or is_shape:
                reading.left_out.append(
                    Fault("", f"{name} is not kept: {row[name][:60]}", (), row.at)
                )


def _body(settings: list[Row], reading: _Reading) -> dict[str, Any]:
    said = settings[0] if settings else Row(0, {})
    ours = reading._ours(said) if settings else {}
    for name in ("scale", *(("scales", n) for n in range(len(ours.get("scales") or [])))):
        _with_steps(ours, name, reading)
    for section in reading.sections:
        section.pop("is_loose", None)
    body: dict[str, Any] = {
        "code": _key(said["form_id"] or "form").replace(".", "_")[:40],
        "title": (said["form_title"] or "Form")[:120],
        "sections": reading.sections,
    }
    if re.fullmatch(r"\d{1,4}", said["version"]):
        body["version"] = int(said["version"])
    if not ours:
        body |= {
            "graded": False,
            "look_back_months": LOOK_BACK,
            "layout": "section",
            "version": body.get("version", 1),
        }
    return body | ours


def _with_steps(ours: dict[str, Any], name: Any, reading: _Reading) -> None:
    """A scale's steps are rows of the sheet choices."""
    held, key = (ours, name) if isinstance(name, str) else (ours[name[0]], name[1])
    scale = held.get(key) if isinstance(held, dict) else held[key]
    if isinstance(scale, dict) and scale.get("key") in reading.lists:
        scale["steps"] = reading.lists[scale["key"]].steps


def _checked(body: dict[str, Any], reading: _Reading) -> ToolFile:
    found = []
    for fault in faults(body):
        row = next(
            (reading.rows[fault.path[:n]] for n in range(len(fault.path), 0, -1) if fault.path[:n] in reading.rows),
            None,
        )  # fmt: skip
        at = f"sheet survey, row {row}" if row else "sheet settings, row 2"
        found.append(Fault(fault.where, fault.what, fault.path, at))
    every = (*reading.faults, *found)
    made = None if every else in_order(shaped(body)[0])
    return ToolFile(made, every, tuple(reading.left_out))


def _key(name: str) -> str:
    """A name as a tool's keys are written."""
    key = re.sub(r"[^a-z0-9_.]+", "_", name.strip().lower()).strip("_.")
    return key if key[:1].isalpha() else f"q_{key}" if key else ""


def _value(name: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", name.strip().lower()).strip("_")
    return NOT_APPLICABLE if plain in ("n_a", "not_applicable") else plain
