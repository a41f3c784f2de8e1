"""Auditors try a tool on an invented case before they audit with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from goldenthread.journal.changes import change, record
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Practice
from goldenthread.programme.queries.practice import (
    compared,
    grades_of,
    may_practise,
    practice_sections,
)
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.practice import practice_case
from goldenthread.tools.queries import form


@dataclass(unsafe_hash=True)
class NotAllGraded(Exception):
    """Sections of the tool without a grade, or with one that its scale does not have."""

    sections: tuple[str, ...]

    def __str__(self) -> str:
        return "Give every section a grade before you compare."


@dataclass(unsafe_hash=True)
class NoSuchCase(Exception):
    """There is no such invented case for this tool."""

    case: str
    tool: str

    def __str__(self) -> str:
        return f"There is no practice case {self.case} for the tool {self.tool}."


@change
def practise(*, by: Person, version: ToolVersion, case: str, grades: Mapping[str, str]) -> Practice:
    """Keep a try at an invented case. Raises NotAllGraded, NoSuchCase."""
    if not may_practise(by):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    found, asked = practice_case(case, version.tool.code), form(version)
    if found is None:
        raise NoSuchCase(case, version.tool.code)
    sections = practice_sections(asked)
    lacking = [s.key for s in sections if grades.get(s.key) not in grades_of(asked, s)]
    if lacking:
        raise NotAllGraded(tuple(lacking))
    given = {section.key: grades[section.key] for section in sections}
    rows = compared(asked, found, given)
    made = Practice.objects.create(
        person=by, tool=version.tool, case=case, grades=given, total=len(rows),
        same=sum(row.is_same for row in rows), tried_by=by.actor_label,
    )  # fmt: skip
    record(by, "practise", made.ref, tool=version.tool.code, case=case)
    return made
