"""Which judgements count, at which stage, for whom: what every figure of grades is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries import HANDED_IN, in_teams, not_blind
from goldenthread.figures.queries.one_of import OneOf
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.queries import authority, managed_team_ids
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form import NOT_APPLICABLE, Scale, form_from
from goldenthread.tools.models import ToolVersion

# dimension -> where it stands, from a judgement. A named practitioner is never one.
DIMENSIONS: dict[str, str] = {
    "round": "audit__round__code",
    "case_type": "audit__header__case_type__code",
    "team": "audit__header__team__name",
    "domain": "section",
    "came": "audit__round_case__came",
    "la": "audit__round__authority",
    "audit_type": "audit__past__audit_type",
    "service": "service_of",
    "auditor_kind": "auditor_kind_of",
    "month": "month_of",
}
# Filtered by and never grouped by: an audit may have several.
FLAG = "flag"
FILTERS = (*DIMENSIONS, FLAG)
# Of these an empty text says no more than a missing row does.
TEXTS = ("la", "audit_type", "service", "auditor_kind")
# Codes of these hold no "+": one number, or one row of a public table, may be of several of them.
JOIN, JOINED = "+", ("case_type", "domain", "round")
# Names of these may hold any sign that somebody can type: a row of several has one between that nobody can.
AND, NAMED = "\x1f", ("team", "service")
STAGES = ("auditor", "moderated", "final")
PEOPLE = ("practitioner", "worker", "social_worker", "auditor", "moderator", "person", "manager")


@dataclass(eq=False)
class UnknownDimension(Exception):
    """Figures cannot be grouped or filtered by this."""

    name: str

    def __str__(self) -> str:
        known = ", ".join(DIMENSIONS)
        if self.name in PEOPLE:
            return f"Figures are never made by a named person ({self.name}). Use one of: {known}."
        return f"There are no figures by {self.name!r}. Use one of: {known}."


@dataclass(eq=False)
class UnknownStage(Exception):
    """A stage at which no grade stands."""

    name: str

    def __str__(self) -> str:
        return f"There is no stage {self.name!r}. Use one of: {', '.join(STAGES)}."


def check(dimensions: Sequence[str], where: Mapping[str, str], stage: str = "auditor") -> None:
    """Raises UnknownDimension or UnknownStage."""
    for name in (*dimensions, *(each for each in where if each != FLAG)):
        if name not in DIMENSIONS:
            raise UnknownDimension(name)
    if stage not in STAGES:
        raise UnknownStage(stage)


def sees_everything(by: Actor) -> bool:
    """Whether the actor's figures are the whole authority's; a service manager's are their teams'."""
    require(by, Permission.FIGURES_SEE)
    if not isinstance(by, Person):
        return True
    return any(
        Permission.FIGURES_SEE in held.meaning.permissions
        and held.role != Role.SERVICE_MANAGER.code
        for held in by.held
    )


def reach(by: Actor, prefix: str = "audit__") -> Q:
    """The audits whose figures this actor may see; `prefix` leads from the row to its audit.

    A case counts once: a second audit is left out of every figure, and counted apart.
    """
    return reach_twice(by, prefix) & Q(**{f"{prefix}round_case__second_of": None})


def reach_twice(by: Actor, prefix: str = "audit__") -> Q:
    """The same with second audits."""
    # A training audit is in no figure, whoever asks.
    known = open_to(by, f"{prefix}round") & Q(**{f"{prefix}round__is_training": False})
    known &= not_blind(by, prefix)
    if sees_everything(by) or not isinstance(by, Person):
        return known
    return known & in_teams(managed_team_ids(by), f"{prefix}header__team_id")


def standing(
    by: Actor, stage: str, where: Mapping[str, str] | None = None, dimensions: Sequence[str] = ()
) -> QuerySet[Standing]:
    """The judgements that stand at a stage, of audits handed in whose case is still in its round.

    `moderated`: the moderator's alone. `final`: the moderator's where there is one, else the
    auditor's, of closed audits. Not applicable is no grade. Overall grades, unless `where` names
    a domain. What `dimensions` group by stands beside each.
    """
    where = where or {}
    found = Standing.objects.filter(
        reach(by), whose(dimensions, where), audit__state__in=HANDED_IN,
        audit__round_case__removed_at=None,
    ).exclude(grade=NOT_APPLICABLE)  # fmt: skip
    return narrowed(described(found, (*dimensions, *where)), where).filter(_at(stage))


def graded_in(section: str, stage: str) -> QuerySet[Standing]:
    """Every grade of a section that stands at a stage, whoever may see it: to be joined to audits that
    were looked up by who asks."""
    found = Standing.objects.filter(section=section).exclude(grade=NOT_APPLICABLE)
    return found.filter(_at(stage)).order_by()


# Joined, not looked up row by row: of a million judgements that takes a fifth of the time.
BESIDE = """
SELECT one.of, one.who, one.grade, other.grade, COUNT(*)
FROM ({one}) AS one JOIN ({other}) AS other USING (audit)
GROUP BY 1, 2, 3, 4
"""


def beside(
    one: QuerySet[Standing, Any], other: QuerySet[Standing, Any]
) -> list[tuple[int, int | None, str, str, int]]:
    """Two grades of the same audits: version, auditor, the one grade, the other, and how many have both.

    `one` has the values audit, grade, of (the version) and who (the auditor); `other` audit and grade.
    """
    try:
        (sql, of_one), (other_sql, of_other) = (q.query.sql_with_params() for q in (one, other))
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BESIDE.format(one=sql, other=other_sql), [*of_one, *of_other])
        return list(cursor.fetchall())


def whose(dimensions: Sequence[str], where: Mapping[str, str], prefix: str = "audit__") -> Q:
    """Our own audits, unless the authority or the round is asked for: another authority's, brought in to
    be looked at, are never added to ours."""
    if {"la", "round"} & {*dimensions, *where}:
        return Q()
    return Q(**{f"{prefix}round__authority": ""})


def described(
    found: QuerySet[Any, Any], names: Iterable[str], prefix: str = "audit__"
) -> QuerySet[Any, Any]:
    """The rows with the service and the kind of auditor of their audits, where these are asked for.

    A service stands above the team; of a past audit it is what its file said. The month is that in which
    an audit was handed in, as 2026-05.
    """
    if "service" in names:
        service = ("past__service", "header__team__parent__name", "header__team__name")
        found = found.annotate(
            service_of=Coalesce(*(F(f"{prefix}{path}") for path in service), Value(""))
        )
    if "auditor_kind" in names:
        external = RoleHeld.objects.filter(
            person=OuterRef(f"{prefix}auditor"), role=Role.EXTERNAL_AUDITOR.code
        )
        found = found.annotate(
            auditor_kind_of=Case(
                When(**{f"{prefix}past__isnull": False}, then=F(f"{prefix}past__auditor_kind")),
                When(**{f"{prefix}auditor__isnull": True}, then=Value("")),
                When(Exists(external), then=Value("external")),
                default=Value("internal"),
            )
        )
    if "month" in names:
        month = TruncMonth(f"{prefix}submitted_at")
        found = found.annotate(
            month_of=Func(month, Value("YYYY-MM"), function="to_char", output_field=CharField())
        )
    return found


def narrowed(
    found: QuerySet[Any, Any], where: Mapping[str, str], prefix: str = "audit__"
) -> QuerySet[Any, Any]:
    """Those of the rows (`described` by the same names) whose audits have these values."""
    for name, value in where.items():
        if name == FLAG:
            found = found.filter(**{f"{prefix}header__flags__contains": [value]})
        else:
            path = DIMENSIONS[name]
            path = f"{prefix}{path.removeprefix('audit__')}" if "__" in path else path
            found = found.filter(having(path, name, value))
    return found


def having(path: str, name: str, value: str) -> Q:
    """Rows with this value of a dimension; of a combined row, as `cin+cp`, with any of its values.

    An empty value is what is not known.
    """
    values = several(name, value)
    if name == "la" and value.casefold() == authority().name.casefold():
        values.append("")
    known = [each for each in values if each]
    found = Q(**{f"{path}__{OneOf.lookup_name}": known})
    if "" in values:
        found |= Q(**{f"{path}__isnull": True})
        found |= Q(**{path: ""}) if name in TEXTS else Q()
    return found


def several(name: str, value: str) -> list[str]:
    """The values that one row of a table stands for.

    >>> several("case_type", "cin+cp"), several("team", "North + East"), several("came", "a+b")
    (['cin', 'cp'], ['North + East'], ['a+b'])
    """
    sign = JOIN if name in JOINED else AND if name in NAMED else None
    return value.split(sign) if sign else [value]


def _at(stage: str) -> Q:
    if stage == "auditor":
        return Q(stage=Stage.AUDITOR)
    if stage == "moderated":
        return Q(stage=Stage.MODERATOR)
    moderated = Standing.objects.filter(
        audit=OuterRef("audit"), section=OuterRef("section"), stage=Stage.MODERATOR
    )
    stands = Q(stage=Stage.MODERATOR) | (Q(stage=Stage.AUDITOR) & ~Q(Exists(moderated)))
    return Q(audit__state=Audit.State.CLOSED) & stands


def scales_of(versions: Iterable[int]) -> dict[int, Scale]:
    """The scale of each of these versions of tools that grades, by the version's key."""
    return scales_in(ToolVersion.objects.filter(pk__in=list(versions)).order_by("pk"))


def scales_in(versions: Iterable[ToolVersion]) -> dict[int, Scale]:
    """The same of versions at hand."""
    scales = {version.pk: form_from(version.body).scale for version in versions}
    return {version: scale for version, scale in scales.items() if scale is not None}
