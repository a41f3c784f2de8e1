"""Past audits: what a file would make, row by row and round by round, and what came from which file."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from goldenthread.audits.models import Audit, PastAudit, PastImport, PastPercent
from goldenthread.audits.past.map import AUDITS, PERCENTS, SECTIONS, PastMap, folded
from goldenthread.audits.past.rows import (
    PastRow,
    PercentRow,
    Problem,
    SectionRow,
    audits_read,
    key_of,
    percents_read,
    sections_read,
)
from goldenthread.audits.past.tools import (
    Scale,
    fitting,
    grade_key,
    known_scales,
    section_key,
)
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.reading import from_json

USED = PastImport.State.USED


@dataclass(frozen=True)
class PlannedRound:
    """A round that a file would make, or whose sections it would grade. `scale` is None without grades."""

    code: str
    title: str
    authority: str
    period: tuple[date, date]
    scale: Scale | None
    rows: tuple[PastRow, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    graded: tuple[tuple[SectionRow, Audit, str], ...] = ()
    round: Round | None = None

    def counted(self, what: str) -> int:
        """Rows that have a grade of this stage: "auditor" or "moderated"."""
        return sum(bool(getattr(row, f"{what}_grade")) for row in self.rows)

    @property
    def moderated(self) -> dict[str, int]:
        """How many the file calls moderated, not moderated, or says nothing of."""
        words = {True: "yes", False: "no", None: "not said"}
        found = Counter(words[row.is_moderated] for row in self.rows)
        return {word: found[word] for word in words.values()}


@dataclass(frozen=True)
class PastPlan:
    """What a file would make as things stand now. With problems, nothing of it is made."""

    kind: str
    map: PastMap
    rows: int
    rounds: tuple[PlannedRound, ...]
    percents: tuple[PercentRow, ...]
    problems: tuple[Problem, ...]
    unused: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def makes(self) -> int:
        """Audits, grades of sections, or percentages."""
        if self.kind == PERCENTS:
            return len(self.percents)
        return sum(len(each.rows) + len(each.graded) for each in self.rounds)


def past_plan(by: Actor, read: ExportRead, used: PastMap) -> PastPlan:
    """Nothing is written. Raises NotAllowed."""
    require(by, Permission.ROUND_RUN)
    rounds: Sequence[PlannedRound] = ()
    percents: Sequence[PercentRow] = ()
    if used.kind == AUDITS:
        rows, problems = audits_read(used, read, today())
        rounds, found = _rounds(rows, used)
    elif used.kind == SECTIONS:
        graded, problems = sections_read(used, read)
        rounds, found = _sections(graded, used)
    else:
        percents, problems = percents_read(used, read)
        found = []
    if not read.rows:
        found = [Problem(1, "the file", "", "has no rows below its headings.")]
    left_out = tuple(each for each in used.left_out if each in read.headings)
    return PastPlan(
        used.kind, used, len(read.rows), tuple(rounds), tuple(percents),
        tuple(sorted({*problems, *found})), tuple(used.unused(read.headings)), left_out,
    )  # fmt: skip


def _rounds(rows: Sequence[PastRow], used: PastMap) -> tuple[list[PlannedRound], list[Problem]]:
    by_code: dict[str, list[PastRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    own, problems, planned = folded(authority().name), list(_there_already(by_code, used)), []
    scales = known_scales(used.scales)
    for code, held in by_code.items():
        grades = [g for row in held for g in (row.auditor_grade, row.moderated_grade) if g]
        scale = fitting(scales, grades) if grades else None
        if grades and scale is None:
            problems += _unknown_grades(held, used, scales)
        first = held[0]
        whose = "" if folded(first.authority) == own else first.authority
        title = " ".join((first.authority or "Past audits", first.round))
        planned.append(PlannedRound(code, title[:120], whose, first.period, scale, tuple(held)))
    return planned, problems


def _there_already(by_code: Mapping[str, list[PastRow]], used: PastMap) -> Iterable[Problem]:
    """Rounds of these codes that stand: imported before, or made here."""
    column = used.columns.get("round", "round")
    for known in Round.objects.filter(code__in=by_code).prefetch_related("past_imports"):
        row = by_code[known.code][0]
        came = next((each for each in known.past_imports.all() if each.state == USED), None)
        what = (
            f"was imported before, from {came.file} ({came.ref}). Take that file back first."
            if came
            else f"has the code of a round made here, {known.code}. Name it otherwise."
        )
        yield Problem(row.row, column, row.round, what)


def _unknown_grades(
    rows: Iterable[PastRow], used: PastMap, scales: Sequence[Scale]
) -> Iterable[Problem]:
    """The grades that the scale with most of them has not."""
    cells = [
        (row, name, grade)
        for row in rows
        for name in ("auditor_grade", "moderated_grade")
        if (grade := getattr(row, name))
    ]
    nearest = max(scales, key=lambda scale: sum(bool(grade_key(scale, g)) for *_, g in cells))
    steps = ", ".join(step["label"] for step in nearest["steps"])
    for row, name, grade in cells:
        if not grade_key(nearest, grade):
            what = f"is no grade of this round's scale: {steps}. Correct it, or give a scale in the map."
            yield Problem(row.row, used.columns.get(name, name), grade, what)


def _sections(
    rows: Sequence[SectionRow], used: PastMap
) -> tuple[list[PlannedRound], list[Problem]]:
    """The rows by the round of their audits, each with the audit and the grade's key."""
    there = _audits_of(rows)
    by_round: dict[int, list[tuple[SectionRow, Audit]]] = {}
    problems: list[Problem] = []
    number, grade = used.columns.get("number", "number"), used.columns.get("grade", "grade")
    for row in rows:
        audit = there.get((folded(row.authority), folded(row.number)))
        if audit is None:
            what = "is no imported audit, or one of several authorities. Import the file of audits first, or say whose it is."
            problems.append(Problem(row.row, number, row.number, what))
        else:
            by_round.setdefault(audit.round_id, []).append((row, audit))
    planned = []
    for held in by_round.values():
        round = held[0][1].round
        if any(each.kind == SECTIONS and each.state == USED for each in round.past_imports.all()):
            what = f"belongs to {round.title}, whose sections were imported before."
            problems.append(Problem(held[0][0].row, number, held[0][0].number, what))
            continue
        scale = _scale_for(round, held, used)
        if scale is None:
            steps = "None of the known scales has every grade of this round's sections"
            problems += [
                Problem(row.row, grade, row.grade, f"{steps}. Give a scale in the map.")
                for row, _ in held[:1]
            ]
            continue
        titles = {section_key(row.section): row.section for row, _ in held}
        graded = tuple((row, audit, grade_key(scale, row.grade)) for row, audit in held)
        period = (round.period_from, round.period_to)
        planned.append(
            PlannedRound(
                round.code, round.title, round.authority, period, scale, (), titles, graded, round
            )
        )
    return planned, problems


def _scale_for(
    round: Round, held: Iterable[tuple[SectionRow, Audit]], used: PastMap
) -> Scale | None:
    """The round's own scale where its overall grades have one, else the first that has every grade."""
    scale = round.tool_version.body.get("scale")
    scales = [scale] if scale else known_scales(used.scales)
    return fitting(scales, {row.grade for row, _ in held})


def _audits_of(rows: Sequence[SectionRow]) -> dict[tuple[str, str], Audit]:
    """The imported audits that the rows name; a row without an authority finds any that has its number."""
    numbers = {folded(row.number): row.number for row in rows}
    named = {folded(row.authority) for row in rows}
    if named == {""}:
        others = Round.objects.filter(way=Round.Way.IMPORTED).values_list("authority", flat=True)
        named |= {*others.order_by().distinct(), authority().name}
    keys = {key_of(name, number): folded(number) for name in named for number in numbers.values()}
    found = PastAudit.objects.filter(
        key__in=list(keys), audit__round_case__removed_at=None, source__state=USED
    ).select_related("audit__round__tool_version")
    found = found.prefetch_related("audit__round__past_imports")
    whose = {key_of(name, number): folded(name) for name in named for number in numbers.values()}
    there: dict[tuple[str, str], Audit] = {}
    several: set[str] = set()
    for each in found:
        number = keys[each.key]
        several |= {number} & {known for _, known in there}
        there[whose[each.key], number] = each.audit
        there.setdefault(("", number), each.audit)
    # A number that several authorities have is nobody's where the file does not say whose.
    return {key: audit for key, audit in there.items() if key[0] or key[1] not in several}


def past_imports(person: Person) -> QuerySet[PastImport]:
    """Every file of past audits that is not deleted, newest first, for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return PastImport.objects.none()
    found = PastImport.objects.exclude(state=PastImport.State.DROPPED)
    return found.prefetch_related("rounds")


def visible_past_import(person: Person, ref: str) -> PastImport | None:
    if not person.may(Permission.ROUND_RUN):
        return None
    return PastImport.objects.select_related("reading").filter(ref=ref).first()


def past_import_by_ref(by: Actor, ref: str) -> PastImport | None:
    require(by, Permission.ROUND_RUN)
    return PastImport.objects.filter(ref=ref.strip().upper()).first()


def past_reading(held: PastImport) -> ExportRead | None:
    """What was read of a file; None once somebody has decided."""
    if held.reading is None or not held.reading.body:
        return None
    read: ExportRead = from_json(ExportRead, json.loads(held.reading.body))
    return read


def past_percents(by: Actor) -> QuerySet[PastPercent]:
    """Percentages of old reports, in the order of their files."""
    require(by, Permission.FIGURES_SEE)
    return PastPercent.objects.select_related("source").filter(source__state=USED)


def past_audit(audit: Audit) -> PastAudit | None:
    """What the file said of an imported audit."""
    return PastAudit.objects.select_related("source").filter(audit=audit).first()


def plan_json(plan: PastPlan) -> dict[str, Any]:
    """What a file makes, as the command line gives it."""
    return {
        "kind": plan.kind,
        "map": plan.map.name,
        "rows_read": plan.rows,
        "makes": plan.makes,
        "rounds": [
            {
                "code": each.code, "title": each.title, "la": each.authority or authority().name,
                "period": [day.isoformat() for day in each.period],
                "scale": each.scale["key"] if each.scale else None, "audits": len(each.rows),
                "auditor_grades": each.counted("auditor"),
                "moderated_grades": each.counted("moderated"), "moderated": each.moderated,
                "section_grades": len(each.graded),
            }
            for each in plan.rounds
        ],
        "problems": [vars(each) for each in plan.problems],
        "columns_left_out": list(plan.left_out),
        "columns_not_in_the_map": list(plan.unused),
    }  # fmt: skip
