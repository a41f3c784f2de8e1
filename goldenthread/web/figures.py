"""Insights: grades, moderation, domains and coverage, each number with the audits behind it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goldenthread.figures import queries
from goldenthread.figures.queries import Covered, Number
from goldenthread.journal.changes import today
from goldenthread.method.agreement import moved
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.web.connections import connections as connections  # noqa: PLC0414 - a page of this room
from goldenthread.web.connections import sheet_of_connections
from goldenthread.web.consistency import consistency as consistency  # noqa: PLC0414 - a page of this room
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.figure_actions import actions as actions  # noqa: PLC0414 - a page of this room
from goldenthread.web.figure_actions import sheet_of_actions, sheet_of_weeks
from goldenthread.web.figure_panels import (
    FilterForm,
    beside_figures,
    breaks_said,
    care,
    grade_sheet,
    headline,
    panels,
    query_of,
    titles_of,
    traced,
)
from goldenthread.web.groups import groups as groups  # noqa: PLC0414 - a page of this room
from goldenthread.web.groups import sheet_of_groups
from goldenthread.web.guards import Person, allowed, found
from goldenthread.web.heat import heat as heat  # noqa: PLC0414 - a page of this room
from goldenthread.web.heat import sheet_of_heat
from goldenthread.web.ledger import ledger as ledger  # noqa: PLC0414 - pages of this room's table
from goldenthread.web.ledger import ledger_list as ledger_list  # noqa: PLC0414
from goldenthread.web.over_time import over_time as over_time  # noqa: PLC0414 - a page of this room
from goldenthread.web.over_time import sheet_over_time
from goldenthread.web.put_in_report import put_in_report as put_in_report  # noqa: PLC0414 - a page of this room
from goldenthread.web.reaudit import reaudit as reaudit  # noqa: PLC0414 - a page of this room
from goldenthread.web.timely import ages as ages  # noqa: PLC0414 - pages of this room
from goldenthread.web.timely import sheet_of_ages, sheet_of_timeliness
from goldenthread.web.timely import timeliness as timeliness  # noqa: PLC0414
from goldenthread.web.trace import trace as trace  # noqa: PLC0414 - a page of this room
from goldenthread.writers import palette
from goldenthread.writers.excel import Cell, Sheet, workbook

GROUPINGS = ("case_type", "round", "team")


def _reader(request: HttpRequest) -> Person:
    return allowed(request, Permission.FIGURES_SEE)


def insights(request: HttpRequest) -> HttpResponse:
    _reader(request)
    return redirect("figures:grades")


def grades(request: HttpRequest) -> HttpResponse:
    """Overall grades by case type, round or team, as the filter says."""
    return _grades_page(request, "figures/grades.html", _grouping(request))


def _grouping(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPINGS else "case_type"


def domains(request: HttpRequest) -> HttpResponse:
    """Grades of each domain; not applicable is left out."""
    return _grades_page(request, "figures/domains.html", "domain")


def _grades_page(request: HttpRequest, template: str, by: str) -> HttpResponse:
    person, words = _reader(request), vocabulary()
    form = FilterForm(request.GET, person, words)
    stage, where = form.stage_asked, form.where
    rows, total = queries.grades_and_total(person, by, stage=stage, where=where)
    titles = titles_of(by, {row.group[by] for row in rows}, person, words)
    weighted = None
    if set(where) == {"round"}:
        weighted = queries.weighted(person, total, where["round"], stage)
    context = {
        "filter": form,
        "weighted": weighted,
        "by": by,
        "headline": headline(total, stage, words, where),
        "counted": _counted(person, stage, where),
        "panels": panels(rows, by, titles, words, stage=stage, where=where),
        "care": care(total, rows, weighted),
        "moderated": _moderated_of(person, form),
        "excel": query_of(request, table=by),
        "beside": beside_figures(person, where),
        "may_import": person.may(Permission.ROUND_RUN),
    }
    return render(request, template, context)


def _counted(person: Person, stage: str, where: dict[str, str]) -> str:
    """What the audits are of, where not all are of children's cases."""
    number = Number("grades", stage, where)
    return queries.counted_in_words(queries.counted_subjects(person, number))


def _moderated_of(person: Person, form: FilterForm) -> str:
    """How far the round was moderated, which stands beside every figure of one round."""
    code = form.asked("round")
    if not code:
        return ""
    return queries.moderation(person, queries.round_by_code(person, code)).text


def _round(request: HttpRequest, person: Person) -> Any:
    """The round that the address names, or else the newest with an audit handed in."""
    code = request.GET.get("round", "")
    if not code:
        return queries.newest_round(person)
    return found(queries.counted_rounds(person).filter(code=code).first())


def moderation(request: HttpRequest) -> HttpResponse:
    """A round's overall grades before and after moderation, audit by audit."""
    person, words = _reader(request), vocabulary()
    round = _round(request, person)
    held = queries.moderation(person, round) if round else None
    steps = _steps(held.scale, words) if held and held.scale else ()
    context = {
        "round": round,
        "rounds": queries.counted_rounds(person).values("code", "title"),
        "held": held,
        "steps": steps,
        "bars": _before_after(held) if held else [],
        "matrix": _matrix(held, steps, _link(round)) if held else [],
        "excel": f"?table=moderation&round={round.code}" if round else "",
        "may_compare": person.may(Permission.CONSISTENCY_SEE),
        "moved": moved(held.matrix) if held and held.n and "method" in request.GET else None,
    }
    return render(request, "figures/moderation.html", context)


def _steps(scale: Any, words: Vocabulary) -> tuple[palette.GradeStep, ...]:
    return palette.scale([(key, words("grade", key)) for key in scale.keys])


def _before_after(held: Any) -> list[dict[str, Any]]:
    keys = held.scale.keys if held.scale else ()
    return [
        {"label": label, "n": held.n, "counts": {key: count(key) for key in keys}}
        for label, count in (("Auditor's grade", held.before), ("Moderator's grade", held.after))
    ]


def _link(round: Any) -> Callable[[int, str, str], Any]:
    """A count of the matrix with what it counts."""

    def cell(count: int, before: str, after: str) -> Any:
        asked = {"before": before, "grade": after or None}
        return traced(count, "moderation", round=round.code, **asked)

    return cell


def _matrix(held: Any, steps: Any, cell: Callable[[int, str, str], Any]) -> list[list[Any]]:
    """A row for each grade before, a column for each after."""
    return [
        [row.label, *(cell(held.pairs.get((row.key, to.key), 0), row.key, to.key) for to in steps),
         cell(held.before(row.key), row.key, "")]
        for row in steps
    ]  # fmt: skip


VIEWS = {"child": "The child", "parent": "Parents", "carer": "Carers"}


def voices(request: HttpRequest) -> HttpResponse:
    """Child's voice in the record, and what families told the audit: two figures, never one."""
    person, words = _reader(request), vocabulary()
    round = _round(request, person)
    asked = queries.heard(person, round) if round else []
    views = queries.views_found(person, round) if round else {}
    context = {
        "round": round,
        "rounds": queries.counted_rounds(person).values("code", "title"),
        "held": queries.voices(person, round) if round else None,
        "sources": [
            [words("source", h.source), *_came_of(round, h)]
            for h in asked if h.source in ("child", "parent_carer")
        ],
        "views": [
            [VIEWS[view], *(_voice(round, n, of, view=view) for of, n in found.items())]
            for view, found in views.items()
        ],
    }  # fmt: skip
    return render(request, "figures/voices.html", context)


def _came_of(round: Any, heard: Any) -> list[Any]:
    """What came of asking one source, each number with what it counts."""
    stages = ("part", "obtained", "declined", "unsuitable", "sought", "unsaid")
    return [_voice(round, getattr(heard, of), of, source=heard.source) for of in stages]


def _voice(round: Any, count: int, of: str, **asked: str) -> Any:
    return traced(count, "voices", round=round.code, of=of, **asked)


def coverage(request: HttpRequest) -> HttpResponse:
    """How much of the open work a round looked at; practitioners are counted, never named."""
    person, words = _reader(request), vocabulary()
    round = _round(request, person)
    held = queries.round_coverage(person, round) if round else None

    def rows(kind: str, covered: tuple[Covered, ...]) -> list[list[Any]]:
        columns = 5 if held and held.total.beside else 4
        return [_covered(round, kind, each, words)[:columns] for each in covered]

    context = {
        "round": round,
        "rounds": queries.counted_rounds(person).values("code", "title"),
        "held": held,
        "counted": _audited(person, round) if round else "",
        "has_beside": bool(held and held.total.beside),
        "by_case_type": rows("case_type", held.by_case_type) if held else [],
        "by_team": rows("team", held.by_team) if held else [],
        "excel": f"?table=coverage&round={round.code}" if round else "",
    }
    return render(request, "figures/coverage.html", context)


def _audited(person: Person, round: Any) -> str:
    number = Number("audited", "auditor", {"round": round.code})
    return queries.counted_in_words(queries.counted_subjects(person, number))


def _covered(round: Any, kind: str, each: Covered, words: Vocabulary) -> list[Any]:
    """Label, audited, open, share; then those audited that are not among the open cases."""
    label = words("case_type", each.code or "unknown") if kind == "case_type" else each.code

    def counted(of: str, count: int | str) -> Any:
        return traced(count, "coverage", round=round.code, of=of, **{kind: each.code})

    opened = "not known" if each.open is None else counted("open", each.open)
    share = counted("share", each.share.text) if each.share else "not known"
    beside = counted("beside", each.beside)
    return [label or "Not known", counted("share", each.audited), opened, share, beside]


def workbook_of_figures(request: HttpRequest) -> HttpResponse:
    """The table of a page as an Excel workbook: counts and shares, no references of audits."""
    person = _reader(request)
    sheet = _sheet(request, person, request.GET.get("table", ""))
    book = workbook([sheet], title=sheet.title, organisation=authority().name, dated=today())
    return file_to_keep(book, f"{sheet.title.lower().replace(' ', '-')}-{today():%Y-%m-%d}.xlsx")


# The tables of pages that have a filter of their own; None where there is nothing to show.
SHEETS: dict[str, Callable[[QueryDict, Person], Sheet | None]] = {
    "connections": sheet_of_connections, "groups": sheet_of_groups, "over_time": sheet_over_time,
    "timeliness": sheet_of_timeliness, "ages": sheet_of_ages,
    "heat": sheet_of_heat, "actions_by_week": sheet_of_weeks,
}  # fmt: skip


def _sheet(request: HttpRequest, person: Person, table: str) -> Sheet:
    if table == "moderation":
        return _moderation_sheet(person, found(_round(request, person)))
    if table == "actions":
        return sheet_of_actions(request, person)
    if table in SHEETS:
        return found(SHEETS[table](request.GET, person))
    if table == "coverage":
        return _coverage_sheet(person, found(_round(request, person)))
    words = vocabulary()
    form = FilterForm(request.GET, person, words)
    by = table if table in (*GROUPINGS, "domain") else "case_type"
    rows = queries.grades(
        person, (by,), stage=form.stage_asked, where=form.where, with_audits=False
    )
    said = (
        f"{words('stage', form.stage_asked)}. Filter: {form.where or 'none'}.",
        _moderated_of(person, form),
        _counted(person, form.stage_asked, form.where),
        *breaks_said(rows),
    )
    note = " ".join(each for each in said if each)
    titles = titles_of(by, {row.group[by] for row in rows}, person, words)
    return grade_sheet("Grades", rows, by, titles, note)


def _moderation_sheet(person: Person, round: Any) -> Sheet:
    held, words = queries.moderation(person, round), vocabulary()
    pairs: list[list[Cell]] = [
        [words("grade", before), words("grade", after), n]
        for (before, after), n in sorted(held.pairs.items())
    ]
    header = ("Auditor's grade", "Moderator's grade", "Audits")
    return Sheet("Moderation", header, pairs, f"{round.title}: {held.text}")


def _coverage_sheet(person: Person, round: Any) -> Sheet:
    held, words = queries.round_coverage(person, round), vocabulary()
    rows: list[list[Cell]] = [
        ["Case type", words("case_type", each.code or "unknown"), *_three(each)]
        for each in held.by_case_type
    ]
    rows += [["Team", each.code or "Not known", *_three(each)] for each in held.by_team]
    rows.append(["Practitioners", "", *_three(held.practitioners)])
    header = ("By", "Group", "Audited", "Open", "Audited, not among the open cases")
    return Sheet("Coverage", header, rows, round.title)


def _three(each: Covered) -> tuple[int, int | None, int]:
    return each.audited, each.open, each.beside
