"""Who has practised with which tool, since when, and how near they came to the reference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils.timezone import localdate

from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Practice, Round
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Form, Section
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.practice import PracticeCase, practice_cases, practised_tools
from goldenthread.tools.queries import form, newest_version

RUNNING = (Round.State.SETTING_UP, Round.State.OPEN)


@dataclass(frozen=True)
class Compared:
    """One section: the grade given, the reference's, its reasons. `steps` is how far above it."""

    section: Section
    given: str
    reference: str
    why: str
    steps: int | None

    @property
    def is_same(self) -> bool:
        return self.given == self.reference


@dataclass(frozen=True)
class ToPractise:
    """A tool that can be practised, its invented cases, and since when somebody is ready for it."""

    version: ToolVersion
    cases: tuple[PracticeCase, ...]
    ready_since: date | None = None


def may_practise(person: Person) -> bool:
    return person.may(Permission.AUDIT_ANSWER) or person.may(Permission.ROUND_RUN)


def practice_sections(asked: Form) -> list[Section]:
    """The sections that carry a grade, the overall one last."""
    overall = asked.section(OVERALL)
    return [*asked.domains, *([overall] if overall and overall.grade_question else [])]


def grades_of(asked: Form, section: Section) -> list[str]:
    """The grades a section can have, the lowest first."""
    question, keys = section.grade_question, list(asked.scale.keys if asked.scale else ())
    may_be_na = section.may_be_not_applicable or (question and question.may_be_not_applicable)
    return [*keys, NOT_APPLICABLE] if may_be_na else keys


def compared(asked: Form, case: PracticeCase, given: Mapping[str, str]) -> list[Compared]:
    """A try beside the reference, section by section."""
    keys = list(asked.scale.keys) if asked.scale else []
    found = []
    for section in practice_sections(asked):
        reference, grade = case.references[section.key], given.get(section.key, "")
        both = grade in keys and reference.grade in keys
        steps = keys.index(grade) - keys.index(reference.grade) if both else None
        found.append(Compared(section, grade, reference.grade, reference.why, steps))
    return found


def to_practise(person: Person) -> list[ToPractise]:
    """The tools that have invented cases, by title, each in its newest version."""
    since = ready_since([person])
    found = []
    for code in practised_tools():
        if version := newest_version(code):
            cases = tuple(case for case in practice_cases() if code in case.tools)
            found.append(ToPractise(version, cases, since.get((person.id, code))))
    return sorted(found, key=lambda each: each.version.title)


def practice_by_ref(person: Person, ref: str) -> Practice | None:
    """A try: one's own, or anybody's for whoever runs rounds."""
    found = Practice.objects.select_related("person", "tool").filter(ref=ref)
    if not person.may(Permission.ROUND_RUN):
        found = found.filter(person=person)
    return found.first()


def own_practice(person: Person) -> QuerySet[Practice]:
    return Practice.objects.filter(person=person).select_related("tool")


def ready_since(people: Iterable[Person]) -> dict[tuple[int, str], date]:
    """The day somebody first practised with a tool, by person and the tool's code."""
    rows = Practice.objects.filter(person__in=[each.id for each in people]).order_by()
    firsts = rows.values_list("person", "tool__code").annotate(at=Min("tried_at"))
    return {(person, code): localdate(at) for person, code, at in firsts}


def not_practised(people: Iterable[Person], tool: str = "") -> dict[int, frozenset[str]]:
    """The rounds that each person cannot be given audits of, because they have not practised first.

    `tool`: the code of that of a round still to be made, which is "" among the rounds. Empty where the authority does not ask for that. A tool without invented cases asks nothing.
    """
    people = list(people)
    if not people or not authority().practice_first:
        return {}
    running = Round.objects.filter(
        state__in=RUNNING, tool_version__tool__code__in=practised_tools()
    )
    rounds = list(running.order_by().values_list("ref", "tool_version__tool__code"))
    if tool in practised_tools():
        rounds.append(("", tool))
    ready = ready_since(people)
    return {
        person.id: frozenset(ref for ref, code in rounds if (person.id, code) not in ready)
        for person in people
    }


def form_to_practise(code: str) -> Form | None:
    version = newest_version(code)
    return form(version) if version else None
