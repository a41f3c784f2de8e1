"""The loop-closure ledger: of what had to get better, how much led to something that helped.

One chain of counts, each a part of the one before: a finding (an area for improvement), answered by an
action, that was done, that somebody other than its owner verified, that made a difference, whose case was
audited again afterwards, and found better. What drops out at a stage is listed, never lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.audits.models import Audit, Finding
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import check, described, narrowed, reach
from goldenthread.people import kept
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.programme.models import Round
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import form

STAGES = ("findings", "actions", "done", "verified", "difference", "reaudited", "better")
# More findings than this are counted once in a while: it takes as long as the rest of the page.
MANY = 2_500


@dataclass(frozen=True)
class Ledger:
    """How many findings got as far as each stage, by its name."""

    counts: Mapping[str, int]

    @property
    def dropped(self) -> dict[str, int]:
        """How many got as far as the stage before and no further."""
        return {to: self.counts[at] - self.counts[to] for at, to in pairwise(STAGES)}


def ledger(by: Actor, where: Mapping[str, str] | None = None) -> Ledger:
    """The chain of the audits handed in that figures count; `where` as for grades.

    Raises UnknownDimension.
    """
    asked = where or {}
    who = kept.as_they_are(by) if isinstance(by, Person) else (by.actor_label,)

    def counted() -> Ledger:
        rows = _run(by, asked, "SELECT level, count(*) FROM stood GROUP BY level")
        at = dict(rows)
        return Ledger(
            {s: sum(n for k, n in at.items() if k >= place) for place, s in enumerate(STAGES)}
        )

    return kept.for_a_while(
        (*who, "ledger", tuple(sorted(asked.items()))), counted,
        lambda found: found.counts["findings"] > MANY,
    )  # fmt: skip


def findings_at(
    by: Actor, stage: str, *, dropped: bool, where: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """Key and reference of the findings that a number of the chain counts, the newest first.

    `dropped`: those that got as far as the stage before and no further.
    """
    place = STAGES.index(stage)
    between = [place - 1, place - 1] if dropped else [place, len(STAGES)]
    select = "SELECT id, ref FROM stood WHERE level BETWEEN %s AND %s ORDER BY id DESC"
    return _run(by, where or {}, select, between)


def dropped_refs(by: Actor, where: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """By stage, the references of the findings that dropped out there."""
    found: dict[str, list[str]] = {stage: [] for stage in STAGES[1:]}
    rows = _run(by, where or {}, "SELECT level, ref FROM stood WHERE level < 6 ORDER BY id")
    for level, ref in rows:
        found[STAGES[level + 1]].append(ref)
    return found


# An action answers the findings it names; one that names none answers its section's findings.
# `graded`: each grade's place on the scale of a version, and a number for the scale as it is.
STOOD = """
WITH of_findings AS ({findings}), of_audits AS ({audits}),
graded AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::int[])
  g(version, grade, place, scale)),
acts AS (
  SELECT x.id, x.audit_id, x.section, x.ended_at,
    CASE WHEN x.state = 'closed' AND x.difference IN ('yes', 'partly') THEN 4
      WHEN x.state = 'closed' THEN 3 WHEN x.state = 'done' THEN 2 ELSE 1 END AS level
  FROM actions_action x WHERE x.state IN ('open', 'done', 'closed', 'not_done')
),
by_finding AS (
  SELECT n.finding_id, max(a.level) AS level, min(a.ended_at) FILTER (WHERE a.level = 4) AS helped_at
  FROM actions_actionfinding n JOIN acts a ON a.id = n.action_id GROUP BY n.finding_id
),
by_section AS (
  SELECT a.audit_id, a.section, max(a.level) AS level,
    min(a.ended_at) FILTER (WHERE a.level = 4) AS helped_at
  FROM acts a WHERE a.audit_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM actions_actionfinding n WHERE n.action_id = a.id)
  GROUP BY a.audit_id, a.section
),
answered AS (
  SELECT f.id, f.ref, f.audit_id, greatest(n.level, s.level, 0) AS level,
    least(n.helped_at, s.helped_at) AS helped_at
  FROM of_findings f LEFT JOIN by_finding n ON n.finding_id = f.id
  LEFT JOIN by_section s ON s.audit_id = f.audit_id AND s.section = f.section
),
stood AS (
  SELECT t.id, t.ref, CASE WHEN t.level < 4 THEN t.level ELSE coalesce((
    SELECT 5 + (was.scale = now_is.scale AND now_is.place > was.place)::int
    FROM of_audits a JOIN of_audits b ON b.subject_id = a.subject_id AND b.round_id <> a.round_id
      AND b.submitted_at > t.helped_at
    LEFT JOIN graded was ON was.version = a.tool_version_id AND was.grade = {grade_of_a}
    LEFT JOIN graded now_is ON now_is.version = b.tool_version_id AND now_is.grade = {grade_of_b}
    WHERE a.id = t.audit_id ORDER BY b.submitted_at DESC, b.id DESC LIMIT 1
  ), 4) END AS level
  FROM answered t
)
"""
GRADE = (
    "(SELECT s.grade FROM audits_standing s WHERE s.audit_id = {0}.id AND s.section = 'overall' "
    "ORDER BY (s.stage = 'moderator') DESC LIMIT 1)"
)


def _run(
    by: Actor, where: Mapping[str, str], select: str, values: Iterable[Any] = ()
) -> list[tuple[Any, Any]]:
    findings, audits = _findings(by, where), _audits(by)
    try:
        (one, of_one), (two, of_two) = (q.query.sql_with_params() for q in (findings, audits))
    except EmptyResultSet:
        return []
    statement = STOOD.format(
        findings=one, audits=two, grade_of_a=GRADE.format("a"), grade_of_b=GRADE.format("b")
    )
    parameters = [*of_one, *of_two, *_places(), *values]
    with connection.cursor() as cursor:
        cursor.execute(statement + select, parameters)
        return list(cursor.fetchall())


def _findings(by: Actor, where: Mapping[str, str]) -> QuerySet[Finding, Any]:
    check((), where)
    found = Finding.objects.filter(
        reach(by), kind=Finding.Kind.IMPROVEMENT, removed_at=None, audit__state__in=HANDED_IN,
        audit__round_case__removed_at=None,
    )  # fmt: skip
    found = narrowed(described(found, where), where)
    return found.order_by().values("id", "ref", "audit_id", "section")


def _audits(by: Actor) -> QuerySet[Audit, Any]:
    found = Audit.objects.filter(
        reach(by, ""), state__in=HANDED_IN, round_case__removed_at=None
    ).order_by()
    return found.values("id", "subject_id", "round_id", "tool_version_id", "submitted_at")


def _places() -> tuple[list[int], list[str], list[int], list[int]]:
    """Version, grade, its place from the worst, and a number for its scale, of every graded version."""
    used = Round.objects.filter(tool_version=OuterRef("pk"), is_training=False)
    versions = ToolVersion.objects.filter(Exists(used)).order_by("pk").values_list("pk", "sha256")
    columns: tuple[list[int], list[str], list[int], list[int]] = ([], [], [], [])
    scales: dict[tuple[str, ...], int] = {}
    for version, keys in [(pk, _scale(pk, sha256)) for pk, sha256 in versions]:
        for place, key in enumerate(keys):
            number = scales.setdefault(keys, len(scales))
            for column, value in zip(columns, (version, key, place, number), strict=True):
                column.append(value)  # type: ignore[attr-defined]
    return columns


@lru_cache(maxsize=200)
def _scale(version: int, sha256: str) -> tuple[str, ...]:
    """The grades of a version from the worst to the best: what is published never changes."""
    scale = form(ToolVersion.objects.get(pk=version, sha256=sha256)).scale
    return tuple(scale.keys) if scale else ()
