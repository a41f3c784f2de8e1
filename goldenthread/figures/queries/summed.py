"""Counts of grades over many rounds, summed in the database: a million judgements come as some dozens of rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.cases.models import CaseType
from goldenthread.figures.queries.basis import SELECTED
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    JOIN,
    described,
    narrowed,
    reach,
    whose,
)
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round, RoundCase, Selection
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL

Row = dict[str, Any]
SUM = """
WITH counted AS NOT MATERIALIZED ({audits})
SELECT {columns}, grade, is_framed, is_chosen, COUNT(*), MIN(round_id), MAX(round_id)
FROM counted JOIN audits_standing AS standing ON standing.audit_id = counted.id
WHERE grade <> %s AND {sections} AND {stage}
GROUP BY {columns}, grade, is_framed, is_chosen
"""
# Of every section each audit is met many times: its row is made once, and audits of one kind get one
# number, since grouping a million judgements by a number takes a third of what it takes by words.
SUM_OF_SECTIONS = """
WITH counted AS MATERIALIZED (
  SELECT *, DENSE_RANK() OVER (ORDER BY {kinds}) AS kind FROM ({audits}) AS found
)
SELECT {columns}, grade, is_framed, is_chosen, n, first, last FROM (
  SELECT kind, section, grade, COUNT(*) AS n, MIN(round_id) AS first, MAX(round_id) AS last
  FROM counted JOIN audits_standing AS standing ON standing.audit_id = counted.id
  WHERE grade <> %s AND {sections} AND {stage}
  GROUP BY kind, section, grade
) AS sums JOIN (SELECT DISTINCT kind, {kinds} FROM counted) AS kinds USING (kind)
"""
# By round its case types decide what may be inferred: they are gathered, and come with each grade.
SUM_OF_ROUNDS = """
WITH counted AS NOT MATERIALIZED ({audits})
SELECT round_id, version, is_chosen, grade, SUM(n)::bigint, ARRAY_AGG(case_type) FROM (
  SELECT round_id, version, is_chosen, case_type, grade, COUNT(*) AS n
  FROM counted JOIN audits_standing AS standing ON standing.audit_id = counted.id
  WHERE grade <> %s AND section = %s AND {stage}
  GROUP BY round_id, version, is_chosen, case_type, grade
) AS cells
GROUP BY round_id, version, is_chosen, grade
"""
AT = {
    "auditor": "stage = 'auditor'",
    "moderated": "stage = 'moderator'",
    "final": """state = 'closed' AND (stage = 'moderator' OR (stage = 'auditor' AND NOT EXISTS (
        SELECT 1 FROM audits_standing AS later WHERE later.audit_id = standing.audit_id
        AND later.section = standing.section AND later.stage = 'moderator')))""",
}


def summed(
    by: Actor, dimensions: Sequence[str], stage: str, where: Mapping[str, str],
    *, with_overall: bool = False,
) -> list[Row]:  # fmt: skip
    """Counts as `grades` gathers them, of each group a row for its first and its last round of each origin.

    More of the rounds are not told apart: of a number over several rounds it is only asked whether
    they were selected, and whether their cases were.
    """
    audits = _audits(by, dimensions, stage, where)
    try:
        sql, parameters = audits.query.sql_with_params()
    except EmptyResultSet:
        return []
    columns = ["version", *(_column(name) for name in dimensions)]
    sections, wanted = _sections(dimensions, where, with_overall)
    kinds = [name for name in columns if name != "section"] + ["is_framed", "is_chosen"]
    statement = (SUM_OF_SECTIONS if "domain" in dimensions else SUM).format(
        audits=sql, columns=", ".join(columns), kinds=", ".join(kinds), sections=sections,
        stage=AT[stage],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, NOT_APPLICABLE, *wanted])
        return [row for each in cursor.fetchall() for row in _first_and_last(dimensions, each)]


def summed_by_round(by: Actor, stage: str, where: Mapping[str, str]) -> list[Row]:
    """Counts of overall grades as `grades` gathers them: a row for each grade of a round, with the
    `case_types` that it was given in."""
    audits = _audits(by, ("round",), stage, where)
    try:
        sql, parameters = audits.query.sql_with_params()
    except EmptyResultSet:
        return []
    statement = SUM_OF_ROUNDS.format(audits=sql, stage=AT[stage])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, NOT_APPLICABLE, OVERALL])
        rows = cursor.fetchall()
    codes = dict(Round.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "code"))
    types = dict(CaseType.objects.values_list("pk", "code"))
    return [
        {
            "audit__round__code": codes[round], "audit__round": round, "audit__tool_version": version,
            "audit__round_case__came": _came(is_chosen), "grade": grade, "n": n,
            "case_types": [types.get(pk, "") for pk in given],
        }
        for round, version, is_chosen, grade, n, given in rows
    ]  # fmt: skip


def _came(is_chosen: bool) -> str:
    return (RoundCase.Came.SELECTED if is_chosen else RoundCase.Came.NAMED).value


def _audits(
    by: Actor, dimensions: Sequence[str], stage: str, where: Mapping[str, str]
) -> QuerySet[Audit, Any]:
    """The audits whose judgements count, each with what it is grouped by."""
    found = Audit.objects.filter(
        reach(by, ""),
        whose(dimensions, where, ""),
        state__in=HANDED_IN,
        round_case__removed_at=None,
    ).order_by()
    found = described(found, (*dimensions, *where), "")
    found = narrowed(found, {k: v for k, v in where.items() if k != "domain"}, "")
    framed = Q(round__in=Selection.objects.filter(round__way=Round.Way.SELECTED).values("round"))
    if stage == "moderated":
        waiting = Exists(not_moderated().filter(round=OuterRef("pk")))
        framed &= ~Q(round__in=Round.objects.filter(waiting).order_by().values("pk"))
    return found.values(
        "id", "round_id", "state", version=F("tool_version"), case_type=F("header__case_type"),
        is_framed=ExpressionWrapper(framed, BooleanField()),
        is_chosen=ExpressionWrapper(Q(round_case__came__in=SELECTED), BooleanField()),
        **{_column(name): F(_path(name)) for name in dimensions if name != "domain"},
    )  # fmt: skip


def not_moderated() -> QuerySet[Audit]:
    """Audits handed in that nobody has moderated."""
    return Audit.objects.filter(
        round_case__removed_at=None,
        round_case__second_of=None,
        state__in=HANDED_IN,
        moderated_at=None,
    ).order_by()


def _path(name: str) -> str:
    return DIMENSIONS[name].removeprefix("audit__")


def _column(name: str) -> str:
    return "section" if name == "domain" else f"by_{name}"


def _sections(
    dimensions: Sequence[str], where: Mapping[str, str], with_overall: bool
) -> tuple[str, list[Any]]:
    if "domain" in where:
        return "section <> %s AND section = ANY(%s)", [OVERALL, where["domain"].split(JOIN)]
    if "domain" not in dimensions:
        return "section = %s", [OVERALL]
    return ("TRUE", []) if with_overall else ("section <> %s", [OVERALL])


def _first_and_last(dimensions: Sequence[str], row: Sequence[Any]) -> Iterator[Row]:
    version, *values = row[: 1 + len(dimensions)]
    grade, _, is_chosen, n, first, last = row[1 + len(dimensions) :]
    group = {DIMENSIONS[name]: value for name, value in zip(dimensions, values, strict=True)}
    for round, count in ((first, n), *([(last, 0)] if last != first else [])):
        yield {
            "audit__header__case_type__code": "", "audit__round_case__came": _came(is_chosen), **group,
            "audit__tool_version": version, "audit__round": round, "grade": grade, "n": count,
        }  # fmt: skip
