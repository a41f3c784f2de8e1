"""How many audits, families and moderated audits there are by any dimension but a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import NullIf

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    FLAG,
    UnknownDimension,
    check,
    described,
    narrowed,
    reach,
    whose,
)
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary

# They say how many: nothing is inferred from them about cases that were not audited.
ONLY_THESE = Basis("purposive")


@dataclass(frozen=True)
class AuditedRow:
    """Audits handed in with these values. `families`: different ones, where the case's family is known.

    `moderated`: how many were, as recorded; `not_said`: of how many past audits nobody wrote that down.
    `part`: these of all that were asked for. By flags an audit may stand in several rows.
    """

    group: dict[str, str]
    n: int
    families: int
    without_family: int
    moderated: int
    not_said: int
    part: Share
    audits: tuple[str, ...]


def audited(
    by: Actor, dimensions: Sequence[str] = (), *, where: Mapping[str, str] | None = None
) -> list[AuditedRow]:
    """Audits handed in, graded or not, by `dimensions`, which may hold `flag`. Each case counts once.

    Raises UnknownDimension, NotAllowed.
    """
    where = dict(where or {})
    check([name for name in dimensions if name != FLAG], where)
    if "domain" in (*dimensions, *where):
        raise UnknownDimension("domain")
    found = _handed_in(by, dimensions, where)
    total = found.count()
    if FLAG in dimensions:
        unnested = Func(F("header__flags"), function="unnest", output_field=CharField())
        found = found.annotate(flag_of=unnested)
    columns = {name: _column(name) for name in dimensions}
    if not columns:
        rows: Any = [found.aggregate(**_measures())] if total else []
    else:
        rows = found.values(*columns.values()).annotate(**_measures()).order_by()
    places = case_type_places()
    made = [
        AuditedRow(
            {name: row[column] or "" for name, column in columns.items()},
            row["n"], row["families"], row["without_family"], row["moderated"], row["not_said"],
            share(row["n"], total, basis=ONLY_THESE), tuple(row["refs"]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda row: _place(row, places))


def _handed_in(
    by: Actor, dimensions: Sequence[str], where: Mapping[str, str]
) -> QuerySet[Audit, Any]:
    found = Audit.objects.filter(
        reach(by, ""), whose(dimensions, where, ""), state__in=HANDED_IN,
        round_case__removed_at=None,
    )  # fmt: skip
    return narrowed(described(found, (*dimensions, *where), ""), where, "")


def _measures() -> dict[str, Any]:
    family = NullIf(F("header__family"), Value(""))
    return {
        "n": Count("pk"),
        "families": Count(family, distinct=True),
        "without_family": Count("pk", filter=Q(header__family="")),
        "moderated": Count("pk", filter=Q(moderated_at__isnull=False)),
        "not_said": Count("pk", filter=Q(past__isnull=False, past__is_moderated=None)),
        "refs": ArrayAgg("ref", order_by=("ref",)),
    }


def _column(name: str) -> str:
    return "flag_of" if name == FLAG else DIMENSIONS[name].removeprefix("audit__")


def _place(row: AuditedRow, places: Mapping[str, int]) -> tuple[Any, ...]:
    """Case types in the authority's order, everything else by its name."""
    return tuple(
        (places.get(value, len(places)), value) if name == "case_type" else (0, value)
        for name, value in row.group.items()
    )


def audited_json(rows: Sequence[AuditedRow]) -> list[dict[str, Any]]:
    words = vocabulary()
    return [
        {
            "group": row.group,
            "labels": {
                name: words(name, value) if name in ("case_type", FLAG) and value else value
                for name, value in row.group.items()
            },
            "n": row.n, "families": row.families,
            "without_family": row.without_family,
            "moderated": {"count": row.moderated, "n": row.n, "not_said": row.not_said},
            "share": {
                "count": row.part.count, "n": row.part.n, "percent": row.part.percent,
                "text": row.part.text,
            },
            "audits": list(row.audits),
        }
        for row in rows
    ]  # fmt: skip
